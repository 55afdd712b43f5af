// Charts made of characters: see terminal.h.

#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "basics.h"
#include "verdict.h"

#define MEBIBYTE 1048576.0

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 20, MOST_WIDTH = 1000, MOST_ROWS = 12 };

// How the phases are drawn: in UTF-8, in ASCII, and in which colour.
static const struct {
    const char *glyph;
    const char *plain;
    const char *colour;
} phase_looks[PHASES] = {
    [PHASE_QUEUED] = {"·", ".", "2"},
    [PHASE_BACKOFF] = {"╌", "~", "33"},
    [PHASE_CONNECT] = {"▒", "+", "35"},
    [PHASE_WAIT] = {"░", "-", "34"},
    [PHASE_RECEIVE] = {"█", "#", "32"},
};

// The colours of the programs, as near to those of style.gp as they come.
static const char *const program_colours[] = {
    "33", "34", "32", "35", "93", "36", "90", "31",
};

enum { COLOURS = sizeof program_colours / sizeof program_colours[0] };

// --- the terminal ------------------------------------------------------------

// Returns the width, between sensible limits.
static size_t
width_of(int descriptor)
{
    const char *said = getenv("COLUMNS");
    long width = said ? strtol(said, NULL, 10) : 0;
    struct winsize size = {0};

    if (width <= 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width <= 0)
        return USUAL_WIDTH;
    return width < LEAST_WIDTH ? LEAST_WIDTH
           : width > MOST_WIDTH ? MOST_WIDTH : (size_t)width;
}

struct terminal
terminal_at(int descriptor)
{
    const char *no_colour = getenv("NO_COLOR");
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    struct terminal terminal = {
        .width = width_of(descriptor),
        .colours = isatty(descriptor) && !(no_colour && *no_colour),
    };

    if (locale) {
        terminal.utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
        freelocale(locale);
    }
    return terminal;
}

// Prints the line, frees it, and cuts off what is wider than the terminal. A
// byte inside a UTF-8 character takes no column, nor does a change of colour.
static void
print_line(FILE *out, struct terminal terminal, char *line)
{
    size_t columns = 0, length = strlen(line);
    bool escape = false;

    while (length > 0 && line[length - 1] == ' ')
        line[--length] = '\0';
    for (const char *c = line; *c; c++) {
        bool inside = ((unsigned char)*c & 0xc0) == 0x80;
        escape = escape || *c == '\033';
        if (!escape && !inside && ++columns > terminal.width)
            break;
        fputc(*c, out);
        escape = escape && *c != 'm';
    }
    fputs(terminal.colours && columns > terminal.width ? "\033[0m\n" : "\n",
          out);
    free(line);
}

// Returns the text in that colour, where there may be colours; takes it, and
// the caller frees what comes back.
static char *
paint(struct terminal terminal, const char *colour, char *text)
{
    if (!terminal.colours)
        return text;
    char *painted = format("\033[%sm%s\033[0m", colour, text);
    free(text);
    return painted;
}

// --- bars --------------------------------------------------------------------

char *
terminal_bar(struct terminal terminal, double value, double mark,
             size_t columns)
{
    static const char *const parts[] = {
        " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█",
    };
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    for (size_t i = 0; i < columns; i++) {
        double part = fmax(0, fmin(1, value - (double)i));
        // The last column is for marks and values at the very end, too.
        bool marked = mark >= (double)i &&
                      (mark < (double)(i + 1) || i + 1 == columns);
        if (marked)
            fputs(terminal.utf8 ? "│" : "|", out);
        else if (terminal.utf8)
            fputs(parts[lround(8 * part)], out);
        else
            fputs(part >= 0.5 ? "#" : " ", out);
    }
    fclose(out);
    return text;
}

// Returns the longest name's length.
static size_t
longest_name(const struct comparison *all)
{
    size_t longest = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        size_t length = strlen(program_at(all, p)->name);
        longest = length > longest ? length : longest;
    }
    return longest;
}

