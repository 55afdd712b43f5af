// stall: what holds a loop's thread is named. The meter belongs to a process,
// so each test has one of its own.

#include "stall.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"
#include "suites.h"
#include "support.h"

#define COARSE 0.012     // s; what the meter's clock may be late

static int in_flight;

// Lets time pass, at least so much.
static void
let_pass(double seconds)
{
    double end = clock_now() + seconds;

    while (clock_now() < end)
        poll(NULL, 0, 1);
}

// The same, and works meanwhile.
static void
compute(double seconds)
{
    double end = clock_now() + seconds;

    while (clock_now() < end)
        ;
}

// A piece of work that takes so long.
static void
work(double seconds, const char *what, const char *url)
{
    double begin = stall_begin();

    let_pass(seconds);
    stall_end(begin, what, url);
}

// Watches from here on with a limit of 0.05 s, and keeps what is said.
static void
begin(enum loudness loudness)
{
    clock_start();
    say_only(loudness);
    in_flight = 3;
    capture_begin(STDERR_FILENO);
    stall_watch(0.05, &in_flight);
}

// --- in children -------------------------------------------------------------

static void
watch_nobody(void)
{
    clock_start();
    say_only(VERBOSE);
    capture_begin(STDERR_FILENO);
    work(0.1, "work", NULL);
    expect(strcmp(capture_end(), "") == 0);
    expect(stall_report().count == 0);
    expect(stall_report().kept == 0);
    expect(stall_report().turns == 0);
}

static void
stay_below_the_limit(void)
{
    begin(VERBOSE);
    for (int i = 0; i < 20; i++)
        work(0.005, "work", NULL);
    expect(strcmp(capture_end(), "") == 0);
    expect(stall_report().count == 0);
}

static void
exceed_the_limit(void)
{
    struct stall_report report;
    const char *said;
    double now;

    begin(VERBOSE);
    work(0.06, "some work", NULL);
    said = capture_end();
    now = clock_now();
    expect(strstr(said, "check: some work held the loop for 0."));
    expect(strstr(said, " s; 3 transfers waited\n"));
    expect(!strstr(said, " of "));
    report = stall_report();
    expect(report.count == 1 && report.kept == 1);
    expect(strcmp(report.stalls[0].what, "some work") == 0);
    expect(report.stalls[0].seconds >= 0.06 - COARSE);
    expect(report.stalls[0].start >= 0);
    expect(report.stalls[0].start + report.stalls[0].seconds <= now + COARSE);
    expect(report.stalls[0].waiting == 3);
}

static void
stall_with_a_password(void)
{
    const char *said;

    begin(VERBOSE);
    work(0.06, "what follows", "http://me:secret@host/a\033b");
    said = capture_end();
    expect(strstr(said, "check: what follows of http://"));
    expect(strstr(said, "@host/a"));
    expect(!strstr(said, "secret"));
    expect(!strchr(said, '\033'));
}

static void
stall_with_a_long_url(void)
{
    static char url[2000 + 1];
    const char *said;

    memset(url, 'x', sizeof url - 1);
    begin(VERBOSE);
    work(0.06, "what follows", url);
    said = capture_end();
    expect(strstr(said, "check: what follows of xxx"));
    expect(strstr(said, "xxx... held the loop for 0."));
    expect(strstr(said, " s; 3 transfers waited\n"));
}

static void
stall_quietly(void)
{
    begin(NORMAL);
    work(0.06, "work", NULL);
    expect(strcmp(capture_end(), "") == 0);
    expect(stall_report().count == 1);
}

static void
count_who_waits_at_the_end(void)
{
    double before;

    begin(VERBOSE);
    before = stall_begin();
    in_flight = 7;
    let_pass(0.06);
    stall_end(before, "work", NULL);
    capture_end();
    expect(stall_report().stalls[0].waiting == 7);
}

