// Measures one run of one program from a helper process: see measure.h.

#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "basics.h"
#include "interrupt.h"
#include "sample.h"
#include "spawn.h"

#define TICK 10000000L  // nanoseconds between two looks at the program
#define GRACE 3.0       // seconds between SIGTERM and SIGKILL
#define REPORT 3        // the descriptor for the measurement

// --- the helper --------------------------------------------------------------

// A program under measurement.
struct watched {
    pid_t process;
    double start;    // on the monotonic clock
    double told;     // when it was told to end, or 0
    double limit;    // seconds
    struct measurement m;
};

// Converts a timeval to seconds.
static double
seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

// Tells the program to end, and makes it end when that did not help.
static void
tell_to_end(struct watched *w)
{
    double now = monotonic_now();

    if (w->told == 0) {
        w->told = now;
        kill(w->process, SIGTERM);
    } else if (now - w->told > GRACE) {
        kill(w->process, SIGKILL);
    }
}

// Looks at the program once, and at its time.
static void
look(struct watched *w)
{
    struct sample sample = sample_take(w->process);

    if (sample.threads > w->m.threads)
        w->m.threads = sample.threads;
    if (sample.descriptors > w->m.descriptors)
        w->m.descriptors = sample.descriptors;
    if (monotonic_now() - w->start > w->limit)
        w->m.overran = true;
    if (w->m.overran || w->told > 0)
        tell_to_end(w);
}

// Takes the status of the program if it has ended.
static bool
has_ended(struct watched *w)
{
    struct rusage usage;
    int status;

    if (wait4(w->process, &status, WNOHANG, &usage) != w->process)
        return false;
    w->m.wall = monotonic_now() - w->start;
    w->m.user = seconds_of(usage.ru_utime);
    w->m.system = seconds_of(usage.ru_stime);
    w->m.peak = (long long)usage.ru_maxrss * 1024;
    w->m.voluntary = usage.ru_nvcsw;
    w->m.involuntary = usage.ru_nivcsw;
    w->m.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    w->m.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return true;
}

// Starts the program; the signals that the helper waits for are let through
// to it.
static void
start(struct watched *w, char **argv, const sigset_t *waited_for)
{
    pid_t parent = getpid();

    w->start = monotonic_now();
    w->process = fork();
    if (w->process < 0)
        _exit(SPAWN_FAILED);
    if (w->process > 0)
        return;
    spawn_die_with(parent, SIGKILL);
    sigprocmask(SIG_UNBLOCK, waited_for, NULL);
    execv(argv[0], argv);
    _exit(SPAWN_FAILED);
}

int
measure_helper(char **arguments)
{
    const struct timespec tick = {.tv_nsec = TICK};
    struct watched watched = {.limit = strtod(arguments[0], NULL)};
    sigset_t waited_for;

    fcntl(REPORT, F_SETFD, FD_CLOEXEC);
    sigemptyset(&waited_for);
    sigaddset(&waited_for, SIGCHLD);
    sigaddset(&waited_for, SIGTERM);
    sigprocmask(SIG_BLOCK, &waited_for, NULL);
    start(&watched, arguments + 1, &waited_for);
    while (!has_ended(&watched)) {
        if (sigtimedwait(&waited_for, NULL, &tick) == SIGTERM)
            tell_to_end(&watched);
        else
            look(&watched);
    }
    ssize_t size = (ssize_t)sizeof watched.m;
    return write(REPORT, &watched.m, (size_t)size) == size ? 0 : 1;
}

// --- compare's side ----------------------------------------------------------

// Returns "/proc/self/exe" --measure SECONDS and argv in one array, which the
// caller frees, as its third word.
static char **
helper_arguments(char **argv, double limit)
{
    static char myself[] = "/proc/self/exe", word[] = MEASURE_WORD;
    size_t count = 0;

    while (argv[count])
        count++;
    char **words = resize(NULL, count + 4, sizeof *words);
    words[0] = myself;
    words[1] = word;
    words[2] = format("%.3f", limit);
    for (size_t i = 0; i <= count; i++)
        words[3 + i] = argv[i];
    return words;
}

// Reads the measurement when it comes; an interrupt meanwhile is handed on
// to the helper.
static bool
await_report(int pipe_end, pid_t helper, struct measurement *measurement)
{
    struct pollfd watched[] = {
        {.fd = pipe_end, .events = POLLIN},
        {.fd = interrupt_descriptor(), .events = POLLIN},
    };
    ssize_t size = (ssize_t)sizeof *measurement;

    while (watched[0].revents == 0) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR)
            return false;
        if (watched[1].revents && interrupt_signal()) {
            kill(helper, SIGTERM);
            watched[1].fd = -1;
            watched[1].revents = 0;
        }
    }
    return read(pipe_end, measurement, (size_t)size) == size;
}

bool
measure_program(char **argv, int log, double limit,
                struct measurement *measurement)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    char **words = helper_arguments(argv, limit);
    struct spawn what = {
        .argv = words, .output = log, .error = log, .report = ends[1],
    };
    pid_t helper = spawn(&what);
    close(ends[1]);
    bool good = helper > 0 && await_report(ends[0], helper, measurement);
    if (helper > 0)
        spawn_stop(helper, GRACE);
    close(ends[0]);
    free(words[2]);
    free(words);
    return good;
}
