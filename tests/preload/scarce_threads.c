// Put before a program: beside as many threads as THREADS says no further one
// can be started (pthread_create(3): EAGAIN), until one of them has ended.

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                   void *);

struct thread {
    void *(*start)(void *);
    void *argument;
};

static atomic_int running;

// What each thread does, and gives its place back.
static void *
run(void *argument)
{
    struct thread thread = *(struct thread *)argument;
    void *result;

    free(argument);
    result = thread.start(thread.argument);
    atomic_fetch_sub(&running, 1);
    return result;
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
               void *(*start)(void *), void *argument)
{
    create *next = __extension__(create *)dlsym(RTLD_NEXT, "pthread_create");
    const char *most = getenv("THREADS");
    struct thread *own = malloc(sizeof *own);
    int error = EAGAIN;

    if (own && (atomic_fetch_add(&running, 1) < atoi(most ? most : "1000"))) {
        *own = (struct thread){.start = start, .argument = argument};
        error = next(thread, attributes, run, own);
    }
    if (error) {
        atomic_fetch_sub(&running, 1);
        free(own);
    }
    return error;
}
