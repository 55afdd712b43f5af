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
    ck_assert_int_eq(scenario_failures(&s, &s.programs[0]), 0);
    ck_assert_uint_eq(s.hosts, 1);
    ck_assert_int_eq(s.descriptors, 0);
    ck_assert(!s.silent);
    ck_assert_int_eq(s.sweep, SWEEP_NONE);
    ck_assert_double_eq(s.longest, 0);
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
        "hosts 3\ndescriptors 64\nnetwork no\n"
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
    ck_assert_uint_eq(s.hosts, 3);
    ck_assert_int_eq(s.descriptors, 64);
    ck_assert(s.silent);
    ck_assert_uint_eq(s.expected_count, 2);
    ck_assert_str_eq(s.expected[0].kind, "timeout");
    ck_assert_int_eq(s.expected[1].count, 1);
    ck_assert_int_eq(scenario_failures(&s, &s.programs[0]), 3);
    scenario_free(&s);
}
END_TEST

START_TEST(numbers_may_be_the_least_and_the_most)
{
    struct scenario least = parse(
        "urls 1 /\nconcurrency 1\nrounds 1\nhosts 1\ndescriptors 16\n"
        "shuffle 0\n");
    struct scenario most = parse(
        "urls 1 /\nconcurrency 100000\nrounds 1000\nhosts 254\n"
        "descriptors 1048576\nshuffle 2147483647\nexpect http 1000000\n");

    ck_assert_uint_eq(least.concurrency, 1);
    ck_assert_int_eq(least.descriptors, 16);
    ck_assert_uint_eq(most.concurrency, 100000);
    ck_assert_uint_eq(most.rounds, 1000);
    ck_assert_uint_eq(most.hosts, 254);
    ck_assert_int_eq(most.descriptors, 1048576);
    ck_assert_int_eq(most.expected[0].count, 1000000);
    scenario_free(&least);
    scenario_free(&most);
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
        "--max-body=1k --save x\nserver --rtt 1 --max-body 2 --tls\n");

    ck_assert_uint_eq(s.options.count, 9);
    ck_assert_uint_eq(s.server.count, 5);
    scenario_free(&s);
}
END_TEST

// --- programs ----------------------------------------------------------------

// Says what the program is, and that it has the cap and fetches so many URLs.
#define assert_program(program, its_name, its_file, cap, count) \
    do { \
        ck_assert_str_eq((program).name, its_name); \
        ck_assert_str_eq((program).file, its_file); \
        ck_assert_uint_eq((program).concurrency, cap); \
        ck_assert_uint_eq((program).urls, count); \
    } while (0)

START_TEST(without_a_program_line_there_are_the_three)
{
    struct scenario s = parse("urls 9 /\nconcurrency 4\n");

    ck_assert_uint_eq(s.program_count, 3);
    assert_program(s.programs[0], "sync", "fetch-sync", 1, 9);
    assert_program(s.programs[1], "threaded", "fetch-threaded", 4, 9);
    assert_program(s.programs[2], "async", "fetch-async", 4, 9);
    for (size_t p = 0; p < 3; p++) {
        ck_assert_uint_eq(s.programs[p].options.count, 0);
        ck_assert_uint_eq(s.programs[p].colour, p);
        ck_assert_uint_eq(s.programs[p].variant, 0);
        ck_assert(s.programs[p].one_at_a_time == (p == 0));
        ck_assert(!s.programs[p].once);
        ck_assert(!s.programs[p].foreign);
    }
    scenario_free(&s);
}
END_TEST

