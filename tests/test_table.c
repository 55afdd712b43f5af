// table: the second table, and what is said above and below the figures, for
// made-up runs with known answers.

#include "../plots/table.h"

#include <math.h>
#include <stdlib.h>

#include "harness.h"
#include "suites.h"
#include "support.h"

enum { MOST_PROGRAMS = 8, MOST_RUNS = 40, ROUNDS = 6 };

static struct scenario scenario;
static struct run runs[MOST_RUNS];
static struct bounds bounds[MOST_PROGRAMS];
static bool once[MOST_PROGRAMS];
static struct comparison all;

// Begins anew with that scenario and no runs.
static void
take(const char *text)
{
    scenario_free(&scenario);
    char *error = scenario_parse(&scenario, "x", text, "x");
    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_le(scenario.program_count, MOST_PROGRAMS);
    all.run_count = 0;
}

// A fixture: a comparison without runs.
static void
start(void)
{
    all = (struct comparison){
        .scenario = &scenario, .runs = runs, .bounds = bounds, .once = once,
        .plan = {.rounds = ROUNDS},
    };
    take("title A try\nurls 10 /delay/1\n");
}

static void
end(void)
{
    words_free(&all.warnings);
    words_free(&all.skipped);
    scenario_free(&scenario);
    scenario = (struct scenario){0};
}

// Adds a run, and returns it to be changed.
static struct run *
add_run(size_t program, size_t round, double seconds)
{
    struct run *run = &runs[all.run_count++];

    ck_assert_uint_le(all.run_count, MOST_RUNS);
    *run = (struct run){
        .turn = {.round = round, .program = program},
        .measured = {
            .wall = seconds, .voluntary = 40, .involuntary = 2, .threads = 3,
            .descriptors = 9,
        },
        .witness = {.connections = 6},
        .service = {0.1, 0.2, 0.3},
        .since_start = {1.5, 2.25, 12.34},
        .peak = 1 << 20,
    };
    return run;
}

// Adds six rounds of a program that takes as long each time.
static void
add_rounds(size_t program, double seconds)
{
    for (size_t round = 1; round <= ROUNDS; round++)
        add_run(program, round, seconds);
}

// What is printed; the caller frees it.
static char *
table(void)
{
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    table_announce(out, &all);
    table_print(out, &all);
    fclose(out);
    return text;
}

// Says that this is printed, and that the tables, which end where the
// sentences begin, are not too wide.
static void
expect_said(const char *piece)
{
    char *text = table(), *end = NULL;

    assert_says(text, piece);
    for (char *c = text; (c = strstr(c, "\n\n")); c++)
        end = c;
    *end = '\0';
    ck_assert_int_le(widest_line(text), 80);
    free(text);
}

// Says that the table does not have this.
static void
expect_unsaid(const char *piece)
{
    char *text = table();

    ck_assert_msg(!strstr(text, piece), "\"%s\" says \"%s\"", text, piece);
    free(text);
}

// --- the second table --------------------------------------------------------

START_TEST(second_table_tells_how_urls_came)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n"
         "program two fetch-sync\n");
    add_rounds(0, 2);
    add_rounds(1, 4);
    expect_said(
        "\n         URLs/s switches conns      one URL took, s"
        "    was done after, s"
        "\n                                  p50    p95   most"
        "    p50    p95   most"
        "\none           5       42     6  0.100  0.200  0.300"
        "  1.500  2.250   12.3"
        "\ntwo         2.5       42     6  0.100  0.200  0.300"
        "  1.500  2.250   12.3\n\n");
}
END_TEST

// Of 1 to 6 the median is 3.5, and the warm-up does not count.
START_TEST(second_table_has_medians)
{
    take("urls 14 /delay/1\nprogram one fetch-async\n");
    add_run(0, 0, 100)->witness.connections = 99;
    for (size_t round = 1; round <= ROUNDS; round++) {
        struct run *run = add_run(0, round, (double)round);
        run->measured.voluntary = (long)round;
        run->measured.involuntary = (long)round;
        run->witness.connections = (long long)(2 * round);
        run->service.p50 = 0.01 * (double)round;
        run->since_start.max = (double)round;
    }
    expect_said("\none           4        7     7  0.035  0.200  0.300"
                "  1.500  2.250  3.500\n");
}
END_TEST

START_TEST(program_without_a_run_that_counts_has_no_row_there)
{
    static char reason[] = "9 records for 10 URLs";

    take("urls 10 /delay/1\nprogram one fetch-async\n"
         "program two fetch-sync\n");
    add_rounds(0, 2);
    add_run(1, 1, 4)->reason = reason;
    expect_said("\ntwo       no run counts\n");
    expect_said("  12.3\n\nFAILED, not counted: round 1, two: 9 records for "
                "10 URLs\n");
}
END_TEST

