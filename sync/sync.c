// fetch-sync: one URL after the other. It waits inside curl_easy_perform, and
// nothing else happens meanwhile: the time is the sum of all waits.

#include "batch.h"
#include "fetch.h"
#include "fetch_all.h"
#include "stop.h"

const char program_name[] = "fetch-sync";
const int transfer_descriptors = 0;     // there is only ever one transfer

// Fetches one URL from its first attempt to its record.
static void
run(struct batch *batch, struct fetch *fetch)
{
    for (;;) {
        switch (fetch_next(fetch)) {
        case FETCH_TRANSFER:
            fetch_end(fetch, curl_easy_perform(fetch->handle));
            break;
        case FETCH_WORK:
            fetch_work(fetch);
            break;
        case FETCH_PAUSE:
            stop_sleep(fetch->pause);
            break;
        case FETCH_FINAL:
            batch_give(batch, fetch);
            return;
        }
    }
}

// Fetches the whole batch in this thread.
void
fetch_all(struct batch *batch, const struct options *options)
{
    struct fetch *fetch;

    (void)options;
    while ((fetch = batch_take(batch, 0)))
        run(batch, fetch);
}
