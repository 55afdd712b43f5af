// latency: service, time since the start, and quantiles by nearest rank.

#include "../plots/latency.h"

#include "suites.h"
#include "support.h"

// The worked example of "Percentile", Wikipedia, section "The nearest-rank
// method": 15, 20, 35, 40, 50, and ten values of two sorts.
static const double five[] = {15, 20, 35, 40, 50};
static const double ten[] = {3, 6, 7, 8, 8, 10, 13, 15, 16, 20};
static const double twenty[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                                15, 16, 17, 18, 19, 20};

static const struct {
    const double *values;
    size_t count;
    double q, value;
} quantiles[] = {
    {five, 5, 0.05, 15}, {five, 5, 0.30, 20}, {five, 5, 0.40, 20},
    {five, 5, 0.50, 35}, {five, 5, 1.00, 50}, {five, 5, 0.00, 15},
    {ten, 10, 0.25, 7},  {ten, 10, 0.50, 8},  {ten, 10, 0.75, 15},
    {ten, 10, 1.00, 20}, {ten, 10, 0.95, 20}, {ten, 10, 0.90, 16},
    {twenty, 20, 0.95, 19}, {twenty, 20, 0.951, 20}, {twenty, 20, 0.5, 10},
    {twenty, 20, 0.05, 1},  {twenty, 20, 0.051, 2},  {five, 1, 0.95, 15},
    {five, 0, 0.5, 0},
};

START_TEST(quantile_is_by_nearest_rank)
{
    ck_assert_double_eq(quantile_of(quantiles[_i].values, quantiles[_i].count,
                                    quantiles[_i].q),
                        quantiles[_i].value);
}
END_TEST

// 0.07 * 100 is a little more than 7 in binary, and others like it.
START_TEST(every_hundredth_of_a_hundred_values_is_one_of_them)
{
    double values[100];

    for (int i = 0; i < 100; i++)
        values[i] = i + 1;
    for (int i = 1; i <= 100; i++)
        ck_assert_double_eq(quantile_of(values, 100, i / 100.0), i);
}
END_TEST

START_TEST(latencies_of_urls_tried_once_and_again)
{
    struct attempt once[] = {{.start = 1, .total = 0.5}};
    struct attempt again[] = {{.start = 0.25, .total = 0.25},
                              {.start = 2.5, .waited = 1, .total = 0.25}};
    struct attempt quick[] = {{.start = 4, .total = 0.125}};
    struct record all[] = {
        {.index = 7, .attempts = once, .attempt_count = 1},
        {.index = 5},
        {.index = 2, .attempts = again, .attempt_count = 2},
        {.index = 3},
        {.index = 9, .attempts = quick, .attempt_count = 1},
    };
    struct records records = {all, 5};
    struct latencies l = latency_of(&records);

    ck_assert_uint_eq(l.left_out, 2);
    ck_assert_uint_eq(l.service.count, 3);
    ck_assert_double_eq(l.service.sorted[0], 0.125);
    ck_assert_double_eq(l.service.sorted[1], 0.5);
    ck_assert_double_eq(l.service.sorted[2], 2.5);
    ck_assert_double_eq(l.service.p50, 0.5);
    ck_assert_double_eq(l.service.p95, 2.5);
    ck_assert_double_eq(l.service.max, 2.5);
    ck_assert_int_eq(l.service.slowest, 2);
    ck_assert_uint_eq(l.since_start.count, 3);
    ck_assert_double_eq(l.since_start.sorted[0], 1.5);
    ck_assert_double_eq(l.since_start.sorted[1], 2.75);
    ck_assert_double_eq(l.since_start.sorted[2], 4.125);
    ck_assert_double_eq(l.since_start.p50, 2.75);
    ck_assert_double_eq(l.since_start.max, 4.125);
    ck_assert_int_eq(l.since_start.slowest, 9);
    latency_free(&l);
}
END_TEST

START_TEST(first_of_equally_slow_urls_is_the_slowest)
{
    struct attempt same[] = {{.start = 0, .total = 1}};
    struct record all[] = {
        {.index = 4, .attempts = same, .attempt_count = 1},
        {.index = 1, .attempts = same, .attempt_count = 1},
        {.index = 3, .attempts = same, .attempt_count = 1},
    };
    struct records records = {all, 3};
    struct latencies l = latency_of(&records);

    ck_assert_int_eq(l.service.slowest, 1);
    ck_assert_int_eq(l.since_start.slowest, 1);
    latency_free(&l);
}
END_TEST

START_TEST(nothing_tried_has_no_latency)
{
    struct record all[] = {{.index = 0}, {.index = 1}};
    struct records some = {all, 2}, none = {0};
    struct latencies l = latency_of(&some);

    ck_assert_uint_eq(l.left_out, 2);
    ck_assert_uint_eq(l.service.count, 0);
    ck_assert_double_eq(l.service.p50, 0);
    ck_assert_double_eq(l.since_start.max, 0);
    ck_assert_int_eq(l.service.slowest, -1);
    latency_free(&l);
    l = latency_of(&none);
    ck_assert_uint_eq(l.left_out, 0);
    ck_assert_int_eq(l.since_start.slowest, -1);
    latency_free(&l);
}
END_TEST

Suite *
latency_suite(void)
{
    Suite *suite = suite_create("latency");
    TCase *tests = tcase_create("latency");

    tcase_add_loop_test(tests, quantile_is_by_nearest_rank, 0,
                        sizeof quantiles / sizeof quantiles[0]);
    tcase_add_test(tests,
                   every_hundredth_of_a_hundred_values_is_one_of_them);
    tcase_add_test(tests, latencies_of_urls_tried_once_and_again);
    tcase_add_test(tests, first_of_equally_slow_urls_is_the_slowest);
    tcase_add_test(tests, nothing_tried_has_no_latency);
    suite_add_tcase(suite, tests);
    return suite;
}
