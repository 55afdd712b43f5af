// Stopping: SIGINT and SIGTERM, whatever a program is just waiting for. It ends
// by that signal, soon, and leaves exactly one record for every URL that it had
// taken up: no URL that the server saw is missing.

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs.h"
#include "suites.h"

static const int signals[] = {SIGINT, SIGTERM};

// Every test runs for each program and each signal.
enum { RUNS = 2 * PROGRAMS };

// The program is to end within a second; three are granted.
static const double soon = 3;

// Sends the signal, waits for the end, and looks how and when it came.
static void
stop(struct trial *trial, int signal_number)
{
    double asked = seconds_now();

    ck_assert(trial_runs(trial));
    kill(trial->pid, signal_number);
    trial_end(trial);
    expect_signal(trial, signal_number);
    ck_assert_msg(trial->ended < asked + patience(soon), "took %.1f s: %s",
                  trial->ended - asked, story(trial));
    ck_assert_msg(trial->err.length == 0, "not quiet: %s", story(trial));
}

// Ends the test unless those records say that they were cancelled.
static void
expect_cancelled(struct trial *trial, size_t first, size_t count,
                 int attempts)
{
    ck_assert_uint_eq(trial_records(trial), first + count);
    for (size_t i = first; i < first + count; i++) {
        const char *error = text_in(record(trial, i), "error");
        ck_assert_msg(error && strcmp(error, "cancelled") == 0
                      && whole_in(record(trial, i), "attempts") == attempts,
                      "record %zu: %s", i, story(trial));
    }
}

// --- while something is waited for -------------------------------------------

// In transfers: some finished, as many in flight as there may be, and others
// that it never came to.
START_TEST(in_transfers)
{
    enum program program = _i / 2;
    struct server *server = server_plain();
    const char *summary = scratch("summary");
    struct trial *trial
        = trial_new(program, "--format json -c 3 --summary %s", summary);
    int in_flight = program == SYNC ? 1 : 3;

    trial_word(trial, words("%s/bytes/1", server->base));
    for (int i = 0; i < 6; i++)
        trial_word(trial, words("%s/hang", server->base));
    trial_start(trial);
    trial_await_lines(trial, 1);
    await_seen(server, "open_requests", in_flight);
    stop(trial, signals[_i % 2]);
    expect_record(trial, 0, 200, NULL, 1);
    expect_cancelled(trial, 1, (size_t)in_flight, 1);
    ck_assert_int_eq(saw(server, "requests"), 1 + in_flight);
    ck_assert_int_eq(whole_in(json_file(summary), "urls"), 1 + in_flight);
}
END_TEST

// In the middle of bodies, of headers, and of connecting.
START_TEST(in_the_middle)
{
    static const char *const paths[] = {
        "/drip?seconds=60&bytes=600", "/slow-headers", "/endless",
    };
    enum program program = _i / 2;
    struct server *server = server_plain();
    struct trial *trial = trial_new(program, "--format json -c 4");

    if (program != SYNC)
        trial_word(trial, words("http://127.0.0.1:%d/", silent_port()));
    for (int i = 0; i < 3; i++)
        trial_word(trial, words("%s%s", server->base, paths[i]));
    trial_start(trial);
    await_seen(server, "open_requests", program == SYNC ? 1 : 3);
    stop(trial, signals[_i % 2]);
    expect_cancelled(trial, 0, program == SYNC ? 1 : 4, 1);
}
END_TEST

// In pauses between attempts: in the loop more URLs than the cap may have been
// taken up, and each of them has a record.
START_TEST(in_pauses)
{
    enum program program = _i / 2;
    struct server *server = server_plain();
    struct trial *trial = trial_new(program, "--format json -c 2 --retry 3 "
                                    "--backoff 30 --no-jitter");
    int taken = program == SYNC ? 1 : program == THREADED ? 2 : 5;

    for (int i = 0; i < 5; i++)
        trial_word(trial, words("%s/status/503", server->base));
    trial_start(trial);
    await_seen(server, "requests", taken);
    await_seen(server, "open_requests", 0);
    stop(trial, signals[_i % 2]);
    expect_cancelled(trial, 0, (size_t)taken, 1);
    ck_assert_int_eq(saw(server, "requests"), taken);
}
END_TEST

// Waiting for the list, with nothing else to do.
START_TEST(waiting_for_the_list)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i / 2, "--format json -c 4");

    trial_pipe(trial);
    trial_start(trial);
    trial_feed(trial, words("%s/bytes/1\n%s/byt", server->base,
                            server->base));
    trial_await_lines(trial, 1);
    stop(trial, signals[_i % 2]);
    ck_assert_uint_eq(trial_records(trial), 1);
    expect_record(trial, 0, 200, NULL, 1);
}
END_TEST

// Waiting for the list, with transfers in flight.
START_TEST(waiting_for_the_list_and_transfers)
{
    enum program program = _i / 2;
    struct server *server = server_plain();
    struct trial *trial = trial_new(program, "--format json -c 4");

    trial_pipe(trial);
    trial_start(trial);
    trial_feed(trial, words("%s/hang\n%s/hang\n", server->base,
                            server->base));
    await_seen(server, "open_requests", program == SYNC ? 1 : 2);
    stop(trial, signals[_i % 2]);
    expect_cancelled(trial, 0, program == SYNC ? 1 : 2, 1);
}
END_TEST

// What came out before is whole records, the last line perhaps aside.
static void
check_whole_lines(const struct trial *trial)
{
    const char *line = trial->out.bytes, *end;

    ck_assert_ptr_nonnull(strchr(line, '\n'));
    for (; (end = strchr(line, '\n')); line = end + 1) {
        json_t *json = json_loadb(line, (size_t)(end - line), 0, NULL);
        ck_assert_msg(json != NULL, "torn: %.*s", (int)(end - line), line);
        json_decref(json);
    }
}

