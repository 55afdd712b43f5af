// Reads scenario files: see scenario.h.

#include "scenario.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "dice.h"
#include "endpoints.h"
#include "pattern.h"

#define MOST_URLS 1000000L
#define MOST_ROUNDS 1000L
#define LONGEST_TITLE 60  // bytes: what fits on a chart with the rest

const char scenario_syntax[] =
    "A scenario is a text file, one setting a line, # starts a comment:\n"
    "  title TEXT           what the charts are headed with\n"
    "  urls COUNT PATH      COUNT URLs of this path; {a,b,c} or {0..4} in it\n"
    "                       takes each value in turn; may come several times\n"
    "  shuffle SEED         mixes the URLs; without it they come as listed\n"
    "  scale FACTOR         multiplies the seconds in all paths (1)\n"
    "  concurrency N        most transfers in flight (50)\n"
    "  timeout SECONDS      longest time for one attempt (30)\n"
    "  rounds N             measured rounds (10); 6 give an interval\n"
    "  options WORD...      further options for the three programs\n"
    "  server WORD...       further options for the local server (--tls)\n"
    "  expect KIND COUNT    so many URLs fail like this, and no other way\n";

// What only the parser needs to know.
struct parser {
    struct scenario *scenario;
    bool shuffled;
    size_t seed;  // for the shuffle
};

// Returns the first word of *rest, ended by a zero, and moves *rest behind
// it; NULL when there is none.
static char *
next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");
    char *end = word + strcspn(word, " \t");

    if (word == end)
        return NULL;
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

// Reads a whole number from 0 to most; false when the word is not one.
static bool
read_count(const char *word, long most, size_t *count)
{
    char *end;

    if (word == NULL || !isdigit((unsigned char)*word))
        return false;
    errno = 0;
    long number = strtol(word, &end, 10);
    if (errno || *end || number > most)
        return false;
    *count = (size_t)number;
    return true;
}

// Reads a decimal number above 0; false when the word is not one.
static bool
read_positive(const char *word, double *number)
{
    char *end;

    if (word == NULL || !isdigit((unsigned char)*word))
        return false;
    *number = strtod(word, &end);
    return *end == '\0' && isfinite(*number) && *number > 0;
}

// The readers of the settings: each takes what stands behind the setting's
// name, puts it into the scenario, and returns NULL or, as new text, what is
// wrong with it.

// Adds the paths of one urls line.
static char *
read_urls(struct parser *parser, char *rest)
{
    struct scenario *s = parser->scenario;
    const char *number = next_word(&rest), *pattern = next_word(&rest);
    size_t count;

    if (!read_count(number, MOST_URLS, &count) || count == 0)
        return format("urls needs a count from 1 to %ld first, then a path",
                      MOST_URLS);
    if (pattern == NULL || *pattern != '/' || next_word(&rest))
        return format("urls %zu needs one path that starts with /", count);
    if (s->path_count + count > (size_t)MOST_URLS)
        return format("more than %ld URLs in all", MOST_URLS);
    s->paths = resize(s->paths, s->path_count + count, sizeof *s->paths);
    for (size_t i = 0; i < count; i++) {
        char *path = pattern_expand(pattern, i);
        if (path == NULL)
            return format("braces in %s are neither {a,b,c} nor {0..4}",
                          pattern);
        s->paths[s->path_count++] = path;
    }
    return NULL;
}

// Takes the rest of the line as the title.
static char *
read_title(struct parser *parser, char *rest)
{
    if (*rest == '\0')
        return copy_text("title needs some words");
    if (strlen(rest) > LONGEST_TITLE)
        return format("title is longer than %d bytes", LONGEST_TITLE);
    free(parser->scenario->title);
    parser->scenario->title = copy_text(rest);
    return NULL;
}

// Takes the seed of the shuffle.
static char *
read_shuffle(struct parser *parser, char *rest)
{
    const char *word = next_word(&rest);

    if (!read_count(word, 2147483647, &parser->seed) || next_word(&rest))
        return copy_text("shuffle needs one whole number as its seed");
    parser->shuffled = true;
    return NULL;
}

