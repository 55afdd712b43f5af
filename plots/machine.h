// The machine and the software on which a comparison ran, so that a reader
// can tell what its numbers may be compared with.

#ifndef PLOTS_MACHINE_H
#define PLOTS_MACHINE_H

#include <jansson.h>

// Returns a new object; the caller owns it.
json_t *
machine_describe(void);

#endif
