// diff: made-up results side by side, with known answers, everything that
// keeps two from being compared, and the whole through compare.

#include "../plots/diff.h"

#include <jansson.h>
#include <stdlib.h>

#include "../plots/results.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

// --- judging -----------------------------------------------------------------

// An estimate of so many runs with that interval, none where both are 0.
static struct estimate
between(size_t count, double low, double high)
{
    return (struct estimate){
        .count = count, .median = (low + high) / 2,
        .has_interval = high > 0, .low = low, .high = high,
    };
}

static const struct {
    size_t count_a;
    double low_a, high_a;
    size_t count_b;
    double low_b, high_b;
    enum difference expected;
} judged[] = {
    {6, 1.0, 1.2, 6, 1.3, 1.4, DIFFERENCE_MORE},
    {6, 1.3, 1.4, 6, 1.0, 1.2, DIFFERENCE_LESS},
    {6, 1.0, 1.2, 6, 1.1, 1.4, DIFFERENCE_NOT_SHOWN},
    {6, 1.0, 1.9, 6, 1.1, 1.4, DIFFERENCE_NOT_SHOWN},
    {6, 1.1, 1.4, 6, 1.0, 1.9, DIFFERENCE_NOT_SHOWN},
    {6, 1.0, 1.2, 6, 1.2, 1.4, DIFFERENCE_NOT_SHOWN},  // they touch
    {6, 1.2, 1.4, 6, 1.0, 1.2, DIFFERENCE_NOT_SHOWN},
    {6, 1.0, 1.0, 6, 1.0, 1.0, DIFFERENCE_NOT_SHOWN},
    {5, 0, 0, 6, 1.3, 1.4, DIFFERENCE_UNSURE},
    {6, 1.0, 1.2, 1, 0, 0, DIFFERENCE_UNSURE},
    {0, 0, 0, 6, 1.3, 1.4, DIFFERENCE_NONE},
    {6, 1.0, 1.2, 0, 0, 0, DIFFERENCE_NONE},
};

START_TEST(only_intervals_apart_are_a_difference)
{
    struct estimate a = between(judged[_i].count_a, judged[_i].low_a,
                                judged[_i].high_a);
    struct estimate b = between(judged[_i].count_b, judged[_i].low_b,
                                judged[_i].high_b);

    ck_assert_int_eq(difference_of(&a, &b), judged[_i].expected);
}
END_TEST

// --- made-up results ---------------------------------------------------------

static const char wanted[] =
    "{'schema': 2, 'seed': 4, 'rounds': 6, 'interrupted': false,"
    " 'warnings': ['A warning'], 'skipped': [], 'typical': {'sync': null},"
    " 'runs': [],"
    " 'scenario': {'title': 'A try', 'text': 'urls 1 /\\nrounds 6\\n',"
    "  'scale': 1.0},"
    " 'machine': {'date': '2026-01-02', 'commit': null, 'load': [0.5],"
    "  'kernel': 'Linux 6', 'architecture': 'x86_64', 'processor': 'P',"
    "  'processors': 2, 'usable_processors': 2, 'memory_bytes': 1000,"
    "  'clock': {'governor': null}, 'build': 'cc -O2',"
    "  'limits': {'descriptors': {'soft': 1024, 'hard': 4096}},"
    "  'cgroup': {'memory_bytes': null},"
    "  'versions': {'libcurl': 'libcurl/8', 'jansson': '2', 'gnuplot': '5',"
    "   'compiler': 'gcc 12'}},"
    " 'programs': [{'name': 'sync', 'file': 'fetch-sync', 'options': [],"
    "  'concurrency': 1}],"
    " 'results': [{'command': 'sync',"
    "  'wall_seconds': {'runs': 6, 'median': 2.0,"
    "   'interval': {'low': 1.9, 'high': 2.1}},"
    "  'cpu_seconds': {'runs': 6, 'median': 0.5,"
    "   'interval': {'low': 0.4, 'high': 0.6}},"
    "  'peak_memory_bytes': {'runs': 6, 'median': 10485760,"
    "   'interval': {'low': 10485760, 'high': 10485760}},"
    "  'peak_virtual_bytes': {'runs': 3, 'median': 20971520}}]}";

