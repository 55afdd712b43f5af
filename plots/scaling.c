// The scaling chart: see scaling.h.

#include "scaling.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "basics.h"
#include "headlines.h"

#define MEBIBYTE (1024.0 * 1024.0)

// The picture, in pixels: two panels above two others.
#define LEFT 112.0      // of the first axis, with its numbers
#define BETWEEN 126.0   // the labels of one panel and the second axis
#define RIGHT 1252.0
#define BOTTOM 105.0    // of the lower panels, from the bottom of the picture
#define HEIGHT 216.0    // of a panel
#define GAP 48.0        // between the rows: the heads of the lower panels
#define LABEL_GAP 34.0  // from a line's end to its label
#define APART 23.0      // labels are at least so far apart
#define INDENT 5.0      // from where a label is put to its first letter
#define LEAST_WIDTH 240.0
#define TIC_ROOM 62.0   // that the number below a tic needs

// An axis spans at least this factor, so that what is flat looks flat.
#define LEAST_SPAN 40.0
#define MARGIN 1.5      // what is free above and below the lines: a factor

#define MOST_LABELS 16  // in one panel

#define PANELS 4
#define COLUMNS 2

// Words at the end of a line.
struct label {
    char *words;     // the label's own
    double place;    // where the line ends
    double value;
    double end_x, end_y;  // the same in pixels, from the panel's bottom
    double x, y;     // pixels: where the label stands
    long program;    // whose colour it has; -1: none's
    bool in_column;  // the line goes as far as any: in the column of labels
};

// One figure against what is in flight.
struct panel {
    double left, right, bottom;  // pixels
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
    struct panel panels[PANELS];
};

// The units of an axis, each so many times the one before.
struct units {
    double factor;
    const char *names[4];  // the first that is NULL ends them
};

static const struct units seconds = {60, {"s"}};
static const struct units short_times = {1000, {"µs", "ms", "s"}};
static const struct units bytes = {1024, {"MiB", "GiB", "TiB"}};

// What is drawn: in each panel a line for each program, and with the time the
// lower bounds.
static const struct {
    const char *block;
    enum figure figure;
    double unit;
    size_t panel;
    const char *head;      // of its panel
    const struct units *units;
} kinds[] = {
    {"wall", WALL, 1, 0, "time", &seconds},
    {"cpu", CPU, 1e-6, 1, "CPU time per URL", &short_times},
    {"peak", PEAK, MEBIBYTE, 2, "memory held", &bytes},
    {"reserved", RESERVED, MEBIBYTE, 3, "address space reserved", &bytes},
    {"bound", WALL, 1, 0, NULL, NULL},
};

#define KINDS (sizeof kinds / sizeof *kinds)
#define BOUND (KINDS - 1)

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

