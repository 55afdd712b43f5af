// What a chart found that shows more than one thing: see headlines.h.

#include "headlines.h"

#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "chart.h"
#include "verdict.h"

#define MEBIBYTE (1024.0 * 1024.0)
#define MOST_NAMED 4  // programs; of more, the rest is counted
#define SAME 1.01     // a smaller ratio is not worth a headline
#define FEW 6         // fewer rounds give no interval

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

// Returns whose runs, or how many, a ratio is from where they are too few for
// an interval: " (one run of sync)", " (2 rounds)", otherwise nothing.
static char *
few_text(const struct comparison *all, size_t program, size_t other,
         const struct estimate *ratio)
{
    if (ratio->has_interval)
        return copy_text("");
    if (all->once[program] != all->once[other])
        return format(" (one run of %s)",
                      program_at(all, all->once[program] ? program
                                                         : other)->name);
    return format(" (%zu %s)", ratio->count,
                  ratio->count == 1 ? "round" : "rounds");
}

// --- memory ------------------------------------------------------------------

// True when a figure of the two programs differs by less than matters, or no
// difference was shown.
static bool
alike(const struct comparison *all, size_t p, size_t q, enum figure figure)
{
    double mine = summary_of(all, p, figure).median;
    double other = summary_of(all, q, figure).median;
    struct estimate ratio = ratio_of(all, p, q, figure);

    if (mine <= 0 || other <= 0)
        return false;
    return (mine < SAME * other && other < SAME * mine) ||
           verdict_of(&ratio) == VERDICT_SAME;
}

// Programs by one figure: which has most, which least, and which are about as
// good as the most.
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
        bool counts = summary_of(all, p, figure).median > 0 &&
                      (!asked || asked[p]);
        r.tied[p] = counts && (p == r.most || alike(all, r.most, p, figure));
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

// Keeps among the tied only those that differ from the reference themselves;
// returns false where that leaves some out, so that nobody has most.
static bool
keep_shown(const struct comparison *all, struct ranking *r, size_t reference,
           enum figure figure)
{
    bool whole = true;

    for (size_t p = 0; p < program_count(all); p++) {
        if (!r->tied[p] || p == r->most || !alike(all, p, reference, figure))
            continue;
        r->tied[p] = false;
        r->tied_count--;
        whole = false;
    }
    return whole;
}

// Returns who has most of the figure, and how many times that of the
// reference: "threaded held most memory, 3.2 × as much as async".
static char *
most_text(const struct comparison *all, struct ranking *r, size_t reference,
          enum figure figure)
{
    const char *verb = figure == PEAK ? "held" : "reserved";
    const char *what = figure == PEAK ? "memory" : "address space";
    const char *than = program_at(all, reference)->name;
    struct estimate ratio = ratio_of(all, r->most, reference, figure);
    bool most = keep_shown(all, r, reference, figure);
    char *names = tied_names(all, r), *text;
    char *times = ratio_text(ratio.median);
    char *few = few_text(all, r->most, reference, &ratio);

    if (verdict_of(&ratio) == VERDICT_NONE)
        text = format("%s %s most %s", names, verb, what);
    else if (most)
        text = format("%s %s most %s, %s × as much as %s%s", names, verb,
                      what, times, than, few);
    else
        text = format("%s %s %s × the %s of %s%s", names, verb, times, what,
                      than, few);
    free(names);
    free(times);
    free(few);
    return text;
}

// True when all figures of the ranking are about the same, so that there is
// nothing to tell apart.
static bool
is_level(const struct ranking *r)
{
    return r->known < 2 || r->tied[r->least];
}

// True when most and least differ by less than matters.
static bool
is_narrow(const struct comparison *all, const struct ranking *r,
          enum figure figure)
{
    return summary_of(all, r->most, figure).median <
           SAME * summary_of(all, r->least, figure).median;
}

// Returns the finding about one figure; NULL when there is none.
static char *
memory_text(const struct comparison *all, struct ranking *r, size_t reference,
            enum figure figure)
{
    const char *verb = figure == PEAK ? "held" : "reserved", *who;
    char *bytes, *text;

    if (r->known == 0)
        return NULL;
    if (!is_level(r))
        return most_text(all, r, reference, figure);
    bytes = bytes_text(summary_of(all, r->most, figure).median);
    who = r->known == 2 ? "both" : "all";
    if (r->known == 1)
        text = format("%s %s %s", program_at(all, r->most)->name, verb, bytes);
    else if (is_narrow(all, r, figure))
        text = format("%s %s %s within 1 %%", who, verb, bytes);
    else
        text = format("%s %s about %s, no difference shown", who, verb,
                      bytes);
    free(bytes);
    return text;
}

