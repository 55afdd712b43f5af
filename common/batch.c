// Contract: see batch.h.

#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client.h"
#include "fetch.h"
#include "list.h"
#include "options.h"
#include "output.h"
#include "pool.h"
#include "progress.h"
#include "say.h"
#include "stop.h"
#include "summary.h"
#include "tally.h"

// A loop's fetches that back off hold no permit. They are bounded all the
// same, or a server that fails would draw the whole list into memory.
enum { MOST_PAUSED = 1000 };

// Records that a slow reader has not taken yet keep a loop from taking more.
enum { MOST_UNWRITTEN = 64 * 1024 };    // bytes

struct batch {
    const struct options *options;
    bool never_wait;
    int taken_at_once;              // since the loop's last wait
    bool turned_away;               // a loop found no room, and waits for it
    struct client client;           // locks itself

    pthread_mutex_t crew_lock;      // held while workers are started
    bool one_too_many;              // lane 0

    pthread_mutex_t list_lock;      // for what follows
    struct list list;
    long long next_index;

    pthread_mutex_t output_lock;    // for what follows; taken after list_lock
    struct output output;
    struct fetch *idle;             // the pool: a stack, linked by `next`
    int fetches;                    // made so far; the next one's lane
    int taken;                      // and not given back yet
    struct tally tally;
    struct progress progress;

    atomic_int trouble;             // what the program must end with, or 0
};

// --- opening -----------------------------------------------------------------

// Opens the list; false with the reason said, and errno.
static bool
open_list(struct batch *batch)
{
    const struct options *options = batch->options;
    int error;

    if (list_open(&batch->list, options->input, options->urls))
        return true;
    error = errno;
    complain("cannot read the list %s: %s",
             options->input ? options->input : "", strerror(error));
    errno = error;
    return false;
}

// Makes a directory if it is missing; false with errno if files cannot be put
// there. Only a directory has a "." in it.
static bool
make_directory(const char *path)
{
    char inside[PATH_MAX];

    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return false;
    if (snprintf(inside, sizeof inside, "%s/.", path) < PATH_MAX)
        return access(inside, W_OK | X_OK) == 0;
    errno = ENAMETOOLONG;
    return false;
}

// Looks whether the summary can be written, and would overwrite nothing that
// is in use; false with the reason said.
static bool
check_summary(struct batch *batch, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    int error = errno;
    bool in_use = same_file(fd, batch->list.fd)
                  || output_is(&batch->output, fd);

    if (fd < 0)
        complain("cannot write the summary %s: %s", path, strerror(error));
    else if (in_use)
        complain("the summary %s would overwrite the list or the records",
                 path);
    return fd >= 0 && close(fd) == 0 && !in_use;
}

// Opens the output, and makes the directory for bodies; false with the reason
// said. A file is emptied only when nothing else is wrong.
static bool
open_output(struct batch *batch)
{
    const char *path = batch->options->output;
    const char *save = batch->options->body.directory;
    const char *summary = batch->options->summary;

    if (save && !make_directory(save))
        complain("cannot save into %s: %s", save, strerror(errno));
    else if (!output_open(&batch->output, path))
        complain("cannot write to %s: %s", path ? path : "standard output",
                 strerror(errno));
    else if (output_is(&batch->output, batch->list.fd))
        complain("the records would overwrite the list that is being read");
    else if (summary && !check_summary(batch, summary))
        return false;
    else if (!output_begin(&batch->output))
        complain("cannot empty %s: %s", path, strerror(errno));
    else
        return true;
    return false;
}

// Closes and frees everything that a batch owns, also one that is not whole.
static void
free_batch(struct batch *batch)
{
    stop_forget_sleepers();
    while (batch->idle) {
        struct fetch *fetch = batch->idle;
        batch->idle = fetch->next;
        fetch_free(fetch);
    }
    list_close(&batch->list);
    client_close(&batch->client);
    pthread_mutex_destroy(&batch->crew_lock);
    pthread_mutex_destroy(&batch->list_lock);
    pthread_mutex_destroy(&batch->output_lock);
    free(batch);
}

// Opens what the batch works with; false with the reason said and *status set.
static bool
open_all(struct batch *batch, int *status)
{
    *status = EXIT_RESOURCES;
    if (!client_open(&batch->client, batch->options)
        || !text_reserve(&batch->output.buffer, 2 * MOST_UNWRITTEN)) {
        complain("out of memory");
        return false;
    }
    if (!open_list(batch)) {
        *status = errno == ENOMEM ? EXIT_RESOURCES : EXIT_USAGE;
        return false;
    }
    *status = EXIT_OUTPUT;
    return open_output(batch);
}

