// Where a body goes: it is counted, its first bytes are kept for the preview,
// and with --save it is written to a file, complete or not at all.
//
// Writing may block. In a thread that does not matter; beside a loop helpers
// write, and the transfer pauses when it has brought more than they took.

#ifndef BODY_H
#define BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pool.h"
#include "text.h"

struct body_rules {
    const char *directory;  // of the files, NULL: bodies are not saved
    int64_t longest;        // bytes, -1: no limit
    int preview;            // characters to keep
    bool unpacked;          // libcurl unpacks them: see body.c
};

// The file of a body, with --save.
struct body_file {
    struct work *work;      // the owner's; whoever has it may use the rest
    struct pool *helpers;   // NULL: it is written at once
    struct text unwritten;
    int fd;                 // of the file in the making, or -1
    int error;              // errno of a failed open, write or rename, or 0
    bool kept;
};

struct body {
    const struct body_rules *rules;
    long long index;        // names the file
    int64_t length;         // bytes that arrived and were within the limit
    struct text preview;    // up to four bytes for each character asked for
    bool too_long;          // there was more than the limit
    bool ended, wanted;     // the file has to be ended: kept, or removed
    struct body_file *file; // owned; NULL: it is not saved
};

enum body_answer {
    BODY_GOES_ON,
    BODY_PAUSES,            // the bytes have to be offered again, later
    BODY_FAILS,             // the transfer has to end: see too_long, body_error
};

// Prepares for bodies by these rules. Of a file bytes are written by `work`,
// which runs body_write_out: given to the helpers, or done at once if there are
// none. False: out of memory.
bool body_open(struct body *body, const struct body_rules *rules,
               struct work *work, struct pool *helpers);
void body_close(struct body *body);

// Starts a new, empty body; what an earlier attempt left is forgotten.
void body_begin(struct body *body, long long index);

// Takes the next bytes.
enum body_answer body_take(struct body *body, const char *bytes,
                           size_t length);

// The errno of what went wrong with its file, as far as it is known; or 0.
int body_error(const struct body *body);

// Ends it: its file is to be kept if `wanted` and all went well.
void body_end(struct body *body, bool wanted);

// True if the file is not as it should be yet: body_finish is due.
bool body_unfinished(const struct body *body);

// Writes to the file what has come so far. May block.
void body_write_out(struct body *body);

// Gives the file its name, or removes it. May block.
void body_finish(struct body *body);

#endif
