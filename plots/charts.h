// All charts of a comparison: what they show, and the drawing of them.
//
// For each chart NAME there are, in the folder of the results: NAME.dat (the
// data, in named blocks), NAME.values (the words and numbers around them),
// NAME.svg and NAME.png; the script is plots/NAME.gp. So a chart can be drawn
// again by hand:
//     gnuplot -c plots/time.gp plots/results/default/time png time.png

#ifndef PLOTS_CHARTS_H
#define PLOTS_CHARTS_H

#include <stddef.h>

#include "chart.h"
#include "run.h"
#include "summary.h"

#define MOST_CHARTS 8

struct charts {
    struct chart all[MOST_CHARTS];
    size_t count;
};

// Makes the charts that have a meaning for the comparison, none when no run
// counts, and writes what each is drawn from. charts_free is due.
struct charts
charts_make(const struct comparison *all, const struct bench *bench);

// Has gnuplot draw the charts; scripts is the folder of its scripts. Returns
// NULL on success, otherwise what went wrong, which the caller frees.
char *
charts_draw(const struct charts *charts, const struct bench *bench,
            const char *scripts);

void
charts_free(struct charts *charts);

#endif
