// The table and the verdict on the terminal: see table.h.

#include "table.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "chart.h"
#include "finding.h"
#include "verdict.h"

#define MEBIBYTE (1024.0 * 1024.0)

// Prints the cell at the right end of so many columns, and frees it. Bytes
// inside a UTF-8 character take no column.
static void
print_cell(FILE *out, int columns, char *cell)
{
    for (const char *c = cell; *c; c++)
        columns -= ((unsigned char)*c & 0xc0) != 0x80;
    fprintf(out, "%*s%s", columns > 0 ? columns : 0, "", cell);
    free(cell);
}

// Prints the words, a line each, behind a heading.
static void
print_words(FILE *out, const char *heading, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        fprintf(out, "%s: %s\n", heading, words->all[i]);
}

// Says that a program runs once, and why where the scenario does not say so.
static void
print_once(FILE *out, const struct comparison *all, size_t p)
{
    const struct program *program = program_at(all, p);
    double seconds = all->bounds[p].ideal / extrapolation(all, p);

    if (program->once)
        fprintf(out, "%s runs once: a single run has no interval\n",
                program->name);
    else
        fprintf(out, "%s runs once, as it takes over %.0f s: a single run has "
                     "no interval\n", program->name, seconds);
}

// Says that a program does not run, for it would take too long.
static void
print_left_out(FILE *out, const struct comparison *all, size_t p)
{
    char *seconds = chart_count((size_t)lround(all->bounds[p].ideal));

    fprintf(out, "%s is left out: it would take %s s\n",
            program_at(all, p)->name, seconds);
    free(seconds);
}

void
table_announce(FILE *out, const struct comparison *all)
{
    char *setting = chart_setting(all);

    fprintf(out, "%s\n%s; ", all->scenario->title, setting);
    if (all_run_once(all))
        fprintf(out, "one run each, without an interval");
    else
        fprintf(out, "%zu %s after a warm-up", all->plan.rounds,
                all->plan.rounds == 1 ? "round" : "rounds");
    fprintf(out, ", seed %" PRIu64 "\n", all->seed);
    free(setting);
    for (size_t p = 0; p < program_count(all); p++)
        if (left_out(all, p))
            print_left_out(out, all, p);
        else if (all->once[p] && !all_run_once(all))
            print_once(out, all, p);
    print_words(out, "Skipped", &all->skipped);
}

// Returns how many columns the programs' names take.
static int
name_width(const struct comparison *all)
{
    int width = 8;

    for (size_t p = 0; p < program_count(all); p++)
        width = (int)strlen(program_at(all, p)->name) > width
                    ? (int)strlen(program_at(all, p)->name) : width;
    return width;
}

// Prints the names of the columns.
static void
print_head(FILE *out, int width)
{
    fprintf(out, "\n%-*s", width, "");
    print_cell(out, 8, copy_text("time, s"));
    print_cell(out, 15, copy_text("95 % interval"));
    print_cell(out, 8, copy_text("× ideal"));
    print_cell(out, 9, copy_text("CPU, s"));
    print_cell(out, 9, copy_text("peak MiB"));
    print_cell(out, 8, copy_text("threads"));
    print_cell(out, 6, copy_text("files"));
    fprintf(out, "\n");
}

// How many digits behind the point leave room for the others.
static int
digits_of(double seconds)
{
    return seconds < 100 ? 3 : seconds < 1000 ? 1 : 0;
}

// Returns the interval, or why there is none, for a cell.
static char *
interval_text(const struct estimate *e)
{
    int digits = digits_of(e->high);

    if (e->has_interval)
        return format("%.*f–%.*f", digits, e->low, digits, e->high);
    return e->count == 1 ? copy_text("(one run)")
                         : format("(%zu runs)", e->count);
}

// Prints the program's medians.
static void
print_row(FILE *out, const struct comparison *all, size_t p, int width)
{
    struct estimate wall = summary_of(all, p, WALL);
    double ideal = all->bounds[p].ideal;

    fprintf(out, "%-*s", width, program_at(all, p)->name);
    if (wall.count == 0) {
        fprintf(out, "  %s\n", left_out(all, p) ? "left out, it takes too long"
                             : lack_at(all, p) ? "not reached"
                                               : "no run counts");
        return;
    }
    print_cell(out, 8, format("%.*f", digits_of(wall.median), wall.median));
    print_cell(out, 15, interval_text(&wall));
    print_cell(out, 8, ideal > 0 ? format("%.3f", wall.median / ideal)
                                 : copy_text("–"));
    print_cell(out, 9, format("%.3f", summary_of(all, p, CPU).median));
    print_cell(out, 9, format("%.1f", summary_of(all, p, PEAK).median /
                                          MEBIBYTE));
    print_cell(out, 8, format("%.0f", summary_of(all, p, THREADS).median));
    print_cell(out, 6,
               format("%.0f", summary_of(all, p, DESCRIPTORS).median));
    fprintf(out, "\n");
}

