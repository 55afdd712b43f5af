// The bar charts: see bars.h.

#include "bars.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "headlines.h"
#include "verdict.h"

#define MEBIBYTE (1024.0 * 1024.0)
#define GIBIBYTE (1024 * MEBIBYTE)

// Where bars differ more than this, the small ones are drawn a second time,
// enlarged.
#define ENLARGE 3.0

// The picture, in pixels.
#define LEFT 26.0        // where the names start, without their width
#define NAME_LETTER 1.15 // a name is so much larger than other text
#define RIGHT 1256.0
#define TOP 614.0        // from the bottom of the picture
#define BOTTOM 119.0
#define GAP 46.0         // between panels
#define HALF_BAR 50.0    // most for half the height of a bar,
#define BAR_SHARE 0.36   // which otherwise is this part of its row
#define ALL_SHARE 0.38   // of the width, for all bars beside the enlarged ones
#define BESIDE 10.0      // words are so far from what they are about
#define LOOSE 12.0       // words may be so much wider than reckoned
#define TWO_LINES 60.0   // a row of this height has room for two lines

// Where runs differ by more than this part of their median, words that stand
// behind the last of them say that they mean the median.
#define WIDE 0.05

// Dots of a bar are spread over this part of its height, in the order of the
// rounds, so that none hides another.
#define SPREAD 0.62

// One of the one or two axes with bars on them. Its unit is that of its axis.
struct panel {
    enum figure figure;
    double unit;         // bytes in one, or 1
    const char *words;   // below its axis
    char *head;          // above it
    double left, right;  // pixels
    double end;          // of the axis, in the unit
};

// A whole chart, as it is laid out.
struct page {
    const struct comparison *all;
    struct panel panels[2];
    size_t count;      // of panels
    bool zoomed;       // the second panel shows the short bars of the first
    bool *is_short;    // a program each
    double height;     // of the panels, pixels
    double row;        // height of a row, pixels
    double half;       // half the height of a bar, pixels
    double *middle;    // a program each: of its row, pixels from the bottom
    double *words_at;  // likewise, for the words above it about its bounds
    bool outliers;     // some run is one, by its time: for times only
};

// --- what is shown where -----------------------------------------------------

// True when the program has a bar in the panel.
static bool
has_bar(const struct page *page, size_t panel, size_t p)
{
    return !page->zoomed || panel == 0 || page->is_short[p];
}

// True when the panel tells the program's value, and shows its runs: where
// there are two bars of the program, the one that can be read.
static bool
has_words(const struct page *page, size_t panel, size_t p)
{
    return !page->zoomed || (panel == 1) == page->is_short[p];
}

// True when the program has bounds that are worth a line; those of one that
// did not do all the work would make it look good.
static bool
has_bounds(const struct page *page, size_t p)
{
    return page->panels[0].figure == WALL && page->all->bounds[p].ideal > 0 &&
           !fell_short(page->all, p);
}

// True when the program's runs are drawn as dots: not where they fetched only
// a part, for nothing took that long.
static bool
has_dots(const struct page *page, enum figure figure, size_t p)
{
    return figure != WALL || extrapolation(page->all, p) == 1;
}

// Returns the largest value that is drawn of the program, in the figure's own
// unit.
static double
far_end(const struct page *page, size_t p, enum figure figure)
{
    struct estimate e = summary_of(page->all, p, figure);

    if (has_dots(page, figure, p))
        return e.max;
    return e.has_interval ? e.high : e.median;
}

// True when the list's order makes a difference that can be seen.
static bool
has_order(struct bounds bounds)
{
    return bounds.in_order > bounds.ideal * 1.005;
}

// Returns the last of the programs that share the bounds of the first, and
// the panel in which they are told.
static size_t
last_sharing(const struct page *page, size_t first)
{
    const struct bounds *b = page->all->bounds;
    size_t last = first;

    while (last + 1 < program_count(page->all) &&
           b[last + 1].ideal == b[first].ideal &&
           b[last + 1].in_order == b[first].in_order &&
           page->is_short[last + 1] == page->is_short[first] &&
           has_bounds(page, last + 1) == has_bounds(page, first))
        last++;
    return last;
}

