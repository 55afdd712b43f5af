// options: what each option accepts and refuses, and what --help says.

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "options.h"
#include "say.h"
#include "suites.h"
#include "support.h"

static struct options options;
static int status;
static const char *said;

// Parses a command line and keeps what is said on `fd`. The words must stay
// where they are as long as the options are looked at.
static bool
parse_words(int fd, int argc, char **argv)
{
    bool fine;

    options_free(&options);
    status = -1;
    optind = 0;         // getopt(3): start again
    capture_begin(fd);
    fine = options_parse(&options, argc, argv, &status);
    said = capture_end();
    return fine;
}

// Splits a line at its spaces, with "check" before and a URL after it.
static bool
parse_line(int fd, const char *line, const char *url)
{
    static char words[1024];
    static char *argv[16];
    int argc = 0;

    snprintf(words, sizeof words, "check %s %s", line, url);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    return parse_words(fd, argc, argv);
}

// Parses a line to which the URL "u" is added.
static bool
parse(const char *line)
{
    return parse_line(STDERR_FILENO, line, "u");
}

// Parses "--NAME VALUE u", whatever bytes stand in the value.
static bool
parse_value(const char *name, const char *value)
{
    static char program[] = "check", option[64], copy[256], url[] = "u";
    char *argv[] = {program, option, copy, url, NULL};

    snprintf(option, sizeof option, "--%s", name);
    snprintf(copy, sizeof copy, "%s", value);
    return parse_words(STDERR_FILENO, 4, argv);
}

// A fixture: nothing is left of the test before.
static void
end(void)
{
    options_free(&options);
    say_only(NORMAL);
}

// --- what holds when nothing is said -----------------------------------------

