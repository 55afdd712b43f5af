// The record of one URL, and its three formats.

#ifndef RESULT_H
#define RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "outcome.h"
#include "text.h"

// One attempt. The phases are curl's: each is counted from the attempt's start
// to the phase's end, 0 if it was not reached (curl_easy_getinfo(3), TIMES).
struct attempt {
    double waited;          // s; the pause before this attempt
    double queued;          // s; then waiting for a place, or for its turn
    double start;           // s since the program started
    double namelookup;      // s
    double connect;         // s
    double tls;             // s
    double first_byte;      // s
    double total;           // s
    int status;             // HTTP status, 0 if none came
    enum error_kind error;
    bool reused;            // the connection had been used before
};

struct result {
    long long index;        // 0-based place in the list
    struct text url;        // as it stood in the list
    int lane;               // worker, or slot in the loop
    int status;             // of the last attempt
    int64_t length;         // decoded body bytes of the last attempt
    enum error_kind error;
    char detail[CURL_ERROR_SIZE];   // why, in words; "" if there is no why
    double waited;          // s; all pauses together
    struct attempt *tries;  // owned; the first `attempts` are in use
    int attempts;
    int room;               // how many `tries` can hold
    const struct text *preview;     // the body's first bytes
    bool saved;             // the body is in the file named by the index
};

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

// What a record shows beside the fixed fields.
struct result_style {
    enum format format;
    int preview;            // characters of the body, 0 for no such field
    const char *save;       // directory of the bodies, NULL for no such field
};

// Adds what stands before the first record.
void result_header(struct text *out, const struct result_style *style);

// Adds one record, ended by a line feed. Formats by itself rather than through
// a JSON library, which takes a third of the time of a whole transfer.
void result_write(struct text *out, const struct result_style *style,
                  const struct result *result);

#endif