// True when the program can stand for the least of the ranking: the two are
// alike, and the most is not.
static bool
can_stand(const struct comparison *all, const struct ranking *r,
          size_t program, enum figure figure)
{
    return alike(all, program, r->least, figure) && !r->tied[program];
}

char *
memory_headline(const struct comparison *all)
{
    if (!has_counting_runs(all))
        return copy_text("no run counts, so nothing can be said");
    struct ranking held = rank(all, NULL, PEAK);
    struct ranking reserved = rank(all, NULL, RESERVED);
    size_t one = held.least, other = reserved.least;

    // one program to compare with is easier to follow than two
    if (!is_level(&held) && !is_level(&reserved)) {
        if (can_stand(all, &reserved, one, RESERVED))
            other = one;
        else if (can_stand(all, &held, other, PEAK))
            one = other;
    }
    char *text = joined(memory_text(all, &held, one, PEAK), "; ",
                        memory_text(all, &reserved, other, RESERVED));
    free(held.tied);
    free(reserved.tied);
    return text;
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
    char *times = ratio_text(ratio->median), *few;
    char *name = sweep_name(all, reach->first), *text;

    few = few_text(all, reach->first, reach->last, ratio);
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

// Returns how the most of the figure compares with the least: "threaded held
// 3.2 × the memory of async".
static char *
span_text(const struct comparison *all, const struct ranking *r,
          enum figure figure)
{
    struct estimate ratio = ratio_of(all, r->most, r->least, figure);

    if (ratio.count == 0)
        return NULL;
    char *more = sweep_name(all, r->most), *less = sweep_name(all, r->least);
    char *times = ratio_text(ratio.median);
    char *few = few_text(all, r->most, r->least, &ratio);
    char *text = format("%s %s %s × the %s of %s%s", more,
                        figure == PEAK ? "held" : "used", times,
                        figure == PEAK ? "memory" : "CPU", less, few);
    free(more);
    free(less);
    free(times);
    free(few);
    return text;
}

// Returns which of the lines that reach this place held most memory there, or
// used most CPU time; NULL when it is one alone.
static char *
figure_there(const struct comparison *all, size_t place, enum figure figure)
{
    bool *there = resize(NULL, program_count(all), sizeof *there);
    char *text = NULL;

    for (size_t p = 0; p < program_count(all); p++)
        there[p] = sweep_place(all, p) == place &&
                   summary_of(all, p, figure).count > 0;
    struct ranking r = rank(all, there, figure);
    if (r.known > 1 && !r.tied[r.least])
        text = span_text(all, &r, figure);
    else if (r.known > 1 && figure == PEAK)
        text = memory_text(all, &r, r.least, figure);
    else if (r.known > 1)
        text = copy_text("no difference in CPU shown");
    free(r.tied);
    free(there);
    return text;
}

// Returns what the lines differ in that reach this place; NULL when it is one
// alone.
static char *
differences_there(const struct comparison *all, size_t place)
{
    char *text = joined(figure_there(all, place, PEAK), ", ",
                        figure_there(all, place, CPU));
    char *count = chart_count(place);
    char *whole = *text ? format("at %s %s", count, text) : NULL;

    free(count);
    free(text);
    return whole;
}

// Returns the last place that more than one line reaches; 0 when there is none.
static size_t
last_shared_place(const struct comparison *all)
{
    size_t last = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        size_t place = sweep_place(all, p), lines = 0;
        for (size_t q = 0; q < program_count(all); q++)
            lines += sweep_place(all, q) == place &&
                     summary_of(all, q, WALL).count > 0;
        if (lines > 1 && place > last)
            last = place;
    }
    return last;
}

// Where no ratio can have an interval, says so once, at the end, and not
// behind each of them, or leaves it to the subtitle if nothing ran more than
// once; takes over the text.
static char *
say_rounds_once(const struct comparison *all, char *text)
{
    char *few = format(" (%zu %s)", all->plan.rounds,
                       all->plan.rounds == 1 ? "round" : "rounds");
    const char *first = strstr(text, few);
    bool twice = first && strstr(first + 1, few);

    if (twice) {
        char *bare = replace_all(text, few, "");
        free(text);
        text = all_run_once(all)
                   ? copy_text(bare)
                   : format("%s (%zu %s each)", bare, all->plan.rounds,
                            all->plan.rounds == 1 ? "round" : "rounds");
        free(bare);
    }
    free(few);
    return text;
}

char *
scaling_headline(const struct comparison *all)
{
    struct reach reach = furthest(all);

    if (reach.steps == 0)
        return copy_text("too few steps have runs that count, so nothing can "
                         "be said");
    char *text = joined(changes_text(all, &reach), "; ",
                        differences_there(all, last_shared_place(all)));
    return all->plan.rounds < FEW ? say_rounds_once(all, text) : text;
}