START_TEST(defaults_are_those_of_the_help)
{
    ck_assert(parse(""));
    ck_assert_int_eq(options.concurrency, 50);
    ck_assert_double_eq(options.timeout, 30);
    ck_assert_double_eq(options.connect_timeout, 10);
    ck_assert_double_eq(options.deadline, 0);
    ck_assert_int_eq(options.retry.most, 0);
    ck_assert_double_eq(options.retry.backoff, 1);
    ck_assert_int_eq(options.max_redirs, 10);
    ck_assert_int_eq(options.body.longest, -1);
    ck_assert_int_eq(options.body.preview, 0);
    ck_assert_int_eq(options.style.format, FORMAT_TABLE);
    ck_assert_int_eq(options.progress, PROGRESS_AUTO);
    ck_assert_int_eq(options.loop, LOOP_POLL);
    ck_assert_int_eq(options.helpers, 8);
    ck_assert_double_eq(options.stall, 0.1);
    ck_assert_double_eq(options.narrate_pause, 0);
    ck_assert_int_eq(options.stack_size, 0);
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(no_flag_is_set_and_no_name_is_given_by_default)
{
    ck_assert(parse(""));
    ck_assert(!options.retry.exact && !options.retry.all && !options.fail);
    ck_assert(!options.location && !options.compressed && !options.insecure);
    ck_assert(!options.no_reuse && !options.quiet && !options.verbose);
    ck_assert_ptr_null(options.input);
    ck_assert_ptr_null(options.output);
    ck_assert_ptr_null(options.summary);
    ck_assert_ptr_null(options.user_agent);
    ck_assert_ptr_null(options.headers);
    ck_assert_ptr_null(options.cacert);
    ck_assert_ptr_null(options.body.directory);
}
END_TEST

// --- options by their names --------------------------------------------------

#define AT(field) offsetof(struct options, field)

static const struct {
    const char *words;      // an option and what stands for the same
    const char *same;       // or NULL
    size_t field;           // a bool
} flags[] = {
    {"--no-jitter", NULL, AT(retry.exact)},
    {"--retry-all", NULL, AT(retry.all)},
    {"--fail", "-f", AT(fail)},
    {"--location", "-L", AT(location)},
    {"--compressed", NULL, AT(compressed)},
    {"--insecure", "-k", AT(insecure)},
    {"--no-reuse", NULL, AT(no_reuse)},
    {"--narrate", NULL, AT(narrate)},
    {"--quiet", "-q", AT(quiet)},
    {"--verbose", "-v", AT(verbose)},
};

enum { FLAGS = sizeof flags / sizeof flags[0] };

// How many of the flags are set.
static int
flags_set(void)
{
    int count = 0;

    for (int i = 0; i < FLAGS; i++)
        count += *(bool *)((char *)&options + flags[i].field);
    return count;
}

START_TEST(flag_sets_its_field_and_no_other)
{
    const char *names[] = {flags[_i].words, flags[_i].same};

    for (int i = 0; i < 2 && names[i]; i++) {
        ck_assert(parse(names[i]));
        ck_assert(*(bool *)((char *)&options + flags[_i].field));
        ck_assert_int_eq(flags_set(), 1);
    }
}
END_TEST

static const struct {
    const char *name;
    size_t field;           // a const char *
} texts[] = {
    {"--user-agent", AT(user_agent)},   {"-A", AT(user_agent)},
    {"--save", AT(body.directory)},     {"--output", AT(output)},
    {"-o", AT(output)},                 {"--summary", AT(summary)},
    {"--save", AT(style.save)},
};

START_TEST(text_is_taken_as_it_is)
{
    char line[64];

    snprintf(line, sizeof line, "%s some=--text", texts[_i].name);
    ck_assert(parse(line));
    ck_assert_str_eq(*(const char **)((char *)&options + texts[_i].field),
                     "some=--text");
}
END_TEST

START_TEST(input_names_the_list)
{
    ck_assert(parse_line(STDERR_FILENO, "-i list", ""));
    ck_assert_str_eq(options.input, "list");
    ck_assert_ptr_null(options.urls[0]);
    ck_assert(parse_line(STDERR_FILENO, "--input -", ""));
    ck_assert_str_eq(options.input, "-");
}
END_TEST

START_TEST(pause_to_read_what_is_narrated_asks_for_it)
{
    ck_assert(parse("--narrate-pause 0.5"));
    ck_assert(options.narrate);
    ck_assert(parse("--narrate-pause 0"));
    ck_assert(!options.narrate);
}
END_TEST

START_TEST(output_to_a_dash_is_standard_output)
{
    ck_assert(parse("-o -"));
    ck_assert_ptr_null(options.output);
}
END_TEST

START_TEST(cacert_is_a_file_that_can_be_read)
{
    const char *path = scratch_write("ca.pem", "", 0);

    ck_assert(parse_value("cacert", path));
    ck_assert_str_eq(options.cacert, path);
    ck_assert(!parse_value("cacert", scratch_path("none")));
    ck_assert_int_eq(status, EXIT_USAGE);
    assert_says(said, "cannot read --cacert");
}
END_TEST

START_TEST(user_agent_is_one_line)
{
    ck_assert(parse_value("user-agent", "a b"));
    ck_assert(!parse_value("user-agent", "a\r\nX: y"));
    ck_assert_int_eq(status, EXIT_USAGE);
    ck_assert(!parse_value("user-agent", "a\n"));
    ck_assert(!parse_value("user-agent", "\r"));
}
END_TEST

// --- numbers -----------------------------------------------------------------

enum kind { COUNT, SECONDS, BYTES };

static const struct number {
    const char *name;
    const char *value;
    enum kind kind;
    size_t field;
    double number;          // -1: refused
} numbers[] = {
    {"concurrency", "1", COUNT, AT(concurrency), 1},
    {"concurrency", "1000000", COUNT, AT(concurrency), 1000000},
    {"concurrency", "007", COUNT, AT(concurrency), 7},
    {"concurrency", "0", COUNT, 0, -1},
    {"concurrency", "-1", COUNT, 0, -1},
    {"concurrency", "+1", COUNT, 0, -1},
    {"concurrency", "1000001", COUNT, 0, -1},
    {"concurrency", "99999999999999999999", COUNT, 0, -1},
    {"concurrency", "1.5", COUNT, 0, -1},
    {"concurrency", "5x", COUNT, 0, -1},
    {"concurrency", "x", COUNT, 0, -1},
    {"concurrency", "", COUNT, 0, -1},
    {"concurrency", " 5", COUNT, 0, -1},
    {"concurrency", "5 ", COUNT, 0, -1},
    {"concurrency", "0x10", COUNT, 0, -1},
    {"concurrency", "1e2", COUNT, 0, -1},
    {"concurrency", "inf", COUNT, 0, -1},
    {"retry", "0", COUNT, AT(retry.most), 0},
    {"retry", "3", COUNT, AT(retry.most), 3},
    {"retry", "-1", COUNT, 0, -1},
    {"max-redirs", "0", COUNT, AT(max_redirs), 0},
    {"max-redirs", "50", COUNT, AT(max_redirs), 50},
    {"max-redirs", "-1", COUNT, 0, -1},
    {"preview", "0", COUNT, AT(body.preview), 0},
    {"preview", "80", COUNT, AT(body.preview), 80},
    {"preview", "80", COUNT, AT(style.preview), 80},
    {"preview", "x", COUNT, 0, -1},
    {"timeout", "30", SECONDS, AT(timeout), 30},
    {"timeout", "0.25", SECONDS, AT(timeout), 0.25},
    {"timeout", ".5", SECONDS, AT(timeout), 0.5},
    {"timeout", "5.", SECONDS, AT(timeout), 5},
    {"timeout", "0.001", SECONDS, AT(timeout), 0.001},
    {"timeout", "1000000", SECONDS, AT(timeout), 1000000},
    {"timeout", "0.0009", SECONDS, 0, -1},
    {"timeout", "0", SECONDS, 0, -1},
    {"timeout", "-1", SECONDS, 0, -1},
    {"timeout", "1000000.1", SECONDS, 0, -1},
    {"timeout", "1.2.3", SECONDS, 0, -1},
    {"timeout", "1,5", SECONDS, 0, -1},
    {"timeout", ".", SECONDS, 0, -1},
    {"timeout", "nan", SECONDS, 0, -1},
    {"timeout", "infinity", SECONDS, 0, -1},
    {"timeout", "1s", SECONDS, 0, -1},
    {"timeout", "", SECONDS, 0, -1},
    {"connect-timeout", "2.5", SECONDS, AT(connect_timeout), 2.5},
    {"connect-timeout", "0", SECONDS, 0, -1},
    {"deadline", "9", SECONDS, AT(deadline), 9},
    {"deadline", "0", SECONDS, 0, -1},
    {"backoff", "0", SECONDS, AT(retry.backoff), 0},
    {"backoff", "0.1", SECONDS, AT(retry.backoff), 0.1},
    {"backoff", "-0.1", SECONDS, 0, -1},
    {"max-body", "0", BYTES, AT(body.longest), 0},
    {"max-body", "1", BYTES, AT(body.longest), 1},
    {"max-body", "64k", BYTES, AT(body.longest), 65536},
    {"max-body", "10M", BYTES, AT(body.longest), 10485760},
    {"max-body", "2G", BYTES, AT(body.longest), 2147483648.0},
    {"max-body", "1.5k", BYTES, AT(body.longest), 1536},
    {"max-body", "1K", BYTES, AT(body.longest), 1024},
    {"max-body", "1kB", BYTES, 0, -1},
    {"max-body", "1kk", BYTES, 0, -1},
    {"max-body", "k", BYTES, 0, -1},
    {"max-body", "-1", BYTES, 0, -1},
    {"max-body", "", BYTES, 0, -1},
    {"max-body", "2000000G", BYTES, 0, -1},
    {"helpers", "1", COUNT, AT(helpers), 1},
    {"helpers", "0", COUNT, 0, -1},
    {"stall", "0", SECONDS, AT(stall), 0},
    {"stall", "0.5", SECONDS, AT(stall), 0.5},
    {"stall", "-1", SECONDS, 0, -1},
    {"narrate-pause", "0.3", SECONDS, AT(narrate_pause), 0.3},
    {"stack-size", "65536", BYTES, AT(stack_size), 65536},
    {"stack-size", "1M", BYTES, AT(stack_size), 1048576},
    {"stack-size", "65535", BYTES, 0, -1},
};

enum { NUMBERS = sizeof numbers / sizeof numbers[0] };

// What the field of a number holds.
static double
number_at(const struct number *number)
{
    const void *field = (const char *)&options + number->field;

    switch (number->kind) {
    case COUNT:
        return *(const int *)field;
    case SECONDS:
        return *(const double *)field;
    default:
        return (double)*(const int64_t *)field;
    }
}

START_TEST(number_is_understood_or_refused)
{
    const struct number *number = &numbers[_i];
    bool fine = parse_value(number->name, number->value);

    ck_assert_msg(fine == (number->number >= 0), "--%s %s", number->name,
                  number->value);
    if (fine) {
        ck_assert_double_eq(number_at(number), number->number);
        return;
    }
    ck_assert_int_eq(status, EXIT_USAGE);
    assert_says(said, number->name);
    assert_says(said, number->value);
}
END_TEST

START_TEST(letters_stand_for_the_most_frequent_numbers)
{
    ck_assert(parse("-c 7 -t 2.5"));
    ck_assert_int_eq(options.concurrency, 7);
    ck_assert_double_eq(options.timeout, 2.5);
}
END_TEST

START_TEST(last_value_of_an_option_counts)
{
    ck_assert(parse("-c 7 --concurrency 8 -c9"));
    ck_assert_int_eq(options.concurrency, 9);
}
END_TEST

// --- words and headers -------------------------------------------------------

static const struct {
    const char *name;
    const char *value;
    size_t field;
    int place;              // -1: refused
} words[] = {
    {"format", "table", AT(style.format), FORMAT_TABLE},
    {"format", "csv", AT(style.format), FORMAT_CSV},
    {"format", "json", AT(style.format), FORMAT_JSON},
    {"format", "", 0, -1},
    {"format", "js", 0, -1},
    {"format", "jsonl", 0, -1},
    {"format", "JSON", 0, -1},
    {"format", "table|csv", 0, -1},
    {"format", "csv|json", 0, -1},
    {"format", "|", 0, -1},
    {"progress", "auto", AT(progress), PROGRESS_AUTO},
    {"progress", "always", AT(progress), PROGRESS_ALWAYS},
    {"progress", "never", AT(progress), PROGRESS_NEVER},
    {"progress", "sometimes", 0, -1},
    {"loop", "poll", AT(loop), 0},
    {"loop", "select", 0, -1},
};

START_TEST(word_is_one_of_those_in_the_help)
{
    bool fine = parse_value(words[_i].name, words[_i].value);

    ck_assert_msg(fine == (words[_i].place >= 0), "--%s \"%s\"",
                  words[_i].name, words[_i].value);
    if (fine) {
        int *field = (int *)((char *)&options + words[_i].field);
        ck_assert_int_eq(*field, words[_i].place);
        return;
    }
    ck_assert_int_eq(status, EXIT_USAGE);
    assert_says(said, words[_i].name);
}
END_TEST

START_TEST(headers_are_kept_in_their_order)
{
    ck_assert(parse("-H A:1 --header B; -HC:3"));
    ck_assert_str_eq(options.headers->data, "A:1");
    ck_assert_str_eq(options.headers->next->data, "B;");
    ck_assert_str_eq(options.headers->next->next->data, "C:3");
    ck_assert_ptr_null(options.headers->next->next->next);
}
END_TEST

START_TEST(header_that_smuggles_in_another_one_is_refused)
{
    static const char *const lines[] = {
        "A: 1\r\nB: 2", "A: 1\n", "A: 1\r", "none", "",
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ck_assert_msg(!parse_value("header", lines[i]), "\"%s\"", lines[i]);
        ck_assert_int_eq(status, EXIT_USAGE);
        assert_says(said, "--header");
    }
}
END_TEST

START_TEST(all_headers_are_freed_when_a_later_option_is_wrong)
{
    ck_assert(!parse("-H A:1 -H B:2 --nope"));
    options_free(&options);
    ck_assert_ptr_null(options.headers);
    options_free(&options);
}
END_TEST

// --- the whole line ----------------------------------------------------------

START_TEST(urls_may_stand_among_the_options)
{
    ck_assert(parse_line(STDERR_FILENO, "a -f b -c 3", "c"));
    ck_assert_str_eq(options.urls[0], "a");
    ck_assert_str_eq(options.urls[1], "b");
    ck_assert_str_eq(options.urls[2], "c");
    ck_assert_ptr_null(options.urls[3]);
    ck_assert(options.fail);
    ck_assert_int_eq(options.concurrency, 3);
}
END_TEST

START_TEST(two_dashes_end_the_options)
{
    ck_assert(parse("-f -- -c"));
    ck_assert_str_eq(options.urls[0], "-c");
    ck_assert_str_eq(options.urls[1], "u");
}
END_TEST

START_TEST(letters_may_be_joined_and_values_follow_an_equals_sign)
{
    ck_assert(parse("-fLc5 --timeout=2 --format=json"));
    ck_assert(options.fail && options.location);
    ck_assert_int_eq(options.concurrency, 5);
    ck_assert_double_eq(options.timeout, 2);
    ck_assert_int_eq(options.style.format, FORMAT_JSON);
}
END_TEST

static const struct {
    const char *line;
    const char *message;    // a piece of it
} wrong[] = {
    {"--nope", "no option --nope"},
    {"-Z", "no option -Z"},
    {"-fZ", "no option -Z"},
    {"--re 3", "could mean several"},
    {"--fail=1", "--fail=1 takes no value"},
    {"-i list", "not both"},
    {"-i -", "not both"},
};

START_TEST(wrong_usage_is_said)
{
    ck_assert(!parse(wrong[_i].line));
    ck_assert_int_eq(status, EXIT_USAGE);
    assert_says(said, wrong[_i].message);
    assert_says(said, "check: ");
}
END_TEST

START_TEST(option_without_its_value_is_said)
{
    static const char *const names[] = {
        "-c", "--concurrency", "--format", "-H", "--save", "-o", "-i",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert(!parse_line(STDERR_FILENO, names[i], ""));
        ck_assert_int_eq(status, EXIT_USAGE);
        assert_says(said, names[i]);
        assert_says(said, "needs a value");
    }
}
END_TEST

START_TEST(what_is_wrong_is_said_even_if_quiet)
{
    ck_assert(!parse("-q --nope"));
    assert_says(said, "no option --nope");
    ck_assert(!parse("-q -c 0"));
    assert_says(said, "--concurrency");
    ck_assert(!parse("-q -i list"));
    assert_says(said, "not both");
}
END_TEST

// In a child: no URL, no list, and standard input is a terminal.
static void
ask_with_a_terminal(void)
{
    terminal_on(STDIN_FILENO);
    expect(!parse_line(STDERR_FILENO, "", ""));
    expect(status == EXIT_USAGE);
    expect(strstr(said, "no URL given"));
    expect(parse_line(STDERR_FILENO, "-i -", ""));
    expect(parse_line(STDERR_FILENO, "u", ""));
}

// In a child: no URL and no list, and standard input is none.
static void
ask_without_a_terminal(void)
{
    expect(dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) == 0);
    expect(parse_line(STDERR_FILENO, "", ""));
}

