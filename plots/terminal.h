// Charts made of characters, for a room without a display: the time and the
// memory of the programs as bars, what each waited for as rows of a waterfall,
// and what it used over time as a line of heights.
//
// They say the same as the charts that are drawn (docs/charts.md), as far as
// characters can. No line is wider than the terminal.

#ifndef PLOTS_TERMINAL_H
#define PLOTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "phases.h"
#include "run.h"
#include "series.h"
#include "summary.h"

// How there may be drawn.
struct terminal {
    size_t width;   // columns
    bool utf8;      // otherwise in ASCII
    bool colours;
};

// Returns how the descriptor may be drawn on: as wide as COLUMNS says, or the
// terminal, or 80; in UTF-8 if the locale is; in colours on a terminal, unless
// NO_COLOR is set.
struct terminal
terminal_at(int descriptor);

// Draws all charts of the comparison.
void
terminal_print(FILE *out, struct terminal terminal,
               const struct comparison *all, const struct bench *bench);

// The parts of that; the caller frees what they return.

// Returns a bar for a value of so many cells' length, with a mark at a second
// value (below 0: none), as text of exactly so many columns.
char *
terminal_bar(struct terminal terminal, double value, double mark,
             size_t columns);

// Returns a character for each column of the time from 0 to end, from 0 to
// most in height, as text of exactly so many columns: the largest value in
// each, or the last one before it.
char *
terminal_heights(struct terminal terminal, const double *seconds,
                 const double *values, size_t count, double end, double most,
                 size_t columns);

// Returns for one row, the lanes from first to last, a character for each
// column of the time from 0 to end: the phase in which these lanes were most
// of the time, blank where that was none. seen gets true for those drawn.
char *
terminal_row(struct terminal terminal, const struct attempts *attempts,
             size_t first, size_t last, double end, size_t columns,
             bool seen[PHASES]);

#endif
