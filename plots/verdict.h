// What the numbers say, in words, and no more than they say: where the
// interval of a ratio includes 1, no difference is shown.
//
// Pure: numbers in, text out; the caller frees every text.

#ifndef PLOTS_VERDICT_H
#define PLOTS_VERDICT_H

#include "statistics.h"
#include "summary.h"

enum verdict {
    VERDICT_NONE,        // nothing to compare
    VERDICT_UNSURE,      // too few runs for an interval
    VERDICT_SAME,        // the interval includes 1: no difference shown
    VERDICT_DIFFERENT,   // it does not
};

// Judges a ratio.
enum verdict
verdict_of(const struct estimate *ratio);

// "async took 0.21 × the time of threaded, 95 % interval 0.19–0.24", or its
// like; for WALL and PEAK.
char *
verdict_sentence(const struct comparison *all, size_t program, size_t other,
                 enum figure figure);

// Two programs of which a sentence is worth its line.
struct pair {
    size_t program, other;
};

// Puts the pairs to be judged into pairs, which the caller frees: all of them
// for up to three programs, otherwise each program beside the best; none of a
// sweep, whose steps are not alternatives. Returns how many there are.
size_t
verdict_pairs(const struct comparison *all, enum figure figure,
              struct pair **pairs);

// The finding over all programs in one line, for WALL and PEAK.
char *
verdict_headline(const struct comparison *all, enum figure figure);

// Seconds with as many digits as mean something: "2.71 s", "0.527 s".
char *
seconds_text(double seconds);

// A ratio with as many digits as mean something: "0.057", "2.35", "117".
char *
ratio_text(double ratio);

#endif