// --- words -------------------------------------------------------------------

// Returns " extrapolated from 100 of 80,000 URLs" where it is; otherwise
// nothing.
static char *
extrapolated_text(const struct comparison *all, size_t p)
{
    if (extrapolation(all, p) == 1)
        return copy_text("");
    char *part = chart_count(program_at(all, p)->urls);
    char *whole = chart_count(all->scenario->path_count);
    char *text = format("extrapolated from %s of %s URLs", part, whole);

    free(part);
    free(whole);
    return text;
}

// Returns how the time compares with the ideal, or how much of the work was
// not done where others did more of it.
static char *
ideal_text(const struct comparison *all, size_t p, double median)
{
    double ideal = all->bounds[p].ideal;

    if (fell_short(all, p)) {
        size_t failed = (size_t)summary_of(all, p, FAILURES).median;
        char *part = chart_count(failed);
        char *whole = chart_count(program_at(all, p)->urls);
        char *text = format(", but %s of %s failed", part, whole);
        free(part);
        free(whole);
        return text;
    }
    return ideal > 0 ? format(", %.2f × ideal", median / ideal)
                     : copy_text("");
}

// Returns what stands behind a bar; the caller frees it.
static char *
value_text(const struct page *page, size_t p, enum figure figure)
{
    struct estimate e = summary_of(page->all, p, figure);
    double spread = fmax(far_end(page, p, figure) - e.median,
                         e.has_interval ? e.high - e.low : 0);

    if (e.median <= 0)
        return copy_text("not known");
    char *value = figure == WALL ? seconds_text(e.median)
                                 : bytes_text(e.median);
    char *ideal = figure == WALL ? ideal_text(page->all, p, e.median)
                                 : copy_text("");
    char *text = format("%s%s%s%s", spread > WIDE * e.median ? "median " : "",
                        value, ideal, e.count == 1 ? ", one run" : "");
    free(value);
    free(ideal);
    return text;
}

// Returns the same and, where one line has to do, what it is extrapolated
// from.
static char *
label_text(const struct page *page, size_t p, enum figure figure)
{
    char *value = value_text(page, p, figure);
    char *more = figure == WALL ? extrapolated_text(page->all, p)
                                : copy_text("");
    bool one_line = *more && page->row < TWO_LINES;
    char *text = format("%s%s%s", value, one_line ? ", " : "",
                        one_line ? more : "");

    free(value);
    free(more);
    return text;
}

// Returns how wide the words behind a bar are, in pixels.
static double
label_width(const struct page *page, size_t p, enum figure figure)
{
    char *label = label_text(page, p, figure);
    char *more = figure == WALL ? extrapolated_text(page->all, p)
                                : copy_text("");
    double width = fmax(chart_text_width(label),
                        page->row < TWO_LINES ? 0 : chart_text_width(more));

    free(label);
    free(more);
    return BESIDE + LOOSE + width;
}

// Returns what the bounds are that the programs from first to last share.
static char *
bounds_text(const struct page *page, size_t first, size_t last)
{
    struct bounds b = page->all->bounds[first];
    size_t cap = program_at(page->all, first)->concurrency;
    bool same = true;

    for (size_t p = first; p <= last; p++)
        same = same && program_at(page->all, p)->concurrency == cap;
    char *count = chart_count(cap);
    char *who = !same ? copy_text("") : cap == 1 ? copy_text("one at a time: ")
                                      : format("%s at once: ", count);
    char *bound = seconds_text(b.ideal), *order = seconds_text(b.in_order);
    char *text = format("%slower bound %s%s%s%s", who, bound,
                        has_order(b) ? ", " : "", has_order(b) ? order : "",
                        has_order(b) ? " in the list's order" : "");
    free(count);
    free(who);
    free(bound);
    free(order);
    return text;
}

// --- layout ------------------------------------------------------------------

