// What one chart is drawn from, as text: see chart.h.

#include "chart.h"

#include <stdbool.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

#define LETTER 9.6         // pixels that a letter takes, on average
#define TITLE_LETTERS 98   // fit into a line of the title
#define UNDER_LETTERS 126  // fit into the line below it

void
chart_set_text(FILE *values, const char *name, const char *text)
{
    fprintf(values, "%s = '", name);
    for (; *text; text++) {
        if (*text == '\'')
            fputs("''", values);
        else
            fputc((unsigned char)*text < ' ' ? ' ' : *text, values);
    }
    fputs("'\n", values);
}

char *
chart_title(const struct comparison *all, char *words)
{
    for (size_t p = 0; p < program_count(all); p++) {
        const char *name = program_at(all, p)->name;
        size_t length = strlen(name);
        if (strncmp(words, name, length) == 0 && strchr(" ,:;", words[length]))
            return words;
    }
    words[0] = (char)toupper((unsigned char)words[0]);
    return words;
}

// True for the first byte of a character in UTF-8.
static bool
starts_letter(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

// True where a line may end at this space: not between a number and its unit.
static bool
may_break(const char *text, size_t space)
{
    return text[space] == ' ' &&
           !(isdigit((unsigned char)text[space - 1]) &&
             strchr("sMGK%", text[space + 1]));
}

// Returns how many bytes of the text fit into a line of so many letters: all
// when all do, otherwise up to a space if there is one; where more lines come,
// rather up to the last semicolon in the line's second half.
static size_t
bytes_that_fit(const char *text, size_t letters, bool more_lines)
{
    size_t count = 0, space = 0, part = 0, i;

    for (i = 0; text[i]; i++) {
        if (starts_letter(text[i]) && count++ == letters)
            return part > 0 ? part : space > 0 ? space : i;
        if (i > 0 && may_break(text, i)) {
            space = i;
            if (more_lines && text[i - 1] == ';' && count > letters / 2)
                part = i;
        }
    }
    return i;
}

// Writes the text as chart_set_text does, but no more than fits into a line.
static void
set_line(FILE *values, const char *name, const char *text, size_t letters)
{
    size_t fits = bytes_that_fit(text, letters, false);
    char *line = format("%.*s%s", (int)fits, text, text[fits] ? " …" : "");

    chart_set_text(values, name, line);
    free(line);
}

void
chart_set_words(FILE *values, const struct chart *chart,
                const struct comparison *all)
{
    size_t first = bytes_that_fit(chart->title, TITLE_LETTERS, true);
    char *line = format("%.*s", (int)first, chart->title);
    char *subtitle = chart_subtitle(all, chart->typical);
    const char *rest = chart->title + first;

    chart_set_text(values, "title", line);
    set_line(values, "title_more", rest + strspn(rest, " "), TITLE_LETTERS);
    set_line(values, "subtitle", subtitle, UNDER_LETTERS);
    free(line);
    free(subtitle);
}

void
chart_free(struct chart *chart)
{
    free(chart->question);
    free(chart->title);
    free(chart->reading);
    free(chart->data);
    free(chart->values);
}

void
chart_put_text(FILE *data, const char *text)
{
    fputc('"', data);
    for (; *text; text++)
        fputc((unsigned char)*text < ' ' || *text == '"' ? ' ' : *text, data);
    fputc('"', data);
}

void
chart_put_block(FILE *data, const char *name, size_t number)
{
    bool first = ftell(data) == 0;

    fprintf(data, "%s# %s%zu\n", first ? "" : "\n\n", name, number);
    fprintf(data, "0 nan nan nan nan nan nan nan nan nan\n");
}

void
chart_set_programs(FILE *values, const struct comparison *all)
{
    size_t count = program_count(all);

    fprintf(values, "programs = %zu\narray names[%zu]\narray colours[%zu]\n"
                    "array variants[%zu]\n", count, count, count, count);
    for (size_t p = 0; p < count; p++) {
        const struct program *program = program_at(all, p);
        fprintf(values, "names[%zu] = '%s'; colours[%zu] = %zu; "
                        "variants[%zu] = %zu\n", p + 1, program->name, p + 1,
                program->colour, p + 1, program->variant);
    }
}

double
chart_text_width(const char *text)
{
    size_t letters = 0;

    for (; *text; text++)
        letters += starts_letter(*text);
    return LETTER * (double)letters;
}

char *
chart_count(size_t number)
{
    if (number < 1000)
        return format("%zu", number);
    char *thousands = chart_count(number / 1000);
    char *text = format("%s,%03zu", thousands, number % 1000);

    free(thousands);
    return text;
}

// Returns how many were in flight at most, ", at most 50 at once"; nothing
// where programs differ in that. One that takes one URL after the other has
// no say.
static char *
cap_text(const struct comparison *all)
{
    size_t cap = 0;

    for (size_t p = 0; p < program_count(all); p++) {
        const struct program *program = program_at(all, p);
        if (program->one_at_a_time)
            continue;
        if (cap > 0 && cap != program->concurrency)
            return copy_text("");
        cap = program->concurrency;
    }
    if (cap == 0)
        return copy_text(", one after the other");
    char *count = chart_count(cap);
    char *text = format(", at most %s at once", count);

    free(count);
    return text;
}

char *
chart_setting(const struct comparison *all)
{
    const struct scenario *s = all->scenario;
    char *scale = s->scale == 1 ? copy_text("")
                                : format(", delays × %g", s->scale);
    char *cap = s->sweep == SWEEP_FLIGHT ? copy_text(", all at once")
                                         : cap_text(all);
    char *urls = chart_count(s->path_count);
    char *line = format("%s%s %s%s%s",
                        s->sweep == SWEEP_FLIGHT ? "up to " : "", urls,
                        s->path_count == 1 ? "URL" : "URLs", cap, scale);

    free(scale);
    free(cap);
    free(urls);
    return line;
}

// Returns what is not as it seems, to stand before all else, where it is never
// cut off: who failed more than others, and who fetched only a part.
static char *
reservations(const struct comparison *all)
{
    char *words = copy_text("");

    for (size_t p = 0; p < program_count(all); p++) {
        const struct program *program = program_at(all, p);
        char *longer = words;
        if (fell_short(all, p))
            longer = format("%s%s failed %.0f of %zu; ", words, program->name,
                            summary_of(all, p, FAILURES).median,
                            program->urls);
        else if (extrapolation(all, p) != 1)
            longer = format("%s%s fetched only %zu; ", words, program->name,
                            program->urls);
        if (longer != words)
            free(words);
        words = longer;
    }
    return words;
}

char *
chart_subtitle(const struct comparison *all, bool typical)
{
    char *setting = chart_setting(all), *words = reservations(all);
    char *runs = typical ? copy_text("one run each, the median")
                 : all_run_once(all) ? copy_text("one run each")
                         : format("%zu round%s", all->plan.rounds,
                                  all->plan.rounds == 1 ? "" : "s");
    char *line = format("%s%s: %s; %s", words, all->scenario->title, setting,
                        runs);

    free(setting);
    free(words);
    free(runs);
    return line;
}
