// Memory, threads and descriptors over time: see overtime.h.

#include "overtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "detail.h"
#include "labels.h"

#define MEBIBYTE 1048576.0

// The picture, as overtime.gp lays it out.
#define WIDE 1165.0         // pixels
#define HIGH 536.0
#define RIGHT 0.70          // lines end here, and their labels begin
#define SHEET 0.53          // where the rest begins, behind the gap
#define GAP 0.025
#define PANEL 0.25          // of the height
#define PLOT 0.185          // of the height: the panel without its title

#define LONGER 3.0          // so many times as long has its rest pressed
#define LOGARITHMIC 20.0    // values that differ more are on such an axis
#define NUDGE 2.5           // pixels from the first line of a value to the last
#define LABEL 0.039         // of the height: from one label to the next
#define MOST_LABELS 5       // in a panel
#define LABEL_WIDTH 28      // characters
#define ALIKE 1.25          // what differs less is told as one range,
#define SAME 1.1            // and less than this as one value

enum panel { RESIDENT_MEMORY, RESERVED_MEMORY, THREAD_COUNT, OPEN_FILES,
             PANELS };

static const char *const titles[PANELS] = {
    "resident memory, MiB (beside it: the most at any time)",
    "reserved address space, MiB", "threads",
    "open files and sockets",
};

// One program's samples.
struct line {
    size_t place;                 // among all programs
    const struct program *program;
    struct series series;
    double end;                   // seconds
    double peaks[PANELS];
};

struct picture {
    const struct comparison *all;
    struct line *lines;
    size_t count;
    double split, last;           // seconds; equal where nothing is pressed
    double low[PANELS], high[PANELS];
    bool logarithmic[PANELS];
};

// --- reading the samples -----------------------------------------------------

// Returns the sample's value in the panel.
static double
value_of(const struct sample_point *point, enum panel panel)
{
    switch (panel) {
    case RESIDENT_MEMORY: return (double)point->resident / MEBIBYTE;
    case RESERVED_MEMORY: return (double)point->reserved / MEBIBYTE;
    case THREAD_COUNT:    return (double)point->threads;
    case OPEN_FILES:
    case PANELS:          break;
    }
    return (double)point->descriptors;
}

// Reads the program's samples into the picture, if there are any.
static void
read_line(struct picture *picture, const struct bench *bench, size_t p)
{
    struct line line = {.place = p, .program = program_at(picture->all, p)};

    if (!detail_series(picture->all, bench, p, &line.series))
        return;
    for (size_t i = 0; i < line.series.count; i++) {
        const struct sample_point *point = &line.series.all[i];
        line.end = point->seconds;
        for (enum panel panel = 0; panel < PANELS; panel++)
            line.peaks[panel] = fmax(line.peaks[panel],
                                     value_of(point, panel));
    }
    picture->lines[picture->count++] = line;
}

// --- the axes ----------------------------------------------------------------

// Orders numbers, for qsort.
static int
by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

// Finds where the rest of the time begins: after the end of those that are
// short beside the next longer one.
static void
split_time(struct picture *picture)
{
    double *ends = resize(NULL, picture->count, sizeof *ends);
    double most = LONGER;

    for (size_t i = 0; i < picture->count; i++)
        ends[i] = picture->lines[i].end;
    if (picture->count > 0)
        qsort(ends, picture->count, sizeof *ends, by_size);
    picture->last = picture->count > 0 ? ends[picture->count - 1] : 0;
    picture->split = picture->last;
    for (size_t i = 0; i + 1 < picture->count; i++)
        if (ends[i] > 0 && ends[i + 1] / ends[i] >= most) {
            most = ends[i + 1] / ends[i];
            picture->split = 1.04 * ends[i];
        }
    free(ends);
}

