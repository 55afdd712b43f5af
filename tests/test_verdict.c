// verdict: what is said about made-up runs with known answers, in a sentence,
// in the table, and in what the charts are drawn from.

#include "../plots/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "../plots/bars.h"
#include "../plots/chart.h"
#include "../plots/table.h"
#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC, MOST_PROGRAMS = 8, MOST_RUNS = 100 };

#define MEBIBYTE (1 << 20)

static struct scenario scenario;
static struct run runs[MOST_RUNS];
static struct bounds bounds[MOST_PROGRAMS];
static bool once[MOST_PROGRAMS];
static struct comparison all;

// A fixture: a comparison without runs.
static void
start(void)
{
    char *error = scenario_parse(&scenario, "x",
                                 "title A try\nurls 10 /delay/1\n"
                                 "concurrency 5\n", "x");

    ck_assert_pstr_eq(error, NULL);
    all = (struct comparison){
        .scenario = &scenario, .runs = runs, .seed = 7, .bounds = bounds,
        .once = once,
    };
    memset(once, 0, sizeof once);
    all.bounds[SYNC] = (struct bounds){10, 10};
    all.bounds[THREADED] = all.bounds[ASYNC] = (struct bounds){2, 2};
}

static void
end(void)
{
    scenario_free(&scenario);
}

// Takes another scenario instead.
static void
take(const char *text)
{
    scenario_free(&scenario);
    char *error = scenario_parse(&scenario, "x", text, "x");
    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_le(scenario.program_count, MOST_PROGRAMS);
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
            .wall = seconds, .user = 0.25 * seconds, .system = 0.5 * seconds,
            .threads = 3, .descriptors = 9, .voluntary = 4, .involuntary = 1,
        },
        .peak = 10 * MEBIBYTE,
        .reserved = 20 * MEBIBYTE,
    };
    if (round > all.plan.rounds)
        all.plan.rounds = round;
    return run;
}

// Adds a round: the three programs' seconds.
static void
add_round(size_t round, double sync, double threaded, double async)
{
    add_run(SYNC, round, sync);
    add_run(ASYNC, round, async);
    add_run(THREADED, round, threaded);
}

// Adds a warm-up and ten rounds in which noise that all share hides that
// async takes half the time of threaded, and threaded a quarter of sync's.
static void
add_ten_rounds(void)
{
    add_round(0, 1000, 1, 1);
    for (size_t round = 1; round <= 10; round++) {
        double noise = 1 + (double)(round * 7 % 10) / 10;
        add_round(round, 8 * noise, 2 * noise, noise);
    }
}

#define assert_owned(call, expected) \
    do { \
        char *words = call; \
        ck_assert_str_eq(words, expected); \
        free(words); \
    } while (0)

// --- figures -----------------------------------------------------------------

START_TEST(summary_leaves_out_warm_up_and_failed_runs)
{
    static char failed[] = "failed";

    add_run(SYNC, 0, 100);
    add_run(SYNC, 1, 1);
    add_run(SYNC, 2, 2);
    add_run(SYNC, 3, 50)->reason = failed;
    add_run(ASYNC, 1, 70);
    ck_assert_uint_eq(summary_of(&all, SYNC, WALL).count, 2);
    ck_assert_double_eq(summary_of(&all, SYNC, WALL).median, 1.5);
    ck_assert_double_eq(summary_of(&all, SYNC, WALL).max, 2);
    ck_assert_uint_eq(summary_of(&all, THREADED, WALL).count, 0);
    ck_assert_uint_eq(failed_runs(&all, SYNC), 1);
    ck_assert_uint_eq(failed_runs(&all, ASYNC), 0);
}
END_TEST

START_TEST(failed_warm_up_is_a_failed_run_but_an_interrupted_one_is_not)
{
    static char reason[] = "reason";

    add_run(SYNC, 0, 1)->reason = reason;
    add_run(ASYNC, 0, 1)->reason = reason;
    runs[1].interrupted = true;
    ck_assert_uint_eq(failed_runs(&all, SYNC), 1);
    ck_assert_uint_eq(failed_runs(&all, ASYNC), 0);
    ck_assert(!has_counting_runs(&all));
    add_run(ASYNC, 1, 1);
    ck_assert(has_counting_runs(&all));
}
END_TEST

