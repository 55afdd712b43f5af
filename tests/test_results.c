// results: what results.json says about made-up runs with known answers, read
// back with a parser of its own; and what the control groups allow.

#include "../plots/results.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../plots/basics.h"
#include "../plots/cgroup.h"
#include "../plots/machine.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

enum { MOST_PROGRAMS = 8, MOST_RUNS = 100 };

static struct scenario scenario;
static struct bounds bounds[MOST_PROGRAMS];
static bool once[MOST_PROGRAMS];
static struct run runs[MOST_RUNS];
static struct comparison all;
static json_t *root;            // what was written

// --- the fixture -------------------------------------------------------------

// A comparison of this scenario without runs.
static void
take(const char *text)
{
    char *error = scenario_parse(&scenario, "x", text, "x");

    ck_assert_pstr_eq(error, NULL);
    all = (struct comparison){
        .scenario = &scenario, .bounds = bounds, .once = once, .runs = runs,
        .seed = 7,
    };
}

static void
end(void)
{
    for (size_t i = 0; i < all.run_count; i++)
        free(runs[i].name);
    words_free(&all.warnings);
    words_free(&all.skipped);
    all = (struct comparison){0};
    scenario_free(&scenario);
    memset(&scenario, 0, sizeof scenario);
    json_decref(root);
    root = NULL;
    scratch_remove();
}

static struct run *
add_run(size_t program, size_t round, double seconds)
{
    struct run *run = &runs[all.run_count++];

    *run = (struct run){
        .turn = {.round = round, .program = program},
        .name = format("%02zu-p%zu", round, program),
        .measured = {.wall = seconds, .user = 0.5, .system = 0.25,
                     .threads = 3, .descriptors = 9, .processes = 1,
                     .peak_sampled = 77},
        .witness = {.requests = 5, .connections = 4, .max_requests = 3,
                    .max_connections = 2, .cpu = 0.125},
        .peak = 1000, .reserved = 2000,
    };
    if (round > all.plan.rounds)
        all.plan.rounds = round;
    return run;
}

// Writes the results, and reads them back: by results_read, and from the
// file.
static void
write_and_read(void)
{
    json_t *machine = json_pack("{s:s}", "kernel", "K");
    char *error;

    results_write(&all, machine, scratch_path("."));
    json_decref(machine);
    root = results_read(scratch_path("."), &error);
    ck_assert_msg(root, "%s", error);
    json_t *again = json_load_file(scratch_path("results.json"),
                                   JSON_REJECT_DUPLICATES, NULL);
    ck_assert(json_equal(root, again));
    json_decref(again);
}

// Returns what is at a path such as "programs.0.name".
static json_t *
at(const char *path)
{
    char *copy = copy_text(path), *rest = copy, *part;
    json_t *value = root;

    while ((part = strsep(&rest, ".")))
        value = json_is_array(value) ? json_array_get(value,
                                                      (size_t)atoi(part))
                                     : json_object_get(value, part);
    free(copy);
    ck_assert_msg(value, "%s is missing", path);
    return value;
}

#define assert_at(path, expected) \
    ck_assert_str_eq(json_string_value(at(path)), expected)
#define assert_number_at(path, expected) \
    ck_assert_double_eq_tol(json_number_value(at(path)), expected, 1e-9)

// --- what is written ---------------------------------------------------------

START_TEST(programs_are_described_as_they_were_asked_to_run)
{
    take("urls 100 /delay/1\nconcurrency 20\n"
         "program a fetch-sync\nprogram b fetch-async --retry 3 -k\n"
         "part a 10\nonce a\n");
    once[0] = true;
    once[1] = false;
    write_and_read();
    assert_number_at("schema", 2);
    assert_at("programs.0.name", "a");
    assert_at("programs.0.file", "fetch-sync");
    assert_number_at("programs.0.urls", 10);
    assert_number_at("programs.0.extrapolation", 10);
    ck_assert(json_is_true(at("programs.0.once")));
    ck_assert(json_is_false(at("programs.0.left_out")));
    assert_number_at("programs.1.concurrency", 20);
    assert_number_at("programs.1.extrapolation", 1);
    assert_at("programs.1.options.0", "--retry");
    assert_at("programs.1.options.2", "-k");
    ck_assert(json_is_false(at("programs.1.once")));
    ck_assert(json_is_null(at("scenario.sweep")));
    ck_assert(json_is_null(at("typical.a")));
    assert_at("machine.kernel", "K");
}
END_TEST

