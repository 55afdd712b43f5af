// report: the page about a made-up comparison, and the files inside it.

#include "../plots/report.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "../plots/archive.h"
#include "../plots/basics.h"
#include "../plots/finding.h"
#include "suites.h"
#include "support.h"

enum { SYNC, THREADED, ASYNC, MOST_PROGRAMS = 8, MOST_RUNS = 100 };

#define MEBIBYTE (1 << 20)
#define MUCH ((size_t)1 << 30)  // bytes: more than any test makes

static struct scenario scenario;
static struct run runs[MOST_RUNS];
static struct bounds bounds[MOST_PROGRAMS];
static bool once[MOST_PROGRAMS];
static struct comparison all;
static struct bench bench;
static struct charts charts;
static json_t *machine;
static char *folder;
static char *page;  // the report as it was written

// --- the fixture -------------------------------------------------------------

// Takes a scenario.
static void
take(const char *text)
{
    scenario_free(&scenario);
    char *error = scenario_parse(&scenario, "try", text, "try");
    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_le(scenario.program_count, MOST_PROGRAMS);
    for (size_t p = 0; p < scenario.program_count; p++) {
        bounds[p] = (struct bounds){2, 2};
        once[p] = false;
    }
    bounds[SYNC] = (struct bounds){10, 10};
}

// A fixture: a folder of results with a scenario and a list, and no runs.
static void
start(void)
{
    scratch_make();
    mkdir(scratch_path("runs"), 0777);
    folder = copy_text(scratch_path("."));
    scratch_write("results.json", "{\"a\": \"b\"}\n", 11);
    scratch_write("scenario.txt", "title A try\n", 12);
    scratch_write("urls.txt", "http://a/1\nhttp://a/2\n", 22);
    take("title A try\nurls 10 /delay/1\nconcurrency 5\n");
    all = (struct comparison){
        .scenario = &scenario, .runs = runs, .seed = 7, .bounds = bounds,
        .once = once,
    };
    bench = (struct bench){.scenario = &scenario, .folder = folder};
    charts = (struct charts){0};
    machine = json_pack("{s:s, s:i, s:{s:{s:n, s:i}}, s:[f, f]}",
                        "date", "2026-11-21T14:00:00Z",
                        "memory_bytes", 3 << 29,
                        "limits", "stack_bytes", "soft", "hard", 8 << 20,
                        "load", 0.5, 1.25);
}

static void
end(void)
{
    for (size_t i = 0; i < all.run_count; i++)
        free(runs[i].name);
    charts_free(&charts);
    words_free(&all.warnings);
    words_free(&all.skipped);
    scenario_free(&scenario);
    scenario = (struct scenario){0};
    json_decref(machine);
    free(page);
    page = NULL;
    free(folder);
    scratch_remove();
}

// Adds a run with two records, and returns it to be changed.
static struct run *
add_run(size_t program, size_t round, double seconds)
{
    struct run *run = &runs[all.run_count++];

    ck_assert_uint_le(all.run_count, MOST_RUNS);
    *run = (struct run){
        .turn = {.round = round, .program = program},
        .name = format("%02zu-%s", round, program_at(&all, program)->name),
        .measured = {
            .wall = seconds, .user = 0.25 * seconds, .system = 0.5 * seconds,
            .threads = 3, .descriptors = 9, .voluntary = 4,
        },
        .peak = 10 * MEBIBYTE,
        .reserved = 20 * MEBIBYTE,
        .witness = {.requests = 10, .max_requests = 5, .connections = 6,
                    .max_connections = 7, .cpu = 0.125 * seconds},
    };
    char *path = format("runs/%s.jsonl", run->name);
    scratch_write(path, "{\"index\":0}\n{\"index\":1}\n", 24);
    free(path);
    if (round > all.plan.rounds)
        all.plan.rounds = round;
    return run;
}

// Adds so many rounds of the three programs.
static void
add_rounds(size_t count)
{
    for (size_t round = 1; round <= count; round++) {
        double noise = 1 + (double)(round * 7 % 10) / 1000;
        add_run(SYNC, round, 8 * noise);
        add_run(THREADED, round, 2 * noise);
        add_run(ASYNC, round, noise);
    }
}

