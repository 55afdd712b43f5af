// Runs the suites: all of them, a group of them, or the one that is named.
//
//     check [--list | GROUP | SUITE]
//
// Tests with random input take it from CHECK_SEED, or from a seed that is
// printed, so that the run can be repeated.
//
// Exits with 0 only if every test passed, and if there were as many as there
// have to be: a suite that has lost its tests must not pass for a good one.
//
// It is also its own helper where a test has a program measured, as compare is.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../plots/measure.h"
#include "fetch_all.h"
#include "suites.h"

enum { LEAST_TESTS = 2700 };

const char program_name[] = "check";
const int transfer_descriptors = 1;

static const struct {
    const char *group;
    const char *name;
    Suite *(*suite)(void);
} suites[] = {
    {"modules", "text", text_suite},
    {"modules", "list", list_suite},
    {"modules", "options", options_suite},
    {"modules", "retry", retry_suite},
    {"modules", "outcome", outcome_suite},
    {"modules", "result", result_suite},
    {"modules", "body", body_suite},
    {"modules", "output", output_suite},
    {"modules", "stop", stop_suite},
    {"modules", "batch", batch_suite},
    {"modules", "fetch", fetch_suite},
    {"modules", "progress", progress_suite},
    {"modules", "summary", summary_suite},
    {"modules", "semaphore", semaphore_suite},
    {"modules", "timers", timers_suite},
    {"modules", "siblings", siblings_suite},
    {"modules", "say", say_suite},
    {"modules", "client", client_suite},
    {"modules", "pool", pool_suite},
    {"modules", "stall", stall_suite},
    {"modules", "queue", queue_suite},
    {"modules", "narrator", narrator_suite},
    {"modules", "loop", loop_suite},
    {"harness", "statistics", statistics_suite},
    {"harness", "bounds", bounds_suite},
    {"harness", "pattern", pattern_suite},
    {"harness", "endpoints", endpoints_suite},
    {"harness", "scenario", scenario_suite},
    {"harness", "plan", plan_suite},
    {"harness", "dice", dice_suite},
    {"harness", "records", records_suite},
    {"harness", "verify", verify_suite},
    {"harness", "verdict", verdict_suite},
    {"harness", "files", files_suite},
    {"harness", "gnuplot", gnuplot_suite},
    {"harness", "charts", charts_suite},
    {"harness", "measure", measure_suite},
    {"harness", "sample", sample_suite},
    {"harness", "series", series_suite},
    {"harness", "system", system_suite},
    {"harness", "noise", noise_suite},
    {"harness", "latency", latency_suite},
    {"harness", "phases", phases_suite},
    {"harness", "labels", labels_suite},
    {"harness", "stalls", stalls_suite},
    {"harness", "waterfall", waterfall_suite},
    {"harness", "overtime", overtime_suite},
    {"harness", "latency-chart", latency_chart_suite},
    {"harness", "judge", judge_suite},
    {"harness", "table", table_suite},
    {"harness", "others", others_suite},
    {"harness", "runs", runs_suite},
    {"harness", "results", results_suite},
    {"harness", "diff", diff_suite},
    {"harness", "trace", trace_suite},
    {"harness", "predict", predict_suite},
    {"harness", "terminal", terminal_suite},
    {"harness", "page", page_suite},
    {"harness", "report", report_suite},
    {"harness", "index", index_suite},
    {"harness", "compare", compare_suite},
    {"programs", "programs-outcomes", programs_outcomes_suite},
    {"programs", "programs-cap", programs_cap_suite},
    {"programs", "programs-reuse", programs_reuse_suite},
    {"programs", "programs-retry", programs_retry_suite},
    {"programs", "programs-output", programs_output_suite},
    {"programs", "programs-input", programs_input_suite},
    {"programs", "programs-stop", programs_stop_suite},
    {"programs", "programs-save", programs_save_suite},
    {"programs", "programs-limits", programs_limits_suite},
    {"programs", "programs-thousands", programs_thousands_suite},
    {"programs", "programs-usage", programs_usage_suite},
    {"programs", "programs-traps", programs_traps_suite},
    {"programs", "programs-others", programs_others_suite},
};

enum { SUITES = sizeof suites / sizeof suites[0] };

static void
list_suites(void)
{
    for (int i = 0; i < SUITES; i++)
        printf("%-9s %s\n", suites[i].group, suites[i].name);
}

// A runner of the suites with this name or in this group; NULL: of all.
static SRunner *
make_runner(const char *name)
{
    SRunner *runner = srunner_create(NULL);
    bool found = false;

    for (int i = 0; i < SUITES; i++) {
        if (name && strcmp(name, suites[i].name) != 0
            && strcmp(name, suites[i].group) != 0)
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

    if (name && strcmp(name, MEASURE_WORD) == 0)
        return measure_helper(argv + 2);
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
