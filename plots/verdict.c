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
    if (ratio > 0 && ratio < 0.1)
        return 1 + (int)ceil(-log10(ratio));
    if (fabs(ratio - 1) < 0.1)
        return 3;
    return ratio < 10 ? 2 : ratio < 100 ? 1 : 0;
}

char *
ratio_text(double ratio)
{
    return format("%.*f", digits_of(ratio), ratio);
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

// Returns whose runs were too few for an interval, and whose figure stands for
// more than was measured: " (one run of sync)", " (2 rounds)", otherwise
// nothing; the caller frees it.
static char *
doubt_text(const struct comparison *all, size_t program, size_t other,
           const struct estimate *r, enum figure figure)
{
    bool more = extrapolation(all, program) != 1;

    if (figure == WALL && (more || extrapolation(all, other) != 1))
        return format(" (%s extrapolated)",
                      program_at(all, more ? program : other)->name);
    if (r->has_interval)
        return copy_text("");
    if (all->once[program] != all->once[other])
        return format(" (one run of %s)",
                      program_at(all, all->once[program] ? program
                                                         : other)->name);
    return format(" (%zu %s)", r->count, r->count == 1 ? "round" : "rounds");
}

char *
verdict_sentence(const struct comparison *all, size_t program, size_t other,
                 enum figure figure)
{
    struct estimate r = ratio_of(all, program, other, figure);
    const char *name = program_at(all, program)->name;
    const char *than = program_at(all, other)->name;
    const char *verb = figure == WALL ? "took" : "used";
    const char *what = figure == WALL ? "time" : "memory";
    int digits = r.has_interval ? digits_between(&r) : digits_of(r.median);
    char *doubt, *line;

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
        doubt = doubt_text(all, program, other, &r, figure);
        line = format("%s %s %.*f × the %s of %s%s, no interval", name, verb,
                      digits, r.median, what, than, doubt);
        free(doubt);
        return line;
    case VERDICT_NONE:
        break;
    }
    return format("%s and %s: not compared, no round has both", name, than);
}

// True when the program takes part in a comparison of the figure: it has runs
// that count, and its time is that of the same work.
static bool
takes_part(const struct comparison *all, size_t program, enum figure figure)
{
    return summary_of(all, program, figure).count > 0 &&
           !(figure == WALL && fell_short(all, program));
}

// Puts the programs that take part into ranked, which has room for all, the
// largest median first; returns how many they are.
static size_t
rank_programs(const struct comparison *all, enum figure figure,
              size_t *ranked)
{
    double *medians = resize(NULL, program_count(all), sizeof *medians);
    size_t count = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        struct estimate e = summary_of(all, p, figure);
        size_t place = count;
        if (!takes_part(all, p, figure))
            continue;
        for (; place > 0 && medians[place - 1] < e.median; place--) {
            medians[place] = medians[place - 1];
            ranked[place] = ranked[place - 1];
        }
        medians[place] = e.median;
        ranked[place] = p;
        count++;
    }
    free(medians);
    return count;
}

// One half of a headline: how two programs compare, the larger first.
static char *
compare_two(const struct comparison *all, size_t more, size_t less,
            enum figure figure)
{
    struct estimate r = ratio_of(all, more, less, figure);
    const char *name = program_at(all, more)->name;
    const char *than = program_at(all, less)->name;

    if (verdict_of(&r) == VERDICT_NONE)
        return format("%s and %s cannot be compared", name, than);
    if (verdict_of(&r) == VERDICT_SAME)
        return format("no difference shown between %s and %s", name, than);
    char *count = doubt_text(all, more, less, &r, figure);
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
    char *count = doubt_text(all, more, less, &r, figure);
    char *half = format("%s %.*f × as %s%s", program_at(all, more)->name,
                        digits_of(r.median), r.median,
                        figure == WALL ? "long" : "much", count);
    free(count);
    return half;
}

// The headline for three programs, by falling median: the first against the
// last, and the one between them against that to which no difference shows,
// or else against the last.
static char *
compare_three(const struct comparison *all, const size_t *by,
              enum figure figure)
{
    struct estimate ends = ratio_of(all, by[0], by[2], figure);
    struct estimate upper = ratio_of(all, by[0], by[1], figure);
    struct estimate lower = ratio_of(all, by[1], by[2], figure);

    if (verdict_of(&ends) == VERDICT_SAME)
        return format("no difference shown between %s, %s and %s",
                      program_at(all, by[0])->name,
                      program_at(all, by[1])->name,
                      program_at(all, by[2])->name);
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

// Returns how many programs at the end of the ranking differ from the last by
// nothing that was shown, itself included.
static size_t
tied_with_last(const struct comparison *all, const size_t *by, size_t count,
               enum figure figure)
{
    size_t tied = 1;

