// timers: a heap, compared with a list that is sorted.

#include "../async/timers.h"

#include <math.h>
#include <stdlib.h>

#include "fetch.h"
#include "suites.h"
#include "support.h"

enum { MOST = 1000 };

static struct timers timers;
static struct fetch fetches[4];

// A fixture: no timer.
static void
start(void)
{
    timers = (struct timers){.heap = NULL};
}

static void
end(void)
{
    timers_free(&timers);
}

START_TEST(without_timers_nothing_is_ever_due)
{
    ck_assert_double_eq(timers_next(&timers), INFINITY);
    ck_assert_ptr_null(timers_take(&timers, INFINITY));
}
END_TEST

START_TEST(earliest_timer_comes_first)
{
    ck_assert(timers_add(&timers, 3, &fetches[3]));
    ck_assert(timers_add(&timers, 1, &fetches[1]));
    ck_assert(timers_add(&timers, 2, &fetches[2]));
    for (int i = 1; i <= 3; i++) {
        ck_assert_double_eq(timers_next(&timers), i);
        ck_assert_ptr_eq(timers_take(&timers, INFINITY), &fetches[i]);
    }
    ck_assert_double_eq(timers_next(&timers), INFINITY);
}
END_TEST

START_TEST(timer_is_due_at_its_time_and_not_before)
{
    ck_assert(timers_add(&timers, 5, &fetches[0]));
    ck_assert_ptr_null(timers_take(&timers, 4.999));
    ck_assert_double_eq(timers_next(&timers), 5);
    ck_assert_ptr_eq(timers_take(&timers, 5), &fetches[0]);
    ck_assert_ptr_null(timers_take(&timers, 5));
}
END_TEST

// Compares two times, for qsort(3).
static int
compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

START_TEST(timers_come_in_the_order_of_a_sorted_list)
{
    unsigned seed = seed_random();

    for (int round = 0; round < 20; round++) {
        size_t count = random_below(MOST);
        double times[MOST];
        for (size_t i = 0; i < count; i++) {
            times[i] = (double)random_below(count);     // some are equal
            ck_assert(timers_add(&timers, times[i], fetches));
        }
        qsort(times, count, sizeof times[0], compare);
        for (size_t i = 0; i < count; i++) {
            double next = timers_next(&timers);
            bool taken = timers_take(&timers, next);
            ck_assert_msg(taken && next >= times[i] && next <= times[i],
                          "seed %u, round %d, place %zu", seed, round, i);
        }
        ck_assert_double_eq(timers_next(&timers), INFINITY);
    }
}
END_TEST

// Removes the smallest of these times and returns it.
static double
take_smallest(double times[], size_t *count)
{
    size_t at = 0;
    double smallest;

    for (size_t i = 1; i < *count; i++)
        if (times[i] < times[at])
            at = i;
    smallest = times[at];
    times[at] = times[--*count];
    return smallest;
}

START_TEST(timers_may_come_and_go_in_any_order)
{
    unsigned seed = seed_random();
    double times[MOST];
    size_t count = 0;

    for (int round = 0; round < 5000; round++) {
        if (count == 0 || (count < MOST && random_below(2) == 0)) {
            times[count] = (double)random_below(100);
            ck_assert(timers_add(&timers, times[count], fetches));
            count++;
        } else {
            double next = timers_next(&timers);
            double smallest = take_smallest(times, &count);
            ck_assert_msg(next >= smallest && next <= smallest,
                          "seed %u, round %d", seed, round);
            ck_assert_ptr_nonnull(timers_take(&timers, next));
        }
    }
    ck_assert_uint_eq(timers.count, count);
}
END_TEST

START_TEST(each_fetch_keeps_its_own_time)
{
    unsigned seed = seed_random();
    struct fetch *many = calloc(MOST, sizeof *many);

    for (int i = 0; i < MOST; i++) {
        many[i].due = (double)random_below(MOST);
        ck_assert(timers_add(&timers, many[i].due, &many[i]));
    }
    for (int i = 0; i < MOST; i++) {
        double next = timers_next(&timers);
        struct fetch *fetch = timers_take(&timers, next);
        ck_assert_msg(fetch && fetch->due >= next && fetch->due <= next,
                      "seed %u, place %d", seed, i);
        fetch->due = -1;
    }
    free(many);
}
END_TEST

Suite *
timers_suite(void)
{
    Suite *suite = suite_create("timers");
    TCase *tests = tcase_create("timers");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, without_timers_nothing_is_ever_due);
    tcase_add_test(tests, earliest_timer_comes_first);
    tcase_add_test(tests, timer_is_due_at_its_time_and_not_before);
    tcase_add_test(tests, timers_come_in_the_order_of_a_sorted_list);
    tcase_add_test(tests, timers_may_come_and_go_in_any_order);
    tcase_add_test(tests, each_fetch_keeps_its_own_time);
    suite_add_tcase(suite, tests);
    return suite;
}
