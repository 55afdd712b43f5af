// The one clock of the server: it never jumps, so that it can measure.
#ifndef SERVER_CLOCK_H
#define SERVER_CLOCK_H

#include <time.h>

// Seconds on the monotonic clock, from an arbitrary beginning.
static inline double
clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
