// Two comparisons, side by side: see diff.h.

#include "diff.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "results.h"

enum { LABEL = 9, CELL = 21, RATIO = 7, LINE = 79 };  // columns

// What is compared of each program.
static const struct {
    const char *label;
    const char *field;  // in results.json
    double unit;        // what the field's value is divided by
    const char *verb;
} figures[] = {
    {"time", "wall_seconds", 1, "took"},
    {"CPU", "cpu_seconds", 1, "took"},
    {"peak", "peak_memory_bytes", 1048576, "used"},
    {"reserved", "peak_virtual_bytes", 1048576, "used"},
};

enum { FIGURE_COUNT = sizeof figures / sizeof figures[0] };

enum difference
difference_of(const struct estimate *a, const struct estimate *b)
{
    if (a->count == 0 || b->count == 0)
        return DIFFERENCE_NONE;
    if (!a->has_interval || !b->has_interval)
        return DIFFERENCE_UNSURE;
    if (b->high < a->low)
        return DIFFERENCE_LESS;
    if (b->low > a->high)
        return DIFFERENCE_MORE;
    return DIFFERENCE_NOT_SHOWN;
}

// --- what must not differ ----------------------------------------------------

// Returns a value for people, text as it is; the caller frees it.
static char *
value_text(const json_t *value)
{
    char *dumped;

    if (value == NULL || json_is_null(value))
        return copy_text("(none)");
    if (json_is_string(value))
        return copy_text(json_string_value(value));
    dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    return dumped ? dumped : copy_text("(unreadable)");
}

// Says that something differs.
static void
tell(FILE *out, const char *what, const json_t *a, const json_t *b)
{
    char *first = value_text(a), *second = value_text(b);

    fprintf(out, "  %s\n    A: %s\n    B: %s\n", what, first, second);
    free(first);
    free(second);
}

static void
compare_values(FILE *out, const char *what, const json_t *a, const json_t *b);

// Compares all that either object has, each under its name.
static void
compare_objects(FILE *out, const char *what, const json_t *a, const json_t *b)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)a, key, value) {
        char *inner = format("%s: %s", what, key);
        compare_values(out, inner, value, json_object_get(b, key));
        free(inner);
    }
    json_object_foreach((json_t *)b, key, value) {
        if (json_object_get(a, key))
            continue;
        char *inner = format("%s: %s", what, key);
        tell(out, inner, NULL, value);
        free(inner);
    }
}

// Compares two lists entry by entry; people count from 1.
static void
compare_lists(FILE *out, const char *what, const json_t *a, const json_t *b)
{
    size_t count = json_array_size(a) > json_array_size(b)
                       ? json_array_size(a) : json_array_size(b);

    for (size_t i = 0; i < count; i++) {
        char *inner = format("%s: %zu", what, i + 1);
        compare_values(out, inner, json_array_get(a, i), json_array_get(b, i));
        free(inner);
    }
}

// Says what differs between the values, down to the innermost.
static void
compare_values(FILE *out, const char *what, const json_t *a, const json_t *b)
{
    if (json_is_object(a) && json_is_object(b))
        compare_objects(out, what, a, b);
    else if (json_is_array(a) && json_is_array(b))
        compare_lists(out, what, a, b);
    else if (!json_equal(a, b) && !(a == NULL && b == NULL))
        tell(out, what, a, b);
}

