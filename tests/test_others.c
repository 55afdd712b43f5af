// others: other people's tools, played by scripts of the test: which are
// added, what is said about the rest, and that a comparison believes none of
// them without a witness.

#include "../plots/others.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../plots/verify.h"
#include "harness.h"
#include "suites.h"
#include "support.h"

enum { URLS = 5 };

static struct scenario scenario;
static struct words skipped;

// --- the fixture -------------------------------------------------------------

static void
start(void)
{
    scratch_make();
    ck_assert_int_eq(mkdir(scratch_path("plots"), 0777), 0);
    ck_assert_int_eq(mkdir(scratch_path("plots/others"), 0777), 0);
}

static void
end(void)
{
    words_free(&skipped);
    scenario_free(&scenario);
    skipped = (struct words){0};
    scenario = (struct scenario){0};
    scratch_remove();
}

// Puts a script in a tool's place: asked whether it can run, it does the one
// thing, and otherwise the other. It knows fetch-async as $real.
static void
play(const char *tool, const char *check, const char *commands)
{
    const char *build = getenv("BUILD");
    char *path = format("plots/others/%s", tool);
    char *real = format("%s/fetch-async", build ? build : "build");
    char *whole = realpath(real, NULL);
    char *script = format(
        "#!/bin/sh\nPATH=/usr/bin:/bin\nreal='%s'\n"
        "if [ \"$*\" = --check ]; then\n%s\nexit\nfi\n%s\n",
        whole ? whole : real, check, commands);

    ck_assert_int_eq(
        chmod(scratch_write(path, script, strlen(script)), 0755), 0);
    free(script);
    free(whole);
    free(real);
    free(path);
}

// Reads a scenario and adds the tools; returns why not, or NULL.
static char *
add_to(const char *text)
{
    char *error = scenario_parse(&scenario, "x", text, "x");

    ck_assert_pstr_eq(error, NULL);
    return others_add(&scenario, scratch_path("plots/others"), &skipped);
}

// --- which can run -----------------------------------------------------------

START_TEST(tool_that_says_yes_is_added)
{
    play("curl-Z", "exit 0", "exit 9");
    play("requests", "echo yes, it is; exit 0", "exit 9");
    ck_assert_pstr_eq(add_to("urls 9 /delay/1\nconcurrency 4\n"), NULL);
    ck_assert_uint_eq(scenario.program_count, 5);
    const struct program *curl = &scenario.programs[3], *alone = curl + 1;

    ck_assert_str_eq(curl->name, "curl-Z");
    ck_assert_str_eq(curl->file, "curl-Z");
    ck_assert_uint_eq(curl->concurrency, 4);
    ck_assert_uint_eq(curl->urls, 9);
    ck_assert(curl->foreign && !curl->one_at_a_time && !curl->once);
    ck_assert_str_eq(alone->name, "requests");
    ck_assert_uint_eq(alone->concurrency, 1);
    ck_assert_uint_eq(alone->urls, 9);
    ck_assert(alone->foreign && alone->one_at_a_time);
    ck_assert(!scenario.programs[2].foreign);
}
END_TEST

START_TEST(each_tool_has_a_colour_and_a_line_of_its_own)
{
    static const char *const all[] = {
        "curl-Z", "xargs-curl", "requests", "requests-threads", "aiohttp",
        "httpx",
    };
    enum { TOOLS = sizeof all / sizeof all[0] };

    for (size_t i = 0; i < TOOLS; i++)
        play(all[i], "exit 0", "");
    ck_assert_pstr_eq(add_to("urls 9 /delay/1\n"), NULL);
    ck_assert_uint_eq(scenario.program_count, 3 + TOOLS);
    ck_assert_uint_eq(skipped.count, 0);
    for (size_t p = 0; p < 3 + TOOLS; p++) {
        if (p >= 3)
            ck_assert_str_eq(scenario.programs[p].name, all[p - 3]);
        ck_assert_uint_eq(scenario.programs[p].colour, p);
        ck_assert_uint_eq(scenario.programs[p].variant, 0);
        for (size_t q = 0; q < p; q++)
            ck_assert_uint_ne(scenario.programs[p].line,
                              scenario.programs[q].line);
    }
}
END_TEST

