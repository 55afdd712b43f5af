// What one chart is drawn from, as text: shared by all makers of charts.

#ifndef PLOTS_CHART_H
#define PLOTS_CHART_H

#include <stdio.h>

#include "summary.h"

struct chart_text {
    char *data;    // named blocks of columns, for NAME.dat
    char *values;  // gnuplot assignments, for NAME.values
};

// Writes "name = 'text'" so that gnuplot reads the very same text back, on
// one line whatever it holds.
void
chart_set_text(FILE *values, const char *name, const char *text);

// Writes the text as a column of a data file, in quotes.
void
chart_put_text(FILE *data, const char *text);

// Returns what was done, for the line under a chart's title: scenario, URLs,
// cap, scale, rounds. The caller frees it.
char *
chart_subtitle(const struct comparison *all);

#endif