// Sets the axis of a panel: from zero, or logarithmic.
static void
scale_panel(struct picture *picture, enum panel panel)
{
    double low = INFINITY, high = 0;

    for (size_t i = 0; i < picture->count; i++) {
        low = fmin(low, picture->lines[i].peaks[panel]);
        high = fmax(high, picture->lines[i].peaks[panel]);
    }
    bool wide = panel == RESERVED_MEMORY && low > 0 &&
                high > LOGARITHMIC * low;
    picture->logarithmic[panel] = wide;
    picture->low[panel] = wide ? pow(10, floor(log10(low))) : 0;
    picture->high[panel] = wide ? high * 1.5 : fmax(high, 1) * 1.1;
}

// Returns the place of the seconds across the picture.
static double
across(const struct picture *picture, double seconds)
{
    double split = picture->split, rest = picture->last - split;

    if (rest <= 0)
        return RIGHT * seconds / picture->last;
    if (seconds <= split)
        return (SHEET - GAP) * seconds / split;
    return SHEET + (RIGHT - SHEET) * (seconds - split) / rest;
}

// Returns the place of the value in its panel, in the whole picture upwards.
static double
upwards(const struct picture *picture, enum panel panel, double value)
{
    double low = picture->low[panel], high = picture->high[panel];
    double part = (value - low) / (high - low);

    if (picture->logarithmic[panel])
        part = log(fmax(value, low) / low) / log(high / low);
    return 1 - PANEL * (panel + 1.0) + PLOT * part;
}