START_TEST(every_figure_is_taken_from_its_place)
{
    static const double expected[FIGURES] = {
        [WALL] = 4, [USER] = 1, [SYSTEM] = 2, [CPU] = 3,
        [PEAK] = 10 * MEBIBYTE, [RESERVED] = 20 * MEBIBYTE, [THREADS] = 3,
        [DESCRIPTORS] = 9, [SWITCHES] = 5,
    };

    add_run(SYNC, 1, 4);
    for (enum figure figure = 0; figure < FIGURES; figure++)
        ck_assert_double_eq(run_figure(&all, &runs[0], figure),
                            expected[figure]);
}
END_TEST

START_TEST(ratio_is_paired_within_each_round)
{
    add_ten_rounds();
    struct estimate ratio = ratio_of(&all, ASYNC, THREADED, WALL);

    ck_assert_uint_eq(ratio.count, 10);
    ck_assert_double_eq_tol(ratio.low, 0.5, 1e-9);
    ck_assert_double_eq_tol(ratio.median, 0.5, 1e-9);
    ck_assert_double_eq_tol(ratio.high, 0.5, 1e-9);
    ck_assert_double_eq_tol(ratio_of(&all, SYNC, ASYNC, WALL).median, 8,
                            1e-9);
}
END_TEST

START_TEST(round_without_both_programs_is_no_pair)
{
    static char failed[] = "failed";

    add_round(1, 8, 2, 1);
    add_round(2, 8, 2, 1);
    runs[all.run_count - 1].reason = failed;
    add_run(ASYNC, 3, 5);
    add_run(THREADED, 3, 0);
    ck_assert_uint_eq(ratio_of(&all, ASYNC, THREADED, WALL).count, 1);
    ck_assert_uint_eq(ratio_of(&all, ASYNC, SYNC, WALL).count, 2);
}
END_TEST

START_TEST(typical_run_is_the_one_nearest_to_the_median)
{
    static char failed[] = "failed";

    ck_assert_ptr_null(typical_run(&all, ASYNC));
    add_run(ASYNC, 0, 3);
    ck_assert_ptr_null(typical_run(&all, ASYNC));
    add_run(ASYNC, 1, 9);
    add_run(ASYNC, 2, 3.1);
    add_run(ASYNC, 3, 1);
    add_run(SYNC, 3, 3);
    add_run(ASYNC, 4, 3)->reason = failed;
    ck_assert_ptr_eq(typical_run(&all, ASYNC), &runs[2]);
}
END_TEST

START_TEST(figures_of_a_part_are_extrapolated_where_that_means_something)
{
    static const double expected[FIGURES] = {
        [WALL] = 20, [USER] = 5, [SYSTEM] = 10, [CPU] = 15,
        [PEAK] = 10 * MEBIBYTE, [RESERVED] = 20 * MEBIBYTE, [THREADS] = 3,
        [DESCRIPTORS] = 9, [SWITCHES] = 25,
    };

    take("urls 10 /delay/1\npart sync 2\n");
    ck_assert_double_eq(extrapolation(&all, SYNC), 5);
    ck_assert_double_eq(extrapolation(&all, ASYNC), 1);
    add_run(SYNC, 1, 4);
    add_run(ASYNC, 1, 4);
    for (enum figure figure = 0; figure < FIGURES; figure++) {
        ck_assert_double_eq(run_figure(&all, &runs[0], figure),
                            expected[figure]);
        ck_assert_double_eq(summary_of(&all, SYNC, figure).median,
                            expected[figure]);
    }
    ck_assert_double_eq(run_figure(&all, &runs[1], WALL), 4);
    ck_assert_double_eq(ratio_of(&all, SYNC, ASYNC, WALL).median, 5);
    ck_assert_double_eq(ratio_of(&all, SYNC, ASYNC, PEAK).median, 1);
}
END_TEST

START_TEST(steps_of_a_sweep_are_not_extrapolated)
{
    take("urls 10 /delay/1\nsweep flight 1 10\nprogram a fetch-async\n");
    add_run(0, 1, 4);
    ck_assert_double_eq(extrapolation(&all, 0), 1);
    ck_assert_double_eq(summary_of(&all, 0, WALL).median, 4);
}
END_TEST

START_TEST(typical_run_of_a_part_is_the_one_nearest_to_the_median)
{
    take("urls 10 /delay/1\npart sync 2\n");
    add_run(SYNC, 1, 9);
    add_run(SYNC, 2, 3);
    add_run(SYNC, 3, 1);
    ck_assert_ptr_eq(typical_run(&all, SYNC), &runs[1]);
}
END_TEST

// --- verdicts ----------------------------------------------------------------

