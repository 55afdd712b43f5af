// What a comparison found about time, in one sentence with its numbers.

#ifndef PLOTS_FINDING_H
#define PLOTS_FINDING_H

#include "summary.h"

// "sync took 4.81 × as long as async; …: sync 2.73 s, …", where the numbers at
// the end are medians; the caller frees it.
char *
finding_sentence(const struct comparison *all);

#endif
