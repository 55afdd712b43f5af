// Contract: see fetch.h.

#include "fetch.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "fetch_all.h"
#include "options.h"
#include "say.h"

#define ROOM_PAUSE 0.05     // s, about; until there may be room again

// With nobody else in flight only idle connections can make room.
enum { MOST_WAITS_ALONE = 3 };

// A name lookup has so many descriptors for a moment, beside the transfer's own
// and those of idle connections.
enum { LOOKUP_DESCRIPTORS = 4, MOST_DOUBTS = 5 };

// The work of a fetch while its body comes in.
static void
write_out(struct work *work)
{
    body_write_out(&((struct fetch *)work)->transfer.body);
}

struct fetch *
fetch_new(struct client *client)
{
    struct fetch *fetch = calloc(1, sizeof *fetch);

    if (!fetch)
        return NULL;
    if (!body_open(&fetch->transfer.body, &client->options->body, &fetch->work,
                   client->helpers)) {
        free(fetch);
        return NULL;
    }
    fetch->client = client;
    fetch->transfer.message = fetch->result.detail;
    fetch->dice[0] = (unsigned short)getpid();
    fetch->dice[1] = (unsigned short)(clock_now() * 1e6);
    fetch->dice[2] = (unsigned short)((uintptr_t)fetch >> 8);
    stop_add_sleeper(&fetch->sleeper);
    return fetch;
}

void
fetch_free(struct fetch *fetch)
{
    text_free(&fetch->result.url);
    body_close(&fetch->transfer.body);
    free(fetch->result.tries);
    free(fetch);
}

// Notes whether the fetch waits for room.
static void
set_waiting(struct fetch *fetch, bool waits)
{
    if (fetch->waits_for_room != waits)
        client_count_waiting(fetch->client, waits ? 1 : -1);
    fetch->waits_for_room = waits;
}

// Ends the fetch: from now on it wants nothing but its record to be written.
static enum fetch_wants
finish(struct fetch *fetch, enum error_kind error, const char *detail)
{
    set_waiting(fetch, false);
    fetch->result.error = error;
    if (detail)
        snprintf(fetch->result.detail, sizeof fetch->result.detail, "%s",
                 detail);
    fetch->final = true;
    return FETCH_FINAL;
}

// Forgets the URL before, and its record.
static void
clear(struct fetch *fetch)
{
    struct result *result = &fetch->result;

    fetch->final = fetch->saving = false;
    fetch->waits_alone = fetch->doubts = 0;
    fetch->next = NULL;
    fetch->deadline = INFINITY;
    fetch->transfer.body.preview.length = 0;
    result->url.length = 0;
    result->status = 0;
    result->length = 0;
    result->error = ERROR_NONE;
    result->detail[0] = '\0';
    result->waited = 0;
    result->attempts = 0;
    result->preview = &fetch->transfer.body.preview;
    result->saved = false;
}

// What is wrong with a URL before libcurl has looked at it; NULL for nothing.
static const char *
url_fault(const struct list_url *url, const char *bytes)
{
    if (url->cut)
        return "longer than 65536 bytes, cut off";
    if (strlen(bytes) != url->length)
        return "a NUL byte inside";
    if (strncasecmp(bytes, "http://", 7) == 0
        || strncasecmp(bytes, "https://", 8) == 0)
        return NULL;
    return strstr(bytes, "://") ? "only http and https URLs can be fetched"
                                : "not a URL: it does not begin with http:// "
                                  "or https://";
}

void
fetch_begin(struct fetch *fetch, const struct list_url *url, long long index,
            int lane)
{
    struct text *text = &fetch->result.url;
    const char *fault;

    clear(fetch);
    fetch->result.index = index;
    fetch->result.lane = lane;
    fetch->pause_begin = fetch->pause_end = fetch->due = url->read_at;
    text_add(text, url->bytes, url->length);
    if (!text_reserve(text, 1)) {
        finish(fetch, ERROR_RESOURCES, "out of memory");
        return;
    }
    text->bytes[text->length] = '\0';
    fault = url_fault(url, text->bytes);
    if (fault)
        finish(fetch, ERROR_URL, fault);
}

void
fetch_refuse(struct fetch *fetch, const char *reason)
{
    finish(fetch, ERROR_RESOURCES, reason);
}

// Adds an attempt to the record; NULL: out of memory.
static struct attempt *
new_attempt(struct result *result)
{
    if (result->attempts == result->room) {
        int room = 2 * result->room + 1;
        struct attempt *tries
            = realloc(result->tries, (size_t)room * sizeof *tries);
        if (!tries)
            return NULL;
        result->tries = tries;
        result->room = room;
    }
    return &result->tries[result->attempts++];
}

