// scenario: every setting, every mistake, and the scenarios that come with
// the kit.

#include "../plots/scenario.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "../plots/files.h"
#include "suites.h"
#include "support.h"

// Parses a text that has to be right; scenario_free is due.
static struct scenario
parse(const char *text)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "name", text, "file");

    ck_assert_pstr_eq(error, NULL);
    return scenario;
}

// --- what is right -----------------------------------------------------------

START_TEST(one_line_is_enough)
{
    struct scenario s = parse("urls 3 /delay/1");

    ck_assert_str_eq(s.name, "name");
    ck_assert_str_eq(s.title, "name");
    ck_assert_str_eq(s.text, "urls 3 /delay/1");
    ck_assert_uint_eq(s.path_count, 3);
    ck_assert_str_eq(s.paths[2], "/delay/1");
    ck_assert_uint_eq(s.concurrency, 50);
    ck_assert_uint_eq(s.rounds, 10);
    ck_assert_double_eq(s.timeout, 30);
    ck_assert_double_eq(s.scale, 1);
    ck_assert_uint_eq(s.options.count, 0);
    ck_assert_uint_eq(s.server.count, 0);
    ck_assert_int_eq(scenario_failures(&s), 0);
    scenario_free(&s);
}
END_TEST

START_TEST(every_setting_is_read)
{
    struct scenario s = parse(
        "# a comment\n"
        "title   Some words, # and a comment\n"
        "\turls 2 /delay/{1,2}   # two\n"
        "urls 1 /bytes/10\r\n"
        "\n"
        "scale 0.5\nconcurrency 7\ntimeout 2.5\nrounds 6\n"
        "options --retry 2\noptions --no-jitter\n"
        "server --tls\t--rtt 0.1\n"
        "expect timeout 2\nexpect http 1\n");

    ck_assert_str_eq(s.title, "Some words,");
    ck_assert_uint_eq(s.path_count, 3);
    ck_assert_str_eq(s.paths[0], "/delay/0.5");
    ck_assert_str_eq(s.paths[1], "/delay/1");
    ck_assert_str_eq(s.paths[2], "/bytes/10");
    ck_assert_double_eq(s.scale, 0.5);
    ck_assert_uint_eq(s.concurrency, 7);
    ck_assert_double_eq(s.timeout, 2.5);
    ck_assert_uint_eq(s.rounds, 6);
    ck_assert_uint_eq(s.options.count, 3);
    ck_assert_str_eq(s.options.all[1], "2");
    ck_assert_str_eq(s.options.all[2], "--no-jitter");
    ck_assert_uint_eq(s.server.count, 3);
    ck_assert_str_eq(s.server.all[2], "0.1");
    ck_assert_uint_eq(s.expected_count, 2);
    ck_assert_str_eq(s.expected[0].kind, "timeout");
    ck_assert_int_eq(s.expected[1].count, 1);
    ck_assert_int_eq(scenario_failures(&s), 3);
    scenario_free(&s);
}
END_TEST

START_TEST(title_may_be_in_any_language)
{
    struct scenario s = parse("\xEF\xBB\xBFtitle \xC3\x89t\xC3\xA9\n"
                              "urls 1 /a#b\n");

    ck_assert_str_eq(s.title, "\xC3\x89t\xC3\xA9");
    ck_assert_str_eq(s.paths[0], "/a#b");
    scenario_free(&s);
}
END_TEST

START_TEST(shuffle_mixes_and_its_seed_repeats_it)
{
    struct scenario one = parse("urls 50 /delay/{1..50}\nshuffle 3\n");
    struct scenario two = parse("shuffle 3\nurls 50 /delay/{1..50}\n");
    struct scenario three = parse("urls 50 /delay/{1..50}\nshuffle 4\n");
    bool seen[51] = {false};
    int moved = 0, differ = 0;

    for (int i = 0; i < 50; i++) {
        int value = atoi(one.paths[i] + strlen("/delay/"));
        seen[value > 0 && value <= 50 ? value : 0] = true;
        moved += value != i + 1;
        ck_assert_str_eq(one.paths[i], two.paths[i]);
        differ += strcmp(one.paths[i], three.paths[i]) != 0;
    }
    for (int i = 1; i <= 50; i++)
        ck_assert(seen[i]);
    ck_assert_int_gt(moved, 40);
    ck_assert_int_gt(differ, 40);
    scenario_free(&one);
    scenario_free(&two);
    scenario_free(&three);
}
END_TEST

