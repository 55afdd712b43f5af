// compare: whole comparisons on tiny scenarios, with programs that do what
// they should and others that do not, and everything else that can happen.

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../plots/basics.h"
#include "../plots/files.h"
#include "../plots/results.h"
#include "../plots/spawn.h"
#include "suites.h"
#include "support.h"

enum { MOST_WORDS = 24, URLS = 5 };

#define PATIENCE 60.0       // seconds for one comparison

static const char tiny[] =
    "title  A try\n"
    "urls   5 /delay/0.02\n"
    "concurrency 2\n"
    "rounds 1\n";

// One run of compare.
static struct {
    pid_t process;
    int status;             // as waitpid tells it
    char *out, *err;        // what it said
} compare;

static json_t *results;     // results.json

// --- the fixture -------------------------------------------------------------

// A fixture: a directory, and a word about every process that is left behind.
static void
start(void)
{
    scratch_make();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static void
end(void)
{
    if (compare.process > 0)
        spawn_stop(compare.process, 5);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    free(compare.out);
    free(compare.err);
    memset(&compare, 0, sizeof compare);
    json_decref(results);
    results = NULL;
    scratch_remove();
}

// --- running -----------------------------------------------------------------

// The absolute path of a program of the kit; the caller frees it.
static char *
kit(const char *name)
{
    const char *build = getenv("BUILD");
    char *path = format("%s/%s", build ? build : "build", name);
    char *whole = realpath(path, NULL);

    ck_assert_msg(whole, "%s is missing", path);
    free(path);
    return whole;
}

// Creates a file in the directory.
static int
create(const char *name)
{
    int fd = open(scratch_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                  0666);

    ck_assert_int_ge(fd, 0);
    return fd;
}

// Starts compare with results going to the folder "results", and the words of
// the line; its output goes to that descriptor, -1: into a file.
static void
start_compare(int output, const char *line)
{
    char *words = copy_text(line), *rest = words, *argv[MOST_WORDS];
    char *path = kit("compare");
    char *folder = format("--results=%s", scratch_path("results"));
    int count = 0, out = output < 0 ? create("out") : output;
    int err = create("err");

    argv[count++] = path;
    argv[count++] = folder;
    for (char *word; (word = strsep(&rest, " ")) && count < MOST_WORDS - 1;)
        if (*word)
            argv[count++] = word;
    argv[count] = NULL;
    struct spawn what = {
        .argv = argv, .output = out, .error = err, .report = -1,
    };
    compare.process = spawn(&what);
    ck_assert_int_gt(compare.process, 0);
    close(out);
    close(err);
    free(words);
    free(path);
    free(folder);
}

// Waits for its end, and reads what it said.
static void
end_compare(void)
{
    ck_assert_msg(spawn_wait(compare.process, PATIENCE, &compare.status),
                  "compare does not end");
    compare.process = 0;
    free(compare.out);
    free(compare.err);
    compare.out = scratch_has("out") ? read_whole(scratch_path("out"))
                                     : copy_text("");
    compare.err = read_whole(scratch_path("err"));
}

// Both; the words are made as printf makes them.
static void
run_compare(const char *pattern, ...)
{
    va_list arguments;
    char *line;

    va_start(arguments, pattern);
    ck_assert_int_ge(vasprintf(&line, pattern, arguments), 0);
    va_end(arguments);
    start_compare(-1, line);
    end_compare();
    free(line);
}

// Writes a scenario, and returns the path to it.
static const char *
write_scenario(const char *text)
{
    return scratch_write("try.scenario", text, strlen(text));
}

// Runs without any gnuplot, which is faster.
static void
hide_gnuplot(void)
{
    setenv("PATH", "/nowhere", 1);
}

static char *path_before;

static void
keep_path(void)
{
    path_before = copy_text(getenv("PATH"));
}

static void
restore_path(void)
{
    setenv("PATH", path_before, 1);
    free(path_before);
}

// --- what came of it ---------------------------------------------------------

#define assert_status(expected) \
    ck_assert_msg(WIFEXITED(compare.status) \
                  && WEXITSTATUS(compare.status) == (expected), \
                  "status 0x%x, not %d\n%s\n%s", \
                  (unsigned)compare.status, expected, compare.out, \
                  compare.err)

// Reads results.json from that folder of results.
static void
read_results(const char *name)
{
    char *path = format("results/%s/results.json", name);
    json_error_t error;

    json_decref(results);
    results = json_load_file(scratch_path(path), JSON_REJECT_DUPLICATES,
                             &error);
    ck_assert_msg(results, "%s: %s", path, error.text);
    free(path);
}

// Says that the folder of results holds nothing but that one, if any, and then
// a page about all there are.
static void
assert_only_results(const char *name)
{
    if (*name) {
        char *path = format("results/%s", name);
        char *aside = format("%s", scratch_path("aside"));
        ck_assert_int_eq(rename(scratch_path(path), aside), 0);
        ck_assert_int_eq(unlink(scratch_path("results/index.html")), 0);
        free(path);
        free(aside);
    }
    ck_assert_msg(rmdir(scratch_path("results")) == 0,
                  "results holds something else, too");
}

// Says that no process was left behind.
static void
assert_no_orphans(void)
{
    int status;
    pid_t orphan = waitpid(-1, &status, WNOHANG);

    ck_assert_msg(orphan < 0 && errno == ECHILD,
                  "a process was left behind (%d)", (int)orphan);
}

// Says that the file is there, and begins and ends like that.
static void
assert_whole(const char *name, const char *head, const char *tail)
{
    FILE *file = fopen(scratch_path(name), "re");
    char bytes[16] = "";

    ck_assert_msg(file, "%s is missing", name);
    ck_assert_uint_eq(fread(bytes, 1, strlen(head), file), strlen(head));
    ck_assert_msg(memcmp(bytes, head, strlen(head)) == 0, "start of %s",
                  name);
    ck_assert_int_eq(fseek(file, -16, SEEK_END), 0);
    ck_assert_uint_eq(fread(bytes, 1, 16, file), 16);
    ck_assert_msg(memmem(bytes, 16, tail, strlen(tail)), "end of %s", name);
    fclose(file);
}

// Says that all charts of the folder are whole.
static void
assert_charts(const char *folder)
{
    static const char *const charts[] = {"time", "memory", "waterfall"};

    for (size_t i = 0; i < sizeof charts / sizeof charts[0]; i++) {
        char *svg = format("results/%s/%s.svg", folder, charts[i]);
        char *png = format("results/%s/%s.png", folder, charts[i]);
        assert_whole(svg, "<?xml", "</svg>");
        assert_whole(png, "\x89PNG\r\n", "IEND");
        free(svg);
        free(png);
    }
}

// Says that the report of the folder is whole, and that the list leads to it.
static void
assert_report(const char *folder)
{
    char *report = format("results/%s/report.html", folder);
    char *link = format("<a href=\"./%s/report.html\">", folder);
    char *list = read_whole(scratch_path("results/index.html"));

    assert_whole(report, "<!DOCTYPE html>", "</html>");
    assert_whole("results/index.html", "<!DOCTYPE html>", "</html>");
    assert_says(list, link);
    free(list);
    free(link);
    free(report);
}

// --- a comparison ------------------------------------------------------------

// The summaries, which have hyperfine's names and our own.
static void
check_summaries(size_t rounds)
{
    static const char *const names[] = {"sync", "threaded", "async"};
    json_t *all = json_object_get(results, "results");

    ck_assert_uint_eq(json_array_size(all), 3);
    for (size_t index = 0; index < 3; index++) {
        json_t *program = json_array_get(all, index);
        const char *command = "";
        double mean = 0, median = 0, least = 0, most = 0, peak = 0, low = 0;
        double bound = 0, deviation = 0, user = -1, kernel = -1;
        json_t *times = NULL;
        ck_assert_int_eq(
            json_unpack(program, "{s:s, s:F, s:F, s:F, s:F, s:F, s:F, s:F,"
                        " s:o, s:{s:F}, s:{s:{s:F}}, s:F}",
                        "command", &command, "mean", &mean, "stddev",
                        &deviation, "median", &median, "min", &least, "max",
                        &most, "user", &user, "system", &kernel, "times",
                        &times, "peak_memory_bytes", "median", &peak,
                        "wall_seconds", "interval", "low", &low,
                        "lower_bound_seconds", &bound), 0);
        ck_assert_str_eq(command, names[index]);
        ck_assert_uint_eq(json_array_size(times), rounds);
        ck_assert(least <= median && median <= most);
        ck_assert(least <= mean && mean <= most && deviation >= 0);
        ck_assert_double_eq(low, least);
        ck_assert_double_ge(user + kernel, 0);
        ck_assert_double_gt(peak, 1 << 20);
        ck_assert_double_eq_tol(bound, index == 0 ? 0.1 : 0.05, 1e-6);
        ck_assert_double_ge(least, bound);
    }
}

// The runs, in the order in which they were made.
static void
check_runs(size_t rounds)
{
    json_t *all = json_object_get(results, "runs");

    ck_assert_uint_eq(json_array_size(all), 3 * (rounds + 1));
    for (size_t index = 0; index < json_array_size(all); index++) {
        json_t *run = json_array_get(all, index);
        int round = -1, warmup = -1, counts = -1, requests = 0, most = 0;
        int place = -1, status = -1, threads = 0, descriptors = 0;
        const char *files = "", *program = "";
        double wall = 0, own = 0;
        ck_assert_int_eq(
            json_unpack(run, "{s:s, s:i, s:i, s:b, s:b, s:n, s:F, s:F, s:i,"
                        " s:i, s:i, s:{s:i, s:i}, s:s}",
                        "program", &program, "round", &round, "place", &place,
                        "warmup", &warmup, "counts", &counts, "failure",
                        "wall_seconds", &wall, "own_seconds", &own,
                        "exit_status", &status, "threads", &threads,
                        "descriptors", &descriptors, "server", "requests",
                        &requests, "max_requests", &most, "files", &files),
            0);
        ck_assert_int_eq(place, (int)index);
        ck_assert_int_eq(round, (int)index / 3);
        ck_assert_int_eq(warmup, round == 0);
        ck_assert_int_eq(counts, round > 0);
        ck_assert_int_eq(status, 0);
        ck_assert_int_eq(requests, URLS);
        ck_assert_int_ge(most, 1);
        ck_assert_int_le(most, strcmp(program, "sync") == 0 ? 1 : 2);
        ck_assert(own > 0 && own <= wall);
        ck_assert_int_ge(threads, 1);
        ck_assert_int_ge(descriptors, 4);
        char *records = format("results/try/%s.jsonl", files);
        char *log = format("results/try/%s.log", files);
        ck_assert_msg(scratch_has(records), "%s is missing", records);
        ck_assert_msg(!scratch_has(log), "%s is there", log);
        free(records);
        free(log);
    }
}

// What is said about scenario, machine and verdicts.
static void
check_rest(void)
{
    int schema = 0, seed = 0, rounds = 0, interrupted = -1, urls = 0, cap = 0;
    const char *name = "", *title = "", *text = "", *date = "", *kernel = "";
    const char *libcurl = "", *compiler = "";
    int processors = 0;
    json_t *verdicts = NULL, *load = NULL;

    ck_assert_int_eq(
        json_unpack(results, "{s:i, s:i, s:i, s:b, s:{s:s, s:s, s:s, s:i, "
                    "s:i}, s:o, s:{s:s, s:s, s:i, s:o, s:{s:s, s:s}}}",
                    "schema", &schema, "seed", &seed, "rounds", &rounds,
                    "interrupted", &interrupted, "scenario", "name", &name,
                    "title", &title, "text", &text, "urls", &urls,
                    "concurrency", &cap, "verdicts", &verdicts, "machine",
                    "date", &date, "kernel", &kernel, "processors",
                    &processors, "load", &load, "versions", "libcurl",
                    &libcurl, "compiler", &compiler), 0);
    ck_assert_int_eq(schema, RESULTS_SCHEMA);
    ck_assert_int_eq(seed, 5);
    ck_assert_int_eq(rounds, 6);
    ck_assert_int_eq(interrupted, 0);
    ck_assert_str_eq(name, "try");
    ck_assert_str_eq(title, "A try");
    ck_assert_str_eq(text, tiny);
    ck_assert_int_eq(urls, URLS);
    ck_assert_int_eq(cap, 2);
    ck_assert_uint_eq(json_array_size(verdicts), 6);
    ck_assert_uint_eq(strlen(date), strlen("2000-01-01T00:00:00Z"));
    assert_says(kernel, "Linux ");
    ck_assert_int_ge(processors, 1);
    assert_says(libcurl, "libcurl/");
}

START_TEST(comparison_leaves_table_data_and_charts)
{
    run_compare("--rounds 6 --seed 5 %s", write_scenario(tiny));
    assert_status(0);
    assert_says(compare.out, "A try\n5 URLs, at most 2 at once; "
                             "6 rounds after a warm-up, seed 5\n");
    assert_says(compare.out, "\nthreaded ");
    assert_says(compare.out, "No program with 2 at once can beat 0.050 s "
                             "(0.060 s in the list's order).\n");
    assert_says(compare.out, ", 95 % interval ");
    assert_says(compare.out, "Results: ");
    assert_says(compare.err, "round 6 of 6");
    read_results("try");
    check_summaries(6);
    check_runs(6);
    check_rest();
    assert_charts("try");
    assert_report("try");
    ck_assert(scratch_has("results/try/urls.txt"));
    ck_assert(!scratch_has("results/try/server.log"));
    assert_no_orphans();
    assert_only_results("try");
}
END_TEST

// The programs' names in the order in which they ran; the caller frees it.
static char *
order_of_runs(void)
{
    size_t size;
    char *order;
    FILE *out = text_stream(&order, &size);

    read_results("try");
    json_t *runs = json_object_get(results, "runs");
    for (size_t i = 0; i < json_array_size(runs); i++) {
        json_t *run = json_array_get(runs, i);
        fprintf(out, "%s ",
                json_string_value(json_object_get(run, "program")));
    }
    fclose(out);
    return order;
}

START_TEST(seed_repeats_the_order_and_results_are_replaced)
{
    char *path = copy_text(write_scenario("urls 1 /bytes/1\n"));

    hide_gnuplot();
    run_compare("--rounds 5 --seed 8 %s", path);
    char *first = order_of_runs();
    run_compare("-r5 -s8 %s", path);
    char *second = order_of_runs();
    run_compare("-r5 -s9 %s", path);
    char *third = order_of_runs();
    assert_status(STATUS_NO_CHARTS);
    ck_assert_str_eq(first, second);
    ck_assert_str_ne(first, third);
    free(first);
    free(second);
    free(third);
    free(path);
    assert_only_results("try");
}
END_TEST

START_TEST(name_may_hold_what_means_something_to_others)
{
    static const char name[] = "it's $HOME %s.scenario";
    char *path = copy_text(scratch_write(name, tiny, sizeof tiny - 1));
    char *argv[] = {
        kit("compare"), format("--results=%s", scratch_path("results")), path,
        NULL,
    };
    struct spawn what = {
        .argv = argv, .output = create("out"), .error = create("err"),
        .report = -1,
    };

    compare.process = spawn(&what);
    end_compare();
    assert_status(0);
    assert_charts("it's $HOME %s");
    for (int i = 0; i < 3; i++)
        free(argv[i]);
}
END_TEST

START_TEST(comparison_speaks_tls_and_passes_options)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "urls 2 /flaky/1?id={a,b}\nurls 1 /bytes/10\nrounds 1\n"
        "options --retry 1 --backoff 0.01\nserver --tls --rtt 0.001\n"));
    assert_status(STATUS_NO_CHARTS);
    char *urls = read_whole(scratch_path("results/try/urls.txt"));
    assert_says(urls, "https://");
    free(urls);
}
END_TEST

