// Further attempts: when the server saw them, how long the pauses between them
// were at least, and what ends them early. The programs run side by side,
// because they mostly wait.

#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

enum { MOST_ATTEMPTS = 8 };

// Clocks of the server, of the program and of the kernel's timers agree to
// this, and pauses are given in these.
static const double grain = 0.001;      // s

struct spacing {
    const char *options;
    const char *path;           // the program's name is added
    size_t attempts;
    double gaps[MOST_ATTEMPTS]; // s; at least so long before each retry
};

static const struct spacing spacings[] = {
    {"--retry 3 --backoff 0.15 --no-jitter", "/status/503?", 4,
     {0.15, 0.3, 0.6}},
    {"--retry 2 --backoff 0.3 --no-jitter", "/reset?", 3, {0.3, 0.6}},
    {"--retry 1 --backoff 0.4 --no-jitter", "/flaky/1?id=", 2, {0.4}},
    {"--retry 2 --backoff 0.2 --no-jitter --timeout 0.2", "/hang?", 3,
     {0.2, 0.4}},
    {"--retry 1 --backoff 0.5 --no-jitter --retry-all", "/garbage?", 2, {0.5}},
    // Retry-After: 1 is more than the backoff.
    {"--retry 1 --backoff 0.01", "/limited?rps=0&id=", 2, {1}},
    // A longer backoff is more than Retry-After.
    {"--retry 1 --backoff 1.3 --no-jitter", "/limited?rps=0&id=", 2, {1.3}},
    {"--retry 0", "/status/503?", 1, {0}},
    {"", "/status/503?", 1, {0}},
};

enum { SPACINGS = sizeof spacings / sizeof spacings[0] };

// Starts every program with the same options, each on a URL of its own.
static void
start_each(struct trial *trials[], const struct server *server,
            const char *options, const char *path)
{
    for (int i = 0; i < PROGRAMS; i++) {
        trials[i] = trial_new(i, "--format json %s %s%s%s", options,
                              server->base, path, name_of(i));
        trial_start(trials[i]);
    }
}

// Ends the test unless the server saw those pauses.
static void
check_gaps(const struct spacing *spacing, const struct server *server,
           enum program program)
{
    const char *target = words("%s%s", spacing->path, name_of(program));
    double times[MOST_ATTEMPTS];
    size_t count = arrivals(server, target, times, MOST_ATTEMPTS);

    ck_assert_msg(count == spacing->attempts, "%s: %zu attempts, not %zu",
                  target, count, spacing->attempts);
    for (size_t i = 1; i < count; i++)
        ck_assert_msg(times[i] - times[i - 1] >= spacing->gaps[i - 1] - grain,
                      "%s: retry %zu after %.3f s, not %.3f", target, i,
                      times[i] - times[i - 1], spacing->gaps[i - 1]);
}

START_TEST(spacing_of_attempts)
{
    const struct spacing *spacing = &spacings[_i];
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];

    start_each(trials, server, spacing->options, spacing->path);
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        ck_assert_int_eq(whole_in(record(trials[i], 0), "attempts"),
                         (int)spacing->attempts);
        check_gaps(spacing, server, i);
    }
}
END_TEST

// With jitter each pause is somewhere below the full one: none is longer, and
// of many some are short and some are long.
START_TEST(jitter)
{
    enum { URLS = 40 };
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c %d --retry 1 "
                                    "--backoff 0.2", URLS);
    bool low = false, high = false;

    for (int i = 0; i < (_i == SYNC ? 12 : URLS); i++)
        trial_word(trial, words("%s/status/503", server->base));
    trial_start(trial);
    trial_end(trial);
    for (size_t i = 0; i < trial_records(trial); i++) {
        double waited = time_in(record(trial, i), "waited");
        expect_record(trial, i, 503, NULL, 2);
        ck_assert(waited >= 0 && waited <= 0.2 + grain);
        low = low || waited < 0.1;
        high = high || waited > 0.1;
    }
    ck_assert(low && high);
}
END_TEST

// --- deadlines ---------------------------------------------------------------

// A pause that would pass the deadline is not begun: the URL ends at once, with
// what came of its last attempt.
START_TEST(deadline_before_a_pause)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];

    start_each(trials, server, "--retry 10 --backoff 0.3 --no-jitter "
                "--deadline 0.9", "/status/503?");
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        expect_record(trials[i], 0, 503, NULL, 2);
        ck_assert(time_in(record(trials[i], 0), "waited") < 0.3 + grain);
    }
    ck_assert_int_eq(saw(server, "requests"), 2 * PROGRAMS);
}
END_TEST

// Also a pause that the server asks for.
START_TEST(deadline_before_retry_after)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];

    start_each(trials, server, "--retry 5 --backoff 0 --deadline 0.8 --fail",
                "/limited?rps=0&id=");
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        expect_record(trials[i], 0, 429, "http", 1);
    }
}
END_TEST

