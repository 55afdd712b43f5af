// Fetches that back off, by the time at which they may go on: a binary heap
// (R. Sedgewick, K. Wayne, "Algorithms", 4th edition, section 2.4).

#ifndef TIMERS_H
#define TIMERS_H

#include <stdbool.h>
#include <stddef.h>

struct fetch;

struct timer {
    double due;                 // s since the program started
    struct fetch *fetch;
};

struct timers {
    struct timer *heap;         // owned; the earliest one is heap[0]
    size_t count, room;
};

// Adds a fetch; false when memory ran out.
bool timers_add(struct timers *timers, double due, struct fetch *fetch);

// When the earliest one is due; INFINITY if there is none.
double timers_next(const struct timers *timers);

// Removes the earliest one and returns it; NULL if it is due after `now`.
struct fetch *timers_take(struct timers *timers, double now);

void timers_free(struct timers *timers);

#endif
