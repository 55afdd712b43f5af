// What a chart found that shows more than one thing: see headlines.h.

#include "headlines.h"

#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "chart.h"
#include "verdict.h"

#define MEBIBYTE (1024.0 * 1024.0)
#define MOST_NAMED 4  // programs; of more, the rest is counted

char *
bytes_text(double bytes)
{
    double mebibytes = bytes / MEBIBYTE;

    if (mebibytes >= 1000)
        return format("%.2f GiB", mebibytes / 1024);
    return format("%.*f MiB", mebibytes < 100 ? 1 : 0, mebibytes);
}

// Returns the two texts with the other between them, and frees them; NULL is
// no text.
static char *
joined(char *first, const char *between, char *second)
{
    char *text = format("%s%s%s", first ? first : "",
                        first && second ? between : "", second ? second : "");

    free(first);
    free(second);
    return text;
}

// Returns how many rounds a ratio is from where they are too few for an
// interval, " (1 run)", otherwise nothing.
static char *
few_text(const struct estimate *ratio)
{
    if (ratio->has_interval)
        return copy_text("");
    return format(" (%zu %s)", ratio->count,
                  ratio->count == 1 ? "run" : "runs");
}

// --- memory ------------------------------------------------------------------

// Programs by one figure: which has most, which least, and between which of
// them and the most no difference was shown.
struct ranking {
    size_t known;      // programs for which the figure is known
    size_t most, least;
    bool *tied;        // a program each: with the most
    size_t tied_count; // the most itself included
};

// Returns the ranking among those of the programs that are asked for, or of
// all; the caller frees tied.
static struct ranking
rank(const struct comparison *all, const bool *asked, enum figure figure)
{
    size_t count = program_count(all);
    struct ranking r = {.tied = resize(NULL, count, sizeof *r.tied)};
    double most = 0, least = 0;

    for (size_t p = 0; p < count; p++) {
        double median = summary_of(all, p, figure).median;
        r.tied[p] = false;
        if (median <= 0 || (asked && !asked[p]))
            continue;
        if (r.known == 0 || median > most) {
            most = median;
            r.most = p;
        }
        if (r.known++ == 0 || median < least) {
            least = median;
            r.least = p;
        }
    }
    for (size_t p = 0; p < count && r.known > 0; p++) {
        struct estimate ratio = ratio_of(all, r.most, p, figure);
        bool counts = summary_of(all, p, figure).median > 0 &&
                      (!asked || asked[p]);
        r.tied[p] = counts && (p == r.most ||
                               verdict_of(&ratio) == VERDICT_SAME);
        r.tied_count += r.tied[p];
    }
    return r;
}

// Returns the names of those that are tied: "sync, threaded and async".
static char *
tied_names(const struct comparison *all, const struct ranking *r)
{
    char *names = NULL;
    size_t left = r->tied_count;

    if (left > MOST_NAMED)
        return format("%zu of %zu programs", left, r->known);
    for (size_t p = 0; p < program_count(all); p++) {
        if (!r->tied[p])
            continue;
        names = joined(names, left == 1 ? " and " : ", ",
                       copy_text(program_at(all, p)->name));
        left--;
    }
    return names;
}

// Returns who has most of the figure, and how many times that of whom:
// "threaded held most memory, 3.2 × as much as async".
static char *
most_text(const struct comparison *all, const struct ranking *r,
          enum figure figure)
{
    struct estimate ratio = ratio_of(all, r->most, r->least, figure);
    char *names = tied_names(all, r);
    char *times = ratio_text(ratio.median), *few = few_text(&ratio);
    char *text = format("%s %s, %s × as much as %s%s", names,
                        figure == PEAK ? "held most memory"
                                       : "reserved most address space",
                        times, program_at(all, r->least)->name, few);

    if (verdict_of(&ratio) == VERDICT_NONE) {
        free(text);
        text = format("%s %s", names, figure == PEAK
                                          ? "held most memory"
                                          : "reserved most address space");
    }
    free(names);
    free(times);
    free(few);
    return text;
}

// Returns the finding about one figure; NULL when there is none.
static char *
memory_text(const struct comparison *all, enum figure figure)
{
    const char *verb = figure == PEAK ? "held" : "reserved";
    struct ranking r = rank(all, NULL, figure);
    char *text = NULL;

    if (r.known > 0) {
        char *bytes = bytes_text(summary_of(all, r.most, figure).median);
        if (r.known == 1)
            text = format("%s %s %s", program_at(all, r.most)->name, verb,
                          bytes);
        else if (r.tied[r.least])
            text = format("%s %s about %s, no difference shown",
                          r.known == 2 ? "both" : "all", verb, bytes);
        else
            text = most_text(all, &r, figure);
        free(bytes);
    }
    free(r.tied);
    return text;
}

char *
memory_headline(const struct comparison *all)
{
    if (!has_counting_runs(all))
        return copy_text("no run counts, so nothing can be said");
    return joined(memory_text(all, PEAK), "; ", memory_text(all, RESERVED));
}

// --- scaling -----------------------------------------------------------------

size_t
sweep_place(const struct comparison *all, size_t program)
{
    const struct program *p = program_at(all, program);

    return all->scenario->sweep == SWEEP_FLIGHT ? p->urls : p->concurrency;
}