// Options that look a little like those that compare sets itself.
START_TEST(other_options_are_handed_on)
{
    struct scenario s = parse(
        "urls 1 /\noptions --connect-timeout 1 --compressed --insecure -f -L "
        "--max-body=1k --save x\nserver --rtt 1 --addresses 2 --tls\n");

    ck_assert_uint_eq(s.options.count, 9);
    ck_assert_uint_eq(s.server.count, 5);
    scenario_free(&s);
}
END_TEST

// --- mistakes ----------------------------------------------------------------

#define TEN "0123456789"

static const struct {
    const char *text;
    const char *error;      // how it begins
} mistakes[] = {
    {"", "f: there is no urls line"},
    {"# urls 1 /\n", "f: there is no urls line"},
    {"title x\n", "f: there is no urls line"},
    {"urls 1 /\nspeed 3\n", "f:2: 'speed' is no setting"},
    {"\n\nURLS 1 /\n", "f:3: 'URLS' is no setting"},
    {"urls 1 /\n\xFF\n", "f: this, or its name, is not UTF-8"},
    {"urls 1 /\ntitle \x1B[1m\n", "f:2: there is a control character"},
    {"urls\n", "f:1: urls needs a count"},
    {"urls /a 3\n", "f:1: urls needs a count"},
    {"urls 0 /a\n", "f:1: urls needs a count"},
    {"urls -1 /a\n", "f:1: urls needs a count"},
    {"urls 1x /a\n", "f:1: urls needs a count"},
    {"urls 1000001 /a\n", "f:1: urls needs a count"},
    {"urls 99999999999999999999 /a\n", "f:1: urls needs a count"},
    {"urls 3\n", "f:1: urls 3 needs one path"},
    {"urls 3 a\n", "f:1: urls 3 needs one path"},
    {"urls 3 http://h/\n", "f:1: urls 3 needs one path"},
    {"urls 3 /a /b\n", "f:1: urls 3 needs one path"},
    {"urls 3 /a{1..\n", "f:1: braces in /a{1.."},
    {"urls 1000000 /\nurls 1 /a\n", "f:2: more than 1000000 URLs"},
    {"urls 1 /\ntitle\n", "f:2: title needs some words"},
    {"title " TEN TEN TEN TEN TEN TEN "0\n", "f:1: title is longer than 60"},
    {"title a\ntitle b\n", "f:2: title comes a second time"},
    {"shuffle\n", "f:1: shuffle needs one whole number"},
    {"shuffle x\n", "f:1: shuffle needs one whole number"},
    {"shuffle 1 2\n", "f:1: shuffle needs one whole number"},
    {"shuffle 2147483648\n", "f:1: shuffle needs one whole number"},
    {"shuffle 1\nshuffle 1\n", "f:2: shuffle comes a second time"},
    {"scale\n", "f:1: scale needs one number"},
    {"scale 0\n", "f:1: scale needs one number"},
    {"scale -1\n", "f:1: scale needs one number"},
    {"scale 1x\n", "f:1: scale needs one number"},
    {"scale inf\n", "f:1: scale needs one number"},
    {"scale 1e999\n", "f:1: scale needs one number"},
    {"scale 1 2\n", "f:1: scale needs one number"},
    {"scale 1\nscale 1\n", "f:2: scale comes a second time"},
    {"concurrency\n", "f:1: concurrency needs a whole number"},
    {"concurrency 0\n", "f:1: concurrency needs a whole number"},
    {"concurrency 100001\n", "f:1: concurrency needs a whole number"},
    {"concurrency 2.5\n", "f:1: concurrency needs a whole number"},
    {"concurrency 2 3\n", "f:1: concurrency needs a whole number"},
    {"concurrency 2\nconcurrency 2\n", "f:2: concurrency comes a second"},
    {"timeout\n", "f:1: timeout needs a number of seconds"},
    {"timeout 0\n", "f:1: timeout needs a number of seconds"},
    {"timeout nan\n", "f:1: timeout needs a number of seconds"},
    {"timeout 1 s\n", "f:1: timeout needs a number of seconds"},
    {"timeout 1\ntimeout 1\n", "f:2: timeout comes a second time"},
    {"rounds\n", "f:1: rounds needs a whole number"},
    {"rounds 0\n", "f:1: rounds needs a whole number"},
    {"rounds 1001\n", "f:1: rounds needs a whole number"},
    {"rounds 6 6\n", "f:1: rounds needs a whole number"},
    {"rounds 6\nrounds 6\n", "f:2: rounds comes a second time"},
    {"options -c 3\n", "f:1: options cannot hold -c"},
    {"options -c3\n", "f:1: options cannot hold -c3"},
    {"options -i x\n", "f:1: options cannot hold -i"},
    {"options -t 3\n", "f:1: options cannot hold -t"},
    {"options -ofile\n", "f:1: options cannot hold -ofile"},
    {"options --retry 1 --timeout=3\n", "f:1: options cannot hold --timeout"},
    {"options --conc 3\n", "f:1: options cannot hold --conc"},
    {"options --input x\n", "f:1: options cannot hold --input"},
    {"options --output x\n", "f:1: options cannot hold --output"},
    {"options --outp=x\n", "f:1: options cannot hold --outp=x"},
    {"options --format csv\n", "f:1: options cannot hold --format"},
    {"options --summary x\n", "f:1: options cannot hold --summary"},
    {"options --progress x\n", "f:1: options cannot hold --progress"},
    {"options --\n", "f:1: options cannot hold --"},
    {"server --port 80\n", "f:1: server cannot hold --port"},
    {"server --tls --po=80\n", "f:1: server cannot hold --port"},
    {"expect\n", "f:1: expect needs an error kind, then a count"},
    {"expect timeout\n", "f:1: expect needs an error kind, then a count"},
    {"expect 2 timeout\n", "f:1: expect needs an error kind, then a count"},
    {"expect timeout 2 3\n", "f:1: expect needs an error kind, then a count"},
};

