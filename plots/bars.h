// The bar charts: a row a program, a bar from zero, and each run as a dot.
//
// Either has two panels beside each other. Those of the time chart show the
// same, but that to the right only the short bars, enlarged; it is left out
// where the bars do not differ that much. Those of the memory chart show two
// kinds of memory.

#ifndef PLOTS_BARS_H
#define PLOTS_BARS_H

#include "chart.h"

// How long did each program take? chart_free is due.
struct chart
time_chart(const struct comparison *all);

// How much memory did each program hold, and reserve? chart_free is due.
struct chart
memory_chart(const struct comparison *all);

#endif