START_TEST(proxy_of_the_environment_is_left_out)
{
    hide_gnuplot();
    setenv("http_proxy", "http://127.0.0.1:9/", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9/", 1);
    run_compare("%s", write_scenario(tiny));
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    assert_status(STATUS_NO_CHARTS);
}
END_TEST

START_TEST(long_program_runs_once)
{
    hide_gnuplot();
    run_compare("%s", write_scenario("urls 31 /delay/0.1\nrounds 2\n"));
    assert_status(STATUS_NO_CHARTS);
    assert_says(compare.out, "sync runs once, as it takes over 3 s");
    assert_says(compare.out, "(one run)");
    assert_says(compare.out, "(one run of sync), no interval");
    read_results("try");
    ck_assert_uint_eq(json_array_size(json_object_get(results, "runs")),
                      3 * 2 + 1);
}
END_TEST

// --- programs of the scenario's own ------------------------------------------

// How many runs the program had; *most is what the server said at most under
// that name, *least what it said at least.
static size_t
seen_by_server(const char *program, const char *name, long long *least,
               long long *most)
{
    json_t *runs = json_object_get(results, "runs"), *run;
    size_t index, count = 0;

    json_array_foreach(runs, index, run) {
        json_t *server = json_object_get(run, "server");
        long long seen = json_integer_value(json_object_get(server, name));
        if (strcmp(json_string_value(json_object_get(run, "program")),
                   program) != 0)
            continue;
        *least = count == 0 || seen < *least ? seen : *least;
        *most = count == 0 || seen > *most ? seen : *most;
        count++;
    }
    return count;
}

// Says that the program had so many runs, and that the server saw so much in
// each of them.
static void
assert_seen(const char *program, size_t runs, const char *name,
            long long expected)
{
    long long least = -1, most = -1;

    ck_assert_uint_eq(seen_by_server(program, name, &least, &most), runs);
    ck_assert_msg(least == expected && most == expected,
                  "%s: %s from %lld to %lld, not %lld", program, name, least,
                  most, expected);
}

// A figure of that program in results.json.
static double
figure_of(const char *program, const char *figure)
{
    json_t *all = json_object_get(results, "results"), *one;
    size_t index;

    json_array_foreach(all, index, one)
        if (strcmp(json_string_value(json_object_get(one, "command")),
                   program) == 0)
            return json_number_value(json_object_get(one, figure));
    ck_abort_msg("there is no %s", program);
}

// Says that all runs were good, and reads the results.
static void
assert_good(void)
{
    assert_status(STATUS_NO_CHARTS);
    assert_no_orphans();
    read_results("try");
}

START_TEST(programs_of_the_scenario_are_compared)
{
    run_compare("--seed 3 %s", write_scenario(
        "title Own\nurls 6 /delay/0.05\nconcurrency 2\nrounds 1\n"
        "options --user-agent x\n"
        "program kept fetch-async\n"
        "program fresh fetch-async --no-reuse\n"
        "program wide fetch-threaded --concurrency 3\n"
        "program wider fetch-async --concurrency=6\n"
        "program alone fetch-sync --concurrency 6\n"));
    assert_status(0);
    assert_no_orphans();
    read_results("try");
    ck_assert_uint_eq(json_array_size(json_object_get(results, "results")),
                      5);
    assert_says(compare.out, "\nwider ");
    assert_seen("kept", 2, "max_requests", 2);
    assert_seen("fresh", 2, "max_requests", 2);
    assert_seen("wide", 2, "max_requests", 3);
    assert_seen("wider", 2, "max_requests", 6);
    assert_seen("alone", 2, "max_requests", 1);
    assert_seen("kept", 2, "connections", 2);
    assert_seen("fresh", 2, "connections", 6);
    ck_assert_double_eq_tol(figure_of("kept", "lower_bound_seconds"), 0.15,
                            1e-6);
    ck_assert_double_eq_tol(figure_of("wider", "lower_bound_seconds"), 0.05,
                            1e-6);
    ck_assert_double_eq_tol(figure_of("alone", "lower_bound_seconds"), 0.3,
                            1e-6);
    assert_charts("try");
    ck_assert(scratch_has("results/try/runs/01-wider.jsonl"));
}
END_TEST

START_TEST(part_of_the_list_is_fetched_and_the_rest_extrapolated)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "urls 20 /delay/{0.02,0.03}\nconcurrency 20\npart sync 5\n"
        "rounds 1\n"));
    assert_good();
    assert_seen("sync", 2, "requests", 5);
    assert_seen("threaded", 2, "requests", 20);
    assert_seen("async", 2, "requests", 20);
    ck_assert_double_eq_tol(figure_of("sync", "lower_bound_seconds"), 0.5,
                            1e-6);
    // 5 of them take 0.12 seconds at least.
    ck_assert_double_ge(figure_of("sync", "median"), 4 * 0.12);
    char *urls = read_whole(scratch_path("results/try/urls-5.txt"));
    char *last = strrchr(urls, '/');
    ck_assert_str_eq(last, "/0.02\n");
    free(urls);
}
END_TEST