// Adds a chart; picture is what was drawn, NULL: nothing.
static void
add_chart(const char *name, const char *picture)
{
    charts.all[charts.count++] = (struct chart){
        .name = name,
        .question = copy_text("How long?"),
        .title = copy_text("sync took \"long\""),
        .reading = copy_text("A bar is a median."),
        .data = copy_text(""),
        .values = copy_text(""),
    };
    if (picture) {
        char *file = format("%s.svg", name);
        scratch_write(file, picture, strlen(picture));
        free(file);
    }
}

// Writes the report and reads it; no_charts says why pictures are missing.
static void
write_report(const char *no_charts)
{
    struct report report = {
        .all = &all, .bench = &bench, .charts = &charts,
        .no_charts = no_charts, .machine = machine,
    };
    char *error = report_write(&report, "plots");

    ck_assert_pstr_eq(error, NULL);
    free(page);
    page = read_whole(scratch_path("report.html"));
}

#define assert_silent(text) \
    ck_assert_msg(strstr(page, text) == NULL, "the page says \"%s\"", text)

// --- what it says ------------------------------------------------------------

START_TEST(report_opens_on_the_finding)
{
    add_rounds(10);
    write_report(NULL);
    const char *finding = strstr(page, "<p class=\"finding\">");
    ck_assert_ptr_nonnull(finding);
    assert_says(finding, "On this machine, sync took 8.00\u00A0× as long as "
                         "async; threaded 2.00\u00A0× as long: sync 8.");
    assert_says(strstr(page, "<h1>"), "A try</h1>");
    assert_says(finding, "Scenario try: 10 URLs, at most 5 at once; 10 rounds "
                         "after a warm-up, seed 7; "
                         "<time>2026-11-21</time>.");
    assert_says(page, "\ntime {\n    white-space: nowrap;\n}\n");
    ck_assert(finding < strstr(page, "<h2"));
}
END_TEST

START_TEST(report_is_a_whole_page_that_asks_for_nothing)
{
    add_rounds(6);
    add_chart("time", "<svg/>");
    write_report(NULL);
    ck_assert_int_eq(strncmp(page, "<!DOCTYPE html>", 15), 0);
    assert_says(page, "content=\"default-src 'none'; img-src data:; "
                      "style-src 'unsafe-inline'\"");
    assert_says(page, "</html>");
    assert_silent("{{");
    assert_silent("<script");
    assert_silent("http://");
    assert_silent("https://");
    assert_silent("url(");
    assert_silent("@import");
}
END_TEST

START_TEST(chart_has_question_finding_picture_and_reading)
{
    add_rounds(6);
    add_chart("time", "<svg>\xC3\x97</svg>");
    write_report(NULL);
    assert_says(page, "<h3>How long?</h3>");
    assert_says(page, "<p class=\"found\">sync took &quot;long&quot;.</p>");
    assert_says(page, "<img alt=\"sync took &quot;long&quot;\" src=\""
                      "data:image/svg+xml;base64,PHN2Zz7Dlzwvc3ZnPg==\">");
    assert_says(page, "<figcaption>A bar is a median.</figcaption>");
}
END_TEST

START_TEST(missing_picture_says_why_and_the_tables_stay)
{
    add_rounds(6);
    add_chart("time", NULL);
    write_report("gnuplot <was> not found");
    assert_says(page, "There is no picture: gnuplot &lt;was&gt; not found.");
    assert_silent("<img");
    assert_says(page, "<th scope=\"row\">threaded</th>");
}
END_TEST

START_TEST(report_without_charts_says_so)
{
    add_run(SYNC, 1, 2)->reason = (char[]){"exit status 4"};
    write_report("no run counts, so there is nothing to draw");
    assert_says(page, "There are no pictures: no run counts, so there is "
                      "nothing to draw.");
    assert_says(page, "<td colspan=\"6\">no run counts</td>");
    assert_silent("<img");
    assert_silent("nan");
}
END_TEST

