// The text that bodies are made of: lines of 64 characters, over and over,
// so that each offset always has the same byte.
#ifndef SERVER_CONTENT_H
#define SERVER_CONTENT_H

#include "connection.h"

// Adds that many bytes from that offset on. Much of it is not copied.
void content_add(struct evbuffer *out, uint64_t offset, size_t size);

// Adds to `out` the next part of a body of c->total bytes, c->done of which
// are there already; the part fits well into memory. True: there is more.
bool content_continue(struct connection *c);

#endif
