// Reads the programs' records: see records.h.

#include "records.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

#define MOST_LANES 1000000L

// Returns the seconds under the name, 0 where there are none.
static double
seconds_of(const json_t *object, const char *name)
{
    return json_number_value(json_object_get(object, name));
}

// Reads the phases of one attempt, which a record of a single attempt holds
// itself, and an object of its tries otherwise.
static struct attempt
read_attempt(const json_t *object)
{
    struct attempt attempt = {
        .waited = seconds_of(object, "waited"),
        .queued = seconds_of(object, "queued"),
        .start = seconds_of(object, "start"),
        .first_byte = seconds_of(object, "first_byte"),
        .total = seconds_of(object, "total"),
        .lane = (long)json_integer_value(json_object_get(object, "lane")),
        .namelookup = seconds_of(object, "namelookup"),
        .connect = seconds_of(object, "connect"),
        .tls = seconds_of(object, "tls"),
        .status = json_integer_value(json_object_get(object, "status")),
    };
    const char *error = json_string_value(json_object_get(object, "error"));

    attempt.connected = fmax(attempt.namelookup,
                             fmax(attempt.connect, attempt.tls));
    snprintf(attempt.error, sizeof attempt.error, "%s", error ? error : "");
    return attempt;
}

// Reads all attempts of a record.
static void
read_attempts(struct record *record, const json_t *object)
{
    const json_t *tries = json_object_get(object, "tries");
    size_t listed = json_array_size(tries);
    long long made =
        json_integer_value(json_object_get(object, "attempts"));

    record->attempt_count = listed > 0 ? listed : made > 0;
    record->attempts = resize(NULL, record->attempt_count,
                              sizeof *record->attempts);
    for (size_t i = 0; i < record->attempt_count; i++)
        record->attempts[i] =
            read_attempt(listed > 0 ? json_array_get(tries, i) : object);
}

// True when every attempt was in a lane that there can be.
static bool
has_lanes(const struct record *record)
{
    for (size_t i = 0; i < record->attempt_count; i++) {
        long lane = record->attempts[i].lane;
        if (lane < 0 || lane >= MOST_LANES)
            return false;
    }
    return true;
}

// Returns a copy of the text under the name, NULL where there is none.
static char *
text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? copy_text(text) : NULL;
}

// Adds the record on one line; returns an error or NULL.
static char *
read_record(struct records *records, const char *line)
{
    json_error_t error;
    json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &error);
    json_t *index = json_object_get(object, "index");

    if (!json_is_object(object) || (index && !json_is_integer(index))) {
        char *reason = format(
            "record %zu is not right: %s", records->count + 1,
            object == NULL           ? error.text
            : json_is_object(object) ? "its index is not a number"
                                     : "it is no JSON object");
        json_decref(object);
        return reason;
    }
    records->all = resize(records->all, records->count + 1,
                          sizeof *records->all);
    struct record *record = &records->all[records->count++];
    *record = (struct record){
        .index = index ? json_integer_value(index) : -1,
        .status = json_integer_value(json_object_get(object, "status")),
        .url = text_of(object, "url"),
        .error = text_of(object, "error"),
    };
    read_attempts(record, object);
    json_decref(object);
    if (!has_lanes(record))
        return format("record %zu is not right: its lane", records->count);
    return NULL;
}

char *
records_read(struct records *records, const char *path)
{
    FILE *file = fopen(path, "re");
    char *line = NULL, *error = NULL;
    size_t size = 0;

    *records = (struct records){0};
    if (file == NULL)
        return format("its records are missing: %s", strerror(errno));
    while (!error && getline(&line, &size, file) >= 0)
        error = read_record(records, line);
    free(line);
    fclose(file);
    return error;
}

void
records_free(struct records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        free(records->all[i].url);
        free(records->all[i].error);
        free(records->all[i].attempts);
    }
    free(records->all);
    *records = (struct records){0};
}
