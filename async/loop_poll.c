// Contract: see reactor.h. The readable way: curl_multi_poll waits for every
// transfer, and curl_multi_perform lets every one go on, in each turn.

#include <stdlib.h>

#include "fetch.h"
#include "options.h"
#include "reactor.h"

struct poller {
    struct loop *loop;
    CURLM *multi;
};

static void
poller_close(void *state)
{
    struct poller *poller = state;

    if (poller)
        curl_multi_cleanup(poller->multi);
    free(poller);
}

static void *
poller_open(struct loop *loop, const struct options *options)
{
    struct poller *poller = calloc(1, sizeof *poller);

    if (poller) {
        poller->loop = loop;
        poller->multi = curl_multi_init();
    }
    if (poller && poller->multi
        && !curl_multi_setopt(poller->multi, CURLMOPT_MAXCONNECTS,
                              (long)options->connections))
        return poller;
    poller_close(poller);
    return NULL;
}

static CURLMcode
poller_add(void *state, struct fetch *fetch)
{
    struct poller *poller = state;

    return curl_multi_add_handle(poller->multi, fetch->handle);
}

static void
poller_remove(void *state, struct fetch *fetch)
{
    struct poller *poller = state;

    curl_multi_remove_handle(poller->multi, fetch->handle);
}

// Waits as poll(2) does, but for the transfers too.
static CURLMcode
poll_all(struct poller *poller, const struct pollfd others[OTHERS],
         int milliseconds)
{
    struct curl_waitfd waits[OTHERS];
    unsigned used = 0;
    int ready = 0;
    CURLMcode code;

    for (int i = 0; i < OTHERS; i++)
        if (others[i].fd >= 0)
            waits[used++] = (struct curl_waitfd){
                .fd = others[i].fd,
                .events = others[i].events == POLLIN ? CURL_WAIT_POLLIN
                                                     : CURL_WAIT_POLLOUT,
            };
    loop_sleeps(poller->loop);
    code = curl_multi_poll(poller->multi, waits, used, milliseconds, &ready);
    for (unsigned i = 0; i < used; i++)
        ready -= waits[i].revents != 0;
    loop_wakes(poller->loop, ready);
    return code;
}

static void
poller_wait(void *state, const struct pollfd others[OTHERS], int milliseconds)
{
    struct poller *poller = state;
    int running;
    CURLMcode code = poll_all(poller, others, milliseconds);

    if (code != CURLM_OK)
        loop_fail(poller->loop, curl_multi_strerror(code));
    code = curl_multi_perform(poller->multi, &running);
    if (code != CURLM_OK)
        loop_fail(poller->loop, curl_multi_strerror(code));
    loop_collect(poller->loop, poller->multi);
}

const struct reactor poll_reactor = {
    .open = poller_open,
    .add = poller_add,
    .remove = poller_remove,
    .wait = poller_wait,
    .close = poller_close,
};
