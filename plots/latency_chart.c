// How long each URL took: see latency_chart.h.

#include "latency_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "detail.h"
#include "labels.h"
#include "latency.h"

#define PANELS 2
#define PANEL 0.48        // of the width; the rest is between the panels
#define INNER 0.93        // of a panel: up to the slowest URL
#define DOTS 250          // in a row

// Of a row's height, from below: the words, the marks, and the dots, which are
// spread around the middle.
#define WORDS 0.18
#define MARK_LOW 0.37
#define MARK_HIGH 0.88
#define MIDDLE 0.625
#define SPREAD 0.45

#define LABEL 0.118       // of the width, for a label
#define LOGARITHMIC 30.0  // times that differ more are on such an axis
#define ALIKE 1.25        // what differs less is told as one
#define NAME_ROOM 160.0   // pixels to the left of the panels, at least
#define MARGIN 12.0       // pixels beside words there
#define QUANTILES 3
#define GOLDEN 0.6180339887498949  // its multiples lie scattered

static const char *const titles[PANELS] = {
    "each URL by itself: from its first try to its end",
    "for whoever waits: from the program's start on",
};

static const char *const words[QUANTILES] = {"half", "95 %", "all"};

struct row {
    size_t place;  // among all programs
    const struct program *program;
    struct latencies latencies;
};

struct picture {
    const struct comparison *all;
    struct row *rows;
    size_t count;
    double low[PANELS], high[PANELS];  // seconds
    bool logarithmic[PANELS];
};

// --- reading the records -----------------------------------------------------

// Reads the program's row into the picture, if it has one.
static void
read_row(struct picture *picture, const struct bench *bench, size_t p)
{
    struct row row = {.place = p, .program = program_at(picture->all, p)};
    struct records records;

    detail_records(picture->all, bench, p, &records);
    row.latencies = latency_of(&records);
    records_free(&records);
    if (row.latencies.service.count > 0)
        picture->rows[picture->count++] = row;
    else
        latency_free(&row.latencies);
}

// Returns what the panel shows of the row.
static const struct latency *
latency_in(const struct row *row, size_t panel)
{
    return panel == 0 ? &row->latencies.service : &row->latencies.since_start;
}

// Returns the quantile that the k-th mark shows.
static double
mark_of(const struct latency *latency, size_t k)
{
    return k == 0 ? latency->p50 : k == 1 ? latency->p95 : latency->max;
}

// --- the axes ----------------------------------------------------------------

// Sets the axis of a panel: from zero, or logarithmic.
static void
scale_panel(struct picture *picture, size_t panel)
{
    double least = INFINITY, half = INFINITY, most = 0;

    for (size_t r = 0; r < picture->count; r++) {
        const struct latency *latency = latency_in(&picture->rows[r], panel);
        least = fmin(least,
                     quantile_of(latency->sorted, latency->count, 0.01));
        half = fmin(half, latency->p50);
        most = fmax(most, latency->max);
    }
    bool wide = half > 0 && most > LOGARITHMIC * half;
    picture->logarithmic[panel] = wide;
    picture->low[panel] = wide ? fmax(least, most / 1e5) / 1.2 : 0;
    picture->high[panel] = most > 0 ? most : 1;
}

// Returns the place of the seconds across the picture.
static double
across(const struct picture *picture, size_t panel, double seconds)
{
    double low = picture->low[panel], high = picture->high[panel];
    double part = seconds / high;

    if (picture->logarithmic[panel])
        part = log(fmax(seconds, low) / low) / log(high / low);
    return (1 - PANEL) * (double)panel + PANEL * INNER * part;
}

// Returns the bottom of the row.
static double
bottom_of(const struct picture *picture, size_t row)
{
    return 1 - ((double)row + 1) / (double)picture->count;
}

// --- the data ----------------------------------------------------------------

// Returns seconds with as many digits as mean something; the caller frees it.
static char *
time_text(double seconds)
{
    if (seconds < 0.01)
        return format("%.*f ms", seconds < 0.001 ? 2 : 1, seconds * 1000);
    return format("%.*f s", seconds < 1 ? 3 : seconds < 100 ? 2 : 0, seconds);
}