START_TEST(tool_that_cannot_run_is_skipped_with_its_reason)
{
    play("curl-Z", "echo curl is older than 7.75; echo more; exit 1", "");
    play("xargs-curl", "exit 3", "");
    play("requests", "echo; exit 1", "");
    play("aiohttp", "kill -9 $$", "");
    play("httpx", "exit 0", "");
    ck_assert_int_eq(chmod(scratch_path("plots/others/httpx"), 0644), 0);
    ck_assert_pstr_eq(add_to("urls 9 /delay/1\n"), NULL);
    ck_assert_uint_eq(scenario.program_count, 3);
    ck_assert_uint_eq(skipped.count, 6);
    ck_assert_str_eq(skipped.all[0], "curl-Z: curl is older than 7.75");
    ck_assert_str_eq(skipped.all[1], "xargs-curl: it cannot run here");
    ck_assert_str_eq(skipped.all[2], "requests: it cannot run here");
    ck_assert_str_eq(skipped.all[3], "requests-threads: its script cannot be "
                                     "run: No such file or directory");
    ck_assert_str_eq(skipped.all[4], "aiohttp: it cannot run here");
    ck_assert_str_eq(skipped.all[5], "httpx: its script cannot be run: "
                                     "Permission denied");
}
END_TEST

START_TEST(script_without_an_interpreter_is_skipped)
{
    const char *path = scratch_write("plots/others/httpx",
                                     "#!/nowhere/python\n", 18);

    ck_assert_int_eq(chmod(path, 0755), 0);
    ck_assert_pstr_eq(add_to("urls 9 /delay/1\n"), NULL);
    ck_assert_str_eq(skipped.all[5], "httpx: it cannot run here");
}
END_TEST

// True when there is such a process, and it is no zombie.
static bool
is_running(int process)
{
    char path[40];

    snprintf(path, sizeof path, "/proc/%d/cmdline", process);
    FILE *file = fopen(path, "re");
    bool running = file && fgetc(file) != EOF;
    if (file)
        fclose(file);
    return running;
}