static const struct {
    struct estimate ratio;
    enum verdict verdict;
} verdicts[] = {
    {{.count = 0}, VERDICT_NONE},
    {{.count = 5, .median = 9}, VERDICT_UNSURE},
    {{.count = 6, .has_interval = true, .low = 0.9, .high = 1.1},
     VERDICT_SAME},
    {{.count = 6, .has_interval = true, .low = 1, .high = 1.1},
     VERDICT_SAME},
    {{.count = 6, .has_interval = true, .low = 0.9, .high = 1},
     VERDICT_SAME},
    {{.count = 6, .has_interval = true, .low = 1.0001, .high = 1.1},
     VERDICT_DIFFERENT},
    {{.count = 6, .has_interval = true, .low = 0.9, .high = 0.9999},
     VERDICT_DIFFERENT},
};

START_TEST(difference_is_shown_only_by_an_interval_without_one)
{
    ck_assert_int_eq(verdict_of(&verdicts[_i].ratio), verdicts[_i].verdict);
}
END_TEST

START_TEST(sentence_tells_ratio_and_interval)
{
    for (size_t round = 1; round <= 10; round++) {
        add_run(ASYNC, round, 0.20 + 0.01 * (double)round);
        add_run(THREADED, round, 1);
    }
    assert_owned(verdict_sentence(&all, ASYNC, THREADED, WALL),
                 "async took 0.26 × the time of threaded, "
                 "95 % interval 0.22–0.29");
    assert_owned(verdict_sentence(&all, ASYNC, THREADED, PEAK),
                 "async and threaded: no difference in memory shown, "
                 "95 % interval 1.000–1.000");
}
END_TEST

START_TEST(sentence_never_rounds_a_difference_away)
{
    for (size_t round = 1; round <= 6; round++) {
        add_run(ASYNC, round, 1.0004 + 0.00001 * (double)round);
        add_run(THREADED, round, 1);
    }
    assert_owned(verdict_sentence(&all, ASYNC, THREADED, WALL),
                 "async took 1.0004 × the time of threaded, "
                 "95 % interval 1.0004–1.0005");
}
END_TEST

START_TEST(no_difference_shown_where_the_interval_includes_one)
{
    for (size_t round = 1; round <= 6; round++) {
        add_run(ASYNC, round, round % 2 ? 0.9 : 1.2);
        add_run(THREADED, round, 1);
    }
    assert_owned(verdict_sentence(&all, ASYNC, THREADED, WALL),
                 "async and threaded: no difference in time shown, "
                 "95 % interval 0.900–1.200");
}
END_TEST

START_TEST(few_runs_have_no_interval)
{
    add_round(1, 8, 2, 1);
    assert_owned(verdict_sentence(&all, THREADED, SYNC, WALL),
                 "threaded took 0.25 × the time of sync "
                 "(1 round), no interval");
    add_round(2, 8, 2, 1);
    assert_owned(verdict_sentence(&all, SYNC, ASYNC, WALL),
                 "sync took 8.00 × the time of async "
                 "(2 rounds), no interval");
}
END_TEST

START_TEST(without_a_common_round_nothing_is_compared)
{
    add_run(SYNC, 1, 1);
    add_run(ASYNC, 2, 1);
    assert_owned(verdict_sentence(&all, ASYNC, SYNC, WALL),
                 "async and sync: not compared, no round has both");
}
END_TEST

START_TEST(program_that_failed_more_is_no_match_in_time)
{
    add_ten_rounds();
    for (size_t i = 0; i < all.run_count; i++)
        if (runs[i].turn.program == ASYNC)
            runs[i].failures = 9;
    ck_assert(fell_short(&all, ASYNC));
    ck_assert(!fell_short(&all, SYNC));
    assert_owned(verdict_headline(&all, WALL),
                 "sync took 4.00 × as long as threaded; async failed 9 of 10");
    for (size_t i = 0; i < all.run_count; i++)
        runs[i].failures = 9;
    ck_assert(!fell_short(&all, ASYNC));
}
END_TEST

START_TEST(headline_names_the_largest_first)
{
    assert_owned(verdict_headline(&all, WALL),
                 "no run counts, so nothing can be said");
    add_run(ASYNC, 1, 1);
    assert_owned(verdict_headline(&all, WALL),
                 "async: 1.00 s, and no other to compare it with");
    add_run(SYNC, 1, 8);
    assert_owned(verdict_headline(&all, WALL),
                 "sync took 8.00 × as long as async (1 round)");
}
END_TEST

