// Measures one run of one program from a helper process: see measure.h.

#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "basics.h"
#include "interrupt.h"
#include "sample.h"
#include "series.h"
#include "spawn.h"
#include "tree.h"

#define TICK 0.01      // seconds between two looks at the program
#define LONG_TICK 1.0  // at most, where looking is slow
#define RESTRAINT 19   // for each second of looking, seconds without
#define GRACE 3.0      // seconds between SIGTERM and SIGKILL
#define REPORT 3       // the descriptor for the measurement

// The helper's words; each is documented in measure.h.
enum { LIMIT, TREE, DESCRIPTORS, SERIES, PROGRAM };

// --- the helper --------------------------------------------------------------

// A program under measurement.
struct watched {
    pid_t process;
    double start;    // on the monotonic clock
    double told;     // when it was told to end, or 0
    double limit;    // seconds
    double cost;     // seconds that the last look took
    bool tree;       // look also at what it starts
    bool recorded;   // a series is wanted
    struct recorder recorder;
    struct measurement m;
};

// Converts a timeval to seconds.
static double
seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

// Sends the signal to the program's group; to the program itself if it has
// gone into another one.
static void
send_signal(const struct watched *w, int number)
{
    if (kill(-w->process, number) < 0)
        kill(w->process, number);
}

// Tells the program to end, and makes it end when that did not help.
static void
tell_to_end(struct watched *w)
{
    double now = monotonic_now();

    if (w->told == 0) {
        w->told = now;
        send_signal(w, SIGTERM);
    } else if (now - w->told > GRACE) {
        send_signal(w, SIGKILL);
    }
}

// Raises each figure that was larger this time.
static void
note_most(struct measurement *m, const struct sample *sample)
{
    if (sample->peak > m->peak_sampled)
        m->peak_sampled = sample->peak;
    if (sample->peak_reserved > m->reserved_sampled)
        m->reserved_sampled = sample->peak_reserved;
    if (sample->threads > m->threads)
        m->threads = sample->threads;
    if (sample->descriptors > m->descriptors)
        m->descriptors = sample->descriptors;
    if (sample->processes > m->processes)
        m->processes = sample->processes;
}

// Looks at the program once, and takes note. What descends from the helper is
// the program, what that has started, and what of it was left by its parent.
static void
take_sample(struct watched *w)
{
    double before = monotonic_now();
    struct sample sample = w->tree ? sample_take_below(getpid())
                                   : sample_take(w->process);
    struct sample_point point = {
        .seconds = before - w->start,
        .resident = sample.resident,
        .reserved = sample.reserved,
        .threads = sample.threads,
        .descriptors = sample.descriptors,
    };

    w->cost = monotonic_now() - before;
    if (sample.processes == 0)
        return;
    note_most(&w->m, &sample);
    if (w->recorded)
        recorder_add(&w->recorder, &point);
}

// Looks at the program once, and at its time.
static void
look(struct watched *w)
{
    take_sample(w);
    if (monotonic_now() - w->start > w->limit)
        w->m.overran = true;
    if (w->m.overran || w->told > 0)
        tell_to_end(w);
}

// Returns how long to wait until the next look.
static struct timespec
until_next(const struct watched *w)
{
    double tick = fmin(fmax(TICK, RESTRAINT * w->cost), LONG_TICK);

    return (struct timespec){
        .tv_sec = (time_t)tick,
        .tv_nsec = (long)((tick - floor(tick)) * 1e9),
    };
}

// Returns the seconds of CPU that this process has used.
static double
own_cpu(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
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
    w->m.looking = own_cpu();
    w->m.peak = (long long)usage.ru_maxrss * 1024;
    w->m.voluntary = usage.ru_nvcsw;
    w->m.involuntary = usage.ru_nivcsw;
    w->m.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    w->m.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return true;
}

// Ends what the program has left behind. It comes to the helper as soon as
// its parent is gone, so there is something left as long as there is a child.
static void
end_the_rest(void)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    double end = monotonic_now() + GRACE;

    while (waitpid(-1, NULL, WNOHANG) >= 0 && monotonic_now() < end) {
        struct tree rest = tree_below(getpid());
        for (size_t i = 0; i < rest.count; i++)
            kill(rest.all[i], SIGKILL);
        tree_free(&rest);
        nanosleep(&nap, NULL);
    }
}

// In the child: says what could not be done, and ends.
static _Noreturn void
give_up(const char *what)
{
    dprintf(STDERR_FILENO, "%s: %s\n", what, strerror(errno));
    _exit(SPAWN_FAILED);
}