START_TEST(sweep_is_named)
{
    take("urls 9 /\nprogram a fetch-async\nsweep flight 1 9\n");
    write_and_read();
    assert_at("scenario.sweep", "flight");
    ck_assert(json_is_false(at("programs.1.left_out")));
    bounds[1].ideal = 9;
    scenario.longest = 5;
    json_decref(root);
    write_and_read();
    ck_assert(json_is_true(at("programs.1.left_out")));
    assert_number_at("programs.0.urls", 1);
    assert_number_at("programs.1.urls", 9);
    assert_number_at("programs.0.extrapolation", 1);
}
END_TEST

START_TEST(runs_are_there_with_all_their_figures)
{
    take("urls 5 /\n");
    add_run(0, 0, 9);
    add_run(0, 1, 2)->outlier = true;
    struct run *cut = add_run(1, 1, 3);
    static char reason[] = "interrupted";
    cut->reason = reason;
    cut->interrupted = true;
    cut->use.pressure = NAN;
    words_add(&all.warnings, "a warning");
    words_add(&all.skipped, "curl: not there");
    write_and_read();
    ck_assert_uint_eq(json_array_size(at("runs")), 3);
    ck_assert(json_is_true(at("runs.0.warmup")));
    ck_assert(json_is_false(at("runs.0.counts")));
    ck_assert(json_is_true(at("runs.1.counts")));
    ck_assert(json_is_true(at("runs.1.outlier")));
    ck_assert(json_is_null(at("runs.1.failure")));
    ck_assert(json_is_true(at("runs.2.interrupted")));
    assert_at("runs.2.failure", "interrupted");
    assert_number_at("runs.1.wall_seconds", 2);
    assert_number_at("runs.1.peak_memory_bytes", 1000);
    assert_number_at("runs.1.sampled_peak_bytes", 77);
    assert_number_at("runs.1.peak_virtual_bytes", 2000);
    assert_number_at("runs.1.server.requests", 5);
    assert_number_at("runs.1.server.cpu_seconds", 0.125);
    assert_at("runs.1.files", "runs/01-p0");
    ck_assert(json_is_null(at("runs.2.machine.pressure")));
    assert_at("warnings.0", "a warning");
    assert_at("skipped.0", "curl: not there");
    assert_at("typical.sync", "01-p0");
    ck_assert(json_is_null(at("typical.threaded")));
}
END_TEST

START_TEST(runs_tell_of_their_loops)
{
    struct stall_seen stall = {0.5, 0.25, 4, "libcurl"};

    take("urls 5 /\n");
    add_run(0, 0, 9);
    add_run(0, 1, 2)->loop = (struct loop_seen){
        .known = true, .turns = 7, .longest_turn = 0.25,
        .longest_turn_cpu = 0.125, .count = 1, .stalls = &stall, .kept = 1,
    };
    write_and_read();
    ck_assert(json_is_null(at("runs.0.loop")));
    assert_number_at("runs.1.loop.turns", 7);
    assert_number_at("runs.1.loop.longest_turn_seconds", 0.25);
    assert_number_at("runs.1.loop.longest_turn_cpu_seconds", 0.125);
    assert_number_at("runs.1.loop.stall_count", 1);
    assert_number_at("runs.1.loop.stalls.0.start", 0.5);
    assert_number_at("runs.1.loop.stalls.0.seconds", 0.25);
    assert_number_at("runs.1.loop.stalls.0.waiting", 4);
    assert_at("runs.1.loop.stalls.0.what", "libcurl");
}
END_TEST

START_TEST(summaries_have_hyperfines_names)
{
    take("urls 5 /\n");
    for (size_t round = 1; round <= 6; round++)
        add_run(2, round, (double)round);
    write_and_read();
    assert_at("results.2.command", "async");
    assert_number_at("results.2.mean", 3.5);
    assert_number_at("results.2.median", 3.5);
    assert_number_at("results.2.min", 1);
    assert_number_at("results.2.max", 6);
    assert_number_at("results.2.user", 0.5);
    assert_number_at("results.2.system", 0.25);
    ck_assert_double_eq_tol(json_number_value(at("results.2.stddev")),
                            sqrt(3.5), 1e-8);
    ck_assert_uint_eq(json_array_size(at("results.2.times")), 6);
    assert_number_at("results.2.wall_seconds.interval.low", 1);
    assert_number_at("results.2.wall_seconds.interval.high", 6);
    assert_number_at("results.0.wall_seconds.runs", 0);
    ck_assert(strlen(json_string_value(at("finding"))) > 0);
}
END_TEST