// Returns what the row's program failed if that is more than others did,
// otherwise nothing; the caller frees it.
static char *
failed_text(const struct picture *picture, const struct row *row)
{
    if (!fell_short(picture->all, row->place))
        return copy_text("");
    return format("%.0f of %zu failed",
                  summary_of(picture->all, row->place, FAILURES).median,
                  row->program->urls);
}

// Puts what surrounds the dots.
static void
put_frame(FILE *data, const struct picture *picture)
{
    fprintf(data, "# panels\n");
    for (size_t panel = 0; panel < PANELS; panel++)
        fprintf(data, "%.5f %.5f \"%s\" \"seconds%s\"\n",
                (1 - PANEL) * (double)panel,
                (1 - PANEL) * (double)panel + PANEL, titles[panel],
                picture->logarithmic[panel]
                    ? " (each line is ten times the one before)" : "");
    fprintf(data, "\n\n# rows\n");
    for (size_t r = 0; r < picture->count; r++) {
        const struct row *row = &picture->rows[r];
        double y = bottom_of(picture, r) + MIDDLE / (double)picture->count;
        fprintf(data, "%zu %.5f ", row->place, y);
        char *failed = failed_text(picture, row);
        chart_put_text(data, row->program->name);
        fprintf(data, " ");
        chart_put_text(data, failed);
        fprintf(data, "\n");
        free(failed);
    }
}

// Puts times along the axis of a panel.
static void
put_times(FILE *data, const struct picture *picture, size_t panel)
{
    double low = picture->low[panel], high = picture->high[panel];
    double power = pow(10, floor(log10(high / 4)));
    double digit = high / 4 / power;
    double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5
                                                                      : 10);

    if (!picture->logarithmic[panel])
        for (int i = 0; step * i <= high * 1.0001; i++)
            fprintf(data, "%.5f %g\n", across(picture, panel, step * i),
                    step * i);
    else
        for (power = pow(10, ceil(log10(low))); power <= high; power *= 10)
            fprintf(data, "%.5f %g\n", across(picture, panel, power), power);
}

// Puts the dots of one row in one panel, scattered over a part of its height.
static void
put_dots(FILE *data, const struct picture *picture, size_t r, size_t panel)
{
    const struct latency *latency = latency_in(&picture->rows[r], panel);
    size_t count = latency->count < DOTS ? latency->count : DOTS;
    double height = 1 / (double)picture->count;

    for (size_t i = 0; i < count; i++) {
        double share = ((double)i + 0.5) / (double)count;
        double seconds = quantile_of(latency->sorted, latency->count, share);
        double y = bottom_of(picture, r) +
                   height * (MIDDLE + SPREAD * (fmod(GOLDEN * (double)i, 1) -
                                                0.5));
        fprintf(data, "%zu %.6g %.5f %.5f\n", picture->rows[r].place, seconds,
                across(picture, panel, seconds), y);
    }
}

// Puts the marks of one row in one panel.
static void
put_marks(FILE *data, const struct picture *picture, size_t r, size_t panel)
{
    const struct latency *latency = latency_in(&picture->rows[r], panel);
    double height = 1 / (double)picture->count;
    double bottom = bottom_of(picture, r);

    for (size_t k = 0; k < QUANTILES; k++) {
        double seconds = mark_of(latency, k);
        fprintf(data, "%zu %.6g %.5f %.5f %.5f\n", picture->rows[r].place,
                seconds, across(picture, panel, seconds),
                bottom + height * MARK_LOW, bottom + height * MARK_HIGH);
    }
}

// Puts the words under the marks of one row in one panel.
static void
put_labels(FILE *data, const struct picture *picture, size_t r, size_t panel)
{
    const struct row *row = &picture->rows[r];
    struct label labels[QUANTILES] = {{0}};
    double left = (1 - PANEL) * (double)panel + LABEL / 2;
    double y = bottom_of(picture, r) + WORDS / (double)picture->count;

    for (size_t k = 0; k < QUANTILES; k++)
        labels[k].wanted = across(picture, panel,
                                  mark_of(latency_in(row, panel), k));
    labels_place(labels, QUANTILES, LABEL, left, left + PANEL - LABEL);
    for (size_t k = 0; k < QUANTILES; k++) {
        char *time = time_text(mark_of(latency_in(row, panel), k));
        fprintf(data, "%zu %.5f %.5f \"%s %s\" %.5f %.5f\n", row->place,
                labels[k].place, y, words[k], time, labels[k].wanted,
                bottom_of(picture, r) + MARK_LOW / (double)picture->count);
        free(time);
    }
}

