// The port between the program and what it waits with. It runs transfers,
// pauses and blocking jobs until they have ended, and waits for all of them at
// once, for the batch's descriptors, and for nothing else.

#ifndef LOOP_H
#define LOOP_H

#include <curl/curl.h>

struct batch;
struct fetch;
struct options;

// A loop beside a batch, which from now on never waits by itself. NULL when
// memory ran out: the whole batch has been refused, and nothing is left to do.
struct loop *loop_new(struct batch *batch, const struct options *options);
void loop_free(struct loop *loop);

// Starts the fetch's transfer.
void loop_add(struct loop *loop, struct fetch *fetch);

// Has a helper thread do a job for the fetch that would hold up this one.
void loop_work(struct loop *loop, struct fetch *fetch,
               void (*job)(struct fetch *));

// Starts the fetch's pause, of fetch->pause seconds.
void loop_pause(struct loop *loop, struct fetch *fetch);

// Waits, once, until something can go on.
void loop_wait(struct loop *loop);

// The next fetch whose transfer has ended, with libcurl's code; or NULL.
struct fetch *loop_landed(struct loop *loop, CURLcode *code);

// The next fetch whose job is done; or NULL.
struct fetch *loop_worked(struct loop *loop);

// The next fetch whose pause is over; or NULL. When the program is stopping,
// every pause is over.
struct fetch *loop_due(struct loop *loop);

#endif
