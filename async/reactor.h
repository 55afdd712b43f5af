// What a loop waits with: libcurl's multi interface, driven in one of two ways
// that can be read side by side. loop_poll.c looks at every transfer in each
// turn; loop_epoll.c looks at those alone for which something has happened.

#ifndef REACTOR_H
#define REACTOR_H

#include <curl/curl.h>
#include <poll.h>

#include "batch.h"

struct fetch;
struct loop;
struct options;

// Descriptors to wait for beside the transfers: the batch's, the helpers'.
enum { OTHERS = BATCH_DESCRIPTORS + 1 };

struct reactor {
    // Prepares for as many transfers as the options allow; NULL: no memory, or
    // no descriptor.
    void *(*open)(struct loop *loop, const struct options *options);

    // Starts the fetch's transfer.
    CURLMcode (*add)(void *state, struct fetch *fetch);

    // Takes the fetch's transfer out, whether it has ended or not.
    void (*remove)(void *state, struct fetch *fetch);

    // Waits once: for the transfers, for the others (a descriptor of -1 is
    // none), and for no longer than so many milliseconds. Then lets the
    // transfers go on, and collects those that have ended.
    void (*wait)(void *state, const struct pollfd others[OTHERS],
                 int milliseconds);

    void (*close)(void *state);     // NULL is allowed
};

extern const struct reactor poll_reactor, epoll_reactor;

// --- what the two have in common: loop.c -------------------------------------

// Brackets the wait itself; `ready`: of how many sockets something is known.
void loop_sleeps(struct loop *loop);
void loop_wakes(struct loop *loop, int ready);

// Takes the transfers that have ended out of the multi handle.
void loop_collect(struct loop *loop, CURLM *multi);

// Lets the program come to an end, for a reason in words, when libcurl or the
// system cannot go on.
void loop_fail(struct loop *loop, const char *reason);

#endif
