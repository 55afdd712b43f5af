// The stretches that a waterfall shades: see shading.h.

#include "shading.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"
#include "chart.h"
#include "labels.h"
#include "verdict.h"

// Pixels.
#define APART 2.0         // nearer stretches are one
#define STEP 16.0         // from one line of the hatch to the next
#define LEAST_HATCHED 4.0 // a narrower stretch has no hatch
#define NOTE_HIGH 25.0
#define NOTE_MARGIN 5.0   // around a note, and around its words
#define NOTE_LETTER 8.8   // across, on average

// Stalls so near to each other that they are drawn as one.
struct stretch {
    double from, to;             // seconds on the axis
    double held;                 // seconds of the program's
    const struct stall_seen *stall;  // NULL: it is of several
};

struct stretches {
    struct stretch *all;
    size_t count;
};

// Puts a stretch behind the others, or into the last one. A stall that another
// one was in may have been told from too early on.
static void
add_stretch(struct stretches *to, struct stretch stretch, double pixel)
{
    struct stretch *last = to->count > 0 ? &to->all[to->count - 1] : NULL;

    if (last == NULL || stretch.from - last->to >= APART * pixel) {
        to->all[to->count++] = stretch;
        return;
    }
    last->to = fmax(last->to, stretch.to);
    last->held += stretch.held;
    last->stall = NULL;
}

// Returns the band's stretches where it is drawn; the caller frees them.
static struct stretches
stretches_of(const struct picture *picture, const struct band *band,
             struct view view)
{
    const struct loop_seen *loop = &band->run->loop;
    double end = view.left + view.factor * band->run->measured.wall;
    struct stretches found = {.count = 0};

    found.all = resize(NULL, loop->kept, sizeof *found.all);
    for (size_t i = 0; i < loop->kept; i++) {
        const struct stall_seen *stall = &loop->stalls[i];
        double from = view.left + view.factor * stall->start;
        double to = from + view.factor * stall->seconds;
        add_stretch(&found, (struct stretch){
            fmin(from, end), fmin(fmax(to, from + picture->pixel), end),
            stall->seconds, stall,
        }, picture->pixel);
    }
    return found;
}

// --- one stretch -------------------------------------------------------------

static void
put_stall(FILE *data, const struct picture *picture, const struct band *band,
          const struct stretch *stretch)
{
    (void)picture;
    fprintf(data, "%zu %.6f %.6f %.3f %.3f\n", band->place, stretch->from,
            stretch->to, band->bottom, band->top);
}

// Puts slanted lines, each of them a part of one that crosses the picture: so
// they go on from stretch to stretch.
static void
put_hatch(FILE *data, const struct picture *picture, const struct band *band,
          const struct stretch *stretch)
{
    double left = stretch->from / picture->pixel;
    double right = stretch->to / picture->pixel;
    double bottom = band->bottom * HIGH / 100, top = band->top * HIGH / 100;

    if (right - left < LEAST_HATCHED)
        return;
    for (double at = STEP * ceil((left - top) / STEP); at < right - bottom;
         at += STEP) {
        double from = fmax(left, bottom + at), to = fmin(right, top + at);
        if (from < to)
            fprintf(data, "%.6f %.3f\n%.6f %.3f\n\n", from * picture->pixel,
                    (from - at) * 100 / HIGH, to * picture->pixel,
                    (to - at) * 100 / HIGH);
    }
}

// Puts the outline.
static void
put_edges(FILE *data, const struct picture *picture, const struct band *band,
          const struct stretch *s)
{
    (void)picture;
    fprintf(data, "%.6f %.3f\n%.6f %.3f\n%.6f %.3f\n%.6f %.3f\n%.6f %.3f\n\n",
            s->from, band->bottom, s->from, band->top, s->to, band->top,
            s->to, band->bottom, s->from, band->bottom);
}

// Returns how wide the words are, and what is around them.
static double
note_width(const char *words)
{
    return NOTE_LETTER * (double)text_width(words) + 2 * NOTE_MARGIN;
}

// Returns the words for the stretch, as many as fit; NULL where none do. The
// caller frees them.
static char *
note_of(const struct stretch *stretch, double pixel)
{
    double room = (stretch->to - stretch->from) / pixel - 2 * NOTE_MARGIN;
    char *held = seconds_text(stretch->held);
    char *choices[] = {
        stretch->stall ? format("loop held %s: %s", held, stretch->stall->what)
                       : format("loop held %s in several stretches", held),
        format("loop held %s", held),
        format("held %s", held),
    };
    char *words = NULL;

    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (words == NULL && note_width(choices[i]) <= room)
            words = choices[i];
        else
            free(choices[i]);
    }
    free(held);
    return words;
}

// Puts the words over the lowest row, or as low as they can be: those that
// have not begun are there, and are but lines.
static void
put_note(FILE *data, const struct picture *picture, const struct band *band,
         const struct stretch *stretch)
{
    double unit = 100 / HIGH, middle = (stretch->from + stretch->to) / 2;
    double row = (band->top - band->bottom) / (double)band->attempts.lanes;
    double high = NOTE_HIGH * unit, margin = NOTE_MARGIN * unit;
    double y = band->bottom + fmax(row, high + 2 * margin) / 2;
    char *words = y + high / 2 + margin <= band->top + 0.001
                      ? note_of(stretch, picture->pixel) : NULL;

    if (words == NULL)
        return;
    double half = note_width(words) / 2 * picture->pixel;
    fprintf(data, "%zu %.6f %.3f %.6f %.6f %.3f %.3f ", band->place, middle, y,
            middle - half, middle + half, y - high / 2, y + high / 2);
    chart_put_text(data, words);
    fprintf(data, "\n");
    free(words);
}

// --- all of them -------------------------------------------------------------

typedef void (*put)(FILE *data, const struct picture *picture,
                    const struct band *band, const struct stretch *stretch);

// Puts all stretches of a band where it is drawn.
static void
put_stretches(FILE *data, const struct picture *picture,
              const struct band *band, struct view view, put put_one)
{
    struct stretches found = stretches_of(picture, band, view);

    for (size_t i = 0; i < found.count; i++)
        put_one(data, picture, band, &found.all[i]);
    free(found.all);
}

bool
shading_any(const struct picture *picture)
{
    for (size_t b = 0; b < picture->count; b++)
        if (picture->bands[b].run->loop.kept > 0)
            return true;
    return false;
}

void
shading_put(FILE *data, const struct picture *picture)
{
    static const struct {
        const char *name, *first;  // a line that shows nothing
        put put_one;
    } blocks[] = {
        {"stalls", "0 nan nan nan nan\n", put_stall},
        {"hatch", "nan nan\n\n", put_hatch},
        {"edges", "nan nan\n\n", put_edges},
        // gnuplot 5.4 crashes where the place of every label is nan.
        {"notes", "0 0 0 nan nan nan nan \"\"\n", put_note},
    };

    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        fprintf(data, "\n\n# %s\n%s", blocks[i].name, blocks[i].first);
        for (size_t b = 0; b < picture->count; b++) {
            const struct band *band = &picture->bands[b];
            put_stretches(data, picture, band, view_in_place(),
                          blocks[i].put_one);
            if (band->factor > 0)
                put_stretches(data, picture, band,
                              view_enlarged(picture, band),
                              blocks[i].put_one);
        }
    }
}
