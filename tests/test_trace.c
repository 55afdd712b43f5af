// trace: made-up results become a trace that is looked at with a parser of
// its own, against the rules of the format: what each event has to have, and
// that the slices of one thread nest.
//
// The rules: "Trace Event Format", the format's own description, and what
// Perfetto says about it (perfetto.dev/docs/faq: slices have to nest).

#include "../plots/trace.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../plots/basics.h"
#include "../plots/results.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

enum { MOST_DEPTH = 16 };

static json_t *trace;       // what was written last
static struct harness run;  // by this

// --- the fixture -------------------------------------------------------------

static void
start(void)
{
    scratch_make();
    ck_assert_int_eq(mkdir(scratch_path("made"), 0777), 0);
    ck_assert_int_eq(mkdir(scratch_path("made/runs"), 0777), 0);
}

static void
end(void)
{
    json_decref(trace);
    trace = NULL;
    harness_free(&run);
    run = (struct harness){0};
    scratch_remove();
}

// Writes results of two programs, whose typical runs are 01-one and 02-two.
static void
write_results(void)
{
    static const char text[] =
        "{\"schema\":2,\"scenario\":{\"title\":\"A try\"},\"machine\":{},"
        "\"programs\":[],\"results\":[],\"warnings\":[],\"skipped\":[],"
        "\"finding\":\"found\",\"typical\":{\"one\":\"01-one\","
        "\"two\":\"02-two\",\"three\":null},\"runs\":["
        "{\"program\":\"two\",\"files\":\"runs/02-two\",\"wall_seconds\":3},"
        "{\"program\":\"one\",\"files\":\"runs/00-one\",\"wall_seconds\":1},"
        "{\"program\":\"one\",\"files\":\"runs/01-one\",\"wall_seconds\":2}]}";

    scratch_write("made/results.json", text, sizeof text - 1);
}

static void
write_run(const char *file, const char *text)
{
    char *path = format("made/runs/%s", file);

    scratch_write(path, text, strlen(text));
    free(path);
}

// Has compare write a trace of what is made, and reads it.
static void
make_trace(const char *what)
{
    json_error_t error;

    harness_free(&run);
    json_decref(trace);
    run = harness_run(NULL, "--trace %s %s", scratch_path("trace.json"),
                      scratch_path(what));
    ck_assert_msg(run.status == 0, "%s", run.err);
    trace = json_load_file(scratch_path("trace.json"), JSON_REJECT_DUPLICATES,
                           &error);
    ck_assert_msg(trace, "%s", error.text);
}

// --- the rules ---------------------------------------------------------------

static const char *
text_in(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));

    ck_assert_msg(text, "no '%s'", key);
    return text;
}

static json_int_t
whole_in(const json_t *event, const char *key)
{
    ck_assert_msg(json_is_integer(json_object_get(event, key)), "no '%s'",
                  key);
    return json_integer_value(json_object_get(event, key));
}

// What every event has to have.
static void
check_fields(const json_t *event)
{
    const char *kind = text_in(event, "ph");

    ck_assert_str_ne(text_in(event, "name"), "");
    ck_assert_str_ne(text_in(event, "cat"), "");
    ck_assert_uint_eq(strlen(kind), 1);
    ck_assert_msg(strchr("XCM", *kind), "a '%s'", kind);
    ck_assert_int_ge(whole_in(event, "ts"), 0);
    ck_assert_int_gt(whole_in(event, "pid"), 0);
    ck_assert_int_gt(whole_in(event, "tid"), 0);
    ck_assert(json_is_object(json_object_get(event, "args")));
    if (*kind == 'X')
        ck_assert_int_gt(whole_in(event, "dur"), 0);
    else
        ck_assert_ptr_null(json_object_get(event, "dur"));
    if (*kind == 'C')
        ck_assert(json_is_number(json_object_iter_value(json_object_iter(
            json_object_get(event, "args")))));
}

