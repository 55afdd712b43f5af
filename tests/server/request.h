// Reads the requests of HTTP/1.0 and HTTP/1.1 (RFC 9112) off a buffer.
//
// A request is its head; a body is skipped unread. What is malformed or too
// large is named by the status that refuses it.
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evbuffer;

enum {
    REQUEST_LINE_MAX = 8192,    // bytes; longer: 414
    REQUEST_HEAD_MAX = 65536,   // bytes; longer: 431
    REQUEST_FIELDS_MAX = 100    // header fields; more: 431
};

enum { REQUEST_INCOMPLETE = 0, REQUEST_COMPLETE = 200 };

struct field {
    const char *name;
    const char *value;      // without the white space around it
};

struct request {
    char *text;             // owned: the head; all else points into it
    struct field *fields;   // owned
    size_t field_count;
    const char *method;
    const char *target;     // path and query, as they came
    bool head;              // HEAD: the answer has no body
    bool http_1_0;
    bool keep_alive;        // the connection may serve another request
    uint64_t body;          // bytes of its body still to be skipped
};

// Takes the next request from `in`. Returns REQUEST_INCOMPLETE (call again
// when more has come), REQUEST_COMPLETE when `request` holds it, or else the
// status to refuse it with. What `request` owns, request_free() frees.
int request_read(struct request *request, struct evbuffer *in);

// Frees what the request owns and leaves it empty.
void request_free(struct request *request);

// The value of the first field of that name, in any case, or NULL. The
// request owns it.
const char *request_field(const struct request *request, const char *name);

// The percent-decoded value of a query parameter, to be freed by the caller,
// or NULL where there is none.
char *request_query(const struct request *request, const char *name);

#endif
