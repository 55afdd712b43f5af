// Writes what the charts show into data files and has gnuplot draw them.
//
// For each chart NAME there are, in the folder of the results: NAME.dat (the
// data, in named blocks), NAME.values (the words and numbers around them),
// NAME.svg and NAME.png; the script is plots/NAME.gp. So a chart can be drawn
// again by hand:
//     gnuplot -c plots/time.gp plots/results/default/time png time.png

#ifndef PLOTS_CHARTS_H
#define PLOTS_CHARTS_H

#include "run.h"
#include "summary.h"

// Draws all charts of the comparison; scripts is the folder of the gnuplot
// scripts. Returns NULL on success, otherwise what went wrong, which the
// caller frees: the data files are there in any case.
char *
charts_draw(const struct comparison *all, const struct bench *bench,
            const char *scripts);

#endif
