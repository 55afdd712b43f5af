// The kit's own speed and memory, beside their targets.
//
// Everything that is compared runs in turns, round by round, and ratios are
// taken within a round, so that they hold on a machine that is busy with other
// things too. A warm-up round is not counted. Nothing here is a test: figures
// are printed, and whether they reach their targets.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../basics.h"
#include "../interrupt.h"
#include "../measure.h"
#include "../server.h"
#include "../statistics.h"

enum { ROUNDS = 7, ARGUMENTS = 12 };

#define LIMIT 300.0     // seconds; a run that takes longer is stopped

struct candidate {
    const char *name;
    const char *argv[ARGUMENTS];    // NULL-terminated
    double values[ROUNDS];          // of the counted rounds
};

// What there is to be seen in a measurement.
typedef double figure(const struct measurement *measurement);

// Seconds from start to end.
static double
wall(const struct measurement *measurement)
{
    return measurement->wall;
}

// Seconds of CPU, in the program and in the kernel for it.
static double
cpu(const struct measurement *measurement)
{
    return measurement->user + measurement->system;
}

// MiB resident at the peak.
static double
peak(const struct measurement *measurement)
{
    return (double)measurement->peak / (1 << 20);
}

// Runs one candidate; ends the program when it fails, for then no figure means
// anything.
static double
run(const struct candidate *candidate, figure *of)
{
    struct measurement measurement;
    struct measure_what what = {
        .argv = (char **)candidate->argv, .output = -1, .log = -1,
        .limit = LIMIT,
    };

    if (!measure_program(&what, &measurement) || measurement.exit_status != 0)
        quit(STATUS_RUN_FAILED, "%s failed", candidate->name);
    return of(&measurement);
}

// Runs all candidates, round by round, each time from another one on.
static void
run_all(struct candidate *candidates, int count, int rounds, figure *of)
{
    for (int round = -1; round < rounds; round++)
        for (int i = 0; i < count; i++) {
            struct candidate *next = &candidates[(i + round + 1) % count];
            double value = run(next, of);
            if (round >= 0)
                next->values[round] = value;
        }
}

// The median over the rounds of a candidate's value, as a multiple of another
// one's in the same round, or of 1 where that is NULL.
static double
median_ratio(const struct candidate *candidate, const struct candidate *other,
             int rounds)
{
    double ratios[ROUNDS];

    for (int i = 0; i < rounds; i++)
        ratios[i] = candidate->values[i] / (other ? other->values[i] : 1);
    return estimate_of(ratios, (size_t)rounds).median;
}

static const char *
reached(bool good)
{
    return good ? "reached" : "MISSED";
}

// The files of a benchmark, in a folder that is removed at its end.
struct files {
    char folder[32];
    char *list;         // one URL, again and again
    char *config;       // the same for curl
};

// Writes the lists: `count` times the server's URL with that path.
static struct files
write_files(const struct server *server, const char *path, long count)
{
    struct files files = {.folder = "/tmp/bench-XXXXXX"};
    FILE *list, *config;

    if (!mkdtemp(files.folder))
        quit(STATUS_NOT_WRITTEN, "cannot write to /tmp");
    files.list = format("%s/list", files.folder);
    files.config = format("%s/curl", files.folder);
    list = fopen(files.list, "w");
    config = fopen(files.config, "w");
    for (long i = 0; list && config && i < count; i++) {
        fprintf(list, "%s%s\n", server->url, path);
        fprintf(config, "url=%s%s\noutput=/dev/null\n", server->url, path);
    }
    if (!list || !config || fclose(list) != 0 || fclose(config) != 0)
        quit(STATUS_NOT_WRITTEN, "cannot write to %s", files.folder);
    return files;
}

// Removes them, and frees their names.
static void
remove_files(struct files *files)
{
    unlink(files->list);
    unlink(files->config);
    rmdir(files->folder);
    free(files->list);
    free(files->config);
}

// --- the benchmarks ----------------------------------------------------------

#define FETCH(program, list, concurrency)                                    \
    {"build/fetch-" program, "--input", list, "-c", concurrency, "--format", \
     "json", "--output", "/dev/null", "--quiet"}

