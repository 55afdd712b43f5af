// Guess first, then measure: see predict.h.

#include "predict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

enum { LABEL = 14, COLUMN = 10, OFF = 9, MOST_LINES = 40 };

static const struct {
    const char *question;
    const char *label;
    const char *units[3];  // that may stand behind the number
    enum figure figure;
    double unit;           // what the figure's value is divided by
} quantities[QUANTITIES] = {
    {"time in seconds", "time, s", {"s", "sec", "seconds"}, WALL, 1},
    {"memory at the peak in MiB", "memory, MiB", {"mib", "mb", "m"}, PEAK,
     1048576},
    {"threads", "threads", {"threads", "thread", ""}, THREADS, 1},
};

// --- the model ---------------------------------------------------------------

struct expected
predict_model(const struct comparison *all, size_t p)
{
    const struct program *program = program_at(all, p);
    double cap = (double)program->concurrency, urls = (double)program->urls;
    double flight = program->one_at_a_time ? 1 : fmin(cap, urls);
    struct expected model = {{all->bounds[p].in_order, NAN, NAN}};
    double each = MODEL_PER_TRANSFER / 1024;

    if (strcmp(program->file, "fetch-threaded") == 0) {
        each = MODEL_PER_THREAD / 1024;
        model.of[QUANTITY_THREADS] = flight + 1;
    } else if (strcmp(program->file, "fetch-sync") == 0 ||
               strcmp(program->file, "fetch-async") == 0) {
        model.of[QUANTITY_THREADS] = 1;
    } else {
        return model;
    }
    model.of[QUANTITY_MEMORY] = MODEL_BASE + flight * each;
    return model;
}

// --- guesses -----------------------------------------------------------------

// True when the word is a unit of the quantity, in whatever case.
static bool
is_unit(const char *word, enum quantity quantity)
{
    for (size_t i = 0; i < 3; i++)
        if (strcasecmp(word, quantities[quantity].units[i]) == 0)
            return true;
    return *word == '\0';
}

const char *
predict_read(const char *text, enum quantity quantity, double *value)
{
    static const char *const wanted[QUANTITIES] = {
        "a number of seconds above 0, such as 2.5",
        "a number of MiB above 0, such as 12",
        "a whole number of threads, 1 or more",
    };
    char *copy = copy_text(text + strspn(text, " \t")), *end;

    copy[strcspn(copy, "\r\n")] = '\0';
    // strtod would take 0x10, inf and nan as well.
    size_t digits = strspn(copy, "0123456789.");
    double number = strtod(copy, &end);
    bool good = end == copy + digits && isfinite(number) && number > 0;

    end += strspn(end, " \t");
    for (size_t last = strlen(end); last > 0 && strchr(" \t", end[last - 1]);)
        end[--last] = '\0';
    good = good && is_unit(end, quantity) &&
           (quantity != QUANTITY_THREADS || !memchr(copy, '.', digits));
    free(copy);
    if (!good)
        return wanted[quantity];
    *value = number;
    return NULL;
}

// Asks until there is a guess, NAN when it is skipped; false when the input
// has ended.
static bool
ask_one(FILE *in, FILE *out, enum quantity quantity, double *value)
{
    char *line = NULL;
    const char *wanted = "";
    size_t size = 0;
    bool more = true;

    *value = NAN;
    while (wanted && more) {
        fprintf(out, "  %s: ", quantities[quantity].question);
        fflush(out);
        more = getline(&line, &size, in) >= 0;
        if (!more || line[strspn(line, " \t\r\n")] == '\0')
            break;
        wanted = predict_read(line, quantity, value);
        if (wanted)
            fprintf(out, "  That should be %s; Enter skips it.\n", wanted);
    }
    free(line);
    return more;
}

// Prints the scenario without its comments, which may tell the answers.
static void
print_scenario(FILE *out, const struct scenario *s)
{
    char *text = copy_text(s->text), *rest = text, *line;
    size_t lines = 0;

    while ((line = strsep(&rest, "\n")) && lines < MOST_LINES) {
        if (line[strspn(line, " \t\r")] == '\0' || *line == '#')
            continue;
        fprintf(out, "    %s\n", line);
        lines++;
    }
    if (line)
        fprintf(out, "    ...\n");
    free(text);
}