// Orders slices by thread, then start, then the longer first, for qsort.
static int
by_thread(const void *left, const void *right)
{
    const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
    json_int_t thread = whole_in(a, "tid") - whole_in(b, "tid");
    json_int_t from = whole_in(a, "ts") - whole_in(b, "ts");
    json_int_t longer = whole_in(b, "dur") - whole_in(a, "dur");
    json_int_t order = thread ? thread : from ? from : longer;

    return (order > 0) - (order < 0);
}

// That slices of one thread either nest or do not touch, and that a thread
// belongs to one process.
static void
check_nesting(json_t **slices, size_t count)
{
    json_int_t ends[MOST_DEPTH];
    size_t depth = 0;

    qsort(slices, count, sizeof *slices, by_thread);
    for (size_t i = 0; i < count; i++) {
        json_int_t from = whole_in(slices[i], "ts");
        json_int_t to = from + whole_in(slices[i], "dur");
        bool same = i > 0 && whole_in(slices[i], "tid") ==
                                 whole_in(slices[i - 1], "tid");
        if (same)
            ck_assert_int_eq(whole_in(slices[i], "pid"),
                             whole_in(slices[i - 1], "pid"));
        else
            depth = 0;
        while (depth > 0 && ends[depth - 1] <= from)
            depth--;
        ck_assert_msg(depth == 0 || to <= ends[depth - 1],
                      "\"%s\" at %lld overlaps what it is not in",
                      text_in(slices[i], "name"), (long long)from);
        ck_assert_uint_lt(depth, MOST_DEPTH);
        ends[depth++] = to;
    }
}

// All of the rules.
static void
check_trace(void)
{
    json_t *events = json_object_get(trace, "traceEvents");
    size_t count = json_array_size(events), found = 0;
    json_t **slices = calloc(count + 1, sizeof *slices);

    ck_assert(json_is_array(events));
    ck_assert_str_eq(text_in(trace, "displayTimeUnit"), "ms");
    for (size_t i = 0; i < count; i++) {
        json_t *event = json_array_get(events, i);
        check_fields(event);
        if (strcmp(text_in(event, "ph"), "X") == 0)
            slices[found++] = event;
    }
    check_nesting(slices, found);
    free(slices);
}

// --- looking for events ------------------------------------------------------

// How many events have that category and name; *first is the first of them.
static size_t
find_events(const char *kind, const char *name, const json_t **first)
{
    json_t *events = json_object_get(trace, "traceEvents");
    size_t found = 0;

    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *event = json_array_get(events, i);
        if (strcmp(text_in(event, "cat"), kind) != 0 ||
            strcmp(text_in(event, "name"), name) != 0)
            continue;
        if (found++ == 0 && first)
            *first = event;
    }
    return found;
}

// Says that there is exactly one such slice, with these times, and returns it.
static const json_t *
expect_slice(const char *kind, const char *name, long from, long to)
{
    const json_t *slice = NULL;

    ck_assert_msg(find_events(kind, name, &slice) == 1, "%zu × %s",
                  find_events(kind, name, &slice), name);
    ck_assert_int_eq(whole_in(slice, "ts"), from);
    ck_assert_int_eq(whole_in(slice, "dur"), to - from);
    return slice;
}

// Says that the process or thread is called so.
static void
expect_name(const char *what, json_int_t process, json_int_t thread,
            const char *name)
{
    json_t *events = json_object_get(trace, "traceEvents");

    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *event = json_array_get(events, i);
        if (strcmp(text_in(event, "name"), what) != 0 ||
            whole_in(event, "pid") != process ||
            whole_in(event, "tid") != thread)
            continue;
        ck_assert_str_eq(text_in(json_object_get(event, "args"), "name"),
                         name);
        return;
    }
    ck_abort_msg("%s %lld is not there", what, (long long)thread);
}

// --- one attempt -------------------------------------------------------------

