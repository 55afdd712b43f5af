// judge: made-up runs with known answers, of which some lie far from the
// others, and some were disturbed.

#include "../plots/judge.h"

#include <math.h>

#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC, PROGRAMS_OF_TEST, ROUNDS = 10, MOST_RUNS = 60 };

#define PROCESSORS 2

static struct scenario scenario;
static struct run runs[MOST_RUNS];
static struct comparison all;

// A fixture: a comparison without runs.
static void
start(void)
{
    char *error = scenario_parse(&scenario, "x", "urls 10 /delay/1\n", "x");

    ck_assert_pstr_eq(error, NULL);
    all = (struct comparison){.scenario = &scenario, .runs = runs};
}

static void
end(void)
{
    words_free(&all.warnings);
    scenario_free(&scenario);
}

// Adds a run in which nothing was wrong, and returns it to be changed: its own
// work is all the work there was.
static struct run *
add_run(size_t program, size_t round, double seconds)
{
    struct run *run = &runs[all.run_count++];

    ck_assert_uint_le(all.run_count, MOST_RUNS);
    *run = (struct run){
        .turn = {.round = round, .program = program},
        .measured = {
            .wall = seconds, .user = 0.1, .system = 0.2, .looking = 0.05,
        },
        .witness = {.cpu = 0.15},
        .use = {.seconds = seconds, .busy = 0.5},
    };
    return run;
}

// Adds ten rounds of all three programs that take about a second.
static void
add_ten_rounds(void)
{
    for (size_t round = 1; round <= ROUNDS; round++)
        for (size_t p = 0; p < PROGRAMS_OF_TEST; p++)
            add_run(p, round, 0.99 + 0.002 * (double)round);
}

// Returns the run of the program in that round.
static struct run *
run_of(size_t program, size_t round)
{
    for (size_t i = 0; i < all.run_count; i++)
        if (runs[i].turn.program == program && runs[i].turn.round == round)
            return &runs[i];
    ck_abort_msg("there is no such run");
}

// How many runs are marked.
static size_t
count_marked(void)
{
    size_t count = 0;

    for (size_t i = 0; i < all.run_count; i++)
        count += runs[i].outlier;
    return count;
}

// Judges, and sees that there is no warning.
static void
expect_none(void)
{
    judge(&all, PROCESSORS);
    ck_assert_msg(all.warnings.count == 0, "%s", all.warnings.all[0]);
}

// Judges, and sees that there is no warning but this one.
static void
expect_only(const char *sentence)
{
    judge(&all, PROCESSORS);
    ck_assert_uint_ge(all.warnings.count, 1);
    ck_assert_str_eq(all.warnings.all[0], sentence);
    ck_assert_msg(all.warnings.count == 1, "%s", all.warnings.all[1]);
}

// --- nothing -----------------------------------------------------------------

START_TEST(quiet_runs_have_no_warning)
{
    add_ten_rounds();
    expect_none();
    ck_assert_uint_eq(count_marked(), 0);
}
END_TEST

START_TEST(without_runs_there_is_nothing_to_say)
{
    expect_none();
}
END_TEST

START_TEST(what_is_unknown_never_warns)
{
    add_ten_rounds();
    for (size_t i = 0; i < all.run_count; i++) {
        runs[i].use.busy = runs[i].use.stolen = runs[i].use.pressure = NAN;
        runs[i].use.overflows = runs[i].use.drops = -1;
    }
    expect_none();
}
END_TEST

START_TEST(what_is_unknown_of_one_run_never_warns)
{
    add_ten_rounds();
    struct system_use *use = &run_of(ASYNC, 4)->use;

    use->busy = use->stolen = use->pressure = NAN;
    use->overflows = use->drops = -1;
    expect_none();
}
END_TEST

// --- outliers ----------------------------------------------------------------

START_TEST(run_far_from_the_others_is_marked_and_told)
{
    add_ten_rounds();
    run_of(ASYNC, 6)->measured.wall = 1.2;
    expect_only("1 run of async lies far from the others: marked, not "
                "removed");
    ck_assert(run_of(ASYNC, 6)->outlier);
    ck_assert_uint_eq(count_marked(), 1);
}
END_TEST

