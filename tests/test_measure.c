// measure: what the helper finds out about programs whose time, memory,
// threads and descriptors are known.

#include "../plots/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../plots/basics.h"
#include "../plots/interrupt.h"
#include "../plots/series.h"
#include "../plots/spawn.h"
#include "suites.h"
#include "support.h"

#define MEBIBYTE (1 << 20)

enum { MOST_WORDS = 24 };

static char file[4096];     // of a program of the kit

// The path of a program of the kit; valid until the next call.
static char *
kit(const char *name)
{
    const char *build = getenv("BUILD");

    snprintf(file, sizeof file, "%s/%s", build ? build : "build", name);
    return file;
}

// Starts the helper, which is compare itself; *report is where its measurement
// comes from.
static pid_t
start_helper(const char *limit, char **program, int *report)
{
    char *argv[MOST_WORDS] = {NULL};
    int ends[2], count = 0;
    static char measure[] = MEASURE_WORD, one[] = "one", no_limit[] = "0",
                no_series[] = "";

    argv[count++] = copy_text(kit("compare"));
    argv[count++] = measure;
    argv[count++] = copy_text(limit);
    argv[count++] = one;
    argv[count++] = no_limit;
    argv[count++] = no_series;
    while (*program && count < MOST_WORDS - 1)
        argv[count++] = *program++;
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    struct spawn what = {
        .argv = argv, .output = -1, .error = -1, .report = ends[1],
    };
    pid_t helper = spawn(&what);
    close(ends[1]);
    free(argv[0]);
    free(argv[2]);
    *report = ends[0];
    return helper;
}

// Takes the measurement of the helper, and sees it end well.
static struct measurement
take_measurement(pid_t helper, int report)
{
    struct measurement m;
    int status;

    ck_assert_int_eq(read(report, &m, sizeof m), sizeof m);
    close(report);
    ck_assert(spawn_wait(helper, 10, &status));
    ck_assert_int_eq(status, 0);
    return m;
}

// Measures a program, for at most so many seconds.
static struct measurement
measure_for(const char *limit, char **program)
{
    int report;
    pid_t helper = start_helper(limit, program, &report);

    return take_measurement(helper, report);
}

// Measures what a shell makes of the line.
static struct measurement
measure_shell(const char *line)
{
    static char shell[] = "/bin/sh", option[] = "-c";
    char *script = copy_text(line);
    struct measurement m
        = measure_for("20", (char *[]){shell, option, script, NULL});

    free(script);
    return m;
}

START_TEST(program_that_does_nothing)
{
    struct measurement m = measure_shell("exit 0");

    ck_assert_int_eq(m.exit_status, 0);
    ck_assert_int_eq(m.signal, 0);
    ck_assert(!m.overran);
    ck_assert_double_gt(m.wall, 0);
    ck_assert_double_lt(m.wall, 5);
}
END_TEST

START_TEST(time_of_a_program_that_sleeps)
{
    struct measurement m = measure_shell("exec sleep 0.3");

    ck_assert_double_ge(m.wall, 0.3);
    ck_assert_double_lt(m.user + m.system, 0.3);
    ck_assert_int_eq(m.threads, 1);
    ck_assert_int_ge(m.descriptors, 3);
    ck_assert_int_lt(m.descriptors, 100);
    ck_assert_int_ge(m.voluntary, 1);
}
END_TEST

START_TEST(cpu_time_of_a_program_that_works)
{
    struct measurement m
        = measure_shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");

    ck_assert_double_gt(m.user, 0.02);
    ck_assert_double_le(m.user + m.system, m.wall + 0.05);
}
END_TEST

START_TEST(exit_status_and_signal_are_told_apart)
{
    struct measurement m = measure_shell("exit 7");

    ck_assert_int_eq(m.exit_status, 7);
    ck_assert_int_eq(m.signal, 0);
    m = measure_shell("kill -9 $$");
    ck_assert_int_eq(m.exit_status, -1);
    ck_assert_int_eq(m.signal, SIGKILL);
}
END_TEST

