// terminal: bars, rows and heights with known answers, and the whole through
// compare, never wider than asked for.

#include "../plots/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../plots/basics.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

static const struct terminal utf8 = {.width = 80, .utf8 = true};
static const struct terminal plain = {.width = 80};

#define assert_owned(call, expected) \
    do { \
        char *drawn = call; \
        ck_assert_str_eq(drawn, expected); \
        free(drawn); \
    } while (0)

// --- bars --------------------------------------------------------------------

static const struct {
    double value, mark;
    const char *utf8, *ascii;
} bars[] = {
    {0, -1, "    ", "    "},
    {1, -1, "█   ", "#   "},
    {4, -1, "████", "####"},
    {1.5, -1, "█▌  ", "##  "},
    {1.25, -1, "█▎  ", "#   "},
    {2.125, -1, "██▏ ", "##  "},
    {3.875, -1, "███▉", "####"},
    {0.01, -1, "    ", "    "},
    {9, -1, "████", "####"},
    {-1, -1, "    ", "    "},
    {3, 1, "█│█ ", "#|# "},
    {1, 2.9, "█ │ ", "# | "},
    {4, 4, "███│", "###|"},
    {4, 0, "│███", "|###"},
};

START_TEST(bar_is_as_long_as_its_value)
{
    assert_owned(terminal_bar(utf8, bars[_i].value, bars[_i].mark, 4),
                 bars[_i].utf8);
    assert_owned(terminal_bar(plain, bars[_i].value, bars[_i].mark, 4),
                 bars[_i].ascii);
}
END_TEST

// --- heights -----------------------------------------------------------------

START_TEST(heights_are_of_the_largest_value_in_each_column)
{
    static const double seconds[] = {0, 0.5, 1, 2.2, 2.4, 3};
    static const double values[] = {1, 2, 4, 8, 6, 5};

    assert_owned(terminal_heights(utf8, seconds, values, 6, 4, 8, 4),
                 "▂▄█▅");
    assert_owned(terminal_heights(plain, seconds, values, 6, 4, 8, 4),
                 ".-#=");
}
END_TEST

START_TEST(heights_go_on_between_looks_and_end_with_the_last)
{
    static const double seconds[] = {0, 3.5};
    static const double values[] = {4, 8};

    assert_owned(terminal_heights(utf8, seconds, values, 2, 8, 8, 8),
                 "▄▄▄█    ");
}
END_TEST

START_TEST(something_is_never_drawn_as_nothing)
{
    static const double seconds[] = {0};
    static const double values[] = {1};

    assert_owned(terminal_heights(utf8, seconds, values, 1, 1, 1000, 1), "▁");
    assert_owned(terminal_heights(utf8, seconds, values, 0, 1, 1000, 2),
                 "  ");
    assert_owned(terminal_heights(utf8, seconds, values, 1, 1, 0, 1), " ");
}
END_TEST

// --- rows --------------------------------------------------------------------

// Queued for 1 s, connecting for 1, waiting for 2, receiving for 1, on lane 0;
// and on lane 1, a pause of 2 s, then waiting for 4.
static struct attempt made[] = {
    {.queued = 1, .start = 1, .connected = 1, .first_byte = 3, .total = 4,
     .lane = 0},
    {.waited = 2, .start = 2, .first_byte = 4, .total = 4, .lane = 1},
};

static const struct attempts attempts = {.all = made, .count = 2, .lanes = 2};

START_TEST(row_shows_the_phases_of_its_lane)
{
    bool seen[PHASES] = {false};

    assert_owned(terminal_row(plain, &attempts, 0, 0, 8, 8, seen),
                 ".+--#   ");
    ck_assert(seen[PHASE_QUEUED] && seen[PHASE_CONNECT] && seen[PHASE_WAIT] &&
              seen[PHASE_RECEIVE] && !seen[PHASE_BACKOFF]);
    assert_owned(terminal_row(plain, &attempts, 1, 1, 8, 8, seen),
                 "~~----  ");
    ck_assert(seen[PHASE_BACKOFF]);
    assert_owned(terminal_row(utf8, &attempts, 0, 0, 8, 8, seen),
                 "·▒░░█   ");
}
END_TEST

START_TEST(row_of_several_lanes_shows_what_most_of_them_do)
{
    bool seen[PHASES] = {false};

    assert_owned(terminal_row(plain, &attempts, 0, 1, 8, 4, seen), "~-- ");
}
END_TEST

START_TEST(row_in_colours_has_as_many_characters)
{
    struct terminal colours = {.width = 80, .colours = true};
    bool seen[PHASES] = {false};

    assert_owned(terminal_row(colours, &attempts, 1, 1, 8, 4, seen),
                 "\033[33m~\033[0m\033[34m-\033[0m\033[34m-\033[0m ");
}
END_TEST

START_TEST(what_is_beyond_the_end_is_left_out)
{
    bool seen[PHASES] = {false};

    assert_owned(terminal_row(plain, &attempts, 0, 0, 2, 4, seen), "..++");
    assert_owned(terminal_row(plain, &attempts, 7, 9, 2, 4, seen), "    ");
}
END_TEST

// --- the terminal ------------------------------------------------------------