// In the child: becomes the program. The signals that the helper waits for
// are let through to it.
static _Noreturn void
become(char **words, pid_t parent, const sigset_t *waited_for)
{
    rlim_t most = strtoul(words[DESCRIPTORS], NULL, 10);
    const struct rlimit limit = {.rlim_cur = most, .rlim_max = most};

    setpgid(0, 0);
    spawn_die_with(parent, SIGKILL);
    sigprocmask(SIG_UNBLOCK, waited_for, NULL);
    close_range(REPORT, ~0u, CLOSE_RANGE_CLOEXEC);  // whatever was inherited
    if (most > 0 && setrlimit(RLIMIT_NOFILE, &limit) < 0)
        give_up("limit on descriptors");
    execvp(words[PROGRAM], words + PROGRAM);
    give_up(words[PROGRAM]);
}

// Starts the program and returns once it is what runs: until then, what was
// seen of it would be the helper.
static void
start(struct watched *w, char **words, const sigset_t *waited_for)
{
    pid_t parent = getpid();
    int ends[2];
    char nothing;

    if (pipe2(ends, O_CLOEXEC) < 0)
        _exit(SPAWN_FAILED);
    w->start = monotonic_now();
    w->process = fork();
    if (w->process < 0)
        _exit(SPAWN_FAILED);
    if (w->process == 0)
        become(words, parent, waited_for);
    close(ends[1]);
    while (read(ends[0], &nothing, 1) < 0 && errno == EINTR)
        continue;
    close(ends[0]);
}

// Watches the program from start to end.
static void
watch(struct watched *w, char **words)
{
    sigset_t waited_for;

    sigemptyset(&waited_for);
    sigaddset(&waited_for, SIGCHLD);
    sigaddset(&waited_for, SIGTERM);
    sigprocmask(SIG_BLOCK, &waited_for, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    start(w, words, &waited_for);
    take_sample(w);
    while (!has_ended(w)) {
        const struct timespec tick = until_next(w);
        if (sigtimedwait(&waited_for, NULL, &tick) == SIGTERM)
            tell_to_end(w);
        else
            look(w);
    }
    end_the_rest();
}

// Writes the series; false when that is not possible, which it says.
static bool
keep_series(const struct watched *w, const char *path)
{
    if (!w->recorded)
        return true;
    char *error = series_write(&w->recorder.series, path);
    if (error)
        fprintf(stderr, "%s\n", error);
    free(error);
    return error == NULL;
}

int
measure_helper(char **arguments)
{
    for (int word = 0; word <= PROGRAM; word++)
        if (arguments[word] == NULL)
            return STATUS_USAGE;

    struct watched watched = {
        .limit = strtod(arguments[LIMIT], NULL),
        .tree = strcmp(arguments[TREE], "tree") == 0,
        .recorded = arguments[SERIES][0] != '\0',
    };
    ssize_t size = (ssize_t)sizeof watched.m;

    fcntl(REPORT, F_SETFD, FD_CLOEXEC);
    watch(&watched, arguments);
    bool good = keep_series(&watched, arguments[SERIES]) &&
                write(REPORT, &watched.m, (size_t)size) == size;
    series_free(&watched.recorder.series);
    return good ? 0 : 1;
}

// --- compare's side ----------------------------------------------------------

// Returns the helper's whole command line; words_free is due, also for the
// NULL behind it.
static struct words
helper_arguments(const struct measure_what *what)
{
    char *limit = format("%.3f", what->limit);
    char *descriptors = format("%ld", what->descriptors);
    struct words words = {0};

    words_add(&words, "/proc/self/exe");
    words_add(&words, MEASURE_WORD);
    words_add(&words, limit);
    words_add(&words, what->tree ? "tree" : "one");
    words_add(&words, descriptors);
    words_add(&words, what->series ? what->series : "");
    for (char **word = what->argv; *word; word++)
        words_add(&words, *word);
    words.all = resize(words.all, words.count + 1, sizeof *words.all);
    words.all[words.count] = NULL;
    free(limit);
    free(descriptors);
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
measure_program(const struct measure_what *what,
                struct measurement *measurement)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    struct words words = helper_arguments(what);
    struct spawn helper_is = {
        .argv = words.all, .output = what->output, .error = what->log,
        .report = ends[1],
    };
    pid_t helper = spawn(&helper_is);
    close(ends[1]);
    bool good = helper > 0 && await_report(ends[0], helper, measurement);
    if (helper > 0)
        spawn_stop(helper, GRACE);
    close(ends[0]);
    words_free(&words);
    return good;
}
