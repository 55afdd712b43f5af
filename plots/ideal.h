// How fast a scenario could be at best: what its URLs ask of whoever fetches
// them, put into the lower bounds of bounds.h.
//
// Pure: a scenario in, seconds out.

#ifndef PLOTS_IDEAL_H
#define PLOTS_IDEAL_H

#include "bounds.h"
#include "scenario.h"

// Returns the lower bounds of a program, in seconds: for one URL after the
// other, where a pause between retries holds up all the rest, or for a whole
// cap at once, where it need not hold up anybody.
struct bounds
ideal_of(const struct scenario *scenario, const struct program *program);

#endif