// Reads JSON in which ' stands for a quote, which is easier to write.
static json_t *
read_quoted(const char *text)
{
    char *copy = copy_text(text);
    json_error_t error;

    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    json_t *value = json_loads(copy, JSON_DECODE_ANY, &error);
    ck_assert_msg(value, "%s: %s", text, error.text);
    free(copy);
    return value;
}

// Sets the value at a path such as "machine.limits.descriptors.soft", or
// removes what is there where the value is NULL.
static void
set_at(json_t *root, const char *path, const char *value)
{
    char *copy = copy_text(path), *rest = copy, *part, *next;

    for (part = strsep(&rest, "."); (next = strsep(&rest, ".")); part = next)
        root = json_is_array(root) ? json_array_get(root, (size_t)atoi(part))
                                   : json_object_get(root, part);
    if (value == NULL)
        ck_assert_int_eq(json_object_del(root, part), 0);
    else
        ck_assert_int_eq(json_object_set_new(root, part, read_quoted(value)),
                         0);
    free(copy);
}

static const struct {
    const char *path;
    const char *value;      // in the place of what is there
    const char *told;       // NULL: it may differ
} differing[] = {
    {"machine.kernel", "'Linux 7'",
     "  kernel\n    A: Linux 6\n    B: Linux 7\n"},
    {"machine.architecture", "'arm'",
     "  architecture\n    A: x86_64\n    B: arm\n"},
    {"machine.processor", "'Q'", "  processor\n    A: P\n    B: Q\n"},
    {"machine.processor", "null", "  processor\n    A: P\n    B: (none)\n"},
    {"machine.processors", "4", "  processors\n    A: 2\n    B: 4\n"},
    {"machine.usable_processors", "1",
     "  usable_processors\n    A: 2\n    B: 1\n"},
    {"machine.memory_bytes", "2000",
     "  memory_bytes\n    A: 1000\n    B: 2000\n"},
    {"machine.clock.governor", "'powersave'",
     "  clock: governor\n    A: (none)\n    B: powersave\n"},
    {"machine.limits.descriptors.soft", "64",
     "  limits: descriptors: soft\n    A: 1024\n    B: 64\n"},
    {"machine.limits.descriptors.hard", "null",
     "  limits: descriptors: hard\n    A: 4096\n    B: (none)\n"},
    {"machine.limits.descriptors.more", "1",
     "  limits: descriptors: more\n    A: (none)\n    B: 1\n"},
    {"machine.limits", NULL, "  limits\n    A: {"},
    {"machine.cgroup.memory_bytes", "500",
     "  cgroup: memory_bytes\n    A: (none)\n    B: 500\n"},
    {"machine.versions.libcurl", "'libcurl/9'",
     "  libcurl\n    A: libcurl/8\n    B: libcurl/9\n"},
    {"machine.versions.jansson", "'3'", "  jansson\n    A: 2\n    B: 3\n"},
    {"machine.versions.compiler", "'clang 14'",
     "  compiler\n    A: gcc 12\n    B: clang 14\n"},
    {"machine.build", "'cc -O0'", "  build\n    A: cc -O2\n    B: cc -O0\n"},
    {"scenario.scale", "0.1", "  scale\n    A: 1.0\n    B: 0.1"},
    {"scenario.text", "'urls 1 /\\nrounds 7\\n'",
     "  scenario: line 2\n    A: rounds 6\n    B: rounds 7\n"},
    {"scenario.text", "'urls 1 /'",
     "  scenario: line 2\n    A: rounds 6\n    B: \n"},
    {"scenario.text", "'urls 1 /\\nrounds 6'", "  scenario: line 3\n"},
    {"programs.0.file", "'other'",
     "  programs: 1: file\n    A: fetch-sync\n    B: other\n"},
    {"programs.0.options", "['-k']",
     "  programs: 1: options: 1\n    A: (none)\n    B: -k\n"},
    {"programs", "[]", "  programs: 1\n    A: {\"name\":\"sync\""},
    {"machine.date", "'2027'", NULL},
    {"machine.commit", "'abc'", NULL},
    {"machine.load", "[9]", NULL},
    {"machine.versions.gnuplot", "null", NULL},
    {"seed", "5", NULL},
    {"rounds", "60", NULL},
    {"scenario.title", "'B'", NULL},
};

