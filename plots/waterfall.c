// The waterfall: see waterfall.h.

#include "waterfall.h"

#include <math.h>
#include <stdlib.h>

#include "bands.h"
#include "basics.h"
#include "shading.h"
#include "verdict.h"
#include "waterfall_words.h"

#define BOX 0.84          // a box fills this part of its lane's height
#define LINE 0.22         // a phase without a transfer is a line this high
#define EDGE 5.0          // so many pixels have room for a white edge
#define WHITE 1.5         // of so many

// The stack of a dense band, from below.
static const enum phase stack[PHASES] = {
    PHASE_WAIT, PHASE_RECEIVE, PHASE_CONNECT, PHASE_BACKOFF, PHASE_QUEUED,
};

// --- bands of boxes ----------------------------------------------------------

// Puts one box, from and to being seconds.
static void
put_box(FILE *data, struct picture *picture, const struct band *band,
        struct view view, struct span span, long lane, enum phase phase)
{
    double height = (band->top - band->bottom) / (double)band->attempts.lanes;
    double middle = band->top - height * ((double)lane + 0.5);
    bool thin = phase == PHASE_QUEUED || phase == PHASE_BACKOFF;
    double half = height * (thin ? LINE : BOX) / 2;
    double width = (span.to - span.from) * view.factor / picture->pixel;

    if (width < 0.3)
        return;
    picture->seen[phase] = picture->seen[phase] || width >= 1;
    fprintf(data, "%zu %.6f %.6f %.3f %.3f\n", band->place,
            view.left + view.factor * span.from,
            view.left + view.factor * span.to, middle - half, middle + half);
}

// Returns the phase of its transfer in which the attempt was longest.
static enum phase
longest_phase(const struct attempt *attempt)
{
    enum phase longest = PHASE_WAIT;
    double most = 0;

    for (enum phase phase = PHASE_CONNECT; phase < PHASES; phase++) {
        struct span span = span_of(attempt, phase);
        if (span.to - span.from > most) {
            most = span.to - span.from;
            longest = phase;
        }
    }
    return longest;
}

// Returns when the attempt's phase is drawn: an attempt of less than a pixel
// as one pixel of its longest phase; one with room for that leaves its edge
// white, so that it can be told from its neighbour.
static struct span
drawn_span(const struct attempt *attempt, enum phase phase, double pixel)
{
    struct span span = span_of(attempt, phase);
    double end = attempt->start + attempt->total;

    if (phase == PHASE_QUEUED || phase == PHASE_BACKOFF)
        return span;
    if (attempt->total < pixel && phase == longest_phase(attempt))
        return (struct span){attempt->start, attempt->start + pixel};
    if (attempt->total >= EDGE * pixel) {
        span.from = fmin(span.from, end - WHITE * pixel);
        span.to = fmin(span.to, end - WHITE * pixel);
    }
    return span;
}

// Puts the boxes of one phase of a band.
static void
put_boxes(FILE *data, struct picture *picture, const struct band *band,
          struct view view, enum phase phase)
{
    double pixel = picture->pixel / view.factor;

    for (size_t i = 0; i < band->attempts.count; i++) {
        const struct attempt *a = &band->attempts.all[i];
        put_box(data, picture, band, view, drawn_span(a, phase, pixel),
                a->lane, phase);
    }
}

// --- dense bands -------------------------------------------------------------

// Puts the outline of the stack of a dense band up to the height of each
// column, of as many as there are lanes.
static void
put_outline(FILE *data, const struct band *band, struct view view,
            const double *heights, size_t count)
{
    double width = band->run->measured.wall * view.factor / (double)count;
    double scale = (band->top - band->bottom) / (double)band->attempts.lanes;

    fprintf(data, "%.6f %.3f\n", view.left, band->bottom);
    for (size_t from = 0, to; from < count; from = to) {
        // Columns of one height are one step.
        for (to = from + 1; to < count && heights[to] == heights[from]; to++)
            continue;
        double y = band->bottom + scale * heights[from];
        fprintf(data, "%.6f %.3f\n%.6f %.3f\n",
                view.left + width * (double)from, y,
                view.left + width * (double)to, y);
    }
    fprintf(data, "%.6f %.3f\n\n", view.left + width * (double)count,
            band->bottom);
}

// Puts the phase of a dense band, on top of all that are below it.
static void
put_area(FILE *data, struct picture *picture, const struct band *band,
         struct view view, enum phase phase)
{
    double end = band->run->measured.wall, most = 0;
    double pixels = end * view.factor / picture->pixel;
    size_t count = (size_t)fmax(1, round(pixels));
    double *heights = resize(NULL, count, sizeof *heights);
    double *columns = resize(NULL, count, sizeof *columns);
    double lane = (band->top - band->bottom) / 100 * HIGH /
                  (double)band->attempts.lanes;

    for (size_t i = 0; i < count; i++)
        heights[i] = 0;
    for (size_t s = 0; s == 0 || stack[s - 1] != phase; s++) {
        phase_columns(&band->attempts, stack[s], end, columns, count);
        // Never into the line above the band.
        for (size_t i = 0; i < count; i++)
            heights[i] = fmin(heights[i] + columns[i],
                              (double)band->attempts.lanes);
    }
    for (size_t i = 0; i < count; i++)
        most = fmax(most, columns[i]);
    picture->seen[phase] = picture->seen[phase] || most * lane >= 1;
    if (most > 0)
        put_outline(data, band, view, heights, count);
    free(heights);
    free(columns);
}

