// What an attempt waited for: its phases, and how many attempts were in each
// of them at any moment.
//
// Pure: records in, seconds out.

#ifndef PLOTS_PHASES_H
#define PLOTS_PHASES_H

#include <stddef.h>

#include "records.h"

enum phase {
    PHASE_QUEUED,   // it had no place yet
    PHASE_BACKOFF,  // it paused before it tried again
    PHASE_CONNECT,  // looking up the name, connecting, agreeing on TLS
    PHASE_WAIT,     // asked, and nothing has come yet
    PHASE_RECEIVE,
    PHASES
};

struct span {
    double from, to;  // seconds since the program's start
};

// Returns in one word what data files call the phase, and in a few what a
// person is told: "waiting for the first byte".
const char *
phase_name(enum phase phase);
const char *
phase_words(enum phase phase);

// Returns when the attempt was in the phase; one that was not needed, or not
// reached, ends where it begins.
struct span
span_of(const struct attempt *attempt, enum phase phase);

// All attempts of a run.
struct attempts {
    struct attempt *all;  // by their start
    size_t count;
    size_t lanes;         // at least 1
};

// Collects the attempts of the records. One counts as queued only while its
// lane was empty: before that it waited behind the one that was there. So a
// lane is in one phase at a time. attempts_free is due.
struct attempts
attempts_of(const struct records *records);

void
attempts_free(struct attempts *attempts);

// Returns the seconds that all attempts together spent in the phase.
double
phase_sum(const struct attempts *attempts, enum phase phase);

// Divides the seconds from 0 to end into equal columns, and says for each how
// many attempts were in the phase, on average over the column: so the columns'
// sum times a column's width is phase_sum, and nothing is lost.
void
phase_columns(const struct attempts *attempts, enum phase phase, double end,
              double *columns, size_t count);

#endif
