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
#define LONGEST_NAME 16   // bytes: what fits beside a bar
#define MOST_PROGRAMS 8   // what can be told apart by colour
#define MOST_STEPS 16
#define MOST_IN_FLIGHT 100000L

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
    "  options WORD...      further options for all programs\n"
    "  server WORD...       further options for the local server (--tls)\n"
    "  hosts N              the URLs go round 127.0.0.1 to 127.0.0.N\n"
    "  descriptors N        a program may have so many open\n"
    "  network no           the programs ask the server for nothing\n"
    "  program NAME FILE WORD...  compares these, in place of the three, with\n"
    "                       options of their own, --concurrency among them\n"
    "  sweep cap N...       each program once with each cap\n"
    "  sweep flight N...    each once with so many URLs, all at once\n"
    "  longest SECONDS      leaves out what of a sweep would take longer\n"
    "  once NAME            that program runs once, because it takes long\n"
    "  part NAME COUNT      it fetches at most the first COUNT URLs; what all\n"
    "                       take is extrapolated\n"
    "  expect KIND COUNT [NAME]   so many URLs fail like this, and no other\n"
    "                       way; COUNT may be some\n";

// What only the parser needs to know.
struct parser {
    struct scenario *scenario;
    bool shuffled;
    bool the_three; // no others were named before they were spoken of
    size_t seed;    // for the shuffle
    size_t *steps;  // of the sweep; the parser's
    size_t step_count;
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