    while (tied < count) {
        struct estimate r = ratio_of(all, by[count - 1 - tied], by[count - 1],
                                     figure);
        if (verdict_of(&r) != VERDICT_SAME)
            break;
        tied++;
    }
    return tied;
}

// The first half of the headline for many programs: which is best, or between
// how many of the best no difference shows.
static char *
tell_best(const struct comparison *all, const size_t *by, size_t count,
          size_t tied, enum figure figure)
{
    const char *best = program_at(all, by[count - 1])->name;
    double median = summary_of(all, by[count - 1], figure).median;
    char *value = figure == WALL ? seconds_text(median)
                                 : format("%.1f MiB", median / 1048576);
    char *half;

    if (tied == count)
        half = format("no difference shown between the %zu programs", count);
    else if (tied > 2)
        half = format("%s (%s) and %zu more: no difference shown", best,
                      value, tied - 1);
    else if (tied == 2)
        half = format("no difference shown between %s (%s) and %s", best,
                      value, program_at(all, by[count - 2])->name);
    else
        half = format("%s %s %s", best,
                      figure == WALL ? "was fastest:" : "used least:", value);
    free(value);
    return half;
}

// "the next, threaded, 1.06 ×", or that it cannot be said.
static char *
tell_ratio(const struct comparison *all, const char *which, size_t program,
           size_t best, enum figure figure)
{
    struct estimate r = ratio_of(all, program, best, figure);
    const char *name = program_at(all, program)->name;

    if (r.count == 0)
        return format("; %s%s%s cannot be compared", which, name,
                      *which ? "," : "");
    char *few = doubt_text(all, program, best, &r, figure);
    char *words = format("; %s%s%s %.*f ×%s", which, name, *which ? "," : "",
                         digits_of(r.median), r.median, few);
    free(few);
    return words;
}

// The headline for more programs, by falling median: who is best, or which
// between which no difference shows, and how far the next and the last are.
static char *
compare_many(const struct comparison *all, const size_t *by, size_t count,
             enum figure figure)
{
    size_t tied = tied_with_last(all, by, count, figure);
    size_t best = by[count - 1];
    char *first = tell_best(all, by, count, tied, figure);
    char *next = tied + 1 < count
                     ? tell_ratio(all, "the next, ", by[count - 1 - tied],
                                  best, figure)
                     : copy_text("");
    char *last = tied < count
                     ? tell_ratio(all, tied + 1 < count ? "the last, " : "",
                                  by[0], best, figure)
                     : copy_text("");
    const char *as = tied == count ? ""
                                   : figure == WALL ? " as long" : " as much";
    char *line = format("%s%s%s%s", first, next, last, as);

    free(first);
    free(next);
    free(last);
    return line;
}

// Returns which programs failed more URLs than others, and how many, to stand
// behind a headline; nothing where none did.
static char *
tell_failures(const struct comparison *all)
{
    char *words = copy_text("");

    for (size_t p = 0; p < program_count(all); p++) {
        if (!fell_short(all, p))
            continue;
        char *longer = format("%s; %s failed %.0f of %zu", words,
                              program_at(all, p)->name,
                              summary_of(all, p, FAILURES).median,
                              program_at(all, p)->urls);
        free(words);
        words = longer;
    }
    return words;
}

// The headline over the programs in the ranking, by falling median.
static char *
compare_ranked(const struct comparison *all, const size_t *by, size_t count,
               enum figure figure)
{
    if (count == 0)
        return copy_text("no run counts, so nothing can be said");
    if (count > 3)
        return compare_many(all, by, count, figure);
    if (count == 3)
        return compare_three(all, by, figure);
    if (count == 2)
        return compare_two(all, by[0], by[1], figure);
    const char *name = program_at(all, by[0])->name;
    double median = summary_of(all, by[0], figure).median;
    char *value = figure == WALL ? seconds_text(median)
                                 : format("%.1f MiB", median / 1048576);
    char *line = format("%s: %s, and no other to compare it with", name,
                        value);
    free(value);
    return line;
}

char *
verdict_headline(const struct comparison *all, enum figure figure)
{
    size_t *by = resize(NULL, program_count(all), sizeof *by);
    size_t count = rank_programs(all, figure, by);
    char *ranked = compare_ranked(all, by, count, figure);
    char *failures = figure == WALL ? tell_failures(all) : copy_text("");
    char *line = format("%s%s", ranked, failures);

    free(ranked);
    free(failures);
    free(by);
    return line;
}

size_t
verdict_pairs(const struct comparison *all, enum figure figure,
              struct pair **pairs)
{
    size_t programs = program_count(all), count = 0;

    *pairs = NULL;
    if (all->scenario->sweep)
        return 0;
    size_t *by = resize(NULL, programs, sizeof *by);
    size_t ranked = rank_programs(all, figure, by);
    *pairs = resize(NULL, 3 + programs, sizeof **pairs);
    if (programs <= 3) {
        for (size_t p = 1; p < programs; p++)
            for (size_t other = 0; other < p; other++)
                if (figure != WALL ||
                    (!fell_short(all, p) && !fell_short(all, other)))
                    (*pairs)[count++] = (struct pair){p, other};
    } else if (ranked > 0) {
        for (size_t p = 0; p < programs; p++)
            if (p != by[ranked - 1] &&
                !(figure == WALL && fell_short(all, p)))
                (*pairs)[count++] = (struct pair){p, by[ranked - 1]};
    }
    free(by);
    return count;
}
