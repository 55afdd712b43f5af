// The scaling chart: see scaling.h.

#include "scaling.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "basics.h"
#include "headlines.h"

#define MEBIBYTE (1024.0 * 1024.0)

// The picture, in pixels.
#define LEFT 104.0      // of the first axis, with its numbers
#define BETWEEN 118.0   // the labels of one panel and the second axis
#define RIGHT 1252.0
#define BOTTOM 119.0    // from the bottom of the picture
#define HEIGHT 464.0    // of the panels
#define LABEL_GAP 34.0  // from a line's end to its label
#define APART 23.0      // labels are at least so far apart
#define LEAST_WIDTH 240.0
#define TIC_ROOM 62.0   // that the number below a tic needs

// An axis spans at least this factor, so that what is flat looks flat.
#define LEAST_SPAN 40.0
#define MARGIN 1.5      // what is free above and below the lines: a factor

#define MOST_LABELS 32  // in one panel

// Words at the end of a line.
struct label {
    char *words;     // the label's own
    double x, value; // where the line ends
    double y;        // pixels from the bottom, of the label
    long program;    // whose colour it has; -1: none's
    bool in_column;  // the line goes as far as any: in the column of labels
};

// Time or memory.
struct panel {
    double left, right;  // pixels
    double low, high;    // of its axis, in its unit
    struct label labels[MOST_LABELS];
    size_t label_count;
};

// The whole chart, as it is laid out.
struct page {
    const struct comparison *all;
    double first, last;    // place
    size_t *starts;        // a line each: its first program
    size_t count;          // of lines
    struct panel panels[2];
};

// What a line is drawn of.
static const struct {
    const char *block;
    enum figure figure;
    double unit;
    int panel;
    const char *suffix;  // of its label
} kinds[] = {
    {"wall", WALL, 1, 0, ""},
    {"peak", PEAK, MEBIBYTE, 1, " held"},
    {"reserved", RESERVED, MEBIBYTE, 1, " reserved"},
};

#define KINDS (sizeof kinds / sizeof *kinds)

// --- lines -------------------------------------------------------------------

// Returns one behind the last program of the line.
static size_t
end_of_line(const struct page *page, size_t line)
{
    return line + 1 < page->count ? page->starts[line + 1]
                                  : program_count(page->all);
}

// Finds the lines, and the first and the last place.
static void
find_lines(struct page *page)
{
    const struct comparison *all = page->all;

    page->starts = resize(NULL, program_count(all), sizeof *page->starts);
    for (size_t p = 0; p < program_count(all); p++) {
        double place = (double)sweep_place(all, p);
        if (p == 0 || program_at(all, p)->line != program_at(all, p - 1)->line)
            page->starts[page->count++] = p;
        page->first = p == 0 ? place : fmin(page->first, place);
        page->last = fmax(page->last, place);
    }
    if (page->last <= page->first)
        page->last = 10 * page->first;
}

// True when the line's lower bounds are drawn: those of a program that waits
// for many at once, unless another line before it has the very same.
static bool
has_bounds(const struct page *page, size_t line)
{
    size_t start = page->starts[line], end = end_of_line(page, line);
    const struct bounds *bounds = page->all->bounds;

    if (program_at(page->all, start)->one_at_a_time)
        return false;
    for (size_t other = 0; other < line; other++) {
        size_t from = page->starts[other];
        bool same = end_of_line(page, other) - from == end - start;
        for (size_t i = 0; same && i < end - start; i++)
            same = bounds[from + i].ideal == bounds[start + i].ideal;
        if (same)
            return false;
    }
    return true;
}

// Makes room on the panel's axis for the value.
static void
include(struct panel *panel, double value)
{
    if (!(value > 0))
        return;
    panel->low = panel->low > 0 ? fmin(panel->low, value) : value;
    panel->high = fmax(panel->high, value);
}

// --- labels ------------------------------------------------------------------

// Adds a label at the end of a line; it owns its words.
static void
add_label(struct page *page, int panel, struct label label)
{
    struct panel *at = &page->panels[panel];

    label.in_column = label.x >= page->last;
    if (at->label_count < MOST_LABELS)
        at->labels[at->label_count++] = label;
    else
        free(label.words);
}

// Returns the name of the line and, where its next step failed, that, but for
// time only: once is enough.
static char *
line_words(const struct page *page, size_t line, size_t last,
           const char *suffix)
{
    const struct comparison *all = page->all;
    char *name = sweep_name(all, last), *words;
    bool failed = *suffix == '\0' && last + 1 < end_of_line(page, line) &&
                  failed_runs(all, last + 1) > 0;

    if (failed) {
        char *place = chart_count(sweep_place(all, last + 1));
        words = format("%s%s (fails at %s)", name, suffix, place);
        free(place);
    } else {
        words = format("%s%s", name, suffix);
    }
    free(name);
    return words;
}

