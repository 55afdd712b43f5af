// Lower bounds for the time of a batch: see bounds.h.

#include "bounds.h"

#include <stdlib.h>

#include "basics.h"

// Lets the first place, which is taken for longer now, sink to where it
// belongs: the places are a heap, in which none becomes free before the one
// above it, so that the first place is the one that is free first.
static void
sink_first(double *free_at, size_t places)
{
    size_t place = 0, below;

    while ((below = 2 * place + 1) < places) {
        if (below + 1 < places && free_at[below + 1] < free_at[below])
            below++;
        if (free_at[place] <= free_at[below])
            return;
        double later = free_at[place];
        free_at[place] = free_at[below];
        free_at[below] = later;
        place = below;
    }
}

// Returns when the last job ends if each takes the first free place.
static double
serve_in_order(const struct job *jobs, size_t count, size_t places)
{
    double *free_at = resize(NULL, places, sizeof *free_at);
    double last = 0;

    for (size_t i = 0; i < places; i++)
        free_at[i] = 0;
    for (size_t i = 0; i < count; i++) {
        double end = free_at[0] + jobs[i].total;
        if (end > last)
            last = end;
        free_at[0] += jobs[i].held;
        sink_first(free_at, places);
    }
    free(free_at);
    return last;
}

struct bounds
bounds_of(const struct job *jobs, size_t count, size_t cap)
{
    size_t places = cap < count ? cap : count;
    double sum = 0, longest = 0;

    if (count == 0)
        return (struct bounds){0};
    for (size_t i = 0; i < count; i++) {
        sum += jobs[i].held;
        if (jobs[i].total > longest)
            longest = jobs[i].total;
    }
    double shared = sum / (double)places;
    return (struct bounds){
        .ideal = shared > longest ? shared : longest,
        .in_order = serve_in_order(jobs, count, places),
    };
}
