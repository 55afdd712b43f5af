// What a chart found that shows more than one thing, in one sentence, with no
// more in it than was shown: see verdict.h.
//
// Pure: numbers in, text out; the caller frees every text.

#ifndef PLOTS_HEADLINES_H
#define PLOTS_HEADLINES_H

#include "summary.h"

// Which program held most memory, and which reserved most.
char *
memory_headline(const struct comparison *all);

// How time changes from the first step of a sweep to the last, and which
// program held most memory and used most CPU time at the last step that more
// than one reached.
char *
scaling_headline(const struct comparison *all);

// Bytes with as many digits as mean something: "10.6 MiB", "1.56 GiB".
char *
bytes_text(double bytes);

// Where a program of a sweep stands on its axis: its cap, or how many URLs it
// has in flight.
size_t
sweep_place(const struct comparison *all, size_t program);

// The name of a program of a sweep without the step that it ends with, the
// same for all of its line.
char *
sweep_name(const struct comparison *all, size_t program);

#endif
