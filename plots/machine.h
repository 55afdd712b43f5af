// The machine and the software on which a comparison ran, so that a reader
// can tell what its numbers may be compared with.

#ifndef PLOTS_MACHINE_H
#define PLOTS_MACHINE_H

#include <jansson.h>

// Returns a new object; the caller owns it. plots is the folder of scripts and
// scenarios, whose commit is asked for; programs is the folder of the programs,
// where the file setup says how they were compiled.
json_t *
machine_describe(const char *plots, const char *programs);

#endif