START_TEST(program_lines_take_the_place_of_the_three)
{
    struct scenario s = parse(
        "program fresh fetch-async --no-reuse  # comes first\n"
        "program 0-Kept fetch-async\n"
        "program call async/traps/blocking_call -f --retry 2\n"
        "urls 9 /\nconcurrency 4\n");

    ck_assert_uint_eq(s.program_count, 3);
    assert_program(s.programs[0], "fresh", "fetch-async", 4, 9);
    assert_program(s.programs[1], "0-Kept", "fetch-async", 4, 9);
    assert_program(s.programs[2], "call", "async/traps/blocking_call", 4, 9);
    ck_assert_uint_eq(s.programs[0].options.count, 1);
    ck_assert_str_eq(s.programs[0].options.all[0], "--no-reuse");
    ck_assert_uint_eq(s.programs[1].options.count, 0);
    ck_assert_uint_eq(s.programs[2].options.count, 3);
    ck_assert_str_eq(s.programs[2].options.all[2], "2");
    ck_assert_uint_eq(s.options.count, 0);
    scenario_free(&s);
}
END_TEST

START_TEST(program_may_have_a_cap_of_its_own)
{
    struct scenario s = parse(
        "program a fetch-async --concurrency 20\n"
        "program b fetch-threaded --concurrency=30 --no-reuse\n"
        "program c fetch-threaded --concurrency 5 --concurrency=6\n"
        "program d fetch-sync --concurrency 40\n"
        "program e fetch-async\n"
        "urls 9 /\nconcurrency 4\n");

    ck_assert_uint_eq(s.programs[0].concurrency, 20);
    ck_assert_uint_eq(s.programs[1].concurrency, 30);
    ck_assert_uint_eq(s.programs[2].concurrency, 6);
    ck_assert_uint_eq(s.programs[3].concurrency, 1);
    ck_assert_uint_eq(s.programs[4].concurrency, 4);
    scenario_free(&s);
}
END_TEST

START_TEST(eight_programs_with_names_of_sixteen_letters)
{
    struct scenario s = parse(
        "urls 1 /\n"
        "program abcdefghijklmnop a\nprogram b b\nprogram c c\n"
        "program d d\nprogram e e\nprogram f f\nprogram g g\n"
        "program h h\n");

    ck_assert_uint_eq(s.program_count, 8);
    ck_assert_str_eq(s.programs[0].name, "abcdefghijklmnop");
    for (size_t p = 0; p < 8; p++)
        ck_assert_uint_eq(s.programs[p].colour, 3 + p);
    scenario_free(&s);
}
END_TEST

START_TEST(file_has_one_colour_and_its_programs_are_told_apart)
{
    static const size_t colours[] = {2, 3, 2, 0, 4, 3, 2, 1};
    static const size_t variants[] = {0, 0, 1, 0, 0, 1, 2, 0};
    struct scenario s = parse(
        "urls 1 /\n"
        "program a fetch-async\nprogram b trap\nprogram c fetch-async\n"
        "program d fetch-sync\nprogram e other\nprogram f trap\n"
        "program g fetch-async\nprogram h fetch-threaded\n");

    for (size_t p = 0; p < 8; p++) {
        ck_assert_uint_eq(s.programs[p].colour, colours[p]);
        ck_assert_uint_eq(s.programs[p].variant, variants[p]);
        ck_assert_uint_eq(s.programs[p].line, p);
    }
    scenario_free(&s);
}
END_TEST

START_TEST(program_that_runs_once_is_named)
{
    struct scenario s = parse("once sync\nurls 1 /\nonce async\n");
    struct scenario own = parse("program a b\nprogram c d\nurls 1 /\n"
                                "once c\n");

    ck_assert_uint_eq(s.program_count, 3);
    ck_assert(s.programs[0].once);
    ck_assert(!s.programs[1].once);
    ck_assert(s.programs[2].once);
    ck_assert(!own.programs[0].once);
    ck_assert(own.programs[1].once);
    scenario_free(&s);
    scenario_free(&own);
}
END_TEST

START_TEST(part_of_the_list_is_no_more_than_the_list)
{
    struct scenario s = parse("part sync 1\npart threaded 7\n"
                              "part async 1000000\nurls 7 /\n");

    ck_assert_uint_eq(s.programs[0].urls, 1);
    ck_assert_uint_eq(s.programs[1].urls, 7);
    ck_assert_uint_eq(s.programs[2].urls, 7);
    ck_assert_uint_eq(s.path_count, 7);
    scenario_free(&s);
}
END_TEST

// --- sweeps ------------------------------------------------------------------

