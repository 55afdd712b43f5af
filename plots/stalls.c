// What held a program's loop: see stalls.h.

#include "stalls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "verdict.h"

// Reads a number from 0 on; false where there is none.
static bool
read_number(const json_t *object, const char *name, double *number)
{
    const json_t *value = json_object_get(object, name);

    *number = json_number_value(value);
    return json_is_number(value) && *number >= 0;
}

// Reads a count; false where there is none.
static bool
read_count(const json_t *object, const char *name, long long *count)
{
    const json_t *value = json_object_get(object, name);

    *count = json_integer_value(value);
    return json_is_integer(value) && *count >= 0;
}

// Reads one stall; false where something is missing.
static bool
read_stall(struct stall_seen *stall, const json_t *object)
{
    const char *what = json_string_value(json_object_get(object, "what"));
    long long waiting;

    if (what == NULL || !read_count(object, "waiting", &waiting) ||
        !read_number(object, "start", &stall->start) ||
        !read_number(object, "seconds", &stall->seconds))
        return false;
    stall->waiting = (long)waiting;
    strncpy(stall->what, what, LONGEST_HOLDER);
    stall->what[LONGEST_HOLDER] = '\0';
    return true;
}

// Orders stalls by their start, for qsort.
static int
by_start(const void *left, const void *right)
{
    const struct stall_seen *a = left, *b = right;

    return (a->start > b->start) - (a->start < b->start);
}

// Reads all stalls; false where one cannot be read.
static bool
read_stalls(struct loop_seen *loop, const json_t *list)
{
    size_t count = json_array_size(list);

    if (!json_is_array(list))
        return false;
    loop->stalls = resize(NULL, count, sizeof *loop->stalls);
    for (size_t i = 0; i < count; i++) {
        loop->stalls[i] = (struct stall_seen){.start = 0};
        if (!read_stall(&loop->stalls[i], json_array_get(list, i)))
            return false;
    }
    loop->kept = count;
    if (count > 0)
        qsort(loop->stalls, count, sizeof *loop->stalls, by_start);
    return true;
}

char *
stalls_read(struct loop_seen *loop, const json_t *object)
{
    const json_t *told = json_object_get(object, "loop");

    *loop = (struct loop_seen){.known = false};
    if (told == NULL || json_is_null(told))
        return NULL;
    loop->known =
        read_count(told, "turns", &loop->turns) &&
        read_number(told, "longest_turn_seconds", &loop->longest_turn) &&
        read_number(told, "longest_turn_cpu_seconds",
                    &loop->longest_turn_cpu) &&
        read_count(told, "stall_count", &loop->count) &&
        read_stalls(loop, json_object_get(told, "stalls")) &&
        loop->count >= (long long)loop->kept;
    if (loop->known)
        return NULL;
    stalls_free(loop);
    return copy_text("its summary is wrong about its loop");
}

// Returns the stalls as a list.
static json_t *
describe_stalls(const struct loop_seen *loop)
{
    json_t *list = json_array();

    for (size_t i = 0; i < loop->kept; i++) {
        const struct stall_seen *stall = &loop->stalls[i];
        json_array_append_new(list, json_pack(
            "{s:f, s:f, s:s, s:I}", "start", stall->start,
            "seconds", stall->seconds, "what", stall->what,
            "waiting", (json_int_t)stall->waiting));
    }
    return list;
}

json_t *
stalls_describe(const struct loop_seen *loop)
{
    if (!loop->known)
        return json_null();
    return json_pack("{s:I, s:f, s:f, s:I, s:o}",
                     "turns", (json_int_t)loop->turns,
                     "longest_turn_seconds", loop->longest_turn,
                     "longest_turn_cpu_seconds", loop->longest_turn_cpu,
                     "stall_count", (json_int_t)loop->count,
                     "stalls", describe_stalls(loop));
}

void
stalls_free(struct loop_seen *loop)
{
    free(loop->stalls);
    *loop = (struct loop_seen){.known = false};
}

double
stalls_held(const struct loop_seen *loop)
{
    double held = 0;

    for (size_t i = 0; i < loop->kept; i++)
        held += loop->stalls[i].seconds;
    return held;
}

long
stalls_waited(const struct loop_seen *loop)
{
    long most = 0;

    for (size_t i = 0; i < loop->kept; i++)
        most = loop->stalls[i].waiting > most ? loop->stalls[i].waiting : most;
    return most;
}

const struct stall_seen *
stalls_longest(const struct loop_seen *loop)
{
    const struct stall_seen *longest = NULL;

    for (size_t i = 0; i < loop->kept; i++)
        if (longest == NULL || loop->stalls[i].seconds > longest->seconds)
            longest = &loop->stalls[i];
    return longest;
}

// Returns ", 19 transfers waited": nothing where none was in flight, as where
// a program starts none but waits for each in turn. The caller frees it.
static char *
waited_words(const struct loop_seen *loop)
{
    long most = stalls_waited(loop);

    if (most == 0)
        return copy_text("");
    return format(", %s%ld transfer%s waited", loop->count > 1 ? "up to " : "",
                  most, most == 1 ? "" : "s");
}

char *
stalls_words(const struct loop_seen *loop, bool brief)
{
    if (loop->kept == 0)
        return NULL;
    char *held = seconds_text(stalls_held(loop));
    char *stretches = loop->count == 1
                          ? copy_text("")
                          : format(" in %lld stretches", loop->count);
    char *waited = brief ? copy_text("") : waited_words(loop);
    char *words = format("loop held for %s%s%s%s",
                         loop->count > (long long)loop->kept ? "over " : "",
                         held, stretches, waited);

    free(held);
    free(stretches);
    free(waited);
    return words;
}
