// runs: what each run of a comparison leaves behind: what was seen of it over
// time, and in results.json how long its URLs took and what the machine did,
// held against its records.

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "../plots/basics.h"
#include "../plots/series.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

enum { URLS = 8, ROUNDS = 2, PROGRAMS_OF_TEST = 3, MOST_LINE = 4096 };

// Four that are fetched at once, and four that are asked for again after a
// pause.
static const char scenario[] =
    "urls 4 /delay/{0.05,0.1,0.15,0.2}\n"
    "urls 4 /flaky/1?id={a,b,c,d}\n"
    "concurrency 3\nrounds 2\noptions --fail --retry 1 --backoff 0.05\n";

static struct harness run;
static json_t *results;
static char *path_before;

// --- the fixture -------------------------------------------------------------

// Compares without any gnuplot, which is faster.
static void
start(void)
{
    scratch_make();
    path_before = copy_text(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    const char *path = scratch_write("try.scenario", scenario,
                                     sizeof scenario - 1);
    run = harness_run(NULL, "--seed 1 %s", path);
    ck_assert_msg(run.status == STATUS_NO_CHARTS, "status %d\n%s\n%s",
                  run.status, run.out, run.err);
    results = json_load_file(scratch_path("results/try/results.json"),
                             JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(results);
    ck_assert_uint_eq(json_array_size(json_object_get(results, "runs")),
                      (ROUNDS + 1) * PROGRAMS_OF_TEST);
}

static void
end(void)
{
    setenv("PATH", path_before, 1);
    free(path_before);
    json_decref(results);
    results = NULL;
    harness_free(&run);
    run = (struct harness){0};
    scratch_remove();
}

// --- support -----------------------------------------------------------------

// Returns the path of one of the run's files.
static const char *
file_of(const json_t *one, const char *ending)
{
    char *name = format("results/try/%s%s",
                        json_string_value(json_object_get(one, "files")),
                        ending);
    const char *path = scratch_path(name);

    free(name);
    return path;
}

// Returns a number that has to be there.
static double
number_in(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    ck_assert_msg(json_is_number(value), "%s is no number", name);
    return json_number_value(value);
}

// Says that it is a number from 0 on, or null, which is unknown.
static void
assert_known_or_null(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    ck_assert_msg(json_is_null(value) || number_in(object, name) >= 0,
                  "%s is %f", name, json_number_value(value));
}

// Orders two doubles for qsort.
static int
by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

// --- over time ---------------------------------------------------------------

// Says that the run's series fits the run's other figures: every look is kept,
// for it was short.
static void
check_series(const json_t *one)
{
    double wall = number_in(one, "wall_seconds");
    double peak = number_in(one, "peak_memory_bytes"), before = 0;
    long threads = 0, descriptors = 0;
    struct series series;
    char *error = series_read(&series, file_of(one, ".series.csv"));

    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_ge(series.count, 2);
    for (size_t i = 0; i < series.count; i++) {
        const struct sample_point *point = &series.all[i];
        ck_assert_double_ge(point->seconds, before);
        ck_assert_double_gt((double)point->resident, 0);
        ck_assert_double_le((double)point->resident, 1.25 * peak);
        ck_assert_int_gt(point->reserved, point->resident);
        threads = point->threads > threads ? point->threads : threads;
        descriptors = point->descriptors > descriptors ? point->descriptors
                                                       : descriptors;
        before = point->seconds;
    }
    ck_assert_double_lt(before, wall);
    ck_assert_double_gt(before, wall / 2);
    ck_assert_int_eq(threads, (long)number_in(one, "threads"));
    ck_assert_int_eq(descriptors, (long)number_in(one, "descriptors"));
    series_free(&series);
}

START_TEST(every_run_leaves_what_was_seen_of_it)
{
    json_t *one;
    size_t index;

    json_array_foreach(json_object_get(results, "runs"), index, one)
        check_series(one);
}
END_TEST

// --- how long URLs took ------------------------------------------------------

// Reads from the record when its first attempt started and its last one ended.
static void
read_span(const json_t *record, double *first, double *last)
{
    const json_t *tries = json_object_get(record, "tries");
    size_t count = json_array_size(tries);
    const json_t *one = count > 0 ? json_array_get(tries, 0) : record;
    const json_t *other = count > 0 ? json_array_get(tries, count - 1)
                                    : record;

    *first = number_in(one, "start");
    *last = number_in(other, "start") + number_in(other, "total");
}

// Reads from the run's records, in order, how long URLs took and after how
// long they were done; returns how often one was tried.
static int
read_times(const json_t *one, double *service, double *since)
{
    FILE *file = fopen(file_of(one, ".jsonl"), "re");
    static char line[MOST_LINE];
    int count = 0, attempts = 0;

    ck_assert_ptr_nonnull(file);
    for (; fgets(line, sizeof line, file); count++) {
        json_t *record = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        double first, last;
        ck_assert_int_lt(count, URLS);
        ck_assert_ptr_nonnull(record);
        read_span(record, &first, &last);
        service[count] = last - first;
        since[count] = last;
        attempts += (int)number_in(record, "attempts");
        json_decref(record);
    }
    fclose(file);
    ck_assert_int_eq(count, URLS);
    qsort(service, URLS, sizeof *service, by_size);
    qsort(since, URLS, sizeof *since, by_size);
    return attempts;
}

// Says that these are the quantiles of the eight times: by nearest rank the
// fourth, the eighth and the last.
static void
check_quantiles(const json_t *one, const char *name, const double *times)
{
    const json_t *quantiles = json_object_get(one, name);

    ck_assert_double_eq_tol(number_in(quantiles, "p50"), times[3], 1e-6);
    ck_assert_double_eq_tol(number_in(quantiles, "p95"), times[7], 1e-6);
    ck_assert_double_eq_tol(number_in(quantiles, "max"), times[7], 1e-6);
}

START_TEST(quantiles_of_every_run_are_those_of_its_records)
{
    double service[URLS], since[URLS];
    json_t *one;
    size_t index;

    json_array_foreach(json_object_get(results, "runs"), index, one) {
        ck_assert_int_eq(read_times(one, service, since), URLS + 4);
        check_quantiles(one, "service_seconds", service);
        check_quantiles(one, "since_start_seconds", since);
        // The slowest: 0.2 s at the server. Its wait comes on top.
        ck_assert_double_ge(service[URLS - 1], 0.2);
        ck_assert_double_ge(since[URLS - 1], service[URLS - 1]);
        ck_assert_double_le(since[URLS - 1], number_in(one, "wall_seconds"));
    }
}
END_TEST

// Of two runs that count the median lies in the middle.
static void
check_median(const json_t *program, const char *summary, const char *figure,
             const char *quantile)
{
    const char *name = json_string_value(json_object_get(program, "command"));
    double sum = 0;
    json_t *one;
    size_t index;

    json_array_foreach(json_object_get(results, "runs"), index, one)
        if (json_is_true(json_object_get(one, "counts")) &&
            strcmp(json_string_value(json_object_get(one, "program")),
                   name) == 0)
            sum += number_in(json_object_get(one, figure), quantile);
    ck_assert_double_eq_tol(
        number_in(json_object_get(program, summary), "median"), sum / ROUNDS,
        1e-6);
}

START_TEST(summaries_are_those_of_the_runs)
{
    json_t *program;
    size_t index;

    json_array_foreach(json_object_get(results, "results"), index, program) {
        check_median(program, "service_p50_seconds", "service_seconds", "p50");
        check_median(program, "service_p95_seconds", "service_seconds", "p95");
        check_median(program, "service_max_seconds", "service_seconds", "max");
        check_median(program, "since_start_p50_seconds",
                     "since_start_seconds", "p50");
        check_median(program, "since_start_p95_seconds",
                     "since_start_seconds", "p95");
        check_median(program, "since_start_max_seconds",
                     "since_start_seconds", "max");
        check_median(program, "connections", "server", "connections");
    }
}
END_TEST

// --- the loop ----------------------------------------------------------------

// Only the program with a loop tells of one. On a busy machine it may be held
// for once, but not for longer than the run.
START_TEST(run_of_a_program_with_a_loop_tells_how_it_turned)
{
    json_t *one;
    size_t index, seen = 0;

    json_array_foreach(json_object_get(results, "runs"), index, one) {
        const json_t *loop = json_object_get(one, "loop");
        const char *program = json_string_value(json_object_get(one,
                                                                "program"));
        if (strcmp(program, "async") != 0) {
            ck_assert_msg(json_is_null(loop), "%s has a loop", program);
            continue;
        }
        seen++;
        ck_assert_double_ge(number_in(loop, "turns"), 2);
        ck_assert_double_gt(number_in(loop, "longest_turn_seconds"), 0);
        ck_assert_double_gt(number_in(loop, "longest_turn_cpu_seconds"), 0);
        ck_assert_double_lt(number_in(loop, "longest_turn_seconds"),
                            number_in(one, "wall_seconds"));
        ck_assert(json_is_array(json_object_get(loop, "stalls")));
    }
    ck_assert_uint_eq(seen, ROUNDS + 1);
}
END_TEST

// Compares a trap, whose call of 0.2 s nobody but the stall meter tells of.
START_TEST(call_that_blocks_the_loop_is_in_the_results)
{
    static const char trap[] =
        "urls 12 /delay/0.2\nconcurrency 12\nrounds 1\n"
        "program trap async/traps/one_blocking_call\n";
    const char *path = scratch_write("trap.scenario", trap, sizeof trap - 1);

    harness_free(&run);
    run = harness_run(NULL, "%s", path);
    json_decref(results);
    results = json_load_file(scratch_path("results/trap/results.json"),
                             JSON_REJECT_DUPLICATES, NULL);
    const json_t *one = json_array_get(json_object_get(results, "runs"), 1);
    const json_t *stalls = json_object_get(json_object_get(one, "loop"),
                                           "stalls");
    const json_t *stall = json_array_get(stalls, 0);
    ck_assert_double_ge(number_in(stall, "seconds"), 0.19);
    ck_assert_double_lt(number_in(stall, "start"), 0.2);
    ck_assert_int_eq((int)number_in(stall, "waiting"), 11);
    ck_assert_str_eq(json_string_value(json_object_get(stall, "what")),
                     "starting transfers");
    assert_says(run.out, "The loop of trap was held in 1 of 1 run, for up to ");
}
END_TEST

// --- the machine -------------------------------------------------------------

// The machine was looked at right before the run and right after it; some
// kernels do not tell everything.
static void
check_machine(const json_t *one)
{
    const json_t *machine = json_object_get(one, "machine");
    const json_t *server = json_object_get(one, "server");
    double wall = number_in(one, "wall_seconds");

    ck_assert_double_ge(number_in(machine, "seconds"), wall);
    ck_assert_double_lt(number_in(machine, "seconds"), wall + 5);
    assert_known_or_null(machine, "busy_seconds");
    assert_known_or_null(machine, "stolen_seconds");
    assert_known_or_null(machine, "pressure");
    assert_known_or_null(machine, "listen_overflows");
    assert_known_or_null(machine, "listen_drops");
    ck_assert_double_ge(number_in(machine, "harness_cpu_seconds"), 0);
    ck_assert_double_lt(number_in(machine, "harness_cpu_seconds"), wall);
    ck_assert_double_ge(number_in(server, "cpu_seconds"), 0);
    ck_assert_double_lt(number_in(server, "cpu_seconds"), wall + 1);
    ck_assert_int_eq((int)number_in(server, "requests"), URLS + 4);
}

START_TEST(every_run_has_what_the_machine_did)
{
    json_t *one;
    size_t index;

    json_array_foreach(json_object_get(results, "runs"), index, one)
        check_machine(one);
}
END_TEST

// What is said on the terminal is what results.json keeps.
START_TEST(warnings_of_the_terminal_are_those_of_the_results)
{
    json_t *warning;
    size_t index, lines = 0;

    json_array_foreach(json_object_get(results, "warnings"), index, warning) {
        char *line = format("\nWarning: %s\n", json_string_value(warning));
        assert_says(run.out, line);
        free(line);
    }
    for (const char *c = run.out; (c = strstr(c, "\nWarning: ")); c++)
        lines++;
    ck_assert_uint_eq(lines, json_array_size(json_object_get(results,
                                                             "warnings")));
}
END_TEST

Suite *
runs_suite(void)
{
    Suite *suite = suite_create("runs");
    TCase *tests = tcase_create("runs");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_run_leaves_what_was_seen_of_it);
    tcase_add_test(tests, quantiles_of_every_run_are_those_of_its_records);
    tcase_add_test(tests, summaries_are_those_of_the_runs);
    tcase_add_test(tests, run_of_a_program_with_a_loop_tells_how_it_turned);
    tcase_add_test(tests, call_that_blocks_the_loop_is_in_the_results);
    tcase_add_test(tests, every_run_has_what_the_machine_did);
    tcase_add_test(tests, warnings_of_the_terminal_are_those_of_the_results);
    suite_add_tcase(suite, tests);
    return suite;
}