START_TEST(sweep_of_caps_has_each_program_once_with_each)
{
    struct scenario s = parse("urls 9 /\nsweep cap 1 3 10\nonce async\n");

    ck_assert_int_eq(s.sweep, SWEEP_CAP);
    ck_assert_uint_eq(s.program_count, 7);
    assert_program(s.programs[0], "sync-1", "fetch-sync", 1, 9);
    assert_program(s.programs[1], "threaded-1", "fetch-threaded", 1, 9);
    assert_program(s.programs[2], "threaded-3", "fetch-threaded", 3, 9);
    assert_program(s.programs[3], "threaded-10", "fetch-threaded", 10, 9);
    assert_program(s.programs[4], "async-1", "fetch-async", 1, 9);
    assert_program(s.programs[6], "async-10", "fetch-async", 10, 9);
    ck_assert(s.programs[0].one_at_a_time);
    ck_assert(!s.programs[1].one_at_a_time);
    ck_assert(!s.programs[3].once);
    for (size_t p = 4; p < 7; p++)
        ck_assert(s.programs[p].once);
    scenario_free(&s);
}
END_TEST

START_TEST(sweep_of_flights_has_so_many_urls_all_at_once)
{
    struct scenario s = parse(
        "sweep flight 2 9\nurls 9 /\nconcurrency 4\n"
        "program one fetch-sync\nprogram all fetch-async --no-reuse\n");

    ck_assert_int_eq(s.sweep, SWEEP_FLIGHT);
    ck_assert_uint_eq(s.program_count, 4);
    assert_program(s.programs[0], "one-2", "fetch-sync", 1, 2);
    assert_program(s.programs[1], "one-9", "fetch-sync", 1, 9);
    assert_program(s.programs[2], "all-2", "fetch-async", 2, 2);
    assert_program(s.programs[3], "all-9", "fetch-async", 9, 9);
    for (size_t p = 2; p < 4; p++) {
        ck_assert_uint_eq(s.programs[p].options.count, 1);
        ck_assert_str_eq(s.programs[p].options.all[0], "--no-reuse");
    }
    scenario_free(&s);
}
END_TEST

START_TEST(steps_of_a_sweep_belong_to_one_line_and_have_one_colour)
{
    static const size_t lines[] = {0, 1, 1, 2, 2};
    struct scenario s = parse("urls 9 /\nsweep cap 2 5\n");

    for (size_t p = 0; p < 5; p++) {
        ck_assert_uint_eq(s.programs[p].line, lines[p]);
        ck_assert_uint_eq(s.programs[p].colour, lines[p]);
        ck_assert_uint_eq(s.programs[p].variant, 0);
    }
    scenario_free(&s);
}
END_TEST

START_TEST(longest_step_is_read_and_changes_no_program)
{
    struct scenario s = parse("urls 9 /delay/1\nsweep flight 2 9\n"
                              "longest 2.5\n");

    ck_assert_double_eq(s.longest, 2.5);
    ck_assert_uint_eq(s.program_count, 6);
    scenario_free(&s);
}
END_TEST

START_TEST(sweep_has_sixteen_steps_at_most_and_up_to_100000)
{
    struct scenario s = parse(
        "urls 1 /\nprogram a b\n"
        "sweep cap 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 100000\n");

    ck_assert_uint_eq(s.program_count, 16);
    ck_assert_uint_eq(s.programs[15].concurrency, 100000);
    ck_assert_str_eq(s.programs[15].name, "a-100000");
    scenario_free(&s);
}
END_TEST

// --- hosts -------------------------------------------------------------------

#define assert_url(scenario, base, index, expected) \
    do { \
        char *url = scenario_url(&(scenario), base, index); \
        ck_assert_str_eq(url, expected); \
        free(url); \
    } while (0)

