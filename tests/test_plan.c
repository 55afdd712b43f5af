// plan: rounds in random order, a warm-up, and what runs once, for programs
// made up and for those of a scenario.

#include "../plots/plan.h"

#include "../plots/rounds.h"
#include "suites.h"

enum { ROUNDS = 200, PROGRAMS = 3 };

static const bool none_once[PROGRAMS], first_once[PROGRAMS] = {true};

START_TEST(every_program_comes_once_a_round_after_a_warm_up)
{
    struct plan plan = plan_make(ROUNDS, none_once, PROGRAMS, 1);

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
    struct plan plan = plan_make(ROUNDS, none_once, PROGRAMS, 7);
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
    struct plan one = plan_make(ROUNDS, none_once, PROGRAMS, 11);
    struct plan two = plan_make(ROUNDS, none_once, PROGRAMS, 11);
    struct plan three = plan_make(ROUNDS, none_once, PROGRAMS, 12);

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
        struct plan plan = plan_make(4, first_once, PROGRAMS, seed);
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
    struct plan plan = plan_make(1, none_once, PROGRAMS, 3);

    ck_assert_uint_eq(plan.count, 2 * PROGRAMS);
    ck_assert_uint_eq(plan.turns[0].round, 0);
    ck_assert_uint_eq(plan.turns[PROGRAMS].round, 1);
    plan_free(&plan);
}
END_TEST

START_TEST(any_number_of_programs_comes_in_every_round)
{
    static const bool once[40];

    for (size_t count = 1; count <= 40; count++) {
        struct plan plan = plan_make(3, once, count, count);
        ck_assert_uint_eq(plan.count, 4 * count);
        for (size_t round = 0; round <= 3; round++) {
            uint64_t seen = 0;
            for (size_t i = 0; i < count; i++) {
                struct turn turn = plan.turns[round * count + i];
                ck_assert_uint_eq(turn.round, round);
                ck_assert_uint_lt(turn.program, count);
                seen |= (uint64_t)1 << turn.program;
            }
            ck_assert(seen == ((uint64_t)1 << count) - 1);
        }
        plan_free(&plan);
    }
}
END_TEST

START_TEST(where_all_run_once_there_is_one_round)
{
    static const bool all_once[4] = {true, true, true, true};
    struct plan plan = plan_make(6, all_once, 4, 1);

    ck_assert_uint_eq(plan.count, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(plan.turns[i].round, 1);
    plan_free(&plan);
}
END_TEST

// --- what of a scenario runs once ------------------------------------------

static const struct {
    const char *text;
    size_t count;               // of the programs
    const char *once;           // one letter a program: y or n
} scenarios[] = {
    {"urls 3 /delay/1\n", 3, "nnn"},
    {"urls 4 /delay/1\n", 3, "ynn"},
    {"urls 4 /delay/1\nconcurrency 1\n", 3, "ynn"},
    {"urls 1 /delay/1\nonce async\n", 3, "nny"},
    // the part that it fetches is short
    {"urls 400 /delay/1\npart sync 3\n", 3, "nnn"},
    {"urls 400 /delay/1\npart sync 4\n", 3, "ynn"},
    {"urls 40 /delay/1\npart async 3\nconcurrency 1\n", 3, "ynn"},
    // in a sweep any program may be a long one
    {"urls 4 /delay/1\nsweep cap 1 2\n", 5, "yynyn"},
    {"urls 9 /delay/1\nsweep flight 3 4\n", 6, "nynnnn"},
    {"urls 9 /delay/1\nsweep cap 3 9\nonce async\n", 5, "ynnyy"},
    {"program a fetch-async\nprogram b fetch-sync\nurls 4 /delay/1\n", 2,
     "ny"},
};

START_TEST(long_program_of_a_scenario_runs_once)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "x", scenarios[_i].text, "x");
    size_t turns = 0;

    ck_assert_pstr_eq(error, NULL);
    struct comparison all = rounds_plan(&scenario, 1);
    ck_assert_uint_eq(scenario.program_count, scenarios[_i].count);
    for (size_t p = 0; p < scenarios[_i].count; p++) {
        ck_assert_int_eq(all.once[p] ? 'y' : 'n', scenarios[_i].once[p]);
        turns += all.once[p] ? 1 : scenario.rounds + 1;
    }
    ck_assert_uint_eq(all.plan.count, turns);
    ck_assert_uint_eq(all.plan.rounds, scenario.rounds);
    rounds_free(&all);
    scenario_free(&scenario);
}
END_TEST

// Ten URLs of a second in turn would take ten seconds, and all at once one.
START_TEST(step_that_would_take_too_long_is_left_out)
{
    struct scenario scenario;
    char *error = scenario_parse(&scenario, "x",
                                 "urls 10 /delay/1\nsweep flight 2 5 10\n"
                                 "longest 5\nrounds 6\n"
                                 "program s fetch-sync\n"
                                 "program a fetch-async\n", "x");

    ck_assert_pstr_eq(error, NULL);
    struct comparison all = rounds_plan(&scenario, 1);
    for (size_t p = 0; p < scenario.program_count; p++)
        ck_assert_int_eq(left_out(&all, p), p == 2);
    for (size_t i = 0; i < all.plan.count; i++)
        ck_assert_uint_ne(all.plan.turns[i].program, 2);
    ck_assert_uint_eq(all.plan.count, 7 + 1 + 3 * 7);
    rounds_free(&all);
    scenario_free(&scenario);
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
    tcase_add_test(tests, any_number_of_programs_comes_in_every_round);
    tcase_add_test(tests, where_all_run_once_there_is_one_round);
    tcase_add_loop_test(tests, long_program_of_a_scenario_runs_once, 0,
                        sizeof scenarios / sizeof scenarios[0]);
    tcase_add_test(tests, step_that_would_take_too_long_is_left_out);
    suite_add_tcase(suite, tests);
    return suite;
}
