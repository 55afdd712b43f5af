// Lower bounds for the time of a batch: see bounds.h.

#include "bounds.h"

#include <stdlib.h>

#include "basics.h"

// Returns the place that becomes free first.
static size_t
first_free(const double *free_at, size_t places)
{
    size_t first = 0;

    for (size_t i = 1; i < places; i++)
        if (free_at[i] < free_at[first])
            first = i;
    return first;
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
        size_t place = first_free(free_at, places);
        double end = free_at[place] + jobs[i].total;
        if (end > last)
            last = end;
        free_at[place] += jobs[i].held;
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