// Starts a program that soon has more to write than the pipe holds.
static struct trial *
start_blocked(enum program program, const struct server *server)
{
    struct ink list = {.length = 0};
    struct trial *trial = trial_new(program, "--format json -c 4");

    for (int i = 0; i < 1500; i++)
        ink_format(&list, "%s/bytes/1\n", server->base);
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    trial_start(trial);
    return trial;
}

// Blocked on an output that nobody reads: given up after half a second.
START_TEST(blocked_on_the_output)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];
    long before = -1, now;
    double asked;

    for (int i = 0; i < PROGRAMS; i++)
        trials[i] = start_blocked(i, server);
    for (; (now = saw(server, "requests")) != before || now < 20;
         before = now)
        sleep_for(0.4);
    asked = seconds_now();
    for (int i = 0; i < PROGRAMS; i++)
        kill(trials[i]->pid, signals[_i]);
    for (int i = 0; i < PROGRAMS; i++) {
        while (trial_runs(trials[i])) {
            ck_assert_msg(seconds_now() < asked + patience(soon), "too late");
            sleep_for(0.01);
        }
        expect_signal(trials[i], signals[_i]);
        trial_end(trials[i]);
        check_whole_lines(trials[i]);
    }
}
END_TEST

// During the lookup of a name, which nothing can interrupt.
START_TEST(in_a_lookup)
{
    enum program program = _i / 2;
    const char *begun = scratch("begun");
    struct trial *trial = trial_new(program, "--format json -c 2 "
                                    "http://slow.test/ http://slow.test:81/");
    double end = seconds_now() + patience(10);

    trial->preload = "lookup";
    trial_set(trial, "SLOW_LOOKUP=30");
    trial_set(trial, "LOOKUP_BEGUN=%s", begun);
    trial_start(trial);
    while (access(begun, F_OK) != 0) {
        ck_assert_msg(seconds_now() < end, "no lookup: %s", story(trial));
        sleep_for(0.01);
    }
    if (program != SYNC)
        sleep_for(0.2);     // the other one too
    stop(trial, signals[_i % 2]);
    expect_cancelled(trial, 0, program == SYNC ? 1 : 2, 1);
}
END_TEST

// Before anything is taken up, there is nothing to tell.
START_TEST(at_the_very_beginning)
{
    struct trial *trial = trial_new(_i / 2, "--format json -v");

    trial_pipe(trial);
    trial_start(trial);
    sleep_for(patience(0.2));
    stop(trial, signals[_i % 2]);
    ck_assert_uint_eq(trial->out.length, 0);
}
END_TEST

// At any moment of a busy run: no URL that the server saw lacks its record, and
// every record is of a URL that was finished or cancelled.
START_TEST(at_any_moment)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial = trial_new(_i / 2, "--format json -c 16 --retry 2 "
                                    "--backoff 0.01");

    for (int i = 0; i < 4000; i++)
        ink_format(&list, "%s%s?%d\n", server->base,
                   i % 3 ? "/bytes/9" : "/status/503", i);
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    trial_start(trial);
    trial_await_lines(trial, (size_t)(20 + 37 * _i));
    kill(trial->pid, signals[_i % 2]);
    trial_end(trial);
    expect_signal(trial, signals[_i % 2]);
    size_t count = trial_records(trial);
    ck_assert_uint_lt(count, 4000);
    for (size_t i = count; i < count + 40 && i < 4000; i++)
        ck_assert_uint_eq(arrivals(server, words("%s?%zu", i % 3 ? "/bytes/9"
                                                 : "/status/503", i), NULL, 0),
                          0);
}
END_TEST

// --- the second signal -------------------------------------------------------

// It ends a program at once that is still busy with the first: here with a
// write that takes far longer than anybody would wait.
START_TEST(second_signal)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i / 2, "--format json %s/bytes/1",
                                    server->base);
    double asked;

    trial->preload = "stuck_output";
    trial_set(trial, "STUCK_OUTPUT=8");
    trial_start(trial);
    await_seen(server, "requests", 1);
    await_seen(server, "open_requests", 0);
    sleep_for(patience(0.3));
    kill(trial->pid, signals[_i % 2]);
    sleep_for(0.1);
    ck_assert_msg(trial_runs(trial), "not stuck: %s", story(trial));
    asked = seconds_now();
    kill(trial->pid, signals[(_i + 1) % 2]);
    trial_end(trial);
    expect_signal(trial, signals[(_i + 1) % 2]);
    ck_assert_msg(trial->ended < asked + soon, "took %.1f s",
                  trial->ended - asked);
}
END_TEST

Suite *
programs_stop_suite(void)
{
    Suite *suite = suite_create("programs: stop");
    TCase *waiting = trial_case(suite, "waiting");
    TCase *other = trial_case(suite, "other");

    tcase_add_loop_test(waiting, in_transfers, 0, RUNS);
    tcase_add_loop_test(waiting, in_the_middle, 0, RUNS);
    tcase_add_loop_test(waiting, in_pauses, 0, RUNS);
    tcase_add_loop_test(waiting, waiting_for_the_list, 0, RUNS);
    tcase_add_loop_test(waiting, waiting_for_the_list_and_transfers, 0, RUNS);
    tcase_add_loop_test(waiting, blocked_on_the_output, 0, 2);
    tcase_add_loop_test(waiting, in_a_lookup, 0, RUNS);
    tcase_add_loop_test(other, at_the_very_beginning, 0, RUNS);
    tcase_add_loop_test(other, at_any_moment, 0, RUNS);
    tcase_add_loop_test(other, second_signal, 0, RUNS);
    return suite;
}
