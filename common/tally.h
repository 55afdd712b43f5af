// What has come of the URLs so far, in numbers.

#ifndef TALLY_H
#define TALLY_H

#include <stdint.h>

#include "outcome.h"

struct result;

struct tally {
    long long outcomes[ERROR_KINDS];    // URLs; [ERROR_NONE]: fetched
    long long urls;                     // with a record
    long long attempts;
    int64_t bytes;                      // decoded body bytes
    int workers;                        // threads besides the main one
    int concurrency;                    // the cap that was kept to
};

// Counts one more result.
void tally_add(struct tally *tally, const struct result *result);

#endif