// Says which is the first line in which the texts differ.
static void
compare_texts(FILE *out, const char *a, const char *b)
{
    size_t line = 1;

    if (strcmp(a, b) == 0)
        return;
    while (*a || *b) {
        size_t first = strcspn(a, "\n"), second = strcspn(b, "\n");
        if (first != second || strncmp(a, b, first) != 0)
            break;
        a += first + (a[first] != '\0');
        b += second + (b[second] != '\0');
        line++;
    }
    fprintf(out, "  scenario: line %zu\n    A: %.*s\n    B: %.*s\n", line,
            (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
}

// Returns the text at these two names, nothing where there is none.
static const char *
text_at(const json_t *root, const char *outer, const char *inner)
{
    const json_t *object = json_object_get(root, outer);
    const char *text = json_string_value(json_object_get(object, inner));

    return text ? text : "";
}

char *
diff_refusal(const json_t *a, const json_t *b)
{
    static const char *const places[][2] = {
        {"machine", "kernel"}, {"machine", "architecture"},
        {"machine", "processor"}, {"machine", "processors"},
        {"machine", "usable_processors"}, {"machine", "memory_bytes"},
        {"machine", "clock"}, {"machine", "limits"}, {"machine", "cgroup"},
        {"machine", "build"}, {"scenario", "scale"},
    };
    static const char *const libraries[] = {"libcurl", "jansson", "compiler"};
    const json_t *machine_a = json_object_get(a, "machine");
    const json_t *machine_b = json_object_get(b, "machine");
    char *list;
    size_t size;
    FILE *out = text_stream(&list, &size);

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        compare_values(out, places[i][1],
                       json_object_get(json_object_get(a, places[i][0]),
                                       places[i][1]),
                       json_object_get(json_object_get(b, places[i][0]),
                                       places[i][1]));
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
        compare_values(
            out, libraries[i],
            json_object_get(json_object_get(machine_a, "versions"),
                            libraries[i]),
            json_object_get(json_object_get(machine_b, "versions"),
                            libraries[i]));
    compare_texts(out, text_at(a, "scenario", "text"),
                  text_at(b, "scenario", "text"));
    compare_values(out, "programs", json_object_get(a, "programs"),
                   json_object_get(b, "programs"));
    fclose(out);
    if (*list)
        return list;
    free(list);
    return NULL;
}

// --- side by side ------------------------------------------------------------

// Returns what the program's results say about the figure, in its unit.
static struct estimate
estimate_at(const json_t *root, const char *program, size_t figure)
{
    json_t *results = json_object_get(root, "results");
    const json_t *entry = results_entry(results, "command", program);
    const json_t *e = json_object_get(entry, figures[figure].field);
    const json_t *interval = json_object_get(e, "interval");
    double unit = figures[figure].unit;

    return (struct estimate){
        .count = (size_t)json_integer_value(json_object_get(e, "runs")),
        .median = json_number_value(json_object_get(e, "median")) / unit,
        .has_interval = json_is_object(interval),
        .low = json_number_value(json_object_get(interval, "low")) / unit,
        .high = json_number_value(json_object_get(interval, "high")) / unit,
    };
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

// How many digits behind the point make four digits that mean something.
static int
digits_of(double value)
{
    return value < 1 ? 4 : value < 10 ? 3 : value < 100 ? 2 : value < 1000;
}

// Returns the median and its interval, or why there is none, for a cell.
static char *
estimate_text(const struct estimate *e)
{
    int digits = digits_of(e->median);

    if (e->count == 0)
        return copy_text("no run counts");
    if (!e->has_interval)
        return format("%.*f %*s", digits, e->median, 13,
                      e->count == 1 ? "(one run)" : "(few runs)");
    char *interval = format("%.*f–%.*f", digits, e->low, digits, e->high);
    // The dash is three bytes and one column.
    char *text = format("%.*f %*s", digits, e->median, 15, interval);
    free(interval);
    return text;
}

// Returns a verdict of at most 20 columns, with the figure's verb.
static char *
words_of(enum difference difference, const char *verb)
{
    switch (difference) {
    case DIFFERENCE_NONE:      return copy_text("not compared");
    case DIFFERENCE_UNSURE:    return copy_text("too few runs");
    case DIFFERENCE_NOT_SHOWN: return copy_text("no difference shown");
    case DIFFERENCE_LESS:      return format("B %s less", verb);
    case DIFFERENCE_MORE:      break;
    }
    return format("B %s more", verb);
}

// Prints one figure of one program; returns how it was judged.
static enum difference
print_figure(FILE *out, const json_t *a, const json_t *b, const char *program,
             size_t figure)
{
    struct estimate first = estimate_at(a, program, figure);
    struct estimate second = estimate_at(b, program, figure);
    enum difference difference = difference_of(&first, &second);
    bool has_ratio = difference != DIFFERENCE_NONE && first.median > 0;
    double ratio = has_ratio ? second.median / first.median : 0;

    fprintf(out, " %-*s", LABEL - 1, figures[figure].label);
    print_right(out, CELL, estimate_text(&first));
    print_right(out, CELL, estimate_text(&second));
    print_right(out, RATIO, has_ratio ? format("%.*f", ratio < 10 ? 3 : 1,
                                               ratio) : copy_text("–"));
    char *words = words_of(difference, figures[figure].verb);
    fprintf(out, "  %s\n", words);
    free(words);
    return difference;
}

// Prints the sentence, indented, on as many lines as it needs.
static void
print_wrapped(FILE *out, const char *sentence)
{
    char *copy = copy_text(sentence), *rest = copy, *word;
    int columns = 0;

    while ((word = strsep(&rest, " "))) {
        int length = (int)strlen(word);
        bool fits = columns > 0 && columns + 1 + length <= LINE;
        if (!fits)
            columns = fprintf(out, "%s   ", columns > 0 ? "\n" : "");
        columns += fprintf(out, "%s%s", fits ? " " : "", word);
    }
    fprintf(out, "\n");
    free(copy);
}

// Prints what may differ, and so tells the two apart, and what makes the
// figures doubtful.
static void
print_origin(FILE *out, char side, const char *path, const json_t *root)
{
    const json_t *machine = json_object_get(root, "machine");
    const json_t *load = json_object_get(machine, "load");
    const json_t *warnings = json_object_get(root, "warnings");
    const char *commit = text_at(root, "machine", "commit");
    long long rounds = json_integer_value(json_object_get(root, "rounds"));

    fprintf(out, "%c: %s\n   %s, commit %s\n", side, path,
            text_at(root, "machine", "date"), *commit ? commit : "unknown");
    fprintf(out, "   load %.1f, seed %lld, %lld %s%s\n",
            json_number_value(json_array_get(load, 0)),
            (long long)json_integer_value(json_object_get(root, "seed")),
            rounds, rounds == 1 ? "round" : "rounds",
            json_is_true(json_object_get(root, "interrupted"))
                ? ", interrupted" : "");
    for (size_t i = 0; i < json_array_size(warnings); i++)
        print_wrapped(out, json_string_value(json_array_get(warnings, i)));
}

// Prints a table for each program; returns true when some figure had too few
// runs to be judged.
static bool
print_tables(FILE *out, const json_t *a, const json_t *b)
{
    const json_t *programs = json_object_get(a, "programs");
    bool unsure = false;

    for (size_t p = 0; p < json_array_size(programs); p++) {
        const char *name = json_string_value(
            json_object_get(json_array_get(programs, p), "name"));
        fprintf(out, "%s\n", name);
        for (size_t figure = 0; figure < FIGURE_COUNT; figure++)
            unsure |= print_figure(out, a, b, name, figure) ==
                      DIFFERENCE_UNSURE;
    }
    return unsure;
}

void
diff_print(FILE *out, const char *path_a, const json_t *a, const char *path_b,
           const json_t *b)
{
    fprintf(out, "%s\n", text_at(a, "scenario", "title"));
    print_origin(out, 'A', path_a, a);
    print_origin(out, 'B', path_b, b);
    fprintf(out, "Medians with 95 %% intervals; time and CPU in seconds, "
                 "memory in MiB.\n\n");
    fprintf(out, "%-*s%*s%*s%*s\n", LABEL, "", CELL, "A", CELL, "B", RATIO,
            "B / A");
    bool unsure = print_tables(out, a, b);
    fprintf(out, "\nRuns of two comparisons are not paired: a difference is "
                 "claimed only where the\ntwo intervals do not overlap.");
    if (unsure)
        fprintf(out, " Fewer than six runs have no interval, so that\n"
                     "nothing is claimed there.");
    fprintf(out, "\n");
}

// Returns the results at the path, or ends the program.
static json_t *
read_or_quit(const char *path)
{
    char *error;
    json_t *root = results_read(path, &error);

    if (root == NULL)
        quit(STATUS_USAGE, "%s", error);
    return root;
}

enum status
diff_run(const char *path_a, const char *path_b)
{
    json_t *a = read_or_quit(path_a), *b = read_or_quit(path_b);
    char *refusal = diff_refusal(a, b);

    if (refusal)
        fprintf(stderr, "compare: these results cannot be set side by side, "
                        "because this differs:\n%s", refusal);
    else
        diff_print(stdout, path_a, a, path_b, b);
    json_decref(a);
    json_decref(b);
    enum status status = refusal ? STATUS_USAGE : STATUS_GOOD;
    free(refusal);
    return status;
}
