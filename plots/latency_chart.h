// How long each URL took, in two ways: by itself, and for somebody who waits
// for it since the program was started.

#ifndef PLOTS_LATENCY_CHART_H
#define PLOTS_LATENCY_CHART_H

#include "chart.h"
#include "run.h"

// How long did a single URL take, and how long did it let wait? Where no
// program left records, there is no data. chart_free is due.
//
// Two panels, a row for each program that leaves records of when it did what.
// A dot is one URL; where there are many, one of DOTS equal shares of them,
// at its middle one.
//
// Blocks: panels (left right title unit), tics (x label), rows (program y
// name), dots (program seconds x y), marks (program seconds x bottom top) and
// labels (program x y text, and x and y of its mark's end): until half, 95 %
// and all of the URLs were done. x and y are places in the picture, from 0
// to 1.
struct chart
latency_chart(const struct comparison *all, const struct bench *bench);

#endif
