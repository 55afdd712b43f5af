// The waterfall: every attempt of all programs on one time axis, from the
// records of each program's typical run.

#ifndef PLOTS_WATERFALL_H
#define PLOTS_WATERFALL_H

#include "chart.h"
#include "run.h"

// What were the programs waiting for, and when? Where no program left a record
// of an attempt, there is no data. chart_free is due.
//
// A program has a band, unless it is another's tool, which leaves no record
// of when it did what. A band whose boxes would be too small or too many
// shows, in place of one lane below the other, how many lanes are in each
// phase at each moment, exact for each column of pixels.
//
// Blocks: bands (program bottom top end label) and enlarged (program left
// right bottom top words), a line a program; and for each phase boxes, its
// own name (program from to bottom top), and "area-" with its name, outlines
// (x y) of itself and all below it in the stack; then those of shading.h: where
// something held a program's loop. Across, seconds since the
// program's start; upwards, from 0 to 100 for the whole picture.
struct chart
waterfall_chart(const struct comparison *all, const struct bench *bench);

#endif
