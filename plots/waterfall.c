// The waterfall: see waterfall.h.

#include "waterfall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "records.h"
#include "verdict.h"

#define HEADER 7.0       // height of the line above each band, of 100
#define GAP 2.0          // height of the gap below each band
#define LEAST_SHARE 0.3  // a band is at least this high, of the highest
#define BOX 0.84         // a box fills this part of its lane's height
#define LINE 0.22        // a phase without a transfer is a line this high
#define PIXELS 1200.0    // the width of the whole time axis
#define EDGE 4.0         // a box of so many pixels has room for an edge
#define INSET 0.5        // the part of the width for what is enlarged
#define LEAST_FACTOR 6   // enlarging less than this is not worth it
#define MANY_LANES 20    // so many in one band leave no room for thick edges

enum phase { QUEUED, BACKOFF, CONNECT, WAIT, RECEIVE, PHASES };

static const struct {
    const char *block;  // in the data file
    const char *words;  // in the key
} phases[PHASES] = {
    {"queued", "queued"},
    {"backoff", "backing off"},
    {"connect", "connecting"},
    {"wait", "waiting for the first byte"},
    {"receive", "receiving"},
};

// The part of the picture that belongs to one program.
struct band {
    const struct run *run;     // the typical one; NULL: none counts
    struct attempt *attempts;  // all of the run, by their start; the band's
    size_t count;
    size_t lanes;
    double bottom, top;        // of 100
};

struct span {
    double from, to;  // seconds since the program's start
};

// Returns when the attempt was in the phase.
static struct span
span_of(const struct attempt *a, enum phase phase)
{
    double first = a->start + (a->first_byte > 0 ? a->first_byte : a->total);
    double connected = fmin(a->start + a->connected, first);
    double queued = a->start - a->queued;

    switch (phase) {
    case QUEUED:  return (struct span){queued, a->start};
    case BACKOFF: return (struct span){queued - a->waited, queued};
    case CONNECT: return (struct span){a->start, connected};
    case WAIT:    return (struct span){connected, first};
    case RECEIVE:
    case PHASES:  break;
    }
    return (struct span){first, fmax(first, a->start + a->total)};
}

// --- reading the records -----------------------------------------------------

// Orders attempts by their start, for qsort.
static int
by_start(const void *left, const void *right)
{
    const struct attempt *a = left, *b = right;

    return (a->start > b->start) - (a->start < b->start);
}

// Puts all attempts of the records into the band.
static void
collect_attempts(struct band *band, const struct records *records)
{
    for (size_t i = 0; i < records->count; i++)
        band->count += records->all[i].attempt_count;
    band->attempts = resize(NULL, band->count, sizeof *band->attempts);
    struct attempt *next = band->attempts;
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        memcpy(next, record->attempts,
               record->attempt_count * sizeof *next);
        next += record->attempt_count;
    }
    qsort(band->attempts, band->count, sizeof *band->attempts, by_start);
}

// Shows an attempt as queued only while its lane was empty: before that it
// waited behind the one that was there.
static void
clip_queues(struct band *band)
{
    double *busy_until = resize(NULL, band->lanes, sizeof *busy_until);

    for (size_t i = 0; i < band->lanes; i++)
        busy_until[i] = 0;
    for (size_t i = 0; i < band->count; i++) {
        struct attempt *a = &band->attempts[i];
        double empty = a->start - busy_until[a->lane];
        a->queued = fmax(0, fmin(a->queued, empty));
        busy_until[a->lane] = a->start + a->total;
    }
    free(busy_until);
}

// Returns the band of a program, with the records of its typical run; the
// caller frees its attempts.
static struct band
read_band(const struct comparison *all, const struct bench *bench, size_t p)
{
    struct band band = {.run = typical_run(all, p), .lanes = 1};
    struct records records;

    if (band.run == NULL)
        return band;
    char *path = format("%s/runs/%s.jsonl", bench->folder, band.run->name);
    free(records_read(&records, path));
    free(path);
    collect_attempts(&band, &records);
    records_free(&records);
    for (size_t i = 0; i < band.count; i++)
        if (band.attempts[i].lane >= (long)band.lanes)
            band.lanes = (size_t)band.attempts[i].lane + 1;
    clip_queues(&band);
    return band;
}

// Divides the height among the bands, by their lanes, top to bottom.
static void
place_bands(struct band *bands)
{
    double most = 0, sum = 0, shares[PROGRAMS], top = 100;

    for (size_t p = 0; p < PROGRAMS; p++)
        most = fmax(most, (double)bands[p].lanes);
    for (size_t p = 0; p < PROGRAMS; p++) {
        shares[p] = fmax((double)bands[p].lanes, LEAST_SHARE * most);
        sum += shares[p];
    }
    for (size_t p = 0; p < PROGRAMS; p++) {
        double room = 100 - PROGRAMS * (HEADER + GAP);
        bands[p].top = top - HEADER;
        bands[p].bottom = bands[p].top - room * shares[p] / sum;
        top = bands[p].bottom - GAP;
    }
}

// --- the data ----------------------------------------------------------------

// Puts the boxes of one phase, of one program.
static void
put_boxes(FILE *data, const struct band *band, size_t p, enum phase phase)
{
    double height = (band->top - band->bottom) / (double)band->lanes;
    double part = phase == QUEUED || phase == BACKOFF ? LINE : BOX;

    for (size_t i = 0; i < band->count; i++) {
        const struct attempt *a = &band->attempts[i];
        struct span span = span_of(a, phase);
        double middle = band->top - height * ((double)a->lane + 0.5);
        if (span.to > span.from)
            fprintf(data, "%zu %.6f %.6f %.4f %.4f\n", p, span.from, span.to,
                    middle - height * part / 2, middle + height * part / 2);
    }
}

