// Two comparisons of one scenario, side by side: before and after a change of
// the programs, say.
//
// Runs of two comparisons are not paired: no noise is shared between them that
// a ratio within a round would take out. So a difference is claimed only where
// the two 95 % intervals do not overlap, and where either has too few runs for
// an interval, nothing is claimed.
//
// What was compared under other conditions is not set side by side at all: a
// difference could be theirs. Date, commit, load, seed and the number of
// rounds may differ.
//
// All but diff_run is pure: results in, text and judgements out.

#ifndef PLOTS_DIFF_H
#define PLOTS_DIFF_H

#include <jansson.h>
#include <stdio.h>

#include "basics.h"
#include "statistics.h"

enum difference {
    DIFFERENCE_NONE,       // nothing to compare: a side has no runs
    DIFFERENCE_UNSURE,     // too few runs for an interval
    DIFFERENCE_NOT_SHOWN,  // the intervals overlap
    DIFFERENCE_LESS,       // b's lies below a's
    DIFFERENCE_MORE,       // it lies above
};

// Judges what two comparisons estimated, each on its own.
enum difference
difference_of(const struct estimate *a, const struct estimate *b);

// Returns what keeps the two results from being set side by side, three lines
// for each: what it is, and both values. NULL where nothing does; the caller
// frees it.
char *
diff_refusal(const json_t *a, const json_t *b);

// Prints the two results, which may be set side by side, in 80 columns; the
// paths are how they are named.
void
diff_print(FILE *out, const char *path_a, const json_t *a, const char *path_b,
           const json_t *b);

// Reads both results and does all that; returns the exit status.
enum status
diff_run(const char *path_a, const char *path_b);

#endif
