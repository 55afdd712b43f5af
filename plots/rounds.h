// A comparison from its plan to its last run.

#ifndef PLOTS_ROUNDS_H
#define PLOTS_ROUNDS_H

#include <stdint.h>

#include "run.h"
#include "summary.h"

// Plans a comparison: lower bounds, what runs only once, and the order of
// the runs, which the seed repeats. The scenario stays the caller's;
// rounds_free is due.
struct comparison
rounds_plan(const struct scenario *scenario, uint64_t seed);

// Starts the server, makes all runs of the plan, or those until this program
// is interrupted, and stops the server. The bench needs scenario, programs
// and folder, and the list of URLs is left in that folder. Returns NULL, or
// why the server did not start, which the caller frees.
char *
rounds_run(struct comparison *all, struct bench *bench);

// Frees the plan and the runs.
void
rounds_free(struct comparison *all);

#endif