START_TEST(verdicts_are_on_all_pairs_of_three_programs)
{
    take("urls 5 /\n");
    write_and_read();
    ck_assert_uint_eq(json_array_size(at("verdicts")), 6);
    assert_at("verdicts.0.program", "threaded");
    assert_at("verdicts.0.to", "sync");
    assert_at("verdicts.0.figure", "wall_seconds");
    assert_at("verdicts.3.figure", "peak_memory_bytes");
    assert_at("verdicts.5.program", "async");
    assert_at("verdicts.5.to", "threaded");
}
END_TEST

START_TEST(verdicts_are_beside_the_fastest_of_more_programs)
{
    take("urls 5 /\nprogram a fetch-sync\nprogram b fetch-sync -k\n"
         "program c fetch-async\nprogram d fetch-async -k\n");
    add_run(0, 1, 5);
    add_run(1, 1, 3);
    add_run(2, 1, 2);   // and d has no run, which is not fastest
    write_and_read();
    ck_assert_uint_eq(json_array_size(at("verdicts")), 6);
    for (size_t i = 0; i < 3; i++) {
        json_t *verdict = json_array_get(at("verdicts"), i);
        ck_assert_str_eq(json_string_value(json_object_get(verdict, "to")),
                         "c");
    }
    assert_at("verdicts.1.program", "b");
    assert_number_at("verdicts.1.ratio.median", 1.5);
}
END_TEST

// --- the machine -------------------------------------------------------------

START_TEST(finding_is_a_sentence)
{
    take("urls 1 /\nprogram a fetch-sync\n");
    write_and_read();
    ck_assert_str_eq(json_string_value(at("finding")),
                     "No run counts, so nothing can be said");
}
END_TEST

START_TEST(machine_is_described)
{
    static const char setup[] = "cc -O3 -Wall  " VERSION "\n";

    scratch_write("setup", setup, sizeof setup - 1);
    take("urls 1 /\n");
    root = machine_describe("/", scratch_path("."));
    ck_assert(json_is_object(root));
    assert_at("build", "cc -O3 -Wall");
    ck_assert(json_is_null(at("commit")));
    ck_assert(json_integer_value(at("processors")) >=
              json_integer_value(at("usable_processors")));
    ck_assert_int_ge(json_integer_value(at("usable_processors")), 1);
    ck_assert_int_gt(json_integer_value(at("memory_bytes")), 1 << 20);
    ck_assert_uint_eq(json_array_size(at("load")), 3);
    at("limits.descriptors.soft");
    at("limits.processes.hard");
    at("limits.stack_bytes.soft");
    at("cgroup.memory_bytes");
    at("clock.governor");
    assert_says(json_string_value(at("versions.libcurl")), "libcurl/");
    at("versions.gnuplot");
    at("versions.jansson");
    at("versions.compiler");
}
END_TEST

START_TEST(without_a_setup_the_build_is_not_known)
{
    take("urls 1 /\n");
    root = machine_describe("/", "/nowhere");
    ck_assert(json_is_null(at("build")));
}
END_TEST

// --- control groups ----------------------------------------------------------

// Writes a file of a control group, and the folders that it needs.
static void
group_file(const char *path, const char *text)
{
    char *copy = copy_text(path);

    for (char *slash = copy; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(scratch_path(copy), 0777);
        *slash = '/';
    }
    free(copy);
    scratch_write(path, text, strlen(text));
}

static const struct {
    const char *memberships;
    const char *files[8][2];
    double memory, processors, processes;  // below 0: no limit
} groups[] = {
    {"0::/\n", {{NULL, NULL}}, -1, -1, -1},
    {"", {{NULL, NULL}}, -1, -1, -1},
    {"garbage\n:::\n", {{NULL, NULL}}, -1, -1, -1},
    {"0::/\n", {{"cg/memory.max", "max\n"}, {"cg/cpu.max", "max 100000\n"},
                {"cg/pids.max", "max\n"}}, -1, -1, -1},
    {"0::/a/b\n",
     {{"cg/a/b/memory.max", "3000\n"}, {"cg/a/memory.max", "2000\n"},
      {"cg/a/cpu.max", "150000 100000\n"}, {"cg/a/b/cpu.max", "max 100000\n"},
      {"cg/memory.max", "9000\n"}, {"cg/a/b/pids.max", "55\n"}},
     2000, 1.5, 55},
    {"5:cpu,cpuacct:/x\n4:memory:/x\n3:pids:/\n0::/\n",
     {{"cg/memory/x/memory.limit_in_bytes", "5000\n"},
      {"cg/memory/memory.limit_in_bytes", "9223372036854771712\n"},
      {"cg/cpu/x/cpu.cfs_quota_us", "50000\n"},
      {"cg/cpu/x/cpu.cfs_period_us", "100000\n"},
      {"cg/cpu/cpu.cfs_quota_us", "-1\n"},
      {"cg/cpu/cpu.cfs_period_us", "100000\n"},
      {"cg/pids/pids.max", "77\n"}},
     5000, 0.5, 77},
    {"4:memory:/x\n", {{"cg/memory/memory.limit_in_bytes", "6000\n"}},
     6000, -1, -1},
    {"0::/a\n", {{"cg/ab/memory.max", "7\n"}, {"cg/a/memory.max", "\n"}},
     -1, -1, -1},
};

