// waterfall: bands, boxes and stacks, what is shaded, and the finding, from
// made-up records; and that gnuplot draws it.

#include "../plots/waterfall.h"

#include <stdlib.h>

#include "../plots/basics.h"
#include "../plots/files.h"
#include "../plots/gnuplot.h"
#include "../plots/labels.h"
#include "made_up.h"
#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC, TITLE_WIDTH = 2 * 91 };

static struct chart chart;

// Gives a program its run: so many URLs in so many lanes.
static struct run *
add(size_t program, size_t urls, size_t lanes, double seconds)
{
    char *records = made_up_urls(urls, lanes, seconds);
    double rows = (double)((urls + lanes - 1) / lanes);

    made_up_records(program, records);
    free(records);
    return made_up_run(program, rows * seconds, (long long)lanes);
}

static void
draw(void)
{
    chart_free(&chart);
    chart = waterfall_chart(&made_up, &made_bench);
}

// A fixture's end.
static void
end(void)
{
    chart_free(&chart);
    chart = (struct chart){0};
    made_up_end();
}

// Counts the lines of a block.
static size_t
lines_in(const char *block)
{
    char *head = format("# %s\n", block);
    const char *at = strstr(chart.data, head);
    size_t count = 0;

    ck_assert_msg(at, "there is no block %s", block);
    for (at += strlen(head); *at && *at != '\n'; at = strchr(at, '\n') + 1)
        count++;
    free(head);
    return count;
}

START_TEST(attempt_of_one_lane_is_a_box)
{
    add(SYNC, 10, 1, 1);
    add(ASYNC, 10, 5, 1);
    draw();
    ck_assert_uint_eq(lines_in("bands"), 2);
    ck_assert_uint_eq(lines_in("wait"), 1 + 20);
    ck_assert_uint_eq(lines_in("receive"), 1);
    assert_says(chart.values, "key_wait = 'waiting for the first byte'");
    assert_says(chart.values, "key_receive = ''");
    assert_says(chart.reading, "a box one attempt");
}
END_TEST

START_TEST(title_tells_what_slowest_and_fastest_did)
{
    add(SYNC, 10, 1, 1);
    add(THREADED, 10, 5, 1.25);
    add(ASYNC, 10, 5, 1);
    draw();
    ck_assert_str_eq(chart.title,
                     "sync spent 100 % of 10.00 s waiting for the server, one "
                     "by one; async: 5 at once, 2.00 s");
    assert_says(chart.data, "\"threaded: 12.50 s of waiting for the server, "
                            "up to 5 at once, done after 2.50 s\"");
}
END_TEST

START_TEST(title_tells_a_large_second_part)
{
    made_up_records(SYNC,
        "{\"index\":0,\"attempts\":2,\"lane\":0,\"tries\":["
        "{\"start\":0,\"total\":2.8,\"lane\":0,\"error\":\"timeout\"},"
        "{\"start\":4,\"waited\":1.2,\"first_byte\":0.01,\"total\":0.01,"
        "\"lane\":0}]}\n");
    made_up_run(SYNC, 4, 1);
    draw();
    ck_assert_str_eq(chart.title, "sync spent 70 % of 4.00 s waiting for the "
                                  "server, 30 % backing off, one by one");
}
END_TEST

START_TEST(title_tells_of_a_busy_processor)
{
    struct run *run = add(ASYNC, 10, 5, 1);

    run->measured.user = 1.5;
    draw();
    ck_assert_str_eq(chart.title, "async kept a CPU busy for 75 % of 2.00 s, "
                                  "5 at once");
    run->measured.system = 1.5;
    draw();
    ck_assert_str_eq(chart.title, "async kept 1.5 CPUs busy for 2.00 s, "
                                  "5 at once");
    run->witness.max_requests = 1;
    draw();
    assert_says(chart.title, "busy for 2.00 s, one by one");
}
END_TEST

START_TEST(part_of_the_list_is_no_rival)
{
    made_up_take("title A try\nurls 100 /delay/1\nconcurrency 5\n"
                 "part sync 3\n");
    add(SYNC, 3, 1, 1);
    add(ASYNC, 100, 5, 1);
    draw();
    assert_says(chart.title, "sync (3 of 100 URLs) spent 100 % of 3.00 s");
    assert_says(chart.title, "; async: 5 at once, 20.00 s");
    assert_says(chart.data, "sync (3 of 100 URLs): 3.00 s of waiting");
}
END_TEST

