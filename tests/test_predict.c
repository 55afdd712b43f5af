// predict: what the model says, how guesses are read and judged, and the
// dialogue through pipes.

#include "../plots/predict.h"

#include <math.h>
#include <stdlib.h>

#include "../plots/basics.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC, MOST_PROGRAMS = 8 };

#define MEBIBYTE 1048576

static struct scenario scenario;
static struct bounds bounds[MOST_PROGRAMS];
static bool once[MOST_PROGRAMS];
static struct run runs[MOST_PROGRAMS];
static struct comparison all;

// A comparison of this scenario, in which program p has the bounds p + 1 and
// p + 2 seconds, and no runs.
static void
take(const char *text)
{
    char *error = scenario_parse(&scenario, "x", text, "x");

    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_le(scenario.program_count, MOST_PROGRAMS);
    all = (struct comparison){
        .scenario = &scenario, .bounds = bounds, .once = once, .runs = runs,
        .plan = {.rounds = 1},
    };
    for (size_t p = 0; p < MOST_PROGRAMS; p++)
        bounds[p] = (struct bounds){(double)p + 1, (double)p + 2};
}

static void
end(void)
{
    scenario_free(&scenario);
    memset(&scenario, 0, sizeof scenario);
    scratch_remove();
}

// Adds a run of the program.
static void
add_run(size_t program, double seconds, double mebibytes, long threads)
{
    runs[all.run_count++] = (struct run){
        .turn = {.round = 1, .program = program},
        .measured = {.wall = seconds, .threads = threads},
        .peak = (long long)(mebibytes * MEBIBYTE),
    };
}

// --- the model ---------------------------------------------------------------

START_TEST(model_knows_the_three_programs)
{
    take("urls 100 /delay/1\nconcurrency 50\n");
    struct expected sync = predict_model(&all, SYNC);
    struct expected threaded = predict_model(&all, THREADED);
    struct expected async = predict_model(&all, ASYNC);

    ck_assert_double_eq(sync.of[QUANTITY_TIME], 2);
    ck_assert_double_eq(threaded.of[QUANTITY_TIME], 3);
    ck_assert_double_eq(async.of[QUANTITY_TIME], 4);
    ck_assert_double_eq(sync.of[QUANTITY_THREADS], 1);
    ck_assert_double_eq(threaded.of[QUANTITY_THREADS], 51);
    ck_assert_double_eq(async.of[QUANTITY_THREADS], 1);
    ck_assert_double_eq_tol(sync.of[QUANTITY_MEMORY],
                            MODEL_BASE + MODEL_PER_TRANSFER / 1024, 1e-9);
    ck_assert_double_eq_tol(threaded.of[QUANTITY_MEMORY],
                            MODEL_BASE + 50 * MODEL_PER_THREAD / 1024, 1e-9);
    ck_assert_double_eq_tol(async.of[QUANTITY_MEMORY],
                            MODEL_BASE + 50 * MODEL_PER_TRANSFER / 1024, 1e-9);
}
END_TEST

START_TEST(no_more_are_in_flight_than_there_are_urls)
{
    take("urls 7 /delay/1\nconcurrency 50\n");
    ck_assert_double_eq(
        predict_model(&all, THREADED).of[QUANTITY_THREADS], 8);
}
END_TEST

START_TEST(step_of_a_sweep_has_its_own_cap)
{
    take("urls 100 /delay/1\nprogram t fetch-threaded\nsweep cap 1 30\n");
    ck_assert_double_eq(predict_model(&all, 0).of[QUANTITY_THREADS], 2);
    ck_assert_double_eq(predict_model(&all, 1).of[QUANTITY_THREADS], 31);
}
END_TEST

START_TEST(of_another_program_only_the_time_is_known)
{
    take("urls 100 /delay/1\nprogram x some-other\n");
    struct expected model = predict_model(&all, 0);

    ck_assert_double_eq(model.of[QUANTITY_TIME], 2);
    ck_assert(isnan(model.of[QUANTITY_MEMORY]));
    ck_assert(isnan(model.of[QUANTITY_THREADS]));
}
END_TEST

// What was measured when the constants were taken: see predict.h.
static const struct {
    int flight;
    double threaded, async;  // MiB
} measured[] = {
    {1, 10.7, 10.6}, {50, 12.4, 11.3}, {200, 18.1, 13.6}, {1000, 48.2, 25.8},
};

START_TEST(model_is_near_what_it_was_made_from)
{
    char *text = format("urls 1000 /delay/1\nconcurrency %d\n",
                        measured[_i].flight);

    take(text);
    free(text);
    double threaded = predict_model(&all, THREADED).of[QUANTITY_MEMORY];
    double async = predict_model(&all, ASYNC).of[QUANTITY_MEMORY];
    ck_assert_double_eq_tol(threaded / measured[_i].threaded, 1, 0.02);
    ck_assert_double_eq_tol(async / measured[_i].async, 1, 0.02);
}
END_TEST

// --- guesses -----------------------------------------------------------------