// Takes the factor for all seconds.
static char *
read_scale(struct parser *parser, char *rest)
{
    const char *word = next_word(&rest);

    if (!read_positive(word, &parser->scenario->scale) || next_word(&rest))
        return copy_text("scale needs one number above 0");
    return NULL;
}

// Takes the cap.
static char *
read_concurrency(struct parser *parser, char *rest)
{
    size_t *cap = &parser->scenario->concurrency;
    const char *word = next_word(&rest);

    if (!read_count(word, 100000, cap) || *cap == 0 || next_word(&rest))
        return copy_text("concurrency needs a whole number from 1 to 100000");
    return NULL;
}

// Takes the time for one attempt.
static char *
read_timeout(struct parser *parser, char *rest)
{
    const char *word = next_word(&rest);

    if (!read_positive(word, &parser->scenario->timeout) || next_word(&rest))
        return copy_text("timeout needs a number of seconds above 0");
    return NULL;
}

// Takes how many rounds are measured.
static char *
read_rounds(struct parser *parser, char *rest)
{
    size_t *rounds = &parser->scenario->rounds;
    const char *word = next_word(&rest);

    if (!read_count(word, MOST_ROUNDS, rounds) || *rounds == 0 ||
        next_word(&rest))
        return format("rounds needs a whole number from 1 to %ld",
                      MOST_ROUNDS);
    return NULL;
}

// True when the word is this option, as getopt_long reads it: a letter may
// have its value right behind it, a long name may be cut short.
static bool
is_option(const char *word, const char *option)
{
    if (option[1] != '-')
        return strncmp(word, option, 2) == 0;
    return strncmp(word, option, strcspn(word, "=")) == 0;
}

// Adds options for the programs, but none that compare sets itself.
static char *
read_options(struct parser *parser, char *rest)
{
    static const char *const ours[] = {
        "-i", "--input", "-c", "--concurrency", "-t", "--timeout", "-o",
        "--output", "--format", "--summary", "--progress", NULL,
    };
    const char *word;

    while ((word = next_word(&rest))) {
        for (const char *const *o = ours; *o; o++)
            if (is_option(word, *o))
                return format("options cannot hold %s: compare sets %s", word,
                              *o);
        words_add(&parser->scenario->options, word);
    }
    return NULL;
}

// Adds options for the server.
static char *
read_server(struct parser *parser, char *rest)
{
    const char *word;

    while ((word = next_word(&rest))) {
        if (is_option(word, "--port"))
            return copy_text("server cannot hold --port: a free one is used");
        words_add(&parser->scenario->server, word);
    }
    return NULL;
}

// Adds an expectation.
static char *
read_expect(struct parser *parser, char *rest)
{
    struct scenario *s = parser->scenario;
    const char *kind = next_word(&rest), *number = next_word(&rest);
    size_t count;

    if (!kind || !read_count(number, MOST_URLS, &count) || next_word(&rest))
        return copy_text("expect needs an error kind, then a count: "
                         "expect timeout 2");
    s->expected = resize(s->expected, s->expected_count + 1,
                         sizeof *s->expected);
    s->expected[s->expected_count++] = (struct expectation){
        .kind = copy_text(kind),
        .count = (long)count,
    };
    return NULL;
}

static const struct setting {
    const char *name;
    char *(*read)(struct parser *, char *rest);
    bool repeats;  // may come on several lines
} settings[] = {
    {"title", read_title, false},
    {"urls", read_urls, true},
    {"shuffle", read_shuffle, false},
    {"scale", read_scale, false},
    {"concurrency", read_concurrency, false},
    {"timeout", read_timeout, false},
    {"rounds", read_rounds, false},
    {"options", read_options, true},
    {"server", read_server, true},
    {"expect", read_expect, true},
};

#define SETTINGS (sizeof settings / sizeof *settings)

// Cuts the comment and the blanks off both ends of a line, in place, and
// returns where the rest starts.
static char *
trim(char *line)
{
    for (char *c = line; *c; c++)
        if (*c == '#' && (c == line || isblank((unsigned char)c[-1])))
            *c = '\0';
    line += strspn(line, " \t\r");
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        line[--length] = '\0';
    return line;
}