START_TEST(program_that_is_not_there)
{
    static char nowhere[] = "/nowhere/program";
    struct measurement m = measure_for("20", (char *[]){nowhere, NULL});

    ck_assert_int_eq(m.exit_status, SPAWN_FAILED);
}
END_TEST

START_TEST(program_that_takes_too_long_is_stopped)
{
    static char sleeps[] = "/bin/sleep", long_time[] = "60";
    struct measurement m
        = measure_for("0.2", (char *[]){sleeps, long_time, NULL});

    ck_assert(m.overran);
    ck_assert_int_eq(m.signal, SIGTERM);
    ck_assert_double_ge(m.wall, 0.2);
    ck_assert_double_lt(m.wall, 10);
}
END_TEST

START_TEST(program_that_will_not_stop_is_made_to)
{
    static char shell[] = "/bin/sh", option[] = "-c";
    static char deaf[] = "trap '' TERM; while :; do sleep 0.1; done";
    struct measurement m
        = measure_for("0.1", (char *[]){shell, option, deaf, NULL});

    ck_assert(m.overran);
    ck_assert_int_eq(m.signal, SIGKILL);
    ck_assert_double_lt(m.wall, 15);
}
END_TEST

START_TEST(helper_that_is_told_to_stop_stops_the_program_first)
{
    static char sleeps[] = "/bin/sleep", long_time[] = "60";
    int report;
    pid_t helper = start_helper("20", (char *[]){sleeps, long_time, NULL},
                                &report);

    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    kill(helper, SIGTERM);
    struct measurement m = take_measurement(helper, report);
    ck_assert_int_eq(m.signal, SIGTERM);
    ck_assert(!m.overran);
    ck_assert_double_lt(m.wall, 10);
}
END_TEST

START_TEST(descriptors_are_counted)
{
    // Others may be inherited; what counts is the difference.
    struct measurement few = measure_shell("exec sleep 0.2");
    struct measurement many = measure_shell(
        "exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null "
        "7</dev/null 8</dev/null 9</dev/null; exec sleep 0.2");

    ck_assert_int_ge(many.descriptors, few.descriptors + 4);
    ck_assert_int_le(many.descriptors, few.descriptors + 7);
}
END_TEST

// Sanitizers have memory of their own, and a thread.
#ifndef SANITIZED
START_TEST(small_program_stays_small_under_a_large_parent)
{
    static char does_nothing[] = "/bin/true";
    char *large = malloc(200 * MEBIBYTE);

    ck_assert_ptr_nonnull(large);
    memset(large, 1, 200 * MEBIBYTE);
    struct measurement m = measure_for("20", (char *[]){does_nothing, NULL});
    ck_assert_int_gt(m.peak, 0);
    ck_assert_int_lt(m.peak, 50 * MEBIBYTE);
    ck_assert_int_eq(large[MEBIBYTE], 1);
    free(large);
}
END_TEST

START_TEST(memory_that_is_touched_is_seen)
{
    // dd reads into a buffer of one block
    struct measurement m = measure_shell(
        "exec dd if=/dev/zero of=/dev/null bs=52428800 count=1 2>/dev/null");

    ck_assert_int_eq(m.exit_status, 0);
    ck_assert_int_ge(m.peak, 50 * MEBIBYTE);
    ck_assert_int_lt(m.peak, 100 * MEBIBYTE);
}
END_TEST

// A port that takes connections, and then is silent.
static int
listen_in_silence(int *port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(fd, 16), 0);
    getsockname(fd, (struct sockaddr *)&address, &length);
    *port = ntohs(address.sin_port);
    return fd;
}

START_TEST(threads_are_counted)
{
    int port, listener = listen_in_silence(&port);
    char *url = format("http://127.0.0.1:%d/", port);
    char *line = format("exec %s -q -c 4 -t 0.5 %s %s %s %s",
                        kit("fetch-threaded"), url, url, url, url);
    struct measurement m = measure_shell(line);

    ck_assert_int_eq(m.exit_status, 1);
    ck_assert_int_ge(m.threads, 4);
    ck_assert_int_le(m.threads, 6);
    ck_assert_int_ge(m.descriptors, 3 + 4);
    close(listener);
    free(url);
    free(line);
}
END_TEST
#endif