START_TEST(several_runs_far_from_the_others_are_told_with_all_programs)
{
    add_ten_rounds();
    run_of(ASYNC, 6)->measured.wall = 1.15;
    run_of(ASYNC, 10)->measured.wall = 1.15;
    run_of(SYNC, 1)->measured.wall = 0.9;  // below the others
    expect_only("3 runs of sync, async lie far from the others: marked, not "
                "removed");
    ck_assert(run_of(ASYNC, 6)->outlier);
    ck_assert(run_of(ASYNC, 10)->outlier);
    ck_assert(run_of(SYNC, 1)->outlier);
    ck_assert_uint_eq(count_marked(), 3);
}
END_TEST

START_TEST(programs_are_not_measured_by_each_other)
{
    for (size_t round = 1; round <= ROUNDS; round++) {
        add_run(SYNC, round, 50 + 0.1 * (double)round);
        add_run(ASYNC, round, 1 + 0.001 * (double)round);
    }
    add_run(THREADED, 1, 9);
    expect_none();
    ck_assert_uint_eq(count_marked(), 0);
}
END_TEST

START_TEST(runs_that_do_not_count_are_not_marked)
{
    static char reason[] = "failed";

    add_run(ASYNC, 0, 100);
    add_ten_rounds();
    run_of(ASYNC, 5)->measured.wall = 100;
    run_of(ASYNC, 5)->reason = reason;
    expect_none();
    ck_assert_uint_eq(count_marked(), 0);
}
END_TEST

// With those three among them, 1.2 would not be far from the others.
START_TEST(runs_that_do_not_count_hide_no_outlier)
{
    static char reason[] = "failed";

    add_run(ASYNC, 0, 1.2);
    add_ten_rounds();
    for (size_t round = 2; round <= 4; round++) {
        run_of(ASYNC, round)->measured.wall = 1.2;
        run_of(ASYNC, round)->reason = reason;
    }
    run_of(ASYNC, 6)->measured.wall = 1.2;
    expect_only("1 run of async lies far from the others: marked, not "
                "removed");
    ck_assert(run_of(ASYNC, 6)->outlier);
    ck_assert_uint_eq(count_marked(), 1);
}
END_TEST

// --- the processors ----------------------------------------------------------

// In each run others used a tenth of the time of both processors; one sentence
// says so, not one for each program.
START_TEST(others_are_judged_over_all_runs_together)
{
    add_ten_rounds();
    for (size_t i = 0; i < all.run_count; i++)
        runs[i].use.busy += 0.2 * runs[i].use.seconds;
    expect_only("All runs: other processes used 10 % of the processors");
}
END_TEST

START_TEST(one_disturbed_run_of_thirty_does_not_make_all_doubtful)
{
    add_ten_rounds();
    run_of(SYNC, 3)->use.busy += 1.5;
    expect_none();
}
END_TEST

START_TEST(what_the_kit_did_itself_was_not_others)
{
    add_ten_rounds();
    for (size_t i = 0; i < all.run_count; i++) {
        struct run *run = &runs[i];
        run->measured.user += 0.3;
        run->measured.system += 0.2;
        run->measured.looking += 0.1;
        run->witness.cpu += 0.2;
        run->use.busy += 0.8;
    }
    expect_none();
}
END_TEST

START_TEST(warm_up_and_failed_runs_disturb_nobody)
{
    static char reason[] = "failed";

    add_ten_rounds();
    for (size_t p = 0; p < PROGRAMS_OF_TEST; p++) {
        struct run *warm_up = add_run(p, 0, 40), *failed = run_of(p, 2);
        failed->reason = reason;
        failed->use.seconds = failed->measured.wall = 40;
        failed->use.busy = warm_up->use.busy = 80;
        failed->use.stolen = warm_up->use.stolen = 40;
        failed->witness.cpu = warm_up->witness.cpu = 40;
        failed->use.overflows = warm_up->use.overflows = 9;
    }
    expect_none();
}
END_TEST