// Returns the median with its interval, or with why there is none.
static char *
value_text(struct terminal terminal, const struct estimate *e, double unit,
           const char *name)
{
    double median = e->median / unit;
    int digits = median < 1 ? 3 : median < 100 ? 2 : 0;

    if (e->count == 0)
        return copy_text("no run counts");
    if (!e->has_interval)
        return format("%.*f %s (%zu %s)", digits, median, name, e->count,
                      e->count == 1 ? "run" : "runs");
    return format("%.*f %s (%.*f%s%.*f)", digits, median, name, digits,
                  e->low / unit, terminal.utf8 ? "–" : "-", digits,
                  e->high / unit);
}

// Draws a bar for each program; the lower bounds are marked where the figure
// is the time.
static void
print_bars(FILE *out, struct terminal terminal, const struct comparison *all,
           enum figure figure)
{
    enum { VALUE = 24 };
    int names = (int)longest_name(all);
    size_t taken = (size_t)names + VALUE + 2;
    size_t columns = terminal.width > taken + 8 ? terminal.width - taken : 8;
    double unit = figure == WALL ? 1 : MEBIBYTE, most = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        most = fmax(most, summary_of(all, p, figure).median);
        if (figure == WALL)
            most = fmax(most, all->bounds[p].ideal);
    }
    for (size_t p = 0; p < program_count(all); p++) {
        const struct program *program = program_at(all, p);
        struct estimate e = summary_of(all, p, figure);
        double cells = most > 0 ? (double)columns / most : 0;
        double bound = figure == WALL ? all->bounds[p].ideal * cells : -1;
        char *bar = paint(terminal, program_colours[program->colour % COLOURS],
                          terminal_bar(terminal, e.median * cells,
                                       bound > 0 ? bound : -1, columns));
        char *value = value_text(terminal, &e, unit,
                                 figure == WALL ? "s" : "MiB");
        print_line(out, terminal, format("%-*s %s %s", names, program->name,
                                         bar, value));
        free(value);
        free(bar);
    }
}

// --- what was waited for -----------------------------------------------------

// Adds to each column the seconds of the span that lie in it.
static void
add_span(double *sums, size_t columns, double end, struct span span)
{
    double width = end / (double)columns;
    double from = fmax(0, span.from), to = fmin(end, span.to);

    if (!(from < to))
        return;
    for (size_t i = (size_t)(from / width); i < columns && from < to; i++) {
        double next = fmin(to, width * (double)(i + 1));
        sums[i] += fmax(0, next - from);
        from = fmax(from, next);
    }
}

// Returns the phase with the most seconds in the column, PHASES where all of
// them together are less than there was nothing.
static enum phase
phase_of_column(const double *sums, size_t columns, size_t column,
                double capacity)
{
    enum phase most = PHASE_QUEUED;
    double all = 0;

    for (enum phase phase = 0; phase < PHASES; phase++) {
        all += sums[phase * columns + column];
        if (sums[phase * columns + column] > sums[most * columns + column])
            most = phase;
    }
    return all < capacity / 2 ? PHASES : most;
}

char *
terminal_row(struct terminal terminal, const struct attempts *attempts,
             size_t first, size_t last, double end, size_t columns,
             bool seen[PHASES])
{
    double *sums = resize(NULL, PHASES * columns, sizeof *sums);
    double capacity = (double)(last - first + 1) * end / (double)columns;
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    for (size_t i = 0; i < PHASES * columns; i++)
        sums[i] = 0;
    for (size_t i = 0; i < attempts->count; i++) {
        const struct attempt *a = &attempts->all[i];
        if ((size_t)a->lane < first || (size_t)a->lane > last)
            continue;
        for (enum phase phase = 0; phase < PHASES; phase++)
            add_span(sums + phase * columns, columns, end, span_of(a, phase));
    }
    for (size_t i = 0; i < columns; i++) {
        enum phase phase = phase_of_column(sums, columns, i, capacity);
        if (phase == PHASES) {
            fputc(' ', out);
            continue;
        }
        seen[phase] = true;
        char *cell = paint(terminal, phase_looks[phase].colour,
                           copy_text(terminal.utf8 ? phase_looks[phase].glyph
                                                   : phase_looks[phase].plain));
        fputs(cell, out);
        free(cell);
    }
    fclose(out);
    free(sums);
    return text;
}

