// Writes HTTP answers to a connection's `out`, with or without the body that
// the method asks for.
#ifndef SERVER_ANSWER_H
#define SERVER_ANSWER_H

#include "connection.h"

// Lengths of bodies that are not numbers.
#define LENGTH_CHUNKED      -1L     // in chunks (HTTP/1.0: as below)
#define LENGTH_UNTIL_CLOSE  -2L     // ends with the connection
#define LENGTH_NO_BODY      -3L     // the status allows no body

// Writes the head: the status, what frames a body of `length` bytes, and
// further fields as printf() would, each ending in CRLF.
void answer_head(struct connection *c, int status, long length,
                 const char *fields, ...)
    __attribute__((format(printf, 4, 5)));

// Writes `size` bytes of the body, as a chunk of their own if it has chunks.
void answer_part(struct connection *c, const void *bytes, size_t size);

// Writes the end of the body: its last chunk, if it has chunks.
void answer_end(struct connection *c);

// Answers with a whole body of that media type, which it takes out of
// `body`, and ends the request.
void answer_body(struct connection *c, int status, const char *type,
                 struct evbuffer *body);

// Answers with a line of text, made as printf() would, and ends the request.
void answer_text(struct connection *c, int status, const char *text, ...)
    __attribute__((format(printf, 3, 4)));

// Answers a request that could not be read, and closes the connection.
void answer_refusal(struct connection *c, int status);

#endif