// Returns a kind's point of a program, in its unit; its median is 0 where
// there is none.
static struct estimate
point_of(const struct page *page, size_t program, size_t kind)
{
    double unit = kinds[kind].unit;

    if (kind == BOUND)
        return (struct estimate){.median = page->all->bounds[program].ideal};
    struct estimate e = summary_of(page->all, program, kinds[kind].figure);
    if (kinds[kind].figure == CPU)
        unit *= (double)program_at(page->all, program)->urls;
    e.median = e.median > 0 ? e.median / unit : 0;
    e.low = e.has_interval ? e.low / unit : NAN;
    e.high = e.has_interval ? e.high / unit : NAN;
    return e;
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

// Returns where the place is on the panel's axis: pixels.
static double
x_of(const struct page *page, const struct panel *panel, double place)
{
    return panel->left + (panel->right - panel->left) *
                             log(place / page->first) /
                             log(page->last / page->first);
}

// Returns how high the value is in the panel: pixels.
static double
y_of(const struct panel *panel, double value)
{
    return HEIGHT * log(value / panel->low) / log(panel->high / panel->low);
}

// --- labels ------------------------------------------------------------------

// Adds a label at the end of a line; it owns its words.
static void
add_label(struct page *page, size_t panel, struct label label)
{
    struct panel *at = &page->panels[panel];

    label.in_column = label.place >= page->last;
    if (at->label_count < MOST_LABELS)
        at->labels[at->label_count++] = label;
    else
        free(label.words);
}

// Returns why a line ends before this step; NULL when nothing is known.
static char *
end_words(const struct comparison *all, size_t step)
{
    char *place = chart_count(sweep_place(all, step)), *words = NULL;

    if (left_out(all, step)) {
        char *count = chart_count((size_t)lround(all->bounds[step].ideal));
        words = format("%s would take %s s", place, count);
        free(count);
    } else if (lack_at(all, step)) {
        words = format("%s: %s", place, lack_at(all, step));
    } else if (failed_runs(all, step) > 0) {
        words = format("fails at %s", place);
    }
    free(place);
    return words;
}

// Returns the name of the line and, where it ends early, why, but for time
// only: once is enough.
static char *
line_words(const struct page *page, size_t line, size_t last, size_t kind)
{
    char *name = sweep_name(page->all, last), *words, *reason = NULL;

    if (kinds[kind].figure == WALL && last + 1 < end_of_line(page, line))
        reason = end_words(page->all, last + 1);
    if (reason == NULL)
        return name;
    words = format("%s (%s)", name, reason);
    free(reason);
    free(name);
    return words;
}

// Adds the label of one kind of a line, unless it has no point.
static void
label_line(struct page *page, size_t line, size_t kind)
{
    struct panel *panel = &page->panels[kinds[kind].panel];
    size_t last = 0;
    double value = 0;

    if (kind == BOUND && !has_bounds(page, line))
        return;
    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++) {
        struct estimate point = point_of(page, p, kind);
        if (point.median <= 0)
            continue;
        last = p;
        value = point.median;
        include(panel, point.median);
        include(panel, point.low);
        include(panel, point.high);
    }
    if (value > 0)
        add_label(page, kinds[kind].panel, (struct label){
            .words = kind == BOUND ? copy_text("lower bound")
                                   : line_words(page, line, last, kind),
            .place = (double)sweep_place(page->all, last), .value = value,
            .program = kind == BOUND ? -1 : (long)page->starts[line],
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
        if (!label->in_column)
            continue;
        label->x = panel->right + LABEL_GAP;
        label->y = fmax(label->end_y, next);
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

// Returns how high a kind of a line is at so many pixels from the left; nan
// where it has ended, or not begun.
static double
height_at(const struct page *page, size_t line, size_t kind, double x)
{
    const struct panel *at = &page->panels[kinds[kind].panel];
    double before_x = NAN, before_y = NAN;

    if (kind == BOUND && !has_bounds(page, line))
        return NAN;
    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++) {
        double value = point_of(page, p, kind).median;
        double next_x = x_of(page, at, (double)sweep_place(page->all, p));
        double next_y = y_of(at, value);
        if (value <= 0)
            continue;
        if (before_x <= x && x <= next_x)
            return before_y + (next_y - before_y) * (x - before_x) /
                                  (next_x - before_x);
        before_x = next_x;
        before_y = next_y;
    }
    return NAN;
}

// Returns how far the nearest line, or label that was placed before, is from
// the label at this height: pixels.
static double
room_at(const struct page *page, size_t panel, const struct label *label,
        double y)
{
    const struct panel *at = &page->panels[panel];
    double width = 2 * INDENT + chart_text_width(label->words), least = HEIGHT;

    for (const struct label *l = at->labels; l < label; l++)
        if (!l->in_column && l->x < label->x + width &&
            label->x < l->x + 2 * INDENT + chart_text_width(l->words))
            least = fmin(least, fabs(l->y - y) - APART / 2);
    for (double x = 0; x <= width; x += width / 16) {
        for (size_t line = 0; line < page->count; line++) {
            for (size_t kind = 0; kind < KINDS; kind++)
                if (kinds[kind].panel == panel)
                    least = fmin(least, fabs(height_at(page, line, kind,
                                                       label->x + x) - y));
        }
    }
    return least;
}

// Puts the label of a line that ends early as near above or below its end as
// there is room for it, and farther to the left where it is long.
static void
place_early(const struct page *page, size_t panel, struct label *label)
{
    const struct panel *at = &page->panels[panel];
    double width = 2 * INDENT + chart_text_width(label->words), best = -HEIGHT;

    label->x = fmax(at->left, fmin(label->end_x, at->right - width));
    for (double far = 0.8 * APART; far < HEIGHT; far += 0.2 * APART) {
        for (int side = 1; side >= -1; side -= 2) {
            double y = label->end_y + side * far;
            if (y < APART / 2 || y > HEIGHT)
                continue;
            double room = fmin(room_at(page, panel, label, y), 0.7 * APART);
            if (room > best) {
                best = room;
                label->y = y;
            }
        }
    }
}

// Places all labels of the panel.
static void
place_labels(const struct page *page, size_t panel, struct panel *at)
{
    for (size_t i = 0; i < at->label_count; i++) {
        struct label *label = &at->labels[i];
        label->end_x = x_of(page, at, label->place);
        label->end_y = y_of(at, label->value);
    }
    spread_labels(at);
    for (size_t i = 0; i < at->label_count; i++)
        if (!at->labels[i].in_column)
            place_early(page, panel, &at->labels[i]);
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
    return LABEL_GAP + 2 * INDENT + width;
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

// Gives each panel its place, the same width to all.
static void
place_panels(struct page *page)
{
    double columns[COLUMNS] = {0};

    for (size_t i = 0; i < PANELS; i++)
        columns[i % COLUMNS] = fmax(columns[i % COLUMNS],
                                    column_width(&page->panels[i]));
    double room = RIGHT - LEFT - BETWEEN - columns[0] - columns[1];
    double width = fmax(room / COLUMNS, LEAST_WIDTH);
    for (size_t i = 0; i < PANELS; i++) {
        struct panel *at = &page->panels[i];
        at->left = i % COLUMNS ? LEFT + width + columns[0] + BETWEEN : LEFT;
        at->right = at->left + width;
        at->bottom = BOTTOM + (i < COLUMNS ? HEIGHT + GAP : 0);
    }
}

// Lays out the page.
static void
lay_out(struct page *page)
{
    find_lines(page);
    for (size_t line = 0; line < page->count; line++)
        for (size_t kind = 0; kind < KINDS; kind++)
            label_line(page, line, kind);
    place_panels(page);
    for (size_t i = 0; i < PANELS; i++) {
        struct panel *at = &page->panels[i];
        qsort(at->labels, at->label_count, sizeof *at->labels, by_value);
        settle_axis(at);
        place_labels(page, i, at);
    }
}

// --- data --------------------------------------------------------------------

// Puts one kind of a line.
static void
put_line(FILE *data, const struct page *page, size_t line, size_t kind)
{
    chart_put_block(data, kinds[kind].block, line);
    if (kind == BOUND && !has_bounds(page, line))
        return;
    for (size_t p = page->starts[line]; p < end_of_line(page, line); p++) {
        struct estimate point = point_of(page, p, kind);
        if (point.median > 0)
            fprintf(data, "%zu %.9g %.9g %.9g\n", sweep_place(page->all, p),
                    point.median, point.has_interval ? point.low : NAN,
                    point.has_interval ? point.high : NAN);
    }
}

// True when another label stands between the label and the end of its line.
static bool
is_hidden(const struct panel *at, const struct label *label, double x)
{
    for (size_t i = 0; i < at->label_count; i++) {
        const struct label *other = &at->labels[i];
        double width = 2 * INDENT + chart_text_width(other->words);
        if (other != label && !other->in_column && other->x <= x &&
            x <= other->x + width &&
            (other->y > label->end_y) == (label->y > other->y))
            return true;
    }
    return false;
}

// Puts where the thin line from a line's end to its label ends, where there is
// one: only to labels that do not stand at the end itself.
static void
put_lead(FILE *values, const struct panel *at, const struct label *label,
         size_t n)
{
    double away = label->y - label->end_y;
    double x = label->x, y = at->bottom + label->y;
    bool led = label->in_column;

    if (!label->in_column && fabs(away) > 1.3 * APART) {
        x = fmax(label->end_x, label->x + 2 * INDENT);
        led = !is_hidden(at, label, x);
        y -= copysign(APART / 2, away);
    }
    fprintf(values, "label_led[%zu] = %d; lead_x[%zu] = %.5f; "
                    "lead_y[%zu] = %.5f; end_x[%zu] = %.9g; "
                    "end_y[%zu] = %.9g\n", n, led, n, x / CHART_WIDTH, n,
            y / CHART_HEIGHT, n, label->place, n, label->value);
}

// Puts the labels of a panel, the first of which has this number.
static void
put_labels(FILE *values, const struct page *page, size_t panel, size_t number)
{
    const struct panel *at = &page->panels[panel];

    for (size_t i = 0; i < at->label_count; i++) {
        const struct label *label = &at->labels[i];
        size_t n = number + i;
        char *name = format("label_words[%zu]", n);
        chart_set_text(values, name, label->words);
        fprintf(values, "label_panel[%zu] = %zu; label_program[%zu] = %ld; "
                        "label_x[%zu] = %.5f; label_y[%zu] = %.5f\n", n,
                panel + 1, n, label->program, n,
                (label->x + INDENT) / CHART_WIDTH, n,
                (at->bottom + label->y) / CHART_HEIGHT);
        put_lead(values, at, label, n);
        free(name);
    }
}

// Puts all labels.
static void
put_all_labels(FILE *values, const struct page *page)
{
    static const char *const arrays[] = {
        "label_words", "label_panel", "label_program", "label_x", "label_y",
        "label_led", "lead_x", "lead_y", "end_x", "end_y",
    };
    size_t count = 0, number = 1;

    for (size_t i = 0; i < PANELS; i++)
        count += page->panels[i].label_count;
    fprintf(values, "label_count = %zu\n", count);
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
        fprintf(values, "array %s[%zu]\n", arrays[a], count);
    for (size_t i = 0; i < PANELS; i++) {
        put_labels(values, page, i, number);
        number += page->panels[i].label_count;
    }
}

// Returns the first place behind this one; 0 when there is none.
static double
place_behind(const struct page *page, double place)
{
    double next = 0;

    for (size_t p = 0; p < program_count(page->all); p++) {
        double other = (double)sweep_place(page->all, p);
        if (other > place && (next == 0 || other < next))
            next = other;
    }
    return next;
}

// Puts the numbers below an axis: the places, as far as they have room, the
// last one before those near it; and the same without words, for the upper
// panels.
static void
put_places(FILE *values, const struct page *page)
{
    const struct panel *at = &page->panels[0];
    double before = -CHART_WIDTH;
    char *words, *bare;
    size_t size;
    FILE *text = text_stream(&words, &size), *tics = text_stream(&bare, &size);

    for (double place = page->first; place > 0;
         place = place_behind(page, place)) {
        double x = x_of(page, at, place);
        if (x - before < TIC_ROOM ||
            (place < page->last && at->right - x < TIC_ROOM))
            continue;
        char *count = chart_count((size_t)place);
        fprintf(text, "%s'%s' %.0f", before > 0 ? ", " : "", count, place);
        fprintf(tics, "%s'' %.0f", before > 0 ? ", " : "", place);
        before = x;
        free(count);
    }
    fclose(text);
    fclose(tics);
    fprintf(values, "places = \"%s\"\nbare_places = \"%s\"\n", words, bare);
    free(words);
    free(bare);
}

// Puts the numbers beside an axis: the powers of ten, and where they are few
// 2 and 5 times these, of each of the axis's units.
static void
put_tics(FILE *values, const struct panel *panel, const struct units *units)
{
    static const double steps[] = {1, 2, 5};
    bool few = panel->high < 300 * panel->low, one = units->names[1] == NULL;
    const char *comma = "";
    double unit = 1;

    for (size_t u = 0; units->names[u]; u++, unit *= units->factor) {
        double most = units->names[u + 1] ? 3 : 6;
        for (double power = one ? -6 : 0; power < most; power++) {
            for (int step = 0; step < (few ? 3 : 1); step++) {
                double number = steps[step] * pow(10, power);
                if (number * unit < panel->low || number * unit > panel->high)
                    continue;
                fprintf(values, "%s'%g %s' %.9g", comma, number,
                        units->names[u], number * unit);
                comma = ", ";
            }
        }
    }
}

// Puts where the panels are, their heads and their axes.
static void
put_panels(FILE *values, const struct page *page)
{
    fprintf(values, "panels = %d\ncolumns = %d\narray lefts[%d]\n"
                    "array rights[%d]\narray bottoms[%d]\narray tops[%d]\n"
                    "array lows[%d]\narray highs[%d]\narray heads[%d]\n"
                    "array blocks[%d]\narray tics[%d]\n", PANELS, COLUMNS,
            PANELS, PANELS, PANELS, PANELS, PANELS, PANELS, PANELS, PANELS,
            PANELS);
    for (int i = 0; i < PANELS; i++) {
        const struct panel *at = &page->panels[i];
        int n = i + 1;
        fprintf(values, "lefts[%d] = %.5f; rights[%d] = %.5f; "
                        "bottoms[%d] = %.5f; tops[%d] = %.5f; "
                        "lows[%d] = %.9g; highs[%d] = %.9g\n"
                        "heads[%d] = '%s'; blocks[%d] = '%s'\ntics[%d] = \"",
                n, at->left / CHART_WIDTH, n, at->right / CHART_WIDTH, n,
                at->bottom / CHART_HEIGHT, n,
                (at->bottom + HEIGHT) / CHART_HEIGHT, n, at->low, n, at->high,
                n, kinds[i].head, n, kinds[i].block, n);
        put_tics(values, at, kinds[i].units);
        fprintf(values, "\"\n");
    }
}

// True when any point has an interval.
static bool
has_intervals(const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++)
        if (summary_of(all, p, WALL).has_interval)
            return true;
    return false;
}

// Puts what the marks and the lines are.
static void
put_footer(FILE *values, const struct comparison *all)
{
    char *footer = format("Mark: %s.%s  Dashed, without marks: lower bound.  "
                          "Both axes go up by factors.",
                          all_run_once(all) ? "one run"
                                            : "median of the runs",
                          has_intervals(all) ? "  Bar: 95 % interval." : "");

    chart_set_text(values, "footer", footer);
    free(footer);
}

// Returns how to read the chart.
static char *
reading_of(const struct comparison *all)
{
    return format("Each mark is %s%s; both axes go up by factors. Above: time, "
                  "with the lower bound that no program can beat, and the "
                  "program’s CPU time divided by its URLs. Below: the memory "
                  "that was held, and the address space that was reserved.",
                  all_run_once(all) ? "one run" : "the median of the runs",
                  has_intervals(all)
                      ? ", with its 95 % interval where there are enough" : "");
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct chart *chart, const struct page *page)
{
    chart_set_words(values, chart, page->all);
    chart_set_programs(values, page->all);
    fprintf(values, "lines = %zu\narray starts[%zu]\n", page->count,
            page->count);
    for (size_t line = 0; line < page->count; line++)
        fprintf(values, "starts[%zu] = %zu\n", line + 1, page->starts[line]);
    fprintf(values, "first = %g\nlast = %g\n", page->first, page->last);
    put_panels(values, page);
    put_all_labels(values, page);
    put_places(values, page);
    put_footer(values, page->all);
    chart_set_text(values, "below",
                   page->all->scenario->sweep == SWEEP_FLIGHT
                       ? "URLs, all in flight at once"
                       : "most in flight at once");
}

// Puts what is drawn.
static void
put_data(FILE *data, const struct page *page)
{
    for (size_t line = 0; line < page->count; line++)
        for (size_t kind = 0; kind < KINDS; kind++)
            put_line(data, page, line, kind);
}

struct chart
scaling_chart(const struct comparison *all)
{
    struct page page = {.all = all};
    struct chart chart = {
        .name = "scaling",
        .question = copy_text("What changes when more are in flight?"),
        .title = chart_title(all, scaling_headline(all)),
        .reading = reading_of(all),
    };
    size_t size;
    FILE *data = text_stream(&chart.data, &size);
    FILE *values = text_stream(&chart.values, &size);

    lay_out(&page);
    put_data(data, &page);
    put_values(values, &chart, &page);
    fclose(data);
    fclose(values);
    for (size_t i = 0; i < PANELS; i++)
        for (size_t l = 0; l < page.panels[i].label_count; l++)
            free(page.panels[i].labels[l].words);
    free(page.starts);
    return chart;
}