// 200 URLs of one second, 200 in flight: how near to one second?
static void
bench_ideal(const struct server *server)
{
    enum { TIMES = 5 };
    struct files files = write_files(server, "/delay/1", 200);
    struct candidate candidates[] = {
        {"async", FETCH("async", files.list, "200"), {0}},
        {"threaded", FETCH("threaded", files.list, "200"), {0}},
    };
    static const double targets[] = {1.05, 1.15};

    puts("200 URLs of one second, 200 in flight; time as a multiple of 1 s");
    run_all(candidates, 2, TIMES, wall);
    for (int i = 0; i < 2; i++) {
        double times = median_ratio(&candidates[i], NULL, TIMES);
        printf("  %-12s %6.3f   target %.2f   %s\n", candidates[i].name, times,
               targets[i], reached(times <= targets[i]));
    }
    remove_files(&files);
}

// One small body, keep-alive, 50 in flight: what does a transfer cost, and how
// much of that is the program's?
static void
bench_cpu(const struct server *server)
{
    enum { TRANSFERS = 50000, BARE = 0, CURL = 1, ASYNC = 2, ALL = 5 };
    struct files files = write_files(server, "/bytes/100", TRANSFERS);
    struct candidate candidates[ALL] = {
        {"bare loop", {"build/bare-multi", files.list, "50"}, {0}},
        {"curl -Z", {"/usr/bin/curl", "-s", "-Z", "--parallel-max", "50", "-K",
                     files.config}, {0}},
        {"async", FETCH("async", files.list, "50"), {0}},
        {"threaded", FETCH("threaded", files.list, "50"), {0}},
        {"sync", FETCH("sync", files.list, "50"), {0}},
    };

    puts("\none small body, keep-alive, 50 in flight; CPU a transfer");
    run_all(candidates, ALL, ROUNDS, cpu);
    for (int i = 0; i < ALL; i++) {
        double seconds = median_ratio(&candidates[i], NULL, ROUNDS);
        double bare = median_ratio(&candidates[i], &candidates[BARE], ROUNDS);
        double curl = median_ratio(&candidates[i], &candidates[CURL], ROUNDS);
        printf("  %-12s %6.1f µs  %5.2f × bare  %5.2f × curl -Z",
               candidates[i].name, seconds / TRANSFERS * 1e6, bare, curl);
        if (i == ASYNC)
            printf("   target 1.30 and < 1   %s",
                   reached(bare <= 1.3 && curl < 1));
        putchar('\n');
    }
    remove_files(&files);
}

// 1,000,000 lines on standard input, and 4,000: does memory grow with the list?
static void
bench_memory(const struct server *server)
{
    static const char *const names[] = {"sync", "threaded", "async"};
    struct files little = write_files(server, "/bytes/1", 4000);
    struct files much = write_files(server, "/bytes/1", 1000000);

    puts("\n1,000,000 lines on standard input, and 4,000; peak memory in MiB");
    for (int i = 0; i < 3; i++) {
        char *few = format("exec build/fetch-%s -q -o /dev/null <%s", names[i],
                           little.list);
        char *many = format("exec build/fetch-%s -q -o /dev/null <%s",
                            names[i], much.list);
        struct candidate a = {names[i], {"/bin/sh", "-c", few}, {0}};
        struct candidate b = {names[i], {"/bin/sh", "-c", many}, {0}};
        double low = run(&a, peak), high = run(&b, peak);
        printf("  %-12s %6.2f and %.2f: %+.2f   target +1.00   %s\n", names[i],
               high, low, high - low, reached(high - low <= 1));
        free(few);
        free(many);
    }
    remove_files(&little);
    remove_files(&much);
}

int
main(int argc, char **argv)
{
    struct server server;
    struct words none = {0};
    char *problem;

    if (argc > 2 && strcmp(argv[1], MEASURE_WORD) == 0)
        return measure_helper(argv + 2);
    interrupt_watch();
    setvbuf(stdout, NULL, _IOLBF, 0);
    problem = server_start(&server, "build/testserver", &none, STDERR_FILENO);
    if (problem)
        quit(STATUS_USAGE, "%s", problem);
    bench_ideal(&server);
    bench_cpu(&server);
    bench_memory(&server);
    server_stop(&server);
    return STATUS_GOOD;
}
