// The median and its interval between order statistics: see statistics.h.

#include "statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

size_t
interval_rank(size_t count, double confidence, double *coverage)
{
    double n = (double)count;
    double exactly = pow(0.5, n);  // P(Binomial(n, 1/2) = 0)
    double at_most = exactly;
    size_t rank = 0;

    while (rank < (count + 1) / 2 && 1 - 2 * at_most >= confidence) {
        *coverage = 1 - 2 * at_most;
        rank++;
        double k = (double)rank;
        exactly *= (n - k + 1) / k;  // from P(= k - 1) to P(= k)
        at_most += exactly;
    }
    return rank;
}

// Orders two doubles for qsort.
static int
by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

// Fills in what needs the values in no order: mean and deviation.
static void
describe_spread(struct estimate *e, const double *values)
{
    double n = (double)e->count, sum = 0, squares = 0;

    for (size_t i = 0; i < e->count; i++)
        sum += values[i];
    e->mean = sum / n;
    for (size_t i = 0; i < e->count; i++)
        squares += (values[i] - e->mean) * (values[i] - e->mean);
    e->deviation = e->count > 1 ? sqrt(squares / (n - 1)) : 0;
}

// Fills in what needs the values in order, smallest first.
static void
describe_order(struct estimate *e, const double *sorted)
{
    size_t n = e->count;
    size_t rank = interval_rank(n, CONFIDENCE, &e->coverage);

    e->min = sorted[0];
    e->max = sorted[n - 1];
    e->median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    e->has_interval = rank > 0;
    if (e->has_interval) {
        e->low = sorted[rank - 1];
        e->high = sorted[n - rank];
    }
}

// Returns the values in order, smallest first, which the caller frees.
static double *
in_order(const double *values, size_t count)
{
    double *sorted = resize(NULL, count, sizeof *sorted);

    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    return sorted;
}

struct estimate
estimate_of(const double *values, size_t count)
{
    struct estimate e = {.count = count};

    if (count == 0)
        return e;
    double *sorted = in_order(values, count);
    describe_spread(&e, values);
    describe_order(&e, sorted);
    free(sorted);
    return e;
}

// Returns the quartile, the first or the third, of at least one value.
static double
quartile(const double *sorted, size_t count, int number)
{
    double place = (double)(count - 1) * number / 4;
    size_t below = (size_t)place;
    size_t above = below + 1 < count ? below + 1 : below;

    return sorted[below] +
           (place - (double)below) * (sorted[above] - sorted[below]);
}

size_t
outliers_of(const double *values, size_t count, bool *flags)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        flags[i] = false;
    if (count < OUTLIERS_FROM)
        return 0;
    double *sorted = in_order(values, count);
    double first = quartile(sorted, count, 1);
    double third = quartile(sorted, count, 3);
    double reach = 1.5 * (third - first);
    free(sorted);
    for (size_t i = 0; i < count; i++) {
        flags[i] = values[i] < first - reach || values[i] > third + reach;
        found += flags[i];
    }
    return found;
}
