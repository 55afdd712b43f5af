// How fast a batch could be at best: two lower bounds that no program beats,
// however it waits.
//
// ideal     whatever the order: max(sum of the times / cap, longest time)
// in_order  each URL starts as soon as a place is free, in the list's order
//           (first come, first served), found by simulation. Only a program
//           that reorders the list could beat it.
//
// Pure: no clock, no files, no state. Everything is in seconds.

#ifndef PLOTS_BOUNDS_H
#define PLOTS_BOUNDS_H

#include <stddef.h>

struct job {
    double held;   // seconds for which it needs a place
    double total;  // seconds from its start to its end: pauses without a
                   // place are in here, too
};

struct bounds {
    double ideal;     // seconds
    double in_order;  // seconds
};

// Returns the bounds for the jobs with at most cap of them at once, cap >= 1.
struct bounds
bounds_of(const struct job *jobs, size_t count, size_t cap);

#endif
