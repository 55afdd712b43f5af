// The one function in which the three programs differ: sync/sync.c,
// threaded/threaded.c and async/async.c each define it.

#ifndef FETCH_ALL_H
#define FETCH_ALL_H

struct batch;
struct options;

// Fetches every URL that the batch hands out, and gives each one back.
void fetch_all(struct batch *batch, const struct options *options);

// The program's name, as its messages and its User-Agent say it.
extern const char program_name[];

// The descriptors that each of its transfers needs; 0: they do not limit how
// many there are.
extern const int transfer_descriptors;

// Those that the program needs besides, a few of them for a name lookup.
enum { OWN_DESCRIPTORS = 24 };

#endif