// An attempt is cut short at the deadline, far before its own timeout.
START_TEST(deadline_in_an_attempt)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];

    start_each(trials, server, "--retry 5 --backoff 0.2 --no-jitter "
                "--deadline 0.7 --timeout 3000", "/hang?");
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        expect_record(trials[i], 0, 0, "timeout", 1);
        ck_assert(time_in(record(trials[i], 0), "total") > 0.69);
    }
}
END_TEST

// The last attempt gets only what is left of the deadline.
START_TEST(deadline_in_a_later_attempt)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];

    start_each(trials, server, "--retry 9 --backoff 0.2 --no-jitter "
                "--deadline 1.5 --timeout 1", "/hang?");
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_record(trials[i], 0, 0, "timeout", 2);
        ck_assert(time_in(record(trials[i], 0), "total") < 1);
    }
}
END_TEST

// A deadline counts from the first attempt, not from the start of the list.
START_TEST(deadline_of_a_late_url)
{
    struct server *server = server_plain();

    struct trial *trials[PROGRAMS];

    start_each(trials, server,
                words("-c 1 --deadline 1 %s/delay/0.4 %s/delay/0.4",
                      server->base, server->base), "/delay/0.4?");
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), 3);
        ck_assert(trials[i]->ended - trials[i]->started >= 1.2);
    }
}
END_TEST

// --- what the record tells of the attempts -----------------------------------

// Each try stands in the record: in order, apart by the pauses, and the sums
// are those of the record.
START_TEST(tries)
{
    struct server *server = server_plain();
    struct trial *trial
        = trial_run(_i, "--format json --retry 3 --backoff 0.1 --no-jitter "
                    "%s/flaky/2?id=x %s/bytes/1", server->base, server->base);
    json_t *whole = record(trial, 0), *one = NULL, *last = NULL;
    const json_t *all = json_object_get(whole, "tries");
    double waited = 0;
    size_t i;

    expect_record(trial, 0, 200, NULL, 3);
    ck_assert_uint_eq(json_array_size(all), 3);
    json_array_foreach(all, i, one) {
        ck_assert_int_eq(whole_in(one, "status"), i < 2 ? 503 : 200);
        ck_assert_ptr_null(text_in(one, "error"));
        ck_assert_int_eq(whole_in(one, "lane"), whole_in(whole, "lane"));
        if (last)
            ck_assert(time_in(one, "start") >= time_in(last, "start")
                                               + time_in(one, "waited"));
        waited += time_in(one, "waited");
        last = one;
    }
    ck_assert(time_in(json_array_get(all, 0), "start")
              == time_in(whole, "start"));
    ck_assert(time_in(last, "total") == time_in(whole, "total"));
    ck_assert(waited >= 0.3 - grain);
    ck_assert(waited - time_in(whole, "waited") < 1e-5);
    ck_assert(time_in(whole, "waited") - waited < 1e-5);
    ck_assert_ptr_null(json_object_get(record(trial, 1), "tries"));
}
END_TEST

// A body is that of the last attempt alone.
START_TEST(body_of_the_last_attempt)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial
        = trial_run(_i, "--format json --retry 2 --backoff 0 --preview 100 "
                    "--save %s %s/flaky/2?id=x", saved, server->base);
    static const char wanted[] = "After 2 failures.\n";

    expect_status(trial, 0);
    ck_assert_int_eq(whole_in(record(trial, 0), "length"), sizeof wanted - 1);
    ck_assert_str_eq(text_in(record(trial, 0), "preview"), wanted);
    ck_assert_str_eq(file_bytes(words("%s/0", saved)).bytes, wanted);
    ck_assert_int_eq(entries_in(saved), 1);
}
END_TEST

// -v says why there is another attempt, and when.
START_TEST(explained)
{
    struct server *server = server_plain();
    struct trial *trial
        = trial_run(_i, "-v --retry 1 --backoff 0.125 --no-jitter %s/reset",
                    server->base);

    expect_status(trial, 1);
    expect_said(trial, "/reset");
    expect_said(trial, "0.125");
}
END_TEST

Suite *
programs_retry_suite(void)
{
    Suite *suite = suite_create("programs: retry");
    TCase *spacing = trial_case(suite, "spacing");
    TCase *deadline = trial_case(suite, "deadline");
    TCase *told = trial_case(suite, "told");

    tcase_add_loop_test(spacing, spacing_of_attempts, 0, SPACINGS);
    tcase_add_loop_test(spacing, jitter, 0, PROGRAMS);
    tcase_add_test(deadline, deadline_before_a_pause);
    tcase_add_test(deadline, deadline_before_retry_after);
    tcase_add_test(deadline, deadline_in_an_attempt);
    tcase_add_test(deadline, deadline_in_a_later_attempt);
    tcase_add_test(deadline, deadline_of_a_late_url);
    tcase_add_loop_test(told, tries, 0, PROGRAMS);
    tcase_add_loop_test(told, body_of_the_last_attempt, 0, PROGRAMS);
    tcase_add_loop_test(told, explained, 0, PROGRAMS);
    return suite;
}
