// results.json: everything that is known about a comparison, for programs.
//
// The field names under "results" are those of hyperfine where they fit
// (command, mean, stddev, median, user, system, min, max, times), so that
// its plotting scripts read the file, too. Times are in seconds, memory in
// bytes.

#ifndef PLOTS_RESULTS_H
#define PLOTS_RESULTS_H

#include <jansson.h>

#include "summary.h"

#define RESULTS_SCHEMA 1

// Writes results.json into the folder; machine describes where it ran and
// stays the caller's.
void
results_write(const struct comparison *all, json_t *machine,
              const char *folder);

#endif
