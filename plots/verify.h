// Did the program really do the work? A run counts only if it did.
//
// Pure: what the program wrote and what was asked in, a sentence out.

#ifndef PLOTS_VERIFY_H
#define PLOTS_VERIFY_H

#include <stddef.h>

#include "records.h"
#include "scenario.h"

// Looks at the records of a program: one for each URL, exactly once, under the
// right address (base is the server's), answered with a status below 400, and
// no errors but those that the scenario expects. Returns NULL if all is well,
// otherwise what is not, in words that the caller frees.
char *
verify_records(const struct records *records, const struct scenario *scenario,
               const struct program *program, const char *base);

// Looks at what another's tool wrote: as many records as URLs, each URL as
// often as in the list, all answered with a status below 400. Returns as
// verify_records does.
char *
verify_foreign(const struct records *records, const struct scenario *scenario,
               const struct program *program, const char *base);

#endif
