// Contract: see loop.h. The readable body: curl_multi_poll and
// curl_multi_perform look at every handle at every turn.

#include "loop.h"

#include <math.h>
#include <stdlib.h>

#include "batch.h"
#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "stop.h"
#include "timers.h"

enum { FAILED_PAUSE = 10 };     // ms

struct landed {
    struct fetch *fetch;
    CURLcode code;
};

struct loop {
    struct batch *batch;
    CURLM *multi;
    struct timers timers;
    struct landed *landed;      // a ring of transfers that have ended; owned
    int room;                   // of the ring: all that can be in flight
    int first, landed_count;    // where it begins, and how many it holds
    struct fetch *refused;      // had no room among the timers; a stack
};

// Allocates what the loop needs; false when memory ran out.
static bool
set_up(struct loop *loop, const struct options *options)
{
    size_t most = (size_t)options->concurrency;

    loop->room = options->concurrency;
    loop->landed = calloc(most, sizeof *loop->landed);
    loop->multi = curl_multi_init();
    return loop->landed && loop->multi
           && curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, (long)most)
                  == CURLM_OK;
}

struct loop *
loop_new(struct batch *batch, const struct options *options)
{
    struct loop *loop = calloc(1, sizeof *loop);

    if (!loop || !set_up(loop, options)) {
        loop_free(loop);
        batch_refuse(batch, "no memory for the loop");
        return NULL;
    }
    loop->batch = batch;
    batch_never_wait(batch);
    return loop;
}

void
loop_free(struct loop *loop)
{
    if (!loop)
        return;
    curl_multi_cleanup(loop->multi);
    timers_free(&loop->timers);
    free(loop->landed);
    free(loop);
}

// Notes the end of a transfer.
static void
land(struct loop *loop, struct fetch *fetch, CURLcode code)
{
    int place = (loop->first + loop->landed_count++) % loop->room;

    loop->landed[place] = (struct landed){.fetch = fetch, .code = code};
}

void
loop_add(struct loop *loop, struct fetch *fetch)
{
    if (curl_multi_add_handle(loop->multi, fetch->handle) != CURLM_OK)
        land(loop, fetch, CURLE_OUT_OF_MEMORY);
}

void
loop_pause(struct loop *loop, struct fetch *fetch)
{
    if (timers_add(&loop->timers, clock_now() + fetch->pause, fetch))
        return;
    fetch_refuse(fetch, "out of memory");
    fetch->next = loop->refused;
    loop->refused = fetch;
}

// The longest wait, in whole milliseconds: until the batch or a timer wants to
// go on. A transfer's own timers are libcurl's business.
static int
patience(const struct loop *loop, double batch_seconds)
{
    double seconds = timers_next(&loop->timers) - clock_now();

    if (loop->landed_count > 0 || loop->refused || stopping())
        seconds = fmin(seconds, 0.01);
    seconds = fmin(fmin(seconds, batch_seconds), 1000);
    return seconds > 0 ? (int)ceil(seconds * 1e3) : 0;
}

// Takes the transfers that have ended out of the multi handle: all are noted
// first, because a removal walks the messages that are still unread.
static void
collect(struct loop *loop)
{
    int earlier = loop->landed_count, unread;
    CURLMsg *message;

    while ((message = curl_multi_info_read(loop->multi, &unread))) {
        struct fetch *fetch = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &fetch);
        land(loop, fetch, message->data.result);
    }
    for (int i = earlier; i < loop->landed_count; i++) {
        int place = (loop->first + i) % loop->room;
        curl_multi_remove_handle(loop->multi,
                                 loop->landed[place].fetch->handle);
    }
}

// Lets the program come to an end when libcurl cannot go on. Transfers notice
// the stop in their callbacks; until they have, this does not spin.
static void
fail(struct loop *loop, CURLMcode code)
{
    batch_fail(loop->batch, curl_multi_strerror(code));
    poll(NULL, 0, FAILED_PAUSE);
}

void
loop_wait(struct loop *loop)
{
    struct pollfd fds[BATCH_DESCRIPTORS];
    struct curl_waitfd waits[BATCH_DESCRIPTORS];
    double seconds = batch_watch(loop->batch, fds);
    unsigned count = 0;
    int running;
    CURLMcode code;

    for (int i = 0; i < BATCH_DESCRIPTORS; i++)
        if (fds[i].fd >= 0)
            waits[count++] = (struct curl_waitfd){
                .fd = fds[i].fd,
                .events = fds[i].events == POLLIN ? CURL_WAIT_POLLIN
                                                  : CURL_WAIT_POLLOUT,
            };
    code = curl_multi_poll(loop->multi, waits, count, patience(loop, seconds),
                           NULL);
    if (code != CURLM_OK)
        fail(loop, code);
    code = curl_multi_perform(loop->multi, &running);
    if (code != CURLM_OK)
        fail(loop, code);
    collect(loop);
    batch_serve(loop->batch);
}

struct fetch *
loop_landed(struct loop *loop, CURLcode *code)
{
    struct landed *landed = &loop->landed[loop->first];

    if (loop->landed_count == 0)
        return NULL;
    loop->first = (loop->first + 1) % loop->room;
    loop->landed_count--;
    *code = landed->code;
    return landed->fetch;
}

struct fetch *
loop_due(struct loop *loop)
{
    struct fetch *fetch = loop->refused;

    if (!fetch)
        return timers_take(&loop->timers, stopping() ? INFINITY : clock_now());
    loop->refused = fetch->next;
    return fetch;
}
