// statistics: medians, their intervals, means and deviations, against values
// worked out independently.

#include "../plots/statistics.h"

#include <math.h>
#include <string.h>

#include "suites.h"

// The interval runs from the rank-th smallest value to the rank-th largest.
// Ranks and coverages as in tables of order-statistic intervals for a median;
// worked out again with exact integers.
static const struct {
    size_t count;
    double confidence;
    size_t rank;
    double coverage;
} ranks[] = {
    {0, 0.95, 0, 0},            {1, 0.95, 0, 0},
    {2, 0.95, 0, 0},            {5, 0.95, 0, 0},
    {6, 0.95, 1, 0.968750},     {7, 0.95, 1, 0.984375},
    {8, 0.95, 1, 0.992188},     {9, 0.95, 2, 0.960938},
    {10, 0.95, 2, 0.978516},    {11, 0.95, 2, 0.988281},
    {12, 0.95, 3, 0.961426},    {15, 0.95, 4, 0.964844},
    {16, 0.95, 4, 0.978729},    {17, 0.95, 5, 0.950958},
    {20, 0.95, 6, 0.958611},    {25, 0.95, 8, 0.956715},
    {30, 0.95, 10, 0.957226},   {40, 0.95, 14, 0.961523},
    {50, 0.95, 18, 0.967161},   {70, 0.95, 27, 0.958609},
    {100, 0.95, 40, 0.964800},  {1000, 0.95, 469, 0.953709},
    {5, 0.90, 1, 0.937500},     {8, 0.99, 1, 0.992188},
    {20, 0.99, 4, 0.997423},    {1, 0.0, 1, 0},
};

START_TEST(rank_is_that_of_the_tables)
{
    double coverage = 0;
    size_t rank = interval_rank(ranks[_i].count, ranks[_i].confidence,
                                &coverage);

    ck_assert_uint_eq(rank, ranks[_i].rank);
    ck_assert_double_eq_tol(coverage, ranks[_i].coverage, 5e-7);
}
END_TEST

// The critical values of the two-sided sign test at 5 %, of n = 6 to 25, as
// printed in Triola, Elementary Statistics, table A-7; the test keeps a median
// exactly while it lies between the values of the ranks next to these. n = 26
// to 30 from sums of binomial coefficients, in integers.
static const size_t critical_values[] = {
    0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 7,
    7, 7, 8, 8, 9,
};

START_TEST(rank_follows_the_critical_value_of_the_sign_test)
{
    double coverage;

    for (size_t n = 6; n <= 30; n++)
        ck_assert_uint_eq(interval_rank(n, CONFIDENCE, &coverage),
                          critical_values[n - 6] + 1);
}
END_TEST

START_TEST(interval_covers_as_much_as_asked_for_and_none_narrower_does)
{
    for (size_t n = 6; n <= 200; n++) {
        double coverage, at_most = 0, exactly = pow(0.5, (double)n);
        size_t rank = interval_rank(n, CONFIDENCE, &coverage);
        for (size_t k = 0; k < rank; k++) {
            at_most += exactly;
            exactly *= (double)(n - k) / (double)(k + 1);
        }
        ck_assert_double_eq_tol(coverage, 1 - 2 * at_most, 1e-12);
        ck_assert_double_ge(coverage, CONFIDENCE);
        ck_assert_double_lt(1 - 2 * (at_most + exactly), CONFIDENCE);
    }
}
END_TEST

START_TEST(nothing_has_no_figures)
{
    struct estimate e = estimate_of(NULL, 0);

    ck_assert_uint_eq(e.count, 0);
    ck_assert_double_eq(e.median, 0);
    ck_assert_double_eq(e.mean, 0);
    ck_assert(!e.has_interval);
}
END_TEST

START_TEST(single_value_is_its_own_median_without_an_interval)
{
    const double value = 3.5;
    struct estimate e = estimate_of(&value, 1);

    ck_assert_uint_eq(e.count, 1);
    ck_assert_double_eq(e.median, 3.5);
    ck_assert_double_eq(e.mean, 3.5);
    ck_assert_double_eq(e.min, 3.5);
    ck_assert_double_eq(e.max, 3.5);
    ck_assert_double_eq(e.deviation, 0);
    ck_assert(!e.has_interval);
}
END_TEST

START_TEST(median_is_the_middle_or_between_the_two_middle_ones)
{
    const double odd[] = {9, 1, 5}, even[] = {4, 1, 100, 2};

    ck_assert_double_eq(estimate_of(odd, 3).median, 5);
    ck_assert_double_eq(estimate_of(even, 4).median, 3);
    ck_assert_double_eq(estimate_of(odd, 2).median, 5);
}
END_TEST

START_TEST(mean_and_deviation_are_right)
{
    const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    struct estimate e = estimate_of(values, 8);

    ck_assert_double_eq_tol(e.mean, 5, 1e-12);
    ck_assert_double_eq_tol(e.deviation, 2.138089935299395, 1e-12);
    ck_assert_double_eq(e.median, 4.5);
}
END_TEST

