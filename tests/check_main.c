// Runs the suites: all of them, or the one that is named.
//
//     check [--list | SUITE]
//
// Tests with random input take it from CHECK_SEED, or from a seed that is
// printed, so that the run can be repeated.
//
// Exits with 0 only if every test passed, and if there were as many as there
// have to be: a suite that has lost its tests must not pass for a good one.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fetch_all.h"
#include "suites.h"

enum { LEAST_TESTS = 1300 };

const char program_name[] = "check";

static const struct {
    const char *name;
    Suite *(*suite)(void);
} suites[] = {
    // modules
    {"text", text_suite},
    {"list", list_suite},
    {"options", options_suite},
    {"retry", retry_suite},
    {"outcome", outcome_suite},
    {"result", result_suite},
    {"body", body_suite},
    {"output", output_suite},
    {"stop", stop_suite},
    {"batch", batch_suite},
    {"fetch", fetch_suite},
    {"progress", progress_suite},
    {"summary", summary_suite},
    {"semaphore", semaphore_suite},
    {"timers", timers_suite},
    {"siblings", siblings_suite},
    {"say", say_suite},
    {"client", client_suite},
    // the harness
    {"statistics", statistics_suite},
    {"bounds", bounds_suite},
    {"pattern", pattern_suite},
    {"endpoints", endpoints_suite},
    {"scenario", scenario_suite},
    {"plan", plan_suite},
    {"dice", dice_suite},
    {"records", records_suite},
    {"verify", verify_suite},
    {"verdict", verdict_suite},
    {"files", files_suite},
    {"gnuplot", gnuplot_suite},
    {"measure", measure_suite},
    {"compare", compare_suite},
    // whole programs
    {"programs-outcomes", programs_outcomes_suite},
    {"programs-cap", programs_cap_suite},
    {"programs-reuse", programs_reuse_suite},
    {"programs-retry", programs_retry_suite},
    {"programs-output", programs_output_suite},
    {"programs-input", programs_input_suite},
    {"programs-stop", programs_stop_suite},
    {"programs-limits", programs_limits_suite},
    {"programs-usage", programs_usage_suite},
};

enum { SUITES = sizeof suites / sizeof suites[0] };

static void
list_suites(void)
{
    for (int i = 0; i < SUITES; i++)
        printf("%s\n", suites[i].name);
}

// A runner of the suite with this name, or of all if it is NULL.
static SRunner *
make_runner(const char *name)
{
    SRunner *runner = srunner_create(NULL);
    bool found = false;

    for (int i = 0; i < SUITES; i++) {
        if (name && strcmp(name, suites[i].name) != 0)
            continue;
        srunner_add_suite(runner, suites[i].suite());
        found = true;
    }
    if (found)
        return runner;
    srunner_free(runner);
    return NULL;
}

// Chooses a seed for this run, if none is given, and says which it is.
static void
choose_seed(void)
{
    char seed[32];

    snprintf(seed, sizeof seed, "%u", (unsigned)time(NULL));
    setenv("CHECK_SEED", seed, 0);
    printf("CHECK_SEED=%s\n", getenv("CHECK_SEED"));
}

// Runs every test; true if all is well.
static bool
run(SRunner *runner, int least)
{
    int tests;

    choose_seed();
    srunner_run_all(runner, CK_NORMAL);
    tests = srunner_ntests_run(runner);
    if (tests < least)
        fprintf(stderr, "check: only %d tests ran, expected at least %d\n",
                tests, least);
    return tests >= least && srunner_ntests_failed(runner) == 0;
}

int
main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    SRunner *runner;
    bool fine;

    if (name && strcmp(name, "--list") == 0) {
        list_suites();
        return EXIT_SUCCESS;
    }
    runner = make_runner(name);
    if (!runner) {
        fprintf(stderr, "check: there is no suite \"%s\"; try --list\n", name);
        return EXIT_FAILURE;
    }
    fine = run(runner, name ? 1 : LEAST_TESTS);
    srunner_free(runner);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
