// The local server, from start to end, and what it has to say about a run.

#ifndef PLOTS_SERVER_H
#define PLOTS_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "scenario.h"

// What the server saw since its counts were last set to zero.
struct witness {
    long long requests;
    long long connections;      // accepted
    long long max_requests;     // most open at once
    long long max_connections;  // most open at once
    long long open_requests;    // at the moment of the question
    long long aborted;          // requests that the client gave up
    double cpu;  // seconds of CPU that it used; these only ever grow
};

struct server {
    pid_t process;
    char *url;        // http://127.0.0.1:PORT, no slash at the end
    char *authority;  // the file of its certificate authority; NULL: no TLS
};

// Starts the server on a free port, with the scenario's options for it and
// its errors going to the descriptor log. Returns NULL on success, otherwise
// a sentence that the caller frees. server_stop is due either way.
char *
server_start(struct server *server, const char *file,
             const struct words *options, int log);

// Sets the server's counts, and the state of every endpoint, to zero.
bool
server_reset(const struct server *server);

// Asks the server for its counts.
bool
server_ask(const struct server *server, struct witness *witness);

// True while the server runs.
bool
server_runs(const struct server *server);

// Ends the server and frees what belongs to it.
void
server_stop(struct server *server);

#endif