START_TEST(program_that_is_to_run_once_does)
{
    hide_gnuplot();
    run_compare("%s", write_scenario("urls 2 /bytes/1\nonce threaded\n"
                                     "rounds 3\n"));
    assert_good();
    assert_seen("sync", 4, "requests", 2);
    assert_seen("threaded", 1, "requests", 2);
    assert_seen("async", 4, "requests", 2);
}
END_TEST

static const char *const host_scenarios[] = {
    "urls 5 /bytes/{1,2,3,4,5}\nhosts 3\nconcurrency 2\nrounds 1\n",
    "urls 5 /bytes/{1,2,3,4,5}\nhosts 3\nserver --tls\nrounds 1\n",
};

START_TEST(urls_go_round_the_hosts_of_the_server)
{
    static const int hosts[] = {1, 2, 3, 1, 2};

    hide_gnuplot();
    run_compare("%s", write_scenario(host_scenarios[_i]));
    assert_good();
    char *urls = read_whole(scratch_path("results/try/urls.txt"));
    char *rest = urls;
    for (int i = 0; i < 5; i++) {
        char *line = strsep(&rest, "\n");
        char *host = format("%s://127.0.0.%d:", _i ? "https" : "http",
                            hosts[i]);
        char *path = format("/bytes/%d", 1 + i);
        ck_assert(strncmp(line, host, strlen(host)) == 0);
        ck_assert_str_eq(strstr(line, "/bytes"), path);
        free(host);
        free(path);
    }
    ck_assert_str_eq(rest, "");
    free(urls);
    assert_seen("async", 2, "requests", 5);
    assert_seen("sync", 2, "connections", 3);
}
END_TEST