// Prints the head of the second table.
static void
print_more_head(FILE *out, int width)
{
    fprintf(out, "\n%-*s%7s%9s%6s", width, "", "URLs/s", "switches", "conns");
    print_cell(out, 21, copy_text("one URL took, s"));
    print_cell(out, 21, copy_text("was done after, s"));
    fprintf(out, "\n%-*s%22s", width, "", "");
    for (int i = 0; i < 2; i++)
        fprintf(out, "%7s%7s%7s", "p50", "p95", "most");
    fprintf(out, "\n");
}

// Prints the program's row of the second table.
static void
print_more_row(FILE *out, const struct comparison *all, size_t p, int width)
{
    static const enum figure shown[] = {
        SERVICE_P50, SERVICE_P95, SERVICE_MAX, SINCE_P50, SINCE_P95, SINCE_MAX,
    };
    double wall = summary_of(all, p, WALL).median;
    double urls = (double)(all->scenario->sweep ? program_at(all, p)->urls
                                                : all->scenario->path_count);

    if (wall <= 0)
        return;
    fprintf(out, "%-*s", width, program_at(all, p)->name);
    print_cell(out, 7, urls / wall < 1000 ? format("%.4g", urls / wall)
                                          : format("%.0f", urls / wall));
    print_cell(out, 9, format("%.0f", summary_of(all, p, SWITCHES).median));
    print_cell(out, 6, format("%.0f", summary_of(all, p, CONNECTIONS).median));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        double seconds = summary_of(all, p, shown[i]).median;
        print_cell(out, 7, isnan(seconds) || program_at(all, p)->foreign
                               ? copy_text("–")
                               : format("%.*f", seconds < 10 ? 3 : 1,
                                        seconds));
    }
    fprintf(out, "\n");
}

// Prints the second table: how fast URLs came, how often the program changed
// places with others, how many connections the server saw, and how long URLs
// took.
static void
print_more(FILE *out, const struct comparison *all, int width)
{
    print_more_head(out, width);
    for (size_t p = 0; p < program_count(all); p++)
        print_more_row(out, all, p, width);
}

// Says which figures stand for more than was measured.
static void
print_extrapolations(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++)
        if (extrapolation(all, p) != 1)
            fprintf(out, "%s is extrapolated: it fetched the first %zu of %zu "
                         "URLs\n", program_at(all, p)->name,
                    program_at(all, p)->urls, all->scenario->path_count);
}

// Says which programs did not do the same work as the others.
static void
print_shortfalls(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++)
        if (fell_short(all, p))
            fprintf(out, "%s failed %.0f of %zu URLs: its time is not "
                         "compared\n", program_at(all, p)->name,
                    summary_of(all, p, FAILURES).median,
                    program_at(all, p)->urls);
}

// Prints why runs failed, a line for each.
static void
print_failures(FILE *out, const struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->reason && !run->interrupted)
            fprintf(out, "%s, not counted: round %zu, %s: %s\n",
                    run->lack ? "Not reached" : "FAILED", run->turn.round,
                    program_at(all, run->turn.program)->name, run->reason);
    }
}

// Says whose loop was held.
static void
print_held(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++) {
        char *line = held_sentence(all, p);
        if (line)
            fprintf(out, "%s\n", line);
        free(line);
    }
}

// Prints the lower bounds, once for programs that share them.
static void
print_bounds(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++) {
        struct bounds b = all->bounds[p];
        char *line = bound_sentence(all, p);
        if (line == NULL)
            continue;
        fputs(line, out);
        if (b.in_order > b.ideal * 1.005)
            fprintf(out, " (%.3f s in the list's order)", b.in_order);
        fprintf(out, ".\n");
        free(line);
    }
}

// Prints the verdicts on the figure, a line a pair of programs.
static void
print_verdicts(FILE *out, const struct comparison *all, enum figure figure)
{
    struct pair *pairs;
    size_t count = verdict_pairs(all, figure, &pairs);

    for (size_t i = 0; i < count; i++) {
        char *line = verdict_sentence(all, pairs[i].program, pairs[i].other,
                                      figure);
        fprintf(out, "%s\n", line);
        free(line);
    }
    free(pairs);
}

void
table_print(FILE *out, const struct comparison *all)
{
    int width = name_width(all);

    print_head(out, width);
    for (size_t p = 0; p < program_count(all); p++)
        print_row(out, all, p, width);
    print_more(out, all, width);
    fprintf(out, "\n");
    print_extrapolations(out, all);
    print_shortfalls(out, all);
    print_failures(out, all);
    if (all->interrupted)
        fprintf(out, "Interrupted: only the runs up to then are in here.\n");
    print_words(out, "Warning", &all->warnings);
    print_held(out, all);
    print_bounds(out, all);
    print_verdicts(out, all, WALL);
    print_verdicts(out, all, PEAK);
}
