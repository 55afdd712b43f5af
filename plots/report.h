// report.html: what a comparison found, and everything it rests on, as one
// page that needs nothing else: no network, no scripts, no other file.

#ifndef PLOTS_REPORT_H
#define PLOTS_REPORT_H

#include <jansson.h>

#include "charts.h"
#include "run.h"
#include "summary.h"

// What the page is about; all of it stays the caller's.
struct report {
    const struct comparison *all;
    const struct bench *bench;
    const struct charts *charts;  // drawn, as far as that went well
    const char *no_charts;        // why pictures are missing; NULL: none is
    json_t *machine;
};

// Writes report.html into the folder of the results, by the template and the
// style in the folder plots/. Returns NULL, or why there is no report, which
// the caller frees.
char *
report_write(const struct report *report, const char *plots);

#endif