START_TEST(deviation_survives_a_large_mean)
{
    const double values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    struct estimate e = estimate_of(values, 4);

    ck_assert_double_eq(e.mean, 1e9 + 10);
    ck_assert_double_eq_tol(e.deviation, 5.477225575051661, 1e-6);
}
END_TEST

START_TEST(six_values_have_the_interval_from_least_to_most)
{
    const double values[] = {5, 3, 8, 1, 9, 2};
    struct estimate e = estimate_of(values, 6);

    ck_assert(e.has_interval);
    ck_assert_double_eq(e.low, 1);
    ck_assert_double_eq(e.high, 9);
    ck_assert_double_eq_tol(e.coverage, 0.96875, 1e-12);
}
END_TEST

START_TEST(ten_values_have_the_interval_from_second_to_ninth)
{
    const double values[] = {50, 10, 90, 30, 100, 20, 70, 60, 40, 80};
    struct estimate e = estimate_of(values, 10);

    ck_assert(e.has_interval);
    ck_assert_double_eq(e.low, 20);
    ck_assert_double_eq(e.high, 90);
    ck_assert_double_eq(e.min, 10);
    ck_assert_double_eq(e.max, 100);
    ck_assert_double_eq(values[0], 50);
}
END_TEST

START_TEST(twenty_values_have_the_interval_from_sixth_to_fifteenth)
{
    double values[20];

    for (int i = 0; i < 20; i++)
        values[i] = 20 - i;
    struct estimate e = estimate_of(values, 20);
    ck_assert_double_eq(e.low, 6);
    ck_assert_double_eq(e.high, 15);
}
END_TEST

START_TEST(five_values_have_no_interval)
{
    const double values[] = {1, 2, 3, 4, 5};
    struct estimate e = estimate_of(values, 5);

    ck_assert(!e.has_interval);
    ck_assert_double_eq(e.median, 3);
}
END_TEST

// Values, and which are outliers: 'x' in place of a dot. The fences were worked
// out by Python's statistics.quantiles(values, n=4, method="inclusive"), which
// is definition 7, as in R; they are in the comments.
static const struct {
    size_t count;
    double values[17];
    const char *outliers;
} fenced[] = {
    {0, {0}, ""},
    {1, {5}, "."},
    {3, {1, 1, 100}, "..."},
    // -36.125 and 62.875
    {4, {1, 1, 1, 100}, "...x"},
    // 2.68 and 2.80
    {7, {2.71, 2.72, 2.73, 2.74, 2.75, 2.76, 2.9}, "......x"},
    // 4.55 and 5.95
    {8, {0.1, 5, 5.1, 5.2, 5.3, 5.4, 5.5, 12}, "x......x"},
    // -3.5 and 14.5
    {10, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, ".........."},
    // 0.57375 and 0.64375
    {10, {0.60, 0.61, 1.44, 0.59, 0.60, 0.62, 0.61, 0.58, 0.60, 0.63},
     "..x......."},
    // -8 and 24: what lies on a fence does not lie beyond it
    {17, {24, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
     "................."},
    {17, {24.001, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
     "x................"},
    // -6.5 and 21.5
    {17, {-7, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
     "x................"},
    // three quarters are the same
    {6, {3, 3, 3, 3, 3, 3}, "......"},
};

START_TEST(outliers_lie_beyond_the_fences)
{
    size_t count = fenced[_i].count, found = 0;
    bool flags[17];

    memset(flags, 7, sizeof flags);
    size_t said = outliers_of(fenced[_i].values, count, flags);
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(flags[i], fenced[_i].outliers[i] == 'x');
        found += flags[i];
    }
    ck_assert_uint_eq(said, found);
}
END_TEST

Suite *
statistics_suite(void)
{
    Suite *suite = suite_create("statistics");
    TCase *tests = tcase_create("statistics");

    tcase_add_loop_test(tests, rank_is_that_of_the_tables, 0,
                        sizeof ranks / sizeof ranks[0]);
    tcase_add_test(tests,
                   rank_follows_the_critical_value_of_the_sign_test);
    tcase_add_loop_test(tests, outliers_lie_beyond_the_fences, 0,
                        sizeof fenced / sizeof fenced[0]);
    tcase_add_test(
        tests, interval_covers_as_much_as_asked_for_and_none_narrower_does);
    tcase_add_test(tests, nothing_has_no_figures);
    tcase_add_test(tests, single_value_is_its_own_median_without_an_interval);
    tcase_add_test(tests,
                   median_is_the_middle_or_between_the_two_middle_ones);
    tcase_add_test(tests, mean_and_deviation_are_right);
    tcase_add_test(tests, deviation_survives_a_large_mean);
    tcase_add_test(tests, six_values_have_the_interval_from_least_to_most);
    tcase_add_test(tests, ten_values_have_the_interval_from_second_to_ninth);
    tcase_add_test(tests,
                   twenty_values_have_the_interval_from_sixth_to_fifteenth);
    tcase_add_test(tests, five_values_have_no_interval);
    suite_add_tcase(suite, tests);
    return suite;
}
