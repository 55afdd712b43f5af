// Contract: see clock.h.

#include "clock.h"

#include <time.h>

static struct timespec origin;

void
clock_start(void)
{
    clock_gettime(CLOCK_MONOTONIC, &origin);
}

static double
read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)(now.tv_sec - origin.tv_sec)
           + (double)(now.tv_nsec - origin.tv_nsec) / 1e9;
}

double
clock_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double
clock_coarse(void)
{
    return read_clock(CLOCK_MONOTONIC_COARSE);
}
