// Put before a program: a write to standard output takes as many seconds as
// STUCK_OUTPUT says, whatever signals come meanwhile.

#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef ssize_t writer(int, const void *, size_t);

ssize_t
write(int fd, const void *bytes, size_t length)
{
    writer *next = __extension__(writer *)dlsym(RTLD_NEXT, "write");
    const char *seconds = getenv("STUCK_OUTPUT");
    struct timespec time = {.tv_sec = seconds ? atoi(seconds) : 0};

    if (fd == STDOUT_FILENO)
        while (nanosleep(&time, &time) != 0)
            ;
    return next(fd, bytes, length);
}