START_TEST(mistake_is_told_with_file_and_line)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "name", mistakes[_i].text, "f");

    ck_assert_ptr_nonnull(error);
    ck_assert_msg(strncmp(error, mistakes[_i].error,
                          strlen(mistakes[_i].error)) == 0,
                  "\"%s\", expected \"%s\"", error, mistakes[_i].error);
    ck_assert_ptr_null(strchr(error, '\n'));
    free(error);
    scenario_free(&scenario);
}
END_TEST

START_TEST(name_has_to_be_text_too)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "\xFF", "urls 1 /\n", "f");

    ck_assert_ptr_nonnull(error);
    free(error);
    scenario_free(&scenario);
}
END_TEST

// --- those of the kit --------------------------------------------------------

// Parses a file that has to be right, and looks at it.
static void
check_file(const char *name)
{
    char path[4096];
    struct scenario scenario;

    snprintf(path, sizeof path, "plots/scenarios/%s", name);
    char *text = file_read(path);
    ck_assert_ptr_nonnull(text);
    char *error = scenario_parse(&scenario, name, text, path);
    ck_assert_pstr_eq(error, NULL);
    ck_assert_str_ne(scenario.title, name);
    ck_assert_uint_ge(scenario.rounds, 6);
    scenario_free(&scenario);
    free(text);
}

START_TEST(scenarios_of_the_kit_are_right_and_have_a_title_and_an_interval)
{
    DIR *folder = opendir("plots/scenarios");
    int count = 0;

    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        assert_says(entry->d_name, ".scenario");
        check_file(entry->d_name);
        count++;
    }
    closedir(folder);
    ck_assert_int_ge(count, 5);
}
END_TEST

START_TEST(syntax_names_every_setting)
{
    static const char *const names[] = {
        "title", "urls", "shuffle", "scale", "concurrency", "timeout",
        "rounds", "options", "server", "expect",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_says(scenario_syntax, names[i]);
}
END_TEST

Suite *
scenario_suite(void)
{
    Suite *suite = suite_create("scenario");
    TCase *tests = tcase_create("scenario");

    tcase_add_test(tests, one_line_is_enough);
    tcase_add_test(tests, every_setting_is_read);
    tcase_add_test(tests, title_may_be_in_any_language);
    tcase_add_test(tests, shuffle_mixes_and_its_seed_repeats_it);
    tcase_add_test(tests, other_options_are_handed_on);
    tcase_add_loop_test(tests, mistake_is_told_with_file_and_line, 0,
                        sizeof mistakes / sizeof mistakes[0]);
    tcase_add_test(tests, name_has_to_be_text_too);
    tcase_add_test(
        tests,
        scenarios_of_the_kit_are_right_and_have_a_title_and_an_interval);
    tcase_add_test(tests, syntax_names_every_setting);
    suite_add_tcase(suite, tests);
    return suite;
}
