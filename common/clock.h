// Time, always in seconds on the monotonic clock, counted from the program's
// start: a wall clock can jump, and no duration is ever taken from one.

#ifndef CLOCK_H
#define CLOCK_H

// Makes this instant second 0. main calls it first.
void clock_start(void);

// Seconds since clock_start; safe in a signal handler.
double clock_now(void);

// The same, up to ten milliseconds late, but quickly: for what is looked at
// again and again (clock_gettime(2), CLOCK_MONOTONIC_COARSE).
double clock_coarse(void);

#endif
