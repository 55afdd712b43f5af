// What a loop waits with: libcurl's multi interface, driven in one of two ways
// that can be read side by side. loop_poll.c looks at every transfer in each
// turn; loop_epoll.c looks at those alone for which something has happened.

#ifndef REACTOR_H
#define REACTOR_H

#include <curl/curl.h>
#include <poll.h>

struct fetch;
struct loop;

enum { MOST_OTHERS = 8 };       // descriptors to wait for beside the transfers

struct reactor {
    // Prepares for so many transfers at a time; NULL: out of memory.
    void *(*open)(struct loop *loop, int most);

    // Starts the fetch's transfer.
    CURLMcode (*add)(void *state, struct fetch *fetch);

    // Waits once: for the transfers, for `count` descriptors besides (some of
    // which are -1), and for no longer than so many milliseconds. Then lets
    // the transfers go on, and collects those that have ended.
    void (*wait)(void *state, struct pollfd *others, int count,
                 int milliseconds);

    void (*close)(void *state);     // NULL is allowed
};

extern const struct reactor poll_reactor, epoll_reactor;

// --- what the two have in common: loop.c -------------------------------------

// Takes the transfers that have ended out of the multi handle.
void loop_collect(struct loop *loop, CURLM *multi);

// Lets the program come to an end, for a reason in words, when libcurl or the
// system cannot go on.
void loop_fail(struct loop *loop, const char *reason);

#endif