START_TEST(urls_go_round_the_hosts)
{
    struct scenario s = parse("urls 7 /{a,b,c}\nhosts 3\n");

    assert_url(s, "http://127.0.0.1:80", 0, "http://127.0.0.1:80/a");
    assert_url(s, "http://127.0.0.1:80", 1, "http://127.0.0.2:80/b");
    assert_url(s, "http://127.0.0.1:80", 2, "http://127.0.0.3:80/c");
    assert_url(s, "https://127.0.0.1:443", 3, "https://127.0.0.1:443/a");
    assert_url(s, "https://127.0.0.1:443", 5, "https://127.0.0.3:443/c");
    scenario_free(&s);
}
END_TEST

START_TEST(with_one_host_a_url_is_base_and_path)
{
    struct scenario s = parse("urls 2 /a\nhosts 1\n");

    assert_url(s, "http://127.0.0.1:80", 1, "http://127.0.0.1:80/a");
    assert_url(s, "http://elsewhere", 1, "http://elsewhere/a");
    scenario_free(&s);
}
END_TEST

START_TEST(there_are_254_hosts_at_most)
{
    struct scenario s = parse("urls 255 /a\nhosts 254\n");

    assert_url(s, "http://127.0.0.1:80", 253, "http://127.0.0.254:80/a");
    assert_url(s, "http://127.0.0.1:80", 254, "http://127.0.0.1:80/a");
    scenario_free(&s);
}
END_TEST

// --- expectations ------------------------------------------------------------

START_TEST(failures_are_expected_of_all_programs_or_of_one)
{
    struct scenario s = parse(
        "program a b\nprogram c d\nurls 9 /\n"
        "expect timeout 2\nexpect http 3 c\nexpect reset some a\n");

    ck_assert_uint_eq(s.expected_count, 3);
    ck_assert_ptr_null(s.expected[0].program);
    ck_assert_str_eq(s.expected[1].program, "c");
    ck_assert_int_eq(s.expected[2].count, SOME);
    ck_assert(expected_of(&s.expected[0], &s.programs[0]));
    ck_assert(expected_of(&s.expected[0], &s.programs[1]));
    ck_assert(!expected_of(&s.expected[1], &s.programs[0]));
    ck_assert(expected_of(&s.expected[1], &s.programs[1]));
    ck_assert_int_eq(scenario_failures(&s, &s.programs[0]), 3);
    ck_assert_int_eq(scenario_failures(&s, &s.programs[1]), 5);
    scenario_free(&s);
}
END_TEST

START_TEST(none_may_be_expected_to_fail)
{
    struct scenario s = parse("urls 9 /\nexpect timeout 0 async\n");

    ck_assert_uint_eq(s.program_count, 3);
    ck_assert_int_eq(s.expected[0].count, 0);
    ck_assert_int_eq(scenario_failures(&s, &s.programs[2]), 0);
    scenario_free(&s);
}
END_TEST

START_TEST(what_is_expected_of_all_may_stand_before_the_programs)
{
    struct scenario s = parse("expect reset some\nprogram a b\nurls 1 /\n");

    ck_assert_uint_eq(s.program_count, 1);
    ck_assert(expected_of(&s.expected[0], &s.programs[0]));
    scenario_free(&s);
}
END_TEST

static const char *const kinds[] = {
    "url", "dns", "refused", "connect", "tls", "timeout", "reset",
    "truncated", "protocol", "redirect", "too-large", "http", "resources",
    "write", "cancelled", "other",
};