START_TEST(nobody_waits_for_a_list_typed_at_a_terminal_unasked)
{
    ck_assert_int_eq(in_child(ask_with_a_terminal), 0);
    ck_assert_int_eq(in_child(ask_without_a_terminal), 0);
}
END_TEST

START_TEST(loudness_follows_quiet_and_verbose)
{
    static const struct {
        const char *line;
        int lines;          // of the three that are said
    } cases[] = {{"-q", 1}, {"", 2}, {"-v", 3}, {"-q -v", 1}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int lines = 0;
        ck_assert(parse(cases[i].line));
        capture_begin(STDERR_FILENO);
        complain("%s", "why");
        note("%s", "what");
        explain("%s", "how");
        for (said = capture_end(); (said = strchr(said, '\n')); said++)
            lines++;
        ck_assert_int_eq(lines, cases[i].lines);
    }
}
END_TEST

// --- help --------------------------------------------------------------------

static const char *const promised[] = {
    "  -i, --input FILE ",
    "  -c, --concurrency N ",
    "  -t, --timeout SECONDS ",
    "      --connect-timeout ",
    "      --deadline ",
    "      --retry N ",
    "      --backoff ",
    "      --no-jitter ",
    "      --retry-all ",
    "  -f, --fail ",
    "  -L, --location ",
    "      --max-redirs N ",
    "      --max-body BYTES ",
    "      --compressed ",
    "      --preview N ",
    "      --save DIR ",
    "  -A, --user-agent TEXT ",
    "  -H, --header LINE ",
    "  -k, --insecure ",
    "      --cacert FILE ",
    "      --no-reuse ",
    "  -o, --output FILE ",
    "      --format ",
    "      --summary FILE ",
    "      --progress ",
    "      --loop ",
    "      --helpers N ",
    "      --stall SECONDS ",
    "      --narrate ",
    "      --narrate-pause S ",
    "      --stack-size BYTES ",
    "  -q, --quiet ",
    "  -v, --verbose ",
    "  -h, --help ",
    "  -V, --version ",
};

