// The stop-gap for blocking_call.c: what blocks is handed to helper threads,
// and the loop goes on until one of them wakes it. As many calls wait at a time
// as there are helpers (--helpers), and each costs a thread. The fix: loop_add.

#include "batch.h"
#include "clock.h"
#include "fetch.h"
#include "fetch_all.h"
#include "loop.h"
#include "options.h"
#include "semaphore.h"

const char program_name[] = "stop-gap";
const int transfer_descriptors = 1;     // its connection

struct engine {
    struct batch *batch;
    struct loop *loop;
    struct semaphore permits;   // one for each transfer in flight
};

// Runs a transfer and waits for its end, in a helper's thread. It starts now:
// until there was a helper it has been queued.
static void
perform(struct fetch *fetch)
{
    struct attempt *attempt = &fetch->result.tries[fetch->result.attempts - 1];
    double now = clock_now();

    attempt->queued += now - attempt->start;
    attempt->start = now;
    fetch->code = curl_easy_perform(fetch->handle);
}

// Lets a fetch that holds a permit go on until it has to wait. What it waits
// for is noted; a permit that it no longer needs goes to the next in the queue.
static void
run(struct engine *engine, struct fetch *fetch)
{
    while (fetch) {
        switch (fetch_next(fetch)) {
        case FETCH_TRANSFER:
            loop_work(engine->loop, fetch, perform);
            return;
        case FETCH_WORK:
            loop_work(engine->loop, fetch, fetch_work);
            return;
        case FETCH_PAUSE:
            loop_pause(engine->loop, fetch);
            break;
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
    CURLcode code;

    while (engine->permits.free > 0
           && (fetch = batch_take(engine->batch, ANY_LANE)))
        admit(engine, fetch);
    loop_wait(engine->loop);
    while ((fetch = loop_landed(engine->loop, &code))) {
        fetch_end(fetch, code);
        run(engine, fetch);
    }
    while ((fetch = loop_worked(engine->loop))) {
        if (fetch->handle)
            fetch_end(fetch, fetch->code);
        run(engine, fetch);
    }
    while ((fetch = loop_due(engine->loop)))
        admit(engine, fetch);
}

// Fetches the whole batch in this thread. Without a loop it is done at once.
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
