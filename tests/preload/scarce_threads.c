// Put before a program: after as many threads as THREADS says, no further one
// can be started (pthread_create(3): EAGAIN).

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                   void *);

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
               void *(*start)(void *), void *argument)
{
    static atomic_int started;
    create *next = __extension__(create *)dlsym(RTLD_NEXT, "pthread_create");
    const char *most = getenv("THREADS");

    if (most && atomic_fetch_add(&started, 1) >= atoi(most))
        return EAGAIN;
    return next(thread, attributes, start, argument);
}