START_TEST(waiting_without_a_network_is_for_no_server)
{
    made_up_take("title T\nnetwork no\nurls 2 /delay/1\n"
                 "program timers async/traps/timers\n");
    add(0, 2, 1, 1);
    draw();
    ck_assert_str_eq(chart.title, "timers spent 100 % of 2.00 s waiting, one "
                                  "by one");
    assert_says(chart.values, "key_wait = 'waiting'");
}
END_TEST

START_TEST(title_of_eight_programs_fits)
{
    made_up_take("title T\nurls 40 /delay/1\nconcurrency 20\n"
                 "program threaded-small fetch-threaded\n"
                 "program b fetch-threaded\nprogram c fetch-threaded\n"
                 "program d fetch-threaded\nprogram e fetch-async\n"
                 "program f fetch-async\nprogram g fetch-async\n"
                 "program async-very-large fetch-async\n");
    for (size_t p = 0; p < 8; p++)
        add(p, 40, 2 + p, 1);
    draw();
    ck_assert_uint_le(text_width(chart.title), TITLE_WIDTH);
    assert_says(chart.title, "threaded-small");
    assert_says(chart.title, "async-very-large: 9 at once, 5.00 s");
    ck_assert_uint_eq(lines_in("bands"), 8);
}
END_TEST

// --- dense bands -------------------------------------------------------------

START_TEST(too_many_lanes_are_a_stack)
{
    add(SYNC, 4, 1, 1);
    add(ASYNC, 2000, 1000, 1);
    draw();
    ck_assert_uint_eq(lines_in("wait"), 1 + 4);
    assert_says(chart.data, "(height: how many of 1000)");
    assert_says(chart.reading, "the height is how many URLs");
    assert_says(chart.values, "where too many");
    // all of them wait all the time: the whole band is one step
    assert_says(chart.data, "# area-wait\nnan nan\n\n"
                            "0.000000 1.600\n0.000000 65.908\n"
                            "2.000000 65.908\n2.000000 1.600\n\n");
}
END_TEST

START_TEST(eighty_thousand_urls_stay_a_small_picture)
{
    add(THREADED, 80000, 500, 0.01);
    draw();
    ck_assert_uint_lt(strlen(chart.data), 300000);
    assert_says(chart.values, "areas_only = 1");
}
END_TEST

START_TEST(band_of_one_lane_says_that_its_height_is_time)
{
    add(SYNC, 5000, 1, 0.001);
    draw();
    assert_says(chart.data, "(height: part of the time)");
}
END_TEST

START_TEST(sliver_is_enlarged)
{
    add(SYNC, 60, 1, 1);
    add(ASYNC, 60, 20, 1);
    draw();
    ck_assert_uint_eq(lines_in("enlarged"), 1 + 1);
    assert_says(chart.data, "\"the same from 0, 9.7 × wider: \" "
                            "\" 3.00 s\"");
    ck_assert_uint_eq(lines_in("wait"), 1 + 60 + 2 * 60);
    assert_says(chart.reading, "a time of its own");
    ck_assert(chart.typical);
}
END_TEST

START_TEST(all_that_fit_are_enlarged_alike)
{
    add(SYNC, 60, 1, 1);
    add(THREADED, 60, 6, 1);
    add(ASYNC, 60, 20, 1);
    draw();
    ck_assert_uint_eq(lines_in("enlarged"), 1 + 2);
    assert_says(chart.data, "\"the same from 0, 2.9 × wider: \" "
                            "\" 10.00 s\"");
    assert_says(chart.data, "\"the same from 0, 2.9 × wider: \" "
                            "\" 3.00 s\"");
    ck_assert_ptr_null(strstr(chart.data, "not enlarged"));
}
END_TEST

START_TEST(what_does_not_fit_says_that_it_is_not_enlarged)
{
    add(SYNC, 60, 1, 1);
    add(THREADED, 60, 3, 1);
    add(ASYNC, 60, 20, 1);
    draw();
    ck_assert_uint_eq(lines_in("enlarged"), 1 + 1);
    assert_says(chart.data, "done after 20.00 s, not enlarged\"");
    assert_says(chart.data, "done after 60.00 s\"");
    assert_says(chart.data, "done after 3.00 s\"");
}
END_TEST

// --- what is shaded ----------------------------------------------------------

