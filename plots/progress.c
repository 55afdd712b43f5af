// How far a comparison is: see progress.h.

#include "progress.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "basics.h"

#define START_SECONDS 0.1  // what a run takes beyond its lower bound, guessed

// Returns how long a run of the program takes, by those that were made, or
// by its lower bound before there are any.
static double
expected_seconds(const struct comparison *all, size_t program)
{
    double sum = 0, runs = 0;

    for (size_t i = 0; i < all->run_count; i++) {
        if (all->runs[i].turn.program != program)
            continue;
        sum += all->runs[i].measured.wall;
        runs++;
    }
    return runs > 0 ? sum / runs
                    : all->bounds[program].in_order /
                              extrapolation(all, program) + START_SECONDS;
}

// Returns the seconds that the rest of the plan takes, about.
static double
seconds_left(const struct comparison *all, size_t next)
{
    double sum = 0;

    for (size_t i = next; i < all->plan.count; i++)
        sum += expected_seconds(all, all->plan.turns[i].program);
    return ceil(sum);
}

void
progress_next(const struct comparison *all, size_t next)
{
    const struct turn *turn = &all->plan.turns[next];
    bool live = isatty(STDERR_FILENO);
    bool new_round = next == 0 || turn[-1].round != turn->round;
    char *round = turn->round == 0
                      ? copy_text("warm-up")
                      : format("round %zu of %zu", turn->round,
                               all->plan.rounds);

    if (live)
        fprintf(stderr, "\r\033[K%s, %s: about %.0f s left", round,
                program_at(all, turn->program)->name, seconds_left(all, next));
    else if (new_round)
        fprintf(stderr, "%s: about %.0f s left\n", round,
                seconds_left(all, next));
    free(round);
}

void
progress_end(void)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
}