// Returns a round step, so that about so many of them are in the length.
static double
step_in(double length, double count)
{
    double rough = length / count, power = pow(10, floor(log10(rough)));
    double digit = rough / power;

    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

// --- the data ----------------------------------------------------------------

// Returns the place of a line's value; whole numbers are nudged apart, upwards,
// so that no line hides another wholly: by no more than a line is wide, for
// else 1 of 200 would seem to be several.
static double
place_of(const struct picture *picture, size_t i, enum panel panel,
         double value)
{
    double y = upwards(picture, panel, value);
    double others = (double)picture->count - 1;

    if ((panel == THREAD_COUNT || panel == OPEN_FILES) && others > 0)
        y += NUDGE / HIGH * (others - (double)i) / others;
    return y;
}

// Returns, of the samples from *next on that fall into one column of pixels,
// the one with the highest value; *next is then the first behind them.
static const struct sample_point *
highest_in_column(const struct picture *picture, const struct line *line,
                  enum panel panel, size_t *next)
{
    const struct sample_point *best = &line->series.all[*next];
    double column = floor(WIDE * across(picture, best->seconds));

    for (; *next < line->series.count; ++*next) {
        const struct sample_point *other = &line->series.all[*next];
        if (floor(WIDE * across(picture, other->seconds)) != column)
            break;
        if (value_of(other, panel) > value_of(best, panel))
            best = other;
    }
    return best;
}

// Puts one point of a line.
static void
put_point(FILE *data, const struct picture *picture, size_t i,
          enum panel panel, const struct sample_point *point)
{
    double value = value_of(point, panel);

    fprintf(data, "%zu %.4f %.6g %.5f %.5f\n", picture->lines[i].place,
            point->seconds, value, across(picture, point->seconds),
            place_of(picture, i, panel, value));
}

// Puts one line in one panel, with a gap where time is pressed together; of
// equal values in a row, the first and the last.
static void
put_line(FILE *data, const struct picture *picture, size_t i,
         enum panel panel)
{
    const struct line *line = &picture->lines[i];
    const struct sample_point *last = NULL, *skipped = NULL;

    for (size_t next = 0; next < line->series.count;) {
        const struct sample_point *point =
            highest_in_column(picture, line, panel, &next);
        bool behind = last && point->seconds > picture->split &&
                      last->seconds <= picture->split;
        bool same = last && !behind &&
                    value_of(point, panel) == value_of(last, panel);
        if (!same && skipped)
            put_point(data, picture, i, panel, skipped);
        if (behind)
            fprintf(data, "\n");
        if (!same)
            put_point(data, picture, i, panel, point);
        skipped = same ? point : NULL;
        last = point;
    }
    if (skipped)
        put_point(data, picture, i, panel, skipped);
    fprintf(data, "\n");
}

// Returns where the line ends in the panel.
static double
end_of(const struct picture *picture, size_t i, enum panel panel)
{
    const struct series *series = &picture->lines[i].series;

    return place_of(picture, i, panel,
                    value_of(&series->all[series->count - 1], panel));
}

// Puts all lines and, in a block of their own, where they end.
static void
put_lines(FILE *data, const struct picture *picture)
{
    fprintf(data, "# lines\n");
    for (enum panel panel = 0; panel < PANELS; panel++)
        for (size_t i = 0; i < picture->count; i++)
            put_line(data, picture, i, panel);
    fprintf(data, "\n# ends\n");
    for (enum panel panel = 0; panel < PANELS; panel++)
        for (size_t i = 0; i < picture->count; i++)
            fprintf(data, "%zu %.5f %.5f\n", picture->lines[i].place,
                    across(picture, picture->lines[i].end),
                    end_of(picture, i, panel));
}

// Puts the lines across a panel, with their values.
static void
put_grid(FILE *data, const struct picture *picture, enum panel panel)
{
    double low = picture->low[panel], high = picture->high[panel];
    double step = step_in(high, 2);

    // One value says nothing of the axis: there has to be another one than 0.
    for (double count = 3; step > high; count++)
        step = step_in(high, count);
    if (!picture->logarithmic[panel]) {
        for (double value = 0; value <= high; value += step)
            fprintf(data, "%.5f %g\n", upwards(picture, panel, value), value);
        return;
    }
    for (double value = pow(10, ceil(log10(low))); value <= high; value *= 10)
        fprintf(data, "%.5f %g\n", upwards(picture, panel, value), value);
}

// Puts times along the axis: those between two moments, so far apart that
// about so many are between 0 and the second one.
static void
put_times(FILE *data, const struct picture *picture, double from, double to,
          double count)
{
    double step = step_in(to - from, count);

    for (double time = step * ceil(from / step); time <= to; time += step)
        fprintf(data, "%.5f %g\n", across(picture, time),
                time < step / 2 ? 0 : time);
}

// Puts what surrounds the lines.
static void
put_axes(FILE *data, const struct picture *picture)
{
    bool pressed = picture->split < picture->last;

    fprintf(data, "\n\n# panels\n");
    for (enum panel panel = 0; panel < PANELS; panel++)
        fprintf(data, "%.5f \"%s%s\"\n", 1 - PANEL * panel, titles[panel],
                picture->logarithmic[panel]
                    ? " (each line is ten times the one below)" : "");
    fprintf(data, "\n\n# grid\n");
    for (enum panel panel = 0; panel < PANELS; panel++)
        put_grid(data, picture, panel);
    fprintf(data, "\n\n# tics\n");
    put_times(data, picture, 0, picture->split, pressed ? 4 : 6);
    if (pressed)
        put_times(data, picture, picture->split * 1.001, picture->last, 2);
    fprintf(data, "\n\n# rest\n");
    if (pressed)
        fprintf(data, "%.5f %.5f\n", SHEET, RIGHT);
    else
        fprintf(data, "nan nan\n");
}

// --- the labels --------------------------------------------------------------

// Returns the value as a label says it; the caller frees it.
static char *
value_text(double value, enum panel panel)
{
    if (panel == THREAD_COUNT || panel == OPEN_FILES)
        return format("%.0f", value);
    return format(value < 99.95 ? "%.1f MiB" : "%.0f MiB", value);
}

// Makes the labels of a panel, one for each line; returns how many there are
// once they are merged and have their places.
static size_t
make_labels(const struct picture *picture, enum panel panel,
            struct label *labels)
{
    double floor = 1 - PANEL * (panel + 1.0);

    for (size_t i = 0; i < picture->count; i++) {
        double peak = picture->lines[i].peaks[panel];
        labels[i] = (struct label){
            .wanted = upwards(picture, panel, peak), .count = 1,
            .low = value_text(peak, panel), .high = value_text(peak, panel),
            .names = copy_text(picture->lines[i].program->name),
            .program = (long)picture->lines[i].place,
        };
    }
    size_t count = labels_merge(labels, picture->count, MOST_LABELS);
    labels_place(labels, count, LABEL, floor, floor + PLOT + LABEL);
    return count;
}

// Puts the labels of all panels.
static void
put_labels(FILE *data, const struct picture *picture)
{
    struct label *labels = resize(NULL, picture->count, sizeof *labels);

    fprintf(data, "\n\n# labels\n");
    for (enum panel panel = 0; panel < PANELS; panel++) {
        size_t count = make_labels(picture, panel, labels);
        for (size_t i = 0; i < count; i++) {
            char *text = label_text(&labels[i], LABEL_WIDTH);
            fprintf(data, "%ld %.5f %.5f ", labels[i].program, RIGHT,
                    labels[i].place);
            chart_put_text(data, text);
            fprintf(data, "\n");
            free(text);
            label_free(&labels[i]);
        }
    }
    free(labels);
}

// --- the finding -------------------------------------------------------------

// Returns bytes in words, from MiB; the caller frees it.
static char *
memory_text(double mebibytes)
{
    if (mebibytes >= 1000)
        return format("%.1f GiB", mebibytes / 1024);
    return format("%.*f MiB", mebibytes < 10 ? 1 : 0, mebibytes);
}

// Returns how little the line says about its program's way of fetching: that
// it failed URLs is worse than that it fetches them one by one.
static int
poverty(const struct picture *picture, const struct line *line)
{
    return 2 * fell_short(picture->all, line->place) +
           line->program->one_at_a_time;
}

// Returns the line with the largest peak in the panel, or with the smallest;
// of equal smallest ones, the one that says most.
static const struct line *
extreme(const struct picture *picture, enum panel panel, bool largest)
{
    const struct line *found = NULL;

    for (size_t i = 0; i < picture->count; i++) {
        const struct line *line = &picture->lines[i];
        bool better = found == NULL ||
                      (largest ? line->peaks[panel] > found->peaks[panel]
                               : line->peaks[panel] < found->peaks[panel]);
        bool rather = found && !largest &&
                      line->peaks[panel] == found->peaks[panel] &&
                      poverty(picture, line) < poverty(picture, found);
        if (better || rather)
            found = line;
    }
    return found;
}

// Returns the range of what was resident, where that is much the same for all
// programs; otherwise NULL. The caller frees it.
static char *
resident_range(const struct picture *picture)
{
    double most = extreme(picture, RESIDENT_MEMORY, true)
                      ->peaks[RESIDENT_MEMORY];
    double least = extreme(picture, RESIDENT_MEMORY, false)
                       ->peaks[RESIDENT_MEMORY];
    char *high = memory_text(most), *low = memory_text(least), *range = NULL;

    if (most < SAME * least)
        range = format("all held about %s", high);
    else if (most < ALIKE * least)
        range = format("all held %s to %s", low, high);
    free(high);
    free(low);
    return range;
}

// Returns the finding for programs with different numbers of threads: who had
// most of them and who fewest, and what that cost. The caller frees it.
static char *
threads_headline(const struct line *most, const struct line *least,
                 const char *range)
{
    const char *first = most->program->name, *second = least->program->name;
    double threads = most->peaks[THREAD_COUNT];
    double fewest = least->peaks[THREAD_COUNT];
    const char *noun = fewest == 1 ? "thread" : "threads";
    char *reserved = memory_text(most->peaks[RESERVED_MEMORY]);
    char *other = memory_text(least->peaks[RESERVED_MEMORY]);
    char *high = memory_text(most->peaks[RESIDENT_MEMORY]);
    char *low = memory_text(least->peaks[RESIDENT_MEMORY]);
    char *line =
        range ? format("%s ran %.0f threads and reserved %s, %s %.0f %s and "
                       "%s; %s", first, threads, reserved, second, fewest,
                       noun, other, range)
              : format("%s ran %.0f threads, held %s and reserved %s; %s ran "
                       "%.0f %s, held %s and reserved %s", first, threads,
                       high, reserved, second, fewest, noun, low, other);

    free(reserved);
    free(other);
    free(high);
    free(low);
    return line;
}

// Returns the finding for programs that all have the same number of threads;
// the caller frees it.
static char *
memory_headline(const struct picture *picture, const char *range)
{
    const struct line *most = extreme(picture, RESIDENT_MEMORY, true);
    const struct line *least = extreme(picture, RESIDENT_MEMORY, false);
    double threads = most->peaks[THREAD_COUNT];
    char *high = memory_text(most->peaks[RESIDENT_MEMORY]);
    char *low = memory_text(least->peaks[RESIDENT_MEMORY]);
    const char *noun = threads == 1 ? "thread" : "threads";
    char *line =
        picture->count == 1
            ? format("%s ran %.0f %s and held %s of resident memory",
                     most->program->name, threads, noun, high)
        : range ? format("no program ran more than %.0f %s; %s", threads,
                         noun, range)
                : format("each ran %.0f %s, but %s held %s, %s only %s",
                         threads, noun, most->program->name, high,
                         least->program->name, low);

    free(high);
    free(low);
    return line;
}

// Returns the finding; the caller frees it.
static char *
headline(const struct picture *picture)
{
    const struct line *most = extreme(picture, THREAD_COUNT, true);
    const struct line *least = extreme(picture, THREAD_COUNT, false);
    char *range = resident_range(picture), *line;

    if (most->peaks[THREAD_COUNT] == least->peaks[THREAD_COUNT])
        line = memory_headline(picture, range);
    else
        line = threads_headline(most, least, range);
    free(range);
    return line;
}

// --- the chart ---------------------------------------------------------------

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct chart *chart,
           const struct picture *picture)
{
    chart_set_words(values, chart, picture->all);
    chart_set_programs(values, picture->all);
    fprintf(values, "right = %g\n", RIGHT);
    fprintf(values, "axis = 'seconds since the program''s start%s'\n",
            picture->split < picture->last
                ? "; on grey: what came later, pressed together"
                : "");
}