START_TEST(headline_compares_three)
{
    add_ten_rounds();
    assert_owned(verdict_headline(&all, WALL),
                 "sync took 8.00 × as long as async; "
                 "threaded 2.00 × as long");
    assert_owned(verdict_headline(&all, PEAK),
                 "no difference shown between sync, threaded and async");
}
END_TEST

START_TEST(headline_claims_no_difference_that_is_not_shown)
{
    for (size_t round = 1; round <= 10; round++)
        add_round(round, 8, round % 2 ? 1.1 : 0.9, 0.99);
    assert_owned(verdict_headline(&all, WALL),
                 "sync took 8.08 × as long as async; "
                 "no difference shown between threaded and async");
}
END_TEST

// --- headlines for more than three -------------------------------------------

static const char five[] =
    "urls 10 /delay/1\n"
    "program a fetch-async\nprogram b fetch-threaded\n"
    "program c fetch-async --no-reuse\nprogram d fetch-sync\n"
    "program e other\n";

// Adds ten rounds of five programs, of which those that are 0 have no run.
// What the programs have in common changes from round to round, and a program
// with a hair above its whole seconds is now faster, now slower.
static void
add_rounds_of_five(const double *times)
{
    take(five);
    for (size_t round = 1; round <= 10; round++) {
        double noise = 1 + (double)(round * 7 % 10) / 10;
        for (size_t p = 0; p < 5; p++) {
            double hair = times[p] - (double)(long)times[p];
            double swing = round % 2 ? 1 + 2 * hair : 1 - hair;
            if (times[p] > 0)
                add_run(p, round, (double)(long)times[p] * noise * swing);
        }
    }
}

static const struct {
    double times[5];        // seconds of a, b, c, d and e
    const char *headline;
} headlines[] = {
    {{4, 2, 8, 16, 6}, "b was fastest: 2.90 s; the next, a, 2.00 ×; "
                       "the last, d, 8.00 × as long"},
    {{4, 2, 8, 0, 6}, "b was fastest: 2.90 s; the next, a, 2.00 ×; "
                      "the last, c, 4.00 × as long"},
    {{30, 0, 10, 11, 220}, "c was fastest: 14.50 s; the next, d, 1.10 ×; "
                           "the last, e, 22.0 × as long"},
    // one other shows no difference, two others, all others
    {{2, 8, 2.1, 16, 6}, "no difference shown between a (2.90 s) and c; "
                         "the next, e, 3.00 ×; the last, d, 8.00 × as long"},
    {{2, 8, 2.1, 16, 2.2}, "a (2.90 s) and 2 more: no difference shown; "
                           "the next, b, 4.00 ×; the last, d, 8.00 × as "
                           "long"},
    {{2, 2.1, 2.1, 16, 2.1}, "a (2.90 s) and 3 more: no difference shown; "
                             "d 8.00 × as long"},
    {{2, 2.1, 2.1, 2.1, 2.1}, "no difference shown between the 5 programs"},
    {{2, 2.1, 2.1, 0, 2.1}, "no difference shown between the 4 programs"},
    {{2, 2.1, 2.1, 9, 0}, "a (2.90 s) and 2 more: no difference shown; "
                          "d 4.50 × as long"},
};

START_TEST(headline_of_many_names_best_next_and_last)
{
    add_rounds_of_five(headlines[_i].times);
    char *line = verdict_headline(&all, WALL);
    ck_assert_str_eq(line, headlines[_i].headline);
    free(line);
}
END_TEST

// Says that these pairs are judged, one after the other: "ba" is b beside a.
static void
assert_pairs(enum figure figure, const char *expected)
{
    struct pair *pairs;
    size_t count = verdict_pairs(&all, figure, &pairs);
    char said[64] = "";

    for (size_t i = 0; i < count; i++)
        snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s%s",
                 i > 0 ? " " : "", program_at(&all, pairs[i].program)->name,
                 program_at(&all, pairs[i].other)->name);
    ck_assert_str_eq(said, expected);
    free(pairs);
}

START_TEST(all_pairs_of_three_are_judged)
{
    assert_pairs(WALL, "threadedsync asyncsync asyncthreaded");
    take("urls 1 /\nprogram a b\n");
    assert_pairs(WALL, "");
}
END_TEST