// The part of the last pause that has gone by.
static double
waited(const struct fetch *fetch, double now)
{
    return fmin(now, fetch->pause_end) - fetch->pause_begin;
}

// Borrows a handle and sets it up; false: out of memory.
static bool
borrow_handle(struct fetch *fetch, double timeout)
{
    CURL *handle = client_lend(fetch->client);

    if (!handle)
        return false;
    if (!transfer_attach(&fetch->transfer, handle, fetch->result.url.bytes,
                         timeout, fetch)) {
        client_return(fetch->client, handle);
        return false;
    }
    fetch->handle = handle;
    return true;
}

// Starts an attempt: notes how long it had to wait, and sets up a handle.
static enum fetch_wants
start(struct fetch *fetch, double now)
{
    const struct options *options = fetch->client->options;
    struct attempt *attempt = new_attempt(&fetch->result);

    if (!attempt)
        return finish(fetch, ERROR_RESOURCES, "out of memory");
    if (fetch->result.attempts == 1 && options->deadline > 0)
        fetch->deadline = now + options->deadline;
    *attempt = (struct attempt){
        .waited = waited(fetch, now),
        .queued = now - fetch->pause_end,
        .start = now,
    };
    fetch->result.waited += attempt->waited;
    if (!borrow_handle(fetch, fmin(options->timeout, fetch->deadline - now))) {
        fetch->result.attempts--;
        return finish(fetch, ERROR_RESOURCES, "no memory for a transfer");
    }
    set_waiting(fetch, false);
    body_begin(&fetch->transfer.body, fetch->result.index);
    fetch->work.run = write_out;
    stop_sleep_begins(&fetch->sleeper);
    return FETCH_TRANSFER;
}

// Tells a curious person why there is another attempt.
static void
explain_retry(const struct fetch *fetch, const struct attempt *attempt,
              double pause)
{
    const struct result *result = &fetch->result;
    struct text url = {.bytes = NULL};
    char status[32];

    snprintf(status, sizeof status, "HTTP %d", attempt->status);
    text_short_url(&url, result->url.bytes, result->url.length);
    explain("%.*s: attempt %d: %s; the next one in %.3f s", (int)url.length,
            url.bytes ? url.bytes : "", result->attempts,
            result->detail[0] ? result->detail : status, pause);
    text_free(&url);
}

// True if another attempt is allowed and may help.
static bool
worth_retrying(const struct fetch *fetch, const struct attempt *attempt)
{
    const struct retry *retry = &fetch->client->options->retry;

    if (fetch->result.attempts > retry->most || attempt->error == ERROR_URL
        || attempt->error == ERROR_CANCELLED)
        return false;
    return outcome_is_transient(attempt->error, attempt->status)
           || (retry->all && attempt->error != ERROR_NONE);
}

// Schedules the next attempt; false if there is none, or no time left for it.
static bool
retry_later(struct fetch *fetch, const struct attempt *attempt, double now)
{
    const struct retry *retry = &fetch->client->options->retry;
    double pause;

    if (!worth_retrying(fetch, attempt))
        return false;
    pause = retry_pause(retry, fetch->result.attempts, erand48(fetch->dice),
                        fetch->transfer.retry_after);
    if (now + pause >= fetch->deadline)
        return false;
    fetch->pause_begin = now;
    fetch->pause_end = fetch->due = now + pause;
    explain_retry(fetch, attempt, pause);
    return true;
}

// True if a host that was not found may be there: when as many transfers as
// have been in flight look for theirs, descriptors can run out, and libcurl is
// not told of it.
static bool
doubts_lookup(const struct fetch *fetch, const struct attempt *attempt)
{
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY};
    rlim_t each = LOOKUP_DESCRIPTORS + 2 * (rlim_t)transfer_descriptors;

    if (attempt->error != ERROR_DNS || fetch->doubts >= MOST_DOUBTS)
        return false;
    getrlimit(RLIMIT_NOFILE, &limit);
    return each * (rlim_t)client_peak(fetch->client) + OWN_DESCRIPTORS
           > limit.rlim_cur;
}

// How long to wait for room before the next look.
static double
room_pause(struct fetch *fetch)
{
    return ROOM_PAUSE * (0.5 + erand48(fetch->dice));
}

