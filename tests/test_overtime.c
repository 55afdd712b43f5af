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
                     "threaded held 201 threads and reserved 2.0 GiB, async "
                     "1; all had 10 MiB to 11 MiB resident");
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
                     "threaded held 51 threads and 50 MiB resident (100 MiB "
                     "reserved); async 1 and 25 MiB");
    ck_assert_ptr_null(strstr(chart.data, "ten times"));
}
END_TEST

START_TEST(of_equal_few_threads_the_one_with_many_at_once_is_named)
{
    add(SYNC, "0.1,10485760,104857600,1,5\n");
    add(THREADED, "0.1,10485760,104857600,9,5\n");
    add(ASYNC, "0.1,10485760,104857600,1,5\n");
    draw();
    assert_says(chart.title, "threaded held 9 threads and reserved 100 MiB, "
                             "async 1; all had 10 MiB resident");
    assert_says(chart.data, "\"1  sync, async\"");
}
END_TEST

START_TEST(title_without_threads_is_about_memory)
{
    add(SYNC, "0.1,10485760,104857600,1,5\n");
    draw();
    ck_assert_str_eq(chart.title,
                     "sync held 1 thread and 10 MiB of resident memory");
    add(ASYNC, "0.1,52428800,104857600,1,5\n");
    draw();
    ck_assert_str_eq(chart.title, "1 thread in each, but async held 50 MiB, "
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
    tcase_add_test(tests, title_without_threads_is_about_memory);
    tcase_add_test(tests, long_run_is_pressed_together);
    tcase_add_test(tests, runs_of_like_length_share_one_axis);
    tcase_add_test(tests, peak_is_never_thinned_away);
    tcase_add_test(tests, no_samples_are_no_chart);
    suite_add_tcase(suite, tests);
    return suite;
}
