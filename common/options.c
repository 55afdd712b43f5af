// Contract: see options.h. One table describes every option: the parser and
// --help both read it.

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fetch_all.h"
#include "say.h"

enum kind {
    FLAG,       // bool
    TEXT,       // const char *
    COUNT,      // int
    SECONDS,    // double
    BYTES,      // int64_t; k, M and G are understood
    HEADER,     // struct curl_slist *
    WORD,       // int, the place of the word among those in `argument`
    HELP,
    VERSIONS,
};

struct option_row {
    char letter;            // 0: none
    const char *name;
    const char *argument;   // its name in the help, NULL: takes none
    enum kind kind;
    size_t field;           // offset in struct options
    double least;           // the smallest number allowed
    const char *help;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row rows[] = {
    {'i', "input", "FILE", TEXT, AT(input), 0,
     "list of URLs, - for standard input"},
    {'c', "concurrency", "N", COUNT, AT(concurrency), 1,
     "most transfers in flight (50; sync: always 1)"},
    {'t', "timeout", "SECONDS", SECONDS, AT(timeout), 0.001,
     "longest time for one attempt (30)"},
    {0, "connect-timeout", "S", SECONDS, AT(connect_timeout), 0.001,
     "longest time to connect, in seconds (10)"},
    {0, "deadline", "S", SECONDS, AT(deadline), 0.001,
     "longest time for one URL, retries included (none)"},
    {0, "retry", "N", COUNT, AT(retry.most), 0,
     "further attempts after a transient failure (0)"},
    {0, "backoff", "S", SECONDS, AT(retry.backoff), 0,
     "pause up to S*2^(k-1) before retry k, max 60 (1)"},
    {0, "no-jitter", NULL, FLAG, AT(retry.exact), 0,
     "pause exactly S*2^(k-1)"},
    {0, "retry-all", NULL, FLAG, AT(retry.all), 0,
     "retry every failure, also those that cannot pass"},
    {'f', "fail", NULL, FLAG, AT(fail), 0,
     "an HTTP status of 400 or more is a failure"},
    {'L', "location", NULL, FLAG, AT(location), 0, "follow redirects"},
    {0, "max-redirs", "N", COUNT, AT(max_redirs), 0,
     "follow at most N redirects (10)"},
    {0, "max-body", "BYTES", BYTES, AT(body.longest), 0,
     "a longer body is a failure (none; as 64k, 10M, 2G)"},
    {0, "compressed", NULL, FLAG, AT(compressed), 0,
     "ask for compressed bodies and decode them"},
    {0, "preview", "N", COUNT, AT(body.preview), 0,
     "keep the body's first N characters in the record"},
    {0, "save", "DIR", TEXT, AT(body.directory), 0,
     "write each body to DIR, named by its index"},
    {'A', "user-agent", "TEXT", TEXT, AT(user_agent), 0,
     "the name to give (the program's and its version)"},
    {'H', "header", "LINE", HEADER, AT(headers), 0,
     "send this header too; may be given again"},
    {'k', "insecure", NULL, FLAG, AT(insecure), 0,
     "do not check certificates"},
    {0, "cacert", "FILE", TEXT, AT(cacert), 0,
     "trust the certificate authorities in FILE"},
    {0, "no-reuse", NULL, FLAG, AT(no_reuse), 0,
     "a fresh connection and TLS session for every URL"},
    {'o', "output", "FILE", TEXT, AT(output), 0,
     "write the records there (standard output)"},
    {0, "format", "table|csv|json", WORD, AT(style.format), 0,
     "records as (table); json: one object a line"},
    {0, "summary", "FILE", TEXT, AT(summary), 0,
     "at the end: counts, rate, CPU and memory, as JSON"},
    {0, "progress", "auto|always|never", WORD, AT(progress), 0,
     "show a progress line (auto: on a terminal)"},
    {0, "loop", "poll|epoll", WORD, AT(loop), 0,
     "fetch-async: how it waits; epoll is for thousands"},
    {0, "helpers", "N", COUNT, AT(helpers), 1,
     "fetch-async: most threads for work that blocks (8)"},
    {0, "stall", "SECONDS", SECONDS, AT(stall), 0,
     "fetch-async: -v names what held it longer (0.1)"},
    {0, "narrate", NULL, FLAG, AT(narrate), 0,
     "fetch-async: a line for each turn of the loop"},
    {0, "narrate-pause", "S", SECONDS, AT(narrate_pause), 0,
     "the same, and stand still for S to read it"},
    {0, "stack-size", "BYTES", BYTES, AT(stack_size), 65536,
     "fetch-threaded: stack of a thread (the system's)"},
    {'q', "quiet", NULL, FLAG, AT(quiet), 0,
     "say nothing but why the program cannot go on"},
    {'v', "verbose", NULL, FLAG, AT(verbose), 0,
     "say why there is another attempt, and when"},
    {'h', "help", NULL, HELP, 0, 0, "this text"},
    {'V', "version", NULL, VERSIONS, 0, 0, "the versions in use"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

// --- reading one value -------------------------------------------------------

// A plain decimal number at the start of `word`; NAN for anything else, also
// for the signed, hexadecimal and infinite ones that strtod would take.
static double
decimal(const char *word, const char **rest)
{
    size_t digits = strspn(word, "0123456789.");
    char *end = NULL;
    double number = strtod(word, &end);

    *rest = word + digits;
    return digits > 0 && end == *rest ? number : NAN;
}

static bool
read_count(const struct option_row *row, const char *word, int *field)
{
    const char *rest;
    double number = decimal(word, &rest);

    if (!(number >= row->least && number <= 1e6) || *rest
        || number != floor(number)) {
        complain("--%s takes a whole number from %g to 1000000, not \"%s\"",
                 row->name, row->least, word);
        return false;
    }
    *field = (int)number;
    return true;
}

static bool
read_seconds(const struct option_row *row, const char *word, double *field)
{
    const char *rest;
    double number = decimal(word, &rest);

    if (!(number >= row->least && number <= 1e6) || *rest) {
        complain("--%s takes seconds, from %g to 1000000, not \"%s\"",
                 row->name, row->least, word);
        return false;
    }
    *field = number;
    return true;
}

static bool
read_bytes(const struct option_row *row, const char *word, int64_t *field)
{
    const char *rest, *unit;
    double number = decimal(word, &rest);

    if (*rest && (unit = strchr("kKMG", *rest))) {
        number *= *unit == 'M' ? 1 << 20 : *unit == 'G' ? 1 << 30 : 1 << 10;
        rest++;
    }
    if (!(number >= row->least && number <= 1e15) || *rest) {
        complain("--%s takes bytes, at least %.0f, as 65536, 64k, 10M or 2G, "
                 "not \"%s\"", row->name, row->least, word);
        return false;
    }
    *field = (int64_t)number;
    return true;
}

// The words that are allowed stand in the row, with | between them.
static bool
read_word(const struct option_row *row, const char *word, int *field)
{
    size_t length = strlen(word);
    int place = 0;

    for (const char *at = row->argument; at; place++) {
        size_t end = strcspn(at, "|");
        if (end == length && strncmp(at, word, length) == 0) {
            *field = place;
            return true;
        }
        at = at[end] ? at + end + 1 : NULL;
    }
    complain("--%s takes %s, not \"%s\"", row->name, row->argument, word);
    return false;
}

// A header goes out as it is, so a line break in it would smuggle in more.
static bool
read_header(const char *line, struct curl_slist **headers)
{
    struct curl_slist *longer;

    if (!strpbrk(line, ":;") || strpbrk(line, "\r\n")) {
        complain("--header takes one line, as \"Name: value\", not \"%s\"",
                 line);
        return false;
    }
    longer = curl_slist_append(*headers, line);
    if (!longer) {
        complain("out of memory");
        return false;
    }
    *headers = longer;
    return true;
}

static bool
read_value(const struct option_row *row, const char *word,
           struct options *options)
{
    void *field = (char *)options + row->field;

    switch (row->kind) {
    case FLAG:
        *(bool *)field = true;
        return true;
    case TEXT:
        *(const char **)field = word;
        return true;
    case COUNT:
        return read_count(row, word, field);
    case SECONDS:
        return read_seconds(row, word, field);
    case BYTES:
        return read_bytes(row, word, field);
    case HEADER:
        return read_header(word, field);
    case WORD:
        return read_word(row, word, field);
    default:
        return false;
    }
}

// --- the command line --------------------------------------------------------

static void
print_row(const struct option_row *row)
{
    char left[64];
    const char *argument = row->argument ? row->argument : "";

    if (row->letter)
        snprintf(left, sizeof left, "  -%c, --%s %s", row->letter, row->name,
                 argument);
    else
        snprintf(left, sizeof left, "      --%s %s", row->name, argument);
    if (strlen(left) > 29)
        printf("%s\n%30s%s\n", left, "", row->help);
    else
        printf("%-30s%s\n", left, row->help);
}

static void
print_help(void)
{
    printf("Usage: %s [OPTIONS] [URL...]\n\n"
           "Fetches http and https URLs and writes a record of each. The URLs "
           "come from the\ncommand line, from --input, or else from standard "
           "input: one a line; blank lines\nand lines starting with # are "
           "skipped.\n\n", program_name);
    for (int i = 0; i < ROWS; i++)
        print_row(&rows[i]);
    printf("\nExit status: 0 every URL fetched, 1 some URL failed, 2 wrong "
           "usage or unreadable\ninput, 3 output could not be written, 4 no "
           "transfer could be started.\n");
}

static void
print_versions(void)
{
    printf("%s %s\n%s\n", program_name, VERSION, curl_version());
}

// Tells getopt_long of every row: the code of a long option is its row's place.
static void
describe(struct option *longs, char *shorts)
{
    *shorts++ = ':';
    for (int i = 0; i < ROWS; i++) {
        longs[i] = (struct option){
            .name = rows[i].name,
            .has_arg = rows[i].argument ? required_argument : no_argument,
            .val = UCHAR_MAX + 1 + i,
        };
        if (rows[i].letter)
            *shorts++ = rows[i].letter;
        if (rows[i].letter && rows[i].argument)
            *shorts++ = ':';
    }
    longs[ROWS] = (struct option){.name = NULL};
    *shorts = '\0';
}

// The row that getopt_long's answer means; NULL if there is none.
static const struct option_row *
row_of(int code)
{
    if (code > UCHAR_MAX)
        return &rows[code - UCHAR_MAX - 1];
    for (int i = 0; i < ROWS; i++)
        if (rows[i].letter == code)
            return &rows[i];
    return NULL;
}

// What getopt_long could not use: ':' an option without its value.
static void
complain_of(int code, char **argv)
{
    const char *word = argv[optind - 1];

    if (code == ':')
        complain("%s needs a value", word);
    else if (optopt && optopt <= UCHAR_MAX)
        complain("there is no option -%c", optopt);
    else if (optopt)
        complain("%s takes no value", word);
    else
        complain("there is no option %s, or it could mean several", word);
}

// Reads every option; false if one is wrong or ends the program, by *status.
static bool
read_options(struct options *options, int argc, char **argv, int *status)
{
    struct option longs[ROWS + 1];
    char shorts[2 * ROWS + 2];
    int code;

    describe(longs, shorts);
    opterr = 0;
    while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const struct option_row *row = row_of(code);
        *status = EXIT_ALL_FETCHED;
        if (row && (row->kind == HELP || row->kind == VERSIONS)) {
            (row->kind == HELP ? print_help : print_versions)();
            return false;
        }
        *status = EXIT_USAGE;
        if (!row)
            complain_of(code, argv);
        if (!row || !read_value(row, optarg, options))
            return false;
    }
    return true;
}

// What no single option can tell; says what is wrong.
static bool
fits_together(const struct options *options)
{
    if (options->urls[0] && options->input)
        complain("give URLs on the command line or with --input, not both");
    else if (!options->urls[0] && !options->input && isatty(STDIN_FILENO))
        complain("no URL given; name some, or a file of them with --input");
    else if (options->cacert && access(options->cacert, R_OK) != 0)
        complain("cannot read --cacert %s: %s", options->cacert,
                 strerror(errno));
    else if (options->user_agent && strpbrk(options->user_agent, "\r\n"))
        complain("--user-agent takes one line");
    else
        return true;
    return false;
}

bool
options_parse(struct options *options, int argc, char **argv, int *status)
{
    *options = (struct options){
        .concurrency = 50,
        .timeout = 30,
        .connect_timeout = 10,
        .retry = {.backoff = 1},
        .helpers = 8,
        .stall = 0.1,
        .max_redirs = 10,
        .body = {.longest = -1},
    };
    if (!read_options(options, argc, argv, status)) {
        if (*status == EXIT_USAGE)
            fprintf(stderr, "Try '%s --help'.\n", program_name);
        return false;
    }
    *status = EXIT_USAGE;
    options->urls = argv + optind;
    options->narrate = options->narrate || options->narrate_pause > 0;
    options->body.unpacked = options->compressed;
    options->style.preview = options->body.preview;
    options->style.save = options->body.directory;
    if (options->output && strcmp(options->output, "-") == 0)
        options->output = NULL;
    say_only(options->quiet ? QUIET : options->verbose ? VERBOSE : NORMAL);
    return fits_together(options);
}

void
options_free(struct options *options)
{
    curl_slist_free_all(options->headers);
    options->headers = NULL;
}