START_TEST(stall_is_shaded_over_its_band)
{
    add(SYNC, 4, 1, 1);
    made_up_stall(add(ASYNC, 20, 20, 1), 0.25, 0.5, 19);
    draw();
    assert_says(chart.data, "# stalls\n0 nan nan nan nan\n"
                            "2 0.250000 0.750000 1.600 65.908\n\n\n# hatch");
    assert_says(chart.data, "# edges\nnan nan\n\n0.250000 1.600\n"
                            "0.250000 65.908\n0.750000 65.908\n"
                            "0.750000 1.600\n0.250000 1.600\n\n");
    ck_assert_uint_eq(lines_in("notes"), 1 + 1);
    assert_says(chart.data, "\"held 0.500 s\"");
    assert_says(chart.data, "done after 1.00 s; loop held for 0.500 s, 19 "
                            "transfers waited\"");
    assert_says(chart.values, "key_held = 'loop held'");
    assert_says(chart.reading, "Hatched: something held the loop");
}
END_TEST

START_TEST(nothing_is_shaded_where_nothing_held_a_loop)
{
    add(SYNC, 4, 1, 1);
    add(ASYNC, 20, 20, 1)->loop.known = true;
    draw();
    ck_assert_uint_eq(lines_in("stalls"), 1);
    ck_assert_uint_eq(lines_in("notes"), 1);
    assert_says(chart.values, "key_held = ''");
    ck_assert_ptr_null(strstr(chart.data, "held"));
    ck_assert_ptr_null(strstr(chart.reading, "Hatched"));
}
END_TEST

START_TEST(hatch_stays_inside_the_stretch)
{
    double x[2], y[2], pixel = 4 * 1.02 / 1222;
    size_t count = 0;
    int length;

    add(SYNC, 4, 1, 1);
    made_up_stall(add(ASYNC, 20, 20, 1), 0.25, 0.5, 19);
    draw();
    const char *at = strstr(chart.data, "# hatch\nnan nan\n\n");
    ck_assert_ptr_nonnull(at);
    at += strlen("# hatch\nnan nan\n\n");
    for (; sscanf(at, "%lf %lf\n%lf %lf\n\n%n", &x[0], &y[0], &x[1], &y[1],
                  &length) == 4; at += length, count++) {
        ck_assert_double_ge(x[0], 0.25 - 1e-6);
        ck_assert_double_le(x[1], 0.75 + 1e-6);
        ck_assert_double_ge(y[0], 1.6 - 1e-3);
        ck_assert_double_le(y[1], 65.908 + 1e-3);
        // as far up as to the right, in pixels
        ck_assert_double_eq_tol((x[1] - x[0]) / pixel,
                                (y[1] - y[0]) / 100 * 500, 0.1);
    }
    ck_assert_uint_ge(count, (150 + 320) / 16);
}
END_TEST

START_TEST(wide_stretch_says_what_held_it)
{
    made_up_stall(add(ASYNC, 20, 20, 1), 0.25, 0.5, 19);
    draw();
    assert_says(chart.data, "\"loop held 0.500 s: starting transfers\"");
}
END_TEST

START_TEST(narrow_stretch_has_no_room_for_words)
{
    add(SYNC, 4, 1, 1);
    made_up_stall(add(ASYNC, 20, 20, 1), 0.25, 0.1, 19);
    draw();
    ck_assert_uint_eq(lines_in("stalls"), 1 + 1);
    ck_assert_uint_eq(lines_in("notes"), 1);
}
END_TEST

START_TEST(stall_is_shaded_on_the_sheet_too)
{
    add(SYNC, 60, 1, 1);
    made_up_stall(add(ASYNC, 60, 20, 1), 1, 0.5, 19);
    draw();
    ck_assert_uint_eq(lines_in("stalls"), 1 + 2);
    assert_says(chart.data, "\n2 1.000000 1.500000 ");
    // 0.44 of 60 s, and 9.7 times as wide
    assert_says(chart.data, "\n2 36.100000 40.950000 ");
}
END_TEST

START_TEST(stall_is_shaded_over_a_stack)
{
    add(SYNC, 4, 1, 1);
    made_up_stall(add(ASYNC, 2000, 1000, 1), 0.5, 1, 999);
    draw();
    assert_says(chart.data, "\n2 0.500000 1.500000 1.600 65.908\n");
    assert_says(chart.data, "\"loop held 1.00 s\"");
}
END_TEST