// Says that the limit is that, or that there is none.
static void
assert_limit(const char *name, double expected)
{
    const json_t *limit = json_object_get(root, name);

    if (expected < 0)
        ck_assert_msg(json_is_null(limit), "%s: %g", name,
                      json_number_value(limit));
    else
        ck_assert_double_eq(json_number_value(limit), expected);
}

START_TEST(least_limit_of_the_groups_counts)
{
    take("urls 1 /\n");
    scratch_write("memberships", groups[_i].memberships,
                  strlen(groups[_i].memberships));
    for (size_t i = 0; i < 8 && groups[_i].files[i][0]; i++)
        group_file(groups[_i].files[i][0], groups[_i].files[i][1]);
    root = cgroup_limits(scratch_path("memberships"), scratch_path("cg"));
    assert_limit("memory_bytes", groups[_i].memory);
    assert_limit("processors", groups[_i].processors);
    assert_limit("processes", groups[_i].processes);
}
END_TEST

// --- through compare ---------------------------------------------------------

START_TEST(unknown_scenario_lists_those_there_are)
{
    take("urls 1 /\n");
    struct harness run = harness_run(NULL, "nosuch");
    ck_assert_int_eq(run.status, STATUS_USAGE);
    assert_says(run.err, "scenarios/nosuch.scenario: No such file");
    assert_says(run.err, "\n  default          A mixed batch from a server");
    assert_says(run.err, "\n  smoke            A quick look\n");
    ck_assert_int_le(widest_line(strchr(run.err, '\n')), 80);
    harness_free(&run);
    run = harness_run(NULL, "./nosuch");
    ck_assert_int_eq(run.status, STATUS_USAGE);
    ck_assert_ptr_null(strstr(run.err, "smoke"));
    harness_free(&run);
}
END_TEST

static const char *const names[] = {".", "..", "a/b", "/a", ".hidden"};

START_TEST(name_is_that_of_one_folder)
{
    take("urls 1 /\n");
    struct harness run = harness_run(NULL, "--name %s smoke", names[_i]);
    ck_assert_int_eq(run.status, STATUS_USAGE);
    assert_says(run.err, "--name needs the name of a folder");
    ck_assert(!scratch_has("results"));
    harness_free(&run);
}
END_TEST

static const char *const helped[] = {
    "--diff A B", "--trace FILE", "--predict", "--terminal", "--name NAME",
    "--results DIR", "--rounds N", "--seed N", "--programs DIR",
    "--plots DIR", "--others", "--help", "--version", "sweep cap",
};

START_TEST(help_lists_everything_in_80_columns)
{
    take("urls 1 /\n");
    struct harness run = harness_run(NULL, "--help");
    ck_assert_int_eq(run.status, 0);
    ck_assert_int_le(widest_line(run.out), 80);
    for (size_t i = 0; i < sizeof helped / sizeof helped[0]; i++)
        assert_says(run.out, helped[i]);
    harness_free(&run);
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
results_suite(void)
{
    Suite *suite = suite_create("results");
    TCase *tests = tcase_create("results");

    tcase_add_checked_fixture(tests, scratch_make, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, programs_are_described_as_they_were_asked_to_run);
    tcase_add_test(tests, sweep_is_named);
    tcase_add_test(tests, runs_are_there_with_all_their_figures);
    tcase_add_test(tests, runs_tell_of_their_loops);
    tcase_add_test(tests, summaries_have_hyperfines_names);
    tcase_add_test(tests, verdicts_are_on_all_pairs_of_three_programs);
    tcase_add_test(tests, verdicts_are_beside_the_fastest_of_more_programs);
    tcase_add_test(tests, finding_is_a_sentence);
    tcase_add_test(tests, machine_is_described);
    tcase_add_test(tests, without_a_setup_the_build_is_not_known);
    LOOP(least_limit_of_the_groups_counts, groups);
    tcase_add_test(tests, unknown_scenario_lists_those_there_are);
    LOOP(name_is_that_of_one_folder, names);
    tcase_add_test(tests, help_lists_everything_in_80_columns);
    suite_add_tcase(suite, tests);
    return suite;
}
