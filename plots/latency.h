// How long a URL took, seen in two ways, over all URLs of a run.
//
// Service: from the start of its first attempt to the end of its last one,
// the backing off between them included. Since start: from the program's start
// to the end of the last attempt, which is what somebody feels who waits for
// that URL. A program that lets URLs queue has short services all the same;
// only the second one shows the queue.
//
// A URL that failed counts like one that was fetched. One that was never
// tried has no latency: it is left out, and counted.
//
// Pure: no clock, no files. Times in seconds.

#ifndef PLOTS_LATENCY_H
#define PLOTS_LATENCY_H

#include <stddef.h>

#include "records.h"

struct latency {
    double *sorted;     // one value for each URL, smallest first
    size_t count;       // with none, p50, p95 and max are 0
    double p50, p95, max;
    long long slowest;  // index of the URL with max, the first of several;
                        // -1: none
};

struct latencies {
    struct latency service;
    struct latency since_start;
    size_t left_out;  // URLs without an attempt
};

// Describes the records, which stay as they are; latency_free is due.
struct latencies
latency_of(const struct records *records);

// Frees the values.
void
latency_free(struct latencies *latencies);

// Returns the quantile q, from 0 to 1, by nearest rank: of count values in
// order the one at rank ceil(q * count), at least 1. So it is always one of
// the values (definition 1 of Hyndman and Fan, "Sample Quantiles in
// Statistical Packages", The American Statistician 50, 1996). 0 for no values.
double
quantile_of(const double *sorted, size_t count, double q);

#endif
