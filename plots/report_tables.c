// The tables of the report: see report_tables.h.

#include "report_tables.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "page.h"

#define MEBIBYTE (1024.0 * 1024.0)
#define GIBIBYTE (1024.0 * MEBIBYTE)

// A cell's text, which the caller frees.
typedef char *(*cell)(const struct comparison *all, size_t program);

// A table with a row for each program.
struct table {
    const char *caption;
    const char *which;  // of several runs its figures are
    struct {
        const char *head;
        cell cell;
    } columns[8];  // the first without a head ends them
};

// --- cells -------------------------------------------------------------------

// Returns what stands where nothing is known.
static char *
nothing(void)
{
    return copy_text("–");
}

// Returns seconds with three digits behind the point, or fewer where they are
// many.
static char *
seconds(double value)
{
    return format("%.*f", value < 10 ? 3 : value < 100 ? 2 : 1, value);
}

// Returns the median of a figure, which is nothing where it is 0.
static char *
median_of(const struct comparison *all, size_t p, enum figure figure,
          double unit, int digits)
{
    double median = summary_of(all, p, figure).median;

    return median > 0 ? format("%.*f", digits, median / unit) : nothing();
}

static char *
time_cell(const struct comparison *all, size_t p)
{
    return seconds(summary_of(all, p, WALL).median);
}

static char *
interval_cell(const struct comparison *all, size_t p)
{
    struct estimate wall = summary_of(all, p, WALL);

    if (!wall.has_interval)
        return copy_text("none");
    char *low = seconds(wall.low), *high = seconds(wall.high);
    char *text = format("%s–%s", low, high);
    free(low);
    free(high);
    return text;
}

static char *
ideal_cell(const struct comparison *all, size_t p)
{
    double ideal = all->bounds[p].ideal;

    return ideal > 0 ? format("%.2f", summary_of(all, p, WALL).median / ideal)
                     : nothing();
}

static char *
rate_cell(const struct comparison *all, size_t p)
{
    double wall = summary_of(all, p, WALL).median;
    double urls = (double)program_at(all, p)->urls * extrapolation(all, p);
    double rate = wall > 0 ? urls / wall : 0;

    return format("%.*f", rate < 100 ? 1 : 0, rate);
}

static char *
cpu_cell(const struct comparison *all, size_t p)
{
    return seconds(summary_of(all, p, CPU).median);
}

// How many runs count, and how many of them lie far from the others.
static char *
runs_cell(const struct comparison *all, size_t p)
{
    size_t count = summary_of(all, p, WALL).count, outliers = 0;

    for (size_t i = 0; i < all->run_count; i++)
        outliers += all->runs[i].turn.program == p &&
                    run_counts(&all->runs[i]) && all->runs[i].outlier;
    if (outliers > 0)
        return format("%zu, %zu far off", count, outliers);
    return format("%zu", count);
}

static char *
peak_cell(const struct comparison *all, size_t p)
{
    return median_of(all, p, PEAK, MEBIBYTE, 1);
}

static char *
reserved_cell(const struct comparison *all, size_t p)
{
    return median_of(all, p, RESERVED, MEBIBYTE, 0);
}

static char *
threads_cell(const struct comparison *all, size_t p)
{
    return median_of(all, p, THREADS, 1, 0);
}

static char *
descriptors_cell(const struct comparison *all, size_t p)
{
    return median_of(all, p, DESCRIPTORS, 1, 0);
}

static char *
switches_cell(const struct comparison *all, size_t p)
{
    return format("%.0f", summary_of(all, p, SWITCHES).median);
}

// Returns the median of a latency in seconds.
static char *
latency(const struct comparison *all, size_t p, enum figure figure)
{
    double median = summary_of(all, p, figure).median;

    return median > 0 ? seconds(median) : nothing();
}

static char *
service_p50_cell(const struct comparison *all, size_t p)
{
    return latency(all, p, SERVICE_P50);
}

static char *
service_p95_cell(const struct comparison *all, size_t p)
{
    return latency(all, p, SERVICE_P95);
}

static char *
service_max_cell(const struct comparison *all, size_t p)
{
    return latency(all, p, SERVICE_MAX);
}

static char *
since_p50_cell(const struct comparison *all, size_t p)
{
    return latency(all, p, SINCE_P50);
}

static char *
since_p95_cell(const struct comparison *all, size_t p)
{
    return latency(all, p, SINCE_P95);
}

static char *
since_max_cell(const struct comparison *all, size_t p)
{
    return latency(all, p, SINCE_MAX);
}

// What the server saw of the run with the median time.
static char *
requests_cell(const struct comparison *all, size_t p)
{
    return format("%lld", typical_run(all, p)->witness.requests);
}

static char *
connections_cell(const struct comparison *all, size_t p)
{
    return format("%lld", typical_run(all, p)->witness.connections);
}

static char *
at_once_cell(const struct comparison *all, size_t p)
{
    return format("%lld", typical_run(all, p)->witness.max_requests);
}

static char *
open_cell(const struct comparison *all, size_t p)
{
    return format("%lld", typical_run(all, p)->witness.max_connections);
}

static char *
share_cell(const struct comparison *all, size_t p)
{
    const struct run *run = typical_run(all, p);

    if (run->measured.wall <= 0)
        return nothing();
    return format("%.1f %%", 100 * run->witness.cpu / run->measured.wall);
}

// --- tables ------------------------------------------------------------------