START_TEST(tables_hold_the_medians)
{
    add_rounds(10);
    runs[0].outlier = true;
    write_report(NULL);
    // time and work of async: 1 s over an ideal of 2, 10 URLs
    assert_says(page, "<th scope=\"row\">async</th><td>1.00");
    assert_says(page, "<td>0.50</td><td>10.0</td><td>0.75");
    assert_says(page, "<caption>Time and work: medians of the runs that");
    assert_says(page, "<caption>What the server saw of the run with the "
                      "median time</caption>");
    assert_says(page, "<p>Where the interval of a ratio includes 1, ");
    assert_says(page, "<td>10, 1 far off</td>");
    assert_says(page, "<td>10.0</td><td>20</td><td>3</td><td>9</td>"
                      "<td>4</td>");
    assert_says(page, "<td>10</td><td>5</td><td>6</td><td>7</td>"
                      "<td>12.5 %</td>");
    assert_says(page, "<caption>");
}
END_TEST

START_TEST(machine_is_told_whatever_is_known_about_it)
{
    add_rounds(1);
    write_report(NULL);
    assert_says(page, "memory</th><td>1.5 GiB</td>");
    assert_says(page, "limits: stack</th><td>soft –, hard 8 MiB</td>");
    assert_says(page, "load</th><td>0.5, 1.25</td>");
}
END_TEST

START_TEST(bounds_are_told_once_for_programs_that_share_them)
{
    add_rounds(1);
    bounds[THREADED].in_order = bounds[ASYNC].in_order = 3;
    write_report(NULL);
    const char *first = strstr(page, "at once can beat 2.000 s, and none that "
                                     "takes the URLs in the list’s order can "
                                     "beat 3.000 s.");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "at once can beat 2.000 s"));
    assert_says(page, "No program with 1 at once can beat 10.000 s.");
}
END_TEST

START_TEST(bounds_of_a_sweep_are_told_for_all_its_steps)
{
    take("title A try\nurls 100 /delay/5\nsweep flight 1 10 100\n"
         "program sync fetch-sync\nprogram poll fetch-async\n");
    static const double ideals[] = {5, 50, 500, 5, 5, 5};
    for (size_t p = 0; p < 6; p++)
        bounds[p] = (struct bounds){ideals[p], ideals[p]};
    scenario.longest = 60;
    add_run(3, 1, 5);
    write_report(NULL);
    assert_says(page, "<li>No program with 1, 10 or 100 URLs at once can beat "
                      "5.000 s.</li>\n"
                      "<li>No program with 10 URLs one after the other can "
                      "beat 50.000 s.</li>\n</ul>");
}
END_TEST

START_TEST(bounds_of_several_caps_are_told_together)
{
    take("title A try\nurls 100 /delay/1\nsweep cap 50 100 200\n"
         "program a fetch-async\nprogram b fetch-async\n");
    for (size_t p = 0; p < 6; p++)
        bounds[p] = (struct bounds){p % 3 ? 1 : 2, p % 3 ? 1 : 2};
    add_run(0, 1, 5);
    write_report(NULL);
    assert_says(page, "<li>No program with 50 at once can beat 2.000 s.</li>\n"
                      "<li>No program with 100 or 200 at once can beat 1.000 "
                      "s.</li>\n</ul>");
}
END_TEST

START_TEST(three_programs_are_compared_by_pairs)
{
    add_rounds(6);
    write_report(NULL);
    assert_says(page, "<li>threaded took 0.25");
    assert_says(page, "<li>async took 0.125");
    assert_says(page, "<li>async took 0.50");
    assert_says(page, "<li>async and sync: no difference in memory shown");
}
END_TEST

START_TEST(more_programs_are_compared_with_the_fastest)
{
    take("urls 10 /delay/1\n"
         "program a fetch-async\nprogram b fetch-async\n"
         "program c fetch-async\nprogram d fetch-async\n");
    for (size_t p = 0; p < 4; p++)
        add_run(p, 1, p == 1 ? 0.5 : 1);
    write_report(NULL);
    assert_says(page, "<li>a took 2.00 × the time of b (1 round");
    assert_says(page, "<li>c took 2.00 × the time of b (1 round");
    assert_says(page, "<li>d took 2.00 × the time of b (1 round");
    assert_silent("the time of a");
    assert_silent("the time of c");
}
END_TEST

