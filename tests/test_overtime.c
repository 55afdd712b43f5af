// overtime: lines, axes and the finding, from made-up samples.

#include "../plots/overtime.h"

#include <stdlib.h>

#include "made_up.h"
#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC };

static struct chart chart;

static void
draw(void)
{
    chart_free(&chart);
    chart = overtime_chart(&made_up, &made_bench);
}

// A fixture's end.
static void
end(void)
{
    chart_free(&chart);
    chart = (struct chart){0};
    made_up_end();
}

// Gives a program its run, and samples.
static void
add(size_t program, const char *lines)
{
    made_up_run(program, 1, 1);
    made_up_series(program, lines);
}

START_TEST(title_tells_threads_and_that_memory_is_alike)
{
    add(THREADED, "0.1,1048576,2097152,1,5\n"
                  "0.5,11534336,2147483648,201,99\n0.9,1048576,2097152,2,5\n");
    add(ASYNC, "0.1,10485760,20971520,1,5\n0.8,10485760,20971520,1,9\n");
    draw();
    ck_assert_str_eq(chart.title,
                     "threaded ran 201 threads and reserved 2.0 GiB, async 1 "
                     "thread and 20 MiB; all held 10 MiB to 11 MiB");
    ck_assert(chart.typical);
    assert_says(chart.reading, "drawn a little apart");
    assert_says(chart.data, "\"201  threaded\"");
    assert_says(chart.data, "\"1  async\"");
    assert_says(chart.data, "\"10.0 MiB  async\"");
    assert_says(chart.data, "(each line is ten times the one below)");
}
END_TEST

START_TEST(title_tells_who_was_resident_where_that_differs)
{
    add(THREADED, "0.1,52428800,104857600,51,5\n");
    add(ASYNC, "0.1,26214400,104857600,1,5\n");
    draw();
    ck_assert_str_eq(chart.title,
                     "threaded ran 51 threads, held 50 MiB and reserved "
                     "100 MiB; async ran 1 thread, held 25 MiB and reserved "
                     "100 MiB");
    ck_assert_ptr_null(strstr(chart.data, "ten times"));
}
END_TEST

START_TEST(of_equal_few_threads_the_one_with_many_at_once_is_named)
{
    add(SYNC, "0.1,10485760,104857600,1,5\n");
    add(THREADED, "0.1,10485760,104857600,9,5\n");
    add(ASYNC, "0.1,10485760,104857600,1,5\n");
    draw();
    assert_says(chart.title, "threaded ran 9 threads and reserved 100 MiB, "
                             "async 1 thread and 100 MiB; all held about "
                             "10 MiB");
    assert_says(chart.data, "\"1  sync, async\"");
    made_up.runs[2].failures = 7;
    draw();
    assert_says(chart.title, "100 MiB, sync 1 thread");
}
END_TEST

// Half the panel's peak would be a round 200 or 500: above it, that is.
START_TEST(axis_has_two_values_at_least)
{
    add(SYNC, "0.1,10485760,398458880,1,5\n");
    draw();
    assert_says(chart.data, " 200\n");
    assert_says(chart.data, " 400\n");
}
END_TEST

// 1 of 200 must not look like several: 2.5 of 536 pixels are the most.
START_TEST(equal_lines_are_apart_by_no_more_than_their_width)
{
    double high = 0, low = 0;

    add(SYNC, "0.25,10485760,104857600,1,5\n");
    add(THREADED, "0.25,10485760,104857600,200,5\n");
    add(ASYNC, "0.25,10485760,104857600,1,5\n");
    draw();
    const char *threads = strstr(chart.data, "\n0 0.2500 1 ");
    ck_assert_ptr_nonnull(threads);
    ck_assert_int_eq(sscanf(threads, " 0 0.2500 1 %*f %lf", &high), 1);
    threads = strstr(chart.data, "\n2 0.2500 1 ");
    ck_assert_ptr_nonnull(threads);
    ck_assert_int_eq(sscanf(threads, " 2 0.2500 1 %*f %lf", &low), 1);
    ck_assert_double_eq_tol(high - low, 2.5 / 536, 0.00002);
}
END_TEST

START_TEST(title_without_threads_is_about_memory)
{
    add(SYNC, "0.1,10485760,104857600,1,5\n");
    draw();
    ck_assert_str_eq(chart.title,
                     "sync ran 1 thread and held 10 MiB of resident "
                     "memory");
    add(ASYNC, "0.1,52428800,104857600,1,5\n");
    draw();
    ck_assert_str_eq(chart.title, "Each ran 1 thread, but async held 50 MiB, "
                                  "sync only 10 MiB");
}
END_TEST

START_TEST(long_run_is_pressed_together)
{
    add(SYNC, "0.5,10485760,104857600,1,5\n1.5,10485760,104857600,1,5\n"
              "10,10485760,104857600,1,5\n");
    add(ASYNC, "0.5,10485760,104857600,1,5\n1,10485760,104857600,1,5\n");
    draw();
    assert_says(chart.values, "on grey");
    assert_says(chart.data, "# rest\n0.53000 0.70000\n");
    // the first line is broken where the rest begins
    assert_says(chart.data, "# lines\n0 0.5000 10 ");
    assert_says(chart.data, "\n\n0 1.5000 10 ");
}
END_TEST

START_TEST(runs_of_like_length_share_one_axis)
{
    add(SYNC, "0.5,10485760,104857600,1,5\n2.5,10485760,104857600,1,5\n");
    add(ASYNC, "0.5,10485760,104857600,1,5\n1,10485760,104857600,1,5\n");
    draw();
    assert_says(chart.data, "# rest\nnan nan\n");
    ck_assert_ptr_null(strstr(chart.values, "on grey"));
}
END_TEST

// Within one column of pixels, the highest sample is kept.
START_TEST(peak_is_never_thinned_away)
{
    add(SYNC, "0.5000,1048576,104857600,1,5\n0.5001,73400320,104857600,1,5\n"
              "0.5002,1048576,104857600,1,5\n9,1048576,104857600,1,5\n");
    draw();
    assert_says(chart.data, "0 0.5001 70 ");
    ck_assert_ptr_null(strstr(chart.data, "0 0.5002 1 "));
    assert_says(chart.data, "\"70.0 MiB  sync\"");
}
END_TEST

START_TEST(no_samples_are_no_chart)
{
    made_up_run(SYNC, 1, 1);
    draw();
    ck_assert_ptr_null(chart.data);
    made_up_series(SYNC, "");
    draw();
    ck_assert_ptr_null(chart.data);
}
END_TEST

Suite *
overtime_suite(void)
{
    Suite *suite = suite_create("overtime");
    TCase *tests = tcase_create("overtime");

    tcase_add_checked_fixture(tests, made_up_start, end);
    tcase_add_test(tests, title_tells_threads_and_that_memory_is_alike);
    tcase_add_test(tests, title_tells_who_was_resident_where_that_differs);
    tcase_add_test(tests,
                   of_equal_few_threads_the_one_with_many_at_once_is_named);
    tcase_add_test(tests, axis_has_two_values_at_least);
    tcase_add_test(tests, equal_lines_are_apart_by_no_more_than_their_width);
    tcase_add_test(tests, title_without_threads_is_about_memory);
    tcase_add_test(tests, long_run_is_pressed_together);
    tcase_add_test(tests, runs_of_like_length_share_one_axis);
    tcase_add_test(tests, peak_is_never_thinned_away);
    tcase_add_test(tests, no_samples_are_no_chart);
    suite_add_tcase(suite, tests);
    return suite;
}
