// Contract: see retry.h.

#include "retry.h"

#include <math.h>

double
retry_pause(const struct retry *retry, int k, double random,
            double retry_after)
{
    double ceiling = fmin(ldexp(retry->backoff, k - 1), RETRY_LONGEST_PAUSE);
    double pause = retry->exact ? ceiling : random * ceiling;

    return fmax(pause, fmin(retry_after, RETRY_LONGEST_PAUSE));
}
