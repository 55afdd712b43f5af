// The waterfall: every attempt of all programs on one time axis, from the
// records of each program's typical run.

#ifndef PLOTS_WATERFALL_H
#define PLOTS_WATERFALL_H

#include "chart.h"
#include "run.h"

// Returns what the waterfall is drawn from; the caller frees both texts.
//
// Blocks: one a phase (queued, backoff, connect, wait, receive), each line a
// box (program from to bottom top), and bands (program bottom top end label),
// a line a program. Across, seconds since the program's start; upwards, from
// 0 to 100 for the whole picture.
struct chart_text
waterfall_text(const struct comparison *all, const struct bench *bench);

#endif