// --- the whole way, from compare's side --------------------------------------

// Has the known program measured; `what` says all but its path.
static struct measurement
measure_known(struct measure_what *what, char **words)
{
    char *argv[MOST_WORDS] = {copy_text(kit("tests/known"))};
    struct measurement m;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    for (int i = 0; words[i]; i++)
        argv[i + 1] = words[i];
    what->argv = argv;
    if (what->output == 0)
        what->output = null;
    what->log = STDERR_FILENO;
    if (what->limit <= 0)
        what->limit = 30;
    ck_assert(measure_program(what, &m));
    close(null);
    free(argv[0]);
    return m;
}

// The words of the known program.
#define WORDS(...) ((char *[]){__VA_ARGS__, NULL})

static char touch[] = "touch=40", reserve[] = "reserve=300",
            threads[] = "threads=5", opened[] = "open=20",
            children[] = "children=3", before[] = "before=0.3",
            after[] = "after=0.4", forever[] = "after=60", deaf[] = "deaf=1",
            away[] = "away=1";

// How many descriptors a program has that opens none: three, and what it has
// inherited from whoever runs the tests.
static long
descriptors_of_idle(void)
{
    static char soon[] = "after=0.05";
    struct measure_what what = {0};
    long count = measure_known(&what, WORDS(soon)).descriptors;

    ck_assert_int_ge(count, 3);
    ck_assert_int_le(count, 30);
    return count;
}

START_TEST(threads_and_descriptors_are_those_of_the_program)
{
    long idle = descriptors_of_idle();
    struct measure_what what = {0};
    struct measurement m = measure_known(&what, WORDS(threads, opened, after));

    ck_assert_int_eq(m.exit_status, 0);
    ck_assert_int_eq(m.threads, 6);
    ck_assert_int_eq(m.descriptors, idle + 20);
    ck_assert_int_eq(m.processes, 1);
}
END_TEST

START_TEST(sum_over_a_tree)
{
    long idle = descriptors_of_idle();
    struct measure_what what = {.tree = true};
    struct measurement m = measure_known(
        &what, WORDS(threads, opened, children, after));

    ck_assert_int_eq(m.exit_status, 0);
    ck_assert_int_eq(m.processes, 4);
    ck_assert_int_eq(m.threads, 4 * 6);
    ck_assert_int_eq(m.descriptors, 4 * (idle + 20));
}
END_TEST

START_TEST(tree_that_is_not_asked_for_is_not_counted)
{
    long idle = descriptors_of_idle();
    struct measure_what what = {0};
    struct measurement m = measure_known(&what, WORDS(opened, children, after));

    ck_assert_int_eq(m.processes, 1);
    ck_assert_int_eq(m.descriptors, idle + 20);
}
END_TEST

START_TEST(child_that_left_its_group_is_still_counted)
{
    struct measure_what what = {.tree = true};
    struct measurement m = measure_known(&what, WORDS(children, away, after));

    ck_assert_int_eq(m.processes, 4);
}
END_TEST

START_TEST(series_tells_what_was_when)
{
    struct measure_what what = {.series = scratch_path("series.csv")};
    struct measurement m = measure_known(&what, WORDS(before, opened, after));
    struct series series;
    size_t few = 0, many = 0;
    long idle = descriptors_of_idle();

    ck_assert_pstr_eq(series_read(&series, what.series), NULL);
    ck_assert_uint_ge(series.count, 10);
    ck_assert_uint_le(series.count, (size_t)(m.wall / 0.01) + 2);
    for (size_t i = 0; i < series.count; i++) {
        const struct sample_point *p = &series.all[i];
        ck_assert_double_le(p->seconds, m.wall);
        ck_assert_int_eq(p->threads, 1);
        ck_assert_int_gt(p->resident, 0);
        few += p->seconds < 0.29 && p->descriptors == idle;
        many += p->seconds > 0.31 && p->descriptors == idle + 20;
    }
    ck_assert_int_eq(series.all[0].descriptors, idle);
    ck_assert_int_eq(series.all[series.count - 1].descriptors, idle + 20);
    ck_assert_uint_ge(few, 3);
    ck_assert_uint_ge(many, 3);
    series_free(&series);
}
END_TEST

