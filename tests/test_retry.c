// retry: how long to pause before which attempt.

#include <math.h>

#include "retry.h"
#include "suites.h"
#include "support.h"

static const double last_random = 0x1.fffffffffffffp-1;     // just below 1

// The pauses of --backoff 1 without jitter.
static const double exact[] = {1, 2, 4, 8, 16, 32, 60, 60};

START_TEST(exact_pause_doubles_up_to_a_minute)
{
    struct retry retry = {.backoff = 1, .exact = true};

    ck_assert_double_eq(retry_pause(&retry, _i + 1, 0.5, 0), exact[_i]);
}
END_TEST

START_TEST(exact_pause_scales_with_the_backoff)
{
    struct retry retry = {.backoff = 0.1, .exact = true};

    ck_assert_double_eq_tol(retry_pause(&retry, 1, 0, 0), 0.1, 1e-12);
    ck_assert_double_eq_tol(retry_pause(&retry, 4, 0, 0), 0.8, 1e-12);
    retry.backoff = 100;
    ck_assert_double_eq(retry_pause(&retry, 1, 0, 0), 60);
    retry.backoff = 0;
    ck_assert_double_eq(retry_pause(&retry, 1000000, 0, 0), 0);
}
END_TEST

START_TEST(pause_stays_at_a_minute_for_ever)
{
    struct retry retry = {.backoff = 1, .exact = true};

    ck_assert_double_eq(retry_pause(&retry, 100, 0, 0), 60);
    ck_assert_double_eq(retry_pause(&retry, 1000000, 0, 0), 60);
}
END_TEST

START_TEST(jitter_spreads_over_the_whole_range_from_zero)
{
    struct retry retry = {.backoff = 3};
    double ceiling = ldexp(3, _i);

    ck_assert_double_eq(retry_pause(&retry, _i + 1, 0, 0), 0);
    ck_assert_double_eq(retry_pause(&retry, _i + 1, 0.5, 0), ceiling / 2);
    ck_assert_double_lt(retry_pause(&retry, _i + 1, last_random, 0), ceiling);
    ck_assert_double_gt(retry_pause(&retry, _i + 1, last_random, 0),
                        ceiling * 0.999);
}
END_TEST

START_TEST(jitter_stays_below_a_minute)
{
    struct retry retry = {.backoff = 1};

    ck_assert_double_eq(retry_pause(&retry, 30, 0.25, 0), 15);
    ck_assert_double_lt(retry_pause(&retry, 30, last_random, 0), 60);
}
END_TEST

START_TEST(server_may_ask_for_a_longer_pause)
{
    struct retry jitter = {.backoff = 1}, plain = {.backoff = 4, .exact = true};

    ck_assert_double_eq(retry_pause(&jitter, 1, 0.5, 7), 7);
    ck_assert_double_eq(retry_pause(&plain, 1, 0, 7), 7);
    ck_assert_double_eq(retry_pause(&plain, 1, 0, 2), 4);
}
END_TEST

START_TEST(server_cannot_ask_for_more_than_a_minute)
{
    struct retry retry = {.backoff = 1};

    ck_assert_double_eq(retry_pause(&retry, 1, 0, 60), 60);
    ck_assert_double_eq(retry_pause(&retry, 1, 0, 61), 60);
    ck_assert_double_eq(retry_pause(&retry, 1, 0, 1e18), 60);
    ck_assert_double_eq(retry_pause(&retry, 1, 0, INFINITY), 60);
}
END_TEST

START_TEST(no_wish_of_the_server_changes_nothing)
{
    struct retry retry = {.backoff = 1, .exact = true};

    ck_assert_double_eq(retry_pause(&retry, 1, 0, 0), 1);
    ck_assert_double_eq(retry_pause(&retry, 1, 0, -5), 1);
}
END_TEST

Suite *
retry_suite(void)
{
    Suite *suite = suite_create("retry");
    TCase *tests = tcase_create("retry");

    tcase_add_loop_test(tests, exact_pause_doubles_up_to_a_minute, 0,
                        sizeof exact / sizeof exact[0]);
    tcase_add_test(tests, exact_pause_scales_with_the_backoff);
    tcase_add_test(tests, pause_stays_at_a_minute_for_ever);
    tcase_add_loop_test(tests, jitter_spreads_over_the_whole_range_from_zero,
                        0, 4);
    tcase_add_test(tests, jitter_stays_below_a_minute);
    tcase_add_test(tests, server_may_ask_for_a_longer_pause);
    tcase_add_test(tests, server_cannot_ask_for_more_than_a_minute);
    tcase_add_test(tests, no_wish_of_the_server_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
