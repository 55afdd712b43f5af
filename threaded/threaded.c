// fetch-threaded: N workers, each with the loop of fetch-sync. It waits inside
// N curl_easy_performs at once, and pays for each wait with a thread.

#include <pthread.h>
#include <stdlib.h>

#include "batch.h"
#include "fetch.h"
#include "fetch_all.h"
#include "options.h"
#include "stop.h"

const char program_name[] = "fetch-threaded";
const int transfer_descriptors = 3;     // its connection; to wake its thread

struct worker {
    pthread_t thread;
    int lane;               // its number, from 0
    struct batch *batch;    // shared by all workers, locks itself
};

// Fetches one URL from its first attempt to its record.
static void
run(struct batch *batch, struct fetch *fetch)
{
    for (;;) {
        switch (fetch_next(fetch)) {
        case FETCH_TRANSFER:
            fetch_end(fetch, curl_easy_perform(fetch->handle));
            break;
        case FETCH_WORK:
            fetch_work(fetch);
            break;
        case FETCH_PAUSE:
            stop_sleep(fetch->pause);
            break;
        case FETCH_FINAL:
            batch_give(batch, fetch);
            return;
        }
    }
}

// What each thread does: fetches what the batch hands out until it ends.
static void *
work(void *argument)
{
    struct worker *worker = argument;
    struct fetch *fetch;

    while ((fetch = batch_take(worker->batch, worker->lane)))
        run(worker->batch, fetch);
    return NULL;
}

// Starts the workers, as many as the machine gives, and waits for their end.
void
fetch_all(struct batch *batch, const struct options *options)
{
    struct worker *workers = calloc((size_t)options->concurrency,
                                    sizeof *workers);
    int wanted = workers ? options->concurrency : 0, started, error = 0;
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    if (options->stack_size > 0)
        pthread_attr_setstacksize(&attributes, (size_t)options->stack_size);
    batch_gather(batch);    // until batch_crew the first worker waits
    for (started = 0; started < wanted; started++) {
        struct worker *worker = &workers[started];
        *worker = (struct worker){.lane = started, .batch = batch};
        error = pthread_create(&worker->thread, &attributes, work, worker);
        if (error)
            break;
    }
    batch_crew(batch, started, error);
    for (int i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_attr_destroy(&attributes);
    free(workers);
}