START_TEST(what_must_not_differ_is_told_with_both_values)
{
    json_t *a = read_quoted(wanted), *b = read_quoted(wanted);

    ck_assert_pstr_eq(diff_refusal(a, b), NULL);
    set_at(b, differing[_i].path, differing[_i].value);
    char *refusal = diff_refusal(a, b);
    if (differing[_i].told) {
        ck_assert_ptr_nonnull(refusal);
        ck_assert_ptr_eq(strstr(refusal, differing[_i].told), refusal);
        char *second = diff_refusal(b, a);
        ck_assert_ptr_nonnull(second);
        free(second);
    } else {
        ck_assert_pstr_eq(refusal, NULL);
    }
    free(refusal);
    json_decref(a);
    json_decref(b);
}
END_TEST

START_TEST(all_that_differs_is_told_at_once)
{
    json_t *a = read_quoted(wanted), *b = read_quoted(wanted);

    set_at(b, "machine.kernel", "'K'");
    set_at(b, "machine.build", "'L'");
    set_at(b, "scenario.scale", "2.5");
    char *refusal = diff_refusal(a, b);
    ck_assert_str_eq(refusal, "  kernel\n    A: Linux 6\n    B: K\n"
                              "  build\n    A: cc -O2\n    B: L\n"
                              "  scale\n    A: 1.0\n    B: 2.5\n");
    free(refusal);
    json_decref(a);
    json_decref(b);
}
END_TEST

// Prints the two results side by side; the caller frees the text.
static char *
side_by_side(const json_t *a, const json_t *b)
{
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    diff_print(out, "before", a, "after", b);
    fclose(out);
    ck_assert_int_le(widest_line(text), 80);
    return text;
}

START_TEST(figures_stand_side_by_side)
{
    json_t *a = read_quoted(wanted), *b = read_quoted(wanted);

    set_at(b, "results.0.wall_seconds",
           "{'runs': 6, 'median': 1.0, 'interval': {'low': 0.9, 'high': 1.1}}");
    set_at(b, "results.0.peak_memory_bytes",
           "{'runs': 6, 'median': 20971520, 'interval': {'low': 20971520,"
           " 'high': 31457280}}");
    set_at(b, "machine.commit", "'abc-dirty'");
    char *text = side_by_side(a, b);
    assert_says(text, "A try\nA: before\n   2026-01-02, commit unknown\n"
                      "   load 0.5, seed 4, 6 rounds\n   A warning\n"
                      "B: after\n   2026-01-02, commit abc-dirty\n");
    assert_says(text,
        " time      2.000   1.900–2.100  1.000   0.900–1.100  0.500"
        "  B took less\n");
    assert_says(text,
        " CPU      0.5000 0.4000–0.6000 0.5000 0.4000–0.6000  1.000"
        "  no difference shown\n");
    assert_says(text,
        " peak      10.00   10.00–10.00  20.00   20.00–30.00  2.000"
        "  B used more\n");
    assert_says(text,
        " reserved  20.00    (few runs)  20.00    (few runs)  1.000"
        "  too few runs\n");
    assert_says(text, "nothing is claimed there.\n");
    free(text);
    json_decref(a);
    json_decref(b);
}
END_TEST

