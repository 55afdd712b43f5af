// series: what was seen look by look, thinned, written and read back.

#include "../plots/series.h"

#include <stdio.h>
#include <stdlib.h>

#include "suites.h"
#include "support.h"

#define HEADER "seconds,resident_bytes,reserved_bytes,threads,descriptors\n"

// A recorder after so many looks, of which the i-th was at i hundredths.
static struct recorder
record(size_t looks)
{
    struct recorder recorder = {0};

    for (size_t i = 0; i < looks; i++) {
        struct sample_point point = {
            .seconds = (double)i / 100, .resident = (long long)i,
        };
        recorder_add(&recorder, &point);
    }
    return recorder;
}

START_TEST(thinning_keeps_every_second_point)
{
    struct sample_point points[] = {{.resident = 10}, {.resident = 11},
                                    {.resident = 12}, {.resident = 13},
                                    {.resident = 14}};
    struct series series = {points, 5};

    series_thin(&series);
    ck_assert_uint_eq(series.count, 3);
    ck_assert_int_eq(points[0].resident, 10);
    ck_assert_int_eq(points[1].resident, 12);
    ck_assert_int_eq(points[2].resident, 14);
    series_thin(&series);
    ck_assert_uint_eq(series.count, 2);
    ck_assert_int_eq(points[1].resident, 14);
    series.count = 0;
    series_thin(&series);
    ck_assert_uint_eq(series.count, 0);
}
END_TEST

START_TEST(short_run_keeps_every_look)
{
    struct recorder recorder = record(SERIES_MOST - 1);

    ck_assert_uint_eq(recorder.series.count, SERIES_MOST - 1);
    ck_assert_int_eq(recorder.series.all[SERIES_MOST - 2].resident,
                     SERIES_MOST - 2);
    series_free(&recorder.series);
}
END_TEST

// How many looks there were, how many lie between two points, how many points.
static const struct {
    size_t looks, spacing, points;
} runs[] = {
    {0, 0, 0},            {1, 1, 1},           {3999, 1, 3999},
    {4000, 2, 2000},      {4001, 2, 2001},     {4002, 2, 2001},
    {7998, 2, 3999},      {7999, 4, 2000},     {8000, 4, 2000},
    {8001, 4, 2001},      {16000, 8, 2000},    {360000, 128, 2813},
};

START_TEST(long_run_keeps_looks_at_equal_distances)
{
    struct recorder recorder = record(runs[_i].looks);
    const struct series *series = &recorder.series;

    ck_assert_uint_eq(recorder.looks, runs[_i].looks);
    ck_assert_uint_eq(recorder.spacing, runs[_i].spacing);
    ck_assert_uint_eq(series->count, runs[_i].points);
    for (size_t i = 0; i < series->count; i++)
        ck_assert_uint_eq(series->all[i].resident, i * runs[_i].spacing);
    series_free(&recorder.series);
}
END_TEST

START_TEST(series_comes_back_as_it_was_written)
{
    struct sample_point points[] = {
        {0.0012, 1, 2, 3, 4},
        {0.0112, 1LL << 40, (1LL << 47) + 1, 100000, 1048576},
        {3600.5, 0, 0, 0, 0},
    };
    struct series series = {points, 3}, back;
    const char *path = scratch_path("series.csv");

    ck_assert_pstr_eq(series_write(&series, path), NULL);
    char *text = read_whole(path);
    ck_assert_str_eq(text, HEADER "0.0012,1,2,3,4\n"
                     "0.0112,1099511627776,140737488355329,100000,1048576\n"
                     "3600.5000,0,0,0,0\n");
    free(text);
    ck_assert_pstr_eq(series_read(&back, path), NULL);
    ck_assert_uint_eq(back.count, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(back.all[i].seconds, points[i].seconds, 5e-5);
        ck_assert_int_eq(back.all[i].resident, points[i].resident);
        ck_assert_int_eq(back.all[i].reserved, points[i].reserved);
        ck_assert_int_eq(back.all[i].threads, points[i].threads);
        ck_assert_int_eq(back.all[i].descriptors, points[i].descriptors);
    }
    series_free(&back);
}
END_TEST

START_TEST(series_of_nothing_comes_back)
{
    struct series series = {0};
    const char *path = scratch_path("series.csv");

    ck_assert_pstr_eq(series_write(&series, path), NULL);
    ck_assert_pstr_eq(series_read(&series, path), NULL);
    ck_assert_uint_eq(series.count, 0);
    series_free(&series);
}
END_TEST

START_TEST(series_that_cannot_be_written_is_said)
{
    struct series series = {0};
    char *error = series_write(&series, "/nowhere/series.csv");

    assert_says(error, "/nowhere/series.csv: No such file");
    free(error);
    error = series_write(&series, "/dev/full");
    assert_says(error, "/dev/full: No space left");
    free(error);
}
END_TEST

START_TEST(series_that_is_not_there_is_missing)
{
    struct series series;
    char *error = series_read(&series, "/nowhere/series.csv");

    assert_says(error, "its samples are missing");
    ck_assert_uint_eq(series.count, 0);
    free(error);
}
END_TEST

// What is not right, and where.
static const struct {
    const char *text, *where;
} wrong[] = {
    {"", "header"},
    {"seconds\n", "header"},
    {"0.1,1,2,3,4\n", "header"},
    {HEADER "\n", "line 2"},
    {HEADER "0.1,1,2,3\n", "line 2"},
    {HEADER "0.1,1,2,3,4,5\n", "line 2"},
    {HEADER "0.1,1,2,3,4\n0.2,1,2,3,", "line 3"},
    {HEADER "0.1,1,2,3,4\n0.2,1,2,3,4", "line 3"},
    {HEADER "0.1,1,2,3,4\n0.0,1,2,3,4\n", "line 3"},
    {HEADER "-0.1,1,2,3,4\n", "line 2"},
    {HEADER "nan,1,2,3,4\n", "line 2"},
    {HEADER "inf,1,2,3,4\n", "line 2"},
    {HEADER "1e999,1,2,3,4\n", "line 2"},
    {HEADER "0.1,-1,2,3,4\n", "line 2"},
    {HEADER "0.1,1, 2,3,4\n", "line 2"},
    {HEADER "0.1,99999999999999999999,2,3,4\n", "line 2"},
    {HEADER "0.1,1.5,2,3,4\n", "line 2"},
    {HEADER "0.1,x,2,3,4\n", "line 2"},
};

START_TEST(what_is_no_series_is_said)
{
    struct series series;
    const char *text = wrong[_i].text;
    char *error = series_read(&series, scratch_write("s", text, strlen(text)));

    ck_assert_ptr_nonnull(error);
    assert_says(error, "not right");
    assert_says(error, wrong[_i].where);
    free(error);
    series_free(&series);
}
END_TEST

Suite *
series_suite(void)
{
    Suite *suite = suite_create("series");
    TCase *tests = tcase_create("series");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, thinning_keeps_every_second_point);
    tcase_add_test(tests, short_run_keeps_every_look);
    tcase_add_loop_test(tests, long_run_keeps_looks_at_equal_distances, 0,
                        sizeof runs / sizeof runs[0]);
    tcase_add_test(tests, series_comes_back_as_it_was_written);
    tcase_add_test(tests, series_of_nothing_comes_back);
    tcase_add_test(tests, series_that_cannot_be_written_is_said);
    tcase_add_test(tests, series_that_is_not_there_is_missing);
    tcase_add_loop_test(tests, what_is_no_series_is_said, 0,
                        sizeof wrong / sizeof wrong[0]);
    suite_add_tcase(suite, tests);
    return suite;
}