static const struct {
    const char *text;
    enum quantity quantity;
    double value;           // 0: it is none
} texts[] = {
    {"2.5\n", QUANTITY_TIME, 2.5},
    {"  3 s \r\n", QUANTITY_TIME, 3},
    {"3s", QUANTITY_TIME, 3},
    {"3 Seconds\n", QUANTITY_TIME, 3},
    {".5\n", QUANTITY_TIME, 0.5},
    {"5.\n", QUANTITY_TIME, 5},
    {"0.001\n", QUANTITY_TIME, 0.001},
    {"12 MiB\n", QUANTITY_MEMORY, 12},
    {"12mb\n", QUANTITY_MEMORY, 12},
    {"7\n", QUANTITY_THREADS, 7},
    {"7 threads\n", QUANTITY_THREADS, 7},
    {"1 thread\n", QUANTITY_THREADS, 1},
    {"0\n", QUANTITY_TIME, 0},
    {"-1\n", QUANTITY_TIME, 0},
    {"+1\n", QUANTITY_TIME, 0},
    {"x\n", QUANTITY_TIME, 0},
    {"3 x\n", QUANTITY_TIME, 0},
    {"3 4\n", QUANTITY_TIME, 0},
    {"2,5\n", QUANTITY_TIME, 0},
    {"1.2.3\n", QUANTITY_TIME, 0},
    {".\n", QUANTITY_TIME, 0},
    {"0x10\n", QUANTITY_TIME, 0},
    {"1e3\n", QUANTITY_TIME, 0},
    {"inf\n", QUANTITY_TIME, 0},
    {"nan\n", QUANTITY_MEMORY, 0},
    {"3 MiB\n", QUANTITY_TIME, 0},
    {"3 s\n", QUANTITY_MEMORY, 0},
    {"1.5\n", QUANTITY_THREADS, 0},
    {"2.0\n", QUANTITY_THREADS, 0},
    {"1,000\n", QUANTITY_THREADS, 0},
    {"0\n", QUANTITY_THREADS, 0},
};

START_TEST(guess_is_read_or_asked_for_again)
{
    double value = -7;
    const char *wanted = predict_read(texts[_i].text, texts[_i].quantity,
                                      &value);

    if (texts[_i].value > 0) {
        ck_assert_pstr_eq(wanted, NULL);
        ck_assert_double_eq(value, texts[_i].value);
    } else {
        ck_assert_ptr_nonnull(wanted);
        ck_assert_double_eq(value, -7);
    }
}
END_TEST

START_TEST(number_of_absurd_length_is_no_guess)
{
    char digits[2000];
    double value;

    memset(digits, '9', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    ck_assert_ptr_nonnull(predict_read(digits, QUANTITY_TIME, &value));
}
END_TEST

static const struct {
    double guess, measured;
    const char *words;
} judged[] = {
    {1, 1, "spot on"}, {1.09, 1, "spot on"}, {1, 1.09, "spot on"},
    {1.2, 1, "close"}, {1, 1.4, "close"}, {2, 1, "too high"},
    {1, 2, "too low"}, {4.9, 1, "too high"}, {6, 1, "far too high"},
    {1, 600, "far too low"}, {NAN, 1, ""}, {1, NAN, ""}, {1, 0, ""},
};

START_TEST(guess_is_judged_in_words)
{
    ck_assert_str_eq(predict_judge(judged[_i].guess, judged[_i].measured),
                     judged[_i].words);
}
END_TEST

// --- the dialogue ------------------------------------------------------------

// Has the three programs asked for with this input; what was said goes to
// *said, which the caller frees, like the guesses.
static struct expected *
ask(const char *input, char **said)
{
    size_t size;
    FILE *in = fmemopen((char *)input, strlen(input), "r");
    FILE *out = text_stream(said, &size);

    take("# the answer is 42\ntitle T\nurls 3 /delay/1\n");
    struct expected *guesses = predict_ask(in, out, &all);
    fclose(in);
    fclose(out);
    return guesses;
}

// How often the piece comes in the text.
static size_t
times(const char *text, const char *piece)
{
    size_t count = 0;

    while ((text = strstr(text, piece))) {
        text += strlen(piece);
        count++;
    }
    return count;
}

START_TEST(every_program_is_asked_about)
{
    char *said;
    struct expected *guesses = ask("1\n2\n3\n4\n5\n6\n7\n8\n9\n", &said);

    for (size_t p = 0; p < 3; p++)
        for (size_t q = 0; q < 3; q++)
            ck_assert_double_eq(guesses[p].of[q], (double)(3 * p + q + 1));
    ck_assert_uint_eq(times(said, "time in seconds: "), 3);
    ck_assert_uint_eq(times(said, "That should be"), 0);
    assert_says(said, "urls 3 /delay/1");
    ck_assert_ptr_null(strstr(said, "42"));
    free(guesses);
    free(said);
}
END_TEST

START_TEST(empty_line_skips_and_a_bad_one_is_asked_again)
{
    char *said;
    struct expected *guesses = ask("\nlots\n0\n12\n \n1\n\n\n2\n\n\n", &said);

    ck_assert(isnan(guesses[0].of[0]));
    ck_assert_double_eq(guesses[0].of[1], 12);
    ck_assert(isnan(guesses[0].of[2]));
    ck_assert_double_eq(guesses[1].of[0], 1);
    ck_assert_double_eq(guesses[2].of[0], 2);
    ck_assert_uint_eq(times(said, "That should be a number of MiB"), 2);
    free(guesses);
    free(said);
}
END_TEST

START_TEST(step_that_is_left_out_is_not_asked_about)
{
    char *said;
    size_t size;
    FILE *in = fmemopen((char *)"1\n2\n3\n", 6, "r");
    FILE *out = text_stream(&said, &size);

    take("urls 9 /delay/1\nprogram s fetch-sync\nsweep flight 1 9\n"
         "longest 5\n");
    all.bounds[1].ideal = 9;
    struct expected *guesses = predict_ask(in, out, &all);
    ck_assert_double_eq(guesses[0].of[2], 3);
    ck_assert(isnan(guesses[1].of[0]));
    predict_print(out, &all, guesses);
    fclose(in);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(said, "s-1"));
    ck_assert_ptr_null(strstr(said, "s-9"));
    free(guesses);
    free(said);
}
END_TEST