START_TEST(series_that_cannot_be_written_leaves_no_measurement)
{
    static char nothing[] = "after=0";
    struct measure_what what = {
        .argv = (char *[]){copy_text(kit("tests/known")), nothing, NULL},
        .output = -1, .log = -1, .limit = 20, .series = "/nowhere/series.csv",
    };
    struct measurement m;

    ck_assert(!measure_program(&what, &m));
    free(what.argv[0]);
}
END_TEST

START_TEST(program_may_open_no_more_than_it_is_allowed)
{
    static char many[] = "open=50", none[] = "after=0";
    struct measure_what what = {.descriptors = 40};
    struct measurement m = measure_known(&what, WORDS(opened));

    ck_assert_int_eq(m.exit_status, 0);
    capture_begin(STDERR_FILENO);
    m = measure_known(&what, WORDS(many, none));
    assert_says(capture_end(), "Too many open files");
    ck_assert_int_eq(m.exit_status, 1);
    what.descriptors = 0;
    ck_assert_int_eq(measure_known(&what, WORDS(many)).exit_status, 0);
}
END_TEST

START_TEST(output_and_errors_go_their_own_ways)
{
    static char shell[] = "sh", option[] = "-c", line[] = "echo a; echo b >&2";
    int output = open(scratch_write("o", "", 0), O_WRONLY | O_CLOEXEC);
    int log = open(scratch_write("e", "", 0), O_WRONLY | O_CLOEXEC);
    struct measure_what what = {
        .argv = (char *[]){shell, option, line, NULL},
        .output = output, .log = log, .limit = 20,
    };
    struct measurement m;

    ck_assert(measure_program(&what, &m));
    ck_assert_int_eq(m.exit_status, 0);
    char *said = read_whole(scratch_path("o"));
    char *errors = read_whole(scratch_path("e"));
    ck_assert_str_eq(said, "a\n");
    ck_assert_str_eq(errors, "b\n");
    close(output);
    close(log);
    free(said);
    free(errors);
}
END_TEST

START_TEST(program_that_is_not_there_is_named)
{
    static char nowhere[] = "/nowhere/program";
    int log = open(scratch_write("e", "", 0), O_WRONLY | O_CLOEXEC);
    struct measure_what what = {
        .argv = (char *[]){nowhere, NULL}, .output = -1, .log = log,
        .limit = 20,
    };
    struct measurement m;

    ck_assert(measure_program(&what, &m));
    ck_assert_int_eq(m.exit_status, SPAWN_FAILED);
    ck_assert_int_eq(m.processes, 0);
    ck_assert_int_eq(m.peak_sampled, 0);
    char *errors = read_whole(scratch_path("e"));
    assert_says(errors, "/nowhere/program: No such file");
    close(log);
    free(errors);
}
END_TEST

// --- nobody is left ----------------------------------------------------------

// True as soon as nobody has the other end open any more.
static bool
is_closed(int end)
{
    char nothing;
    struct pollfd watched = {.fd = end, .events = POLLIN};

    return poll(&watched, 1, 0) == 1 && read(end, &nothing, 1) == 0;
}

// Runs known programs that would go on for a minute, for a little while; each
// holds the end of a pipe, and so it shows whether one is left.
static struct measurement
measure_and_count(char **words)
{
    int ends[2];

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    struct measure_what what = {
        .output = ends[1], .limit = 0.3, .tree = true,
    };
    struct measurement m = measure_known(&what, words);
    close(ends[1]);
    ck_assert(is_closed(ends[0]));
    close(ends[0]);
    return m;
}

START_TEST(tree_whose_time_is_up_is_ended)
{
    struct measurement m = measure_and_count(WORDS(children, forever));

    ck_assert(m.overran);
    ck_assert_int_eq(m.processes, 4);
    ck_assert_int_eq(m.signal, SIGTERM);
    ck_assert_double_lt(m.wall, 3);
}
END_TEST

