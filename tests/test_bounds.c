// bounds: how fast a batch could be at best, for jobs made by hand and for
// whole scenarios.

#include "../plots/bounds.h"

#include <stdlib.h>

#include "../plots/ideal.h"
#include "../plots/rounds.h"
#include "suites.h"
#include "support.h"

enum { MOST_JOBS = 200 };

#define NEAR 1e-9

// --- jobs --------------------------------------------------------------------

// The bounds for jobs that hold their place all the time.
static struct bounds
bounds_for(const double *seconds, size_t count, size_t cap)
{
    struct job jobs[MOST_JOBS];

    for (size_t i = 0; i < count; i++)
        jobs[i] = (struct job){.held = seconds[i], .total = seconds[i]};
    return bounds_of(jobs, count, cap);
}

#define assert_bounds(bounds, least, listed) \
    do { \
        ck_assert_double_eq_tol((bounds).ideal, least, NEAR); \
        ck_assert_double_eq_tol((bounds).in_order, listed, NEAR); \
    } while (0)

START_TEST(nothing_takes_no_time)
{
    assert_bounds(bounds_of(NULL, 0, 1), 0, 0);
}
END_TEST

START_TEST(one_at_a_time_takes_the_sum)
{
    const double seconds[] = {1, 2, 3.5};

    assert_bounds(bounds_for(seconds, 3, 1), 6.5, 6.5);
}
END_TEST

START_TEST(all_at_once_takes_the_longest)
{
    const double seconds[] = {1, 5, 2};

    assert_bounds(bounds_for(seconds, 3, 3), 5, 5);
    assert_bounds(bounds_for(seconds, 3, 50), 5, 5);
}
END_TEST

START_TEST(two_hundred_in_turns_of_five_under_a_cap_of_fifty)
{
    double seconds[MOST_JOBS];

    for (int i = 0; i < MOST_JOBS; i++)
        seconds[i] = i % 5;
    assert_bounds(bounds_for(seconds, MOST_JOBS, 50), 8, 10);
    assert_bounds(bounds_for(seconds, MOST_JOBS, 1), 400, 400);
}
END_TEST

START_TEST(order_of_the_list_can_cost_time)
{
    const double long_last[] = {1, 1, 1, 1, 4};
    const double long_first[] = {4, 1, 1, 1, 1};

    assert_bounds(bounds_for(long_last, 5, 2), 4, 6);
    assert_bounds(bounds_for(long_first, 5, 2), 4, 4);
}
END_TEST

START_TEST(next_job_takes_the_place_that_is_free_first)
{
    const double seconds[] = {3, 1, 2, 2};

    // 3 and 1 start; at 1 the first 2 does, until 3; at 3 the other, until 5.
    assert_bounds(bounds_for(seconds, 4, 2), 4, 5);
}
END_TEST

START_TEST(pause_without_a_place_holds_up_only_its_own_job)
{
    const struct job jobs[] = {{1, 11}, {1, 1}, {1, 1}};

    assert_bounds(bounds_of(jobs, 3, 1), 11, 11);
    assert_bounds(bounds_of(jobs + 1, 2, 1), 2, 2);
    assert_bounds(bounds_of((struct job[]){{1, 1}, {1, 2}, {1, 3}}, 3, 1), 3,
                  5);
}
END_TEST

// The same, the long way: whoever is free first takes the next job.
static double
in_order_the_long_way(const double *seconds, size_t count, size_t cap)
{
    double free_at[MOST_JOBS] = {0}, last = 0;

    for (size_t i = 0; i < count; i++) {
        size_t first = 0;
        for (size_t place = 1; place < cap; place++)
            if (free_at[place] < free_at[first])
                first = place;
        free_at[first] += seconds[i];
        last = free_at[first] > last ? free_at[first] : last;
    }
    return last;
}

START_TEST(random_jobs_are_served_in_order)
{
    unsigned seed = seed_random();

    for (int round = 0; round < 300; round++) {
        double seconds[MOST_JOBS];
        size_t count = 1 + random_below(MOST_JOBS), cap = 1 + random_below(20);
        for (size_t i = 0; i < count; i++)
            seconds[i] = (double)random_below(100);
        struct bounds bounds = bounds_for(seconds, count, cap);
        ck_assert_msg(bounds.in_order
                      == in_order_the_long_way(seconds, count, cap),
                      "seed %u, round %d", seed, round);
        ck_assert_double_ge(bounds.in_order, bounds.ideal);
    }
}
END_TEST

// --- scenarios ---------------------------------------------------------------