// Adds the label of one kind of a line, unless it has no point.
static void
label_line(struct page *page, size_t line, size_t kind)
{
    size_t last = 0;
    double value = 0;

    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++) {
        struct estimate e = summary_of(page->all, p, kinds[kind].figure);
        if (e.median <= 0)
            continue;
        last = p;
        value = e.median / kinds[kind].unit;
        include(&page->panels[kinds[kind].panel], value);
        if (e.has_interval)
            include(&page->panels[kinds[kind].panel],
                    e.low / kinds[kind].unit);
        if (e.has_interval)
            include(&page->panels[kinds[kind].panel],
                    e.high / kinds[kind].unit);
    }
    if (value > 0)
        add_label(page, kinds[kind].panel, (struct label){
            .words = line_words(page, line, last, kinds[kind].suffix),
            .x = (double)sweep_place(page->all, last), .value = value,
            .program = (long)page->starts[line],
        });
}

// Adds the label of a line's lower bounds.
static void
label_bounds(struct page *page, size_t line)
{
    size_t last = end_of_line(page, line) - 1;
    double value = page->all->bounds[last].ideal;

    if (!has_bounds(page, line) || value <= 0)
        return;
    for (size_t p = page->starts[line]; p <= last; p++)
        include(&page->panels[0], page->all->bounds[p].ideal);
    add_label(page, 0, (struct label){
        .words = copy_text("lower bound"), .program = -1, .value = value,
        .x = (double)sweep_place(page->all, last),
    });
}

// Orders labels from the bottom to the top, for qsort.
static int
by_value(const void *left, const void *right)
{
    const struct label *a = left, *b = right;

    return (a->value > b->value) - (a->value < b->value);
}

// Moves the labels of the column apart: up from the bottom as far as need be,
// and back down from the top where they would leave the picture.
static void
spread_labels(struct panel *panel)
{
    double next = APART / 2, limit = HEIGHT;

    for (size_t i = 0; i < panel->label_count; i++) {
        struct label *label = &panel->labels[i];
        label->y = HEIGHT * log(label->value / panel->low) /
                   log(panel->high / panel->low);
        if (!label->in_column)
            continue;
        label->y = fmax(label->y, next);
        next = label->y + APART;
    }
    for (size_t i = panel->label_count; i-- > 0;) {
        struct label *label = &panel->labels[i];
        if (!label->in_column)
            continue;
        label->y = fmin(label->y, limit);
        limit = label->y - APART;
    }
}

// --- layout ------------------------------------------------------------------

// Returns how much of the width the labels of the panel's column take.
static double
column_width(const struct panel *panel)
{
    double width = 0;

    for (size_t i = 0; i < panel->label_count; i++)
        if (panel->labels[i].in_column)
            width = fmax(width, chart_text_width(panel->labels[i].words));
    return LABEL_GAP + width;
}

// Widens the axis so that it spans enough and has margins.
static void
settle_axis(struct panel *panel)
{
    double missing;

    if (!(panel->low > 0))
        panel->low = panel->high = 1;
    missing = LEAST_SPAN / (panel->high / panel->low * MARGIN * MARGIN);
    double margin = MARGIN * (missing > 1 ? sqrt(missing) : 1);
    panel->low /= margin;
    panel->high *= margin;
}

// Lays out the page.
static void
lay_out(struct page *page)
{
    double columns[2];

    find_lines(page);
    for (size_t line = 0; line < page->count; line++) {
        for (size_t kind = 0; kind < KINDS; kind++)
            label_line(page, line, kind);
        label_bounds(page, line);
    }
    for (int i = 0; i < 2; i++) {
        struct panel *at = &page->panels[i];
        qsort(at->labels, at->label_count, sizeof *at->labels, by_value);
        settle_axis(at);
        spread_labels(at);
        columns[i] = column_width(at);
    }
    double room = RIGHT - LEFT - BETWEEN - columns[0] - columns[1];
    double width = fmax(room / 2, LEAST_WIDTH);
    page->panels[0].left = LEFT;
    page->panels[0].right = LEFT + width;
    page->panels[1].left = LEFT + width + columns[0] + BETWEEN;
    page->panels[1].right = page->panels[1].left + width;
}

// --- data --------------------------------------------------------------------

