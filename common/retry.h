// When to try again: pure arithmetic, without a clock, a sleep or a generator.
// Exponential backoff with full jitter, as in M. Brooker, "Exponential Backoff
// And Jitter" (AWS Architecture Blog, 2015), and Retry-After (RFC 9110,
// section 10.2.3).

#ifndef RETRY_H
#define RETRY_H

#include <stdbool.h>

// No pause is longer than this, not even one that the server asks for.
#define RETRY_LONGEST_PAUSE 60.0    // s

struct retry {
    int most;           // further attempts after the first
    double backoff;     // s; before retry k up to backoff * 2^(k-1)
    bool exact;         // no jitter: exactly that long
    bool all;           // also after failures that cannot pass
};

// The pause in seconds before retry k = 1, 2, …; `random` is from [0, 1),
// `retry_after` is what the server asked for, 0 or less for nothing.
double retry_pause(const struct retry *retry, int k, double random,
                   double retry_after);

#endif