START_TEST(attempt_is_a_slice_with_its_phases_in_it)
{
    write_results();
    write_run("00-one.jsonl",
              "{\"index\":7,\"url\":\"http://h:1/p?a=\\\"b\\\"\","
              "\"status\":200,\"error\":null,\"attempts\":1,\"start\":1.5,"
              "\"queued\":0.5,\"namelookup\":0.1,\"connect\":0.2,\"tls\":0.3,"
              "\"first_byte\":0.4,\"total\":0.6,\"waited\":0,\"lane\":3}\n");
    make_trace("made/runs/00-one");
    check_trace();
    const json_t *slice = expect_slice("attempt", "/p?a=\"b\"", 1500000,
                                       2100000);
    const json_t *about = json_object_get(slice, "args");
    ck_assert_str_eq(text_in(about, "url"), "http://h:1/p?a=\"b\"");
    ck_assert_int_eq(whole_in(about, "index"), 7);
    ck_assert_int_eq(whole_in(about, "attempt"), 1);
    ck_assert_int_eq(whole_in(about, "status"), 200);
    ck_assert(json_is_null(json_object_get(about, "error")));
    json_int_t lane = whole_in(slice, "tid");
    expect_name("thread_name", 1, lane, "lane 3");
    expect_name("process_name", 1, 1, "one (runs/00-one)");
    expect_slice("waiting", "queued", 1000000, 1500000);
    expect_slice("phase", "connecting", 1500000, 1800000);
    expect_slice("connecting", "name lookup", 1500000, 1600000);
    expect_slice("connecting", "tcp", 1600000, 1700000);
    expect_slice("connecting", "tls", 1700000, 1800000);
    expect_slice("phase", "waiting for the first byte", 1800000, 1900000);
    slice = expect_slice("phase", "receiving", 1900000, 2100000);
    ck_assert_int_eq(whole_in(slice, "tid"), lane);
    expect_slice("run", "one", 0, 1000000);
}
END_TEST

START_TEST(open_connection_has_nothing_to_connect)
{
    write_results();
    write_run("00-one.jsonl",
              "{\"index\":0,\"url\":\"u\",\"status\":200,\"attempts\":1,"
              "\"start\":0,\"queued\":0,\"first_byte\":0.4,\"total\":0.4,"
              "\"lane\":0}\n");
    make_trace("made/runs/00-one.jsonl");
    check_trace();
    expect_slice("attempt", "u", 0, 400000);
    expect_slice("phase", "waiting for the first byte", 0, 400000);
    ck_assert_uint_eq(find_events("phase", "connecting", NULL), 0);
    ck_assert_uint_eq(find_events("phase", "receiving", NULL), 0);
    ck_assert_uint_eq(find_events("waiting", "queued", NULL), 0);
}
END_TEST

START_TEST(pause_is_on_the_lane_if_that_is_empty_and_beside_it_otherwise)
{
    write_results();
    // On lane 0 nothing happens during the pause from 1 to 2; on lane 1 the
    // other URL runs from 1 to 3, so the pause from 1.5 to 2.5 is elsewhere,
    // and queued is only what is left after that.
    write_run("00-one.jsonl",
              "{\"index\":0,\"url\":\"a\",\"attempts\":2,\"tries\":["
              "{\"start\":0,\"total\":1,\"lane\":0,\"status\":503,"
              "\"error\":\"http\"},"
              "{\"start\":2,\"total\":1,\"waited\":1,\"lane\":0,"
              "\"status\":200}]}\n"
              "{\"index\":1,\"url\":\"b\",\"attempts\":1,\"start\":1,"
              "\"total\":2,\"lane\":1,\"status\":200}\n"
              "{\"index\":2,\"url\":\"c\",\"attempts\":2,\"tries\":["
              "{\"start\":0,\"total\":1,\"lane\":1,\"status\":0,"
              "\"error\":\"reset\"},"
              "{\"start\":3.5,\"total\":1,\"waited\":1,\"queued\":1,"
              "\"lane\":1,\"status\":200}]}\n");
    make_trace("made/runs/00-one");
    check_trace();
    const json_t *first = NULL;
    ck_assert_uint_eq(find_events("waiting", "backing off", &first), 2);
    const json_t *again = expect_slice("attempt", "a, attempt 2", 2000000,
                                       3000000);
    ck_assert_int_eq(whole_in(first, "tid"), whole_in(again, "tid"));
    ck_assert_int_eq(whole_in(first, "ts"), 1000000);
    again = expect_slice("attempt", "c, attempt 2", 3500000, 4500000);
    const json_t *queued = expect_slice("waiting", "queued", 3000000,
                                        3500000);
    ck_assert_int_eq(whole_in(queued, "tid"), whole_in(again, "tid"));
    ck_assert_double_eq(json_number_value(json_object_get(
        json_object_get(queued, "args"), "queued_seconds")), 1);
    expect_name("thread_name", 1, whole_in(again, "tid") + 1,
                "backing off 0");
    const json_t *failed = expect_slice("attempt", "a", 0, 1000000);
    const json_t *about = json_object_get(failed, "args");
    ck_assert_str_eq(text_in(about, "error"), "http");
    ck_assert_int_eq(whole_in(about, "status"), 503);
}
END_TEST

