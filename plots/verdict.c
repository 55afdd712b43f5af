// What the numbers say, in words: see verdict.h.

#include "verdict.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"

enum verdict
verdict_of(const struct estimate *ratio)
{
    if (ratio->count == 0)
        return VERDICT_NONE;
    if (!ratio->has_interval)
        return VERDICT_UNSURE;
    if (ratio->low <= 1 && ratio->high >= 1)
        return VERDICT_SAME;
    return VERDICT_DIFFERENT;
}

char *
seconds_text(double seconds)
{
    return format("%.*f s", seconds < 1 ? 3 : seconds < 100 ? 2 : 0, seconds);
}

// Returns how many digits behind the point a ratio is told with: more where
// it is small, or so near to 1 that two would hide the difference.
static int
digits_of(double ratio)
{
    if (ratio < 0.1 || fabs(ratio - 1) < 0.1)
        return 3;
    return ratio < 10 ? 2 : ratio < 100 ? 1 : 0;
}

// True when the number is not 1 but would be printed as that.
static bool
looks_like_one(double number, int digits)
{
    return number != 1 && fabs(number - 1) < 0.5 * pow(10, -digits);
}

// Returns the same for a ratio with an interval: its ends must not look equal
// where three digits can tell them apart, nor like 1 where four can.
static int
digits_between(const struct estimate *ratio)
{
    int digits = digits_of(ratio->median);

    while (digits < 3 && (ratio->high - ratio->low) * pow(10, digits) < 2)
        digits++;
    while (digits < 4 && (looks_like_one(ratio->low, digits) ||
                          looks_like_one(ratio->high, digits)))
        digits++;
    return digits;
}

char *
verdict_sentence(const struct comparison *all, size_t program, size_t other,
                 enum figure figure)
{
    struct estimate r = ratio_of(all, program, other, figure);
    const char *name = programs[program].name, *than = programs[other].name;
    const char *verb = figure == WALL ? "took" : "used";
    const char *what = figure == WALL ? "time" : "memory";
    int digits = r.has_interval ? digits_between(&r) : digits_of(r.median);

    switch (verdict_of(&r)) {
    case VERDICT_SAME:
        return format("%s and %s: no difference in %s shown, "
                      "95 %% interval %.*f–%.*f",
                      name, than, what, digits, r.low, digits, r.high);
    case VERDICT_DIFFERENT:
        return format("%s %s %.*f × the %s of %s, 95 %% interval %.*f–%.*f",
                      name, verb, digits, r.median, what, than, digits, r.low,
                      digits, r.high);
    case VERDICT_UNSURE:
        return format("%s %s %.*f × the %s of %s (%zu %s: no interval)", name,
                      verb, digits, r.median, what, than, r.count,
                      r.count == 1 ? "round" : "rounds");
    case VERDICT_NONE:
        break;
    }
    return format("%s and %s: not compared, no round has both", name, than);
}

// Returns the programs that have runs that count, largest median first.
static size_t
rank_programs(const struct comparison *all, enum figure figure,
              size_t ranked[PROGRAMS])
{
    double medians[PROGRAMS] = {0};
    size_t count = 0;

    for (size_t p = 0; p < PROGRAMS; p++) {
        struct estimate e = summary_of(all, p, figure);
        size_t place = count;
        if (e.count == 0)
            continue;
        for (; place > 0 && medians[place - 1] < e.median; place--) {
            medians[place] = medians[place - 1];
            ranked[place] = ranked[place - 1];
        }
        medians[place] = e.median;
        ranked[place] = p;
        count++;
    }
    return count;
}

// Returns how many runs a ratio is from where they are too few for an
// interval, " (1 run)", otherwise nothing; the caller frees it.
static char *
count_text(const struct estimate *r)
{
    if (r->has_interval)
        return copy_text("");
    return format(" (%zu %s)", r->count, r->count == 1 ? "run" : "runs");
}

// One half of a headline: how two programs compare, the larger first.
static char *
compare_two(const struct comparison *all, size_t more, size_t less,
            enum figure figure)
{
    struct estimate r = ratio_of(all, more, less, figure);
    const char *name = programs[more].name, *than = programs[less].name;

    if (verdict_of(&r) == VERDICT_NONE)
        return format("%s and %s cannot be compared", name, than);
    if (verdict_of(&r) == VERDICT_SAME)
        return format("no difference shown between %s and %s", name, than);
    char *count = count_text(&r);
    const char *verb = figure == WALL ? "took" : "used";
    const char *what = figure == WALL ? "as long as" : "the memory of";
    char *half = format("%s %s %.*f × %s %s%s", name, verb,
                        digits_of(r.median), r.median, what, than, count);
    free(count);
    return half;
}

// The second half, where the first has named the same smaller program: how
// another one compares with it.
static char *
compare_another(const struct comparison *all, size_t more, size_t less,
                enum figure figure)
{
    struct estimate r = ratio_of(all, more, less, figure);

    if (verdict_of(&r) == VERDICT_NONE || verdict_of(&r) == VERDICT_SAME)
        return compare_two(all, more, less, figure);
    char *count = count_text(&r);
    char *half = format("%s %.*f × as %s%s", programs[more].name,
                        digits_of(r.median), r.median,
                        figure == WALL ? "long" : "much", count);
    free(count);
    return half;
}

// The headline for three programs, by falling median: the first against the
// last, and the one between them against that to which no difference shows,
// or else against the last.
static char *
compare_three(const struct comparison *all, const size_t by[PROGRAMS],
              enum figure figure)
{
    struct estimate ends = ratio_of(all, by[0], by[2], figure);
    struct estimate upper = ratio_of(all, by[0], by[1], figure);
    struct estimate lower = ratio_of(all, by[1], by[2], figure);

    if (verdict_of(&ends) == VERDICT_SAME)
        return format("no difference shown between %s, %s and %s",
                      programs[by[0]].name, programs[by[1]].name,
                      programs[by[2]].name);
    bool near_first = verdict_of(&upper) == VERDICT_SAME &&
                      verdict_of(&lower) != VERDICT_SAME;
    char *first = compare_two(all, by[0], by[2], figure);
    char *second = near_first ? compare_two(all, by[0], by[1], figure)
                              : compare_another(all, by[1], by[2], figure);
    char *line = format("%s; %s", first, second);
    free(first);
    free(second);
    return line;
}

char *
verdict_headline(const struct comparison *all, enum figure figure)
{
    size_t by[PROGRAMS] = {0};

    switch (rank_programs(all, figure, by)) {
    case 0:
        return copy_text("no run counts, so nothing can be said");
    case 1:
        return format("only %s has runs that count", programs[by[0]].name);
    case 2:
        return compare_two(all, by[0], by[1], figure);
    default:
        return compare_three(all, by, figure);
    }
}