static const struct {
    const char *columns;
    size_t width;
} widths[] = {
    {"100", 100}, {"1", 20}, {"0", 80}, {"-3", 80}, {"x", 80}, {"", 80},
    {"99999", 1000},
};

START_TEST(width_is_what_columns_says)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    setenv("COLUMNS", widths[_i].columns, 1);
    struct terminal terminal = terminal_at(nowhere);
    ck_assert_uint_eq(terminal.width, widths[_i].width);
    ck_assert(!terminal.colours);
    close(nowhere);
    unsetenv("COLUMNS");
}
END_TEST

static const struct {
    const char *locale;
    bool utf8;
} locales[] = {
    {"C", false}, {"POSIX", false}, {"C.UTF-8", true}, {"nonsense", false},
};

START_TEST(locale_decides_between_utf8_and_ascii)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const char *before = getenv("LC_ALL");
    char *kept = before ? copy_text(before) : NULL;

    setenv("LC_ALL", locales[_i].locale, 1);
    ck_assert_int_eq(terminal_at(nowhere).utf8, locales[_i].utf8);
    if (kept)
        setenv("LC_ALL", kept, 1);
    else
        unsetenv("LC_ALL");
    free(kept);
    close(nowhere);
}
END_TEST

// In a child, whose output becomes a terminal.
static void
look_at_a_terminal(void)
{
    terminal_on(STDOUT_FILENO);
    unsetenv("COLUMNS");
    unsetenv("NO_COLOR");
    expect(terminal_at(STDOUT_FILENO).colours);
    setenv("NO_COLOR", "", 1);
    expect(terminal_at(STDOUT_FILENO).colours);
    setenv("NO_COLOR", "1", 1);
    expect(!terminal_at(STDOUT_FILENO).colours);
    expect(terminal_at(STDOUT_FILENO).width >= 20);
}

START_TEST(colours_are_for_terminals_unless_unwanted)
{
    ck_assert_int_eq(in_child(look_at_a_terminal), 0);
}
END_TEST

// --- through compare ---------------------------------------------------------

static const struct {
    const char *columns, *locale;
    int width;
} rooms[] = {
    {"80", "C.UTF-8", 80}, {"80", "C", 80}, {"132", "C.UTF-8", 132},
    {"40", "C.UTF-8", 40}, {"20", "C", 20},
};

START_TEST(charts_fit_the_terminal)
{
    static const char text[] = "urls 4 /delay/0.1\nurls 2 /flaky/1?id={a,b}\n"
                               "options --retry 1 --backoff 0.1 --no-jitter\n"
                               "concurrency 2\nrounds 1\n";
    const char *path = scratch_write("try.scenario", text, sizeof text - 1);

    setenv("COLUMNS", rooms[_i].columns, 1);
    setenv("LC_ALL", rooms[_i].locale, 1);
    struct harness run = harness_run(NULL, "--terminal %s", path);
    char *charts = strstr(run.out, "\nHow long did each");
    char *end = charts ? strstr(charts, "\nResults: ") : NULL;
    ck_assert_msg(end, "%s\n%s", run.out, run.err);
    *end = '\0';
    ck_assert_int_le(widest_line(charts), rooms[_i].width);
    for (const char *c = charts; *c; c++) {
        ck_assert_msg(rooms[_i].locale[1] || !(*c & 0x80), "not ASCII: %s", c);
        ck_assert_int_ne(*c, '\033');
    }
    assert_says(charts, "\nthreaded");
    assert_says(charts, "\nResident memory");
    if (rooms[_i].width >= 80) {
        assert_says(charts, "backing off");
        assert_says(charts, "waiting for the first byte");
        assert_says(charts, "(1 run)");
    }
    harness_free(&run);
}
END_TEST

START_TEST(without_a_run_that_counts_there_are_no_charts)
{
    static const char text[] = "urls 1 /status/404\nrounds 1\n";
    const char *path = scratch_write("try.scenario", text, sizeof text - 1);
    struct harness run = harness_run(NULL, "--terminal %s", path);

    ck_assert_int_eq(run.status, STATUS_RUN_FAILED);
    ck_assert_ptr_null(strstr(run.out, "How long did"));
    harness_free(&run);
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
terminal_suite(void)
{
    Suite *suite = suite_create("terminal");
    TCase *tests = tcase_create("terminal");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_set_timeout(tests, 60);
    LOOP(bar_is_as_long_as_its_value, bars);
    tcase_add_test(tests, heights_are_of_the_largest_value_in_each_column);
    tcase_add_test(tests, heights_go_on_between_looks_and_end_with_the_last);
    tcase_add_test(tests, something_is_never_drawn_as_nothing);
    tcase_add_test(tests, row_shows_the_phases_of_its_lane);
    tcase_add_test(tests, row_of_several_lanes_shows_what_most_of_them_do);
    tcase_add_test(tests, row_in_colours_has_as_many_characters);
    tcase_add_test(tests, what_is_beyond_the_end_is_left_out);
    LOOP(width_is_what_columns_says, widths);
    LOOP(locale_decides_between_utf8_and_ascii, locales);
    tcase_add_test(tests, colours_are_for_terminals_unless_unwanted);
    LOOP(charts_fit_the_terminal, rooms);
    tcase_add_test(tests, without_a_run_that_counts_there_are_no_charts);
    suite_add_tcase(suite, tests);
    return suite;
}