START_TEST(attempts_that_share_a_lane_do_not_overlap)
{
    write_results();
    write_run("00-one.jsonl",
              "{\"index\":0,\"url\":\"a\",\"attempts\":1,\"start\":0,"
              "\"total\":1.0000006,\"first_byte\":0.5,\"lane\":0}\n"
              "{\"index\":1,\"url\":\"b\",\"attempts\":1,\"start\":1,"
              "\"total\":1,\"first_byte\":0.5,\"lane\":0}\n"
              "{\"index\":2,\"url\":\"c\",\"attempts\":1,\"start\":1.5,"
              "\"total\":1,\"first_byte\":0.5,\"lane\":0}\n");
    make_trace("made/runs/00-one");
    check_trace();
    const json_t *a = expect_slice("attempt", "a", 0, 1000001);
    const json_t *b = expect_slice("attempt", "b", 1000001, 2000000);
    const json_t *c = expect_slice("attempt", "c", 1500000, 2500000);
    ck_assert_int_eq(whole_in(a, "tid"), whole_in(b, "tid"));
    expect_name("thread_name", 1, whole_in(c, "tid"), "beside the lanes 0");
}
END_TEST

START_TEST(stalls_are_on_a_row_of_the_loop)
{
    static const char text[] =
        "{\"schema\":2,\"scenario\":{},\"machine\":{},\"programs\":[],"
        "\"results\":[],\"warnings\":[],\"skipped\":[],"
        "\"typical\":{\"one\":\"00-one\"},\"runs\":["
        "{\"program\":\"one\",\"files\":\"runs/00-one\",\"wall_seconds\":3,"
        "\"loop\":{\"turns\":3,\"longest_turn_seconds\":1,"
        "\"longest_turn_cpu_seconds\":1,\"stall_count\":3,\"stalls\":["
        "{\"start\":0.5,\"seconds\":1,\"what\":\"starting transfers\","
        "\"waiting\":19},"
        "{\"start\":1.25,\"seconds\":1,\"what\":\"libcurl\","
        "\"waiting\":7},"
        "{\"start\":1.75,\"seconds\":0.25,\"what\":\"inner\","
        "\"waiting\":7}]}}]}";

    scratch_write("made/results.json", text, sizeof text - 1);
    write_run("00-one.jsonl", "{\"index\":0,\"url\":\"a\",\"attempts\":1,"
                              "\"total\":1,\"lane\":0}\n");
    make_trace("made");
    check_trace();
    const json_t *stall = expect_slice("stall", "starting transfers", 500000,
                                       1500000);
    const json_t *about = json_object_get(stall, "args");
    ck_assert_int_eq(whole_in(about, "waiting"), 19);
    expect_name("thread_name", 1, whole_in(stall, "tid"), "the loop");
    // what would overlap is cut off; what was in another one is in it
    expect_slice("stall", "libcurl", 1500000, 2250000);
    ck_assert_uint_eq(find_events("stall", "inner", NULL), 0);
    const json_t *attempt = expect_slice("attempt", "a", 0, 1000000);
    ck_assert_int_ne(whole_in(attempt, "tid"), whole_in(stall, "tid"));
}
END_TEST