    if (!read_count(word, MOST_IN_FLIGHT, cap) || *cap == 0 || next_word(&rest))
        return format("concurrency needs a whole number from 1 to %ld",
                      MOST_IN_FLIGHT);
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

// Adds options for programs, but none that compare sets itself.
static char *
add_options(struct words *options, char *rest, const char *const *ours)
{
    const char *word;

    while ((word = next_word(&rest))) {
        for (const char *const *o = ours; *o; o++)
            if (is_option(word, *o))
                return format("options cannot hold %s: compare sets %s", word,
                              *o);
        words_add(options, word);
    }
    return NULL;
}

// Adds options for all programs.
static char *
read_options(struct parser *parser, char *rest)
{
    static const char *const ours[] = {
        "-i", "--input", "-c", "--concurrency", "-t", "--timeout", "-o",
        "--output", "--format", "--summary", "--progress", NULL,
    };

    return add_options(&parser->scenario->options, rest, ours);
}

// Adds options for the server.
static char *
read_server(struct parser *parser, char *rest)
{
    const char *word;

    while ((word = next_word(&rest))) {
        if (is_option(word, "--port"))
            return copy_text("server cannot hold --port: a free one is used");
        if (is_option(word, "--addresses"))
            return copy_text("server cannot hold --addresses: see hosts");
        words_add(&parser->scenario->server, word);
    }
    return NULL;
}

// Takes over how many addresses the URLs are spread.
static char *
read_hosts(struct parser *parser, char *rest)
{
    size_t *hosts = &parser->scenario->hosts;
    const char *word = next_word(&rest);

    if (!read_count(word, 254, hosts) || *hosts == 0 || next_word(&rest))
        return copy_text("hosts needs a whole number from 1 to 254");
    return NULL;
}

// Takes the limit on descriptors.
static char *
read_descriptors(struct parser *parser, char *rest)
{
    const char *word = next_word(&rest);
    size_t count;

    if (!read_count(word, 1048576, &count) || count < 16 || next_word(&rest))
        return copy_text("descriptors needs a whole number from 16 to "
                         "1048576");
    parser->scenario->descriptors = (long)count;
    return NULL;
}

// Takes the word that there is no network.
static char *
read_network(struct parser *parser, char *rest)
{
    const char *word = next_word(&rest);

    if (word == NULL || strcmp(word, "no") != 0 || next_word(&rest))
        return copy_text("network can only be told: network no");
    parser->scenario->silent = true;
    return NULL;
}

// Returns the program of that name, or NULL.
static struct program *
find_program(const struct scenario *s, const char *name)
{
    for (size_t p = 0; p < s->program_count; p++)
        if (strcmp(s->programs[p].name, name) == 0)
            return &s->programs[p];
    return NULL;
}

// Adds a program, and returns it.
static struct program *
add_program(struct scenario *s, const char *name, const char *file)
{
    s->programs = resize(s->programs, s->program_count + 1,
                         sizeof *s->programs);
    struct program *program = &s->programs[s->program_count];
    *program = (struct program){
        .name = copy_text(name), .group = copy_text(name),
        .file = copy_text(file),
        .one_at_a_time = program_is_sequential(file),
        .line = s->program_count++,
    };
    return program;
}

// Adds the three programs where no others are named.
static void
add_the_three(struct parser *parser)
{
    struct scenario *s = parser->scenario;

    if (s->program_count > 0)
        return;
    parser->the_three = true;
    add_program(s, "sync", "fetch-sync");
    add_program(s, "threaded", "fetch-threaded");
    add_program(s, "async", "fetch-async");
}

// True when a name can be part of a file's name, and fits beside a bar.
static bool
is_name(const char *word)
{
    size_t length = strlen(word);

    for (const char *c = word; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '-')
            return false;
    return length > 0 && length <= LONGEST_NAME && *word != '-';
}

// Takes the program's cap from its options, if they hold one.
static char *
read_cap(struct program *program)
{
    static const char name[] = "--concurrency";
    const struct words *options = &program->options;

    for (size_t i = 0; i < options->count; i++) {
        const char *word = options->all[i], *value = NULL;
        if (strncmp(word, "--conc", 6) != 0)
            continue;
        if (strcmp(word, name) == 0 && i + 1 < options->count)
            value = options->all[i + 1];
        if (strncmp(word, "--concurrency=", sizeof name) == 0)
            value = word + sizeof name;
        if (!read_count(value, MOST_IN_FLIGHT, &program->concurrency) ||
            program->concurrency == 0)
            return format("a program's cap is told as %s and a whole number "
                          "from 1 to %ld", name, MOST_IN_FLIGHT);
    }
    return NULL;
}

// Adds a program that takes part.
static char *
read_program(struct parser *parser, char *rest)
{
    static const char *const ours[] = {
        "-i", "--input", "-c", "-t", "--timeout", "-o", "--output",
        "--format", "--summary", "--progress", NULL,
    };
    struct scenario *s = parser->scenario;
    const char *name = next_word(&rest), *file = next_word(&rest);

    if (file == NULL || !is_name(name))
        return format("program needs a name of at most %d letters, digits "
                      "and hyphens, then a file: program fresh fetch-async "
                      "--no-reuse", LONGEST_NAME);
    if (find_program(s, name) || parser->the_three)
        return format("there is a program %s already: program lines come "
                      "first, each with a name of its own",
                      parser->the_three ? "sync" : name);
    if (s->program_count == MOST_PROGRAMS)
        return format("more than %d programs", MOST_PROGRAMS);
    if (strstr(file, "..") || *file == '/')
        return format("%s is not in the folder of the programs", file);
    struct program *program = add_program(s, name, file);
    char *error = add_options(&program->options, rest, ours);
    return error ? error : read_cap(program);
}

// Takes the program that runs once.
static char *
read_once(struct parser *parser, char *rest)
{
    const char *name = next_word(&rest);

    add_the_three(parser);
    struct program *program =
        name ? find_program(parser->scenario, name) : NULL;
    if (program == NULL || next_word(&rest))
        return copy_text("once needs the name of a program");
    program->once = true;
    return NULL;
}

// Takes the program that fetches only a part of the list.
static char *
read_part(struct parser *parser, char *rest)
{
    const char *name = next_word(&rest), *number = next_word(&rest);
    size_t count;

    add_the_three(parser);
    struct program *program =
        name ? find_program(parser->scenario, name) : NULL;
    if (program == NULL || !read_count(number, MOST_URLS, &count) ||
        count == 0 || next_word(&rest))
        return copy_text("part needs the name of a program, then a count: "
                         "part sync 100");
    program->urls = count;
    return NULL;
}

// Takes what is varied, and over which numbers.
static char *
read_sweep(struct parser *parser, char *rest)
{
    const char *what = next_word(&rest), *word;
    size_t before = 0, count;

    if (what && strcmp(what, "cap") == 0)
        parser->scenario->sweep = SWEEP_CAP;
    else if (what && strcmp(what, "flight") == 0)
        parser->scenario->sweep = SWEEP_FLIGHT;
    else
        return copy_text("sweep needs cap or flight, then rising numbers");
    while ((word = next_word(&rest))) {
        if (!read_count(word, MOST_IN_FLIGHT, &count) || count <= before)
            return format("sweep needs rising whole numbers up to %ld, not "
                          "'%s'", MOST_IN_FLIGHT, word);
        parser->steps = resize(parser->steps, parser->step_count + 1,
                               sizeof *parser->steps);
        parser->steps[parser->step_count++] = before = count;
    }
    if (parser->step_count < 2 || parser->step_count > MOST_STEPS)
        return format("sweep needs 2 to %d numbers", MOST_STEPS);
    return NULL;
}

// Takes how long a step of the sweep may take.
static char *
read_longest(struct parser *parser, char *rest)
{
    const char *word = next_word(&rest);

    if (!read_positive(word, &parser->scenario->longest) || next_word(&rest))
        return copy_text("longest needs a number of seconds above 0");
    return NULL;
}

// True when records name errors so.
static bool
is_kind(const char *word)
{
    static const char *const kinds[] = {
        "url", "dns", "refused", "connect", "tls", "timeout", "reset",
        "truncated", "protocol", "redirect", "too-large", "http",
        "resources", "write", "cancelled", "other",
    };

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strcmp(word, kinds[k]) == 0)
            return true;
    return false;
}

