// A small strict reader of CSV as RFC 4180 has it, except that a record ends
// with a line feed alone. Independent of the writer that it checks.

#ifndef CSV_H
#define CSV_H

#include <stddef.h>

enum { MOST_FIELDS = 40 };

struct csv_record {
    char *fields[MOST_FIELDS];      // strings, owned
    size_t lengths[MOST_FIELDS];
    int count;
};

// Reads the record that begins at `bytes`; returns how many bytes it takes with
// its line feed, or 0 if there is no well-formed record.
size_t csv_read(const char *bytes, size_t length, struct csv_record *record);
void csv_free(struct csv_record *record);

#endif