// Puts one kind of a line.
static void
put_line(FILE *data, const struct page *page, size_t line, size_t kind)
{
    double unit = kinds[kind].unit;

    chart_put_block(data, kinds[kind].block, line);
    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++) {
        struct estimate e = summary_of(page->all, p, kinds[kind].figure);
        if (e.median <= 0)
            continue;
        fprintf(data, "%zu %.9g %.9g %.9g\n", sweep_place(page->all, p),
                e.median / unit, (e.has_interval ? e.low : NAN) / unit,
                (e.has_interval ? e.high : NAN) / unit);
    }
}

// Puts a line's lower bounds.
static void
put_bounds(FILE *data, const struct page *page, size_t line)
{
    chart_put_block(data, "bound", line);
    if (!has_bounds(page, line))
        return;
    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++)
        if (page->all->bounds[p].ideal > 0)
            fprintf(data, "%zu %.9g\n", sweep_place(page->all, p),
                    page->all->bounds[p].ideal);
}

// Returns how high a kind of a line is where the axis has this place, pixels
// from the bottom; nan where it has ended, or not begun.
static double
height_at(const struct page *page, size_t line, size_t kind, double place)
{
    const struct panel *at = &page->panels[kinds[kind].panel];
    double x = 0, y = 0;

    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++) {
        double median = summary_of(page->all, p, kinds[kind].figure).median;
        double next_x = log((double)sweep_place(page->all, p));
        double next_y = HEIGHT * log(median / kinds[kind].unit / at->low) /
                        log(at->high / at->low);
        if (median <= 0)
            continue;
        if (y > 0 && x <= log(place) && log(place) <= next_x)
            return y + (next_y - y) * (log(place) - x) / (next_x - x);
        x = next_x;
        y = next_y;
    }
    return NAN;
}

// Returns how far the nearest line is from words at this height that start at
// the end of a line, in pixels.
static double
room_at(const struct page *page, int panel, const struct label *label,
        double y)
{
    const struct panel *at = &page->panels[panel];
    double decade = log(page->last / page->first) / (at->right - at->left);
    double width = chart_text_width(label->words), least = HEIGHT;

    for (double x = 0; x < width; x += width / 8) {
        double place = label->x * exp(x * decade);
        for (size_t line = 0; line < page->count; line++) {
            for (size_t kind = 0; kind < KINDS; kind++) {
                double other = height_at(page, line, kind, place);
                if (kinds[kind].panel == panel && !isnan(other))
                    least = fmin(least, fabs(other - y));
            }
        }
    }
    return least;
}

// Returns the height of the label: in the column its own; otherwise above or
// below the end of its line, wherever more room is.
static double
label_height(const struct page *page, int panel, const struct label *label)
{
    double above = label->y + 0.8 * APART, below = label->y - 0.8 * APART;

    if (label->in_column)
        return label->y;
    if (room_at(page, panel, label, above) >= APART / 2)
        return above;
    return room_at(page, panel, label, below) >
                   room_at(page, panel, label, above)
               ? below : above;
}

// Puts the labels of a panel, the first of which has this number: in the
// column, or at the end of a line that ends before the others.
static void
put_labels(FILE *values, const struct page *page, int panel, size_t number)
{
    const struct panel *at = &page->panels[panel];
    double width = at->right - at->left;

    for (size_t i = 0; i < at->label_count; i++) {
        const struct label *label = &at->labels[i];
        double x = label->in_column
                       ? at->right + LABEL_GAP
                       : at->left + width * log(label->x / page->first) /
                                        log(page->last / page->first);
        double y = BOTTOM + label_height(page, panel, label);
        size_t n = number + i;
        char *name = format("label_words[%zu]", n);
        chart_set_text(values, name, label->words);
        fprintf(values, "label_panel[%zu] = %d; label_program[%zu] = %ld; "
                        "label_x[%zu] = %.5f; label_y[%zu] = %.5f; "
                        "label_led[%zu] = %d; end_y[%zu] = %.9g\n", n,
                panel + 1, n, label->program, n, x / CHART_WIDTH, n,
                y / CHART_HEIGHT, n, label->in_column, n, label->value);
        free(name);
    }
}

// Puts all labels.
static void
put_all_labels(FILE *values, const struct page *page)
{
    static const char *const arrays[] = {
        "label_words", "label_panel", "label_program", "label_x", "label_y",
        "label_led", "end_y",
    };
    size_t before = page->panels[0].label_count;
    size_t count = before + page->panels[1].label_count;

    fprintf(values, "label_count = %zu\n", count);
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
        fprintf(values, "array %s[%zu]\n", arrays[a], count);
    put_labels(values, page, 0, 1);
    put_labels(values, page, 1, 1 + before);
}

