// What all transfers share: a pool of libcurl handles, set up once from the
// options, and the cache of names and TLS sessions. Safe for threads.

#ifndef CLIENT_H
#define CLIENT_H

#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>

struct options;
struct pool;

struct client {
    const struct options *options;
    struct pool *helpers;       // for work that may block; NULL: need none
    char user_agent[64];        // the program's name and version
    CURLSH *share;              // names and, with reuse, TLS sessions
    pthread_mutex_t share_locks[CURL_LOCK_DATA_LAST];
    pthread_mutex_t lock;       // for what follows
    CURL **idle;                // handles to lend; the last one first
    int idle_count;
    int lent;                   // handles in use: attempts in flight
    int peak;                   // the most that have been
    int room;                   // how many handles `idle` can hold
    int most;                   // that may be in flight, INT_MAX: any number
    int ends;                   // of attempts, since `most` was set
    int waiting;                // fetches that wait for room
};

// Prepares libcurl for the whole program; false when it cannot.
bool client_open(struct client *client, const struct options *options);
void client_close(struct client *client);

// Lends a handle on which only the URL and the callbacks' data are missing;
// NULL when there is no memory for one.
CURL *client_lend(struct client *client);

// Takes a handle back, with the connection that it may hold.
void client_return(struct client *client, CURL *handle);

// How many handles are lent now, and the most that have been.
int client_lent(struct client *client);
int client_peak(struct client *client);

// Descriptors (or threads for name lookups) may run out. An attempt that found
// none tells so when it has ended: the first time no more may be in flight than
// are then, and each further time one less, but one always. Their number grows
// by one whenever as many attempts have ended.
void client_run_short(struct client *client);

// True if one more may be in flight.
bool client_has_room(struct client *client);

// Counts (1) or discounts (-1) a fetch that waits for room. While there are any
// a loop starts nothing new.
void client_count_waiting(struct client *client, int change);
bool client_is_waited_for(struct client *client);

// Gives up every handle that is not lent, with its idle connections: their
// descriptors are needed.
void client_shed(struct client *client);

#endif