static const struct table tables[] = {
    {"Time and work", ": medians of the runs that count", {
        {"time, s", time_cell},
        {"95 % interval", interval_cell},
        {"× ideal", ideal_cell},
        {"URLs per second", rate_cell},
        {"CPU, s", cpu_cell},
        {"runs", runs_cell},
    }},
    {"How long a URL took, in seconds", ": medians of the same runs", {
        {"half within", service_p50_cell},
        {"95 % within", service_p95_cell},
        {"longest", service_max_cell},
        {"since start: half", since_p50_cell},
        {"95 %", since_p95_cell},
        {"last", since_max_cell},
    }},
    {"What each program held at most", ": medians of the same runs", {
        {"resident, MiB", peak_cell},
        {"reserved, MiB", reserved_cell},
        {"threads", threads_cell},
        {"descriptors", descriptors_cell},
        {"context switches", switches_cell},
    }},
    {"What the server saw", " of the run with the median time", {
        {"requests", requests_cell},
        {"most at once", at_once_cell},
        {"connections", connections_cell},
        {"most open", open_cell},
        {"server’s CPU", share_cell},
    }},
};

// Writes a box, which scrolls where its table is too wide, and the head.
static void
open_table(FILE *out, const struct table *table,
           const struct comparison *all)
{
    const char *which = all_run_once(all) ? "" : table->which;

    fputs("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"",
          out);
    page_text(out, "Table: %s%s", table->caption, which);
    fputs("\">\n<table>\n<caption>", out);
    page_text(out, "%s%s", table->caption, which);
    fputs("</caption>\n<thead><tr><th scope=\"col\">program</th>", out);
    for (size_t c = 0; table->columns[c].head; c++) {
        fputs("<th scope=\"col\">", out);
        page_text(out, "%s", table->columns[c].head);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
}

// Writes the row of a program.
static void
put_row(FILE *out, const struct table *table, const struct comparison *all,
        size_t p)
{
    size_t columns = 0;

    fputs("<tr><th scope=\"row\">", out);
    page_text(out, "%s", program_at(all, p)->name);
    fputs("</th>", out);
    while (table->columns[columns].head)
        columns++;
    if (summary_of(all, p, WALL).count == 0)
        fprintf(out, "<td colspan=\"%zu\">%s</td>", columns,
                left_out(all, p) ? "left out"
                                 : lack_at(all, p) ? "not reached"
                                                   : "no run counts");
    else
        for (size_t c = 0; c < columns; c++) {
            char *text = table->columns[c].cell(all, p);
            fputs("<td>", out);
            page_text(out, "%s", text);
            fputs("</td>", out);
            free(text);
        }
    fputs("</tr>\n", out);
}

void
report_tables(FILE *out, const struct comparison *all)
{
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        open_table(out, &tables[t], all);
        for (size_t p = 0; p < program_count(all); p++)
            put_row(out, &tables[t], all, p);
        fputs("</tbody>\n</table>\n</div>\n", out);
    }
}

// --- the machine -------------------------------------------------------------

// Writes a value that was not made to be read: bytes as GiB or MiB, nothing
// for null, lists and objects in a line.
static void
put_value(FILE *out, const char *name, json_t *value)
{
    size_t length = strlen(name), place;
    bool bytes = length > 6 && strcmp(name + length - 6, "_bytes") == 0;
    const char *key, *comma = "";
    double number = json_number_value(value);
    json_t *part;

    if (json_is_string(value))
        page_text(out, "%s", json_string_value(value));
    else if (json_is_number(value) && bytes && number >= GIBIBYTE)
        page_text(out, "%.1f GiB", number / GIBIBYTE);
    else if (json_is_number(value) && bytes)
        page_text(out, "%.4g MiB", number / MEBIBYTE);
    else if (json_is_integer(value))
        page_text(out, "%.0f", number);
    else if (json_is_number(value))
        page_text(out, "%.4g", number);
    else if (json_is_boolean(value))
        page_text(out, "%s", json_is_true(value) ? "yes" : "no");
    else if (json_is_null(value))
        page_text(out, "–");
    json_array_foreach(value, place, part) {
        page_text(out, "%s", place > 0 ? ", " : "");
        put_value(out, name, part);
    }
    json_object_foreach(value, key, part) {
        page_text(out, "%s%s ", comma, key);
        put_value(out, bytes ? name : key, part);
        comma = ", ";
    }
}

// Writes a name as words, "memory_bytes" as "memory".
static void
put_name(FILE *out, const char *name)
{
    size_t length = strlen(name);
    char *words = copy_text(name);

    if (length > 6 && strcmp(words + length - 6, "_bytes") == 0)
        words[length - 6] = '\0';
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    page_text(out, "%s", words);
    free(words);
}

// Writes a row, where there is something to tell; group is what the name
// belongs to, or NULL.
static void
put_fact(FILE *out, const char *group, const char *name, json_t *value)
{
    if (json_is_null(value))
        return;
    fputs("<tr><th scope=\"row\">", out);
    if (group) {
        put_name(out, group);
        fputs(": ", out);
    }
    put_name(out, name);
    fputs("</th><td>", out);
    put_value(out, name, value);
    fputs("</td></tr>\n", out);
}

void
report_machine(FILE *out, json_t *machine)
{
    const char *name, *inner;
    json_t *value, *part;

    json_object_foreach(machine, name, value) {
        if (!json_is_object(value))
            put_fact(out, NULL, name, value);
        json_object_foreach(value, inner, part) {
            put_fact(out, name, inner, part);
        }
    }
}