// Puts the numbers below the first axis: the places, as far as they have room.
static void
put_places(FILE *values, const struct page *page)
{
    const struct panel *at = &page->panels[0];
    double scale = (at->right - at->left) / log(page->last / page->first);
    double before = 0;

    fprintf(values, "places = \"");
    for (double place = page->first; place > 0;) {
        double next = 0;
        if (before == 0 || log(place / before) * scale >= TIC_ROOM) {
            char *count = chart_count((size_t)place);
            fprintf(values, "%s'%s' %.0f", before > 0 ? ", " : "", count,
                    place);
            before = place;
            free(count);
        }
        for (size_t p = 0; p < program_count(page->all); p++) {
            double other = (double)sweep_place(page->all, p);
            if (other > place && (next == 0 || other < next))
                next = other;
        }
        place = next;
    }
    fprintf(values, "\"\n");
}

// Puts the numbers beside an axis: the powers of ten, and where they are few
// 2 and 5 times these, of the unit and of what is 1024 times as much, and so
// on, if it has more than one name.
static void
put_tics(FILE *values, const char *name, const struct panel *panel,
         const char *const *units, size_t unit_count)
{
    static const double steps[] = {1, 2, 5};
    bool few = panel->high < 300 * panel->low;
    const char *comma = "";
    double most = unit_count > 1 ? 3 : 6;

    fprintf(values, "%s = \"", name);
    for (size_t u = 0; u < unit_count; u++) {
        for (double power = unit_count > 1 ? 0 : -6; power < most; power++) {
            for (int step = 0; step < (few ? 3 : 1); step++) {
                double number = steps[step] * pow(10, power);
                double value = number * pow(1024, (double)u);
                if (value < panel->low || value > panel->high)
                    continue;
                fprintf(values, "%s'%g %s' %.9g", comma, number, units[u],
                        value);
                comma = ", ";
            }
        }
    }
    fprintf(values, "\"\n");
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct chart *chart, const struct page *page)
{
    static const char *const seconds[] = {"s"};
    static const char *const bytes[] = {"MiB", "GiB", "TiB"};

    chart_set_words(values, chart, page->all);
    chart_set_programs(values, page->all);
    fprintf(values, "lines = %zu\narray starts[%zu]\n", page->count,
            page->count);
    for (size_t line = 0; line < page->count; line++)
        fprintf(values, "starts[%zu] = %zu\n", line + 1, page->starts[line]);
    fprintf(values, "first = %g\nlast = %g\nheight = %g\narray lefts[2]\n"
                    "array rights[2]\narray lows[2]\narray highs[2]\n",
            page->first, page->last, HEIGHT);
    for (int i = 0; i < 2; i++)
        fprintf(values, "lefts[%d] = %.5f; rights[%d] = %.5f; "
                        "lows[%d] = %.9g; highs[%d] = %.9g\n", i + 1,
                page->panels[i].left / CHART_WIDTH, i + 1,
                page->panels[i].right / CHART_WIDTH, i + 1,
                page->panels[i].low, i + 1, page->panels[i].high);
    put_all_labels(values, page);
    put_places(values, page);
    put_tics(values, "seconds", &page->panels[0], seconds, 1);
    put_tics(values, "bytes", &page->panels[1], bytes, 3);
    chart_set_text(values, "below",
                   page->all->scenario->sweep == SWEEP_FLIGHT
                       ? "URLs, all in flight at once"
                       : "most in flight at once");
}

// Puts what is drawn.
static void
put_data(FILE *data, const struct page *page)
{
    for (size_t line = 0; line < page->count; line++) {
        for (size_t kind = 0; kind < KINDS; kind++)
            put_line(data, page, line, kind);
        put_bounds(data, page, line);
    }
}

struct chart
scaling_chart(const struct comparison *all)
{
    struct page page = {.all = all};
    struct chart chart = {
        .name = "scaling",
        .question = copy_text("What changes when more are in flight?"),
        .title = scaling_headline(all),
        .reading = copy_text("Each mark is a median, with its 95 % interval "
                             "where there are enough runs; both axes go up "
                             "by factors. To the left time, with the lower "
                             "bound that no program can beat; to the right "
                             "the memory that was held, and the address "
                             "space that was reserved."),
    };
    size_t size;
    FILE *data = text_stream(&chart.data, &size);
    FILE *values = text_stream(&chart.values, &size);

    lay_out(&page);
    put_data(data, &page);
    put_values(values, &chart, &page);
    fclose(data);
    fclose(values);
    for (int i = 0; i < 2; i++)
        for (size_t l = 0; l < page.panels[i].label_count; l++)
            free(page.panels[i].labels[l].words);
    free(page.starts);
    return chart;
}