START_TEST(step_that_was_not_reached_is_no_failure)
{
    static char reason[] = "the server saw at most 6 of 10 URLs at once";

    take("urls 10 /delay/1\nprogram one fetch-async\nsweep flight 1 10\n");
    add_rounds(0, 2);
    struct run *run = add_run(1, 1, 4);
    run->reason = reason;
    run->lack = "no descriptors";
    expect_said("\none-10    not reached\n");
    expect_said("\nNot reached, not counted: round 1, one-10: the server saw "
                "at most 6 of 10 URLs at once\n");
    expect_unsaid("FAILED");
    // where another run of it failed, that is what counts
    add_run(1, 2, 4)->reason = reason;
    expect_said("\none-10    no run counts\n");
    expect_said("\nFAILED, not counted: round 2, one-10:");
}
END_TEST

START_TEST(latencies_of_other_tools_are_dashes)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n");
    scenario.programs[0].foreign = true;
    add_rounds(0, 2);
    expect_said("\none           5       42     6      –      –      –"
                "      –      –      –\n");
}
END_TEST

static const struct {
    double seconds;         // for 10 URLs
    const char *rate;
} rates[] = {
    {0.0001, "\none      100000       42"},
    {0.0005, "\none       20000       42"},
    {0.003, "\none        3333       42"},
    {0.03, "\none       333.3       42"},
    {3, "\none       3.333       42"},
    {30, "\none      0.3333       42"},
};

START_TEST(rate_has_the_digits_that_mean_something)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n");
    add_rounds(0, rates[_i].seconds);
    expect_said(rates[_i].rate);
}
END_TEST

// Two of ten URLs in two seconds: ten seconds for all, one a second.
START_TEST(part_of_a_list_is_extrapolated_and_labelled)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n"
         "program two fetch-sync\npart two 2\n");
    add_rounds(0, 2);
    add_rounds(1, 2);
    expect_said("\none           5       42     6 ");
    expect_said("\ntwo           1      210     6 ");
    expect_said("\ntwo is extrapolated: it fetched the first 2 of 10 URLs\n");
    expect_unsaid("one is extrapolated");
}
END_TEST

START_TEST(step_of_a_sweep_has_the_rate_of_what_it_fetched)
{
    take("urls 10 /delay/1\nprogram one fetch-async\nsweep flight 2 10\n");
    add_rounds(0, 2);
    add_rounds(1, 2);
    expect_said("\none-2         1       42");
    expect_said("\none-10        5       42");
    expect_unsaid("extrapolated");
}
END_TEST

// --- its width ---------------------------------------------------------------

START_TEST(longest_names_and_large_figures_fit_into_eighty_columns)
{
    take("urls 10 /delay/1\nprogram sixteen-letters- fetch-async\n"
         "program requests-threads fetch-sync\n");
    for (size_t p = 0; p < 2; p++) {
        add_rounds(p, 1234.5);
        for (size_t i = 0; i < all.run_count; i++) {
            runs[i].measured.voluntary = 12345678;
            runs[i].measured.threads = 50000;
            runs[i].measured.descriptors = 50000;
            runs[i].witness.connections = 50000;
            runs[i].peak = 12345LL << 20;
            runs[i].service = runs[i].since_start =
                (struct quantiles){1234.5, 1234.5, 1234.5};
        }
    }
    expect_said("\nrequests-threads 0.0081 12345680 50000"
                " 1234.5 1234.5 1234.5 1234.5 1234.5 1234.5\n");
}
END_TEST

// Six runs: the interval lies between the shortest and the longest.
static const struct {
    double shortest, longest;
    const char *row;
} intervals[] = {
    {1, 2, "\none        1.000    1.000–2.000       –"},
    {99, 99.5, "\none       99.000  99.000–99.500       –"},
    {99, 123.4, "\none       99.000     99.0–123.4       –"},
    {123.4, 125.6, "\none        123.4    123.4–125.6       –"},
    {1234, 12345, "\none         1234     1234–12345       –"},
};

START_TEST(there_is_a_blank_before_every_interval)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n");
    bounds[0] = (struct bounds){0};
    add_rounds(0, intervals[_i].shortest);
    runs[ROUNDS - 1].measured.wall = intervals[_i].longest;
    expect_said(intervals[_i].row);
}
END_TEST

// --- what is said around it --------------------------------------------------

START_TEST(skipped_tools_are_announced)
{
    expect_unsaid("Skipped");
    words_add(&all.skipped, "httpx: python3-httpx is not installed");
    words_add(&all.skipped, "curl-Z: curl is older than 7.75");
    expect_said("\nSkipped: httpx: python3-httpx is not installed\n"
                "Skipped: curl-Z: curl is older than 7.75\n");
}
END_TEST