// Puts one block, row by row and panel by panel.
static void
put_block(FILE *data, const struct picture *picture, const char *name,
          void (*put)(FILE *, const struct picture *, size_t, size_t))
{
    fprintf(data, "\n\n# %s\n", name);
    for (size_t panel = 0; panel < PANELS; panel++)
        for (size_t r = 0; r < picture->count; r++)
            put(data, picture, r, panel);
}

// Puts all blocks.
static void
put_data(FILE *data, const struct picture *picture)
{
    put_frame(data, picture);
    fprintf(data, "\n\n# tics\n");
    for (size_t panel = 0; panel < PANELS; panel++)
        put_times(data, picture, panel);
    put_block(data, picture, "dots", put_dots);
    put_block(data, picture, "marks", put_marks);
    put_block(data, picture, "labels", put_labels);
}

// --- the finding -------------------------------------------------------------

// Returns how well the row can be compared with others: less where its program
// fetched only a part of the list, least where it failed more than others.
static int
worth_of(const struct picture *picture, const struct row *row)
{
    return fell_short(picture->all, row->place) ? 0
           : extrapolation(picture->all, row->place) != 1 ? 1 : 2;
}

// Returns the most that any row is worth.
static int
best_worth(const struct picture *picture)
{
    int best = 0;

    for (size_t r = 0; r < picture->count; r++) {
        int worth = worth_of(picture, &picture->rows[r]);
        best = worth > best ? worth : best;
    }
    return best;
}

// Returns the row with the largest quantile in the panel, or the smallest, of
// those that can be compared best; of equals the first, or the last.
static const struct row *
extreme(const struct picture *picture, size_t panel, size_t k, bool largest)
{
    const struct row *found = NULL;
    int best = best_worth(picture);

    for (size_t r = 0; r < picture->count; r++) {
        const struct row *row = &picture->rows[r];
        double value = mark_of(latency_in(row, panel), k);
        double other = found ? mark_of(latency_in(found, panel), k) : 0;
        if (worth_of(picture, row) < best)
            continue;
        if (found == NULL || (largest ? value > other : value <= other))
            found = row;
    }
    return found;
}

// True when all rows can be compared, so that "each" means what it says.
static bool
all_compared(const struct picture *picture)
{
    for (size_t r = 0; r < picture->count; r++)
        if (worth_of(picture, &picture->rows[r]) < best_worth(picture))
            return false;
    return true;
}

// Returns how long half of the URLs took, in the programs where that was most
// and least; the caller frees it.
static char *
half_words(const struct picture *picture)
{
    const struct row *slow = extreme(picture, 0, 0, true);
    const struct row *fast = extreme(picture, 0, 0, false);
    double most = slow->latencies.service.p50;
    double least = fast->latencies.service.p50;
    bool alike = most <= ALIKE * least;
    char *high = time_text(most), *low = time_text(least), *half;

    if (picture->count == 1)
        half = format("half of the URLs took %s or less", high);
    else if (alike && all_compared(picture))
        half = format("half of the URLs took %s or less with each program",
                      high);
    else if (slow == fast)
        half = format("half of the URLs took %s or less with %s", high,
                      slow->program->name);
    else if (alike)
        half = format("half of the URLs took %s or less with %s and %s", high,
                      slow->program->name, fast->program->name);
    else
        half = format("half of the URLs took %s or less with %s, %s with %s",
                      high, slow->program->name, low, fast->program->name);
    free(high);
    free(low);
    return half;
}

// Returns when the last URL was done, with the programs where that was latest
// and earliest; the caller frees it.
static char *
last_words(const struct picture *picture)
{
    const struct row *slow = extreme(picture, 1, 2, true);
    const struct row *fast = extreme(picture, 1, 2, false);
    char *last = time_text(slow->latencies.since_start.max);
    char *first = time_text(fast->latencies.since_start.max);
    char *told;

    if (picture->count == 1)
        told = format("who waited for the last one waited %s", last);
    else if (slow == fast)
        told = format("who waited for the last one waited %s with %s", last,
                      slow->program->name);
    else if (strcmp(first, last) == 0)
        told = format("who waited for the last one waited %s with %s and %s",
                      last, slow->program->name, fast->program->name);
    else
        told = format("who waited for the last one waited %s with %s, %s "
                      "with %s", last, slow->program->name, first,
                      fast->program->name);
    free(first);
    free(last);
    return told;
}

