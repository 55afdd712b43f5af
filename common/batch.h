// The batch: hands out URLs one at a time and takes their results back. It
// owns the reader of the list, the pool of fetches and the writer of the
// records. Memory depends on how many are taken, never on the list's length.
//
// Safe for threads: there is one lock for the list, on which a worker may wait
// for a slow one, and another for the output and the counts.

#ifndef BATCH_H
#define BATCH_H

#include <poll.h>
#include <stdbool.h>

struct batch;
struct fetch;
struct options;
struct pool;

enum {
    ANY_LANE = -1,          // a slot that nobody else has now
    BATCH_DESCRIPTORS = 3,  // a loop waits for: list, output, stop
};

// Opens list and output. NULL when that fails: it has been said why, and
// *status is what the program ends with.
struct batch *batch_open(const struct options *options, int *status);

// Writes what is left and the summary, frees everything, and returns the
// program's exit status.
int batch_close(struct batch *batch);

// The next URL, whose record will show `lane`. Waits for a slow list. NULL: the
// list has ended, or the program is stopping.
struct fetch *batch_take(struct batch *batch, int lane);

// Takes a final fetch back and writes its record. Waits for a slow reader.
void batch_give(struct batch *batch, struct fetch *fetch);

// Gives every URL of the list a record that says why it could not be tried.
void batch_refuse(struct batch *batch, const char *reason);

// Says why the program cannot go on, and lets it come to an end.
void batch_fail(struct batch *batch, const char *reason);

// Goes before the first worker: the one with lane 0 is not given a URL until
// batch_crew has told whether it is needed.
void batch_gather(struct batch *batch);

// Tells how many workers there are to fetch the batch, besides the main thread,
// and the errno that kept the program from starting more, or 0. Then one of
// several is given nothing, so that its thread can be a name lookup's. What is
// left is said to the user; without any worker, the whole batch is refused.
void batch_crew(struct batch *batch, int workers, int error);

// --- for a loop, which must never wait in take and give ----------------------

// In one turn no more URLs are taken, and no more pauses end: each start costs
// libcurl a connection, and a burst of them the server's queue; and meanwhile
// nobody looks at those in flight.
enum { MOST_STARTS = 64 };

// From now on what may block is given to these helpers; take returns NULL too
// when no URL is known yet, when too many are taken, or when too much is
// unwritten already; give only notes the record.
void batch_never_wait(struct batch *batch, struct pool *helpers);

// Forgets the helpers, and notes how many threads they were.
void batch_dismiss(struct batch *batch);

// True when nothing is left to do, or the program cannot go on.
bool batch_done(struct batch *batch);

// Fills in what the batch waits for; returns the longest time to wait, in
// seconds: 0 when it has ended, or when there is room again to take a URL.
double batch_watch(struct batch *batch, struct pollfd fds[BATCH_DESCRIPTORS]);

// After such a wait: reads the list, if it is ready.
void batch_serve(struct batch *batch);

#endif
