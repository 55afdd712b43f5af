// Contract: see loop.h. What the loop is whatever it waits with: transfers
// that have ended, jobs that helpers have done, pauses; and what it tells of
// itself.

#include "loop.h"

#include <math.h>
#include <stdlib.h>

#include "batch.h"
#include "clock.h"
#include "fetch.h"
#include "narrator.h"
#include "options.h"
#include "pool.h"
#include "queue.h"
#include "reactor.h"
#include "stall.h"
#include "stop.h"
#include "timers.h"

enum { FAILED_PAUSE = 10 };     // ms

// What the loop's thread does now, for the stall meter.
struct lap {
    double begin;               // as stall_begin said
    const char *what;
    const struct fetch *fetch;  // to which; or NULL
};

struct loop {
    struct batch *batch;
    const struct reactor *reactor;
    void *state;                // the reactor's own
    struct pool *helpers;
    struct timers timers;
    struct queue landed;        // whose transfers have ended
    struct queue worked;        // whose jobs are done
    struct queue refused;       // had no room among the timers
    int in_flight;              // transfers
    int starts;                 // in this turn
    struct lap lap;
    struct narrator narrator;
};

// --- opening and closing -----------------------------------------------------

// Opens what the loop works with; false: out of memory or descriptors.
static bool
open_parts(struct loop *loop, const struct options *options)
{
    static const struct reactor *const reactors[] = {
        [LOOP_POLL] = &poll_reactor, [LOOP_EPOLL] = &epoll_reactor,
    };

    loop->helpers = pool_open(options->helpers);
    loop->reactor = reactors[options->loop];
    loop->state = loop->reactor->open(loop, options);
    return loop->helpers && loop->state;
}

struct loop *
loop_new(struct batch *batch, const struct options *options)
{
    struct loop *loop = calloc(1, sizeof *loop);

    if (!loop || !open_parts(loop, options)) {
        loop_free(loop);
        batch_refuse(batch, "no memory or no descriptor for the loop");
        return NULL;
    }
    loop->batch = batch;
    narrator_open(&loop->narrator, options);
    stall_watch(options->stall, &loop->in_flight);
    loop->lap = (struct lap){
        .begin = stall_begin(), .what = "starting transfers",
    };
    batch_never_wait(batch, loop->helpers);
    return loop;
}

void
loop_free(struct loop *loop)
{
    if (!loop)
        return;
    if (loop->batch)
        batch_dismiss(loop->batch);
    pool_close(loop->helpers);
    loop->reactor->close(loop->state);
    timers_free(&loop->timers);
    narrator_free(&loop->narrator);
    free(loop);
}

// --- the stall meter ---------------------------------------------------------

// Ends a piece of work of the loop's thread.
static void
end_lap(const struct lap *lap)
{
    stall_end(lap->begin, lap->what,
              lap->fetch ? lap->fetch->result.url.bytes : NULL);
}

// Ends one piece of work and begins the next.
static void
begin_lap(struct loop *loop, const char *what, const struct fetch *fetch)
{
    end_lap(&loop->lap);
    loop->lap = (struct lap){
        .begin = stall_begin(), .what = what, .fetch = fetch,
    };
}

void
loop_sleeps(struct loop *loop)
{
    if (loop->narrator.speaks)
        begin_lap(loop, "the narration", NULL);
    narrate_turn(&loop->narrator, loop->in_flight, (int)loop->timers.count);
    end_lap(&loop->lap);
    stall_wait_begins();
    narrate_pause(&loop->narrator);
}

void
loop_wakes(struct loop *loop, int ready)
{
    stall_wait_ends();
    loop->lap = (struct lap){.begin = stall_begin(), .what = "libcurl"};
    narrate_wake(&loop->narrator, ready);
}

// --- what is waited for ------------------------------------------------------

void
loop_add(struct loop *loop, struct fetch *fetch)
{
    narrate(&loop->narrator, STARTS, fetch);
    loop->starts++;
    loop->in_flight++;
    fetch->in_loop = loop->reactor->add(loop->state, fetch) == CURLM_OK;
    if (fetch->in_loop)
        return;
    fetch->code = CURLE_OUT_OF_MEMORY;
    queue_add(&loop->landed, fetch);
}

// What a helper runs for loop_work.
static void
do_job(struct work *work)
{
    struct fetch *fetch = (struct fetch *)work;

    fetch->job(fetch);
}

// If a helper still writes what has come of a body, the fetch asks once more
// when that is done.
void
loop_work(struct loop *loop, struct fetch *fetch, void (*job)(struct fetch *))
{
    narrate(&loop->narrator, WAITS_FOR_WORK, fetch);
    fetch->waits_for_work = true;
    if (fetch->work.handed_out)
        return;
    fetch->job = job;
    fetch->work.run = do_job;
    pool_hand(loop->helpers, &fetch->work);
}

