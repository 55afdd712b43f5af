// What compare tells on the terminal: tables, in at most 80 columns, and the
// verdict in words.

#ifndef PLOTS_TABLE_H
#define PLOTS_TABLE_H

#include <stdio.h>

#include "summary.h"

// Prints what is about to run: URLs, cap, rounds, seed.
void
table_announce(FILE *out, const struct comparison *all);

// Prints the table, the failed runs, the lower bounds and the verdicts.
void
table_print(FILE *out, const struct comparison *all);

#endif