// Reads one line; seen[i] tells whether setting i came before. Returns an
// error or NULL.
static char *
read_line(struct parser *parser, char *line, bool *seen)
{
    char *rest = trim(line);

    for (const char *c = rest; *c; c++)
        if (iscntrl((unsigned char)*c) && *c != '\t')
            return format("there is a control character, number %d", *c);
    const char *name = next_word(&rest);

    if (name == NULL)
        return NULL;
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strcmp(name, settings[i].name) != 0)
            continue;
        if (seen[i] && !settings[i].repeats)
            return format("%s comes a second time", name);
        seen[i] = true;
        return settings[i].read(parser, rest + strspn(rest, " \t"));
    }
    return format("'%s' is no setting (title, urls, shuffle, scale, "
                  "concurrency, timeout, rounds, options, server, expect)",
                  name);
}

// Reads all lines; returns an error with file and line, or NULL.
static char *
read_lines(struct parser *parser, const char *text, const char *file)
{
    bool seen[SETTINGS] = {false};
    char *copy = copy_text(text), *rest = copy, *line, *error = NULL;

    for (int number = 1; !error && (line = strsep(&rest, "\n")); number++) {
        char *reason = read_line(parser, line, seen);
        if (reason)
            error = format("%s:%d: %s", file, number, reason);
        free(reason);
    }
    free(copy);
    return error;
}

// Multiplies the seconds in every path by the scenario's scale.
static void
scale_paths(struct scenario *s)
{
    for (size_t i = 0; i < s->path_count; i++) {
        char *scaled = endpoint_scaled(s->paths[i], s->scale);
        free(s->paths[i]);
        s->paths[i] = scaled;
    }
}

// Puts the paths into the order that the seed gives.
static void
shuffle_paths(struct scenario *s, size_t seed)
{
    struct dice dice = {.state = seed};
    size_t *order = resize(NULL, s->path_count, sizeof *order);
    char **mixed = resize(NULL, s->path_count, sizeof *mixed);

    dice_order(&dice, order, s->path_count);
    for (size_t i = 0; i < s->path_count; i++)
        mixed[i] = s->paths[order[i]];
    free(s->paths);
    s->paths = mixed;
    free(order);
}

// True when the text is valid UTF-8, which results.json has to be.
static bool
is_utf8(const char *text)
{
    json_t *value = json_string(text);

    json_decref(value);
    return value != NULL;
}

char *
scenario_parse(struct scenario *scenario, const char *name, const char *text,
               const char *file)
{
    struct parser parser = {.scenario = scenario};

    *scenario = (struct scenario){
        .name = copy_text(name), .text = copy_text(text),
        .title = copy_text(name), .concurrency = 50, .timeout = 30,
        .rounds = 10, .scale = 1,
    };
    if (!is_utf8(text) || !is_utf8(name))
        return format("%s: this, or its name, is not UTF-8 text", file);
    bool marked = strncmp(text, "\xEF\xBB\xBF", 3) == 0;  // byte order mark
    char *error = read_lines(&parser, text + (marked ? 3 : 0), file);
    if (error)
        return error;
    if (scenario->path_count == 0)
        return format("%s: there is no urls line", file);
    if (scenario->scale != 1)
        scale_paths(scenario);
    if (parser.shuffled)
        shuffle_paths(scenario, parser.seed);
    return NULL;
}

void
scenario_free(struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->path_count; i++)
        free(scenario->paths[i]);
    for (size_t i = 0; i < scenario->expected_count; i++)
        free(scenario->expected[i].kind);
    words_free(&scenario->options);
    words_free(&scenario->server);
    free(scenario->paths);
    free(scenario->expected);
    free(scenario->name);
    free(scenario->text);
    free(scenario->title);
}

long
scenario_failures(const struct scenario *scenario)
{
    long failures = 0;

    for (size_t i = 0; i < scenario->expected_count; i++)
        failures += scenario->expected[i].count;
    return failures;
}
