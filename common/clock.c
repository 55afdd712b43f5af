// Contract: see clock.h.

#include "clock.h"

#include <time.h>

static struct timespec origin;

void
clock_start(void)
{
    clock_gettime(CLOCK_MONOTONIC, &origin);
}

double
clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - origin.tv_sec)
           + (double)(now.tv_nsec - origin.tv_nsec) / 1e9;
}
