// What a program wrote about each URL, read back from its JSON Lines.

#ifndef PLOTS_RECORDS_H
#define PLOTS_RECORDS_H

#include <stddef.h>

#define LONGEST_ERROR 15  // bytes of the word for an error

// One attempt; times in seconds. A copy needs nothing of the original.
struct attempt {
    double waited;      // backing off right before
    double queued;      // waiting for a permit, after backing off
    double start;       // since the program's start
    double connected;   // since start: name lookup, connect and TLS
    double first_byte;  // since start; 0 when none came
    double total;       // since start
    long lane;
    // What connected is made of, each since start; 0 where not needed.
    double namelookup, connect, tls;
    long long status;   // HTTP, 0 when none came
    char error[LONGEST_ERROR + 1];  // nothing: none
};

struct record {
    long long index;   // -1: it tells none, as another's tool
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