// Adds an expectation.
static char *
read_expect(struct parser *parser, char *rest)
{
    struct scenario *s = parser->scenario;
    const char *kind = next_word(&rest), *number = next_word(&rest);
    const char *name = next_word(&rest);
    bool some = number && strcmp(number, "some") == 0;
    size_t count = 0;

    if (!number || (!some && !read_count(number, MOST_URLS, &count)) ||
        next_word(&rest))
        return copy_text("expect needs an error kind, then a count: "
                         "expect timeout 2");
    if (!is_kind(kind))
        return format("'%s' is no error kind: see docs/records.md", kind);
    if (name)
        add_the_three(parser);
    if (name && !find_program(s, name))
        return format("expect names %s, but there is no such program before "
                      "this line", name);
    s->expected = resize(s->expected, s->expected_count + 1,
                         sizeof *s->expected);
    s->expected[s->expected_count++] = (struct expectation){
        .kind = copy_text(kind),
        .count = some ? SOME : (long)count,
        .program = name ? copy_text(name) : NULL,
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
    {"hosts", read_hosts, false},
    {"descriptors", read_descriptors, false},
    {"network", read_network, false},
    {"program", read_program, true},
    {"sweep", read_sweep, false},
    {"longest", read_longest, false},
    {"once", read_once, true},
    {"part", read_part, true},
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
    return format("'%s' is no setting; compare --help lists them", name);
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

// Puts a program into the list once for each step of the sweep; one that
// fetches one URL at a time has no cap to vary.
static void
sweep_program(struct scenario *s, const struct program *program,
              const struct parser *parser)
{
    for (size_t i = 0; i < parser->step_count; i++) {
        struct program *copy = &s->programs[s->program_count];
        if (s->sweep == SWEEP_CAP && program->one_at_a_time && i > 0)
            return;
        *copy = program_copy(program);
        free(copy->name);
        copy->name = format("%s-%zu", program->name, parser->steps[i]);
        copy->concurrency = parser->steps[i];
        if (s->sweep == SWEEP_FLIGHT && parser->steps[i] < s->path_count)
            copy->urls = parser->steps[i];
        s->program_count++;
    }
}

// Puts the programs of a sweep in place of those that the lines name.
static void
sweep_programs(struct scenario *s, const struct parser *parser)
{
    struct program *lines = s->programs;
    size_t count = s->program_count;

    if (s->sweep == SWEEP_NONE)
        return;
    s->programs = resize(NULL, count * parser->step_count, sizeof *lines);
    s->program_count = 0;
    for (size_t p = 0; p < count; p++) {
        sweep_program(s, &lines[p], parser);
        program_free(&lines[p]);
    }
    free(lines);
}

// Settles what the programs do, now that everything else is known.
static void
settle_programs(struct parser *parser)
{
    struct scenario *s = parser->scenario;

    add_the_three(parser);
    sweep_programs(s, parser);
    for (size_t p = 0; p < s->program_count; p++) {
        struct program *program = &s->programs[p];
        if (program->concurrency == 0)
            program->concurrency = s->concurrency;
        if (program->one_at_a_time)
            program->concurrency = 1;
        if (program->urls == 0 || program->urls > s->path_count)
            program->urls = s->path_count;
    }
    programs_colour(s->programs, s->program_count);
}

// Returns what does not go together, or NULL.
static char *
check_whole(const struct parser *parser)
{
    const struct scenario *s = parser->scenario;

    if (s->path_count == 0)
        return copy_text("there is no urls line");
    if (s->sweep == SWEEP_FLIGHT &&
        parser->steps[parser->step_count - 1] > s->path_count)
        return format("sweep flight goes up to %zu, but there are %zu URLs",
                      parser->steps[parser->step_count - 1], s->path_count);
    if (s->longest > 0 && !s->sweep)
        return copy_text("longest is about the steps of a sweep, and there is "
                         "none");
    for (size_t p = 0; s->sweep && p < s->program_count; p++)
        if (s->programs[p].urls > 0)
            return copy_text("part and sweep do not go together");
    return NULL;
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
        .rounds = 10, .scale = 1, .hosts = 1,
    };
    if (!is_utf8(text) || !is_utf8(name))
        return format("%s: this, or its name, is not UTF-8 text", file);
    bool marked = strncmp(text, "\xEF\xBB\xBF", 3) == 0;  // byte order mark
    char *error = read_lines(&parser, text + (marked ? 3 : 0), file);
    char *odd = error ? NULL : check_whole(&parser);
    if (odd)
        error = format("%s: %s", file, odd);
    free(odd);
    if (error == NULL) {
        if (scenario->scale != 1)
            scale_paths(scenario);
        if (parser.shuffled)
            shuffle_paths(scenario, parser.seed);
        settle_programs(&parser);
    }
    free(parser.steps);
    return error;
}

void
scenario_free(struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->path_count; i++)
        free(scenario->paths[i]);
    for (size_t i = 0; i < scenario->program_count; i++)
        program_free(&scenario->programs[i]);
    for (size_t i = 0; i < scenario->expected_count; i++) {
        free(scenario->expected[i].kind);
        free(scenario->expected[i].program);
    }
    words_free(&scenario->options);
    words_free(&scenario->server);
    free(scenario->paths);
    free(scenario->programs);
    free(scenario->expected);
    free(scenario->name);
    free(scenario->text);
    free(scenario->title);
}

char *
scenario_url(const struct scenario *scenario, const char *base, size_t index)
{
    static const char host[] = "://127.0.0.1:";
    const char *found = scenario->hosts > 1 ? strstr(base, host) : NULL;
    const char *path = scenario->paths[index];

    if (found == NULL)
        return format("%s%s", base, path);
    return format("%.*s://127.0.0.%zu:%s%s", (int)(found - base), base,
                  1 + index % scenario->hosts, found + strlen(host), path);
}

bool
expected_of(const struct expectation *expected, const struct program *program)
{
    return expected->program == NULL ||
           strcmp(expected->program, program->group) == 0;
}

long
scenario_failures(const struct scenario *scenario,
                  const struct program *program)
{
    long failures = 0;

    for (size_t i = 0; i < scenario->expected_count; i++)
        if (expected_of(&scenario->expected[i], program))
            failures += labs(scenario->expected[i].count);
    return failures;
}