START_TEST(use_over_time_is_in_counters)
{
    write_results();
    write_run("00-one.jsonl", "");
    write_run("00-one.series.csv",
              "seconds,resident_bytes,reserved_bytes,threads,descriptors\n"
              "0.01,1048576,5,1,4\n0.02,3145728,5,7,9\n");
    make_trace("made/runs/00-one");
    check_trace();
    const json_t *first = NULL;
    ck_assert_uint_eq(find_events("use", "resident memory", &first), 2);
    ck_assert_int_eq(whole_in(first, "ts"), 10000);
    ck_assert_double_eq(json_number_value(json_object_get(
        json_object_get(first, "args"), "MiB")), 1);
    ck_assert_uint_eq(find_events("use", "threads", NULL), 2);
    ck_assert_uint_eq(find_events("use", "descriptors", NULL), 2);
}
END_TEST

START_TEST(whatever_the_records_say_the_trace_keeps_the_rules)
{
    unsigned seed = seed_random();
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    (void)seed;
    write_results();
    for (size_t i = 0; i < 400; i++) {
        fprintf(out, "{\"index\":%zu,\"url\":\"http://h/%zu\",\"attempts\":2,"
                     "\"tries\":[", i, i);
        for (size_t k = 0; k < 3; k++)
            fprintf(out, "%s{\"start\":%.6f,\"total\":%.6f,\"queued\":%.6f,"
                         "\"waited\":%.6f,\"namelookup\":%.6f,"
                         "\"connect\":%.6f,\"tls\":%.6f,\"first_byte\":%.6f,"
                         "\"lane\":%zu}", k > 0 ? "," : "",
                    (double)random_below(3000000) / 1e6 - 0.1,
                    (double)random_below(200000) / 1e6,
                    (double)random_below(200000) / 1e6,
                    (double)random_below(200000) / 1e6,
                    (double)random_below(200000) / 1e6 - 0.05,
                    (double)random_below(200000) / 1e6 - 0.05,
                    (double)random_below(200000) / 1e6 - 0.05,
                    (double)random_below(200000) / 1e6 - 0.05,
                    random_below(9));
        fprintf(out, "]}\n");
    }
    fclose(out);
    write_run("00-one.jsonl", text);
    free(text);
    make_trace("made/runs/00-one");
    check_trace();
}
END_TEST

// --- which runs --------------------------------------------------------------

static const char *const places[] = {"made", "made/", "made/results.json"};

START_TEST(typical_runs_are_processes_in_the_order_of_the_programs)
{
    write_results();
    write_run("01-one.jsonl", "{\"index\":0,\"url\":\"a\",\"attempts\":1,"
                              "\"total\":1,\"lane\":0}\n");
    write_run("02-two.jsonl", "{\"index\":0,\"url\":\"b\",\"attempts\":1,"
                              "\"total\":1,\"lane\":0}\n");
    make_trace(places[_i]);
    check_trace();
    expect_name("process_name", 1, 1, "one (runs/01-one)");
    expect_name("process_name", 2, 2, "two (runs/02-two)");
    const json_t *a = expect_slice("attempt", "a", 0, 1000000);
    const json_t *b = expect_slice("attempt", "b", 0, 1000000);
    ck_assert_int_eq(whole_in(a, "pid"), 1);
    ck_assert_int_eq(whole_in(b, "pid"), 2);
    ck_assert_int_ne(whole_in(a, "tid"), whole_in(b, "tid"));
    assert_says(run.out, "trace.json: 2 runs, ");
    ck_assert_str_eq(text_in(json_object_get(trace, "otherData"), "finding"),
                     "found");
}
END_TEST

START_TEST(comparison_of_compare_itself_keeps_the_rules)
{
    static const char text[] = "urls 9 /flaky/1?id={0..8}\n"
                               "urls 9 /bytes/20000\n"
                               "urls 9 /delay/0.01\nconcurrency 3\n"
                               "options --retry 1 --backoff 0.01\nrounds 1\n";
    const char *path = scratch_write("try.scenario", text, sizeof text - 1);
    struct harness first = harness_run(NULL, "%s", path);

    make_trace("results/try");
    check_trace();
    const json_t *any = NULL;
    assert_says(run.out, "3 runs");
    ck_assert_uint_gt(find_events("waiting", "backing off", &any), 9);
    ck_assert_uint_gt(find_events("phase", "waiting for the first byte",
                                  &any), 27 * 3);
    harness_free(&first);
}
END_TEST

