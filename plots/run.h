// One run of one program over the scenario's URLs: started, measured, and
// checked against its own records and the server's testimony.

#ifndef PLOTS_RUN_H
#define PLOTS_RUN_H

#include <stdbool.h>

#include "measure.h"
#include "plan.h"
#include "scenario.h"
#include "server.h"
#include "stalls.h"
#include "system.h"

// What all runs of a comparison have in common; the caller owns it.
struct bench {
    const struct scenario *scenario;
    const struct server *server;
    const char *programs;  // the folder of the programs
    const char *others;    // the folder of others' tools
    const char *folder;    // where results go: urls.txt is there, runs/, too
};

// How long URLs took: seconds, at these quantiles.
struct quantiles {
    double p50, p95, max;
};

struct run {
    struct turn turn;
    char *name;           // "03-async": its files are runs/NAME.*
    char *reason;         // why it does not count; NULL: it counts
    const char *lack;     // why a step of a sweep was not reached: "no
                          // descriptors"; NULL: it was, or something failed
    bool interrupted;     // it was stopped because compare was
    bool outlier;         // far from the program's other runs, but it counts
    size_t failures;      // URLs that failed, by the records
    struct measurement measured;
    struct witness witness;  // its cpu: during this run
    struct system_use use;   // what the machine did during this run
    struct quantiles service;      // of a URL's attempts and pauses
    struct quantiles since_start;  // until a URL's end: see latency.h
    struct loop_seen loop;         // by the program's own summary
    double own_seconds;   // likewise
    long long peak;       // bytes: most resident (VmHWM), likewise
    long long reserved;   // bytes: most reserved (VmPeak), likewise
    long long cap;        // transfers in flight at most, likewise; 0: unknown
};

// Returns the name of the file, in the folder of the results, with the first
// count URLs; the caller frees it.
char *
run_list(const struct scenario *scenario, size_t count);

// The whole run; run_free is due.
struct run
run_make(const struct bench *bench, struct turn turn);

// Frees what the run owns.
void
run_free(struct run *run);

// True when the run counts: measured, not the warm-up, and all well.
bool
run_counts(const struct run *run);

#endif
