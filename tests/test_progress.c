// progress: when the progress line is shown, and what it says; tally: counts.

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "options.h"
#include "progress.h"
#include "result.h"
#include "suites.h"
#include "support.h"

static struct options options;
static struct progress progress;
static struct tally tally;
static int terminal;            // the end of who sits there

// A fixture: the program starts now.
static void
start(void)
{
    clock_start();
    options = (struct options){.progress = PROGRESS_AUTO};
    tally = (struct tally){.urls = 5, .bytes = 1250000};
    tally.outcomes[ERROR_NONE] = 3;
    tally.outcomes[ERROR_DNS] = 2;
}

// What a call of progress_show says.
static const char *
shown(void)
{
    capture_begin(STDERR_FILENO);
    progress_show(&progress, &tally, 7);
    return capture_end();
}

// Opens the progress while standard error is no terminal.
static void
open_elsewhere(enum progress_when when)
{
    options.progress = when;
    capture_begin(STDERR_FILENO);
    progress_open(&progress, &options);
    capture_end();
}

START_TEST(no_line_is_shown_unless_somebody_looks)
{
    open_elsewhere(_i ? PROGRESS_AUTO : PROGRESS_NEVER);
    progress.next = 0;
    ck_assert_str_eq(shown(), "");
    ck_assert_double_eq(progress_due(&progress), INFINITY);
}
END_TEST

START_TEST(line_is_shown_always_if_asked_for)
{
    options.quiet = true;
    open_elsewhere(PROGRESS_ALWAYS);
    ck_assert_str_eq(shown(), "");
    progress.next = 0;
    ck_assert_str_ne(shown(), "");
}
END_TEST

START_TEST(line_tells_the_counts)
{
    open_elsewhere(PROGRESS_ALWAYS);
    progress.next = 0;
    assert_says(shown(), "5 done, 2 failed, 7 under way, 1.2 MB, ");
}
END_TEST

START_TEST(next_line_comes_an_interval_later)
{
    double due;

    open_elsewhere(PROGRESS_ALWAYS);
    progress.next = 0;
    ck_assert_double_eq(progress_due(&progress), 0);
    ck_assert_str_ne(shown(), "");
    due = progress_due(&progress);
    ck_assert_double_gt(due, 0);
    ck_assert_double_le(due, 1);
    ck_assert_str_eq(shown(), "");
}
END_TEST

START_TEST(first_line_comes_an_interval_after_the_start)
{
    open_elsewhere(PROGRESS_ALWAYS);
    ck_assert_double_gt(progress_due(&progress), 0);
    ck_assert_double_le(progress_due(&progress), 1);
}
END_TEST

START_TEST(log_has_one_line_below_the_other)
{
    const char *said;

    open_elsewhere(PROGRESS_ALWAYS);
    progress.next = 0;
    capture_begin(STDERR_FILENO);
    progress_show(&progress, &tally, 7);
    tally.urls++;
    progress_close(&progress, &tally);
    said = capture_end();
    ck_assert_ptr_null(strchr(said, '\r'));
    ck_assert_ptr_eq(strstr(said, "5 done, "), said);
    said = strchr(said, '\n') + 1;
    ck_assert_ptr_eq(strstr(said, "6 done, "), said);
    ck_assert_ptr_eq(strchr(said, '\n') + 1, said + strlen(said));
}
END_TEST

START_TEST(last_line_is_shown_though_none_is_due)
{
    open_elsewhere(PROGRESS_ALWAYS);
    capture_begin(STDERR_FILENO);
    progress_close(&progress, &tally);
    assert_says(capture_end(), "5 done, 2 failed, 0 under way, ");
}
END_TEST

// --- on a terminal -----------------------------------------------------------

// In a child: makes standard error a terminal, and standard output none.
static void
put_on_terminal(void)
{
    terminal = terminal_on(STDERR_FILENO);
    expect(dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) >= 0);
}

