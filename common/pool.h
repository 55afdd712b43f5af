// Blocking work beside a loop: a few helper threads do what would hold the
// loop's thread, and wake it when a piece is done.

#ifndef POOL_H
#define POOL_H

#include <stdbool.h>

// A piece of work, part of whatever it is done for. While it is handed out,
// nobody but its helper touches what `run` touches.
struct work {
    void (*run)(struct work *work);     // in a helper's thread; may block
    struct work *next;
    bool handed_out;                    // from pool_hand to pool_done
};

// Helpers, which are started when they are needed, so many at most. NULL with
// errno: no descriptor, or no memory.
struct pool *pool_open(int most);

// Waits for what is under way, and ends the helpers. What no helper has begun
// is not done. NULL is allowed.
void pool_close(struct pool *pool);

// Hands out work. Where no helper can be started, it is done at once.
void pool_hand(struct pool *pool, struct work *work);

// The next piece that is done; NULL: none.
struct work *pool_done(struct pool *pool);

// How many helpers have been started.
int pool_helpers(struct pool *pool);

// A descriptor that is readable while there may be one.
int pool_descriptor(const struct pool *pool);

#endif
