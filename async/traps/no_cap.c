// A trap: there is no cap, and what libcurl says of a failure is believed. With
// few descriptors many URLs fail, and their records speak of a host that cannot
// be reached or found. The fix: a cap, and to look for the cause, as async.c.

#include "batch.h"
#include "fetch.h"
#include "fetch_all.h"
#include "loop.h"
#include "options.h"
#include "semaphore.h"

const char program_name[] = "no-cap";
const int transfer_descriptors = 0;     // there is no cap to lower

struct engine {
    struct batch *batch;
    struct loop *loop;
    struct semaphore permits;   // one for each transfer in flight
};

// Lets a fetch that holds a permit go on until it has to wait. What it waits
// for is noted; a permit that it no longer needs goes to the next in the queue.
static void
run(struct engine *engine, struct fetch *fetch)
{
    while (fetch) {
        switch (fetch_next(fetch)) {
        case FETCH_TRANSFER:
            loop_add(engine->loop, fetch);
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
        if (fetch->result.error == ERROR_RESOURCES) {
            struct verdict said = {.code = code, .message = ""};
            fetch_refuse(fetch, curl_easy_strerror(code));  // wrong: believes
            fetch->result.error = outcome_kind(&said);      // what libcurl says
        }
        run(engine, fetch);
    }
    while ((fetch = loop_worked(engine->loop)))
        run(engine, fetch);
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
        .permits = {.free = 10000},     // wrong: as good as no cap
    };

    while (!batch_done(batch))
        turn(&engine);
    loop_free(engine.loop);
}
