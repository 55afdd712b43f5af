// The bar charts: see bars.h.

#include "bars.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"
#include "verdict.h"

#define MEBIBYTE (1024.0 * 1024.0)

// Where bars differ more than this, the small ones are drawn a second time,
// enlarged.
#define ENLARGE 3.0

// Dots of a bar are spread over this part of its row, in the order of the
// rounds, so that none hides another.
#define SPREAD 0.5

// Returns the row of a program: the first is on top.
static double
row_of(size_t program)
{
    return (double)(PROGRAMS - program);
}

// Returns the value in the chart's unit, seconds or MiB.
static double
in_unit(double value, enum figure figure)
{
    return figure == PEAK ? value / MEBIBYTE : value;
}

// Returns what stands behind a bar; the caller frees it.
static char *
bar_label(const struct comparison *all, size_t program, enum figure figure,
          double median)
{
    double ideal = all->bounds[program].ideal;

    if (figure == PEAK)
        return format("%.1f MiB", in_unit(median, figure));
    char *seconds = seconds_text(median);
    char *label = ideal > 0 ? format("%s, %.2f × ideal", seconds,
                                     median / ideal)
                            : copy_text(seconds);
    free(seconds);
    return label;
}

// Puts the bars, a line a program.
static void
put_bars(FILE *data, const struct comparison *all, enum figure figure)
{
    fprintf(data, "# bars\n");
    for (size_t p = 0; p < PROGRAMS; p++) {
        struct estimate e = summary_of(all, p, figure);
        if (e.count == 0)
            continue;
        char *label = bar_label(all, p, figure, e.median);
        // Without an interval, "nan" keeps gnuplot from drawing one.
        fprintf(data, "%zu %g %.9g %.9g %.9g %.9g ", p, row_of(p),
                in_unit(e.median, figure),
                in_unit(e.has_interval ? e.low : NAN, figure),
                in_unit(e.has_interval ? e.high : NAN, figure),
                in_unit(e.max, figure));
        chart_put_text(data, label);
        fprintf(data, "\n");
        free(label);
    }
}

// Puts the dots, a line a run.
static void
put_runs(FILE *data, const struct comparison *all, enum figure figure)
{
    fprintf(data, "\n\n# runs\n");
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        size_t p = run->turn.program, rounds = all->once[p] ? 1
                                                 : all->plan.rounds;
        if (!run_counts(run))
            continue;
        double place = ((double)run->turn.round - 0.5) / (double)rounds;
        fprintf(data, "%zu %g %.9g\n", p, row_of(p) + SPREAD * (0.5 - place),
                in_unit(run_figure(run, figure), figure));
    }
}

// Puts one lower bound across the rows of the programs first to last. Its
// words stand so many lines from them, and to this side of it.
static void
put_bound(FILE *data, size_t first, size_t last, double seconds, int line,
          const char *side, char *words)
{
    fprintf(data, "%g %g %.9g %d %s ", row_of(last), row_of(first), seconds,
            line, side);
    chart_put_text(data, words);
    fprintf(data, "\n");
    free(words);
}

// Returns the last of the programs that share the bounds of the first.
static size_t
last_sharing(size_t first)
{
    size_t last = first;

    while (last + 1 < PROGRAMS &&
           programs[last + 1].one_at_a_time == programs[first].one_at_a_time)
        last++;
    return last;
}

// True when the list's order makes a difference that can be seen.
static bool
has_order(struct bounds bounds)
{
    return bounds.in_order > bounds.ideal * 1.005;
}

// Puts the lower bounds of the programs from first on that share them: one
// line across all their rows. The smaller bound's words stand further out and
// to its left, so that no line crosses the other's words.
static void
put_shared_bounds(FILE *data, const struct comparison *all, size_t first)
{
    struct bounds b = all->bounds[first];
    size_t last = last_sharing(first);
    size_t cap = programs[first].one_at_a_time ? 1
                                               : all->scenario->concurrency;

    if (b.ideal > 0)
        put_bound(data, first, last, b.ideal, has_order(b) ? 2 : 1, "left",
                  format("%zu at a time, none can beat %.3g s", cap,
                         b.ideal));
    if (b.ideal > 0 && has_order(b))
        put_bound(data, first, last, b.in_order, 1, "right",
                  format("in the list's order %.3g s", b.in_order));
}

// Puts all lower bounds.
static void
put_bounds(FILE *data, const struct comparison *all)
{
    fprintf(data, "\n\n# bounds\n");
    for (size_t p = 0; p < PROGRAMS; p = last_sharing(p) + 1)
        put_shared_bounds(data, all, p);
}

// Returns how many lines of words the bounds of one program, or those that
// programs share, take at most.
static int
bound_lines(const struct comparison *all, bool shared)
{
    int most = 0;

    for (size_t p = 0; p < PROGRAMS; p = last_sharing(p) + 1) {
        struct bounds b = all->bounds[p];
        int lines = b.ideal > 0 ? 1 + has_order(b) : 0;
        if ((last_sharing(p) > p) == shared && lines > most)
            most = lines;
    }
    return most;
}

// Returns the largest value of all runs that count among the programs that
// do not run one URL at a time, or among all.
static double
largest(const struct comparison *all, enum figure figure, bool everyone)
{
    double most = 0;

    for (size_t p = 0; p < PROGRAMS; p++)
        if (everyone || !programs[p].one_at_a_time)
            most = fmax(most, summary_of(all, p, figure).max);
    return in_unit(most, figure);
}

// Puts the words and numbers around the data.
static void
put_values(FILE *values, const struct comparison *all, enum figure figure)
{
    char *title = verdict_headline(all, figure);
    char *subtitle = chart_subtitle(all);
    double most = largest(all, figure, true);
    double small = largest(all, figure, false);

    chart_set_text(values, "title", title);
    chart_set_text(values, "subtitle", subtitle);
    for (size_t p = 0; p < PROGRAMS; p++)
        fprintf(values, "name%zu = '%s'\n", p, programs[p].name);
    fprintf(values, "most = %.9g\n", most);
    fprintf(values, "small = %.9g\n", small);
    fprintf(values, "enlarge = %d\n", small > 0 && most > ENLARGE * small);
    fprintf(values, "single_bounds = %d\n",
            figure == WALL ? bound_lines(all, false) : 0);
    fprintf(values, "shared_bounds = %d\n",
            figure == WALL ? bound_lines(all, true) : 0);
    free(title);
    free(subtitle);
}

struct chart_text
bars_text(const struct comparison *all, enum figure figure)
{
    struct chart_text text;
    size_t size;
    FILE *data = text_stream(&text.data, &size);
    FILE *values = text_stream(&text.values, &size);

    put_bars(data, all, figure);
    put_runs(data, all, figure);
    if (figure == WALL)
        put_bounds(data, all);
    put_values(values, all, figure);
    fclose(data);
    fclose(values);
    return text;
}
