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
    int room;                   // how many handles `idle` can hold
};

// Prepares libcurl for the whole program; false when it cannot.
bool client_open(struct client *client, const struct options *options);
void client_close(struct client *client);

// Lends a handle on which only the URL and the callbacks' data are missing;
// NULL when there is no memory for one.
CURL *client_lend(struct client *client);

// Takes a handle back, with the connection that it may hold.
void client_return(struct client *client, CURL *handle);

// How many handles are lent now.
int client_lent(struct client *client);

// Gives up every handle that is not lent, with its idle connections: their
// descriptors are needed.
void client_shed(struct client *client);

#endif