START_TEST(every_kind_of_error_can_be_expected)
{
    char text[64];

    snprintf(text, sizeof text, "urls 1 /\nexpect %s some\n", kinds[_i]);
    struct scenario s = parse(text);
    ck_assert_str_eq(s.expected[0].kind, kinds[_i]);
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
    {"expect timeout 2 3 4\n", "f:1: expect needs an error kind, then"},
    {"expect timeout -1\n", "f:1: expect needs an error kind, then a count"},
    {"expect timeout 1000001\n", "f:1: expect needs an error kind, then"},
    {"expect slow 2\n", "f:1: 'slow' is no error kind: see docs/records.md"},
    {"expect ok 2\n", "f:1: 'ok' is no error kind"},
    {"expect timeout 2 all\n",
     "f:1: expect names all, but there is no such program before this line"},
    {"program a b\nexpect http some async\n", "f:2: expect names async, but"},
    {"expect http some async\nprogram async fetch-async\n",
     "f:2: there is a program sync already: program lines come first"},
    {"server --addresses 2\n", "f:1: server cannot hold --addresses: see "},
    {"server --addr=2\n", "f:1: server cannot hold --addresses: see hosts"},
    {"hosts\n", "f:1: hosts needs a whole number from 1 to 254"},
    {"hosts 0\n", "f:1: hosts needs a whole number"},
    {"hosts 255\n", "f:1: hosts needs a whole number"},
    {"hosts a\n", "f:1: hosts needs a whole number"},
    {"hosts 2 3\n", "f:1: hosts needs a whole number"},
    {"hosts 2\nhosts 2\n", "f:2: hosts comes a second time"},
    {"descriptors\n", "f:1: descriptors needs a whole number from 16 to "},
    {"descriptors 15\n", "f:1: descriptors needs a whole number"},
    {"descriptors 1048577\n", "f:1: descriptors needs a whole number"},
    {"descriptors x\n", "f:1: descriptors needs a whole number"},
    {"descriptors 64 64\n", "f:1: descriptors needs a whole number"},
    {"descriptors 64\ndescriptors 64\n", "f:2: descriptors comes a second"},
    {"network\n", "f:1: network can only be told: network no"},
    {"network yes\n", "f:1: network can only be told: network no"},
    {"network no more\n", "f:1: network can only be told: network no"},
    {"network no\nnetwork no\n", "f:2: network comes a second time"},
    {"program\n", "f:1: program needs a name of at most 16 letters"},
    {"program a\n", "f:1: program needs a name of at most 16 letters"},
    {"program abcdefghijklmnopq b\n", "f:1: program needs a name of"},
    {"program -a b\n", "f:1: program needs a name of at most 16 letters"},
    {"program a_b c\n", "f:1: program needs a name of at most 16 letters"},
    {"program a/b c\n", "f:1: program needs a name of at most 16 letters"},
    {"program \xC3\xA9 b\n", "f:1: program needs a name of at most 16"},
    {"program a /bin/sh\n", "f:1: /bin/sh is not in the folder of the prog"},
    {"program a ../x\n", "f:1: ../x is not in the folder of the programs"},
    {"program a b/../../x\n", "f:1: b/../../x is not in the folder of the"},
    {"program a b\nprogram a c\n",
     "f:2: there is a program a already: program lines come first, each with "
     "a name of its own"},
    {"once sync\nprogram sync fetch-sync\n",
     "f:2: there is a program sync already: program lines come first"},
    {"program a x\nprogram b x\nprogram c x\nprogram d x\nprogram e x\n"
     "program f x\nprogram g x\nprogram h x\nprogram i x\n",
     "f:9: more than 8 programs"},
    {"program a b -c 3\n", "f:1: options cannot hold -c: compare sets -c"},
    {"program a b -i x\n", "f:1: options cannot hold -i"},
    {"program a b --input x\n", "f:1: options cannot hold --input"},
    {"program a b -t3\n", "f:1: options cannot hold -t3"},
    {"program a b --timeout=3\n", "f:1: options cannot hold --timeout=3"},
    {"program a b -o x\n", "f:1: options cannot hold -o"},
    {"program a b --outp=x\n", "f:1: options cannot hold --outp=x"},
    {"program a b --format csv\n", "f:1: options cannot hold --format"},
    {"program a b --summary x\n", "f:1: options cannot hold --summary"},
    {"program a b --progress x\n", "f:1: options cannot hold --progress"},
    {"once\n", "f:1: once needs the name of a program"},
    {"once all\n", "f:1: once needs the name of a program"},
    {"once sync async\n", "f:1: once needs the name of a program"},
    {"program a b\nonce sync\n", "f:2: once needs the name of a program"},
    {"part\n", "f:1: part needs the name of a program, then a count"},
    {"part sync\n", "f:1: part needs the name of a program, then a count"},
    {"part sync 0\n", "f:1: part needs the name of a program, then a count"},
    {"part 3 sync\n", "f:1: part needs the name of a program, then a count"},
    {"part sync 3 3\n", "f:1: part needs the name of a program, then a"},
    {"part sync 1000001\n", "f:1: part needs the name of a program, then"},
    {"program a b\npart sync 3\n", "f:2: part needs the name of a program"},
    {"longest\n", "f:1: longest needs a number of seconds above 0"},
    {"longest 0\n", "f:1: longest needs a number of seconds above 0"},
    {"longest x\n", "f:1: longest needs a number of seconds above 0"},
    {"longest 2 3\n", "f:1: longest needs a number of seconds above 0"},
    {"longest 2\nlongest 2\n", "f:2: longest comes a second time"},
    {"urls 2 /\nlongest 2\n", "f: longest is about the steps of a sweep, and "
                              "there is none"},
    {"sweep\n", "f:1: sweep needs cap or flight, then rising numbers"},
    {"sweep rounds 1 2\n", "f:1: sweep needs cap or flight, then rising"},
    {"sweep cap\n", "f:1: sweep needs 2 to 16 numbers"},
    {"sweep cap 1\n", "f:1: sweep needs 2 to 16 numbers"},
    {"sweep cap 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n",
     "f:1: sweep needs 2 to 16 numbers"},
    {"sweep cap 0 1\n",
     "f:1: sweep needs rising whole numbers up to 100000, not '0'"},
    {"sweep flight 1 3 3\n", "f:1: sweep needs rising whole numbers up to "
                              "100000, not '3'"},
    {"sweep flight 3 2\n", "f:1: sweep needs rising whole numbers"},
    {"sweep cap 1 100001\n", "f:1: sweep needs rising whole numbers"},
    {"sweep cap 1 x\n", "f:1: sweep needs rising whole numbers up to "
                         "100000, not 'x'"},
    {"sweep cap 1 2\nsweep flight 1 2\n", "f:2: sweep comes a second time"},
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
    // whose steps take too long to run more than once
    if (strcmp(name, "thousands.scenario") != 0)
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
        "rounds", "options", "server", "hosts", "descriptors", "network",
        "program", "sweep", "longest", "once", "part", "expect",
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
    tcase_add_test(tests, numbers_may_be_the_least_and_the_most);
    tcase_add_test(tests, title_may_be_in_any_language);
    tcase_add_test(tests, shuffle_mixes_and_its_seed_repeats_it);
    tcase_add_test(tests, other_options_are_handed_on);
    tcase_add_test(tests, without_a_program_line_there_are_the_three);
    tcase_add_test(tests, program_lines_take_the_place_of_the_three);
    tcase_add_test(tests, program_may_have_a_cap_of_its_own);
    tcase_add_test(tests, eight_programs_with_names_of_sixteen_letters);
    tcase_add_test(tests, file_has_one_colour_and_its_programs_are_told_apart);
    tcase_add_test(tests, program_that_runs_once_is_named);
    tcase_add_test(tests, part_of_the_list_is_no_more_than_the_list);
    tcase_add_test(tests, sweep_of_caps_has_each_program_once_with_each);
    tcase_add_test(tests, sweep_of_flights_has_so_many_urls_all_at_once);
    tcase_add_test(tests,
                   steps_of_a_sweep_belong_to_one_line_and_have_one_colour);
    tcase_add_test(tests, longest_step_is_read_and_changes_no_program);
    tcase_add_test(tests, sweep_has_sixteen_steps_at_most_and_up_to_100000);
    tcase_add_test(tests, urls_go_round_the_hosts);
    tcase_add_test(tests, with_one_host_a_url_is_base_and_path);
    tcase_add_test(tests, there_are_254_hosts_at_most);
    tcase_add_test(tests, failures_are_expected_of_all_programs_or_of_one);
    tcase_add_test(tests, none_may_be_expected_to_fail);
    tcase_add_test(tests,
                   what_is_expected_of_all_may_stand_before_the_programs);
    tcase_add_loop_test(tests, every_kind_of_error_can_be_expected, 0,
                        sizeof kinds / sizeof kinds[0]);
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