// --- the data ----------------------------------------------------------------

// Puts one phase of all bands, as boxes or as areas.
static void
put_phase(FILE *data, struct picture *picture, enum phase phase, bool dense)
{
    for (size_t b = 0; b < picture->count; b++) {
        const struct band *band = &picture->bands[b];
        if (band->dense != dense)
            continue;
        (dense ? put_area : put_boxes)(data, picture, band, view_in_place(),
                                       phase);
        if (band->factor > 0)
            (dense ? put_area : put_boxes)(data, picture, band,
                                           view_enlarged(picture, band),
                                           phase);
    }
}

// Puts the lines above the bands, and their places.
static void
put_bands(FILE *data, const struct picture *picture)
{
    fprintf(data, "# bands\n");
    for (size_t b = 0; b < picture->count; b++) {
        const struct band *band = &picture->bands[b];
        char *label = waterfall_label(picture, band);
        fprintf(data, "%zu %.4f %.4f %.6f ", band->place, band->bottom,
                band->top, band->run->measured.wall);
        chart_put_text(data, label);
        fprintf(data, "\n");
        free(label);
    }
}

// Puts the places of the enlarged bands.
static void
put_enlarged(FILE *data, const struct picture *picture)
{
    // nan keeps gnuplot from finding the block empty, and draws nothing.
    fprintf(data, "\n\n# enlarged\n0 nan nan nan nan \"\" \"\"\n");
    for (size_t b = 0; b < picture->count; b++) {
        const struct band *band = &picture->bands[b];
        double left = view_enlarged(picture, band).left;
        double wall = band->run->measured.wall;
        if (band->factor == 0)
            continue;
        char *end = seconds_text(wall);
        fprintf(data, "%zu %.6f %.6f %.4f %.4f \"the same from 0, %g × "
                "wider: \" \" %s\"\n", band->place, left,
                left + band->factor * wall, band->bottom, band->top,
                band->factor, end);
        free(end);
    }
}

// Puts all blocks.
static void
put_data(FILE *data, struct picture *picture)
{
    put_bands(data, picture);
    put_enlarged(data, picture);
    for (enum phase phase = 0; phase < PHASES; phase++) {
        fprintf(data, "\n\n# %s\n0 nan nan nan nan\n", phase_name(phase));
        put_phase(data, picture, phase, false);
        fprintf(data, "\n\n# area-%s\nnan nan\n\n", phase_name(phase));
        put_phase(data, picture, phase, true);
    }
    shading_put(data, picture);
}

// --- the words around them ---------------------------------------------------

// Puts what the key calls each phase: nothing for one that never was; what
// cannot be seen is said to be too short for that.
static void
put_key(FILE *values, const struct picture *picture)
{
    for (enum phase phase = 0; phase < PHASES; phase++) {
        double sum = 0;
        for (size_t b = 0; b < picture->count; b++)
            sum += picture->bands[b].sums[phase];
        bool seen = picture->seen[phase];
        bool named = seen || (sum > 0 && phase != PHASE_QUEUED);
        bool silent = picture->all->scenario->silent && phase == PHASE_WAIT;
        fprintf(values, "key_%s = '%s%s'\n", phase_name(phase),
                !named ? "" : silent ? "waiting" : phase_words(phase),
                named && !seen ? " (too short to see)" : "");
    }
    fprintf(values, "key_held = '%s'\n",
            shading_any(picture) ? "loop held" : "");
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct chart *chart,
           const struct picture *picture)
{
    bool sparse = picture_has(picture, false);
    bool dense = picture_has(picture, true);

    chart_set_words(values, chart, picture->all);
    chart_set_programs(values, picture->all);
    fprintf(values, "right = %.6f\n", SPARE * picture->last);
    fprintf(values, "sheet = %.6f\n", SHEET_LEFT * picture->last);
    fprintf(values, "axis = 'seconds since the program''s start%s'\n",
            !dense ? " (a row is one place in flight, a box one attempt)"
            : sparse ? " (a box is one attempt; where too many: how many at "
                       "once)"
                     : " (height: how many URLs are in each phase)");
    fprintf(values, "areas_only = %d\n", !sparse);
    put_key(values, picture);
}

// Writes the chart.
static struct chart
write_chart(struct picture *picture)
{
    struct chart chart = {
        .name = "waterfall",
        .question = copy_text("What were the programs waiting for, and "
                              "when?"),
        .title = waterfall_title(picture),
        .reading = waterfall_reading(picture),
        .typical = true,
    };
    size_t size;
    FILE *data = text_stream(&chart.data, &size);
    FILE *values = text_stream(&chart.values, &size);

    put_data(data, picture);
    put_values(values, &chart, picture);
    fclose(data);
    fclose(values);
    return chart;
}

struct chart
waterfall_chart(const struct comparison *all, const struct bench *bench)
{
    struct picture picture = picture_make(all, bench);
    struct chart chart = {.name = "waterfall"};

    if (picture.count > 0)
        chart = write_chart(&picture);
    picture_free(&picture);
    return chart;
}
