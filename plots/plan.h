// Which program runs when: rounds, each with the programs in random order.
//
// Round 0 is the warm-up: it is kept in the data and counted nowhere. A
// program that runs only once, because it takes long, comes in round 1, at a
// random place, and has no warm-up.
//
// Pure: no clock; the same seed gives the same plan.

#ifndef PLOTS_PLAN_H
#define PLOTS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct turn {
    size_t round;    // 0 is the warm-up
    size_t program;  // index into the scenario's programs
};

struct plan {
    struct turn *turns;  // the plan's own
    size_t count;
    size_t rounds;       // measured ones
};

// Makes the plan for count programs; once[p] says that program p runs once
// only. plan_free is due.
struct plan
plan_make(size_t rounds, const bool *once, size_t count, uint64_t seed);

// Frees what the plan owns.
void
plan_free(struct plan *plan);

#endif