// Returns what the lanes of a row are called.
static char *
lanes_text(size_t first, size_t last)
{
    return first == last ? format("%zu", first)
                         : format("%zu-%zu", first, last);
}

// Draws the rows of one run: a lane each, or as many lanes as there have to be
// in one so that there are not too many rows.
static void
print_rows(FILE *out, struct terminal terminal,
           const struct attempts *attempts, double end, bool seen[PHASES])
{
    size_t each = (attempts->lanes + MOST_ROWS - 1) / MOST_ROWS;
    char *widest = lanes_text(attempts->lanes - 1, attempts->lanes);
    int label = each > 1 ? (int)strlen(widest) + 1 : 3;

    free(widest);
    size_t room = terminal.width - 1;
    size_t columns = room > (size_t)label + 8 ? room - (size_t)label : 8;
    for (size_t first = 0; first < attempts->lanes; first += each) {
        size_t last = first + each - 1;
        last = last < attempts->lanes ? last : attempts->lanes - 1;
        char *lanes = lanes_text(first, last);
        char *row = terminal_row(terminal, attempts, first, last, end, columns,
                                 seen);
        print_line(out, terminal, format("%*s %s", label, lanes, row));
        free(lanes);
        free(row);
    }
}

// Says what the characters of the waterfall mean, those that came.
static void
print_legend(FILE *out, struct terminal terminal, const bool seen[PHASES])
{
    char *line = copy_text("  ");

    for (enum phase phase = 0; phase < PHASES; phase++) {
        if (!seen[phase])
            continue;
        char *glyph = paint(terminal, phase_looks[phase].colour,
                            copy_text(terminal.utf8
                                          ? phase_looks[phase].glyph
                                          : phase_looks[phase].plain));
        char *longer = format("%s %s %s ", line, glyph, phase_words(phase));
        free(glyph);
        free(line);
        line = longer;
    }
    print_line(out, terminal, line);
}

// Draws the typical run of every program on one time axis.
static void
print_waterfall(FILE *out, struct terminal terminal,
                const struct comparison *all, const struct bench *bench,
                double end)
{
    bool seen[PHASES] = {false};

    for (size_t p = 0; p < program_count(all); p++) {
        const struct run *run = typical_run(all, p);
        struct records records;
        if (run == NULL)
            continue;
        char *path = format("%s/runs/%s.jsonl", bench->folder, run->name);
        free(records_read(&records, path));
        struct attempts attempts = attempts_of(&records);
        print_line(out, terminal,
                   format("%s: %zu %s, done after %.*f s",
                          program_at(all, p)->name, attempts.lanes,
                          attempts.lanes == 1 ? "lane" : "lanes",
                          run->measured.wall < 1 ? 3 : 2,
                          run->measured.wall));
        if (attempts.count > 0)
            print_rows(out, terminal, &attempts, end, seen);
        else
            print_line(out, terminal, copy_text("  (its records tell no "
                                                "times)"));
        attempts_free(&attempts);
        records_free(&records);
        free(path);
    }
    print_legend(out, terminal, seen);
}

// --- what was used -----------------------------------------------------------

char *
terminal_heights(struct terminal terminal, const double *seconds,
                 const double *values, size_t count, double end, double most,
                 size_t columns)
{
    static const char *const high[] = {
        " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█",
    };
    static const char plain[] = " _.:-=+*#";
    double last = seconds[count > 0 ? count - 1 : 0], value = 0;
    char *text;
    size_t size, next = 0;
    FILE *out = text_stream(&text, &size);

    for (size_t i = 0; i < columns; i++) {
        double from = end * (double)i / (double)columns;
        double to = end * (double)(i + 1) / (double)columns, top = 0;
        bool any = false;
        for (; next < count && (seconds[next] < to || i + 1 == columns);
             next++) {
            value = values[next];
            top = fmax(top, value);
            any = true;
        }
        top = any ? top : from <= last ? value : 0;
        int step = top > 0 && most > 0
                       ? (int)fmax(1, fmin(8, lround(8 * top / most))) : 0;
        if (terminal.utf8)
            fputs(high[step], out);
        else
            fputc(plain[step], out);
    }
    fclose(out);
    return text;
}

