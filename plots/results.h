// results.json: everything that is known about a comparison, for programs.
//
// The field names under "results" are those of hyperfine where they fit
// (command, mean, stddev, median, user, system, min, max, times), so that
// its plotting scripts read the file, too. Times are in seconds, memory in
// bytes. docs/results.md lists everything.

#ifndef PLOTS_RESULTS_H
#define PLOTS_RESULTS_H

#include <jansson.h>

#include "summary.h"

#define RESULTS_SCHEMA 2

// Writes results.json into the folder; machine describes where it ran and
// stays the caller's.
void
results_write(const struct comparison *all, json_t *machine,
              const char *folder);

// Reads the results of an earlier comparison, from its folder or from the file
// itself. Returns an object in which everything has its place and type, down
// to the entries of lists, and which the caller owns; otherwise NULL, and
// *error is a sentence that the caller frees.
json_t *
results_read(const char *path, char **error);

// Returns the entry of the list whose name is the given one (under "command",
// "program", "name" or whatever key it has there), NULL where there is none.
json_t *
results_entry(json_t *list, const char *key, const char *name);

#endif