START_TEST(sweep_of_caps_runs_each_program_with_each)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "urls 4 /delay/0.05\nsweep cap 1 2 4\nrounds 1\n"));
    assert_good();
    ck_assert_uint_eq(json_array_size(json_object_get(results, "results")),
                      7);
    assert_seen("sync-1", 2, "max_requests", 1);
    assert_seen("threaded-1", 2, "max_requests", 1);
    assert_seen("threaded-4", 2, "max_requests", 4);
    assert_seen("async-2", 2, "max_requests", 2);
    assert_seen("async-4", 2, "max_requests", 4);
    assert_seen("async-4", 2, "requests", 4);
    ck_assert_double_eq_tol(figure_of("async-2", "lower_bound_seconds"), 0.1,
                            1e-6);
}
END_TEST

START_TEST(sweep_of_flights_fetches_so_many_at_once)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "urls 4 /delay/0.05\nsweep flight 1 4\nrounds 1\n"
        "program threaded fetch-threaded\nprogram sync fetch-sync\n"));
    assert_good();
    assert_seen("threaded-1", 2, "requests", 1);
    assert_seen("threaded-4", 2, "requests", 4);
    assert_seen("threaded-4", 2, "max_requests", 4);
    assert_seen("sync-4", 2, "requests", 4);
    assert_seen("sync-4", 2, "max_requests", 1);
    ck_assert_double_eq_tol(figure_of("sync-1", "lower_bound_seconds"), 0.05,
                            1e-6);
    ck_assert_double_lt(figure_of("sync-1", "median"), 0.1);
}
END_TEST