START_TEST(loop_that_was_held_is_told)
{
    static struct stall_seen stalls[] = {
        {0.1, 0.2, 3, "libcurl"}, {0.5, 0.303, 19, "starting <transfers>"},
    };

    add_rounds(3);
    write_report(NULL);
    assert_silent("was held");
    for (size_t i = 0, held = 0; i < all.run_count; i++)
        if (runs[i].turn.program == ASYNC && ++held < 3)
            runs[i].loop = (struct loop_seen){
                .known = true, .count = (long long)held, .stalls = stalls,
                .kept = held,
            };
    write_report(NULL);
    assert_says(page, "<li>The loop of async was held in 2 of 3 runs, for up "
                      "to 0.503 s; longest by starting &lt;transfers&gt;, "
                      "while 19 transfers waited.</li>");
    assert_silent("The loop of sync");
}
END_TEST

START_TEST(runs_that_do_not_count_hold_no_loop)
{
    static struct stall_seen stall = {0.1, 0.2, 0, "libcurl"};

    add_run(ASYNC, 0, 1)->loop =
        (struct loop_seen){.count = 1, .stalls = &stall, .kept = 1};
    add_run(ASYNC, 1, 1);
    ck_assert_pstr_eq(held_sentence(&all, ASYNC), NULL);
    runs[1].loop = runs[0].loop;
    char *words = held_sentence(&all, ASYNC);
    ck_assert_str_eq(words, "The loop of async was held in 1 of 1 run, for up "
                            "to 0.200 s; longest by libcurl");
    free(words);
}
END_TEST

// --- doubts and method -------------------------------------------------------

START_TEST(a_good_comparison_raises_no_doubts)
{
    add_rounds(6);
    write_report(NULL);
    assert_silent("Before you trust");
}
END_TEST

START_TEST(doubts_are_listed_before_anything_else)
{
    add_rounds(6);
    add_run(SYNC, 0, 1)->reason = (char[]){"too <slow>"};
    add_run(ASYNC, 7, 1)->reason = (char[]){"exit status 4"};
    add_run(ASYNC, 7, 1)->interrupted = true;
    runs[20].reason = (char[]){"interrupted"};
    all.interrupted = true;
    all.plan.count = 30;
    words_add(&all.warnings, "other processes used 20 % of the time");
    words_add(&all.skipped, "curl: it is <not> there.");
    write_report(NULL);
    const char *doubts = strstr(page, "Before you trust");
    ck_assert_ptr_nonnull(doubts);
    ck_assert(doubts < strstr(page, "In pictures"));
    assert_says(doubts, "<li>The comparison was interrupted after 21 of 30 "
                        "runs.</li>");
    assert_says(doubts, "<li>other processes used 20 % of the time.</li>");
    assert_says(doubts, "<li>curl: it is &lt;not&gt; there.</li>");
    assert_says(doubts, "<li>The warm-up run of sync failed: too "
                        "&lt;slow&gt;.</li>");
    assert_says(doubts, "<li>Round 7 of async failed and does not count: exit "
                        "status 4.</li>");
    assert_silent("count: interrupted");
}
END_TEST

static const struct {
    size_t rounds;
    const char *words;
} intervals[] = {
    {1, "With 1 round there is no interval"},
    {5, "With 5 rounds there is no interval"},
    {6, "from the smallest to the largest of the runs, and assumes nothing "
        "about how they are distributed: with 6 of them it holds the true "
        "median in 96.9 % of all cases"},
    {10, "from place 2 to place 9 of the runs"},
    {20, "from place 6 to place 15 of the runs"},
};

START_TEST(intervals_are_explained_as_they_were_made)
{
    add_rounds(intervals[_i].rounds);
    write_report(NULL);
    assert_says(page, intervals[_i].words);
}
END_TEST

