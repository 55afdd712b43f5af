// All runs of a comparison, boiled down: see summary.h.

#include "summary.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"

size_t
program_count(const struct comparison *all)
{
    return all->scenario->program_count;
}

const struct program *
program_at(const struct comparison *all, size_t program)
{
    return &all->scenario->programs[program];
}

double
extrapolation(const struct comparison *all, size_t program)
{
    if (all->scenario->sweep != SWEEP_NONE)
        return 1;
    return (double)all->scenario->path_count /
           (double)program_at(all, program)->urls;
}

double
run_figure(const struct comparison *all, const struct run *run,
           enum figure figure)
{
    const struct measurement *m = &run->measured;
    double factor = extrapolation(all, run->turn.program);

    switch (figure) {
    case WALL:        return factor * m->wall;
    case USER:        return factor * m->user;
    case SYSTEM:      return factor * m->system;
    case CPU:         return factor * (m->user + m->system);
    case PEAK:        return (double)run->peak;
    case RESERVED:    return (double)run->reserved;
    case THREADS:     return (double)m->threads;
    case DESCRIPTORS: return (double)m->descriptors;
    case SWITCHES:    return factor * (double)(m->voluntary + m->involuntary);
    case CONNECTIONS: return (double)run->witness.connections;
    case FAILURES:    return (double)run->failures;
    case SERVICE_P50: return run->service.p50;
    case SERVICE_P95: return run->service.p95;
    case SERVICE_MAX: return run->service.max;
    case SINCE_P50:   return run->since_start.p50;
    case SINCE_P95:   return run->since_start.p95;
    case SINCE_MAX:   return run->since_start.max;
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
            values[count++] = run_figure(all, run, figure);
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

// Describes the ratio of the medians, where there are no pairs because one of
// the programs ran once: it has the one run and no interval.
static struct estimate
unpaired(const struct estimate *mine, const struct estimate *theirs)
{
    double ratio = theirs->median > 0 ? mine->median / theirs->median : 0;

    return estimate_of(&ratio, theirs->median > 0 ? 1 : 0);
}

struct estimate
ratio_of(const struct comparison *all, size_t program, size_t other,
         enum figure figure)
{
    struct estimate ours = summary_of(all, program, figure);
    struct estimate others = summary_of(all, other, figure);
    double *ratios = resize(NULL, all->plan.rounds, sizeof *ratios);
    size_t count = 0;

    if (all->once[program] != all->once[other] && ours.count > 0) {
        free(ratios);
        return unpaired(&ours, &others);
    }
    for (size_t round = 1; round <= all->plan.rounds; round++) {
        const struct run *mine = run_of_round(all, program, round);
        const struct run *theirs = run_of_round(all, other, round);
        if (mine && theirs && run_figure(all, theirs, figure) > 0)
            ratios[count++] = run_figure(all, mine, figure) /
                              run_figure(all, theirs, figure);
    }
    struct estimate estimate = estimate_of(ratios, count);
    free(ratios);
    return estimate;
}

bool
fell_short(const struct comparison *all, size_t program)
{
    double failed = summary_of(all, program, FAILURES).median;

    for (size_t p = 0; p < program_count(all); p++) {
        struct estimate e = summary_of(all, p, FAILURES);
        if (e.count > 0 && e.median < failed && !all->scenario->sweep)
            return true;
    }
    return false;
}

bool
left_out(const struct comparison *all, size_t program)
{
    double longest = all->scenario->longest;

    return longest > 0 && all->bounds[program].ideal > longest;
}

bool
all_run_once(const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++)
        if (!all->once[p] && !left_out(all, p))
            return false;
    return true;
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
                  !run->interrupted && !run->lack;
    }
    return failed;
}

const char *
lack_at(const struct comparison *all, size_t program)
{
    const char *lack = NULL;

    for (size_t i = 0; i < all->run_count; i++)
        if (all->runs[i].turn.program == program && all->runs[i].lack)
            lack = all->runs[i].lack;
    return failed_runs(all, program) > 0 ? NULL : lack;
}

const struct run *
typical_run(const struct comparison *all, size_t program)
{
    double median = summary_of(all, program, WALL).median /
                    extrapolation(all, program);
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
