// Bodies compressed by gzip (RFC 1952).
#ifndef SERVER_GZIP_H
#define SERVER_GZIP_H

#include <stddef.h>

struct evbuffer;

// Adds the text, compressed.
void gzip_add(struct evbuffer *out, const char *text);

// A bomb is 1 GiB of zeros, compressed, in parts that are added in order.
enum { BOMB_PARTS = 1026 };

// The size of all the parts together, in bytes.
size_t bomb_size(void);

// Adds that part of it, 0 to BOMB_PARTS - 1: about a KiB.
void bomb_add(struct evbuffer *out, unsigned part);

#endif