START_TEST(tree_that_is_deaf_is_ended)
{
    struct measurement m = measure_and_count(WORDS(children, deaf, forever));

    ck_assert(m.overran);
    ck_assert_int_eq(m.signal, SIGKILL);
    ck_assert_double_lt(m.wall, 15);
}
END_TEST

START_TEST(children_that_went_away_are_ended)
{
    struct measurement m = measure_and_count(WORDS(children, away, forever));

    ck_assert(m.overran);
    ck_assert_int_eq(m.processes, 4);
}
END_TEST

START_TEST(what_a_program_leaves_behind_is_ended)
{
    static char shell[] = "/bin/sh", option[] = "-c",
                leave[] = "sleep 60 & (setsid sleep 60 &) ; exit 0";
    int ends[2];

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    struct measure_what what = {
        .argv = (char *[]){shell, option, leave, NULL},
        .output = ends[1], .log = -1, .limit = 20,
    };
    struct measurement m;
    ck_assert(measure_program(&what, &m));
    ck_assert_int_eq(m.exit_status, 0);
    ck_assert_double_lt(m.wall, 10);
    close(ends[1]);
    ck_assert(is_closed(ends[0]));
    close(ends[0]);
}
END_TEST

// In a child, since an interrupt is for good.
static void
be_interrupted(void)
{
    int ends[2];
    char *argv[] = {copy_text(kit("tests/known")), children, deaf, forever,
                    NULL};
    struct measurement m = {0};

    interrupt_watch();
    expect(pipe2(ends, O_CLOEXEC) == 0);
    struct measure_what what = {
        .argv = argv, .output = ends[1], .log = STDERR_FILENO, .limit = 60,
        .tree = true,
    };
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        close(ends[1]);
        nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
        kill(getppid(), SIGINT);
        _exit(0);
    }
    expect(measure_program(&what, &m));
    close(ends[1]);
    expect(interrupt_signal() == SIGINT);
    expect(is_closed(ends[0]));
    expect(m.processes == 4);
    expect(!m.overran);
    expect(m.signal == SIGKILL);
    expect(m.wall < 20);
}

START_TEST(tree_is_ended_by_an_interrupt)
{
    ck_assert_int_eq(in_child(be_interrupted), 0);
}
END_TEST

#ifndef SANITIZED
// The value lies at most so far from what is expected.
static void
assert_near(long long value, long long expected, long long distance)
{
    ck_assert_int_ge(value, expected - distance);
    ck_assert_int_le(value, expected + distance);
}

START_TEST(memory_is_seen_by_looking)
{
    struct measure_what what = {0}, none = {0};
    struct measurement m = measure_known(&what, WORDS(touch, reserve, after));
    struct measurement idle = measure_known(&none, WORDS(after));

    ck_assert_int_gt(idle.peak_sampled, 0);
    ck_assert_int_lt(idle.peak_sampled, 4 * MEBIBYTE);
    ck_assert_int_ge(m.peak_sampled, 40 * MEBIBYTE);
    ck_assert_int_lt(m.peak_sampled, 45 * MEBIBYTE);
    assert_near(m.reserved_sampled,
                idle.reserved_sampled + 340LL * MEBIBYTE, MEBIBYTE);
}
END_TEST

START_TEST(peak_between_two_looks_is_seen)
{
    // the buffer is gone long before the end
    struct measurement m = measure_shell(
        "dd if=/dev/zero of=/dev/null bs=52428800 count=1 2>/dev/null; "
        "exec sleep 0.1");

    ck_assert_int_lt(m.peak_sampled, 20 * MEBIBYTE);  // it is a child's
    m = measure_shell("exec dd if=/dev/zero of=/dev/null bs=52428800 count=20 "
                      "2>/dev/null");
    ck_assert_int_ge(m.peak_sampled, 50 * MEBIBYTE);
    ck_assert_int_lt(m.peak_sampled, 60 * MEBIBYTE);
}
END_TEST

