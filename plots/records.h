// What a program wrote about each URL, read back from its JSON Lines.

#ifndef PLOTS_RECORDS_H
#define PLOTS_RECORDS_H

#include <stddef.h>

// One attempt; times in seconds.
struct attempt {
    double waited;      // backing off right before
    double queued;      // waiting for a permit, after backing off
    double start;       // since the program's start
    double connected;   // since start: name lookup, connect and TLS
    double first_byte;  // since start; 0 when none came
    double total;       // since start
    long lane;
};

struct record {
    long long index;
    long long status;  // HTTP, of the last attempt
    char *url;
    char *error;  // NULL: fetched
    struct attempt *attempts;
    size_t attempt_count;
};

struct records {
    struct record *all;  // in the order in which they were written
    size_t count;
};

// Reads the file. Returns NULL on success, otherwise a sentence that the
// caller frees; records_free is due either way.
char *
records_read(struct records *records, const char *path);

// Frees what the records own.
void
records_free(struct records *records);

#endif
