// How far a comparison is, on stderr: a line that is rewritten on a terminal,
// a line a round elsewhere.

#ifndef PLOTS_PROGRESS_H
#define PLOTS_PROGRESS_H

#include <stddef.h>

#include "summary.h"

// Says which run comes next, and about how long all the rest will take: next
// is its place in the plan, and the runs before it are in all.
void
progress_next(const struct comparison *all, size_t next);

// Takes the line away again.
void
progress_end(void);

#endif