START_TEST(stalls_without_a_gap_are_one_stretch)
{
    struct run *run = add(ASYNC, 20, 20, 1);

    made_up_stall(run, 0.2, 0.2, 5);
    made_up_stall(run, 0.3, 0.1, 7);    // inside the first one
    made_up_stall(run, 0.401, 0.2, 19);
    made_up_stall(run, 0.8, 0.5, 3);    // told for longer than the run lasted
    draw();
    assert_says(chart.data, "# stalls\n0 nan nan nan nan\n"
                            "2 0.200000 0.601000 1.600 93.400\n"
                            "2 0.800000 1.000000 1.600 93.400\n\n\n");
    assert_says(chart.data, "\"loop held 0.500 s in several stretches\"");
    assert_says(chart.data, "; loop held for 1.00 s in 4 stretches, up to 19 "
                            "transfers waited\"");
}
END_TEST

START_TEST(short_stall_of_a_long_run_is_a_pixel)
{
    struct run *run = add(SYNC, 1000, 1, 1);

    made_up_stall(run, 500, 0.1, 1);
    draw();
    assert_says(chart.data, "\n0 500.000000 500.834697 ");
}
END_TEST

START_TEST(label_gives_up_words_for_the_stall)
{
    made_up_take("title T\nurls 2000 /delay/1\nconcurrency 1000\n"
                 "program async-long-name fetch-async\n");
    struct run *run = add(0, 2000, 1000, 1);
    made_up_stall(run, 0, 1, 999);
    draw();
    const char *label = strstr(chart.data, "\"async-long-name: ");
    ck_assert_ptr_nonnull(label);
    ck_assert_uint_le(strcspn(label + 1, "\""), 128);
    assert_says(label, " of waiting, up to 1000 at once, done after 2.00 s; "
                       "loop held for 1.00 s (height: how many of 1000)\"");
}
END_TEST

START_TEST(title_says_that_the_loop_was_held)
{
    struct run *run = add(ASYNC, 10, 5, 1);

    made_up_stall(run, 0, 0.4, 4);
    draw();
    ck_assert_str_eq(chart.title, "async: 2.00 s, mostly waiting for the "
                                  "server, 5 at once");
    made_up_stall(run, 1, 0.4, 4);
    draw();
    ck_assert_str_eq(chart.title, "async: its loop was held for 40 % of "
                                  "2.00 s, 5 at once");
}
END_TEST

// Has gnuplot draw the picture, and returns it as an SVG; the caller frees it.
static char *
drawn(void)
{
    static const char *const names[] = {"waterfall.png", "waterfall.svg"};

    scratch_write("waterfall.dat", chart.data, strlen(chart.data));
    scratch_write("waterfall.values", chart.values, strlen(chart.values));
    for (size_t i = 0; i < 2; i++) {
        char *error = gnuplot_draw("plots/waterfall.gp",
                                   scratch_path("waterfall"),
                                   scratch_path(names[i]));
        ck_assert_pstr_eq(error, NULL);
    }
    return file_read(scratch_path("waterfall.svg"));
}

// How often the piece is in the text.
static size_t
count_of(const char *text, const char *piece)
{
    size_t count = 0;

    for (; (text = strstr(text, piece)); text += strlen(piece))
        count++;
    return count;
}

static const double stall_seconds[] = {0, 0.1, 0.5};

START_TEST(picture_has_the_shading_and_its_key)
{
    double seconds = stall_seconds[_i];

    add(SYNC, 4, 1, 1);
    struct run *run = add(ASYNC, 20, 20, 1);
    if (seconds > 0)
        made_up_stall(run, 0.25, seconds, 19);
    draw();
    char *svg = drawn();
    ck_assert_uint_eq(count_of(svg, ">loop held<"), seconds > 0);
    ck_assert_uint_eq(count_of(svg, ">held 0.500 s<"), seconds == 0.5);
    // the veil, in the band and in the key
    ck_assert_uint_eq(count_of(svg, "fill-opacity='0.07'"),
                      seconds > 0 ? 2 : 0);
    free(svg);
}
END_TEST

START_TEST(sheets_of_all_bands_begin_at_one_place)
{
    static const char sheet[] = "<polygon fill = '#f2f2f2' points = '";
    size_t count = 0;

    add(SYNC, 60, 1, 1);
    add(THREADED, 60, 6, 1);
    add(ASYNC, 60, 20, 1);
    draw();
    char *svg = drawn();
    for (const char *at = svg; (at = strstr(at, sheet)); count++) {
        at += strlen(sheet);
        double left = strtod(at, NULL);
        // a fifth of the longest run's way across
        ck_assert_double_eq_tol(left, 25.6 + 0.2 * 1222 / 1.02, 3);
    }
    ck_assert_uint_eq(count, 2);
    free(svg);
}
END_TEST

// --- what is said of failures and queues -------------------------------------

