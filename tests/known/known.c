// A program whose memory, threads, descriptors and children are known.
//
//     known [touch=MIB] [reserve=MIB] [threads=N] [open=N] [children=N]
//           [before=SECONDS] [after=SECONDS] [deaf=1] [away=1]
//
// Waits `before` seconds, takes what it is told to, in addition to what every
// program has, and ends after another `after` seconds. Its children, which it
// waits for, do the same but have no children. `deaf` ignores SIGTERM, `away`
// puts the children into sessions of their own.

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

static struct {
    double touch, reserve, threads, open, children, before, after, deaf, away;
} told;

// Where each word's value goes.
static const struct {
    const char *name;
    double *value;
} words[] = {
    {"touch=", &told.touch},       {"reserve=", &told.reserve},
    {"threads=", &told.threads},   {"open=", &told.open},
    {"children=", &told.children}, {"before=", &told.before},
    {"after=", &told.after},       {"deaf=", &told.deaf},
    {"away=", &told.away},
};

static void
fail(const char *what)
{
    perror(what);
    _exit(EXIT_FAILURE);
}

static void
read_word(const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i].name);
        if (strncmp(word, words[i].name, length) == 0) {
            *words[i].value = strtod(word + length, NULL);
            return;
        }
    }
    fprintf(stderr, "known: %s\n", word);
    exit(EXIT_FAILURE);
}

// Sleeps the whole time, whatever signals come.
static void
sleep_for(double seconds)
{
    struct timespec left = {
        .tv_sec = (time_t)seconds,
        .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
    };

    while (nanosleep(&left, &left) < 0)
        continue;
}

static void *
sleep_in_thread(void *unused)
{
    for (;;)
        pause();
    return unused;
}

// Reserves so many bytes, and puts something into each page if touched.
static void
map_memory(size_t size, int touched)
{
    int access = touched ? PROT_READ | PROT_WRITE : PROT_NONE;
    char *memory = mmap(NULL, size, access,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        fail("mmap");
    if (touched)
        memset(memory, 1, size);
}

// Starts the threads; their stacks are small, so that they hardly count.
static void
start_threads(int count)
{
    pthread_attr_t small;
    pthread_t thread;

    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    for (int i = 0; i < count; i++)
        if (pthread_create(&thread, &small, sleep_in_thread, NULL) != 0)
            fail("thread");
}

// Takes what it is told to.
static void
take(void)
{
    if (told.touch > 0)
        map_memory((size_t)told.touch * MIB, 1);
    if (told.reserve > 0)
        map_memory((size_t)told.reserve * MIB, 0);
    for (int i = 0; i < (int)told.open; i++)
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
            fail("open");
    start_threads((int)told.threads);
}

// Starts the children, and returns in each of them too.
static void
start_children(int count)
{
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child < 0)
            fail("fork");
        if (child > 0)
            continue;
        if (told.away > 0)
            setsid();
        return;
    }
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        read_word(argv[i]);
    if (told.deaf > 0)
        signal(SIGTERM, SIG_IGN);
    sleep_for(told.before);
    start_children((int)told.children);
    take();
    sleep_for(told.after);
    while (wait(NULL) > 0)
        continue;
    // At once: what a sanitizer does at the end takes processes of its own.
    _exit(EXIT_SUCCESS);
}