START_TEST(warnings_come_before_bounds_and_verdicts)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n"
         "program two fetch-sync\n");
    bounds[0] = bounds[1] = (struct bounds){1, 1};
    add_rounds(0, 2);
    add_rounds(1, 4);
    expect_unsaid("Warning");
    words_add(&all.warnings, "one: something was wrong");
    words_add(&all.warnings, "two: something else");
    expect_said("\n\nWarning: one: something was wrong\n"
                "Warning: two: something else\n"
                "No program with 1 or 50 at once can beat 1.000 s.\n");
}
END_TEST

START_TEST(bounds_of_a_sweep_are_told_in_one_line)
{
    take("title A try\nurls 100 /delay/5\nsweep flight 1 10 100\n"
         "program one fetch-async\nprogram two fetch-async\n");
    for (size_t p = 0; p < 6; p++)
        bounds[p] = (struct bounds){5, 5};
    expect_said("\n\nNo program with 1, 10 or 100 URLs at once can beat 5.000 "
                "s.\n");
    expect_unsaid("with 10 URLs");
}
END_TEST

START_TEST(loop_that_was_held_is_told)
{
    static struct stall_seen stall = {0, 0.303, 19, "starting transfers"};

    take("urls 10 /delay/1\nprogram one fetch-async\n");
    add_rounds(0, 2);
    expect_unsaid("was held");
    runs[2].loop = (struct loop_seen){
        .known = true, .count = 1, .stalls = &stall, .kept = 1,
    };
    expect_said("\nThe loop of one was held in 1 of 6 runs, for up to 0.303 s; "
                "longest by starting transfers, while 19 transfers waited\n");
}
END_TEST

START_TEST(single_run_is_explained)
{
    take("urls 10 /delay/1\nprogram one fetch-async\n"
         "program two fetch-sync\nprogram three fetch-sync\n"
         "program four fetch-async\nonce one\npart three 5\n");
    bounds[0] = (struct bounds){1, 1};
    bounds[1] = bounds[2] = (struct bounds){10, 10};
    for (size_t p = 0; p < 3; p++)
        once[p] = true;
    once[3] = false;
    expect_said("\none runs once: a single run has no interval\n"
                "two runs once, as it takes over 10 s: a single run has no "
                "interval\n"
                "three runs once, as it takes over 5 s: a single run has no "
                "interval\n");
}
END_TEST

START_TEST(step_that_is_left_out_says_how_long_it_would_take)
{
    take("urls 5000 /delay/1\nprogram one fetch-sync\n"
         "sweep flight 2 5000\nlongest 10\n");
    bounds[0] = (struct bounds){2, 2};
    bounds[1] = (struct bounds){5000, 5000};
    once[0] = false;
    once[1] = true;
    add_rounds(0, 2);
    expect_said("\none-5000 is left out: it would take 5,000 s\n");
    expect_said("\none-5000  left out, it takes too long\n");
    expect_unsaid("runs once");
    expect_unsaid("no run counts");
    expect_said("; 6 rounds after a warm-up, seed");
    // where nothing runs more than once, that is said once for all
    once[0] = true;
    expect_said("; one run each, without an interval, seed");
    expect_unsaid("runs once");
    once[0] = once[1] = false;
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
table_suite(void)
{
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, second_table_tells_how_urls_came);
    tcase_add_test(tests, second_table_has_medians);
    tcase_add_test(tests,
                   program_without_a_run_that_counts_has_no_row_there);
    tcase_add_test(tests, step_that_was_not_reached_is_no_failure);
    tcase_add_test(tests, latencies_of_other_tools_are_dashes);
    LOOP(rate_has_the_digits_that_mean_something, rates);
    tcase_add_test(tests, part_of_a_list_is_extrapolated_and_labelled);
    tcase_add_test(tests, step_of_a_sweep_has_the_rate_of_what_it_fetched);
    tcase_add_test(tests,
                   longest_names_and_large_figures_fit_into_eighty_columns);
    LOOP(there_is_a_blank_before_every_interval, intervals);
    tcase_add_test(tests, skipped_tools_are_announced);
    tcase_add_test(tests, warnings_come_before_bounds_and_verdicts);
    tcase_add_test(tests, bounds_of_a_sweep_are_told_in_one_line);
    tcase_add_test(tests, loop_that_was_held_is_told);
    tcase_add_test(tests, single_run_is_explained);
    tcase_add_test(tests,
                   step_that_is_left_out_says_how_long_it_would_take);
    suite_add_tcase(suite, tests);
    return suite;
}
