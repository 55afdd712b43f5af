// What can be said about a handful of runs without assuming how they are
// distributed: the median, and an interval for it between two of the runs.
//
// The interval: of n runs put in order, the k-th smallest and the k-th
// largest enclose the true median unless fewer than k runs fell on one side
// of it, and how many fall on a side is as n throws of a coin. So its
// coverage is 1 - 2 P(Binomial(n, 1/2) <= k - 1), and k is the largest for
// which that is at least the confidence asked for. For 95 %: n = 6 gives
// ranks 1..6 (96.9 %), n = 10 ranks 2..9 (97.9 %), n = 20 ranks 6..15
// (95.9 %); fewer than 6 runs have no such interval.
// Source: David and Nagaraja, Order Statistics, 3rd edition, section 7.1.
//
// Pure: no clock, no files, no state. Units are those of the values.

#ifndef PLOTS_STATISTICS_H
#define PLOTS_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

#define CONFIDENCE 0.95

struct estimate {
    size_t count;       // values; with none, everything else is 0
    double median;
    double mean;
    double deviation;   // standard deviation, 0 for a single value
    double min, max;
    bool has_interval;  // false: too few values for the confidence
    double low, high;   // the interval for the median
    double coverage;    // what the interval truly covers, >= CONFIDENCE
};

// Returns the largest k so that the k-th smallest and k-th largest of count
// values enclose the median with the confidence; 0 where there is none. Sets
// *coverage where there is one.
size_t
interval_rank(size_t count, double confidence, double *coverage);

// Describes the values, which stay as they are.
struct estimate
estimate_of(const double *values, size_t count);

// Sets a flag for each of the values that lies farther than 1.5 times the
// interquartile range below the first or above the third quartile, and clears
// the others; returns how many. Such a value is to be marked, and kept.
//
// The fences are those of Tukey, Exploratory Data Analysis, 1977, section 2D;
// the quartiles lie between two values in proportion (definition 7 of Hyndman
// and Fan, The American Statistician 50, 1996, which R and NumPy use unless
// told otherwise). Fewer than OUTLIERS_FROM values have none.
size_t
outliers_of(const double *values, size_t count, bool *flags);

#define OUTLIERS_FROM 4

#endif
