// What a reader has to know before the figures: which runs lie far from the
// others, and what makes the whole doubtful.

#ifndef PLOTS_JUDGE_H
#define PLOTS_JUDGE_H

#include "summary.h"

// Marks the outliers among each program's runs that count, by their time, and
// adds to the comparison's warnings, over all such runs of a program, what
// noise.h has to say; processors is how many the machine has.
void
judge(struct comparison *all, long processors);

#endif