// Of 100 seconds of two processors 4 are 2 %. Somebody waited for half a run
// of two seconds, and never in one of eight: the time tells, not the runs.
START_TEST(stolen_time_and_pressure_are_weighed_by_time)
{
    for (size_t round = 1; round <= ROUNDS; round++) {
        struct run *run = add_run(SYNC, round, 2);
        run->use.stolen = 0.4;
        run->use.pressure = 0.5;
        add_run(ASYNC, round, 8);
    }
    judge(&all, PROCESSORS);
    ck_assert_uint_eq(all.warnings.count, 2);
    ck_assert_str_eq(all.warnings.all[0],
                     "All runs: 2.0 % of the processors' time was stolen by "
                     "other machines");
    ck_assert_str_eq(all.warnings.all[1],
                     "All runs: during 10 % of the time somebody waited for a "
                     "processor");
}
END_TEST

// --- the server --------------------------------------------------------------

START_TEST(busy_server_is_told_with_the_program)
{
    add_ten_rounds();
    for (size_t round = 1; round <= ROUNDS; round++) {
        struct run *run = run_of(ASYNC, round);
        run->measured.wall = 1;
        run->witness.cpu = 0.9;
        run->use.busy += 0.75;
    }
    expect_only("async: the server worked 90 % of the time: it may be what "
                "was measured");
}
END_TEST

START_TEST(overflows_are_added_up_for_each_program)
{
    add_ten_rounds();
    run_of(SYNC, 1)->use.overflows = 1;
    run_of(THREADED, 2)->use.overflows = 2;
    run_of(THREADED, 3)->use.overflows = -1;
    run_of(THREADED, 4)->use.overflows = 3;
    judge(&all, PROCESSORS);
    ck_assert_uint_eq(all.warnings.count, 2);
    ck_assert_str_eq(all.warnings.all[0],
                     "sync: 1 connection found a full queue, which costs "
                     "each a second or more");
    ck_assert_str_eq(all.warnings.all[1],
                     "threaded: 5 connections found a full queue, which "
                     "costs each a second or more");
}
END_TEST

// --- spread ------------------------------------------------------------------

// Half of the runs lie so far below a second, half so far above.
static void
spread(size_t program, double seconds)
{
    for (size_t round = 1; round <= ROUNDS; round++)
        run_of(program, round)->measured.wall =
            round % 2 ? 1 - seconds : 1 + seconds;
}

START_TEST(programs_that_vary_are_told_in_one_sentence)
{
    add_ten_rounds();
    spread(SYNC, 0.1);      // √(10 × 0.1² / 9) = 0.105
    spread(THREADED, 0.09);
    spread(ASYNC, 0.2);
    expect_only("sync, async: the time varies from run to run, the standard "
                "deviation is up to 21 % of the mean");
}
END_TEST

START_TEST(program_that_varies_alone_is_told_alone)
{
    add_ten_rounds();
    spread(THREADED, 0.3);
    expect_only("threaded: the time varies from run to run, the standard "
                "deviation is up to 32 % of the mean");
    ck_assert_uint_eq(count_marked(), 0);
}
END_TEST

Suite *
judge_suite(void)
{
    Suite *suite = suite_create("judge");
    TCase *tests = tcase_create("judge");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, quiet_runs_have_no_warning);
    tcase_add_test(tests, without_runs_there_is_nothing_to_say);
    tcase_add_test(tests, what_is_unknown_never_warns);
    tcase_add_test(tests, what_is_unknown_of_one_run_never_warns);
    tcase_add_test(tests, run_far_from_the_others_is_marked_and_told);
    tcase_add_test(
        tests, several_runs_far_from_the_others_are_told_with_all_programs);
    tcase_add_test(tests, programs_are_not_measured_by_each_other);
    tcase_add_test(tests, runs_that_do_not_count_are_not_marked);
    tcase_add_test(tests, runs_that_do_not_count_hide_no_outlier);
    tcase_add_test(tests, others_are_judged_over_all_runs_together);
    tcase_add_test(tests,
                   one_disturbed_run_of_thirty_does_not_make_all_doubtful);
    tcase_add_test(tests, what_the_kit_did_itself_was_not_others);
    tcase_add_test(tests, warm_up_and_failed_runs_disturb_nobody);
    tcase_add_test(tests, stolen_time_and_pressure_are_weighed_by_time);
    tcase_add_test(tests, busy_server_is_told_with_the_program);
    tcase_add_test(tests, overflows_are_added_up_for_each_program);
    tcase_add_test(tests, programs_that_vary_are_told_in_one_sentence);
    tcase_add_test(tests, program_that_varies_alone_is_told_alone);
    suite_add_tcase(suite, tests);
    return suite;
}