// Waits for a descriptor (or, for EAGAIN, the thread of a name lookup): another
// transfer gives one back when it ends, and an idle connection at once. That is
// no attempt, and no pause either. False if there is nothing left to hope for.
static bool
wait_for_room(struct fetch *fetch, const struct attempt *attempt, double now)
{
    struct client *client = fetch->client;
    int error = body_error(&fetch->transfer.body);
    double pause = room_pause(fetch);
    bool shortage;

    if (error == 0)
        error = fetch->transfer.system_error;
    shortage = error == EMFILE || error == ENFILE || error == EAGAIN;
    if (shortage)
        client_run_short(client);
    else if (error == 0 && doubts_lookup(fetch, attempt))
        pause *= 1 << fetch->doubts++;
    else
        return false;
    if (now + pause >= fetch->deadline
        || (client_lent(client) == 0
            && ++fetch->waits_alone > MOST_WAITS_ALONE))
        return false;
    if (!client->helpers)           // a loop's handles hold no connections
        client_shed(client);
    fetch->result.attempts--;
    fetch->result.waited -= attempt->waited;    // it is counted once more
    fetch->due = now + pause;
    set_waiting(fetch, shortage);   // a doubt alone holds up nobody else
    return true;
}

// Fills in the record from the attempt that has ended.
static void
record(struct fetch *fetch, struct attempt *attempt, CURLcode code)
{
    struct result *result = &fetch->result;

    result->length = fetch->transfer.body.length;
    result->status = attempt->status;
    transfer_explain(&fetch->transfer, code, attempt->error);
    if (fetch->client->options->fail && attempt->error == ERROR_NONE
        && attempt->status >= 400) {
        attempt->error = ERROR_HTTP;
        snprintf(result->detail, sizeof result->detail,
                 "the server answered with status %d", attempt->status);
    }
    result->error = attempt->error;
}

void
fetch_end(struct fetch *fetch, CURLcode code)
{
    struct result *result = &fetch->result;
    struct attempt *attempt = &result->tries[result->attempts - 1];
    struct body *body = &fetch->transfer.body;
    double now = clock_now();
    bool again;

    stop_sleep_ends(&fetch->sleeper);
    transfer_measure(&fetch->transfer, fetch->handle, code, attempt);
    client_return(fetch->client, fetch->handle);
    fetch->handle = NULL;
    record(fetch, attempt, code);
    again = wait_for_room(fetch, attempt, now)
            || retry_later(fetch, attempt, now);
    body_end(body, !again && attempt->error == ERROR_NONE);
    fetch->saving = body_unfinished(body);
    if (again)
        return;
    if (attempt->error == ERROR_URL)
        result->attempts = 0;
    finish(fetch, attempt->error, NULL);
}

void
fetch_work(struct fetch *fetch)
{
    body_finish(&fetch->transfer.body);
}

// Takes over what has come of the body's file: if it could not be written the
// attempt has failed after all.
static void
settle_file(struct fetch *fetch)
{
    struct result *result = &fetch->result;
    struct attempt *attempt = &result->tries[result->attempts - 1];
    int error = body_error(&fetch->transfer.body);
    double now = clock_now();

    fetch->saving = false;
    result->saved = fetch->transfer.body.file->kept;
    if (!fetch->final || result->error != ERROR_NONE || result->saved)
        return;
    attempt->error = result->error = error == EMFILE || error == ENFILE
                                         ? ERROR_RESOURCES : ERROR_WRITE;
    transfer_explain(&fetch->transfer, CURLE_WRITE_ERROR, result->error);
    fetch->final = !wait_for_room(fetch, attempt, now)
                   && !retry_later(fetch, attempt, now);
}

enum fetch_wants
fetch_next(struct fetch *fetch)
{
    double now = clock_now();

    if (body_unfinished(&fetch->transfer.body))
        return FETCH_WORK;
    if (fetch->saving)
        settle_file(fetch);
    if (fetch->final)
        return FETCH_FINAL;
    if (stopping()) {
        fetch->result.waited += waited(fetch, now);
        return finish(fetch, ERROR_CANCELLED, "interrupted");
    }
    if (now < fetch->due) {
        fetch->pause = fetch->due - now;
        return FETCH_PAUSE;
    }
    if (now >= fetch->deadline)
        return finish(fetch, ERROR_TIMEOUT,
                      "the deadline passed before the next attempt");
    if (!client_has_room(fetch->client)) {
        set_waiting(fetch, true);
        fetch->pause = room_pause(fetch);
        return FETCH_PAUSE;
    }
    return start(fetch, now);
}