// Writes the chart.
static struct chart
write_chart(struct picture *picture)
{
    split_time(picture);
    for (enum panel panel = 0; panel < PANELS; panel++)
        scale_panel(picture, panel);
    struct chart chart = {
        .name = "overtime",
        .question = copy_text("What did the programs hold while they ran?"),
        .title = chart_title(picture->all, headline(picture)),
        .reading = copy_text(
            "Each line is one program from its start to its end, which is a "
            "dot; the number beside it is its peak. Lines of equal count are "
            "drawn a little apart. All panels share the time axis."),
        .typical = true,
    };
    size_t size;
    FILE *data = text_stream(&chart.data, &size);
    FILE *values = text_stream(&chart.values, &size);

    put_lines(data, picture);
    put_axes(data, picture);
    put_labels(data, picture);
    put_values(values, &chart, picture);
    fclose(data);
    fclose(values);
    return chart;
}

struct chart
overtime_chart(const struct comparison *all, const struct bench *bench)
{
    struct picture picture = {.all = all};
    struct chart chart = {.name = "overtime"};

    picture.lines = resize(NULL, program_count(all), sizeof *picture.lines);
    for (size_t p = 0; p < program_count(all); p++)
        read_line(&picture, bench, p);
    if (picture.count > 0)
        chart = write_chart(&picture);
    for (size_t i = 0; i < picture.count; i++)
        series_free(&picture.lines[i].series);
    free(picture.lines);
    return chart;
}
