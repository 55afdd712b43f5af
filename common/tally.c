// Contract: see tally.h.

#include "tally.h"

#include "result.h"

void
tally_add(struct tally *tally, const struct result *result)
{
    tally->urls++;
    tally->outcomes[result->error]++;
    tally->attempts += result->attempts;
    tally->bytes += result->length;
}
