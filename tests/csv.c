// Contract: see csv.h.

#include "csv.h"

#include <stdlib.h>
#include <string.h>

// Reads a quoted field, of which the first quote has been seen, into `field`.
// Returns how many bytes it takes with its last quote; 0 if there is none.
static size_t
read_quoted(const char *bytes, size_t length, char *field, size_t *filled)
{
    for (size_t at = 0; at < length; at++) {
        if (bytes[at] == '"' && (at + 1 == length || bytes[at + 1] != '"'))
            return at + 1;
        at += bytes[at] == '"';
        field[(*filled)++] = bytes[at];
    }
    return 0;
}

// Reads a field without quotes, up to a comma or a line feed.
static size_t
read_bare(const char *bytes, size_t length, char *field, size_t *filled)
{
    size_t at = 0;

    for (; at < length && !strchr(",\n\r\"", bytes[at]); at++)
        field[(*filled)++] = bytes[at];
    return at;
}

// Reads one field and adds it to the record. Returns how many bytes it takes,
// or `length`, which leaves no room for a line feed, if it is malformed.
static size_t
read_field(const char *bytes, size_t length, struct csv_record *record)
{
    char *field = malloc(length + 1);
    size_t filled = 0, taken;

    if (length > 0 && bytes[0] == '"') {
        taken = read_quoted(bytes + 1, length - 1, field, &filled);
        taken = taken ? taken + 1 : length;
    } else {
        taken = read_bare(bytes, length, field, &filled);
    }
    field[filled] = '\0';
    record->lengths[record->count] = filled;
    record->fields[record->count++] = field;
    return taken;
}

size_t
csv_read(const char *bytes, size_t length, struct csv_record *record)
{
    size_t at = 0;

    record->count = 0;
    while (record->count < MOST_FIELDS) {
        at += read_field(bytes + at, length - at, record);
        if (at < length && bytes[at] == '\n')
            return at + 1;
        if (at >= length || bytes[at] != ',')
            return 0;
        at++;
    }
    return 0;
}

void
csv_free(struct csv_record *record)
{
    while (record->count > 0)
        free(record->fields[--record->count]);
}
