// A client's connection: reads a request, has its endpoint answer it, and
// reads the next one.
//
// An endpoint answers in steps. A step writes to `out`, and as the last thing
// that it does it names the step that follows: send_then() when the bytes
// have left, wait_then() when some time has passed. The last step is
// request_end(), or connection_reset(). A step may free its connection, so
// nothing may be touched after it. When the client hangs up in between, no
// further step is called.
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include "request.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct bufferevent;
struct connection;
struct endpoint;
struct event;
struct event_base;
struct evbuffer;

// What all connections have in common; the caller owns it.
struct server {
    struct event_base *base;
    SSL_CTX *tls;           // NULL: plain HTTP
    double round_trip;      // seconds that the line takes there and back
};

typedef void step(struct connection *c);

enum connection_state {
    READING,                // the next request is not complete yet
    ANSWERING,              // one request is being answered, others must wait
    CLOSING                 // everything is said, what still comes is ignored
};

struct connection {
    LIST_ENTRY(connection) all;
    const struct server *server;
    struct bufferevent *stream;     // owned, and the socket with it
    struct evbuffer *out;           // owned: written, not yet handed over
    struct event *timer;            // owned
    step *when_sent;
    step *when_due;
    enum connection_state state;
    bool counted;                   // the connection is, in the statistics
    bool request_counted;           // and so is the request
    bool answered;                  // the line's set-up is paid for
    double arrival;                 // monotonic seconds, of the latest bytes

    struct request request;
    const struct endpoint *endpoint;
    const char *arguments[2];       // in the request's path: numbers, ...
    bool chunked;                   // the answer's body comes in chunks

    // For the endpoint at work.
    uint64_t total;                 // of the body, in bytes or lines
    uint64_t done;                  // of these
    double seconds;                 // that the answer is to take
    double since;                   // monotonic seconds, when it began
    unsigned *place;                // the pool that it holds a place of
};

// Makes a connection of an accepted socket and answers its requests until
// either side ends it. The connection owns itself and the socket.
void connection_open(const struct server *server, int fd);

// Frees all connections, in the midst of whatever they do.
void connection_free_all(void);

// Hands over what is in `out`; `next` follows when the kernel has it all.
void send_then(struct connection *c, step *next);

// `next` follows after so many seconds.
void wait_then(struct connection *c, double seconds, step *next);

// The last step of an answer: on to the next request, or a clean close.
void request_end(struct connection *c);

// Another last step: the client gets a reset (RST) in place of an end.
void connection_reset(struct connection *c);

#endif