START_TEST(memory_of_a_tree_counts_shared_pages_once)
{
    struct measure_what what = {.tree = true}, none = {0};
    struct measurement m = measure_known(
        &what, WORDS(touch, reserve, children, after));
    struct measurement idle = measure_known(&none, WORDS(after));

    ck_assert_int_eq(m.processes, 4);
    ck_assert_int_ge(m.peak_sampled, 160 * MEBIBYTE);
    ck_assert_int_lt(m.peak_sampled, 165 * MEBIBYTE);
    assert_near(m.reserved_sampled,
                4 * (idle.reserved_sampled + 340LL * MEBIBYTE), 4 * MEBIBYTE);
}
END_TEST

START_TEST(memory_is_in_the_series)
{
    struct measure_what what = {.series = scratch_path("series.csv")};
    struct series series;

    measure_known(&what, WORDS(before, touch, after));
    ck_assert_pstr_eq(series_read(&series, what.series), NULL);
    ck_assert_uint_ge(series.count, 2);
    const struct sample_point *last = &series.all[series.count - 1];
    ck_assert_int_lt(series.all[0].resident, 4 * MEBIBYTE);
    ck_assert_int_ge(last->resident, 39 * MEBIBYTE);
    ck_assert_int_lt(last->resident, 45 * MEBIBYTE);
    assert_near(last->reserved - series.all[0].reserved, 40 * MEBIBYTE,
                4 * MEBIBYTE);
    series_free(&series);
}
END_TEST
#endif

// Everything that is measured from compare's side.
static TCase *
whole_way(void)
{
    TCase *tests = tcase_create("whole way");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, threads_and_descriptors_are_those_of_the_program);
    tcase_add_test(tests, sum_over_a_tree);
    tcase_add_test(tests, tree_that_is_not_asked_for_is_not_counted);
    tcase_add_test(tests, child_that_left_its_group_is_still_counted);
    tcase_add_test(tests, series_tells_what_was_when);
    tcase_add_test(tests, series_that_cannot_be_written_leaves_no_measurement);
    tcase_add_test(tests, program_may_open_no_more_than_it_is_allowed);
    tcase_add_test(tests, output_and_errors_go_their_own_ways);
    tcase_add_test(tests, program_that_is_not_there_is_named);
    tcase_add_test(tests, tree_whose_time_is_up_is_ended);
    tcase_add_test(tests, tree_that_is_deaf_is_ended);
    tcase_add_test(tests, children_that_went_away_are_ended);
    tcase_add_test(tests, what_a_program_leaves_behind_is_ended);
    tcase_add_test(tests, tree_is_ended_by_an_interrupt);
#ifndef SANITIZED
    tcase_add_test(tests, memory_is_seen_by_looking);
    tcase_add_test(tests, peak_between_two_looks_is_seen);
    tcase_add_test(tests, memory_of_a_tree_counts_shared_pages_once);
    tcase_add_test(tests, memory_is_in_the_series);
#endif
    return tests;
}

Suite *
measure_suite(void)
{
    Suite *suite = suite_create("measure");
    TCase *tests = tcase_create("measure");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, program_that_does_nothing);
    tcase_add_test(tests, time_of_a_program_that_sleeps);
    tcase_add_test(tests, cpu_time_of_a_program_that_works);
    tcase_add_test(tests, exit_status_and_signal_are_told_apart);
    tcase_add_test(tests, program_that_is_not_there);
    tcase_add_test(tests, program_that_takes_too_long_is_stopped);
    tcase_add_test(tests, program_that_will_not_stop_is_made_to);
    tcase_add_test(tests, helper_that_is_told_to_stop_stops_the_program_first);
    tcase_add_test(tests, descriptors_are_counted);
#ifndef SANITIZED
    tcase_add_test(tests, small_program_stays_small_under_a_large_parent);
    tcase_add_test(tests, memory_that_is_touched_is_seen);
    tcase_add_test(tests, threads_are_counted);
#endif
    suite_add_tcase(suite, tests);
    suite_add_tcase(suite, whole_way());
    return suite;
}
