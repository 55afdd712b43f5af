// Contract: see loop.h. What the loop is whatever it waits with: transfers
// that have ended, and pauses.

#include "loop.h"

#include <math.h>
#include <stdlib.h>

#include "batch.h"
#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "queue.h"
#include "reactor.h"
#include "stop.h"
#include "timers.h"

enum { FAILED_PAUSE = 10 };     // ms

// In one turn no more transfers are started: each costs libcurl a connection,
// and meanwhile nobody looks at those in flight.
enum { MOST_STARTS = 128 };

struct loop {
    struct batch *batch;
    const struct reactor *reactor;
    void *state;                // the reactor's own
    struct timers timers;
    struct queue landed;        // whose transfers have ended
    struct queue refused;       // had no room among the timers
    int starts;                 // in this turn
};

struct loop *
loop_new(struct batch *batch, const struct options *options)
{
    static const struct reactor *const reactors[] = {
        [LOOP_POLL] = &poll_reactor, [LOOP_EPOLL] = &epoll_reactor,
    };
    struct loop *loop = calloc(1, sizeof *loop);

    if (loop) {
        loop->batch = batch;
        loop->reactor = reactors[options->loop];
        loop->state = loop->reactor->open(loop, options->concurrency);
    }
    if (!loop || !loop->state) {
        free(loop);
        batch_refuse(batch, "no memory for the loop");
        return NULL;
    }
    batch_never_wait(batch);
    return loop;
}

void
loop_free(struct loop *loop)
{
    if (!loop)
        return;
    loop->reactor->close(loop->state);
    timers_free(&loop->timers);
    free(loop);
}

void
loop_add(struct loop *loop, struct fetch *fetch)
{
    loop->starts++;
    if (loop->reactor->add(loop->state, fetch) == CURLM_OK)
        return;
    fetch->code = CURLE_OUT_OF_MEMORY;
    queue_add(&loop->landed, fetch);
}

void
loop_pause(struct loop *loop, struct fetch *fetch)
{
    if (timers_add(&loop->timers, clock_now() + fetch->pause, fetch))
        return;
    fetch_refuse(fetch, "out of memory");
    queue_add(&loop->refused, fetch);
}

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

void
loop_wait(struct loop *loop)
{
    struct pollfd others[BATCH_DESCRIPTORS];
    double seconds = batch_watch(loop->batch, others);

    loop->starts = 0;
    loop->reactor->wait(loop->state, others, BATCH_DESCRIPTORS,
                        patience(loop, seconds));
    batch_serve(loop->batch);
}

// All are noted before the first is removed, because a removal walks the
// messages that are still unread, and a message dies with it.
void
loop_collect(struct loop *loop, CURLM *multi)
{
    struct queue ended = {NULL};
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

struct fetch *
loop_landed(struct loop *loop, CURLcode *code)
{
    struct fetch *fetch = queue_take(&loop->landed);

    if (fetch)
        *code = fetch->code;
    return fetch;
}

struct fetch *
loop_due(struct loop *loop)
{
    struct fetch *fetch = queue_take(&loop->refused);

    if (fetch)
        return fetch;
    if (stopping())
        return timers_take(&loop->timers, INFINITY);
    return loop->starts < MOST_STARTS
               ? timers_take(&loop->timers, clock_now()) : NULL;
}
