// The loop by itself, without any network: each URL of the list is a timer that
// waits for the seconds behind its last slash, as in /delay/1. Ten of one
// second take one second. The trap to this is timers_blocking.c.

#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "clock.h"
#include "fetch.h"
#include "fetch_all.h"
#include "loop.h"
#include "options.h"
#include "semaphore.h"

const char program_name[] = "timers";
const int transfer_descriptors = 0;     // a timer needs none

struct engine {
    struct batch *batch;
    struct loop *loop;
    struct semaphore permits;   // one for each transfer in flight
};

// Ends a wait as if it had been a transfer, cancelled if it was cut short.
static void
finish(struct fetch *fetch)
{
    struct attempt *attempt = &fetch->result.tries[0];
    double waited = clock_now() - attempt->start;

    fetch_end(fetch, waited >= fetch->pause ? CURLE_OK
                                            : CURLE_ABORTED_BY_CALLBACK);
    attempt->total = waited;
}

// Lets a fetch that holds a permit go on until it has to wait. What it waits
// for is noted; a permit that it no longer needs goes to the next in the queue.
static void
run(struct engine *engine, struct fetch *fetch)
{
    while (fetch) {
        switch (fetch_next(fetch)) {
        case FETCH_TRANSFER:
            fetch->pause = atof(strrchr(fetch->result.url.bytes, '/') + 1);
            loop_pause(engine->loop, fetch);
            return;
        case FETCH_WORK:    // never: a timer saves nothing
        case FETCH_PAUSE:   // never: it does not fail
        case FETCH_FINAL:
            batch_give(engine->batch, fetch);
            break;
        }
        fetch = semaphore_give(&engine->permits);
    }
}

// Starts a fetch, or lets it go on, as soon as there is a permit for it.
static void
admit(struct engine *engine, struct fetch *fetch)
{
    if (semaphore_take(&engine->permits, fetch))
        run(engine, fetch);
}

// One turn: starts what may start, waits once, lets whatever can go on.
static void
turn(struct engine *engine)
{
    struct fetch *fetch;

    while (engine->permits.free > 0
           && (fetch = batch_take(engine->batch, ANY_LANE)))
        admit(engine, fetch);
    loop_wait(engine->loop);
    while ((fetch = loop_due(engine->loop))) {
        finish(fetch);
        run(engine, fetch);
    }
}

// Waits for the whole batch in this thread. Without a loop it is done at once.
void
fetch_all(struct batch *batch, const struct options *options)
{
    struct engine engine = {
        .batch = batch,
        .loop = loop_new(batch, options),
        .permits = {.free = options->concurrency},
    };

    while (!batch_done(batch))
        turn(&engine);
    loop_free(engine.loop);
}
