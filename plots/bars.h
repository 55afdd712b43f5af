// The bar charts: one figure of every program, each run as a dot.

#ifndef PLOTS_BARS_H
#define PLOTS_BARS_H

#include "chart.h"

// Returns what the chart of this figure, WALL or PEAK, is drawn from; the
// caller frees both texts.
//
// Blocks: bars (program row median low high max label), runs (program row
// value) and bounds (row-from row-to value line side label). Rows count from
// below.
struct chart_text
bars_text(const struct comparison *all, enum figure figure);

#endif