// Puts the rows where they belong, the first on top; above those that share
// bounds there is a line of words.
static void
place_rows(struct page *page)
{
    size_t count = program_count(page->all);
    double lines = 0, y = page->height;

    page->middle = resize(NULL, count, sizeof *page->middle);
    page->words_at = resize(NULL, count, sizeof *page->words_at);
    for (size_t p = 0; p < count; p = last_sharing(page, p) + 1)
        lines += has_bounds(page, p);
    page->row = (page->height - CHART_LINE * lines) / (double)count;
    page->half = fmin(HALF_BAR, BAR_SHARE * page->row);
    for (size_t p = 0; p < count; p++) {
        bool first = p == 0 || last_sharing(page, p - 1) == p - 1;
        page->words_at[p] = NAN;
        if (first && has_bounds(page, p)) {
            // words stand nearer to their bars than to those above
            y -= CHART_LINE;
            page->words_at[p] = y + CHART_LINE / 2 -
                                (page->row / 2 - page->half) * 0.6;
        }
        page->middle[p] = y - page->row / 2;
        y -= page->row;
    }
}

// True when the program's time is one to compare with: it has one, and did as
// much of the work as the others, unless none with a time did.
static bool
competes(const struct comparison *all, size_t p)
{
    bool other = false;

    for (size_t q = 0; q < program_count(all); q++)
        other = other || (summary_of(all, q, WALL).max > 0 &&
                          !fell_short(all, q));
    return summary_of(all, p, WALL).max > 0 && !(other && fell_short(all, p));
}

// Finds the bars that could not be read beside the longest one; none where
// all are shorter than they.
static void
find_short(struct page *page)
{
    size_t count = program_count(page->all);
    double most = 0;

    page->is_short = resize(NULL, count, sizeof *page->is_short);
    for (size_t p = 0; p < count; p++)
        if (competes(page->all, p))
            most = fmax(most, summary_of(page->all, p, WALL).max);
    for (size_t p = 0; p < count; p++) {
        double max = summary_of(page->all, p, WALL).max;
        page->is_short[p] = page->panels[0].figure == WALL &&
                            competes(page->all, p) && most > ENLARGE * max;
        page->zoomed = page->zoomed || page->is_short[p];
    }
}

// Returns where the panel's axis has to end so that each bar, and the words
// behind it, have room. Words behind a long bar may stand in the second panel,
// where that has no bar.
static double
end_of_axis(const struct page *page, size_t panel)
{
    const struct panel *at = &page->panels[panel];
    double width = at->right - at->left, end = 0;
    double room = page->zoomed ? RIGHT - at->left : width;

    for (size_t p = 0; p < program_count(page->all); p++) {
        struct estimate e = summary_of(page->all, p, at->figure);
        double left = room - label_width(page, p, at->figure);
        if (e.count == 0 || !has_bar(page, panel, p))
            continue;
        double most = far_end(page, p, at->figure);
        end = fmax(end, 1.03 * most);
        if (has_words(page, panel, p))
            end = fmax(end, most * width / fmax(left, 0.25 * width));
    }
    return end > 0 ? end / at->unit : 1;
}

// Lays out the page, whose panels have their figure.
static void
lay_out(struct page *page)
{
    const struct comparison *all = page->all;
    double name = 0;

    find_short(page);
    page->count = page->zoomed || page->panels[0].figure == PEAK ? 2 : 1;
    page->height = TOP - BOTTOM - (page->count > 1 ? CHART_LINE : 0);
    place_rows(page);
    for (size_t p = 0; p < program_count(all); p++)
        name = fmax(name, chart_text_width(program_at(all, p)->name));
    double left = LEFT + NAME_LETTER * name + BESIDE;
    double width = RIGHT - left - GAP;
    double share = page->zoomed ? ALL_SHARE : 0.5;
    page->panels[0].left = left;
    page->panels[0].right = page->count > 1 ? left + share * width : RIGHT;
    page->panels[1].left = page->panels[0].right + GAP;
    page->panels[1].right = RIGHT;
    for (size_t i = 0; i < page->count; i++)
        page->panels[i].end = end_of_axis(page, i);
    for (size_t i = 0; i < all->run_count; i++)
        page->outliers = page->outliers ||
                         (page->panels[0].figure == WALL &&
                          all->runs[i].outlier && run_counts(&all->runs[i]));
}