START_TEST(help_names_every_option)
{
    ck_assert(!parse_line(STDOUT_FILENO, "--help", ""));
    ck_assert_int_eq(status, EXIT_ALL_FETCHED);
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        assert_says(said, promised[i]);
}
END_TEST

START_TEST(help_has_a_line_for_every_option_and_no_other)
{
    size_t lines = 0;

    ck_assert(!parse_line(STDOUT_FILENO, "-h", ""));
    for (const char *at = said; (at = strstr(at, ", --")); at++)
        lines++;
    for (const char *at = said; (at = strstr(at, "\n      --")); at++)
        lines++;
    ck_assert_uint_eq(lines, sizeof promised / sizeof promised[0]);
}
END_TEST

START_TEST(help_fits_on_a_terminal)
{
    ck_assert(!parse_line(STDOUT_FILENO, "--help", ""));
    while (*said) {
        size_t length = strcspn(said, "\n");
        ck_assert_msg(length <= 80, "%.*s", (int)length, said);
        said += length + (said[length] != '\0');
    }
}
END_TEST

START_TEST(help_tells_the_exit_statuses)
{
    ck_assert(!parse_line(STDOUT_FILENO, "--help", ""));
    assert_says(said, "Usage: check [OPTIONS] [URL...]");
    assert_says(said, "Exit status: 0 ");
}
END_TEST