struct batch *
batch_open(const struct options *options, int *status)
{
    struct batch *batch = calloc(1, sizeof *batch);

    if (!batch) {
        complain("out of memory");
        *status = EXIT_RESOURCES;
        return NULL;
    }
    batch->options = options;
    batch->tally.concurrency = options->concurrency;
    pthread_mutex_init(&batch->crew_lock, NULL);
    pthread_mutex_init(&batch->list_lock, NULL);
    pthread_mutex_init(&batch->output_lock, NULL);
    if (!open_all(batch, status)) {
        output_close(&batch->output);
        free_batch(batch);
        return NULL;
    }
    result_header(&batch->output.buffer, &options->style);
    progress_open(&batch->progress, options);
    return batch;
}

// --- troubles ----------------------------------------------------------------

// Notes that the program cannot go on, and lets it come to an end.
static void
give_up(struct batch *batch, int status)
{
    if (!batch->trouble)
        batch->trouble = status;
    stop_now(0);
}

// Looks whether the records can still be written. Locked.
static void
check_output(struct batch *batch)
{
    struct output *output = &batch->output;

    if (output->buffer.out_of_memory)
        output->error = ENOMEM;
    if (!output->error || batch->trouble)
        return;
    if (output->error == EPIPE)
        stop_now(SIGPIPE);
    else
        complain("cannot write the records: %s", strerror(output->error));
    give_up(batch, output->error == ENOMEM ? EXIT_RESOURCES : EXIT_OUTPUT);
}

// Reads more of the list. Locked.
static void
read_list(struct batch *batch)
{
    const char *path = batch->options->input;

    list_read(&batch->list);
    if (!batch->list.error)
        return;
    complain("cannot read the list%s%s: %s", path ? " " : "",
             path ? path : "", strerror(batch->list.error));
    batch->trouble = EXIT_USAGE;
}

// --- taking ------------------------------------------------------------------

// Waits until a URL is known; false if there will be none. Locked.
static bool
wait_for_url(struct batch *batch)
{
    struct pollfd fds[] = {
        {.fd = batch->list.fd, .events = POLLIN},
        {.fd = stop_descriptor(), .events = POLLIN},
    };

    while (!list_knows(&batch->list) && !batch->list.ended && !stopping())
        if (poll(fds, 2, -1) > 0 && fds[0].revents)
            read_list(batch);
    return list_knows(&batch->list) && !stopping();
}

// Takes a fetch from the pool, or makes one; NULL: out of memory.
static struct fetch *
pool_take(struct batch *batch, int *lane)
{
    struct fetch *fetch;

    pthread_mutex_lock(&batch->output_lock);
    fetch = batch->idle;
    if (fetch)
        batch->idle = fetch->next;
    else if ((fetch = fetch_new(&batch->client)))
        fetch->slot = batch->fetches++;
    batch->taken += fetch != NULL;
    pthread_mutex_unlock(&batch->output_lock);
    if (fetch && *lane == ANY_LANE)
        *lane = fetch->slot;
    return fetch;
}

// True if a loop may take one more.
static bool
has_room(struct batch *batch)
{
    return batch->taken_at_once < MOST_STARTS
           && client_has_room(&batch->client)
           && !client_is_waited_for(&batch->client)
           && batch->taken < batch->options->concurrency + MOST_PAUSED
           && batch->output.buffer.length < MOST_UNWRITTEN;
}

// True if a URL is known and a loop may take it; notes if only room is missing.
static bool
may_take(struct batch *batch)
{
    bool known = list_knows(&batch->list) && !stopping();

    batch->turned_away = known && !has_room(batch);
    if (!known || batch->turned_away)
        return false;
    batch->taken_at_once++;
    return true;
}

// True if the first worker is not needed, which it waits for to be known.
static bool
first_is_too_many(struct batch *batch)
{
    bool too_many;

    pthread_mutex_lock(&batch->crew_lock);
    too_many = batch->one_too_many;
    pthread_mutex_unlock(&batch->crew_lock);
    return too_many;
}

struct fetch *
batch_take(struct batch *batch, int lane)
{
    struct fetch *fetch = NULL;
    bool known;

    if (lane == 0 && first_is_too_many(batch))
        return NULL;
    pthread_mutex_lock(&batch->list_lock);
    known = batch->never_wait ? may_take(batch) : wait_for_url(batch);
    if (known && (fetch = pool_take(batch, &lane))) {
        struct list_url url = list_take(&batch->list);
        fetch_begin(fetch, &url, batch->next_index++, lane);
    }
    if (known && !fetch) {
        complain("out of memory");
        give_up(batch, EXIT_RESOURCES);
    }
    pthread_mutex_unlock(&batch->list_lock);
    return fetch;
}

// --- giving back -------------------------------------------------------------

void
batch_give(struct batch *batch, struct fetch *fetch)
{
    pthread_mutex_lock(&batch->output_lock);
    result_write(&batch->output.buffer, &batch->options->style,
                 &fetch->result);
    tally_add(&batch->tally, &fetch->result);
    fetch->next = batch->idle;
    batch->idle = fetch;
    batch->taken--;
    if (!batch->never_wait || batch->output.buffer.length >= MOST_UNWRITTEN)
        output_flush(&batch->output, !batch->never_wait);
    check_output(batch);
    progress_show(&batch->progress, &batch->tally, batch->taken);
    pthread_mutex_unlock(&batch->output_lock);
}

