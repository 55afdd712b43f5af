// noise: when a warning is due, and when it is not.

#include "../plots/noise.h"

#include <math.h>

#include "suites.h"
#include "support.h"

// A run of ten seconds on two processors in which nothing was wrong: its own
// work is all the work there was.
static struct noise_run
quiet_run(void)
{
    return (struct noise_run){
        .name = "03-async", .wall = 10, .program_cpu = 2, .server_cpu = 3,
        .harness_cpu = 0.5, .processors = 2,
        .use = {.seconds = 10, .busy = 5.5, .stolen = 0, .pressure = 0},
    };
}

// Judges the run; the words are of the last judgement.
static struct words
judge(const struct noise_run *run)
{
    struct words warnings = {0};

    noise_judge_processors(run, &warnings);
    noise_judge_server(run, &warnings);
    return warnings;
}

// Sees that the only warning says this.
static void
expect_only(const struct noise_run *run, const char *sentence)
{
    struct words warnings = judge(run);

    ck_assert_uint_eq(warnings.count, 1);
    ck_assert_str_eq(warnings.all[0], sentence);
    words_free(&warnings);
}

// Sees that there is no warning.
static void
expect_none(const struct noise_run *run)
{
    struct words warnings = judge(run);

    ck_assert_msg(warnings.count == 0, "%s", warnings.all[0]);
    words_free(&warnings);
}

START_TEST(quiet_run_has_no_warning)
{
    struct noise_run run = quiet_run();

    expect_none(&run);
    ck_assert_double_eq_tol(noise_others(&run), 0, 1e-12);
}
END_TEST

START_TEST(others_are_what_is_not_ours)
{
    struct noise_run run = quiet_run();

    run.use.busy = 7.25;
    ck_assert_double_eq_tol(noise_others(&run), 1.75, 1e-12);
    run.use.busy = 5;  // the kernel's rounding
    ck_assert_double_eq(noise_others(&run), 0);
    run.use.busy = NAN;
    ck_assert(isnan(noise_others(&run)));
}
END_TEST

// Of 20 seconds of two processors, 5 % are one second.
START_TEST(others_disturb_from_five_per_cent_on)
{
    struct noise_run run = quiet_run();

    run.use.busy = 5.5 + 0.99;
    expect_none(&run);
    run.use.busy = 5.5 + 2.4;
    expect_only(&run, "03-async: other processes used 12 % of the "
                      "processors");
}
END_TEST

START_TEST(stolen_time_disturbs_from_one_per_cent_on)
{
    struct noise_run run = quiet_run();

    run.use.stolen = 0.19;
    expect_none(&run);
    run.use.stolen = 0.5;
    expect_only(&run, "03-async: 2.5 % of the processors' time was stolen by "
                      "other machines");
}
END_TEST

START_TEST(short_run_is_not_judged_by_rounding)
{
    struct noise_run run = {
        .name = "01-sync", .wall = 0.1, .processors = 2,
        .use = {.seconds = 0.1, .busy = 0.04, .stolen = 0.01, .pressure = 0.9},
    };

    expect_none(&run);
    run.use.busy = 0.06;
    struct words warnings = judge(&run);
    ck_assert_uint_eq(warnings.count, 2);
    assert_says(warnings.all[0], "30 %");
    words_free(&warnings);
}
END_TEST

START_TEST(own_threads_may_wait_for_processors)
{
    struct noise_run run = quiet_run();

    run.use.pressure = 0.8;
    expect_none(&run);
}
END_TEST

START_TEST(pressure_is_told_beside_others_and_stolen_time)
{
    struct noise_run run = quiet_run();

    run.use.pressure = 0.8;
    run.use.busy = 5.5 + 2;
    struct words warnings = judge(&run);
    ck_assert_uint_eq(warnings.count, 2);
    ck_assert_str_eq(warnings.all[1], "03-async: during 80 % of the time "
                                      "somebody waited for a processor");
    words_free(&warnings);
    run.use.busy = 5.5;
    run.use.stolen = 1;
    warnings = judge(&run);
    ck_assert_uint_eq(warnings.count, 2);
    assert_says(warnings.all[0], "stolen");
    assert_says(warnings.all[1], "80 %");
    words_free(&warnings);
    run.use.pressure = 0.04;
    warnings = judge(&run);
    ck_assert_uint_eq(warnings.count, 1);
    words_free(&warnings);
}
END_TEST

START_TEST(full_queue_is_told)
{
    struct noise_run run = quiet_run();

    run.use.overflows = 1;
    expect_only(&run, "03-async: 1 connection found a full queue, which costs "
                      "each a second or more");
    run.use.overflows = 12;
    run.use.drops = 12;
    expect_only(&run, "03-async: 12 connections found a full queue, which "
                      "costs each a second or more");
}
END_TEST

START_TEST(busy_server_may_be_what_was_measured)
{
    struct noise_run run = quiet_run();

    run.server_cpu = 7.9;
    run.use.busy = 10.4;
    expect_none(&run);
    run.server_cpu = 8.5;
    run.use.busy = 11;
    expect_only(&run, "03-async: the server worked 85 % of the time: it may "
                      "be what was measured");
    run.wall = 0;
    expect_none(&run);
}
END_TEST

START_TEST(unknown_is_no_reason_for_a_warning)
{
    struct noise_run run = quiet_run();

    run.use = (struct system_use){10, NAN, NAN, NAN, -1, -1};
    expect_none(&run);
    run.use.seconds = 0;
    run.processors = 0;
    expect_none(&run);
}
END_TEST

// Four runs: their mean and deviation were worked out by hand.
START_TEST(spread_disturbs_from_ten_per_cent_on)
{
    const double calm[] = {9.1, 10.9, 9.1, 10.9};   // 10 and 1.039: 10.4 %
    const double calmer[] = {9.2, 10.8, 9.2, 10.8}; // 10 and 0.924
    struct estimate e = estimate_of(calmer, 4);

    ck_assert_double_eq(noise_spread(&e), 0);
    e = estimate_of(calm, 4);
    ck_assert_double_eq_tol(noise_spread(&e), 0.1039, 1e-4);
}
END_TEST

START_TEST(single_run_and_zero_do_not_spread)
{
    const double values[] = {0, 0};
    struct estimate none = estimate_of(values, 0), one = estimate_of(values, 1),
                    zero = estimate_of(values, 2);

    ck_assert_double_eq(noise_spread(&none), 0);
    ck_assert_double_eq(noise_spread(&one), 0);
    ck_assert_double_eq(noise_spread(&zero), 0);
}
END_TEST

Suite *
noise_suite(void)
{
    Suite *suite = suite_create("noise");
    TCase *tests = tcase_create("noise");

    tcase_add_test(tests, quiet_run_has_no_warning);
    tcase_add_test(tests, others_are_what_is_not_ours);
    tcase_add_test(tests, others_disturb_from_five_per_cent_on);
    tcase_add_test(tests, stolen_time_disturbs_from_one_per_cent_on);
    tcase_add_test(tests, short_run_is_not_judged_by_rounding);
    tcase_add_test(tests, own_threads_may_wait_for_processors);
    tcase_add_test(tests, pressure_is_told_beside_others_and_stolen_time);
    tcase_add_test(tests, full_queue_is_told);
    tcase_add_test(tests, busy_server_may_be_what_was_measured);
    tcase_add_test(tests, unknown_is_no_reason_for_a_warning);
    tcase_add_test(tests, spread_disturbs_from_ten_per_cent_on);
    tcase_add_test(tests, single_run_and_zero_do_not_spread);
    suite_add_tcase(suite, tests);
    return suite;
}