// Returns the lack of the program's run number so-and-so, NULL for none.
static const char *
lack_of(const char *program, size_t number)
{
    json_t *runs = json_object_get(results, "runs"), *one;
    size_t index, seen = 0;

    json_array_foreach(runs, index, one) {
        const char *name =
            json_string_value(json_object_get(one, "program"));
        if (strcmp(name, program) == 0 && seen++ == number)
            return json_string_value(json_object_get(one, "lack"));
    }
    ck_abort_msg("%s has no run %zu", program, number);
}

// Three descriptors for each thread: of 40 threads at most some twenty have
// what they need, while the loop needs one for each of its URLs.
START_TEST(step_that_lacks_descriptors_ends_the_line_and_is_no_failure)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "urls 40 /delay/0.5\nsweep flight 2 40\nrounds 1\n"
        "descriptors 100\nlongest 5\nprogram s fetch-sync\n"
        "program t fetch-threaded\nprogram a fetch-async\n"));
    assert_good();
    ck_assert_pstr_eq(lack_of("t-2", 1), NULL);
    ck_assert_pstr_eq(lack_of("t-40", 1), "no descriptors");
    ck_assert_pstr_eq(lack_of("a-40", 1), NULL);
    assert_says(compare.out, "\nt-40      not reached\n");
    assert_says(compare.out, "URLs at once: no descriptors\n");
    assert_says(compare.out, "\ns-40 is left out: it would take 20 s\n");
}
END_TEST

// Forty URLs of a millisecond are never in flight at once.
START_TEST(step_whose_urls_are_over_before_all_have_started_is_not_reached)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "urls 400 /delay/0.001\nsweep flight 1 400\nrounds 1\n"
        "program a fetch-async\n"));
    assert_good();
    ck_assert_pstr_eq(lack_of("a-1", 1), NULL);
    ck_assert_pstr_eq(lack_of("a-400", 1), "too slow to start");
}
END_TEST

START_TEST(without_a_network_the_server_sees_nobody)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(
        "network no\nurls 3 /delay/0.1\nconcurrency 3\nrounds 1\n"
        "program timers async/traps/timers\n"
        "program two async/traps/timers --concurrency 2\n"));
    assert_good();
    assert_seen("timers", 2, "requests", 0);
    ck_assert_double_ge(figure_of("timers", "median"), 0.1);
    ck_assert_double_lt(figure_of("timers", "median"), 0.2);
    ck_assert_double_ge(figure_of("two", "median"), 0.2);
}
END_TEST

START_TEST(program_that_is_not_there)
{
    hide_gnuplot();
    run_compare("%s", write_scenario("urls 1 /\nprogram a fetch-nothing\n"));
    assert_status(STATUS_USAGE);
    assert_says(compare.err, "/fetch-nothing: No such file");
    ck_assert(!scratch_has("results"));
}
END_TEST

// --- URLs that fail ----------------------------------------------------------

static const struct {
    const char *scenario;
    int status;
    const char *said;
} failures[] = {
    {"urls 2 /status/500\noptions --fail\nrounds 1\n", STATUS_RUN_FAILED,
     "FAILED, not counted: round 1, async: "
     "2 URLs failed with 'http', expected 0\n"},
    {"urls 2 /status/404\nrounds 1\n", STATUS_RUN_FAILED,
     "has no error, but its status is 404\n"},
    {"urls 2 /close\nexpect reset 1\nrounds 1\n", STATUS_RUN_FAILED,
     "2 URLs failed with 'reset', expected 1\n"},
    {"urls 2 /delay/0.1\nexpect timeout 2\nrounds 1\n", STATUS_RUN_FAILED,
     "0 URLs failed with 'timeout', expected 2\n"},
    {"urls 2 /close\nurls 1 /bytes/1\nexpect reset 2\nrounds 1\n",
     STATUS_NO_CHARTS, "\nthreaded "},
    {"urls 2 /hang\ntimeout 0.1\nexpect timeout 2\nrounds 1\n",
     STATUS_NO_CHARTS, "\nthreaded "},
    {"urls 2 /bytes/1\noptions --nonsense\nrounds 1\n", STATUS_RUN_FAILED,
     "async: exit status 2: "},
    // some of them, however many
    {"urls 2 /close\nurls 1 /bytes/1\nexpect reset some\nrounds 1\n",
     STATUS_NO_CHARTS, "\nthreaded "},
    {"urls 2 /bytes/1\nexpect reset some\nrounds 1\n", STATUS_RUN_FAILED,
     "no URL failed with 'reset', expected some\n"},
    // by name
    {"urls 2 /flaky/1?id={a,b}\noptions --fail\nrounds 1\n"
     "program plain fetch-async\n"
     "program again fetch-async --retry 1 --backoff 0.01\n"
     "expect http 2 plain\n", STATUS_NO_CHARTS, "\nagain "},
    {"urls 2 /flaky/1?id={a,b}\noptions --fail\nrounds 1\n"
     "program plain fetch-async\n"
     "program again fetch-async --retry 1 --backoff 0.01\n"
     "expect http 2 again\n", STATUS_RUN_FAILED,
     "round 1, again: 0 URLs failed with 'http', expected 2\n"},
    {"urls 2 /flaky/1?id={a,b}\noptions --fail\nrounds 1\n"
     "program plain fetch-async\nprogram other fetch-threaded\n"
     "expect http some other\n", STATUS_RUN_FAILED,
     "round 1, plain: 2 URLs failed with 'http', expected 0\n"},
    // of a part of the list
    {"urls 2 /bytes/1\nurls 2 /close\nexpect reset 2 threaded\n"
     "expect reset 2 async\npart sync 2\nrounds 1\n", STATUS_NO_CHARTS,
     "\nthreaded "},
    // and none without a network
    {"urls 2 /bytes/1\nnetwork no\nrounds 1\n", STATUS_RUN_FAILED,
     "async: the server saw 2 requests, the scenario says there is no "
     "network\n"},
    {"urls 2 /delay/0\nrounds 1\nprogram a async/traps/timers\n",
     STATUS_RUN_FAILED, "has no error, but its status is 0\n"},
};

