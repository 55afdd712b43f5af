// Where a body goes: it is counted, its first bytes are kept for the preview,
// and with --save it is written to a file, complete or not at all.

#ifndef BODY_H
#define BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct body_rules {
    const char *directory;  // of the files, NULL: bodies are not saved
    int64_t longest;        // bytes, -1: no limit
    int preview;            // characters to keep
};

struct body {
    const struct body_rules *rules;
    int64_t length;         // bytes that arrived and were within the limit
    struct text preview;    // up to four bytes for each character asked for
    bool too_long;          // there was more than the limit
    int error;              // errno of a failed open, write or rename, or 0
    int file;               // descriptor of the file in the making, or -1
    long long index;        // names the file
};

// Starts a new, empty body; what an earlier attempt left is forgotten.
void body_begin(struct body *body, long long index);

// Takes the next bytes; false if the transfer has to end (too_long, error).
bool body_write(struct body *body, const char *bytes, size_t length);

// Ends it: the file gets its name if `keep` and all went well, and is removed
// otherwise. True if a file was kept.
bool body_end(struct body *body, bool keep);

#endif