// --- data --------------------------------------------------------------------

// Puts a panel's bars, a line a program: program row value low high, where
// its words start, row of the words, words, row of more words, and these.
static void
put_bars(FILE *data, const struct page *page, size_t panel)
{
    const struct panel *at = &page->panels[panel];

    chart_put_block(data, "bars", panel);
    for (size_t p = 0; p < program_count(page->all); p++) {
        struct estimate e = summary_of(page->all, p, at->figure);
        if (e.count == 0 || !has_bar(page, panel, p))
            continue;
        bool told = has_words(page, panel, p), show = told && e.has_interval;
        char *label = label_text(page, p, at->figure);
        char *more = at->figure == WALL && page->row >= TWO_LINES
                         ? extrapolated_text(page->all, p) : copy_text("");
        double up = *more ? CHART_LINE / 2 : 0;
        // Without an interval, "nan" keeps gnuplot from drawing one.
        fprintf(data, "%zu %.1f %.9g %.9g %.9g %.9g %.1f ", p,
                page->middle[p], e.median / at->unit,
                (show ? e.low : NAN) / at->unit,
                (show ? e.high : NAN) / at->unit,
                far_end(page, p, at->figure) / at->unit, page->middle[p] + up);
        chart_put_text(data, told ? label : "");
        fprintf(data, " %.1f ", page->middle[p] - up);
        chart_put_text(data, told ? more : "");
        fprintf(data, "\n");
        free(label);
        free(more);
    }
}

// Puts the dots of a panel, a line a run: program row value, and whether it
// is an outlier.
static void
put_runs(FILE *data, const struct page *page, size_t panel)
{
    const struct comparison *all = page->all;
    const struct panel *at = &page->panels[panel];

    chart_put_block(data, "runs", panel);
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        size_t p = run->turn.program, rounds = all->once[p] ? 1
                                                 : all->plan.rounds;
        double value = run_figure(all, run, at->figure);
        if (!run_counts(run) || !has_words(page, panel, p) || value <= 0 ||
            !has_dots(page, at->figure, p))
            continue;
        double place = ((double)run->turn.round - 0.5) / (double)rounds;
        fprintf(data, "%zu %.1f %.9g %d\n", p,
                page->middle[p] + 2 * SPREAD * page->half * (0.5 - place),
                value / at->unit, at->figure == WALL && run->outlier);
    }
}

// Where the words about some bounds stand.
struct place {
    double start;  // pixels from the axis to where they start, or end
    bool right;    // they stand to the right of the line, and start there
    bool beside;   // there was room beside the line, so it can lead to them
};

// Finds the place: to the right of the line if the picture has room there,
// otherwise to its left.
static struct place
place_of_words(const struct panel *at, double line, const char *words)
{
    double width = BESIDE + chart_text_width(words);
    double room = RIGHT - at->left - width;

    if (line <= room)
        return (struct place){line + BESIDE, true, true};
    if (line >= width)
        return (struct place){line - BESIDE, false, true};
    return (struct place){fmax(room, 0), true, false};
}

// Puts the bounds of the programs from first to last, which share them: the
// words (where row words, and 1 if they start or -1 if they end there) or the
// lines, each across one row (value from height, and whether it is that in
// the list's order). The first line leads to the words.
static void
put_shared_bounds(FILE *data, const struct page *page,
                  const struct panel *at, size_t first, bool put_words)
{
    struct bounds b = page->all->bounds[first];
    size_t last = last_sharing(page, first);
    double pixel = at->end / (at->right - at->left);
    char *words = bounds_text(page, first, last);
    struct place place = place_of_words(at, b.ideal / pixel, words);

    if (put_words) {
        fprintf(data, "%.9g %.1f ", place.start * pixel,
                page->words_at[first]);
        chart_put_text(data, words);
        fprintf(data, " %d\n", place.right ? 1 : -1);
    }
    for (size_t p = first; p <= last && !put_words; p++) {
        double bottom = page->middle[p] - page->row / 2;
        double lower = p == first ? page->middle[p] + page->half
                                  : bottom + page->row;
        double top = p == first && place.beside
                         ? page->words_at[p] + CHART_LINE / 2 : lower;
        fprintf(data, "%.9g %.1f %.1f 0\n", b.ideal, bottom, top - bottom);
        if (has_order(b))
            fprintf(data, "%.9g %.1f %.1f 1\n", b.in_order, bottom,
                    lower - bottom);
    }
    free(words);
}

