// Did the program really do the work? A run counts only if it did.
//
// Pure: what the program wrote and what was asked in, a sentence out.

#ifndef PLOTS_VERIFY_H
#define PLOTS_VERIFY_H

#include <stddef.h>

#include "records.h"
#include "scenario.h"

// Looks at the records: one for each URL, exactly once, under the right
// address (base is what each path comes after), answered with a status below
// 400, and no errors but those that the scenario expects. Returns NULL if all
// is well, otherwise what is not, in words that the caller frees.
char *
verify_records(const struct records *records, const struct scenario *scenario,
               const char *base);

#endif
