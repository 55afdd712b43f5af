// One URL, from the list to its record. A fetch says what it wants next, and
// the program waits for that in its own way; when to stop, when to give up and
// when to try again is decided here, so that no program has to know.

#ifndef FETCH_H
#define FETCH_H

#include <curl/curl.h>
#include <stdbool.h>

#include "client.h"
#include "list.h"
#include "result.h"
#include "stop.h"
#include "transfer.h"

enum fetch_wants {
    FETCH_TRANSFER,     // run its handle, then tell fetch_end how that ended
    FETCH_WORK,         // let fetch_work be done, which may block; ask again
    FETCH_PAUSE,        // let `pause` seconds go by, then ask again
    FETCH_FINAL,        // nothing; its record can be written
};

struct fetch {
    struct work work;           // stands first: helpers know the fetch by it
    CURL *handle;               // lent for one attempt; NULL between attempts
    double pause;               // s, for FETCH_PAUSE
    struct result result;       // its record, true from FETCH_FINAL on
    struct fetch *next;         // in its one queue beside the helpers' own
    void (*job)(struct fetch *);    // a loop's: what a helper does for it
    CURLcode code;              // a loop's: how its transfer has ended
    bool in_loop;               // a loop's: it runs
    bool waits_for_work;        // a loop's: it does not stand in a queue
    int slot;                   // the batch's number for it, from 0

    // known to fetch.c alone
    struct client *client;
    struct transfer transfer;
    struct stop_sleeper sleeper;
    double pause_begin;         // s; when the last attempt ended
    double pause_end;           // s; since when it could have gone on
    double due;                 // s; not to be started before
    double deadline;            // s; INFINITY if there is none
    bool waits_for_room;        // and is counted as such
    int waits_alone;            // for a descriptor, with nobody in flight
    int doubts;                 // lookups that failed, and were not believed
    unsigned short dice[3];     // erand48(3): its own, so no lock
    bool saving;                // its file is not settled yet
    bool final;
};

// A fetch without a URL, to be used again and again; NULL: out of memory.
struct fetch *fetch_new(struct client *client);
void fetch_free(struct fetch *fetch);

// Gives it a URL, which it copies. It is final at once if that is none.
void fetch_begin(struct fetch *fetch, const struct list_url *url,
                 long long index, int lane);

// What it wants next. For FETCH_TRANSFER its handle is set up.
enum fetch_wants fetch_next(struct fetch *fetch);

// Judges the attempt that has just ended, and decides whether to try again.
void fetch_end(struct fetch *fetch, CURLcode code);

// Its blocking work: ends the body's file.
void fetch_work(struct fetch *fetch);

// Makes it final without an attempt, as `resources`, for a reason in words.
void fetch_refuse(struct fetch *fetch, const char *reason);

#endif