// Puts the bounds of a panel.
static void
put_bounds(FILE *data, const struct page *page, size_t panel)
{
    static const char *const blocks[] = {"bounds", "words"};
    size_t count = program_count(page->all);

    for (int b = 0; b < 2; b++) {
        chart_put_block(data, blocks[b], panel);
        for (size_t p = 0; p < count; p = last_sharing(page, p) + 1)
            if (has_bounds(page, p) && has_words(page, panel, p))
                put_shared_bounds(data, page, &page->panels[panel], p,
                                  b == 1);
    }
}

// Puts what is drawn.
static void
put_data(FILE *data, const struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        put_bars(data, page, i);
        put_runs(data, page, i);
        put_bounds(data, page, i);
    }
    chart_put_block(data, "names", 0);
    for (size_t p = 0; p < program_count(page->all); p++) {
        bool counts = summary_of(page->all, p, WALL).count > 0;
        fprintf(data, "%zu %.1f ", p, page->middle[p]);
        chart_put_text(data, program_at(page->all, p)->name);
        fprintf(data, " ");
        chart_put_text(data, counts ? "" : "no run counts");
        fprintf(data, "\n");
    }
}

// Returns the line at the bottom, with what a hollow bar is or without.
static char *
footer_text(const struct page *page, bool hollow)
{
    bool bounds = false, order = false, interval = false;

    for (size_t p = 0; p < program_count(page->all); p++) {
        bounds = bounds || has_bounds(page, p);
        order = order || (has_bounds(page, p) &&
                          has_order(page->all->bounds[p]));
        interval = interval ||
                   summary_of(page->all, p, page->panels[0].figure)
                       .has_interval;
    }
    return format(
        "Bar: median%s.  Dot: one run%s.%s%s%s%s",
        hollow ? ", hollow: more URLs failed" : "",
        page->outliers ? ", hollow: an outlier" : "",
        interval ? "  Black: 95 % interval." : "",
        bounds ? "  Dashed: ideal, the lower bound" : "",
        order ? "; dotted: in the list's order" : "", bounds ? "." : "");
}

// Puts the line at the bottom: what marks mean. That of a hollow bar is also
// written beside it and in the subtitle, so it is the one that may go.
static void
put_footer(FILE *values, const struct page *page)
{
    bool hollow = false;

    for (size_t p = 0; p < program_count(page->all); p++)
        hollow = hollow || fell_short(page->all, p);
    char *footer = footer_text(page, hollow);
    if (chart_text_width(footer) > RIGHT - LEFT) {
        free(footer);
        footer = footer_text(page, false);
    }
    chart_set_text(values, "footer", footer);
    free(footer);
}