START_TEST(steps_of_a_sweep_are_not_judged_beside_each_other)
{
    static const double times[5] = {4, 2, 8, 6, 5};

    take("urls 4 /\nsweep flight 2 4\nprogram a b\n");
    assert_pairs(WALL, "");
    assert_pairs(PEAK, "");
    add_rounds_of_five(times);
    scenario.sweep = SWEEP_CAP;
    assert_pairs(WALL, "");
}
END_TEST

START_TEST(of_more_each_is_judged_beside_the_best)
{
    static const double times[5] = {4, 2, 8, 0, 6};

    add_rounds_of_five(times);
    for (size_t i = 0; i < all.run_count; i++)
        runs[i].peak /= (long long)(1 + runs[i].turn.program);
    assert_pairs(WALL, "ab cb db eb");
    assert_pairs(PEAK, "ae be ce de");
    all.run_count = 0;
    assert_pairs(WALL, "");
}
END_TEST

START_TEST(headline_of_many_for_memory)
{
    static const double times[5] = {1, 1, 1, 1, 1};

    add_rounds_of_five(times);
    assert_owned(verdict_headline(&all, PEAK),
                 "no difference shown between the 5 programs");
    for (size_t i = 0; i < all.run_count; i++)
        runs[i].peak *= (long long)(1 + runs[i].turn.program);
    assert_owned(verdict_headline(&all, PEAK),
                 "a used least: 10.0 MiB; the next, b, 2.00 ×; "
                 "the last, e, 5.00 × as much");
}
END_TEST

static const struct {
    double seconds;
    const char *text;
} seconds[] = {
    {0.0004, "0.000 s"}, {0.527, "0.527 s"}, {2.714, "2.71 s"},
    {99.5, "99.50 s"},   {123.4, "123 s"},
};

START_TEST(seconds_have_the_digits_that_mean_something)
{
    assert_owned(seconds_text(seconds[_i].seconds), seconds[_i].text);
}
END_TEST

// --- the table ---------------------------------------------------------------

// What the table prints; the caller frees it.
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

// The table with one blank in place of several, so that it does not matter how
// wide its columns are; the caller frees it.
static char *
narrow_table(void)
{
    char *text = table(), *end = text;

    for (const char *c = text; *c; c++)
        if (*c != ' ' || (end > text && end[-1] != ' '))
            *end++ = *c;
    *end = '\0';
    return text;
}

// How many columns the widest line takes, where a character takes one.
static int
columns_of(const char *text)
{
    int columns = 0, most = 0;

    for (; *text; text++) {
        columns = *text == '\n' ? 0
                  : columns + (((unsigned char)*text & 0xC0) != 0x80);
        if (columns > most)
            most = columns;
    }
    return most;
}

START_TEST(table_has_medians_intervals_and_bounds)
{
    add_ten_rounds();
    char *wide = table(), *text = narrow_table();
    assert_says(text, "A try\n10 URLs, at most 5 at once; "
                      "10 rounds after a warm-up, seed 7\n");
    // noise is 1.0, 1.1, … 1.9: median 1.45, ranks 2 and 9 are 1.1 and 1.8
    assert_says(text, " time, s 95 % interval × ideal CPU, s peak MiB threads "
                      "files\n");
    assert_says(text, "\nsync 11.600 8.800–14.400 1.160 8.700 10.0 3 9\n");
    assert_says(text, "\nasync 1.450 1.100–1.800 0.725 1.087 10.0 3 9\n");
    assert_says(text, "No program with 1 at once can beat 10.000 s.\n");
    assert_says(text, "No program with 5 at once can beat 2.000 s.\n");
    assert_says(text, "async took 0.500 × the time of threaded");
    ck_assert_int_le(columns_of(wide), 80);
    free(wide);
    free(text);
}
END_TEST

START_TEST(table_tells_failed_and_single_runs)
{
    static char reason[] = "9 records for 10 URLs";

    all.once[SYNC] = true;
    all.bounds[ASYNC].in_order = all.bounds[THREADED].in_order = 3;
    add_round(1, 12, 3, 2);
    runs[2].reason = reason;
    all.interrupted = true;
    char *wide = table(), *text = narrow_table();
    assert_says(text, "sync runs once, as it takes over 10 s");
    assert_says(text, "\nsync 12.000 (one run) ");
    assert_says(text, "\nthreaded no run counts\n");
    assert_says(text, "FAILED, not counted: round 1, threaded: "
                      "9 records for 10 URLs\n");
    assert_says(text, "Interrupted: only the runs up to then");
    assert_says(text, "can beat 2.000 s (3.000 s in the list's order).\n");
    ck_assert_int_le(columns_of(wide), 80);
    free(wide);
    free(text);
}
END_TEST