START_TEST(failure_that_is_not_expected_fails_the_run)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(failures[_i].scenario));
    assert_status(failures[_i].status);
    assert_says(compare.out, failures[_i].said);
    assert_no_orphans();
}
END_TEST

// --- programs that cheat -----------------------------------------------------

// Puts the kit's programs into a folder, but with a script in the place of
// fetch-async that may call it as $real; it knows the files $out, $summary
// and $list. Returns the folder.
static const char *
pretend(const char *commands)
{
    static const char *const names[] = {
        "testserver", "fetch-sync", "fetch-threaded",
    };
    char *real = kit("fetch-async");
    char *script = format(
        "#!/bin/sh\nPATH=/usr/bin:/bin\nreal='%s'\n"
        "for word; do case $last in --output) out=$word;; --summary) "
        "summary=$word;; --input) list=$word;; esac; last=$word; done\n"
        "%s\n", real, commands);

    ck_assert_int_eq(mkdir(scratch_path("programs"), 0777), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *whole = kit(names[i]), *link = format("programs/%s", names[i]);
        ck_assert_int_eq(symlink(whole, scratch_path(link)), 0);
        free(whole);
        free(link);
    }
    const char *path = scratch_write("programs/fetch-async", script,
                                     strlen(script));
    ck_assert_int_eq(chmod(path, 0755), 0);
    free(real);
    free(script);
    return scratch_path("programs");
}

#define REALLY "\"$real\" \"$@\"; "

static const struct {
    const char *commands;
    const char *reason;     // NULL: the run counts
} cheats[] = {
    {"exec \"$real\" \"$@\"", NULL},
    {REALLY "sed -i 1d \"$out\"", "4 records for 5 URLs"},
    {REALLY "sed -i 1p \"$out\"", "two records for URL "},
    {REALLY "echo x >> \"$out\"", "record 6 is not right: "},
    {REALLY "sed -i 's/\"index\":0/\"index\":5/' \"$out\"",
     "a record for URL 5, of 5"},
    {REALLY "sed -i '1s/delay/delta/' \"$out\"", "names another address"},
    {REALLY "sed -i '1s/:200/:503/' \"$out\"",
     "has no error, but its status is 503"},
    {REALLY "sed -i '1s/\"error\":null/\"error\":\"dns\"/' \"$out\"",
     "1 URL failed with 'dns', expected 0"},
    {REALLY "rm \"$out\"", "its records are missing"},
    {REALLY "rm \"$summary\"", "it left no summary that can be read"},
    {REALLY "echo {} > \"$summary\"", "its summary lacks its peak memory"},
    {REALLY "sed -i 's/\\(peak_memory.*: *\\)[0-9]*/\\1\\1000000/;"
     "s/peak_memory_bytes\": .*/peak_memory_bytes\": 1000000,/' \"$summary\"",
     "it says that its peak was 1000000 bytes, the kernel says "},
    {REALLY "sed -i 's/\"turns\": /&-/' \"$summary\"",
     "its summary is wrong about its loop"},
    {REALLY "exit 1", "exit status 1, expected 0"},
    {"printf 'no\\033 room\\nmore' >&2; exit 3",
     "exit status 3: no? room\n"},
    {"kill -9 $$", "ended by signal 9 (Killed)"},
    {"exec \"$real\" \"$@\" -c 5", "requests at once, the cap is 2"},
    {"\"$real\" --input /dev/null --quiet --summary \"$summary\"; "
     "awk '{ printf \"{\\\"index\\\":%d,\\\"url\\\":\\\"%s\\\",\\\"status\\\":"
     "200}\\n\", NR - 1, $0 }' \"$list\" > \"$out\"",
     "the server saw 0 requests for 5 URLs"},
};

START_TEST(program_that_does_not_do_the_work_does_not_count)
{
    hide_gnuplot();
    run_compare("--programs %s %s", pretend(cheats[_i].commands),
                write_scenario(tiny));
    read_results("try");
    json_t *async = json_array_get(json_object_get(results, "results"), 2);
    long long failed
        = json_integer_value(json_object_get(async, "failed_runs"));
    if (cheats[_i].reason == NULL) {
        assert_status(STATUS_NO_CHARTS);
        ck_assert_int_eq(failed, 0);
        return;
    }
    assert_status(STATUS_RUN_FAILED);
    ck_assert_int_eq(failed, 2);
    assert_says(compare.out, "\nasync     no run counts\n");
    assert_says(compare.out, "FAILED, not counted: round 0, async: ");
    assert_says(compare.out, "FAILED, not counted: round 1, async: ");
    assert_says(compare.out, cheats[_i].reason);
    ck_assert_ptr_null(strstr(compare.out, "threaded: exit"));
    ck_assert_ptr_null(strstr(compare.out, ", sync: "));
}
END_TEST

