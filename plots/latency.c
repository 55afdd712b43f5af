// How long a URL took, seen in two ways: see latency.h.

#include "latency.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"

// What q * count may be too large by, since few fractions are exact in binary:
// 0.07 * 100 is a little more than 7, and its rank must not be 8.
#define ROUNDING 1e-9

double
quantile_of(const double *sorted, size_t count, double q)
{
    if (count == 0)
        return 0;
    double rank = ceil(q * (double)count - ROUNDING);
    if (rank < 1)
        rank = 1;
    if (rank > (double)count)
        rank = (double)count;
    return sorted[(size_t)rank - 1];
}

// Adds one URL's value.
static void
add_value(struct latency *latency, double value, long long index)
{
    if (latency->count == 0 || value > latency->max ||
        (value == latency->max && index < latency->slowest)) {
        latency->max = value;
        latency->slowest = index;
    }
    latency->sorted[latency->count++] = value;
}

// Orders two doubles for qsort.
static int
by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

// Puts the values in order, once all are there.
static void
describe(struct latency *latency)
{
    qsort(latency->sorted, latency->count, sizeof *latency->sorted, by_size);
    latency->p50 = quantile_of(latency->sorted, latency->count, 0.50);
    latency->p95 = quantile_of(latency->sorted, latency->count, 0.95);
}

// Returns room for so many values.
static struct latency
make_latency(size_t most)
{
    return (struct latency){
        .sorted = resize(NULL, most, sizeof(double)), .slowest = -1,
    };
}

struct latencies
latency_of(const struct records *records)
{
    struct latencies all = {
        .service = make_latency(records->count),
        .since_start = make_latency(records->count),
    };

    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        if (record->attempt_count == 0) {
            all.left_out++;
            continue;
        }
        const struct attempt *first = &record->attempts[0];
        const struct attempt *last =
            &record->attempts[record->attempt_count - 1];
        double end = last->start + last->total;
        add_value(&all.service, end - first->start, record->index);
        add_value(&all.since_start, end, record->index);
    }
    describe(&all.service);
    describe(&all.since_start);
    return all;
}

void
latency_free(struct latencies *latencies)
{
    free(latencies->service.sorted);
    free(latencies->since_start.sorted);
    *latencies = (struct latencies){0};
}
