// Did the program really do the work? See verify.h.

#include "verify.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

// True when the record is about the URL that its index names.
static bool
is_about_its_url(const struct record *record, const struct scenario *s,
                 const char *base)
{
    char *wanted = format("%s%s", base, s->paths[record->index]);
    bool right = record->url && strcmp(record->url, wanted) == 0;

    free(wanted);
    return right;
}

// Looks for records that are twice there, or belong to nothing; seen has a
// place for each URL.
static char *
check_indexes(const struct records *records, const struct scenario *s,
              const char *base, bool *seen)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        if (record->index < 0 || (size_t)record->index >= s->path_count)
            return format("a record for URL %lld, of %zu", record->index,
                          s->path_count);
        if (seen[record->index])
            return format("two records for URL %lld", record->index);
        if (!is_about_its_url(record, s, base))
            return format("the record for URL %lld names another address",
                          record->index);
        seen[record->index] = true;
    }
    if (records->count < s->path_count)
        return format("%zu records for %zu URLs", records->count,
                      s->path_count);
    return NULL;
}

// Looks for URLs that the server refused without the program calling that an
// error, as it does without --fail.
static char *
check_statuses(const struct records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        if (!record->error && (record->status < 200 || record->status > 399))
            return format("URL %lld has no error, but its status is %lld",
                          record->index, record->status);
    }
    return NULL;
}

// Counts the records that failed in this way.
static long
count_errors(const struct records *records, const char *kind)
{
    long count = 0;

    for (size_t i = 0; i < records->count; i++)
        count += records->all[i].error &&
                 strcmp(records->all[i].error, kind) == 0;
    return count;
}

// Returns how many records the scenario expects to fail in this way.
static long
expected_errors(const struct scenario *s, const char *kind)
{
    long count = 0;

    for (size_t i = 0; i < s->expected_count; i++)
        if (strcmp(s->expected[i].kind, kind) == 0)
            count += s->expected[i].count;
    return count;
}

// Says that there are so many failures of a kind, where that is not as
// expected.
static char *
check_kind(const struct records *records, const struct scenario *s,
           const char *kind)
{
    long found = count_errors(records, kind);
    long wanted = expected_errors(s, kind);

    if (found == wanted)
        return NULL;
    return format("%ld %s failed with '%s', expected %ld", found,
                  found == 1 ? "URL" : "URLs", kind, wanted);
}

char *
verify_records(const struct records *records, const struct scenario *scenario,
               const char *base)
{
    bool *seen = resize(NULL, scenario->path_count, sizeof *seen);

    memset(seen, 0, scenario->path_count * sizeof *seen);
    char *reason = check_indexes(records, scenario, base, seen);
    free(seen);
    if (reason == NULL)
        reason = check_statuses(records);
    for (size_t i = 0; !reason && i < scenario->expected_count; i++)
        reason = check_kind(records, scenario, scenario->expected[i].kind);
    for (size_t i = 0; !reason && i < records->count; i++)
        if (records->all[i].error)
            reason = check_kind(records, scenario, records->all[i].error);
    return reason;
}
