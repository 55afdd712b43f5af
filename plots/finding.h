// What a comparison found, in sentences with their numbers: about time, about
// loops that were held, and about what no program can beat.

#ifndef PLOTS_FINDING_H
#define PLOTS_FINDING_H

#include "summary.h"

// To stand behind "On this machine, ":
// "sync took 4.81 × as long as async; …: sync 2.73 s, …", where the numbers at
// the end are medians; of a sweep what its chart found. The caller frees it.
char *
finding_sentence(const struct comparison *all);

// "The loop of x was held in 9 of 10 runs, for up to 0.303 s; longest by
// starting transfers, while 19 transfers waited"; NULL where nothing held it in
// a run that counts. The caller frees it.
char *
held_sentence(const struct comparison *all, size_t program);

// "No program with 1, 10 or 100 at once can beat 5.000 s", for all programs
// with the same lower bounds; NULL where there is none, or one before this has
// told it. The caller frees it.
char *
bound_sentence(const struct comparison *all, size_t program);

#endif