START_TEST(version_names_program_and_library)
{
    ck_assert(!parse_line(STDOUT_FILENO, "-V", ""));
    ck_assert_int_eq(status, EXIT_ALL_FETCHED);
    assert_says(said, "check " VERSION "\n");
    assert_says(said, curl_version());
}
END_TEST

// The tests of single options.
static TCase *
option_tests(void)
{
    TCase *tests = tcase_create("one option");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, NULL, end);
    tcase_add_test(tests, defaults_are_those_of_the_help);
    tcase_add_test(tests, no_flag_is_set_and_no_name_is_given_by_default);
    tcase_add_loop_test(tests, flag_sets_its_field_and_no_other, 0, FLAGS);
    tcase_add_loop_test(tests, text_is_taken_as_it_is, 0,
                        sizeof texts / sizeof texts[0]);
    tcase_add_test(tests, input_names_the_list);
    tcase_add_test(tests, output_to_a_dash_is_standard_output);
    tcase_add_test(tests, pause_to_read_what_is_narrated_asks_for_it);
    tcase_add_test(tests, cacert_is_a_file_that_can_be_read);
    tcase_add_test(tests, user_agent_is_one_line);
    tcase_add_loop_test(tests, number_is_understood_or_refused, 0, NUMBERS);
    tcase_add_test(tests, letters_stand_for_the_most_frequent_numbers);
    tcase_add_test(tests, last_value_of_an_option_counts);
    tcase_add_loop_test(tests, word_is_one_of_those_in_the_help, 0,
                        sizeof words / sizeof words[0]);
    tcase_add_test(tests, headers_are_kept_in_their_order);
    tcase_add_test(tests, header_that_smuggles_in_another_one_is_refused);
    tcase_add_test(tests, all_headers_are_freed_when_a_later_option_is_wrong);
    return tests;
}