// Returns the finding: what a URL took and what its reader waited are two
// things, and said as such. The caller frees it.
static char *
headline(const struct picture *picture)
{
    char *half = half_words(picture), *last = last_words(picture);
    char *line = format("%s; %s", half, last);

    // The pictures have two lines for it.
    if (text_width(line) > 2 * TITLE_WIDTH) {
        free(line);
        line = copy_text(last);
    }
    free(half);
    free(last);
    return line;
}

// True when some row has fewer dots than URLs.
static bool
is_sampled(const struct picture *picture)
{
    for (size_t r = 0; r < picture->count; r++)
        if (picture->rows[r].latencies.service.count > DOTS)
            return true;
    return false;
}

// Returns how to read the chart; the caller frees it.
static char *
reading_of(const struct picture *picture)
{
    char *dots = !is_sampled(picture)
                     ? copy_text("A dot is one URL")
                     : format("A dot is one URL; of more than %d the dots are "
                              "an even sample", DOTS);
    char *reading = format("%s. The lines say within which time half of the "
                           "URLs (p50), 95 %% of them (p95) and all of them, "
                           "the slowest too, were done. On the left a URL's "
                           "own time, on the right the time since the "
                           "program's start.", dots);

    free(dots);
    return reading;
}

// --- the chart ---------------------------------------------------------------

// Returns what the dots are not: all URLs, where they are too many, or the
// whole list. The caller frees it.
static char *
footer_of(const struct picture *picture)
{
    char *footer = is_sampled(picture)
                       ? format("of more than %d URLs, a sample of %d dots",
                                DOTS, DOTS)
                       : copy_text("");

    for (size_t r = 0; r < picture->count; r++) {
        const struct program *program = picture->rows[r].program;
        if (extrapolation(picture->all, picture->rows[r].place) == 1)
            continue;
        char *longer = format("%s%s%s: the first %zu URLs only", footer,
                              *footer ? "; " : "", program->name,
                              program->urls);
        free(footer);
        footer = longer;
    }
    return footer;
}

// Returns where the panels begin, of the whole picture: to their left there is
// room for what programs failed.
static double
left_of(const struct picture *picture)
{
    double room = NAME_ROOM;

    for (size_t r = 0; r < picture->count; r++) {
        char *failed = failed_text(picture, &picture->rows[r]);
        if (*failed)
            room = fmax(room, chart_text_width(failed) + 2 * MARGIN);
        free(failed);
    }
    return room / CHART_WIDTH;
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct chart *chart,
           const struct picture *picture)
{
    char *footer = footer_of(picture);

    chart_set_words(values, chart, picture->all);
    chart_set_programs(values, picture->all);
    fprintf(values, "left = %.4f\n", left_of(picture));
    chart_set_text(values, "footer", footer);
    free(footer);
}

// Writes the chart.
static struct chart
write_chart(struct picture *picture)
{
    struct chart chart = {
        .name = "latency",
        .question = copy_text("How long did a single URL take, and how long "
                              "did it let wait?"),
        .title = chart_title(picture->all, headline(picture)),
        .reading = reading_of(picture),
        .typical = true,
    };
    size_t size;
    FILE *data = text_stream(&chart.data, &size);
    FILE *values = text_stream(&chart.values, &size);

    for (size_t panel = 0; panel < PANELS; panel++)
        scale_panel(picture, panel);
    put_data(data, picture);
    put_values(values, &chart, picture);
    fclose(data);
    fclose(values);
    return chart;
}

struct chart
latency_chart(const struct comparison *all, const struct bench *bench)
{
    struct picture picture = {.all = all};
    struct chart chart = {.name = "latency"};

    picture.rows = resize(NULL, program_count(all), sizeof *picture.rows);
    for (size_t p = 0; p < program_count(all); p++)
        read_row(&picture, bench, p);
    if (picture.count > 0)
        chart = write_chart(&picture);
    for (size_t r = 0; r < picture.count; r++)
        latency_free(&picture.rows[r].latencies);
    free(picture.rows);
    return chart;
}
