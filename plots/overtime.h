// What the programs held while they ran: memory, threads and descriptors, on
// one time axis, from the samples of each program's typical run.

#ifndef PLOTS_OVERTIME_H
#define PLOTS_OVERTIME_H

#include "chart.h"
#include "run.h"

// What did the programs hold while they ran? Where no program left samples,
// there is no data. chart_free is due.
//
// Four panels, from above: resident memory, reserved memory, threads and
// descriptors. Where some programs run far longer than the others, what comes
// after the others' end is pressed together, to the right of a gap.
//
// Blocks: lines (program seconds value x y, an empty line after each program
// and panel), ends (program x y), panels (y title), grid (y label), tics (x
// label), rest (left right) and labels (program x y text; -1: several
// programs). x and y are places in the picture, from 0 to 1.
struct chart
overtime_chart(const struct comparison *all, const struct bench *bench);

#endif