char *
sweep_name(const struct comparison *all, size_t program)
{
    const char *name = program_at(all, program)->name;
    const char *step = strrchr(name, '-');

    return format("%.*s", (int)(step ? step - name : 0), name);
}

// The first and the last step of a line that have runs that count.
struct reach {
    size_t first, last;  // programs
    size_t steps;        // how many; the rest means nothing when it is 0
};

// Returns the reach of the line that starts with the program.
static struct reach
reach_of(const struct comparison *all, size_t start)
{
    struct reach reach = {.steps = 0};

    for (size_t p = start; p < program_count(all) &&
         program_at(all, p)->line == program_at(all, start)->line; p++) {
        if (summary_of(all, p, WALL).count == 0)
            continue;
        if (reach.steps++ == 0)
            reach.first = p;
        reach.last = p;
    }
    return reach;
}

// True when the program is the first of its line.
static bool
starts_line(const struct comparison *all, size_t p)
{
    return p == 0 || program_at(all, p)->line != program_at(all, p - 1)->line;
}

// Returns the reach that goes furthest; of those, the first.
static struct reach
furthest(const struct comparison *all)
{
    struct reach best = {.steps = 0};

    for (size_t p = 0; p < program_count(all); p++) {
        if (!starts_line(all, p))
            continue;
        struct reach reach = reach_of(all, p);
        if (reach.steps > 1 &&
            (best.steps == 0 || sweep_place(all, reach.last) >
                                    sweep_place(all, best.last)))
            best = reach;
    }
    return best;
}

// Returns how the time of a line changed over its reach: with a cap that
// rises it should fall, with a number of URLs it should not grow. What was
// told of the line before need not be said again.
static char *
change_text(const struct comparison *all, const struct reach *reach, bool told)
{
    bool cap = all->scenario->sweep == SWEEP_CAP;
    struct estimate faster = ratio_of(all, reach->first, reach->last, WALL);
    struct estimate slower = ratio_of(all, reach->last, reach->first, WALL);
    bool is_faster = cap && faster.median > 1;
    const struct estimate *ratio = is_faster ? &faster : &slower;
    char *times = ratio_text(ratio->median), *few = few_text(ratio);
    char *name = sweep_name(all, reach->first), *text;

    if (verdict_of(ratio) == VERDICT_NONE)
        text = format("%s cannot be compared", name);
    else if (verdict_of(ratio) == VERDICT_SAME)
        text = format("%s showed no difference", name);
    else if (is_faster)
        text = format("%s %s%s ×%s%s", name, told ? "" : "became ", times,
                      told ? "" : " faster", few);
    else
        text = format("%s %s%s ×%s%s", name, told && !cap ? "" : "took ",
                      times, told && !cap ? "" : " as long", few);
    free(times);
    free(few);
    free(name);
    return text;
}

// Returns how the lines' times changed that go as far as the furthest.
static char *
changes_text(const struct comparison *all, const struct reach *furthest)
{
    size_t first = sweep_place(all, furthest->first);
    size_t last = sweep_place(all, furthest->last);
    char *text = NULL;
    bool told = false;

    for (size_t p = 0; p < program_count(all); p++) {
        struct reach reach = reach_of(all, p);
        if (!starts_line(all, p) || reach.steps < 2 ||
            sweep_place(all, reach.first) != first ||
            sweep_place(all, reach.last) != last)
            continue;
        char *change = change_text(all, &reach, told);
        told = told || strstr(change, " × faster") ||
               strstr(change, " × as long");
        text = joined(text, ", ", change);
    }
    char *from = chart_count(first), *to = chart_count(last);
    char *whole = format("from %s to %s%s at once %s", from, to,
                         all->scenario->sweep == SWEEP_FLIGHT ? " URLs" : "",
                         text);
    free(from);
    free(to);
    free(text);
    return whole;
}

// Returns which of the lines that reach this place held most memory there;
// NULL when it is one alone.
static char *
memory_there(const struct comparison *all, size_t place)
{
    bool *there = resize(NULL, program_count(all), sizeof *there);
    char *text = NULL, *count = chart_count(place);

    for (size_t p = 0; p < program_count(all); p++)
        there[p] = sweep_place(all, p) == place &&
                   summary_of(all, p, PEAK).count > 0;
    struct ranking r = rank(all, there, PEAK);
    struct estimate ratio = ratio_of(all, r.most, r.least, PEAK);
    if (r.known > 1 && r.tied[r.least]) {
        text = format("at %s no difference in memory held was shown", count);
    } else if (r.known > 1 && ratio.count > 0) {
        char *more = sweep_name(all, r.most), *less = sweep_name(all, r.least);
        char *times = ratio_text(ratio.median), *few = few_text(&ratio);
        text = format("at %s %s held %s × the memory of %s%s", count, more,
                      times, less, few);
        free(more);
        free(less);
        free(times);
        free(few);
    }
    free(r.tied);
    free(count);
    free(there);
    return text;
}

char *
scaling_headline(const struct comparison *all)
{
    struct reach reach = furthest(all);

    if (reach.steps == 0)
        return copy_text("too few steps have runs that count, so nothing can "
                         "be said");
    return joined(changes_text(all, &reach), "; ",
                  memory_there(all, sweep_place(all, reach.last)));
}
