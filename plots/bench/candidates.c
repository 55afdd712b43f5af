// Contract: see bench.h. What runs, in turns, and what is said of it.

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../basics.h"
#include "../interrupt.h"
#include "../measure.h"
#include "../statistics.h"
#include "bench.h"

#define LIMIT 300.0     // seconds; a run that takes longer is stopped

double
run_wall(const struct run *run)
{
    return run->wall;
}

double
run_cpu(const struct run *run)
{
    return run->cpu;
}

double
run_peak(const struct run *run)
{
    return run->peak;
}

double
run_turn(const struct run *run)
{
    return run->turn;
}

double
run_workers(const struct run *run)
{
    return run->workers;
}

// --- one run -----------------------------------------------------------------

// The number of that name; NAN where there is none.
static double
number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_number(value) ? json_number_value(value) : NAN;
}

// Takes what the program says of itself. Its peak replaces the kernel's word,
// which begins with the peak of whoever started it.
static void
read_summary(const char *path, struct run *run)
{
    json_t *said = json_load_file(path, 0, NULL);

    if (said)
        run->peak = number(said, "peak_memory_bytes");
    run->workers = number(said, "threads") - 1;
    run->turn = number(json_object_get(said, "loop"),
                       "longest_turn_cpu_seconds");
    json_decref(said);
}

// Fills argv, with the option for a summary behind the words of the kit's own
// programs; returns whether it is one.
static bool
fill_argv(const struct candidate *candidate, const char *summary,
          const char **argv)
{
    bool own = false;
    int count = 0;

    for (; candidate->argv[count]; count++) {
        argv[count] = candidate->argv[count];
        own = own || strncmp(argv[count], "build/fetch-", 12) == 0;
    }
    argv[count++] = own ? "--summary" : NULL;
    argv[count++] = own ? summary : NULL;
    argv[count] = NULL;
    return own;
}

// Runs a candidate once.
static struct run
run_once(struct candidate *candidate)
{
    const char *argv[MOST_WORDS + 3];
    char *summary = bench_file("summary");
    bool own = fill_argv(candidate, summary, argv);
    struct run run = {.turn = NAN, .workers = NAN};
    struct measurement seen;
    struct measure_what what = {
        .argv = (char **)argv, .output = -1, .log = -1, .limit = LIMIT,
    };

    if (!measure_program(&what, &seen) || interrupt_signal())
        quit(STATUS_RUN_FAILED, "interrupted, or nothing could be measured");
    run.wall = seen.wall;
    run.cpu = seen.user + seen.system;
    run.peak = (double)seen.peak;
    if (own && seen.exit_status == 0)
        read_summary(summary, &run);
    free(summary);
    candidate->failed = seen.exit_status != 0;
    if (seen.overran)
        printf("  %s was stopped after %g s\n", candidate->name, LIMIT);
    else if (candidate->failed)
        printf("  %s failed, with exit status %d\n", candidate->name,
               seen.exit_status);
    return run;
}

// --- in turns ----------------------------------------------------------------

void
bench_run(struct candidate *candidates, int count, int rounds, bool warm_up)
{
    for (int round = warm_up ? -1 : 0; round < rounds; round++)
        for (int i = 0; i < count; i++) {
            struct candidate *next = &candidates[(i + round + 1) % count];
            if (next->failed || (next->rounds && round >= next->rounds))
                continue;
            struct run run = run_once(next);
            if (round >= 0 && !next->failed)
                next->runs[next->counted++] = run;
        }
}

bool
bench_there(struct candidate *candidate, const char *how_to_get_it)
{
    if (access(candidate->argv[0], X_OK) == 0)
        return true;
    printf("  %s is left out: %s\n", candidate->name, how_to_get_it);
    candidate->failed = true;
    return false;
}

bool
bench_descriptors(const char *what, long wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0
        || limit.rlim_cur >= (rlim_t)wanted)
        return true;
    printf("  %s is left out: it takes %ld descriptors, and a process may "
           "open %llu\n", what, wanted, (unsigned long long)limit.rlim_cur);
    return false;
}

double
bench_median(const struct candidate *candidate, figure *of)
{
    double values[MOST_ROUNDS];

    for (int i = 0; i < candidate->counted; i++)
        values[i] = of(&candidate->runs[i]);
    if (candidate->failed || candidate->counted == 0)
        return NAN;
    return estimate_of(values, (size_t)candidate->counted).median;
}

double
bench_highest(const struct candidate *candidate, figure *of)
{
    double highest = -INFINITY;

    for (int i = 0; i < candidate->counted; i++) {
        double value = of(&candidate->runs[i]);
        if (isnan(value))
            return NAN;
        highest = fmax(highest, value);
    }
    return candidate->failed || isinf(highest) ? NAN : highest;
}

double
bench_ratio(const struct candidate *candidate, const struct candidate *other,
            figure *of)
{
    double ratios[MOST_ROUNDS];
    int both = candidate->counted < other->counted ? candidate->counted
                                                   : other->counted;

    for (int i = 0; i < both; i++)
        ratios[i] = of(&candidate->runs[i]) / of(&other->runs[i]);
    if (candidate->failed || other->failed || both == 0)
        return NAN;
    return estimate_of(ratios, (size_t)both).median;
}

// --- beside their targets ----------------------------------------------------

void
bench_most(const char *what, double value, double target)
{
    if (isnan(value))
        printf("  %-48s unknown   target <= %-5g unknown\n", what, target);
    else
        printf("  %-48s %7.3f   target <= %-5g %s\n", what, value, target,
               value <= target ? "reached" : "MISSED");
}

void
bench_least(const char *what, double value, double target)
{
    if (isnan(value))
        printf("  %-48s unknown   target >= %-5g unknown\n", what, target);
    else
        printf("  %-48s %7.3f   target >= %-5g %s\n", what, value, target,
               value >= target ? "reached" : "MISSED");
}
