// The scaling chart: time, CPU time for each URL, and memory of a sweep against
// how many were in flight, a line for each program, on logarithmic axes.

#ifndef PLOTS_SCALING_H
#define PLOTS_SCALING_H

#include "chart.h"

// What changes when more are in flight? Only for a scenario with a sweep.
// chart_free is due.
//
// Blocks, numbered by line: wall, cpu (microseconds for each URL), peak,
// reserved (place median low high, the interval being nan where there is none)
// and bound (place value).
struct chart
scaling_chart(const struct comparison *all);

#endif
