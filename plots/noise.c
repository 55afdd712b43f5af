// Was it the program that was measured? See noise.h.

#include "noise.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

// Adds the sentence, which it frees.
static void
warn(struct words *warnings, char *sentence)
{
    words_add(warnings, sentence);
    free(sentence);
}

double
noise_others(const struct noise_run *run)
{
    if (isnan(run->use.busy))
        return NAN;
    return fmax(run->use.busy - run->program_cpu - run->server_cpu -
                run->harness_cpu, 0);
}

// Returns these seconds as a part of the processors' time; 0 when they are
// unknown, or so few that they may be rounding.
static double
share_of(const struct noise_run *run, double seconds, double grain)
{
    double all = run->use.seconds * (double)run->processors;

    if (isnan(seconds) || seconds < grain || all <= 0)
        return 0;
    return seconds / all;
}

void
noise_judge_processors(const struct noise_run *run, struct words *warnings)
{
    double others = share_of(run, noise_others(run), NOISE_GRAIN);
    double stolen = share_of(run, run->use.stolen, NOISE_GRAIN_STOLEN);
    double pressure = isnan(run->use.pressure) ? 0 : run->use.pressure;
    bool disturbed = others > NOISE_OTHERS || stolen > NOISE_STOLEN;

    if (others > NOISE_OTHERS)
        warn(warnings, format("%s: other processes used %.0f %% of the "
                              "processors", run->name, others * 100));
    if (stolen > NOISE_STOLEN)
        warn(warnings, format("%s: %.1f %% of the processors' time was stolen "
                              "by other machines", run->name, stolen * 100));
    if (disturbed && pressure > NOISE_PRESSURE)
        warn(warnings, format("%s: during %.0f %% of the time somebody waited "
                              "for a processor", run->name, pressure * 100));
}

void
noise_judge_server(const struct noise_run *run, struct words *warnings)
{
    double worked = run->wall > 0 ? run->server_cpu / run->wall : 0;
    long long overflows = run->use.overflows;

    if (overflows > 0)
        warn(warnings, format("%s: %lld connection%s found a full queue, "
                              "which costs each a second or more", run->name,
                              overflows, overflows == 1 ? "" : "s"));
    if (run->server_cpu >= NOISE_GRAIN && worked >= NOISE_SERVER)
        warn(warnings, format("%s: the server worked %.0f %% of the time: it "
                              "may be what was measured", run->name,
                              worked * 100));
}

double
noise_spread(const struct estimate *estimate)
{
    if (estimate->count < 2 || estimate->mean <= 0 ||
        estimate->deviation < NOISE_SPREAD * estimate->mean)
        return 0;
    return estimate->deviation / estimate->mean;
}