static const char *const ends[] = {"1\n2", "1\n2\n", "1\n2\nx", "1\n2\nx\n"};

START_TEST(end_of_input_skips_the_rest)
{
    char *said;
    struct expected *guesses = ask(ends[_i], &said);

    ck_assert_double_eq(guesses[0].of[0], 1);
    ck_assert_double_eq(guesses[0].of[1], 2);
    for (size_t i = 2; i < 9; i++)
        ck_assert(isnan(guesses[i / 3].of[i % 3]));
    ck_assert_ptr_null(strstr(said, "async"));
    free(guesses);
    free(said);
}
END_TEST

// --- what came of it ---------------------------------------------------------

START_TEST(guess_model_and_measurement_stand_side_by_side)
{
    struct expected guesses[3] = {
        {{NAN, NAN, NAN}}, {{6, 24, 4}}, {{NAN, NAN, NAN}},
    };
    char *text;
    size_t size;

    take("urls 10 /delay/1\nconcurrency 4\n");
    add_run(SYNC, 2, 10, 1);
    add_run(THREADED, 2, 12, 5);
    FILE *out = text_stream(&text, &size);
    predict_print(out, &all, guesses);
    fclose(out);
    ck_assert_int_le(widest_line(text), 80);
    assert_says(text, "\nsync\n"
                "  time, s           2.00      2.00   1.00 ×         –\n");
    assert_says(text, "\nthreaded\n"
                "  time, s           2.00      3.00   1.50 ×      6.00"
                "   3.00 ×  too high\n");
    assert_says(text, "      24.0   2.00 ×  too high\n");
    assert_says(text, "  threads              5         5   1.00 ×         4"
                      "   0.80 ×  close\n");
    assert_says(text, "\nasync\n"
                "  time, s              –      4.00                  –\n");
    ck_assert_ptr_null(strstr(text, "nan"));
    free(text);
}
END_TEST

START_TEST(compare_asks_runs_and_tells)
{
    static const char file[] = "urls 2 /bytes/10\nrounds 1\n";
    const char *path = scratch_write("try.scenario", file, sizeof file - 1);
    struct harness run = harness_run("1000\n\n1\nx\n", "--predict %s", path);

    assert_says(run.out, "what do you expect of each program?");
    assert_says(run.out, "That should be a number of seconds");
    assert_says(run.out, "What came, what the model expected");
    assert_says(run.out, "1000");
    assert_says(run.out, "far too high\n");
    assert_says(run.out, "1.00 ×  spot on\n");
    assert_says(run.out, "Results: ");
    harness_free(&run);
    run = harness_run(NULL, "--predict %s", path);
    assert_says(run.out, "What came, what the model expected");
    harness_free(&run);
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
predict_suite(void)
{
    Suite *suite = suite_create("predict");
    TCase *tests = tcase_create("predict");

    tcase_add_checked_fixture(tests, scratch_make, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, model_knows_the_three_programs);
    tcase_add_test(tests, no_more_are_in_flight_than_there_are_urls);
    tcase_add_test(tests, step_of_a_sweep_has_its_own_cap);
    tcase_add_test(tests, of_another_program_only_the_time_is_known);
    LOOP(model_is_near_what_it_was_made_from, measured);
    LOOP(guess_is_read_or_asked_for_again, texts);
    tcase_add_test(tests, number_of_absurd_length_is_no_guess);
    LOOP(guess_is_judged_in_words, judged);
    tcase_add_test(tests, every_program_is_asked_about);
    tcase_add_test(tests, empty_line_skips_and_a_bad_one_is_asked_again);
    tcase_add_test(tests, step_that_is_left_out_is_not_asked_about);
    LOOP(end_of_input_skips_the_rest, ends);
    tcase_add_test(tests, guess_model_and_measurement_stand_side_by_side);
    tcase_add_test(tests, compare_asks_runs_and_tells);
    suite_add_tcase(suite, tests);
    return suite;
}