START_TEST(what_ran_once_or_in_part_is_said)
{
    add_rounds(6);
    write_report(NULL);
    assert_silent("ran once, as");
    assert_silent("extrapolated: multiplied");
    take("title A try\nurls 10 /delay/1\npart sync 4\n");
    once[THREADED] = true;
    write_report(NULL);
    assert_says(page, "<li>threaded ran once, as it takes long: it has no "
                      "warm-up and no interval.</li>");
    assert_says(page, "<li>sync fetched the first 4 of the 10 URLs. Its time, "
                      "CPU and context switches are extrapolated: multiplied "
                      "by 2.5.</li>");
}
END_TEST

START_TEST(step_that_is_left_out_is_said)
{
    take("title A try\nurls 10 /delay/1\nsweep flight 1 10\nlongest 5\n"
         "program sync fetch-sync\nprogram async fetch-async\n");
    bounds[0] = (struct bounds){1, 1};
    bounds[1] = (struct bounds){10, 10};
    add_run(0, 1, 1);
    write_report(NULL);
    assert_says(page, "<li>sync-10 was left out: it would take at least 10 s, "
                      "and the scenario allows 5 s.</li>");
    assert_says(page, "sync-10</th><td colspan=\"6\">left out</td>");
    assert_says(page, "async-1</th><td colspan=\"6\">no run counts</td>");
    assert_silent("can beat 10.000 s");
    assert_says(page, "A warm-up round before");
    for (size_t p = 0; p < 4; p++)
        once[p] = true;
    write_report(NULL);
    assert_says(page, "all at once; one run each, seed 7");
    assert_says(page, "<li>Each program ran once, as it takes long");
    assert_silent("warm-up round before");
}
END_TEST

START_TEST(step_that_was_not_reached_is_no_reason_for_doubt)
{
    static char reason[] = "the server saw at most 6 of 10 URLs at once";

    take("title A try\nurls 10 /delay/1\nsweep flight 1 10\n"
         "program async fetch-async\n");
    add_run(0, 1, 1);
    struct run *run = add_run(1, 1, 1);
    run->reason = reason;
    run->lack = "no descriptors";
    write_report(NULL);
    assert_silent("Before you trust");
    assert_silent("failed and does not count");
    assert_says(page, "<li>Round 1 of async-10 does not count: the server saw "
                      "at most 6 of 10 URLs at once.</li>");
    assert_says(page, "async-10</th><td colspan=\"6\">not reached</td>");
}
END_TEST

START_TEST(words_of_the_scenario_stay_words)
{
    take("# </pre></style><script>alert(1)</script>\n"
         "title \"><img src=x onerror=alert(1)>{{finding}}\n"
         "urls 10 /bytes/10?<svg/onload=alert(1)>\n");
    add_rounds(1);
    write_report(NULL);
    assert_silent("<script");
    assert_silent("<img");
    assert_silent("<svg");
    assert_silent("</pre></style>");
    assert_says(page, "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"
                      "{{finding}}</h1>");
    assert_says(page, "/bytes/10?&lt;svg/onload=alert(1)&gt;");
}
END_TEST

START_TEST(report_without_a_template_is_not_written)
{
    struct report report = {
        .all = &all, .bench = &bench, .charts = &charts, .machine = machine,
    };
    char *error = report_write(&report, "/nowhere");

    assert_says(error, "/nowhere/report.html: ");
    ck_assert(!scratch_has("report.html"));
    free(error);
}
END_TEST

// --- the finding -------------------------------------------------------------

START_TEST(finding_has_the_medians_of_up_to_three_programs)
{
    char *words = finding_sentence(&all);
    ck_assert_str_eq(words, "no run counts, so nothing can be said");
    free(words);
    add_run(SYNC, 1, 8);
    add_run(ASYNC, 1, 1);
    words = finding_sentence(&all);
    ck_assert_str_eq(words, "sync took 8.00 × as long as async (1 round): sync "
                            "8.00 s, async 1.00 s");
    free(words);
}
END_TEST