// The tests of whole command lines.
static TCase *
line_tests(void)
{
    TCase *tests = tcase_create("command line");

    tcase_add_checked_fixture(tests, NULL, end);
    tcase_add_test(tests, urls_may_stand_among_the_options);
    tcase_add_test(tests, two_dashes_end_the_options);
    tcase_add_test(tests,
                   letters_may_be_joined_and_values_follow_an_equals_sign);
    tcase_add_loop_test(tests, wrong_usage_is_said, 0,
                        sizeof wrong / sizeof wrong[0]);
    tcase_add_test(tests, option_without_its_value_is_said);
    tcase_add_test(tests, what_is_wrong_is_said_even_if_quiet);
    tcase_add_test(tests,
                   nobody_waits_for_a_list_typed_at_a_terminal_unasked);
    tcase_add_test(tests, loudness_follows_quiet_and_verbose);
    tcase_add_test(tests, help_names_every_option);
    tcase_add_test(tests, help_has_a_line_for_every_option_and_no_other);
    tcase_add_test(tests, help_fits_on_a_terminal);
    tcase_add_test(tests, help_tells_the_exit_statuses);
    tcase_add_test(tests, version_names_program_and_library);
    return tests;
}

Suite *
options_suite(void)
{
    Suite *suite = suite_create("options");

    suite_add_tcase(suite, option_tests());
    suite_add_tcase(suite, line_tests());
    return suite;
}