void
loop_pause(struct loop *loop, struct fetch *fetch)
{
    narrate(&loop->narrator, BACKS_OFF, fetch);
    if (timers_add(&loop->timers, clock_now() + fetch->pause, fetch))
        return;
    fetch_refuse(fetch, "out of memory");
    queue_add(&loop->refused, fetch);
}

// --- waiting -----------------------------------------------------------------

// The longest wait, in whole milliseconds: until the batch or a timer wants to
// go on. A transfer's own timers are libcurl's business.
static int
patience(const struct loop *loop, double batch_seconds)
{
    double seconds = timers_next(&loop->timers) - clock_now();

    if (loop->landed.first || loop->refused.first || stopping())
        seconds = fmin(seconds, 0.01);
    seconds = fmin(fmin(seconds, batch_seconds), 1000);
    return seconds > 0 ? (int)ceil(seconds * 1e3) : 0;
}

// Lets a transfer go on that waited for its bytes to be written. libcurl offers
// what it has kept at once; when that is refused, nobody else would end it.
static void
resume(struct loop *loop, struct fetch *fetch)
{
    fetch->code = curl_easy_pause(fetch->handle, CURLPAUSE_CONT);
    if (fetch->code == CURLE_OK)
        return;
    loop->reactor->remove(loop->state, fetch);
    fetch->in_loop = false;
    queue_add(&loop->landed, fetch);
}

// Takes back what helpers have done. (A transfer that has just ended stands
// among those landed.)
static void
take_work(struct loop *loop)
{
    struct work *work;

    while ((work = pool_done(loop->helpers))) {
        struct fetch *fetch = (struct fetch *)work;
        if (fetch->in_loop) {
            resume(loop, fetch);
        } else if (fetch->waits_for_work) {
            fetch->waits_for_work = false;
            queue_add(&loop->worked, fetch);
        }
    }
}

void
loop_wait(struct loop *loop)
{
    struct pollfd others[OTHERS];
    double seconds;

    begin_lap(loop, "writing the records", NULL);
    seconds = batch_watch(loop->batch, others);
    others[BATCH_DESCRIPTORS] = (struct pollfd){
        .fd = pool_descriptor(loop->helpers), .events = POLLIN,
    };
    loop->starts = 0;
    loop->reactor->wait(loop->state, others, patience(loop, seconds));
    take_work(loop);
    begin_lap(loop, "reading the list", NULL);
    batch_serve(loop->batch);
}

// All are noted before the first is removed, because a removal walks the
// messages that are still unread, and a message dies with it.
void
loop_collect(struct loop *loop, CURLM *multi)
{
    struct queue ended = {.first = NULL};
    struct fetch *fetch;
    CURLMsg *message;
    int unread;

    while ((message = curl_multi_info_read(multi, &unread))) {
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &fetch);
        fetch->code = message->data.result;
        queue_add(&ended, fetch);
    }
    while ((fetch = queue_take(&ended))) {
        curl_multi_remove_handle(multi, fetch->handle);
        fetch->in_loop = false;
        queue_add(&loop->landed, fetch);
    }
}

// Transfers notice the stop in their callbacks; until they have, this does not
// spin.
void
loop_fail(struct loop *loop, const char *reason)
{
    batch_fail(loop->batch, reason);
    poll(NULL, 0, FAILED_PAUSE);
}

// --- who can go on -----------------------------------------------------------

struct fetch *
loop_landed(struct loop *loop, CURLcode *code)
{
    struct fetch *fetch = queue_take(&loop->landed);

    if (!fetch)
        return NULL;
    begin_lap(loop, "what follows the transfer", fetch);
    narrate(&loop->narrator, ENDED, fetch);
    loop->in_flight--;
    *code = fetch->code;
    return fetch;
}

struct fetch *
loop_worked(struct loop *loop)
{
    struct fetch *fetch = queue_take(&loop->worked);

    if (!fetch)
        return NULL;
    begin_lap(loop, "what follows the blocking work", fetch);
    narrate(&loop->narrator, WORKED, fetch);
    return fetch;
}

// The earliest of those whose pause is over, if it may start.
static struct fetch *
next_due(struct loop *loop)
{
    if (loop->refused.first)
        return queue_take(&loop->refused);
    if (stopping())
        return timers_take(&loop->timers, INFINITY);
    return loop->starts < MOST_STARTS
               ? timers_take(&loop->timers, clock_now()) : NULL;
}

struct fetch *
loop_due(struct loop *loop)
{
    struct fetch *fetch = next_due(loop);

    begin_lap(loop, fetch ? "what follows the pause" : "starting transfers",
              fetch);
    if (fetch)
        narrate(&loop->narrator, PAUSED, fetch);
    else
        narrate_fill(&loop->narrator);
    return fetch;
}