START_TEST(finding_of_a_sweep_is_that_of_its_chart)
{
    take("title A try\nurls 100 /delay/1\nsweep flight 1 100\n"
         "program poll fetch-async\nprogram epoll fetch-async\n");
    for (size_t p = 0; p < 4; p++) {
        once[p] = true;
        add_run(p, 1, p % 2 ? 3 : 2);
    }
    write_report(NULL);
    assert_says(page, "On this machine, from 1 to 100 URLs at once poll took "
                      "1.50\u00A0× as long, epoll 1.50\u00A0×; at 100 ");
    assert_silent("fastest");
    assert_says(page, "<caption>Time and work</caption>");
    assert_says(page, "<caption>What the server saw</caption>");
    assert_silent("medians of the");
    assert_silent("interval of a ratio");
    assert_silent("the time of");
    char *words = finding_sentence(&all);
    ck_assert_ptr_null(strstr(words, "poll-1"));
    free(words);
}
END_TEST

// --- downloads ---------------------------------------------------------------

// Returns what the download of that name holds, as a string that the caller
// frees, and its length.
static char *
downloaded(const char *name, size_t *length)
{
    char *mark = format("<a download=\"%s\" href=\"data:", name);
    const char *code = strstr(page, mark);

    ck_assert_msg(code, "there is no download %s", name);
    code = strstr(code, ";base64,") + strlen(";base64,");
    size_t size = strcspn(code, "\"");
    unsigned char *bytes = calloc(1, size + 1);
    char *copy = format("%.*s", (int)size, code);
    int got = EVP_DecodeBlock(bytes, (unsigned char *)copy, (int)size);
    ck_assert_int_ge(got, 0);
    *length = (size_t)got;
    while (size > 0 && code[--size] == '=')
        (*length)--;
    free(copy);
    free(mark);
    return (char *)bytes;
}

// Returns the bytes uncompressed, as a string that the caller frees.
static char *
unpacked(const char *bytes, size_t length)
{
    enum { MOST = 1 << 20 };
    char *text = calloc(1, MOST);
    z_stream zlib = {
        .next_in = (unsigned char *)bytes, .avail_in = (unsigned)length,
        .next_out = (unsigned char *)text, .avail_out = MOST - 1,
    };

    ck_assert_int_eq(inflateInit2(&zlib, MAX_WBITS + 16), Z_OK);
    ck_assert_int_eq(inflate(&zlib, Z_FINISH), Z_STREAM_END);
    inflateEnd(&zlib);
    return text;
}

START_TEST(files_come_back_as_they_were)
{
    static const char *const names[][2] = {
        {"results.json", "results.json"},
        {"scenario.txt", "try.scenario"},
        {"urls.txt", "urls.txt"},
    };

    add_rounds(1);
    write_report(NULL);
    for (size_t i = 0; i < 3; i++) {
        size_t length;
        char *file = read_whole(scratch_path(names[i][0]));
        char *got = downloaded(names[i][1], &length);
        ck_assert_uint_eq(length, strlen(file));
        ck_assert_str_eq(got, file);
        free(got);
        free(file);
    }
}
END_TEST

START_TEST(records_of_all_runs_come_back)
{
    size_t length;

    add_run(SYNC, 0, 3);
    add_run(ASYNC, 1, 1)->reason = (char[]){"it failed"};
    write_report(NULL);
    char *bytes = downloaded("records.jsonl.gz", &length);
    char *records = unpacked(bytes, length);
    ck_assert_str_eq(records, "{\"run\":\"00-sync\",\"index\":0}\n"
                              "{\"run\":\"00-sync\",\"index\":1}\n"
                              "{\"run\":\"01-async\",\"index\":0}\n"
                              "{\"run\":\"01-async\",\"index\":1}\n");
    assert_says(page, "every record of every run");
    free(records);
    free(bytes);
}
END_TEST

START_TEST(file_that_is_too_large_or_missing_is_not_carried)
{
    size_t size = (8 << 20) + 1;
    char *list = malloc(size + 1);

    memset(list, 'x', size);
    list[size] = '\0';
    scratch_write("urls.txt", list, size);
    remove(scratch_path("scenario.txt"));
    add_rounds(1);
    write_report(NULL);
    assert_says(page, "urls.txt, too large for this page");
    assert_silent("download=\"urls.txt\"");
    assert_silent("try.scenario");
    free(list);
}
END_TEST