// In a child: what the progress shows on the terminal, up to and with `last`.
static const char *
shown_there(const char *last)
{
    progress.next = 0;
    progress_show(&progress, &tally, 7);
    return terminal_shows(terminal, last);
}

// In a child: only standard error is a terminal.
static void
watch_from_terminal(void)
{
    const char *line;

    put_on_terminal();
    progress_open(&progress, &options);
    expect(progress_due(&progress) <= 0.1);
    line = shown_there("0 s");
    expect(strstr(line, "5 done") == line && !strchr(line, '\n'));
    line = shown_there("0 s");
    expect(strstr(line, "\r\033[K5 done") == line && !strchr(line, '\n'));
    progress_close(&progress, &tally);
    line = terminal_shows(terminal, "\n");
    expect(strstr(line, "\r\033[K5 done") == line);
}

START_TEST(terminal_shows_one_line_that_stands_at_the_end)
{
    ck_assert_int_eq(in_child(watch_from_terminal), 0);
}
END_TEST

// In a child: nothing is shown, for it would disturb or was not wanted.
static void
stay_silent(void)
{
    progress_open(&progress, &options);
    progress.next = 0;
    progress_show(&progress, &tally, 7);
    progress_close(&progress, &tally);
    fputs("nothing before", stderr);
    expect(strcmp(terminal_shows(terminal, "before"), "nothing before") == 0);
}

static void
records_on_the_terminal(void)
{
    put_on_terminal();
    expect(dup2(STDERR_FILENO, STDOUT_FILENO) >= 0);
    stay_silent();
    options.output = "file";
    progress_open(&progress, &options);
    expect(progress.shown);
}

START_TEST(line_stays_away_from_records_on_the_same_terminal)
{
    ck_assert_int_eq(in_child(records_on_the_terminal), 0);
}
END_TEST

static void
quiet_on_terminal(void)
{
    put_on_terminal();
    options.quiet = true;
    stay_silent();
}

START_TEST(quiet_program_shows_no_line)
{
    ck_assert_int_eq(in_child(quiet_on_terminal), 0);
}
END_TEST

// --- tally -------------------------------------------------------------------

START_TEST(tally_adds_up_results)
{
    struct result good = {.attempts = 1, .length = 5000000000};
    struct result bad = {.attempts = 3, .length = 7, .error = ERROR_TIMEOUT};

    tally = (struct tally){.workers = 4};
    tally_add(&tally, &good);
    tally_add(&tally, &bad);
    tally_add(&tally, &bad);
    ck_assert_int_eq(tally.urls, 3);
    ck_assert_int_eq(tally.outcomes[ERROR_NONE], 1);
    ck_assert_int_eq(tally.outcomes[ERROR_TIMEOUT], 2);
    ck_assert_int_eq(tally.attempts, 7);
    ck_assert_int_eq(tally.bytes, 5000000014);
    ck_assert_int_eq(tally.workers, 4);
}
END_TEST

Suite *
progress_suite(void)
{
    Suite *suite = suite_create("progress");
    TCase *tests = tcase_create("progress");

    tcase_add_checked_fixture(tests, start, NULL);
    tcase_add_loop_test(tests, no_line_is_shown_unless_somebody_looks, 0, 2);
    tcase_add_test(tests, line_is_shown_always_if_asked_for);
    tcase_add_test(tests, line_tells_the_counts);
    tcase_add_test(tests, next_line_comes_an_interval_later);
    tcase_add_test(tests, first_line_comes_an_interval_after_the_start);
    tcase_add_test(tests, log_has_one_line_below_the_other);
    tcase_add_test(tests, last_line_is_shown_though_none_is_due);
    tcase_add_test(tests, terminal_shows_one_line_that_stands_at_the_end);
    tcase_add_test(tests, line_stays_away_from_records_on_the_same_terminal);
    tcase_add_test(tests, quiet_program_shows_no_line);
    tcase_add_test(tests, tally_adds_up_results);
    suite_add_tcase(suite, tests);
    return suite;
}
