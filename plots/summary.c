// All runs of a comparison, boiled down: see summary.h.

#include "summary.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"

double
run_figure(const struct run *run, enum figure figure)
{
    const struct measurement *m = &run->measured;

    switch (figure) {
    case WALL:        return m->wall;
    case USER:        return m->user;
    case SYSTEM:      return m->system;
    case CPU:         return m->user + m->system;
    case PEAK:        return (double)run->peak;
    case RESERVED:    return (double)run->reserved;
    case THREADS:     return (double)m->threads;
    case DESCRIPTORS: return (double)m->descriptors;
    case SWITCHES:    return (double)(m->voluntary + m->involuntary);
    case FIGURES:     break;
    }
    return 0;
}

struct estimate
summary_of(const struct comparison *all, size_t program, enum figure figure)
{
    double *values = resize(NULL, all->run_count, sizeof *values);
    size_t count = 0;

    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->turn.program == program && run_counts(run))
            values[count++] = run_figure(run, figure);
    }
    struct estimate estimate = estimate_of(values, count);
    free(values);
    return estimate;
}

// Returns the program's run of the round if it counts, otherwise NULL.
static const struct run *
run_of_round(const struct comparison *all, size_t program, size_t round)
{
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->turn.program == program && run->turn.round == round)
            return run_counts(run) ? run : NULL;
    }
    return NULL;
}

struct estimate
ratio_of(const struct comparison *all, size_t program, size_t other,
         enum figure figure)
{
    double *ratios = resize(NULL, all->plan.rounds, sizeof *ratios);
    size_t count = 0;

    for (size_t round = 1; round <= all->plan.rounds; round++) {
        const struct run *mine = run_of_round(all, program, round);
        const struct run *theirs = run_of_round(all, other, round);
        if (mine && theirs && run_figure(theirs, figure) > 0)
            ratios[count++] =
                run_figure(mine, figure) / run_figure(theirs, figure);
    }
    struct estimate estimate = estimate_of(ratios, count);
    free(ratios);
    return estimate;
}

bool
has_counting_runs(const struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++)
        if (run_counts(&all->runs[i]))
            return true;
    return false;
}

size_t
failed_runs(const struct comparison *all, size_t program)
{
    size_t failed = 0;

    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        failed += run->turn.program == program && run->reason != NULL &&
                  !run->interrupted;
    }
    return failed;
}

const struct run *
typical_run(const struct comparison *all, size_t program)
{
    double median = summary_of(all, program, WALL).median;
    const struct run *best = NULL;

    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->turn.program != program || !run_counts(run))
            continue;
        if (best == NULL || fabs(run->measured.wall - median) <
                                fabs(best->measured.wall - median))
            best = run;
    }
    return best;
}