START_TEST(half_a_record_is_none)
{
    static const char half[] = "{\"index\":0}\n[]\n{\"index\":1";

    add_run(SYNC, 1, 1);
    add_run(ASYNC, 1, 1);
    scratch_write("runs/01-sync.jsonl", half, strlen(half));
    remove(scratch_path("runs/01-async.jsonl"));
    struct archive archive = archive_make(&all, folder, MUCH);
    char *records = unpacked(archive.bytes, archive.size);
    ck_assert_str_eq(records, "{\"run\":\"01-sync\",\"index\":0}\n");
    free(records);
    archive_free(&archive);
}
END_TEST

// Leaves so many records of random figures, which do not shrink much, and all
// under one lengthy name.
static void
leave_many(const char *path, size_t count)
{
    size_t size;
    char *text;
    FILE *out = text_stream(&text, &size);

    for (size_t i = 0; i < count; i++)
        fprintf(out, "{\"a\":%zu%zu}\n", random_below(1 << 30),
                random_below(1 << 30));
    fclose(out);
    scratch_write(path, text, size);
    free(text);
}

START_TEST(only_typical_runs_are_taken_where_all_are_too_many)
{
    seed_random();
    for (size_t round = 1; round <= 3; round++) {
        char *path = format("runs/%02zu-sync.jsonl", round);
        add_run(SYNC, round, (double)round);
        leave_many(path, 20000);
        free(path);
    }
    struct archive whole = archive_make(&all, folder, MUCH);
    ck_assert(!whole.typical);
    struct archive archive = archive_make(&all, folder, whole.size / 2);
    ck_assert(archive.typical);
    char *records = unpacked(archive.bytes, archive.size);
    assert_says(records, "{\"run\":\"02-sync\",\"a\":");
    ck_assert_ptr_null(strstr(records, "01-sync"));
    ck_assert_ptr_null(strstr(records, "03-sync"));
    free(records);
    archive_free(&archive);
    archive_free(&whole);
}
END_TEST

Suite *
report_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *tests = tcase_create("report");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, report_opens_on_the_finding);
    tcase_add_test(tests, report_is_a_whole_page_that_asks_for_nothing);
    tcase_add_test(tests, chart_has_question_finding_picture_and_reading);
    tcase_add_test(tests, missing_picture_says_why_and_the_tables_stay);
    tcase_add_test(tests, report_without_charts_says_so);
    tcase_add_test(tests, tables_hold_the_medians);
    tcase_add_test(tests, machine_is_told_whatever_is_known_about_it);
    tcase_add_test(tests, bounds_are_told_once_for_programs_that_share_them);
    tcase_add_test(tests, bounds_of_a_sweep_are_told_for_all_its_steps);
    tcase_add_test(tests, bounds_of_several_caps_are_told_together);
    tcase_add_test(tests, three_programs_are_compared_by_pairs);
    tcase_add_test(tests, more_programs_are_compared_with_the_fastest);
    tcase_add_test(tests, loop_that_was_held_is_told);
    tcase_add_test(tests, runs_that_do_not_count_hold_no_loop);
    tcase_add_test(tests, a_good_comparison_raises_no_doubts);
    tcase_add_test(tests, doubts_are_listed_before_anything_else);
    tcase_add_loop_test(tests, intervals_are_explained_as_they_were_made, 0,
                        sizeof intervals / sizeof *intervals);
    tcase_add_test(tests, what_ran_once_or_in_part_is_said);
    tcase_add_test(tests, step_that_is_left_out_is_said);
    tcase_add_test(tests, step_that_was_not_reached_is_no_reason_for_doubt);
    tcase_add_test(tests, words_of_the_scenario_stay_words);
    tcase_add_test(tests, report_without_a_template_is_not_written);
    tcase_add_test(tests, finding_has_the_medians_of_up_to_three_programs);
    tcase_add_test(tests, finding_of_a_sweep_is_that_of_its_chart);
    tcase_add_test(tests, files_come_back_as_they_were);
    tcase_add_test(tests, records_of_all_runs_come_back);
    tcase_add_test(tests, file_that_is_too_large_or_missing_is_not_carried);
    tcase_add_test(tests, half_a_record_is_none);
    tcase_add_test(tests, only_typical_runs_are_taken_where_all_are_too_many);
    suite_add_tcase(suite, tests);
    return suite;
}
