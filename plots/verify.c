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
    char *wanted = scenario_url(s, base, (size_t)record->index);
    bool right = record->url && strcmp(record->url, wanted) == 0;

    free(wanted);
    return right;
}

// Looks for records that are twice there, or belong to nothing; seen has a
// place for each of the count URLs.
static char *
check_indexes(const struct records *records, const struct scenario *s,
              const char *base, size_t count, bool *seen)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        if (record->index < 0 || (size_t)record->index >= count)
            return format("a record for URL %lld, of %zu", record->index,
                          count);
        if (seen[record->index])
            return format("two records for URL %lld", record->index);
        if (!is_about_its_url(record, s, base))
            return format("the record for URL %lld names another address",
                          record->index);
        seen[record->index] = true;
    }
    if (records->count < count)
        return format("%zu records for %zu URLs", records->count, count);
    return NULL;
}

// Looks for URLs that the server refused without the program calling that an
// error, as it does without --fail.
static char *
check_statuses(const struct records *records, const struct scenario *s)
{
    for (size_t i = 0; !s->silent && i < records->count; i++) {
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

// Returns how many records the scenario expects to fail in this way, or SOME.
static long
expected_errors(const struct scenario *s, const struct program *program,
                const char *kind)
{
    long count = 0;

    for (size_t i = 0; i < s->expected_count; i++) {
        const struct expectation *expected = &s->expected[i];
        if (strcmp(expected->kind, kind) != 0 ||
            !expected_of(expected, program))
            continue;
        if (expected->count == SOME)
            return SOME;
        count += expected->count;
    }
    return count;
}

// Says that there are so many failures of a kind, where that is not as
// expected.
static char *
check_kind(const struct records *records, const struct scenario *s,
           const struct program *program, const char *kind)
{
    long found = count_errors(records, kind);
    long wanted = expected_errors(s, program, kind);
    const char *noun = found == 1 ? "URL" : "URLs";

    if (found == wanted || (wanted == SOME && found > 0))
        return NULL;
    if (wanted == SOME)
        return format("no URL failed with '%s', expected some", kind);
    return format("%ld %s failed with '%s', expected %ld", found, noun, kind,
                  wanted);
}

char *
verify_records(const struct records *records, const struct scenario *scenario,
               const struct program *program, const char *base)
{
    bool *seen = resize(NULL, program->urls, sizeof *seen);

    memset(seen, 0, program->urls * sizeof *seen);
    char *reason = check_indexes(records, scenario, base, program->urls, seen);
    free(seen);
    if (reason == NULL)
        reason = check_statuses(records, scenario);
    for (size_t i = 0; !reason && i < scenario->expected_count; i++)
        if (expected_of(&scenario->expected[i], program))
            reason = check_kind(records, scenario, program,
                                scenario->expected[i].kind);
    for (size_t i = 0; !reason && i < records->count; i++)
        if (records->all[i].error)
            reason = check_kind(records, scenario, program,
                                records->all[i].error);
    return reason;
}

// Orders texts for qsort.
static int
by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

// Says which URL the tool left out or fetched twice; both lists have count
// texts and are put into order.
static char *
compare_lists(char **wanted, char **got, size_t count)
{
    qsort(wanted, count, sizeof *wanted, by_text);
    qsort(got, count, sizeof *got, by_text);
    for (size_t i = 0; i < count; i++)
        if (strcmp(wanted[i], got[i]) != 0)
            return format("it left out %s", wanted[i]);
    return NULL;
}

// Looks for records of failures, or without an address.
static char *
check_foreign_ends(const struct records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        if (record->url == NULL)
            return format("record %zu has no url", i + 1);
        if (record->error)
            return format("%s: %s", record->url, record->error);
        if (record->status < 200 || record->status > 399)
            return format("%s: status %lld", record->url, record->status);
    }
    return NULL;
}

char *
verify_foreign(const struct records *records, const struct scenario *scenario,
               const struct program *program, const char *base)
{
    size_t count = program->urls;
    char *reason = check_foreign_ends(records);

    if (reason == NULL && records->count != count)
        reason = format("%zu records for %zu URLs", records->count, count);
    if (reason)
        return reason;
    char **wanted = resize(NULL, count, sizeof *wanted);
    char **got = resize(NULL, count, sizeof *got);
    for (size_t i = 0; i < count; i++) {
        wanted[i] = scenario_url(scenario, base, i);
        got[i] = records->all[i].url;
    }
    reason = compare_lists(wanted, got, count);
    for (size_t i = 0; i < count; i++)
        free(wanted[i]);
    free(wanted);
    free(got);
    return reason;
}