// The script waits for what it has started, and that for longer than any
// test; both are ended.
START_TEST(check_that_hangs_is_ended)
{
    char *check = format("sh -c 'echo $$ > \"%s\"; exec sleep 600' & echo no; "
                         "wait", scratch_path("started"));

    play("curl-Z", check, "");
    double before = monotonic_now();
    char *reason = others_why_not(scratch_path("plots/others"), "curl-Z", 0.5);
    ck_assert_str_eq(reason, "curl-Z: its check took more than 0.5 s");
    ck_assert_double_lt(monotonic_now() - before, 10);
    char *id = read_whole(scratch_path("started"));
    ck_assert_int_gt(atoi(id), 1);
    for (int i = 0; i < 200 && is_running(atoi(id)); i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    ck_assert(!is_running(atoi(id)));
    free(id);
    free(reason);
    free(check);
}
END_TEST

START_TEST(what_a_check_leaves_behind_is_not_waited_for)
{
    play("curl-Z", "sleep 5 & exit 1", "");
    double before = monotonic_now();
    char *reason = others_why_not(scratch_path("plots/others"), "curl-Z", 20);
    ck_assert_str_eq(reason, "curl-Z: it cannot run here");
    ck_assert_double_lt(monotonic_now() - before, 4);
    free(reason);
}
END_TEST

START_TEST(tool_whose_name_is_taken_is_skipped)
{
    play("httpx", "exit 0", "");
    ck_assert_pstr_eq(add_to("urls 9 /delay/1\nprogram httpx fetch-async\n"),
                      NULL);
    ck_assert_uint_eq(scenario.program_count, 1);
    ck_assert_str_eq(skipped.all[5],
                     "httpx: the scenario has a program of that name");
}
END_TEST

static const char *const not_for_others[] = {
    "urls 9 /delay/1\noptions --fail\n",
    "urls 9 /close\nexpect reset 9\n",
    "urls 9 /delay/1\nprogram a fetch-async\nsweep cap 1 2\n",
    "urls 9 /delay/1\nprogram a fetch-async\nsweep flight 1 2\n",
    "urls 9 /delay/1\nnetwork no\n",
};

START_TEST(scenario_that_other_tools_do_not_know_is_refused)
{
    play("curl-Z", "exit 0", "");
    char *reason = add_to(not_for_others[_i]);
    ck_assert_pstr_ne(reason, NULL);
    ck_assert_str_eq(reason, "x has options, expectations or a sweep that "
                             "other tools do not know; --others takes a "
                             "plain scenario, such as others");
    for (size_t p = 0; p < scenario.program_count; p++)
        ck_assert(!scenario.programs[p].foreign);
    ck_assert_uint_eq(skipped.count, 0);
    free(reason);
}
END_TEST

START_TEST(options_of_a_single_program_concern_no_other_tool)
{
    play("curl-Z", "exit 0", "");
    ck_assert_pstr_eq(add_to("urls 9 /delay/1\nhosts 2\nserver --tls\n"
                             "program a fetch-async --no-reuse\n"), NULL);
    ck_assert_uint_eq(scenario.program_count, 2);
}
END_TEST

// --- what they write ---------------------------------------------------------

#define RECORD(path, rest) "{\"url\":\"http://h" path "\"," rest "}\n"
#define GOOD(path) RECORD(path, "\"status\":200,\"length\":1")

static const struct {
    const char *written;
    const char *reason;     // NULL: fine
} outputs[] = {
    {GOOD("/3") GOOD("/1") GOOD("/2"), NULL},
    {GOOD("/1") GOOD("/2") RECORD("/3", "\"status\":302"), NULL},
    {GOOD("/1") GOOD("/2") RECORD("/3", "\"status\":200,\"error\":null"),
     NULL},
    {"", "0 records for 3 URLs"},
    {GOOD("/1") GOOD("/2"), "2 records for 3 URLs"},
    {GOOD("/1") GOOD("/2") GOOD("/3") GOOD("/3"), "4 records for 3 URLs"},
    {GOOD("/1") GOOD("/3") GOOD("/1"), "it left out http://h/2"},
    {GOOD("/1") GOOD("/2") GOOD("/4"), "it left out http://h/3"},
    {GOOD("/1") GOOD("/2") "{\"status\":200}\n", "record 3 has no url"},
    {GOOD("/1") GOOD("/2") "{\"url\":3,\"status\":200}\n",
     "record 3 has no url"},
    {GOOD("/1") GOOD("/2") RECORD("/3", "\"status\":404"),
     "http://h/3: status 404"},
    {GOOD("/1") GOOD("/2") RECORD("/3", "\"length\":9"),
     "http://h/3: status 0"},
    {GOOD("/1") GOOD("/2") RECORD("/3", "\"status\":199"),
     "http://h/3: status 199"},
    {GOOD("/1") RECORD("/2", "\"status\":0,\"error\":\"gave up\"") GOOD("/3"),
     "http://h/2: gave up"},
    {GOOD("/1") RECORD("/2", "\"status\":200,\"error\":\"half of it\"")
     GOOD("/3"), "http://h/2: half of it"},
};

START_TEST(records_of_others_are_held_against_the_list)
{
    struct records records;
    const char *path = scratch_write("records", outputs[_i].written,
                                     strlen(outputs[_i].written));

    ck_assert_pstr_eq(scenario_parse(&scenario, "x", "urls 3 /{1,2,3}\n",
                                     "x"), NULL);
    ck_assert_pstr_eq(records_read(&records, path), NULL);
    char *reason = verify_foreign(&records, &scenario, &scenario.programs[0],
                                  "http://h");
    ck_assert_pstr_eq(reason, outputs[_i].reason);
    free(reason);
    records_free(&records);
}
END_TEST

// --- whole comparisons -------------------------------------------------------

static char *path_before;
static struct harness run;
static json_t *results;

// Runs without any gnuplot, which is faster.
static void
hide_gnuplot(void)
{
    path_before = copy_text(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
}

static void
end_run(void)
{
    setenv("PATH", path_before, 1);
    free(path_before);
    harness_free(&run);
    run = (struct harness){0};
    json_decref(results);
    results = NULL;
}

// Compares fetch-async with the tools that there are, over a scenario with
// these lines more, and reads what came of it.
static void
compare(const char *lines)
{
    char *text = format("urls %d /delay/0.02?id={a,b,c,d,e}\ntimeout 7\n"
                        "concurrency 2\nrounds 1\nprogram kit fetch-async\n%s",
                        URLS, lines);

    const char *path = scratch_write("try.scenario", text, strlen(text));
    run = harness_run(NULL, "--others --plots %s --seed 1 %s",
                      scratch_path("plots"), path);
    results = json_load_file(scratch_path("results/try/results.json"), 0,
                             NULL);
    ck_assert_msg(results, "%s\n%s", run.out, run.err);
    free(text);
}

#define assert_status(expected) \
    ck_assert_msg(run.status == (expected), "status %d\n%s\n%s", run.status, \
                  run.out, run.err)

// Says that the tool had a warm-up and a run, and that both were good.
static void
assert_did_its_work(const char *tool, int most)
{
    json_t *runs = json_object_get(results, "runs"), *one;
    size_t index, count = 0;

    json_array_foreach(runs, index, one) {
        const char *program = "";
        int requests = 0, at_once = 0;
        double peak = 0, reserved = 0, rusage = 0, wall = 0, own = 0;
        ck_assert_int_eq(
            json_unpack(one, "{s:s, s:F, s:F, s:F, s:F, s:F,"
                        " s:{s:i, s:i}}", "program", &program,
                        "peak_memory_bytes", &peak, "peak_virtual_bytes",
                        &reserved, "rusage_peak_bytes", &rusage,
                        "wall_seconds", &wall, "own_seconds", &own,
                        "server", "requests", &requests, "max_requests",
                        &at_once), 0);
        if (strcmp(program, tool) != 0)
            continue;
        ck_assert(json_is_null(json_object_get(one, "failure")));
        ck_assert_int_eq(requests, URLS);
        ck_assert_int_eq(at_once, most);
        ck_assert_double_gt(peak, 1 << 20);
        ck_assert_double_ge(peak, rusage);
        ck_assert_double_gt(reserved, peak);
        ck_assert_double_eq(own, wall);
        count++;
    }
    ck_assert_uint_eq(count, 2);
}

// What the scripts do who do the work; they get LIST CONCURRENCY TIMEOUT
// [CACERT].
#define REALLY \
    "\"$real\" --input \"$1\" -c \"$2\" --timeout \"$3\" " \
    "${4:+--cacert \"$4\"} --format json --progress never --quiet"

static const char *const plain_or_not[] = {
    "", "server --tls\n", "hosts 3\n", "server --tls\nhosts 3\n",
};

START_TEST(tools_that_do_the_work_are_compared)
{
    play("xargs-curl", "exit 0",
         "[ $2 = 2 ] && [ $3 = 7 ] || exit 9\nexec " REALLY);
    play("requests", "exit 0", "[ $2 = 1 ] || exit 9\n" REALLY);
    play("httpx", "echo python3-httpx is not installed; exit 1", "");
    compare(plain_or_not[_i]);
    assert_status(STATUS_NO_CHARTS);
    assert_did_its_work("xargs-curl", 2);
    assert_did_its_work("requests", 1);
    assert_says(run.out, "\nxargs-curl ");
    assert_says(run.out, "\nrequests ");
    assert_says(run.out, "\nSkipped: httpx: python3-httpx is not installed\n");
    ck_assert_uint_eq(json_array_size(json_object_get(results, "skipped")), 4);
    json_t *programs = json_object_get(results, "programs");
    ck_assert(json_is_false(json_object_get(json_array_get(programs, 0),
                                            "foreign")));
    ck_assert(json_is_true(json_object_get(json_array_get(programs, 1),
                                           "foreign")));
    ck_assert(scratch_has("results/try/runs/01-xargs-curl.jsonl"));
    ck_assert(scratch_has("results/try/runs/01-xargs-curl.series.csv"));
    ck_assert(!scratch_has("results/try/runs/01-xargs-curl.log"));
}
END_TEST

// How much memory the tool had in its first round, "peak_memory_bytes" or
// another figure.
static double
figure_of(const char *tool, const char *figure)
{
    json_t *runs = json_object_get(results, "runs"), *one;
    size_t index;

    json_array_foreach(runs, index, one)
        if (json_integer_value(json_object_get(one, "round")) == 1 &&
            strcmp(json_string_value(json_object_get(one, "program")),
                   tool) == 0)
            return json_number_value(json_object_get(one, figure));
    ck_abort_msg("%s did not run", tool);
}

// The second one has three more processes, each of which keeps 32 MiB that
// its parent does not have.
START_TEST(memory_of_all_processes_of_a_tool_is_added_up)
{
    const char *build = getenv("BUILD");
    char *known = format("%s/tests/known", build ? build : "build");
    char *whole = realpath(known, NULL);

    ck_assert_msg(whole, "%s is missing", known);
    char *more = format("for i in 1 2 3; do '%s' touch=32 after=0.5 & done\n"
                        REALLY "\nwait", whole);
    play("curl-Z", "exit 0", "exec " REALLY);
    play("httpx", "exit 0", more);
    compare("");
    assert_status(STATUS_NO_CHARTS);
    double kept = figure_of("httpx", "peak_memory_bytes");
    ck_assert_double_gt(kept, 96 << 20);
    ck_assert_double_gt(kept, figure_of("curl-Z", "peak_memory_bytes")
                                  + (64 << 20));
    ck_assert_double_lt(figure_of("httpx", "rusage_peak_bytes"), 96 << 20);
    free(more);
    free(whole);
    free(known);
}
END_TEST

static const struct {
    const char *commands;
    const char *reason;
} cheats[] = {
    // writes what it never fetched
    {"while read -r url; do printf '{\"url\":\"%s\",\"status\":200}\\n' "
     "\"$url\"; done < \"$1\"", "the server saw 0 requests for 5 URLs\n"},
    {"head -n 3 \"$1\" > \"$0.list\"; \"$real\" -i \"$0.list\" -c \"$2\" "
     "--format json --quiet; tail -n 2 \"$1\" | while read -r url; do printf "
     "'{\"url\":\"%s\",\"status\":200}\\n' \"$url\"; done",
     "the server saw 3 requests for 5 URLs\n"},
    // asks for more at once than it may
    {"set -- \"$1\" 5 \"$3\"; " REALLY,
     "the server saw 5 requests at once, the cap is 2\n"},
    // leaves one out, or fetches another in its place
    {REALLY " | head -n 4", "4 records for 5 URLs\n"},
    {"sed 's/id=c/id=b/' \"$1\" > \"$0.list\"; set -- \"$0.list\" $2 $3; "
     REALLY, "it left out http://127.0.0.1:"},
    // fails
    {"sed 's/delay.*=c/close/' \"$1\" > \"$0.list\"; set -- \"$0.list\" $2 "
     "$3; " REALLY, "/close: reset\n"},
    {"sed 's/delay.*=c/status\\/503/' \"$1\" > \"$0.list\"; set -- "
     "\"$0.list\" $2 $3; " REALLY, "/status/503: status 503\n"},
    {REALLY "; exit 1", "exit status 1, expected 0\n"},
    {REALLY "; echo no room >&2; exit 3", "exit status 3: no room\n"},
    {REALLY "; kill -9 $$", "ended by signal 9 (Killed)\n"},
    {"echo hello", "record 1 is not right: "},
    {"exit 0", "0 records for 5 URLs\n"},
};

START_TEST(tool_that_does_not_do_the_work_does_not_count)
{
    play("curl-Z", "exit 0", cheats[_i].commands);
    compare("");
    assert_status(STATUS_RUN_FAILED);
    assert_says(run.out, "\ncurl-Z    no run counts\n");
    assert_says(run.out, "FAILED, not counted: round 0, curl-Z: ");
    assert_says(run.out, "FAILED, not counted: round 1, curl-Z: ");
    assert_says(run.out, cheats[_i].reason);
    ck_assert_ptr_null(strstr(run.out, ", kit: "));
}
END_TEST

START_TEST(scenario_that_is_not_for_others_ends_compare)
{
    static const char text[] = "urls 1 /close\nexpect reset 1\n";
    const char *path = scratch_write("try.scenario", text, sizeof text - 1);

    run = harness_run(NULL, "--others --plots %s %s", scratch_path("plots"),
                      path);
    assert_status(STATUS_USAGE);
    assert_says(run.err, "compare: try has options, expectations or a sweep");
    ck_assert(!scratch_has("results"));
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

// Whole comparisons, which take a little longer.
static TCase *
whole_comparisons(void)
{
    TCase *tests = tcase_create("comparisons");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_checked_fixture(tests, hide_gnuplot, end_run);
    tcase_set_timeout(tests, 60);
    LOOP(tools_that_do_the_work_are_compared, plain_or_not);
    tcase_add_test(tests, memory_of_all_processes_of_a_tool_is_added_up);
    LOOP(tool_that_does_not_do_the_work_does_not_count, cheats);
    tcase_add_test(tests, scenario_that_is_not_for_others_ends_compare);
    return tests;
}

Suite *
others_suite(void)
{
    Suite *suite = suite_create("others");
    TCase *tests = tcase_create("others");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, tool_that_says_yes_is_added);
    tcase_add_test(tests, each_tool_has_a_colour_and_a_line_of_its_own);
    tcase_add_test(tests, tool_that_cannot_run_is_skipped_with_its_reason);
    tcase_add_test(tests, script_without_an_interpreter_is_skipped);
    tcase_add_test(tests, check_that_hangs_is_ended);
    tcase_add_test(tests, what_a_check_leaves_behind_is_not_waited_for);
    tcase_add_test(tests, tool_whose_name_is_taken_is_skipped);
    LOOP(scenario_that_other_tools_do_not_know_is_refused, not_for_others);
    tcase_add_test(tests,
                   options_of_a_single_program_concern_no_other_tool);
    LOOP(records_of_others_are_held_against_the_list, outputs);
    suite_add_tcase(suite, tests);
    suite_add_tcase(suite, whole_comparisons());
    return suite;
}
