// Put before a program: whatever it does to a file called *.part takes as many
// seconds as SLOW_DISK says, whatever signals come meanwhile.

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef int opener(const char *, int, ...);
typedef ssize_t writer(int, const void *, size_t);
typedef int closer(int);
typedef int renamer(const char *, const char *);
typedef int remover(const char *);

enum { MOST_FILES = 4096 };

static atomic_bool slow[MOST_FILES];    // by descriptor

static bool
in_the_making(const char *path)
{
    size_t length = strlen(path);

    return length > 5 && strcmp(path + length - 5, ".part") == 0;
}

static bool
is_slow(int fd)
{
    return fd >= 0 && fd < MOST_FILES && atomic_load(&slow[fd]);
}

// Takes its time.
static void
wait_for_disk(void)
{
    const char *word = getenv("SLOW_DISK");
    double seconds = word ? atof(word) : 0;
    struct timespec time = {
        .tv_sec = (time_t)seconds,
        .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
    };

    while (nanosleep(&time, &time) != 0)
        ;
}

int
open(const char *path, int flags, ...)
{
    opener *next = __extension__(opener *)dlsym(RTLD_NEXT, "open");
    mode_t mode = 0;
    va_list arguments;
    int fd;

    va_start(arguments, flags);
    if (flags & (O_CREAT | O_TMPFILE))
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    if (in_the_making(path))
        wait_for_disk();
    fd = next(path, flags, mode);
    if (fd >= 0 && fd < MOST_FILES)
        atomic_store(&slow[fd], in_the_making(path));
    return fd;
}

ssize_t
write(int fd, const void *bytes, size_t length)
{
    writer *next = __extension__(writer *)dlsym(RTLD_NEXT, "write");

    if (is_slow(fd))
        wait_for_disk();
    return next(fd, bytes, length);
}

int
close(int fd)
{
    closer *next = __extension__(closer *)dlsym(RTLD_NEXT, "close");

    if (is_slow(fd)) {
        wait_for_disk();
        atomic_store(&slow[fd], false);
    }
    return next(fd);
}

int
rename(const char *from, const char *to)
{
    renamer *next = __extension__(renamer *)dlsym(RTLD_NEXT, "rename");

    if (in_the_making(from))
        wait_for_disk();
    return next(from, to);
}

int
unlink(const char *path)
{
    remover *next = __extension__(remover *)dlsym(RTLD_NEXT, "unlink");

    if (in_the_making(path))
        wait_for_disk();
    return next(path);
}
