// phases: what made-up attempts waited for, one by one and added up.

#include "../plots/phases.h"

#include <math.h>
#include <stdlib.h>

#include "suites.h"
#include "support.h"

#define CLOSE 1e-9

static const struct {
    struct attempt attempt;
    struct span spans[PHASES];  // queued, backoff, connect, wait, receive
} cases[] = {
    // all of it, after a pause and a queue
    {{.waited = 2, .queued = 1, .start = 5, .connected = 0.5,
      .first_byte = 1.5, .total = 4},
     {{4, 5}, {2, 4}, {5, 5.5}, {5.5, 6.5}, {6.5, 9}}},
    // on a connection that was used before
    {{.start = 1, .first_byte = 0.5, .total = 0.75},
     {{1, 1}, {1, 1}, {1, 1}, {1, 1.5}, {1.5, 1.75}}},
    // no first byte before its time was up
    {{.start = 1, .connected = 0.25, .total = 2, .error = "timeout"},
     {{1, 1}, {1, 1}, {1, 1.25}, {1.25, 3}, {3, 3}}},
    // no connection
    {{.start = 1, .connected = 0.25, .total = 2, .error = "refused"},
     {{1, 1}, {1, 1}, {1, 3}, {3, 3}, {3, 3}}},
    // no agreement on TLS
    {{.start = 1, .connected = 0.25, .total = 2, .error = "tls"},
     {{1, 1}, {1, 1}, {1, 3}, {3, 3}, {3, 3}}},
    // an answer that is bad news came all the same
    {{.start = 1, .connected = 0.25, .first_byte = 1, .total = 2,
      .error = "http"},
     {{1, 1}, {1, 1}, {1, 1.25}, {1.25, 2}, {2, 3}}},
    // nothing at all
    {{.start = 1}, {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}},
};

START_TEST(phases_of_an_attempt)
{
    for (enum phase phase = 0; phase < PHASES; phase++) {
        struct span span = span_of(&cases[_i].attempt, phase);
        ck_assert_double_eq_tol(span.from, cases[_i].spans[phase].from,
                                CLOSE);
        ck_assert_double_eq_tol(span.to, cases[_i].spans[phase].to, CLOSE);
    }
}
END_TEST

// Two URLs, the first tried three times, in two lanes: a lane that has its
// next attempt at once, and one that was empty before.
static struct attempt tries[] = {
    {.start = 0, .first_byte = 1, .total = 1},
    {.waited = 1, .queued = 0.5, .start = 2.5, .first_byte = 1, .total = 1.5},
    {.waited = 2, .start = 6, .total = 1, .error = "timeout"},
};
static struct attempt behind[] = {
    {.queued = 4, .start = 4, .first_byte = 0.5, .total = 1, .lane = 0},
};
static struct attempt late[] = {
    {.queued = 0.75, .start = 0.75, .first_byte = 0.5, .total = 1, .lane = 1},
};
static struct record made[] = {
    {.attempts = tries, .attempt_count = 3},
    {.attempts = behind, .attempt_count = 1},
    {.attempts = NULL, .attempt_count = 0},
    {.attempts = late, .attempt_count = 1},
};
static const struct records records = {made, 4};

START_TEST(attempts_come_by_their_start)
{
    struct attempts attempts = attempts_of(&records);
    static const double starts[] = {0, 0.75, 2.5, 4, 6};

    ck_assert_uint_eq(attempts.count, 5);
    ck_assert_uint_eq(attempts.lanes, 2);
    for (size_t i = 0; i < 5; i++)
        ck_assert_double_eq(attempts.all[i].start, starts[i]);
    attempts_free(&attempts);
}
END_TEST

START_TEST(queue_counts_only_while_its_lane_is_empty)
{
    struct attempts attempts = attempts_of(&records);

    ck_assert_double_eq_tol(attempts.all[1].queued, 0.75, CLOSE);
    ck_assert_double_eq_tol(attempts.all[2].queued, 0.5, CLOSE);
    ck_assert_double_eq_tol(attempts.all[3].queued, 0, CLOSE);
    attempts_free(&attempts);
}
END_TEST

START_TEST(phases_add_up)
{
    struct attempts attempts = attempts_of(&records);
    static const double sums[PHASES] = {1.25, 3, 0, 4, 1.5};

    for (enum phase phase = 0; phase < PHASES; phase++)
        ck_assert_double_eq_tol(phase_sum(&attempts, phase), sums[phase],
                                CLOSE);
    attempts_free(&attempts);
}
END_TEST

START_TEST(no_record_has_one_lane_and_no_time)
{
    struct records none = {NULL, 0};
    struct attempts attempts = attempts_of(&none);
    double columns[3];

    ck_assert_uint_eq(attempts.count, 0);
    ck_assert_uint_eq(attempts.lanes, 1);
    ck_assert_double_eq(phase_sum(&attempts, PHASE_WAIT), 0);
    phase_columns(&attempts, PHASE_WAIT, 1, columns, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq(columns[i], 0);
    attempts_free(&attempts);
}
END_TEST

// --- columns -----------------------------------------------------------------

START_TEST(columns_say_how_many_at_once)
{
    struct attempt all[] = {
        {.start = 0, .total = 4},    // the first four whole columns
        {.start = 1.5, .total = 1},  // half of two
        {.start = 2.25, .total = 0.5},  // the middle of one
        {.start = 3, .total = 9},    // beyond the end
        {.start = 7, .total = 1},    // behind it
    };
    struct attempts attempts = {all, 5, 1};
    static const double expected[] = {1, 1.5, 2, 2, 1};
    double columns[5];

    phase_columns(&attempts, PHASE_WAIT, 5, columns, 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert_double_eq_tol(columns[i], expected[i], CLOSE);
}
END_TEST

// However many columns there are, nothing is lost.
START_TEST(columns_sum_up_to_the_phase)
{
    enum { ATTEMPTS = 200, MOST_COLUMNS = 500 };
    struct attempt all[ATTEMPTS];
    struct attempts attempts = {all, ATTEMPTS, 1};
    double columns[MOST_COLUMNS], end = 0;
    unsigned seed = seed_random();

    for (size_t i = 0; i < ATTEMPTS; i++) {
        double total = (double)random_below(1000) / 100;
        all[i] = (struct attempt){
            .start = (double)random_below(1000) / 100, .total = total,
            .connected = 0.25 * total, .first_byte = 0.5 * total,
        };
        end = fmax(end, all[i].start + total);
    }
    for (enum phase phase = 0; phase < PHASES; phase++) {
        size_t count = 1 + random_below(MOST_COLUMNS);
        double sum = 0;
        phase_columns(&attempts, phase, end, columns, count);
        for (size_t i = 0; i < count; i++)
            sum += columns[i] * end / (double)count;
        ck_assert_msg(fabs(sum - phase_sum(&attempts, phase)) < 1e-6,
                      "phase %d, %zu columns, seed %u: %f", (int)phase, count,
                      seed, sum);
    }
}
END_TEST

Suite *
phases_suite(void)
{
    Suite *suite = suite_create("phases");
    TCase *tests = tcase_create("phases");

    tcase_add_loop_test(tests, phases_of_an_attempt, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tests, attempts_come_by_their_start);
    tcase_add_test(tests, queue_counts_only_while_its_lane_is_empty);
    tcase_add_test(tests, phases_add_up);
    tcase_add_test(tests, no_record_has_one_lane_and_no_time);
    tcase_add_test(tests, columns_say_how_many_at_once);
    tcase_add_test(tests, columns_sum_up_to_the_phase);
    suite_add_tcase(suite, tests);
    return suite;
}
