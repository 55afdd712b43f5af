// measure: what the helper finds out about programs whose time, memory,
// threads and descriptors are known.

#include "../plots/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../plots/basics.h"
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
    static char measure[] = MEASURE_WORD;

    argv[count++] = copy_text(kit("compare"));
    argv[count++] = measure;
    argv[count++] = copy_text(limit);
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
    return suite;
}