static const struct {
    const char *results;
    const char *said;
    int status;
} mistakes[] = {
    {"made/runs/09-one", "there is no run runs/09-one", STATUS_USAGE},
    {"made/runs/00-one", "runs/00-one.jsonl: its records are missing",
     STATUS_USAGE},
    {"made", "runs/01-one.jsonl: its records are missing", STATUS_USAGE},
    {"nowhere", "nowhere: No such file", STATUS_USAGE},
    {"nowhere/runs/00-one", "nowhere: No such file", STATUS_USAGE},
};

START_TEST(what_is_not_there_is_told)
{
    write_results();
    run = harness_run(NULL, "--trace %s %s", scratch_path("trace.json"),
                      scratch_path(mistakes[_i].results));
    ck_assert_int_eq(run.status, mistakes[_i].status);
    assert_says(run.err, mistakes[_i].said);
    ck_assert_str_eq(run.out, "");
}
END_TEST

static const char *const unwritable[] = {"/nowhere/trace.json", "/dev/full",
                                         "/tmp"};

START_TEST(trace_that_cannot_be_written_is_told)
{
    write_results();
    write_run("00-one.jsonl", "");
    run = harness_run(NULL, "--trace %s %s", unwritable[_i],
                      scratch_path("made/runs/00-one"));
    ck_assert_int_eq(run.status, STATUS_NOT_WRITTEN);
    assert_says(run.err, unwritable[_i]);
    ck_assert_str_eq(run.out, "");
}
END_TEST

START_TEST(trace_does_not_take_the_place_of_results)
{
    write_results();
    write_run("00-one.jsonl", "");
    run = harness_run(NULL, "--trace %s %s", scratch_path("made/results.json"),
                      scratch_path("made/runs/00-one"));
    ck_assert_int_eq(run.status, STATUS_USAGE);
    assert_says(run.err, "is part of the results");
    json_t *kept = json_load_file(scratch_path("made/results.json"), 0, NULL);
    ck_assert_ptr_nonnull(json_object_get(kept, "schema"));
    json_decref(kept);
}
END_TEST

START_TEST(without_a_run_that_counts_there_is_nothing_to_show)
{
    static const char text[] =
        "{\"schema\":2,\"scenario\":{},\"machine\":{},\"programs\":[],"
        "\"results\":[],\"warnings\":[],\"skipped\":[],"
        "\"typical\":{\"one\":null},\"runs\":[]}";

    scratch_write("made/results.json", text, sizeof text - 1);
    run = harness_run(NULL, "--trace %s %s", scratch_path("trace.json"),
                      scratch_path("made"));
    ck_assert_int_eq(run.status, STATUS_USAGE);
    assert_says(run.err, "no run counts, so there is nothing to show");
    ck_assert(!scratch_has("trace.json"));
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
trace_suite(void)
{
    Suite *suite = suite_create("trace");
    TCase *tests = tcase_create("trace");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, attempt_is_a_slice_with_its_phases_in_it);
    tcase_add_test(tests, open_connection_has_nothing_to_connect);
    tcase_add_test(
        tests, pause_is_on_the_lane_if_that_is_empty_and_beside_it_otherwise);
    tcase_add_test(tests, attempts_that_share_a_lane_do_not_overlap);
    tcase_add_test(tests, stalls_are_on_a_row_of_the_loop);
    tcase_add_test(tests, use_over_time_is_in_counters);
    tcase_add_test(tests,
                   whatever_the_records_say_the_trace_keeps_the_rules);
    LOOP(typical_runs_are_processes_in_the_order_of_the_programs, places);
    tcase_add_test(tests, comparison_of_compare_itself_keeps_the_rules);
    LOOP(what_is_not_there_is_told, mistakes);
    LOOP(trace_that_cannot_be_written_is_told, unwritable);
    tcase_add_test(tests, trace_does_not_take_the_place_of_results);
    tcase_add_test(tests, without_a_run_that_counts_there_is_nothing_to_show);
    suite_add_tcase(suite, tests);
    return suite;
}