// The script is a child of the measuring helper, and that one of compare, whose
// other child is the server.
START_TEST(server_that_ends_ends_the_comparison)
{
    hide_gnuplot();
    run_compare("--rounds 5 --programs %s %s",
                pretend("read -r _ _ _ top _ < /proc/$PPID/stat; for child in "
                        "$(cat /proc/$top/task/$top/children); do "
                        "[ $child = $PPID ] || kill $child; done; exit 1"),
                write_scenario(tiny));
    assert_status(STATUS_RUN_FAILED);
    assert_says(compare.out, "the local server ended, and so did the "
                             "comparison");
    read_results("try");
    size_t runs = json_array_size(json_object_get(results, "runs"));
    ck_assert_uint_lt(runs, 3 + 1);
}
END_TEST

START_TEST(cap_of_a_program_is_what_the_server_holds_it_to)
{
    hide_gnuplot();
    run_compare("--programs %s %s", pretend("exec \"$real\" \"$@\" -c 5"),
                write_scenario("urls 5 /delay/0.05\nrounds 1\n"
                               "program three fetch-async --concurrency 3\n"
                               "program five fetch-async --concurrency 5\n"));
    assert_status(STATUS_RUN_FAILED);
    assert_says(compare.out, "round 1, three: the server saw 5 requests at "
                             "once, the cap is 3\n");
    ck_assert_ptr_null(strstr(compare.out, "round 1, five: "));
}
END_TEST

static const struct {
    const char *setting;
    const char *commands;
} limits[] = {
    {"descriptors 64\n", "test $(ulimit -n) = 64 || exit 9; "},
    {"", "test $(ulimit -n) != 64 || exit 9; "},
};

START_TEST(descriptors_of_the_programs_are_limited)
{
    char *commands = format("%s exec \"$real\" \"$@\"",
                            limits[_i].commands);
    char *text = format("%s%s", tiny, limits[_i].setting);

    hide_gnuplot();
    run_compare("--programs %s %s", pretend(commands), write_scenario(text));
    assert_good();
    free(commands);
    free(text);
}
END_TEST

START_TEST(charts_show_the_programs_that_did_the_work)
{
    run_compare("--programs %s %s", pretend("exit 3"), write_scenario(tiny));
    assert_status(STATUS_RUN_FAILED);
    assert_charts("try");
}
END_TEST

// --- what it cannot do -------------------------------------------------------

static const struct {
    const char *line;
    const char *said;
} mistakes[] = {
    {"no-such-scenario", "no-such-scenario.scenario: No such file"},
    {"/nowhere/x.scenario", "compare: /nowhere/x.scenario: No such file"},
    {".", "compare: .: Is a directory"},
    {"ten modulo", "one scenario at a time, not 'modulo' as well"},
    {"--rounds 0 smoke", "--rounds needs a whole number from 1 to 1000"},
    {"--rounds 1001 smoke", "--rounds needs a whole number"},
    {"--rounds -1 smoke", "--rounds needs a whole number"},
    {"--seed x smoke", "--seed needs a whole number from 0"},
    {"--nonsense", "--help says how it is used"},
    {"--rounds", "--help says how it is used"},
    {"--programs /nowhere smoke", "/nowhere/testserver: No such file"},
};

START_TEST(wrong_usage)
{
    run_compare("%s", mistakes[_i].line);
    assert_status(STATUS_USAGE);
    assert_says(compare.err, mistakes[_i].said);
    ck_assert_str_eq(compare.out, "");
    ck_assert(!scratch_has("results"));
}
END_TEST

START_TEST(wrong_scenario_is_told_with_its_line)
{
    run_compare("%s", write_scenario("title x\nurls 0 /\n"));
    assert_status(STATUS_USAGE);
    assert_says(compare.err, "/try.scenario:2: urls needs a count");
    ck_assert(!scratch_has("results"));
}
END_TEST

START_TEST(server_that_does_not_start_is_told)
{
    hide_gnuplot();
    run_compare("%s", write_scenario("urls 1 /\nserver --nonsense\n"));
    assert_status(STATUS_USAGE);
    assert_says(compare.err, "testserver did not say where it listens: ");
    assert_no_orphans();
    assert_only_results("");
}
END_TEST

START_TEST(help_and_version)
{
    run_compare("--help");
    assert_status(0);
    assert_says(compare.out, "Usage: compare");
    assert_says(compare.out, "expect KIND COUNT");
    assert_says(compare.out, "Exit status:");
    run_compare("--version");
    assert_status(0);
    ck_assert_str_eq(compare.out, "compare " VERSION "\n");
}
END_TEST

START_TEST(results_that_cannot_be_written_are_told_before_anything_runs)
{
    const char *path = write_scenario("urls 50 /delay/1\n");

    scratch_write("results", "a file", 6);
    run_compare("%s", path);
    assert_status(STATUS_NOT_WRITTEN);
    assert_says(compare.err, "cannot write results to ");
    assert_says(compare.err, "Not a directory");
    ck_assert_str_eq(compare.out, "");
}
END_TEST

START_TEST(missing_gnuplot_leaves_table_and_data)
{
    hide_gnuplot();
    run_compare("%s", write_scenario(tiny));
    assert_status(STATUS_NO_CHARTS);
    assert_says(compare.err, "compare: no charts: gnuplot was not found\n");
    assert_says(compare.out, "\nthreaded ");
    assert_says(compare.out, "Results: ");
    read_results("try");
    ck_assert(scratch_has("results/try/time.dat"));
    ck_assert(!scratch_has("results/try/time.svg"));
    assert_only_results("try");
}
END_TEST