START_TEST(program_without_runs_is_not_compared)
{
    json_t *a = read_quoted(wanted), *b = read_quoted(wanted);

    set_at(b, "results", "[]");
    char *text = side_by_side(a, b);
    assert_says(text, "no run counts      –  not compared\n");
    ck_assert_ptr_null(strstr(text, "nothing is claimed"));
    free(text);
    text = side_by_side(b, a);
    assert_says(text, "not compared\n");
    free(text);
    json_decref(a);
    json_decref(b);
}
END_TEST

START_TEST(no_ratio_to_nothing)
{
    json_t *a = read_quoted(wanted);

    set_at(a, "results.0.cpu_seconds",
           "{'runs': 6, 'median': 0, 'interval': {'low': 0, 'high': 0}}");
    char *text = side_by_side(a, a);
    assert_says(text, "–  no difference shown\n");
    ck_assert_ptr_null(strstr(text, "nan"));
    free(text);
    json_decref(a);
}
END_TEST

// --- through compare ---------------------------------------------------------

// Writes results, with one change if the path is given; returns the path of
// the file.
static const char *
write_results(const char *name, const char *path, const char *value)
{
    json_t *root = read_quoted(wanted);

    if (path)
        set_at(root, path, value);
    char *text = json_dumps(root, 0);
    const char *file = scratch_write(name, text, strlen(text));
    free(text);
    json_decref(root);
    return file;
}

START_TEST(compare_sets_files_side_by_side)
{
    const char *a = write_results("a.json", NULL, NULL);
    const char *b = write_results("b.json", "seed", "99");
    struct harness run = harness_run(NULL, "--diff %s %s", a, b);

    ck_assert_int_eq(run.status, 0);
    assert_says(run.out, "no difference shown\n");
    ck_assert_str_eq(run.err, "");
    harness_free(&run);
}
END_TEST

START_TEST(compare_refuses_what_differs)
{
    const char *a = write_results("a.json", NULL, NULL);
    const char *b = write_results("b.json", "machine.build", "'cc -O0'");
    struct harness run = harness_run(NULL, "--diff %s %s", a, b);

    ck_assert_int_eq(run.status, STATUS_USAGE);
    ck_assert_str_eq(run.out, "");
    ck_assert_str_eq(run.err, "compare: these results cannot be set side by "
                              "side, because this differs:\n"
                              "  build\n    A: cc -O2\n    B: cc -O0\n");
    harness_free(&run);
}
END_TEST

static const struct {
    const char *text;
    const char *said;
} broken[] = {
    {"", "b.json: it is broken: line "},
    {"{", "b.json: it is broken: line 1: "},
    {"{\"a\":1,\"a\":2}", "b.json: it is broken: line 1: "},
    {"[]", "b.json: it is not the results of a comparison"},
    {"{}", "b.json: it is not the results of a comparison"},
    {"{\"schema\":\"2\"}", "b.json: it is not the results of a comparison"},
    {"{\"schema\":1}", "its schema is 1, and this program reads schema 2 "
                       "only; compare once more"},
    {"{\"schema\":99}", "its schema is 99"},
    {"{\"schema\":2}", "b.json: it is broken: 'scenario' is missing"},
    {"{\"schema\":2,\"scenario\":{},\"machine\":[]}",
     "b.json: it is broken: 'machine' is missing"},
    {"{\"schema\":2,\"scenario\":{},\"machine\":{},\"typical\":{},"
     "\"programs\":[{\"name\":\"x\",\"file\":3}]}",
     "b.json: it is broken: entry 0 of 'programs'"},
    {"{\"schema\":2,\"scenario\":{},\"machine\":{},\"typical\":{},"
     "\"programs\":[],\"results\":[{\"command\":\"x\"},7]}",
     "b.json: it is broken: entry 1 of 'results'"},
};