void
batch_refuse(struct batch *batch, const char *reason)
{
    struct fetch *fetch;

    complain("%s", reason);
    while ((fetch = batch_take(batch, 0))) {
        fetch_refuse(fetch, reason);
        batch_give(batch, fetch);
    }
    output_flush(&batch->output, true);     // if there was none, the header
    check_output(batch);
}

void
batch_fail(struct batch *batch, const char *reason)
{
    if (!batch->trouble)
        complain("cannot go on: %s", reason);
    give_up(batch, EXIT_RESOURCES);
}

void
batch_gather(struct batch *batch)
{
    pthread_mutex_lock(&batch->crew_lock);
}

// libcurl starts a thread for each name lookup: if the workers have used up all
// threads, and there are several, the first one gives up its own.
void
batch_crew(struct batch *batch, int workers, int error)
{
    batch->one_too_many = error && workers > 1;
    workers -= batch->one_too_many;
    batch->tally.workers = workers;
    pthread_mutex_unlock(&batch->crew_lock);
    if (workers == 0)
        batch_refuse(batch, "no thread could be started");
    else if (error)
        note("only %d of %d threads can be used (%s); going on with "
             "those", workers, batch->options->concurrency, strerror(error));
}

// --- for a loop --------------------------------------------------------------

void
batch_never_wait(struct batch *batch, struct pool *helpers)
{
    batch->never_wait = true;
    batch->client.helpers = helpers;
}

void
batch_dismiss(struct batch *batch)
{
    batch->tally.workers = pool_helpers(batch->client.helpers);
    batch->client.helpers = NULL;
}

// True if there are records to write, and hope that they can be.
static bool
unwritten(const struct batch *batch)
{
    return batch->output.buffer.length > 0 && !batch->output.error
           && stop_age() < OUTPUT_PATIENCE;
}

bool
batch_done(struct batch *batch)
{
    return batch->taken == 0 && !unwritten(batch)
           && (stopping() || list_ended(&batch->list));
}

// True if the list has to be read before the next URL is known.
static bool
wants_url(struct batch *batch)
{
    return !stopping() && !batch->list.ended && !list_knows(&batch->list);
}

double
batch_watch(struct batch *batch, struct pollfd fds[BATCH_DESCRIPTORS])
{
    batch->taken_at_once = 0;
    output_flush(&batch->output, false);
    check_output(batch);
    fds[0] = (struct pollfd){
        .fd = wants_url(batch) ? batch->list.fd : -1,
        .events = POLLIN,
    };
    fds[1] = (struct pollfd){
        .fd = unwritten(batch) ? batch->output.fd : -1,
        .events = POLLOUT,
    };
    fds[2] = (struct pollfd){
        .fd = stopping() ? -1 : stop_descriptor(),
        .events = POLLIN,
    };
    if (batch->turned_away && has_room(batch)) {
        batch->turned_away = false;
        return 0;
    }
    if (batch_done(batch))
        return 0;
    return stopping() ? OUTPUT_PATIENCE / 10 : progress_due(&batch->progress);
}

// Polls by itself: libcurl does not pass on that the writer of a pipe is gone.
void
batch_serve(struct batch *batch)
{
    struct pollfd list = {.fd = batch->list.fd, .events = POLLIN};

    if (wants_url(batch) && poll(&list, 1, 0) > 0)
        read_list(batch);
    progress_show(&batch->progress, &batch->tally, batch->taken);
}

// --- closing -----------------------------------------------------------------

// What the program ends with, if not by a signal.
static int
exit_status(const struct batch *batch)
{
    const struct tally *tally = &batch->tally;

    if (batch->trouble)
        return batch->trouble;
    if (tally->urls == tally->outcomes[ERROR_NONE])
        return EXIT_ALL_FETCHED;
    return tally->urls == tally->outcomes[ERROR_RESOURCES] ? EXIT_RESOURCES
                                                           : EXIT_SOME_FAILED;
}

// Writes what is left of the records, and the summary.
static void
finish_output(struct batch *batch)
{
    const char *summary = batch->options->summary;

    progress_close(&batch->progress, &batch->tally);
    output_flush(&batch->output, true);
    check_output(batch);
    if (!output_close(&batch->output) && !batch->trouble) {
        complain("cannot write the records: %s", strerror(errno));
        batch->trouble = EXIT_OUTPUT;
    }
    client_shed(&batch->client);    // the summary needs a descriptor
    if (summary && !summary_write(summary, &batch->tally)) {
        complain("cannot write the summary %s: %s", summary, strerror(errno));
        batch->trouble = EXIT_OUTPUT;
    }
    if (batch->tally.urls == 0 && !batch->trouble && !stopping())
        note("the list is empty: nothing to fetch");
}

int
batch_close(struct batch *batch)
{
    int status;

    finish_output(batch);
    status = exit_status(batch);
    free_batch(batch);
    return status;
}