static const struct {
    const char *text;
    double alone;           // seconds, one URL after the other
    double together;        // seconds, as many as the cap at once
    double in_order;
} scenarios[] = {
    {"urls 10 /delay/1\nconcurrency 10\n", 10, 1, 1},
    {"urls 200 /delay/{0..4}\nconcurrency 50\n", 400, 8, 10},
    {"urls 200 /delay/{0..4}\nscale 0.05\nconcurrency 50\n", 20, 0.4, 0.5},
    {"urls 4 /bytes/10\n", 0, 0, 0},
    // a round trip for each answer
    {"urls 10 /bytes/10\nserver --rtt 0.1\nconcurrency 5\n", 1, 0.2, 0.2},
    // no longer than the timeout
    {"urls 2 /hang\ntimeout 0.5\nconcurrency 2\n", 1, 0.5, 0.5},
    {"urls 2 /delay/9\ntimeout 3\nconcurrency 2\n", 6, 3, 3},
    // nor than the deadline
    {"urls 2 /delay/9\noptions --deadline 2\nconcurrency 2\n", 4, 2, 2},
    {"urls 2 /flaky/3?id={a,b}\nconcurrency 1\n"
     "options --retry=3 --no-jitter --deadline=2.5\n", 5, 2.5, 2.5},
    // 1 + 2 seconds of pauses hold up the rest only where nothing else waits
    {"urls 2 /flaky/2?id={a,b}\noptions --retry 2 --no-jitter\n", 6, 3, 3},
    {"urls 2 /flaky/9?id={a,b}\noptions --retry 1 --no-jitter\n", 2, 1, 1},
    {"urls 2 /flaky/2?id={a,b}\nconcurrency 1\n"
     "options --retry 2 --backoff 0.1 --no-jitter\n", 0.6, 0.3, 0.3},
    {"urls 1 /flaky/2?id=a\noptions --backoff 5 --retry 0 --retry 2 "
     "--backoff=0.5 --no-jitter\n", 1.5, 1.5, 1.5},
    // pauses of a random length may be none, and without --retry there are none
    {"urls 2 /flaky/2?id={a,b}\noptions --retry 2\n", 0, 0, 0},
    {"urls 2 /flaky/2?id={a,b}\noptions --no-jitter\n", 0, 0, 0},
    {"urls 2 /flaky/2?id={a,b}\noptions --retry-all --no-jitter\n", 0, 0, 0},
    // every attempt has its round trip
    {"urls 1 /flaky/2?id=a\noptions --retry 2\nserver --rtt 0.1\n", 0.3, 0.3,
     0.3},
};

START_TEST(scenario_has_its_bounds)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "x", scenarios[_i].text, "x");

    ck_assert_pstr_eq(error, NULL);
    struct bounds alone = ideal_of(&scenario, &scenario.programs[0]);
    struct bounds together = ideal_of(&scenario, &scenario.programs[2]);
    assert_bounds(alone, scenarios[_i].alone, scenarios[_i].alone);
    assert_bounds(together, scenarios[_i].together, scenarios[_i].in_order);
    scenario_free(&scenario);
}
END_TEST

// --- programs ----------------------------------------------------------------

static const struct {
    const char *text;
    double ideal[4];        // seconds, of the first programs
    double in_order[4];
} programs[] = {
    // caps of their own
    {"urls 12 /delay/1\nconcurrency 2\n"
     "program a fetch-async\nprogram b fetch-async --concurrency 3\n"
     "program c fetch-threaded --concurrency=12\nprogram d fetch-sync\n",
     {6, 4, 1, 12}, {6, 4, 1, 12}},
    // options of their own, before those of all
    {"urls 2 /flaky/2?id={a,b}\nconcurrency 2\n"
     "options --retry 2 --backoff 1\n"
     "program a fetch-async\nprogram b fetch-async --no-jitter\n"
     "program c fetch-async --no-jitter --backoff 2\n"
     "program d fetch-async --no-jitter --retry 1\n",
     {0, 3, 6, 1}, {0, 3, 6, 1}},
    {"urls 2 /delay/5\nconcurrency 2\n"
     "program a fetch-async\nprogram b fetch-async --deadline 2\n"
     "program c fetch-sync\nprogram d fetch-sync --deadline=1\n",
     {5, 2, 10, 2}, {5, 2, 10, 2}},
    // what is left of the list is extrapolated
    {"urls 10 /delay/1\nconcurrency 5\npart sync 2\npart async 5\n",
     {10, 2, 2}, {10, 2, 2}},
    // the steps of a sweep have bounds of their own
    {"urls 6 /delay/1\nsweep cap 1 2 3\nprogram a fetch-async\n",
     {6, 3, 2}, {6, 3, 2}},
    {"urls 3 /delay/{1,2,3}\nsweep flight 1 2 3\nprogram a fetch-async\n",
     {1, 2, 3}, {1, 2, 3}},
    {"urls 3 /delay/{1,2,3}\nsweep flight 2 3\nprogram a fetch-sync\n",
     {3, 6}, {3, 6}},
    // without a network there is no way there and back
    {"urls 2 /delay/1\nserver --rtt 5\nnetwork no\n",
     {2, 1, 1}, {2, 1, 1}},
};

START_TEST(each_program_has_its_bounds)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "x", programs[_i].text, "x");

    ck_assert_pstr_eq(error, NULL);
    struct comparison all = rounds_plan(&scenario, 1);
    for (size_t p = 0; p < scenario.program_count; p++)
        assert_bounds(all.bounds[p], programs[_i].ideal[p],
                      programs[_i].in_order[p]);
    rounds_free(&all);
    scenario_free(&scenario);
}
END_TEST

Suite *
bounds_suite(void)
{
    Suite *suite = suite_create("bounds");
    TCase *tests = tcase_create("bounds");

    tcase_add_test(tests, nothing_takes_no_time);
    tcase_add_test(tests, one_at_a_time_takes_the_sum);
    tcase_add_test(tests, all_at_once_takes_the_longest);
    tcase_add_test(tests, two_hundred_in_turns_of_five_under_a_cap_of_fifty);
    tcase_add_test(tests, order_of_the_list_can_cost_time);
    tcase_add_test(tests, next_job_takes_the_place_that_is_free_first);
    tcase_add_test(tests, pause_without_a_place_holds_up_only_its_own_job);
    tcase_add_test(tests, random_jobs_are_served_in_order);
    tcase_add_loop_test(tests, scenario_has_its_bounds, 0,
                        sizeof scenarios / sizeof scenarios[0]);
    tcase_add_loop_test(tests, each_program_has_its_bounds, 0,
                        sizeof programs / sizeof programs[0]);
    suite_add_tcase(suite, tests);
    return suite;
}