START_TEST(broken_results_are_told)
{
    const char *a = write_results("a.json", NULL, NULL);
    const char *b = scratch_write("b.json", broken[_i].text,
                                  strlen(broken[_i].text));
    struct harness run = harness_run(NULL, "--diff %s %s", a, b);

    ck_assert_int_eq(run.status, STATUS_USAGE);
    ck_assert_str_eq(run.out, "");
    assert_says(run.err, broken[_i].said);
    harness_free(&run);
}
END_TEST

START_TEST(results_that_lack_all_the_rest_are_no_crash)
{
    static const char bare[] =
        "{\"schema\":2,\"scenario\":{},\"machine\":{},\"typical\":{},"
        "\"programs\":[{\"name\":\"x\",\"file\":\"y\"}],\"results\":[],"
        "\"runs\":[],\"warnings\":[],\"skipped\":[]}";
    const char *path = scratch_write("bare.json", bare, sizeof bare - 1);
    struct harness run = harness_run(NULL, "--diff %s %s", path, path);

    ck_assert_int_eq(run.status, 0);
    assert_says(run.out, "not compared");
    harness_free(&run);
}
END_TEST

static const struct {
    const char *line;
    const char *said;
} mistakes[] = {
    {"--diff", "--diff needs two folders of results, not 0"},
    {"--diff a", "--diff needs two folders of results, not 1"},
    {"--diff a b c", "--diff needs two folders of results, not 3"},
    {"--diff --trace x a b", "--diff and --trace: one at a time"},
    {"--diff /nowhere/a /nowhere/b", "/nowhere/a: No such file"},
    {"--diff /tmp /tmp", "/tmp/results.json: No such file"},
};

START_TEST(wrong_usage)
{
    struct harness run = harness_run(NULL, "%s", mistakes[_i].line);

    ck_assert_int_eq(run.status, STATUS_USAGE);
    assert_says(run.err, mistakes[_i].said);
    harness_free(&run);
}
END_TEST

START_TEST(two_comparisons_are_kept_under_names_and_set_side_by_side)
{
    static const char text[] = "urls 2 /bytes/10\nrounds 6\n";
    const char *path = scratch_write("try.scenario", text, sizeof text - 1);
    struct harness before = harness_run(NULL, "--name before %s", path);
    struct harness after = harness_run(NULL, "--name after %s", path);
    struct harness run = harness_run(NULL, "--diff %s %s",
                                     scratch_path("results/before"),
                                     scratch_path("results/after"));

    assert_says(before.out, "/before\n");
    assert_says(after.out, "/after\n");
    ck_assert_msg(run.status == 0, "%s", run.err);
    assert_says(run.out, "\nthreaded\n time ");
#ifndef __SANITIZE_ADDRESS__    // which reserves terabytes
    ck_assert_int_le(widest_line(run.out), 80);
#endif
    harness_free(&before);
    harness_free(&after);
    harness_free(&run);
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
diff_suite(void)
{
    Suite *suite = suite_create("diff");
    TCase *tests = tcase_create("diff");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_set_timeout(tests, 120);
    LOOP(only_intervals_apart_are_a_difference, judged);
    LOOP(what_must_not_differ_is_told_with_both_values, differing);
    tcase_add_test(tests, all_that_differs_is_told_at_once);
    tcase_add_test(tests, figures_stand_side_by_side);
    tcase_add_test(tests, program_without_runs_is_not_compared);
    tcase_add_test(tests, no_ratio_to_nothing);
    tcase_add_test(tests, compare_sets_files_side_by_side);
    tcase_add_test(tests, compare_refuses_what_differs);
    LOOP(broken_results_are_told, broken);
    tcase_add_test(tests, results_that_lack_all_the_rest_are_no_crash);
    LOOP(wrong_usage, mistakes);
    tcase_add_test(
        tests, two_comparisons_are_kept_under_names_and_set_side_by_side);
    suite_add_tcase(suite, tests);
    return suite;
}