START_TEST(program_that_failed_more_is_not_compared)
{
    add(SYNC, 10, 1, 1);
    add(THREADED, 10, 5, 1);
    add(ASYNC, 10, 10, 0.5);
    made_up.runs[2].failures = 7;
    draw();
    assert_says(chart.title, "; threaded: 5 at once, 2.00 s");
    assert_says(chart.data, "async: 5.00 s of waiting for the server, 7 of 10 "
                            "failed, up to 10 at once, done after 0.500 s");
    ck_assert_ptr_null(strstr(chart.title, "async"));
}
END_TEST

START_TEST(long_queue_is_told)
{
    made_up_records(ASYNC,
        "{\"index\":0,\"attempts\":1,\"start\":0,\"lane\":0,"
        "\"first_byte\":1,\"total\":1}\n"
        "{\"index\":1,\"attempts\":1,\"queued\":1,\"start\":1,"
        "\"lane\":1,\"first_byte\":1,\"total\":1}\n");
    made_up_run(ASYNC, 2, 2);
    draw();
    ck_assert_str_eq(chart.title, "async: 2.00 s, mostly waiting for the "
                                  "server and queued, 2 at once");
    assert_says(chart.data, "of waiting for the server, 1.00 s queued, up to");
}
END_TEST

// --- what is missing ---------------------------------------------------------

START_TEST(program_without_records_has_no_band)
{
    add(SYNC, 10, 1, 1);
    made_up_run(ASYNC, 2, 5);
    draw();
    ck_assert_uint_eq(lines_in("bands"), 1);
    assert_says(chart.reading, "not shown");
}
END_TEST

START_TEST(no_records_are_no_waterfall)
{
    draw();
    ck_assert_ptr_null(chart.data);
    ck_assert_ptr_null(chart.title);
    made_up_run(SYNC, 2, 1);
    made_up_records(SYNC, "{\"index\":0,\"attempts\":0}\n");
    draw();
    ck_assert_ptr_null(chart.data);
}
END_TEST

Suite *
waterfall_suite(void)
{
    Suite *suite = suite_create("waterfall");
    TCase *tests = tcase_create("waterfall");

    tcase_add_checked_fixture(tests, made_up_start, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, attempt_of_one_lane_is_a_box);
    tcase_add_test(tests, title_tells_what_slowest_and_fastest_did);
    tcase_add_test(tests, title_tells_a_large_second_part);
    tcase_add_test(tests, title_tells_of_a_busy_processor);
    tcase_add_test(tests, part_of_the_list_is_no_rival);
    tcase_add_test(tests, waiting_without_a_network_is_for_no_server);
    tcase_add_test(tests, title_of_eight_programs_fits);
    tcase_add_test(tests, too_many_lanes_are_a_stack);
    tcase_add_test(tests, eighty_thousand_urls_stay_a_small_picture);
    tcase_add_test(tests, band_of_one_lane_says_that_its_height_is_time);
    tcase_add_test(tests, sliver_is_enlarged);
    tcase_add_test(tests, all_that_fit_are_enlarged_alike);
    tcase_add_test(tests, what_does_not_fit_says_that_it_is_not_enlarged);
    tcase_add_test(tests, stall_is_shaded_over_its_band);
    tcase_add_test(tests, nothing_is_shaded_where_nothing_held_a_loop);
    tcase_add_test(tests, hatch_stays_inside_the_stretch);
    tcase_add_test(tests, wide_stretch_says_what_held_it);
    tcase_add_test(tests, narrow_stretch_has_no_room_for_words);
    tcase_add_test(tests, stall_is_shaded_on_the_sheet_too);
    tcase_add_test(tests, stall_is_shaded_over_a_stack);
    tcase_add_test(tests, stalls_without_a_gap_are_one_stretch);
    tcase_add_test(tests, short_stall_of_a_long_run_is_a_pixel);
    tcase_add_test(tests, label_gives_up_words_for_the_stall);
    tcase_add_test(tests, title_says_that_the_loop_was_held);
    tcase_add_loop_test(tests, picture_has_the_shading_and_its_key, 0,
                        sizeof stall_seconds / sizeof *stall_seconds);
    tcase_add_test(tests, sheets_of_all_bands_begin_at_one_place);
    tcase_add_test(tests, program_that_failed_more_is_not_compared);
    tcase_add_test(tests, long_queue_is_told);
    tcase_add_test(tests, program_without_records_has_no_band);
    tcase_add_test(tests, no_records_are_no_waterfall);
    suite_add_tcase(suite, tests);
    return suite;
}
