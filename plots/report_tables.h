// The tables of the report, as HTML.

#ifndef PLOTS_REPORT_TABLES_H
#define PLOTS_REPORT_TABLES_H

#include <jansson.h>
#include <stdio.h>

#include "summary.h"

// Writes the tables with the figures of each program.
void
report_tables(FILE *out, const struct comparison *all);

// Writes whatever is known about the machine, a row each.
void
report_machine(FILE *out, json_t *machine);

#endif