// --- charts ------------------------------------------------------------------

START_TEST(text_for_gnuplot_is_quoted)
{
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    chart_set_text(out, "title", "it's \"a\"\n\\b");
    chart_put_text(out, "say \"hi\"\n");
    fclose(out);
    ck_assert_str_eq(text, "title = 'it''s \"a\" \\b'\n\"say  hi  \"");
    free(text);
}
END_TEST

START_TEST(chart_of_times_says_finding_medians_and_bounds)
{
    add_ten_rounds();
    struct chart chart = time_chart(&all);

    ck_assert_str_eq(chart.name, "time");
    assert_owned(verdict_headline(&all, WALL), chart.title);
    assert_says(chart.data, "11.60 s, 1.16 × ideal");
    assert_says(chart.data, "1.45 s, 0.72 × ideal");
    assert_says(chart.data, "lower bound 10.00 s");
    assert_says(chart.values, "'sync took 8.00 × as long as async; ");
    assert_says(chart.values, "'A try: 10 URLs, at most 5 at once");
    chart_free(&chart);
}
END_TEST

START_TEST(chart_of_memory_says_finding_and_medians)
{
    add_ten_rounds();
    for (size_t i = 0; i < all.run_count; i++)
        runs[i].peak *= (long long)(1 + runs[i].turn.program);
    struct chart chart = memory_chart(&all);

    ck_assert_str_eq(chart.name, "memory");
    assert_says(chart.title, "async ");
    assert_says(chart.title, "3.00 × ");
    assert_says(chart.data, "10.0 MiB");
    assert_says(chart.data, "30.0 MiB");
    chart_free(&chart);
}
END_TEST

Suite *
verdict_suite(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tests = tcase_create("verdict");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, summary_leaves_out_warm_up_and_failed_runs);
    tcase_add_test(
        tests, failed_warm_up_is_a_failed_run_but_an_interrupted_one_is_not);
    tcase_add_test(tests, every_figure_is_taken_from_its_place);
    tcase_add_test(tests, ratio_is_paired_within_each_round);
    tcase_add_test(tests, round_without_both_programs_is_no_pair);
    tcase_add_test(tests, typical_run_is_the_one_nearest_to_the_median);
    tcase_add_test(
        tests, figures_of_a_part_are_extrapolated_where_that_means_something);
    tcase_add_test(tests, steps_of_a_sweep_are_not_extrapolated);
    tcase_add_test(tests,
                   typical_run_of_a_part_is_the_one_nearest_to_the_median);
    tcase_add_loop_test(tests,
                        difference_is_shown_only_by_an_interval_without_one,
                        0, sizeof verdicts / sizeof verdicts[0]);
    tcase_add_test(tests, sentence_tells_ratio_and_interval);
    tcase_add_test(tests, sentence_never_rounds_a_difference_away);
    tcase_add_test(tests, no_difference_shown_where_the_interval_includes_one);
    tcase_add_test(tests, few_runs_have_no_interval);
    tcase_add_test(tests, without_a_common_round_nothing_is_compared);
    tcase_add_test(tests, program_that_failed_more_is_no_match_in_time);
    tcase_add_test(tests, headline_names_the_largest_first);
    tcase_add_test(tests, headline_compares_three);
    tcase_add_test(tests, headline_claims_no_difference_that_is_not_shown);
    tcase_add_loop_test(tests, headline_of_many_names_best_next_and_last, 0,
                        sizeof headlines / sizeof headlines[0]);
    tcase_add_test(tests, all_pairs_of_three_are_judged);
    tcase_add_test(tests, steps_of_a_sweep_are_not_judged_beside_each_other);
    tcase_add_test(tests, of_more_each_is_judged_beside_the_best);
    tcase_add_test(tests, headline_of_many_for_memory);
    tcase_add_loop_test(tests, seconds_have_the_digits_that_mean_something, 0,
                        sizeof seconds / sizeof seconds[0]);
    tcase_add_test(tests, table_has_medians_intervals_and_bounds);
    tcase_add_test(tests, table_tells_failed_and_single_runs);
    tcase_add_test(tests, text_for_gnuplot_is_quoted);
    tcase_add_test(tests, chart_of_times_says_finding_medians_and_bounds);
    tcase_add_test(tests, chart_of_memory_says_finding_and_medians);
    suite_add_tcase(suite, tests);
    return suite;
}
