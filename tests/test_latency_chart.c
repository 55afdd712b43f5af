// latency chart: dots, marks, axes and the finding, from made-up records.

#include "../plots/latency_chart.h"

#include <stdlib.h>

#include "../plots/basics.h"
#include "made_up.h"
#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC };

static struct chart chart;

static void
draw(void)
{
    chart_free(&chart);
    chart = latency_chart(&made_up, &made_bench);
}

// A fixture's end.
static void
end(void)
{
    chart_free(&chart);
    chart = (struct chart){0};
    made_up_end();
}

// Gives a program its run: so many URLs in so many lanes.
static void
add(size_t program, size_t urls, size_t lanes, double seconds)
{
    char *records = made_up_urls(urls, lanes, seconds);

    made_up_records(program, records);
    free(records);
    made_up_run(program, 1, (long long)lanes);
}

// Counts how often the piece is in the data.
static size_t
times_in_data(const char *piece)
{
    size_t count = 0;

    for (const char *at = chart.data; (at = strstr(at, piece)); at++)
        count++;
    return count;
}

START_TEST(title_tells_both_latencies)
{
    add(SYNC, 10, 1, 0.25);
    add(THREADED, 10, 5, 0.25);
    add(ASYNC, 10, 10, 0.25);
    draw();
    ck_assert_str_eq(chart.title,
                     "Half of the URLs took 0.250 s or less with each "
                     "program; who waited for the last one waited 2.50 s with "
                     "sync, 0.250 s with async");
    assert_says(chart.reading, "A dot is one URL.");
    assert_says(chart.reading, "(p95)");
    assert_says(chart.values, "footer = ''");
    assert_says(chart.values, "left = 0.1250");
    ck_assert(chart.typical);
}
END_TEST

START_TEST(title_tells_services_that_differ)
{
    add(SYNC, 10, 1, 0.25);
    add(ASYNC, 10, 1, 0.5);
    draw();
    ck_assert_str_eq(chart.title,
                     "Half of the URLs took 0.500 s or less with async, "
                     "0.250 s with sync; who waited for the last one waited "
                     "5.00 s with async, 2.50 s with sync");
}
END_TEST

START_TEST(title_of_one_program_compares_nothing)
{
    add(SYNC, 10, 1, 0.25);
    draw();
    ck_assert_str_eq(chart.title, "Half of the URLs took 0.250 s or less; who "
                                  "waited for the last one waited 2.50 s");
}
END_TEST

START_TEST(part_of_the_list_is_no_rival)
{
    made_up_take("title A try\nurls 100 /delay/1\nconcurrency 5\n"
                 "part sync 3\n");
    add(SYNC, 3, 1, 0.25);
    add(THREADED, 100, 5, 0.25);
    add(ASYNC, 100, 10, 0.25);
    draw();
    assert_says(chart.title, "5.00 s with threaded, 2.50 s with async");
    assert_says(chart.values, "footer = 'sync: the first 3 URLs only'");
}
END_TEST

START_TEST(program_that_failed_more_is_no_rival)
{
    add(SYNC, 10, 1, 0.001);
    add(THREADED, 10, 5, 0.25);
    add(ASYNC, 10, 10, 0.25);
    made_up.runs[0].failures = 7;
    draw();
    ck_assert_str_eq(chart.title,
                     "Half of the URLs took 0.250 s or less with threaded and "
                     "async; who waited for the last one waited 0.500 s with "
                     "threaded, 0.250 s with async");
    assert_says(chart.data, "\"sync\" \"7 of 10 failed\"");
    assert_says(chart.data, "\"async\" \"\"");
}
END_TEST

START_TEST(words_on_many_failures_have_room)
{
    made_up_take("title A try\nurls 80000 /delay/1\nconcurrency 5\n");
    add(SYNC, 10, 1, 0.25);
    add(ASYNC, 10, 10, 0.25);
    made_up.runs[0].failures = 70000;
    draw();
    ck_assert_ptr_null(strstr(chart.values, "left = 0.1250"));
    ck_assert_ptr_null(strstr(chart.title, "sync,"));
}
END_TEST

START_TEST(url_is_a_dot_and_three_marks_a_row)
{
    add(SYNC, 10, 1, 0.25);
    draw();
    // in both panels, and among the marks half, 95 % and all
    ck_assert_uint_eq(times_in_data("\n0 0.25 "), 10 + 3 + 1);
    ck_assert_uint_eq(times_in_data("\n0 2.5 "), 1 + 2);
    assert_says(chart.data, "\"half 1.25 s\"");
    assert_says(chart.data, "\"95 % 2.50 s\"");
    assert_says(chart.data, "\"all 2.50 s\"");
    assert_says(chart.data, "\"all 0.250 s\"");
}
END_TEST

START_TEST(many_urls_share_dots)
{
    add(ASYNC, 5000, 5000, 0.25);
    draw();
    // the dots and marks of two panels
    ck_assert_uint_eq(times_in_data("\n2 0.25 "), 2 * (250 + 3));
    assert_says(chart.reading, "an even sample");
    assert_says(chart.values, "a sample of 250 dots");
}
END_TEST

START_TEST(times_that_differ_much_are_on_a_logarithmic_axis)
{
    add(SYNC, 100, 1, 0.25);
    add(ASYNC, 100, 100, 0.25);
    draw();
    ck_assert_uint_eq(times_in_data("ten times the one before"), 1);
    ck_assert_uint_eq(times_in_data("\"seconds\""), 1);
}
END_TEST

START_TEST(short_times_are_in_milliseconds)
{
    add(SYNC, 10, 1, 0.0005);
    draw();
    assert_says(chart.data, "\"half 0.50 ms\"");
    assert_says(chart.data, "\"half 2.5 ms\"");
}
END_TEST

START_TEST(no_records_are_no_chart)
{
    made_up_run(SYNC, 1, 1);
    draw();
    ck_assert_ptr_null(chart.data);
}
END_TEST

Suite *
latency_chart_suite(void)
{
    Suite *suite = suite_create("latency-chart");
    TCase *tests = tcase_create("latency-chart");

    tcase_add_checked_fixture(tests, made_up_start, end);
    tcase_add_test(tests, title_tells_both_latencies);
    tcase_add_test(tests, title_tells_services_that_differ);
    tcase_add_test(tests, title_of_one_program_compares_nothing);
    tcase_add_test(tests, part_of_the_list_is_no_rival);
    tcase_add_test(tests, program_that_failed_more_is_no_rival);
    tcase_add_test(tests, words_on_many_failures_have_room);
    tcase_add_test(tests, url_is_a_dot_and_three_marks_a_row);
    tcase_add_test(tests, many_urls_share_dots);
    tcase_add_test(tests,
                   times_that_differ_much_are_on_a_logarithmic_axis);
    tcase_add_test(tests, short_times_are_in_milliseconds);
    tcase_add_test(tests, no_records_are_no_chart);
    suite_add_tcase(suite, tests);
    return suite;
}