START_TEST(table_that_nobody_reads_does_not_cost_the_results)
{
    int ends[2];
    const char *path = write_scenario(tiny);

    hide_gnuplot();
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    close(ends[0]);
    start_compare(ends[1], path);
    end_compare();
    assert_status(STATUS_NOT_WRITTEN);
    assert_says(compare.err, "standard output could not be written");
    read_results("try");
    assert_only_results("try");
}
END_TEST

// --- interrupted -------------------------------------------------------------

// Waits until it has said that on its standard error.
static void
await_words(const char *words)
{
    for (int i = 0; i < 3000; i++) {
        char *said = file_read(scratch_path("err"));
        bool found = said && strstr(said, words);
        free(said);
        if (found)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    ck_abort_msg("it never said \"%s\"", words);
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

START_TEST(interrupted_it_keeps_what_was_measured)
{
    hide_gnuplot();
    start_compare(-1, write_scenario("urls 4 /delay/0.1\nrounds 900\n"));
    await_words("round 3 of 900");
    kill(compare.process, signals[_i]);
    end_compare();
    ck_assert(WIFSIGNALED(compare.status));
    ck_assert_int_eq(WTERMSIG(compare.status), signals[_i]);
    assert_no_orphans();
    assert_says(compare.out, "Interrupted: only the runs up to then");
    ck_assert_ptr_null(strstr(compare.out, "FAILED"));
    read_results("try-interrupted");
    ck_assert(json_is_true(json_object_get(results, "interrupted")));
    size_t runs = json_array_size(json_object_get(results, "runs"));
    ck_assert_uint_ge(runs, 3 * 3);
    ck_assert_uint_le(runs, 3 * 5);
    assert_only_results("try-interrupted");
}
END_TEST

START_TEST(interrupted_in_the_warm_up_it_leaves_nothing)
{
    start_compare(-1, write_scenario("urls 40 /delay/1\n"));
    await_words("warm-up");
    kill(compare.process, SIGINT);
    end_compare();
    ck_assert(WIFSIGNALED(compare.status));
    ck_assert_int_eq(WTERMSIG(compare.status), SIGINT);
    assert_says(compare.out, "Interrupted before any run was measured.");
    assert_no_orphans();
    assert_only_results("");
}
END_TEST

START_TEST(killed_it_takes_everybody_with_it)
{
    // The seed has async, which waits for nobody, run first.
    char *line = format("--seed 9 --programs %s %s", pretend("exec sleep 60"),
                        write_scenario(tiny));

    start_compare(-1, line);
    free(line);
    await_words("warm-up");
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    kill(compare.process, SIGKILL);
    end_compare();
    double end_at = monotonic_now() + 20;
    while (waitpid(-1, NULL, WNOHANG) >= 0) {
        ck_assert_msg(monotonic_now() < end_at, "somebody is still there");
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

#define LOOP(test, rows) \
    tcase_add_loop_test(tests, test, 0, sizeof rows / sizeof rows[0])

Suite *
compare_suite(void)
{
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("compare");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_checked_fixture(tests, keep_path, restore_path);
    tcase_set_timeout(tests, 2 * PATIENCE);
    tcase_add_test(tests, comparison_leaves_table_data_and_charts);
    tcase_add_test(tests, seed_repeats_the_order_and_results_are_replaced);
    tcase_add_test(tests, name_may_hold_what_means_something_to_others);
    tcase_add_test(tests, comparison_speaks_tls_and_passes_options);
    tcase_add_test(tests, proxy_of_the_environment_is_left_out);
    tcase_add_test(tests, long_program_runs_once);
    tcase_add_test(tests, programs_of_the_scenario_are_compared);
    tcase_add_test(tests,
                   part_of_the_list_is_fetched_and_the_rest_extrapolated);
    tcase_add_test(tests, program_that_is_to_run_once_does);
    LOOP(urls_go_round_the_hosts_of_the_server, host_scenarios);
    tcase_add_test(tests, sweep_of_caps_runs_each_program_with_each);
    tcase_add_test(tests, sweep_of_flights_fetches_so_many_at_once);
    tcase_add_test(tests,
                   step_that_lacks_descriptors_ends_the_line_and_is_no_failure);
    tcase_add_test(
        tests,
        step_whose_urls_are_over_before_all_have_started_is_not_reached);
    tcase_add_test(tests, without_a_network_the_server_sees_nobody);
    tcase_add_test(tests, program_that_is_not_there);
    LOOP(failure_that_is_not_expected_fails_the_run, failures);
    LOOP(program_that_does_not_do_the_work_does_not_count, cheats);
    tcase_add_test(tests, server_that_ends_ends_the_comparison);
    tcase_add_test(tests, cap_of_a_program_is_what_the_server_holds_it_to);
    LOOP(descriptors_of_the_programs_are_limited, limits);
    tcase_add_test(tests, charts_show_the_programs_that_did_the_work);
    LOOP(wrong_usage, mistakes);
    tcase_add_test(tests, wrong_scenario_is_told_with_its_line);
    tcase_add_test(tests, server_that_does_not_start_is_told);
    tcase_add_test(tests, help_and_version);
    tcase_add_test(
        tests, results_that_cannot_be_written_are_told_before_anything_runs);
    tcase_add_test(tests, missing_gnuplot_leaves_table_and_data);
    tcase_add_test(tests,
                   table_that_nobody_reads_does_not_cost_the_results);
    LOOP(interrupted_it_keeps_what_was_measured, signals);
    tcase_add_test(tests, interrupted_in_the_warm_up_it_leaves_nothing);
    tcase_add_test(tests, killed_it_takes_everybody_with_it);
    suite_add_tcase(suite, tests);
    return suite;
}
