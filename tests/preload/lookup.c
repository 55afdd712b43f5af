// Put before a program: names under .test are looked up here, so that nothing
// depends on the network. nowhere.test does not exist, every other one is
// 127.0.0.1; and the lookup of slow.test takes as many seconds as SLOW_LOOKUP
// says, and makes the file LOOKUP_BEGUN when it begins.

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef int lookup(const char *, const char *, const struct addrinfo *,
                   struct addrinfo **);

// Takes its time.
static void
be_slow(void)
{
    const char *path = getenv("LOOKUP_BEGUN");
    const char *seconds = getenv("SLOW_LOOKUP");
    struct timespec time = {.tv_sec = seconds ? atoi(seconds) : 1};
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;

    if (fd >= 0)
        close(fd);
    while (nanosleep(&time, &time) != 0)
        ;
}

// A real lookup reads a file (hosts(5)); without a descriptor for it nothing is
// found, and nobody is told why.
static bool
has_file(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    return fd >= 0 && close(fd) == 0;
}

int
getaddrinfo(const char *name, const char *service,
            const struct addrinfo *hints, struct addrinfo **found)
{
    lookup *next = __extension__(lookup *)dlsym(RTLD_NEXT, "getaddrinfo");
    size_t length = name ? strlen(name) : 0;

    if (length < 5 || strcmp(name + length - 5, ".test") != 0)
        return next(name, service, hints, found);
    if (strcmp(name, "nowhere.test") == 0 || !has_file())
        return EAI_NONAME;
    if (strcmp(name, "slow.test") == 0)
        be_slow();
    return next("127.0.0.1", service, hints, found);
}