// Returns the seconds that all attempts of the band spent in the phase.
static double
phase_sum(const struct band *band, enum phase phase)
{
    double sum = 0;

    for (size_t i = 0; i < band->count; i++) {
        struct span span = span_of(&band->attempts[i], phase);
        sum += span.to - span.from;
    }
    return sum;
}

// Puts the line above a band, and its place.
static void
put_band(FILE *data, const struct band *band, size_t p)
{
    char *end = seconds_text(band->run->measured.wall);
    char *waited = seconds_text(phase_sum(band, WAIT));
    char *label = format("%s: %s of waiting for the server, at most %lld at "
                         "once, done after %s", programs[p].name, waited,
                         band->run->witness.max_requests, end);

    fprintf(data, "%zu %.4f %.4f %.6f ", p, band->bottom, band->top,
            band->run->measured.wall);
    chart_put_text(data, label);
    fprintf(data, "\n");
    free(label);
    free(waited);
    free(end);
}

// Puts all blocks.
static void
put_data(FILE *data, const struct band *bands)
{
    for (enum phase phase = 0; phase < PHASES; phase++) {
        // A box of no size, so that gnuplot never finds a block empty.
        fprintf(data, "# %s\n0 0 0 0 0\n", phases[phase].block);
        for (size_t p = 0; p < PROGRAMS; p++)
            put_boxes(data, &bands[p], p, phase);
        fprintf(data, "\n\n");
    }
    fprintf(data, "# bands\n");
    for (size_t p = 0; p < PROGRAMS; p++)
        if (bands[p].run)
            put_band(data, &bands[p], p);
}

// --- the words and numbers around them ---------------------------------------

// Returns the finding: how many each program waits for at once, and when it
// is done. The caller frees it.
static char *
headline(const struct band *bands)
{
    char *line = copy_text("");

    for (size_t p = 0; p < PROGRAMS; p++) {
        if (bands[p].run == NULL)
            continue;
        char *end = seconds_text(bands[p].run->measured.wall);
        char *longer = format(
            *line ? "%s; %s for %lld: %s"
                  : "%s%s waits for %lld at a time and is done after %s",
            line, programs[p].name, bands[p].run->witness.max_requests, end);
        free(end);
        free(line);
        line = longer;
    }
    return line;
}

// Puts what the key calls each phase: nothing for one that never was; what
// cannot be seen is said to be too short for that.
static void
put_key(FILE *values, const struct band *bands, double last)
{
    for (enum phase phase = 0; phase < PHASES; phase++) {
        double longest = 0;
        for (size_t p = 0; p < PROGRAMS; p++) {
            for (size_t i = 0; i < bands[p].count; i++) {
                struct span span = span_of(&bands[p].attempts[i], phase);
                longest = fmax(longest, span.to - span.from);
            }
        }
        bool seen = longest * PIXELS >= last;
        bool named = seen || (longest > 0 && phase != QUEUED);
        fprintf(values, "key_%s = '%s%s'\n", phases[phase].block,
                named ? phases[phase].words : "",
                named && !seen ? " (too short to see)" : "");
    }
}

// Returns how often the bands of the programs that wait for many at once fit
// into the part of the width that is for enlarging; 0 where it is not worth
// it, or they leave no room.
static double
enlarging(const struct band *bands, double last)
{
    double small = 0;

    for (size_t p = 0; p < PROGRAMS; p++)
        if (bands[p].run && !programs[p].one_at_a_time)
            small = fmax(small, bands[p].run->measured.wall);
    double factor = small > 0 ? floor(INSET * last / small) : 0;
    return factor >= LEAST_FACTOR ? factor : 0;
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct comparison *all,
           const struct band *bands)
{
    char *title = headline(bands);
    char *subtitle = chart_subtitle(all);
    double last = 0, spans = 0, count = 0;
    bool crowded = false;

    for (size_t p = 0; p < PROGRAMS; p++) {
        if (bands[p].run)
            last = fmax(last, bands[p].run->measured.wall);
        crowded = crowded || bands[p].lanes > MANY_LANES;
        spans += phase_sum(&bands[p], WAIT) + phase_sum(&bands[p], RECEIVE);
        count += (double)bands[p].count;
    }
    chart_set_text(values, "title", title);
    chart_set_text(values, "subtitle", subtitle);
    fprintf(values, "last = %.6f\n", last);
    fprintf(values, "edges = %d\n", PIXELS * spans / count > EDGE * last);
    fprintf(values, "crowded = %d\n", crowded);
    fprintf(values, "enlarge = %g\n", enlarging(bands, last));
    for (size_t p = 0; p < PROGRAMS; p++)
        fprintf(values, "many%zu = %d\n", p, !programs[p].one_at_a_time);
    put_key(values, bands, last);
    free(title);
    free(subtitle);
}

struct chart_text
waterfall_text(const struct comparison *all, const struct bench *bench)
{
    struct chart_text text;
    struct band bands[PROGRAMS];
    size_t size;
    FILE *data = text_stream(&text.data, &size);
    FILE *values = text_stream(&text.values, &size);

    for (size_t p = 0; p < PROGRAMS; p++)
        bands[p] = read_band(all, bench, p);
    place_bands(bands);
    put_data(data, bands);
    put_values(values, all, bands);
    fclose(data);
    fclose(values);
    for (size_t p = 0; p < PROGRAMS; p++)
        free(bands[p].attempts);
    return text;
}