struct expected *
predict_ask(FILE *in, FILE *out, const struct comparison *all)
{
    size_t count = program_count(all);
    struct expected *guesses = resize(NULL, count, sizeof *guesses);
    bool more = true;

    fprintf(out, "Before anything runs: what do you expect of each program?\n"
                 "A number, or Enter to skip. This is the scenario:\n\n");
    print_scenario(out, all->scenario);
    fprintf(out, "\n");
    for (size_t p = 0; p < count; p++) {
        const struct program *program = program_at(all, p);
        size_t urls = all->scenario->sweep ? program->urls
                                           : all->scenario->path_count;
        if (more && !left_out(all, p))
            fprintf(out, "%s, %zu %s, at most %zu at once\n", program->name,
                    urls, urls == 1 ? "URL" : "URLs", program->concurrency);
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            guesses[p].of[q] = NAN;
            more = more && (left_out(all, p) ||
                            ask_one(in, out, q, &guesses[p].of[q]));
        }
    }
    fprintf(out, "\n");
    return guesses;
}

// --- what came of it ---------------------------------------------------------

const char *
predict_judge(double guess, double measured)
{
    double ratio = guess / measured;
    double off = ratio > 1 ? ratio : 1 / ratio;

    if (!isfinite(off))
        return "";
    if (off <= 1.1)
        return "spot on";
    if (off <= 1.5)
        return "close";
    if (off <= 5)
        return ratio > 1 ? "too high" : "too low";
    return ratio > 1 ? "far too high" : "far too low";
}

// Prints the text at the right end of so many columns, and frees it. Bytes
// inside a UTF-8 character take no column.
static void
print_right(FILE *out, int columns, char *text)
{
    for (const char *c = text; *c; c++)
        columns -= ((unsigned char)*c & 0xc0) != 0x80;
    fprintf(out, "%*s%s", columns > 0 ? columns : 0, "", text);
    free(text);
}

// Returns the number with as many digits as mean something; the caller frees
// it.
static char *
number_text(double number, enum quantity quantity)
{
    int digits = number < 1 ? 3 : number < 10 ? 2 : number < 100;

    if (!isfinite(number))
        return copy_text("–");
    return format("%.*f", quantity == QUANTITY_THREADS ? 0 : digits, number);
}

// Returns what the number is, divided by what was measured; the caller frees
// it.
static char *
ratio_text(double number, double measured)
{
    double ratio = number / measured;

    if (!isfinite(ratio))
        return copy_text("");
    return format("%.*f ×", ratio < 10 ? 2 : ratio < 100, ratio);
}

// Prints one quantity of one program.
static void
print_quantity(FILE *out, const struct comparison *all, size_t p,
               enum quantity q, double guess)
{
    struct estimate e = summary_of(all, p, quantities[q].figure);
    double measured = e.count > 0 ? e.median / quantities[q].unit : NAN;
    double model = predict_model(all, p).of[q];
    const char *words = predict_judge(guess, measured);

    fprintf(out, "  %-*s", LABEL - 2, quantities[q].label);
    print_right(out, COLUMN, number_text(measured, q));
    print_right(out, COLUMN, number_text(model, q));
    print_right(out, OFF, ratio_text(model, measured));
    print_right(out, COLUMN, number_text(guess, q));
    if (*words) {
        print_right(out, OFF, ratio_text(guess, measured));
        fprintf(out, "  %s", words);
    }
    fprintf(out, "\n");
}

void
predict_print(FILE *out, const struct comparison *all,
              const struct expected *guesses)
{
    fprintf(out, "\nWhat came, what the model expected, and what you did:\n\n"
                 "%*s%*s%*s\n", LABEL + COLUMN, "measured", COLUMN, "model",
            OFF + COLUMN, "you");
    for (size_t p = 0; p < program_count(all); p++) {
        if (left_out(all, p))
            continue;
        fprintf(out, "%s\n", program_at(all, p)->name);
        for (enum quantity q = 0; q < QUANTITIES; q++)
            print_quantity(out, all, p, q, guesses[p].of[q]);
    }
    fprintf(out,
            "\n× is what was expected, divided by what came. The model: only "
            "the server takes\ntime; a thread for each transfer and one more, "
            "or one for all; %.1f MiB, and\n%.0f KiB for each thread or %.0f "
            "KiB for each transfer in the loop.\n", MODEL_BASE,
            MODEL_PER_THREAD, MODEL_PER_TRANSFER);
}
