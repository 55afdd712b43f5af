// The table and the verdict on the terminal: see table.h.

#include "table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
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

void
table_announce(FILE *out, const struct comparison *all)
{
    const struct scenario *s = all->scenario;

    fprintf(out, "%s\n", s->title);
    fprintf(out, "%zu %s, at most %zu at once", s->path_count,
            s->path_count == 1 ? "URL" : "URLs", s->concurrency);
    if (s->scale != 1)
        fprintf(out, ", delays × %g", s->scale);
    fprintf(out, "; %zu %s after a warm-up, seed %" PRIu64 "\n",
            all->plan.rounds, all->plan.rounds == 1 ? "round" : "rounds",
            all->seed);
    for (size_t p = 0; p < PROGRAMS; p++)
        if (all->once[p])
            fprintf(out, "%s runs once, as it takes over %.0f s: a single "
                         "run has no interval\n",
                    programs[p].name, all->bounds[p].ideal);
}

// Prints the names of the columns.
static void
print_head(FILE *out)
{
    fprintf(out, "\n%-8s", "");
    print_cell(out, 9, copy_text("time, s"));
    print_cell(out, 16, copy_text("95 % interval"));
    print_cell(out, 9, copy_text("× ideal"));
    print_cell(out, 9, copy_text("CPU, s"));
    print_cell(out, 9, copy_text("peak MiB"));
    print_cell(out, 8, copy_text("threads"));
    print_cell(out, 6, copy_text("files"));
    fprintf(out, "\n");
}

// Returns the interval, or why there is none, for a cell.
static char *
interval_text(const struct estimate *e)
{
    if (e->has_interval)
        return format("%.3f–%.3f", e->low, e->high);
    return e->count == 1 ? copy_text("(one run)")
                         : format("(%zu runs)", e->count);
}

// Prints the program's medians.
static void
print_row(FILE *out, const struct comparison *all, size_t p)
{
    struct estimate wall = summary_of(all, p, WALL);
    double ideal = all->bounds[p].ideal;

    fprintf(out, "%-8s", programs[p].name);
    if (wall.count == 0) {
        fprintf(out, "  no run counts\n");
        return;
    }
    print_cell(out, 9, format("%.3f", wall.median));
    print_cell(out, 16, interval_text(&wall));
    print_cell(out, 9, ideal > 0 ? format("%.3f", wall.median / ideal)
                                 : copy_text("–"));
    print_cell(out, 9, format("%.3f", summary_of(all, p, CPU).median));
    print_cell(out, 9, format("%.1f", summary_of(all, p, PEAK).median /
                                          MEBIBYTE));
    print_cell(out, 8, format("%.0f", summary_of(all, p, THREADS).median));
    print_cell(out, 6,
               format("%.0f", summary_of(all, p, DESCRIPTORS).median));
    fprintf(out, "\n");
}

// Prints why runs failed, a line for each.
static void
print_failures(FILE *out, const struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->reason && !run->interrupted)
            fprintf(out, "FAILED, not counted: round %zu, %s: %s\n",
                    run->turn.round, programs[run->turn.program].name,
                    run->reason);
    }
}

// Prints the lower bounds, once for programs that share them.
static void
print_bounds(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < PROGRAMS; p++) {
        bool one = programs[p].one_at_a_time;
        if (p > 0 && programs[p - 1].one_at_a_time == one)
            continue;
        struct bounds b = all->bounds[p];
        size_t cap = one ? 1 : all->scenario->concurrency;
        fprintf(out, "No program with %zu at once can beat %.3f s", cap,
                b.ideal);
        if (b.in_order > b.ideal * 1.005)
            fprintf(out, " (%.3f s in the list's order)", b.in_order);
        fprintf(out, ".\n");
    }
}

void
table_print(FILE *out, const struct comparison *all)
{
    static const enum figure judged[] = {WALL, PEAK};

    print_head(out);
    for (size_t p = 0; p < PROGRAMS; p++)
        print_row(out, all, p);
    fprintf(out, "\n");
    print_failures(out, all);
    if (all->interrupted)
        fprintf(out, "Interrupted: only the runs up to then are in here.\n");
    print_bounds(out, all);
    for (size_t f = 0; f < 2; f++) {
        for (size_t p = 1; p < PROGRAMS; p++) {
            for (size_t other = 0; other < p; other++) {
                char *line = verdict_sentence(all, p, other, judged[f]);
                fprintf(out, "%s\n", line);
                free(line);
            }
        }
    }
}
