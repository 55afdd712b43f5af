// What a reader has to know before the figures: see judge.h.

#include "judge.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "basics.h"
#include "noise.h"

#define EVERY SIZE_MAX  // in place of a program

// Marks the outliers among the runs of one program.
static void
mark_outliers(struct comparison *all, size_t program)
{
    double *times = resize(NULL, all->run_count, sizeof *times);
    bool *flags = resize(NULL, all->run_count, sizeof *flags);
    struct run **runs = resize(NULL, all->run_count, sizeof *runs);
    size_t count = 0;

    for (size_t i = 0; i < all->run_count; i++) {
        struct run *run = &all->runs[i];
        if (run->turn.program != program || !run_counts(run))
            continue;
        times[count] = run->measured.wall;
        runs[count++] = run;
    }
    outliers_of(times, count, flags);
    for (size_t i = 0; i < count; i++)
        runs[i]->outlier = flags[i];
    free(times);
    free(flags);
    free(runs);
}

// Adds a run to the sum over a program's runs.
static void
add_run(struct noise_run *sum, const struct run *run)
{
    const struct measurement *m = &run->measured;
    const struct system_use *use = &run->use;

    sum->wall += m->wall;
    sum->program_cpu += m->user + m->system;
    sum->server_cpu += run->witness.cpu;
    sum->harness_cpu += m->looking;
    sum->use.pressure += use->pressure * use->seconds;
    sum->use.seconds += use->seconds;
    sum->use.busy += use->busy;
    sum->use.stolen += use->stolen;
    sum->use.overflows += use->overflows > 0 ? use->overflows : 0;
    sum->use.drops += use->drops > 0 ? use->drops : 0;
}

// Returns the sum over the runs of a program that count, or of all programs.
static struct noise_run
sum_of(const struct comparison *all, size_t program, const char *name,
       long processors)
{
    struct noise_run sum = {.name = name, .processors = processors};

    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run_counts(run) &&
            (program == EVERY || run->turn.program == program))
            add_run(&sum, run);
    }
    if (sum.use.seconds > 0)
        sum.use.pressure /= sum.use.seconds;
    return sum;
}

// Adds the sentence, which it frees.
static void
warn(struct comparison *all, char *sentence)
{
    words_add(&all->warnings, sentence);
    free(sentence);
}

// Adds a name to a list in words, and returns it in place of the old one.
static char *
list_name(char *names, const char *name)
{
    char *longer = format("%s%s%s", names, *names ? ", " : "", name);

    free(names);
    return longer;
}

// Says which programs' times vary too much from run to run.
static void
warn_of_spread(struct comparison *all)
{
    char *names = copy_text("");
    double most = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        struct estimate wall = summary_of(all, p, WALL);
        double spread = noise_spread(&wall);
        if (spread > 0)
            names = list_name(names, program_at(all, p)->name);
        most = fmax(most, spread);
    }
    if (*names)
        warn(all, format("%s: the time varies from run to run, the standard "
                         "deviation is up to %.0f %% of the mean", names,
                         100 * most));
    free(names);
}

// Says which programs have outliers.
static void
warn_of_outliers(struct comparison *all)
{
    char *names = copy_text("");
    size_t outliers = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        size_t before = outliers;
        for (size_t i = 0; i < all->run_count; i++)
            outliers += all->runs[i].turn.program == p &&
                        all->runs[i].outlier;
        if (outliers > before)
            names = list_name(names, program_at(all, p)->name);
    }
    if (outliers > 0)
        warn(all, format("%zu %s of %s %s far from the others: marked, not "
                         "removed", outliers, outliers == 1 ? "run" : "runs",
                         names, outliers == 1 ? "lies" : "lie"));
    free(names);
}

void
judge(struct comparison *all, long processors)
{
    struct noise_run sum = sum_of(all, EVERY, "All runs", processors);

    noise_judge_processors(&sum, &all->warnings);
    for (size_t p = 0; p < program_count(all); p++) {
        sum = sum_of(all, p, program_at(all, p)->name, processors);
        noise_judge_server(&sum, &all->warnings);
        mark_outliers(all, p);
    }
    warn_of_spread(all);
    warn_of_outliers(all);
}
