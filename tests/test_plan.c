// plan: rounds in random order, a warm-up, and what runs once.

#include "../plots/plan.h"

#include "suites.h"

enum { ROUNDS = 200 };

static const bool none_once[PROGRAMS], first_once[PROGRAMS] = {true};

START_TEST(every_program_comes_once_a_round_after_a_warm_up)
{
    struct plan plan = plan_make(ROUNDS, none_once, 1);

    ck_assert_uint_eq(plan.rounds, ROUNDS);
    ck_assert_uint_eq(plan.count, (ROUNDS + 1) * PROGRAMS);
    for (size_t round = 0; round <= ROUNDS; round++) {
        unsigned seen = 0;
        for (size_t i = 0; i < PROGRAMS; i++) {
            struct turn turn = plan.turns[round * PROGRAMS + i];
            ck_assert_uint_eq(turn.round, round);
            seen |= 1u << turn.program;
        }
        ck_assert_uint_eq(seen, (1u << PROGRAMS) - 1);
    }
    plan_free(&plan);
}
END_TEST

START_TEST(every_program_is_sometimes_the_first)
{
    struct plan plan = plan_make(ROUNDS, none_once, 7);
    int first[PROGRAMS] = {0};

    for (size_t i = 0; i < plan.count; i += PROGRAMS)
        first[plan.turns[i].program]++;
    for (size_t p = 0; p < PROGRAMS; p++)
        ck_assert_int_gt(first[p], ROUNDS / PROGRAMS / 2);
    plan_free(&plan);
}
END_TEST

// True if both plans have the same turns.
static bool
same_turns(const struct plan *one, const struct plan *other)
{
    for (size_t i = 0; i < one->count && i < other->count; i++)
        if (one->turns[i].program != other->turns[i].program
            || one->turns[i].round != other->turns[i].round)
            return false;
    return one->count == other->count;
}

START_TEST(same_seed_gives_the_same_plan_and_another_seed_another)
{
    struct plan one = plan_make(ROUNDS, none_once, 11);
    struct plan two = plan_make(ROUNDS, none_once, 11);
    struct plan three = plan_make(ROUNDS, none_once, 12);

    ck_assert(same_turns(&one, &two));
    ck_assert(!same_turns(&one, &three));
    plan_free(&one);
    plan_free(&two);
    plan_free(&three);
}
END_TEST

START_TEST(long_program_runs_once_in_round_one_without_a_warm_up)
{
    int places[PROGRAMS] = {0};

    for (uint64_t seed = 0; seed < 90; seed++) {
        struct plan plan = plan_make(4, first_once, seed);
        ck_assert_uint_eq(plan.count, 5 * (PROGRAMS - 1) + 1);
        for (size_t i = 0; i < plan.count; i++) {
            if (plan.turns[i].program != 0)
                continue;
            ck_assert_uint_eq(plan.turns[i].round, 1);
            places[i - (PROGRAMS - 1)]++;
        }
        plan_free(&plan);
    }
    for (size_t i = 0; i < PROGRAMS; i++)
        ck_assert_int_gt(places[i], 15);
    ck_assert_int_eq(places[0] + places[1] + places[2], 90);
}
END_TEST

START_TEST(one_round_is_a_warm_up_and_one_that_counts)
{
    struct plan plan = plan_make(1, none_once, 3);

    ck_assert_uint_eq(plan.count, 2 * PROGRAMS);
    ck_assert_uint_eq(plan.turns[0].round, 0);
    ck_assert_uint_eq(plan.turns[PROGRAMS].round, 1);
    plan_free(&plan);
}
END_TEST

Suite *
plan_suite(void)
{
    Suite *suite = suite_create("plan");
    TCase *tests = tcase_create("plan");

    tcase_add_test(tests, every_program_comes_once_a_round_after_a_warm_up);
    tcase_add_test(tests, every_program_is_sometimes_the_first);
    tcase_add_test(tests,
                   same_seed_gives_the_same_plan_and_another_seed_another);
    tcase_add_test(tests,
                   long_program_runs_once_in_round_one_without_a_warm_up);
    tcase_add_test(tests, one_round_is_a_warm_up_and_one_that_counts);
    suite_add_tcase(suite, tests);
    return suite;
}
