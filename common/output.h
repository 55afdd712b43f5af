// The records' way out. They are added to a buffer and flushed to a descriptor
// that may be a file, a pipe or a terminal, and that somebody may read slowly.
//
// A write is only tried where it cannot block: the descriptor is polled first,
// and gets at most PIPE_BUF bytes at a time (pipe(7)). O_NONBLOCK is no way:
// the shell and others share the open file description.

#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "text.h"

// So long after a stop, output that nobody reads is given up.
#define OUTPUT_PATIENCE 0.5     // s

struct output {
    int fd;
    bool regular;           // a regular file, which is never polled
    struct text buffer;     // records that are not written yet
    int error;              // errno of a failed write; nothing is tried again
};

// Opens `path`; NULL: standard output. False with errno.
bool output_open(struct output *output, const char *path);

// True if two descriptors are open on one regular file.
bool same_file(int a, int b);

// True if `fd` is open on the output's regular file.
bool output_is(const struct output *output, int fd);

// Empties a file that was named by its path. False with errno.
bool output_begin(const struct output *output);

// Closes it; false with errno if what was written may not have arrived.
bool output_close(struct output *output);

// Writes what can be written at once; if `wait`, everything, except that half
// a second after a stop the rest is given up. False if something is left.
bool output_flush(struct output *output, bool wait);

#endif