// Puts which bars are hollow, as others failed less, and the rows in which the
// second panel is empty, so that words behind a long bar in the first one can
// reach into it: an array each, low = high for no such row.
static void
put_rows(FILE *values, const struct page *page)
{
    size_t count = program_count(page->all);

    fprintf(values, "array fell_short[%zu]\narray free_low[%zu]\n"
                    "array free_high[%zu]\n", count, count, count);
    for (size_t p = 0; p < count; p++) {
        bool is_free = page->zoomed && !page->is_short[p];
        double low = page->middle[p] - page->row / 2;
        double words = isnan(page->words_at[p]) ? 0 : CHART_LINE;
        double high = is_free ? low + page->row + words : low;
        fprintf(values, "fell_short[%zu] = %d; free_low[%zu] = %.1f; "
                        "free_high[%zu] = %.1f\n", p + 1,
                fell_short(page->all, p), p + 1, low, p + 1, high);
    }
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct chart *chart, const struct page *page)
{
    chart_set_words(values, chart, page->all);
    chart_set_programs(values, page->all);
    fprintf(values, "panels = %zu\nzoomed = %d\nheight = %g\nhalf = %g\n"
                    "array lefts[2]\narray rights[2]\narray ends[2]\n"
                    "array units[2]\narray heads[2]\n",
            page->count, page->zoomed, page->height, page->half);
    for (size_t i = 0; i < page->count; i++) {
        const struct panel *at = &page->panels[i];
        fprintf(values, "lefts[%zu] = %.5f; rights[%zu] = %.5f; "
                        "ends[%zu] = %.9g\n", i + 1, at->left / CHART_WIDTH,
                i + 1, at->right / CHART_WIDTH, i + 1, at->end);
        char *name = format("units[%zu]", i + 1);
        chart_set_text(values, name, at->words);
        memcpy(name, "heads", 5);
        chart_set_text(values, name, at->head ? at->head : "");
        free(name);
    }
    put_rows(values, page);
    put_footer(values, page);
}

// Fills in data and values, and frees the page's own.
static struct chart
bars_chart(struct chart chart, struct page *page)
{
    size_t size;
    FILE *data = text_stream(&chart.data, &size);
    FILE *values = text_stream(&chart.values, &size);

    put_data(data, page);
    put_values(values, &chart, page);
    fclose(data);
    fclose(values);
    free(page->panels[0].head);
    free(page->panels[1].head);
    free(page->is_short);
    free(page->middle);
    free(page->words_at);
    return chart;
}

struct chart
time_chart(const struct comparison *all)
{
    static const char words[] = "seconds from start to end";
    struct page page = {
        .all = all,
        .panels = {{.figure = WALL, .unit = 1, .words = words},
                   {.figure = WALL, .unit = 1, .words = words}},
    };
    struct chart chart = {
        .name = "time",
        .question = copy_text("How long did each program take?"),
        .title = chart_title(all, verdict_headline(all, WALL)),
        .reading = copy_text("A bar is the median of the runs, each dot one "
                             "run, the black line the 95 % interval of the "
                             "median; dashed lines are bounds that no "
                             "program can beat."),
    };

    lay_out(&page);
    if (page.zoomed) {
        const struct panel *wide = &page.panels[1], *whole = &page.panels[0];
        double times = (wide->right - wide->left) / wide->end /
                       (whole->right - whole->left) * whole->end;
        page.panels[0].head = copy_text("all bars");
        page.panels[1].head = format("the shaded part, %.*f × wider",
                                     times < 10, times);
    }
    return bars_chart(chart, &page);
}

// Sets the panel's unit so that the largest value is a handy number.
static void
choose_unit(struct panel *panel, const struct comparison *all)
{
    double most = 0;

    for (size_t p = 0; p < program_count(all); p++)
        most = fmax(most, summary_of(all, p, panel->figure).max);
    panel->unit = most < GIBIBYTE ? MEBIBYTE : GIBIBYTE;
    panel->words = most < GIBIBYTE ? "MiB" : "GiB";
}

struct chart
memory_chart(const struct comparison *all)
{
    struct page page = {
        .all = all,
        .panels = {{.figure = PEAK}, {.figure = RESERVED}},
    };
    struct chart chart = {
        .name = "memory",
        .question = copy_text("How much memory did each program hold, and "
                              "how much did it reserve?"),
        .title = chart_title(all, memory_headline(all)),
        .reading = copy_text("To the left the memory that a program held at "
                             "its peak, to the right the address space that "
                             "it had reserved, which costs next to nothing "
                             "until it is used; each has an axis of its own. "
                             "A bar is the median of the runs, each dot one "
                             "run, the black line the 95 % interval of the "
                             "median."),
    };

    choose_unit(&page.panels[0], all);
    choose_unit(&page.panels[1], all);
    lay_out(&page);
    page.panels[0].head = copy_text("held: resident at the peak");
    page.panels[1].head = copy_text("reserved: address space");
    return bars_chart(chart, &page);
}