// What it takes to tell of a stall for the first time belongs to nobody here.
static void
nest_a_stall(void)
{
    double outer;

    begin(VERBOSE);
    work(0.06, "first", NULL);
    outer = stall_begin();
    work(0.1, "inner", NULL);
    stall_end(outer, "outer", NULL);
    expect(!strstr(capture_end(), "outer"));
    expect(stall_report().count == 2);
    expect(strcmp(stall_report().stalls[1].what, "inner") == 0);
}

// What the outer one took beside the inner one is its own.
static void
stall_beside_a_nested_stall(void)
{
    struct stall_report report;
    double outer;

    begin(VERBOSE);
    outer = stall_begin();
    let_pass(0.06);
    work(0.2, "inner", NULL);
    stall_end(outer, "outer", NULL);
    capture_end();
    report = stall_report();
    expect(report.count == 2);
    expect(strcmp(report.stalls[0].what, "inner") == 0);
    expect(strcmp(report.stalls[1].what, "outer") == 0);
    expect(report.stalls[0].seconds >= 0.2 - COARSE);
    expect(report.stalls[1].seconds >= 0.06 - COARSE);
    expect(report.stalls[1].seconds < 0.2);
}

// An inner piece below the limit is the outer one's time.
static void
nest_what_is_no_stall(void)
{
    double outer;

    begin(VERBOSE);
    outer = stall_begin();
    for (int i = 0; i < 30; i++)
        work(0.002, "inner", NULL);
    stall_end(outer, "outer", NULL);
    capture_end();
    expect(stall_report().count == 1);
    expect(strcmp(stall_report().stalls[0].what, "outer") == 0);
}

static void
stall_often(void)
{
    struct stall_report report;

    clock_start();
    stall_watch(-1, &in_flight);
    for (int i = 0; i < 300; i++) {
        double before = stall_begin();
        compute(1e-5);
        stall_end(before, i == 0 ? "first" : "later", NULL);
    }
    report = stall_report();
    expect(report.count == 300);
    expect(report.kept == 200);
    expect(strcmp(report.stalls[0].what, "first") == 0);
    for (size_t i = 1; i < report.kept; i++)
        expect(report.stalls[i].start >= report.stalls[i - 1].start);
}

static void
turn_three_times(void)
{
    static const double turns[] = {0.01, 0.08, 0.02};
    struct stall_report report;

    begin(QUIET);
    for (int i = 0; i < 3; i++) {
        let_pass(turns[i]);
        stall_wait_begins();
        let_pass(0.3);
        stall_wait_ends();
    }
    report = stall_report();
    expect(report.turns == 3);
    expect(report.longest_turn >= 0.08);
    expect(report.longest_turn < 0.3);
    expect(report.count == 0);
}

static void
compute_and_sleep(void)
{
    begin(QUIET);
    let_pass(0.3);
    stall_wait_begins();
    stall_wait_ends();
    expect(stall_report().longest_turn_cpu < 0.2);
    compute(0.2);
    stall_wait_begins();
    stall_wait_ends();
    expect(stall_report().longest_turn_cpu > 0.02);
    expect(stall_report().longest_turn_cpu
           <= stall_report().longest_turn + 0.3);
}

// -----------------------------------------------------------------------------

static void (*const behaviours[])(void) = {
    watch_nobody, stay_below_the_limit, exceed_the_limit,
    stall_with_a_password, stall_with_a_long_url, stall_quietly,
    count_who_waits_at_the_end, nest_a_stall, stall_beside_a_nested_stall,
    nest_what_is_no_stall, stall_often, turn_three_times, compute_and_sleep,
};

START_TEST(stalls_are_told)
{
    ck_assert_int_eq(in_child(behaviours[_i]), 0);
}
END_TEST

Suite *
stall_suite(void)
{
    Suite *suite = suite_create("stall");
    TCase *tests = tcase_create("stall");

    tcase_set_timeout(tests, 20);
    tcase_add_loop_test(tests, stalls_are_told, 0,
                        sizeof behaviours / sizeof behaviours[0]);
    suite_add_tcase(suite, tests);
    return suite;
}