// What of a program is drawn over time.
struct use {
    const char *unit;
    double (*value)(const struct sample_point *point);
};

static double
resident_of(const struct sample_point *point)
{
    return (double)point->resident / MEBIBYTE;
}

static double
threads_of(const struct sample_point *point)
{
    return (double)point->threads;
}

// Returns the largest value of the series.
static double
most_of(const struct series *series, const struct use *use)
{
    double most = 0;

    for (size_t i = 0; i < series->count; i++)
        most = fmax(most, use->value(&series->all[i]));
    return most;
}

// Draws one use of all programs, on one scale from 0.
static void
print_use(FILE *out, struct terminal terminal, const struct comparison *all,
          const struct series *series, const struct use *use, double end)
{
    int names = (int)longest_name(all);
    size_t taken = (size_t)names + 18;
    size_t columns = terminal.width > taken + 8 ? terminal.width - taken : 8;
    double most = 0;

    for (size_t p = 0; p < program_count(all); p++)
        most = fmax(most, most_of(&series[p], use));
    for (size_t p = 0; p < program_count(all); p++) {
        const struct series *s = &series[p];
        double *seconds = resize(NULL, s->count + 1, sizeof *seconds);
        double *values = resize(NULL, s->count + 1, sizeof *values);
        seconds[0] = 0;
        for (size_t i = 0; i < s->count; i++) {
            seconds[i] = s->all[i].seconds;
            values[i] = use->value(&s->all[i]);
        }
        size_t colour = program_at(all, p)->colour % COLOURS;
        char *line = paint(terminal, program_colours[colour],
                           terminal_heights(terminal, seconds, values,
                                            s->count, end, most, columns));
        print_line(out, terminal,
                   s->count > 0
                       ? format("%-*s %s %.*f %s", names,
                                program_at(all, p)->name, line,
                                use->value == resident_of ? 1 : 0,
                                most_of(s, use), use->unit)
                       : format("%-*s (too short to be looked at)", names,
                                program_at(all, p)->name));
        free(line);
        free(seconds);
        free(values);
    }
}

// Draws what each program's typical run used.
static void
print_uses(FILE *out, struct terminal terminal, const struct comparison *all,
           const struct bench *bench, double end)
{
    static const struct use uses[] = {
        {"MiB at most", resident_of}, {"at most", threads_of},
    };
    struct series *series = resize(NULL, program_count(all), sizeof *series);

    for (size_t p = 0; p < program_count(all); p++) {
        const struct run *run = typical_run(all, p);
        char *path = format("%s/runs/%s.series.csv", bench->folder,
                            run ? run->name : "none");
        free(series_read(&series[p], path));
        free(path);
    }
    for (size_t u = 0; u < 2; u++) {
        print_line(out, terminal,
                   copy_text(u == 0 ? "\nResident memory over time"
                                    : "\nThreads over time"));
        print_use(out, terminal, all, series, &uses[u], end);
    }
    for (size_t p = 0; p < program_count(all); p++)
        series_free(&series[p]);
    free(series);
}

void
terminal_print(FILE *out, struct terminal terminal,
               const struct comparison *all, const struct bench *bench)
{
    double end = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        const struct run *run = typical_run(all, p);
        if (run)
            end = fmax(end, run->measured.wall);
    }
    if (end <= 0)
        return;
    fputc('\n', out);
    print_line(out, terminal,
               format("How long did each program take? (%s no program can "
                      "beat this)", terminal.utf8 ? "│" : "|"));
    print_bars(out, terminal, all, WALL);
    fputc('\n', out);
    print_line(out, terminal,
               copy_text("How much memory did each hold at its peak?"));
    print_bars(out, terminal, all, PEAK);
    fputc('\n', out);
    print_line(out, terminal,
               format("What were they waiting for? (from 0 to %.*f s)",
                      end < 1 ? 3 : 2, end));
    print_waterfall(out, terminal, all, bench, end);
    print_uses(out, terminal, all, bench, end);
    fputc('\n', out);
}
