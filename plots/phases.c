// What an attempt waited for: see phases.h.

#include "phases.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

static const struct {
    const char *name;
    const char *words;
} phases[PHASES] = {
    {"queued", "queued"},
    {"backoff", "backing off"},
    {"connect", "connecting"},
    {"wait", "waiting for the first byte"},
    {"receive", "receiving"},
};

const char *
phase_name(enum phase phase)
{
    return phases[phase].name;
}

const char *
phase_words(enum phase phase)
{
    return phases[phase].words;
}

// True when the attempt failed for want of a connection. One that timed out
// may have waited on an earlier connection, so that is no sign.
static bool
is_unconnected(const struct attempt *a)
{
    static const char *const errors[] = {"dns", "refused", "connect", "tls"};

    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(a->error, errors[i]) == 0)
            return true;
    return false;
}

struct span
span_of(const struct attempt *a, enum phase phase)
{
    double first = a->start + (a->first_byte > 0 ? a->first_byte : a->total);
    double connected = is_unconnected(a)
                           ? first : fmin(a->start + a->connected, first);
    double queued = a->start - a->queued;

    switch (phase) {
    case PHASE_QUEUED:  return (struct span){queued, a->start};
    case PHASE_BACKOFF: return (struct span){queued - a->waited, queued};
    case PHASE_CONNECT: return (struct span){a->start, connected};
    case PHASE_WAIT:    return (struct span){connected, first};
    case PHASE_RECEIVE:
    case PHASES:        break;
    }
    return (struct span){first, fmax(first, a->start + a->total)};
}

// --- all attempts of a run ---------------------------------------------------

// Orders attempts by their start, for qsort.
static int
by_start(const void *left, const void *right)
{
    const struct attempt *a = left, *b = right;

    return (a->start > b->start) - (a->start < b->start);
}

// Cuts off what an attempt queued for while another was in its lane.
static void
clip_queues(struct attempts *attempts)
{
    double *busy_until = resize(NULL, attempts->lanes, sizeof *busy_until);

    for (size_t i = 0; i < attempts->lanes; i++)
        busy_until[i] = 0;
    for (size_t i = 0; i < attempts->count; i++) {
        struct attempt *a = &attempts->all[i];
        double empty = a->start - busy_until[a->lane];
        a->queued = fmax(0, fmin(a->queued, empty));
        busy_until[a->lane] = a->start + a->total;
    }
    free(busy_until);
}

struct attempts
attempts_of(const struct records *records)
{
    struct attempts attempts = {.lanes = 1};

    for (size_t i = 0; i < records->count; i++)
        attempts.count += records->all[i].attempt_count;
    attempts.all = resize(NULL, attempts.count, sizeof *attempts.all);
    struct attempt *next = attempts.all;
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        if (record->attempt_count > 0)
            memcpy(next, record->attempts,
                   record->attempt_count * sizeof *next);
        next += record->attempt_count;
    }
    if (attempts.count > 0)
        qsort(attempts.all, attempts.count, sizeof *attempts.all, by_start);
    for (size_t i = 0; i < attempts.count; i++)
        if (attempts.all[i].lane >= (long)attempts.lanes)
            attempts.lanes = (size_t)attempts.all[i].lane + 1;
    clip_queues(&attempts);
    return attempts;
}

void
attempts_free(struct attempts *attempts)
{
    free(attempts->all);
    *attempts = (struct attempts){0};
}

// --- sums --------------------------------------------------------------------

double
phase_sum(const struct attempts *attempts, enum phase phase)
{
    double sum = 0;

    for (size_t i = 0; i < attempts->count; i++) {
        struct span span = span_of(&attempts->all[i], phase);
        sum += span.to - span.from;
    }
    return sum;
}

// Adds a span, counted in columns, to the columns that it covers in part, and
// to the steps where it begins and ends to cover whole ones.
static void
add_span(double from, double to, double *columns, double *steps,
         size_t count)
{
    size_t first = (size_t)from, last = (size_t)to;

    if (first >= count || to <= from)
        return;
    if (first == last) {
        columns[first] += to - from;
        return;
    }
    columns[first] += (double)(first + 1) - from;
    if (last < count)
        columns[last] += to - (double)last;
    steps[first + 1]++;
    steps[last < count ? last : count]--;
}

void
phase_columns(const struct attempts *attempts, enum phase phase, double end,
              double *columns, size_t count)
{
    double *steps = resize(NULL, count + 1, sizeof *steps);
    double scale = (double)count / end, whole = 0;

    for (size_t i = 0; i <= count; i++)
        steps[i] = 0;
    for (size_t i = 0; i < count; i++)
        columns[i] = 0;
    for (size_t i = 0; i < attempts->count; i++) {
        struct span span = span_of(&attempts->all[i], phase);
        add_span(fmax(0, span.from * scale),
                 fmin((double)count, span.to * scale), columns, steps, count);
    }
    for (size_t i = 0; i < count; i++) {
        whole += steps[i];
        columns[i] += whole;
    }
    free(steps);
}
