// charts: what the time, memory and scaling charts are drawn from, for made-up
// comparisons with known answers; and that gnuplot makes pictures of it which
// can be read, on light pages and on dark ones.

#include "../plots/bars.h"

#include <math.h>
#include <stdlib.h>

#include "../plots/basics.h"
#include "../plots/charts.h"
#include "../plots/dark.h"
#include "../plots/files.h"
#include "../plots/gnuplot.h"
#include "../plots/headlines.h"
#include "../plots/scaling.h"
#include "suites.h"
#include "support.h"

enum { MOST_PROGRAMS = 40, MOST_RUNS = 400, ROUNDS = 6 };

#define MEBIBYTE 1048576.0

static struct scenario scenario;
static struct run runs[MOST_RUNS];
static struct bounds bounds[MOST_PROGRAMS];
static bool once[MOST_PROGRAMS];
static struct comparison all;
static char failed[] = "failed";

// Takes a scenario; there are no runs.
static void
take(const char *text)
{
    scenario_free(&scenario);
    char *error = scenario_parse(&scenario, "x", text, "x");
    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_le(scenario.program_count, MOST_PROGRAMS);
    memset(bounds, 0, sizeof bounds);
    memset(once, 0, sizeof once);
    all = (struct comparison){
        .scenario = &scenario, .runs = runs, .bounds = bounds, .once = once,
    };
}

// A fixture: a comparison of the three without runs, and a folder.
static void
start(void)
{
    take("title A try\nurls 10 /delay/1\nconcurrency 5\n");
    scratch_make();
}

static void
end(void)
{
    scenario_free(&scenario);
    scenario = (struct scenario){0};
    scratch_remove();
}

// Adds a run, and returns it to be changed.
static struct run *
add_run(size_t program, size_t round, double seconds, double held,
        double reserved)
{
    struct run *run = &runs[all.run_count++];

    ck_assert_uint_le(all.run_count, MOST_RUNS);
    *run = (struct run){
        .turn = {.round = round, .program = program},
        .measured = {.wall = seconds},
        .peak = (long long)(held * MEBIBYTE),
        .reserved = (long long)(reserved * MEBIBYTE),
    };
    if (round > all.plan.rounds)
        all.plan.rounds = round;
    return run;
}

// Adds six rounds of a program, in which its seconds differ by up to a tenth.
static void
add_runs(size_t program, double seconds, double held, double reserved)
{
    for (size_t round = 1; round <= ROUNDS; round++)
        add_run(program, round,
                seconds * (1 + 0.02 * (double)(round * 5 % 6)), held,
                reserved);
}

// Adds the three programs with times that differ much and not at all.
static void
add_three(void)
{
    add_runs(0, 10, 10, 20);
    add_runs(1, 2.1, 11, 460);
    add_runs(2, 2.1, 10, 21);
    bounds[0] = (struct bounds){9.9, 9.9};
    bounds[1] = bounds[2] = (struct bounds){2, 2.05};
}

#define assert_owned(call, expected) \
    do { \
        char *owned = call; \
        ck_assert_str_eq(owned, expected); \
        free(owned); \
    } while (0)

// The text holds the piece; it may be too long for a message.
#define assert_holds(text, piece) \
    ck_assert_msg(strstr(text, piece), "there is no \"%s\"", piece)

// How many lines with data the block has; its line of its own is none.
static int
lines_of(const char *data, const char *block)
{
    char *name = format("# %s\n", block);
    const char *line = strstr(data, name);
    int count = -1;

    ck_assert_msg(line != NULL, "there is no block %s", block);
    for (line += strlen(name); *line && *line != '\n'; count++)
        line = strchr(line, '\n') + 1;
    free(name);
    return count;
}

// --- words -------------------------------------------------------------------

static const struct {
    size_t number;
    const char *text;
} counts[] = {
    {0, "0"}, {999, "999"}, {1000, "1,000"}, {80000, "80,000"},
    {1002003, "1,002,003"},
};

START_TEST(count_has_its_thousands_apart)
{
    assert_owned(chart_count(counts[_i].number), counts[_i].text);
}
END_TEST

static const struct {
    const char *words, *title;
} titles[] = {
    {"from 1 to 10 at once", "From 1 to 10 at once"},
    {"sync took 2 × as long", "sync took 2 × as long"},
    {"sync, threaded and async: all alike", "sync, threaded and async: all "
                                            "alike"},
    {"synchronously", "Synchronously"},
};

START_TEST(title_begins_with_a_capital_letter_or_a_name)
{
    assert_owned(chart_title(&all, copy_text(titles[_i].words)),
                 titles[_i].title);
}
END_TEST

START_TEST(charts_have_their_findings_for_titles)
{
    for (size_t p = 0; p < 3; p++)
        add_runs(p, 1, 10, 20);
    struct chart time = time_chart(&all), memory = memory_chart(&all);
    assert_holds(time.title, "No difference shown between");
    assert_holds(memory.title, "All held 10.0 MiB");
    chart_free(&time);
    chart_free(&memory);
}
END_TEST

// What the values say for a title, as far as its two lines.
static char *
lines_of_title(const char *title)
{
    struct chart chart = {.title = copy_text(title)};
    char *text;
    size_t size;
    FILE *out = text_stream(&text, &size);

    chart_set_words(out, &chart, &all);
    fclose(out);
    *strstr(text, "subtitle") = '\0';
    chart_free(&chart);
    return text;
}

START_TEST(long_title_takes_two_lines_and_no_more)
{
    char words[256] = "";

    assert_owned(lines_of_title("short"), "title = 'short'\n"
                                          "title_more = ''\n");
    for (int i = 0; i < 12; i++)
        strcat(words, "nine-byte ");
    assert_owned(lines_of_title(words),
                 "title = 'nine-byte nine-byte nine-byte nine-byte nine-byte "
                 "nine-byte nine-byte nine-byte nine-byte'\n"
                 "title_more = 'nine-byte nine-byte nine-byte '\n");
    for (int i = 0; i < 12; i++)
        strcat(words, "×ine-byt ");
    char *lines = lines_of_title(words);
    assert_holds(lines, " …'\n");
    ck_assert_uint_lt(strlen(lines), 256);
    free(lines);
}
END_TEST

START_TEST(long_title_breaks_where_its_parts_do)
{
    assert_owned(lines_of_title(
                     "one two three four five six seven eight nine ten eleven "
                     "twelve; thirteen fourteen fifteen sixteen seventeen"),
                 "title = 'one two three four five six seven eight nine ten "
                 "eleven twelve;'\n"
                 "title_more = 'thirteen fourteen fifteen sixteen "
                 "seventeen'\n");
    char *lines = lines_of_title(
        "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
        "aaaaaaaaa aaaaaaaaa aaaaaaa 12.5 MiB");
    assert_holds(lines, "12.5 MiB");
    free(lines);
}
END_TEST

static const struct {
    const char *scenario;
    const char *subtitle;
} subtitles[] = {
    {"title A\nurls 1 /a\nconcurrency 7\n", "A: 1 URL, at most 7 at once"},
    {"title A\nurls 2000 /delay/1\nscale 0.1\n",
     "A: 2,000 URLs, at most 50 at once, delays × 0.1"},
    {"title A\nurls 2 /a\nprogram b fetch-async --concurrency 2\n"
     "program c fetch-async --concurrency 3\n", "A: 2 URLs"},
    {"title A\nurls 2 /a\nprogram b fetch-sync\n",
     "A: 2 URLs, one after the other"},
    {"title A\nurls 2 /a\nsweep cap 1 2\n", "A: 2 URLs"},
    {"title A\nurls 20 /a\nsweep flight 1 20\n",
     "A: up to 20 URLs, all at once"},
};

START_TEST(subtitle_says_what_was_done)
{
    take(subtitles[_i].scenario);
    assert_owned(chart_setting(&all), subtitles[_i].subtitle + 3);
    all.plan.rounds = 1;
    char *line = chart_subtitle(&all, false);
    assert_holds(line, subtitles[_i].subtitle);
    assert_holds(line, "; 1 round");
    free(line);
    line = chart_subtitle(&all, true);
    assert_holds(line, "; one run each, the median");
    free(line);
}
END_TEST

static const struct {
    double bytes;
    const char *text;
} sizes[] = {
    {10.62 * MEBIBYTE, "10.6 MiB"}, {460 * MEBIBYTE, "460 MiB"},
    {1024 * MEBIBYTE, "1.00 GiB"},  {12345 * MEBIBYTE, "12.06 GiB"},
};

START_TEST(bytes_have_the_digits_that_mean_something)
{
    assert_owned(bytes_text(sizes[_i].bytes), sizes[_i].text);
}
END_TEST

// --- the time chart ----------------------------------------------------------

START_TEST(time_tells_each_value_where_its_bar_can_be_read)
{
    add_three();
    struct chart chart = time_chart(&all);

    assert_holds(chart.values, "panels = 2\nzoomed = 1\n");
    ck_assert_int_eq(lines_of(chart.data, "bars0"), 3);
    ck_assert_int_eq(lines_of(chart.data, "bars1"), 2);
    ck_assert_int_eq(lines_of(chart.data, "runs0"), ROUNDS);
    ck_assert_int_eq(lines_of(chart.data, "runs1"), 2 * ROUNDS);
    assert_holds(chart.data, "\"median 10.50 s, 1.06 × ideal\"");
    const char *second = strstr(chart.data, "# bars1");
    assert_holds(second, "\"median 2.21 s, 1.10 × ideal\"");
    ck_assert_ptr_null(strstr(second, "10.50 s"));
    chart_free(&chart);
}
END_TEST

START_TEST(time_needs_one_panel_where_all_bars_can_be_read)
{
    for (size_t p = 0; p < 3; p++)
        add_runs(p, 1 + (double)p, 10, 20);
    struct chart chart = time_chart(&all);

    assert_holds(chart.values, "panels = 1\nzoomed = 0\n");
    ck_assert_int_eq(lines_of(chart.data, "bars0"), 3);
    ck_assert_int_eq(lines_of(chart.data, "runs0"), 3 * ROUNDS);
    ck_assert_int_eq(lines_of(chart.data, "words0"), 0);
    ck_assert_int_eq(lines_of(chart.data, "bounds0"), 0);
    chart_free(&chart);
}
END_TEST

START_TEST(time_tells_bounds_once_for_those_that_share_them)
{
    add_three();
    struct chart chart = time_chart(&all);

    assert_holds(chart.data, "\"one at a time: lower bound 9.90 s\"");
    assert_holds(chart.data, "\"5 at once: lower bound 2.00 s, 2.05 s in the "
                            "list's order\"");
    ck_assert_int_eq(lines_of(chart.data, "words0"), 1);
    ck_assert_int_eq(lines_of(chart.data, "words1"), 1);
    ck_assert_int_eq(lines_of(chart.data, "bounds0"), 1);
    ck_assert_int_eq(lines_of(chart.data, "bounds1"), 4);
    assert_holds(chart.values, "; dotted: in the list''s order.'");
    chart_free(&chart);
}
END_TEST

// Takes six programs with two caps.
static void
take_six(void)
{
    take("title Two caps, with and without reuse\nurls 40 /delay/1\n"
         "program threaded fetch-threaded --concurrency 10\n"
         "program threaded-fresh fetch-threaded --concurrency 10 --no-reuse\n"
         "program async fetch-async --concurrency 40\n"
         "program async-fresh fetch-async --concurrency 40 --no-reuse\n"
         "program async-10 fetch-async --concurrency 10\n"
         "program curl curl-Z --concurrency 10\n");
    for (size_t p = 0; p < 6; p++) {
        bool wide = p == 2 || p == 3;
        bounds[p].ideal = bounds[p].in_order = wide ? 1 : 4;
        add_runs(p, (wide ? 1.1 : 4.2) + 0.01 * (double)p, 10 + (double)p,
                 p < 2 ? 800 : p < 5 ? 20 : 0);
    }
}

START_TEST(time_keeps_apart_programs_with_other_bounds)
{
    take_six();
    struct chart chart = time_chart(&all);

    ck_assert_int_eq(lines_of(chart.data, "words0"), 2);
    ck_assert_int_eq(lines_of(chart.data, "words1"), 1);
    assert_holds(chart.data, "\"40 at once: lower bound 1.00 s\"");
    assert_holds(chart.data, "\"10 at once: lower bound 4.00 s\"");
    assert_holds(chart.values, "variants[5] = 2\n");
    assert_holds(chart.values, "colours[6] = 3; variants[6] = 0\n");
    chart_free(&chart);
}
END_TEST

START_TEST(outlier_is_marked_and_explained)
{
    add_three();
    struct chart chart = time_chart(&all);
    ck_assert_ptr_null(strstr(chart.values, "outlier"));
    chart_free(&chart);

    runs[0].outlier = true;
    runs[1].outlier = true;
    runs[1].reason = failed;
    chart = time_chart(&all);
    assert_holds(chart.values, "Dot: one run, hollow: an outlier.");
    ck_assert_int_eq(lines_of(chart.data, "runs0"), ROUNDS - 1);
    assert_holds(strstr(chart.data, "# runs0"), " 1\n0 ");
    chart_free(&chart);

    // that it took long says nothing about its memory
    chart = memory_chart(&all);
    ck_assert_ptr_null(strstr(chart.values, "outlier"));
    chart_free(&chart);
}
END_TEST

START_TEST(extrapolated_program_says_so)
{
    take("title A\nurls 80000 /delay/1\npart sync 100\n");
    add_runs(0, 1, 10, 20);
    add_runs(1, 900, 10, 20);
    struct chart chart = time_chart(&all);

    assert_holds(chart.data, "\"median 840 s\" ");
    // nothing took that long, so there are no dots
    ck_assert_int_eq(lines_of(chart.data, "runs0"), ROUNDS);
    assert_holds(chart.data, "\"extrapolated from 100 of 80,000 URLs\"");
    chart_free(&chart);
}
END_TEST

// Makes the last count URLs of all the program's runs fail.
static void
fail_urls(size_t program, size_t count)
{
    for (size_t i = 0; i < all.run_count; i++)
        if (runs[i].turn.program == program)
            runs[i].failures = count;
}

START_TEST(program_that_fell_short_is_hollow_and_not_enlarged)
{
    add_runs(0, 10, 10, 20);
    add_runs(1, 0.1, 11, 460);
    add_runs(2, 2.1, 10, 21);
    fail_urls(1, 7);
    for (size_t p = 0; p < 3; p++)
        bounds[p] = (struct bounds){0.1, 0.1};
    struct chart chart = time_chart(&all);

    assert_holds(chart.values, "panels = 2\nzoomed = 1\n");
    assert_holds(chart.values, "fell_short[1] = 0; ");
    assert_holds(chart.values, "fell_short[2] = 1; ");
    assert_holds(chart.values, "Bar: median, hollow: more URLs failed.");
    ck_assert_int_eq(lines_of(chart.data, "bars1"), 1);
    ck_assert_int_eq(lines_of(chart.data, "runs0"), 2 * ROUNDS);
    ck_assert_int_eq(lines_of(chart.data, "bounds0"), 1);
    ck_assert_int_eq(lines_of(chart.data, "bounds1"), 1);
    assert_holds(chart.data, "\"median 0.105 s, but 7 of 10 failed\"");
    chart_free(&chart);
}
END_TEST

START_TEST(program_that_fell_short_does_not_have_others_enlarged)
{
    add_runs(0, 2.2, 10, 20);
    add_runs(1, 100, 11, 460);
    add_runs(2, 2.1, 10, 21);
    fail_urls(1, 7);
    struct chart chart = time_chart(&all);
    assert_holds(chart.values, "panels = 1\nzoomed = 0\n");
    chart_free(&chart);
}
END_TEST

START_TEST(one_run_says_so_and_near_ones_do_not_say_median)
{
    add_run(0, 1, 10, 10, 20);
    add_run(1, 1, 10, 10, 20);
    add_run(1, 2, 10.2, 10, 20);
    bounds[0].ideal = bounds[1].ideal = 10;
    struct chart chart = time_chart(&all);
    assert_holds(chart.data, "\"10.00 s, 1.00 × ideal, one run\"");
    assert_holds(chart.data, "\"10.10 s, 1.01 × ideal\"");
    chart_free(&chart);
    chart = memory_chart(&all);
    assert_holds(chart.data, "\"10.0 MiB, one run\"");
    chart_free(&chart);
}
END_TEST

START_TEST(program_without_runs_that_count_says_so)
{
    add_runs(0, 1, 10, 20);
    add_run(1, 1, 1, 10, 20)->reason = failed;
    struct chart chart = time_chart(&all);

    ck_assert_int_eq(lines_of(chart.data, "bars0"), 1);
    assert_holds(chart.data, "\"threaded\" \"no run counts\"");
    assert_holds(chart.data, "\"sync\" \"\"");
    chart_free(&chart);
}
END_TEST

// --- the memory chart --------------------------------------------------------

static const struct {
    double held[3], reserved[3];  // of sync, threaded, async; 0: not known
    const char *title;
} memories[] = {
    {{10, 12, 10}, {20, 460, 23},
     "threaded held most memory, 1.20 × as much as sync; "
     "threaded reserved most address space, 23.0 × as much as sync"},
    {{10, 10, 10}, {20, 460, 23},
     "all held 10.0 MiB within 1 %; "
     "threaded reserved most address space, 23.0 × as much as sync"},
    {{10, 30, 30}, {20, 20, 20},
     "threaded and async held most memory, 3.00 × as much as sync; "
     "all reserved 20.0 MiB within 1 %"},
    {{10, 30, 30}, {0, 20, 0},
     "threaded and async held most memory, 3.00 × as much as sync; "
     "threaded reserved 20.0 MiB"},
    // 1.005 × as much is no finding
    {{10, 10.05, 10}, {20, 20, 20},
     "all held 10.0 MiB within 1 %; all reserved 20.0 MiB within 1 %"},
    // those that differ by less than 1 % are named together
    {{10, 30, 29.9}, {20, 20, 20},
     "threaded and async held most memory, 3.00 × as much as sync; "
     "all reserved 20.0 MiB within 1 %"},
    // async has least address space, but not by 1 % less than sync
    {{10, 12, 11}, {20, 460, 19.9},
     "threaded held most memory, 1.20 × as much as sync; "
     "threaded reserved most address space, 23.0 × as much as sync"},
    {{10, 12, 11}, {21, 460, 20},
     "threaded held most memory, 1.20 × as much as sync; "
     "threaded reserved most address space, 23.0 × as much as async"},
    {{10, 30, 30}, {0, 0, 0},
     "threaded and async held most memory, 3.00 × as much as sync"},
};

START_TEST(memory_title_tells_both_kinds)
{
    for (size_t p = 0; p < 3; p++)
        add_runs(p, 1, memories[_i].held[p], memories[_i].reserved[p]);
    assert_owned(memory_headline(&all), memories[_i].title);
}
END_TEST

START_TEST(memory_title_tells_how_few_runs_there_are)
{
    assert_owned(memory_headline(&all),
                 "no run counts, so nothing can be said");
    add_run(0, 1, 1, 10, 20);
    assert_owned(memory_headline(&all),
                 "sync held 10.0 MiB; sync reserved 20.0 MiB");
    add_run(2, 1, 1, 20, 20);
    assert_owned(memory_headline(&all),
                 "async held most memory, 2.00 × as much as sync (1 round); "
                 "both reserved 20.0 MiB within 1 %");
}
END_TEST

START_TEST(memory_title_names_whose_run_it_is)
{
    once[0] = true;
    add_run(0, 1, 1, 10, 20);
    add_runs(1, 1, 12, 20);
    add_runs(2, 1, 11, 20);
    assert_owned(memory_headline(&all),
                 "threaded held most memory, 1.20 × as much as sync (one run "
                 "of sync); all reserved 20.0 MiB within 1 %");
}
END_TEST

START_TEST(memory_title_says_no_more_of_the_tied_than_was_shown)
{
    // async differs from neither of the others, threaded from sync
    static const double held[] = {9, 11, 10, 12, 12.5, 13};

    add_runs(0, 1, 10, 20);
    add_runs(1, 1, 12, 20);
    for (size_t round = 1; round <= ROUNDS; round++)
        add_run(2, round, 1, held[round - 1], 20);
    assert_owned(memory_headline(&all),
                 "threaded held 1.20 × the memory of sync; all reserved "
                 "20.0 MiB within 1 %");
}
END_TEST

START_TEST(memory_has_a_panel_for_each_kind)
{
    take_six();
    struct chart chart = memory_chart(&all);

    assert_holds(chart.values, "panels = 2\nzoomed = 0\n");
    assert_holds(chart.values, "heads[1] = 'held: resident at the peak'");
    assert_holds(chart.values, "heads[2] = 'reserved: address space'");
    assert_holds(chart.values, "units[2] = 'MiB'");
    ck_assert_int_eq(lines_of(chart.data, "bars0"), 6);
    ck_assert_int_eq(lines_of(chart.data, "bars1"), 6);
    const char *second = strstr(chart.data, "# bars1");
    assert_holds(second, "\"800 MiB\"");
    assert_holds(second, "\"not known\"");
    ck_assert_int_eq(lines_of(chart.data, "runs1"), 5 * ROUNDS);
    chart_free(&chart);
}
END_TEST

// --- the scaling chart -------------------------------------------------------

// Takes a sweep of caps: sync has one step, threaded fails at the last.
static void
take_sweep(void)
{
    take("title More and more\nurls 1000 /delay/0.1\nsweep cap 1 10 100\n");
    ck_assert_uint_eq(scenario.program_count, 7);
    add_runs(0, 100, 10, 20);
    for (size_t i = 0; i < 3; i++) {
        static const double shares[] = {1, 0.1, 0.02};
        double share = shares[i];
        bounds[1 + i].ideal = bounds[4 + i].ideal = 99 * share;
        add_runs(1 + i, 100 * share, 10 + 5 * (double)i, 100 / share);
        add_runs(4 + i, 100 * share, 10 + 1 * (double)i, 20);
    }
    for (size_t i = 0; i < all.run_count; i++)
        if (runs[i].turn.program == 3)
            runs[i].reason = failed;
}

START_TEST(scaling_has_a_line_for_each_program)
{
    take_sweep();
    struct chart chart = scaling_chart(&all);

    ck_assert_int_eq(lines_of(chart.data, "wall0"), 1);
    ck_assert_int_eq(lines_of(chart.data, "wall1"), 2);
    ck_assert_int_eq(lines_of(chart.data, "wall2"), 3);
    ck_assert_int_eq(lines_of(chart.data, "peak2"), 3);
    ck_assert_int_eq(lines_of(chart.data, "reserved1"), 2);
    // those of sync are its own business, and those of async are the same
    ck_assert_int_eq(lines_of(chart.data, "bound0"), 0);
    ck_assert_int_eq(lines_of(chart.data, "bound1"), 3);
    ck_assert_int_eq(lines_of(chart.data, "bound2"), 0);
    assert_holds(chart.data, "\n10 10.5 10 11\n");
    assert_holds(chart.values, "title = 'From 1 to 100 at once async ");
    assert_holds(chart.values, "'threaded (fails at 100)'");
    assert_holds(chart.values, "'lower bound'");
    assert_holds(chart.values, "\nplaces = \"'1' 1, '10' 10, '100' 100\"\n");
    assert_holds(chart.values, "bare_places = \"'' 1, '' 10, '' 100\"\n");
    assert_holds(chart.values, "'500 MiB' 500, '1 GiB' 1024");
    chart_free(&chart);
}
END_TEST

// Says what stands below the marks of a chart of these runs.
static void
assert_marks(const char *footer, const char *reading)
{
    struct chart chart = scaling_chart(&all);

    assert_holds(chart.values, footer);
    assert_holds(chart.reading, reading);
    chart_free(&chart);
}

START_TEST(scaling_speaks_of_medians_and_intervals_where_there_are_any)
{
    take("title A\nurls 100 /delay/1\nsweep flight 1 100\n"
         "program a fetch-async\n");
    once[0] = once[1] = true;
    add_run(0, 1, 1, 10, 20);
    assert_marks("\nfooter = 'Mark: one run.  Dashed, without marks: lower "
                 "bound.  Both axes go up by factors.'\n",
                 "Each mark is one run; both axes");
    once[1] = false;
    add_run(1, 1, 1, 10, 20);
    assert_marks("'Mark: median of the runs.  Dashed, without",
                 "Each mark is the median of the runs; both axes");
    add_runs(1, 1, 10, 20);
    assert_marks("'Mark: median of the runs.  Bar: 95 % interval.  Dashed, ",
                 "Each mark is the median of the runs, with its 95 % interval "
                 "where there are enough; both axes");
}
END_TEST

// Returns a number of the label with these words, such as label_x.
static double
of_label(const char *values, const char *words, const char *name)
{
    char *quoted = format("] = '%s'\n", words);
    const char *at = strstr(values, quoted), *number;
    char *start = format("%s[", name);

    ck_assert_msg(at != NULL, "there is no label %s", words);
    at = strstr(at, start);
    number = at ? strstr(at, "= ") : NULL;
    ck_assert_ptr_nonnull(number);
    free(quoted);
    free(start);
    return strtod(number + 2, NULL);
}

// Gives all of a program's runs so many seconds of CPU, a quarter of them in
// the kernel.
static void
spend(size_t program, double cpu)
{
    for (size_t i = 0; i < all.run_count; i++) {
        if (runs[i].turn.program != program)
            continue;
        runs[i].measured.user = 0.75 * cpu;
        runs[i].measured.system = 0.25 * cpu;
    }
}

START_TEST(scaling_divides_cpu_time_by_urls)
{
    take("title A\nurls 100 /delay/1\nsweep flight 1 100\n"
         "program a fetch-async\n");
    add_runs(0, 1, 10, 20);
    add_runs(1, 1, 10, 20);
    spend(0, 0.008);
    spend(1, 0.02);
    struct chart chart = scaling_chart(&all);
    // microseconds for each URL
    ck_assert_int_eq(lines_of(chart.data, "cpu0"), 2);
    assert_holds(chart.data, "\n1 8000 8000 8000\n");
    assert_holds(chart.data, "\n100 200 200 200\n");
    assert_holds(chart.values, "heads[2] = 'CPU time per URL'");
    assert_holds(chart.values, "'1 ms' 1000");
    assert_holds(chart.values, "'500 µs' 500");
    chart_free(&chart);
}
END_TEST

START_TEST(scaling_says_why_a_line_ends)
{
    take("title A\nurls 1000 /delay/3\nsweep flight 1 10 1000\nlongest 60\n"
         "program s fetch-sync\nprogram t fetch-threaded\n");
    static const double ideals[] = {3, 30, 3000, 3, 3, 3};
    for (size_t p = 0; p < 6; p++) {
        bounds[p].ideal = ideals[p];
        if (p != 2)
            add_runs(p, ideals[p], 10, 20);
    }
    struct chart chart = scaling_chart(&all);
    assert_holds(chart.values, "'s (1,000 would take 3,000 s)'");
    ck_assert_int_eq(lines_of(chart.data, "wall0"), 2);
    chart_free(&chart);
    for (size_t i = 0; i < all.run_count; i++)
        if (runs[i].turn.program == 5) {
            runs[i].reason = failed;
            runs[i].lack = "no descriptors";
        }
    chart = scaling_chart(&all);
    assert_holds(chart.values, "'t (1,000: no descriptors)'");
    ck_assert_int_eq(lines_of(chart.data, "wall1"), 2);
    // told with the time, and not with memory
    assert_holds(chart.values, "'s'\n");
    chart_free(&chart);
}
END_TEST

// Three lines end near the right end of the panel with many words, all at the
// same height: the words stay inside it, and apart from each other.
START_TEST(long_words_at_the_end_of_a_line_stay_in_the_panel)
{
    take("title A\nurls 1000 /delay/1\nsweep flight 1 500 1000\n"
         "program t fetch-threaded\nprogram u fetch-threaded\n"
         "program v fetch-threaded\nprogram a fetch-async\n");
    for (size_t p = 0; p < 12; p++)
        add_runs(p, 1, 10, 20);
    for (size_t i = 0; i < all.run_count; i++)
        if (runs[i].turn.program % 3 == 2 && runs[i].turn.program < 9) {
            runs[i].reason = failed;
            runs[i].lack = "too slow to start";
        }
    struct chart chart = scaling_chart(&all);
    static const char t[] = "t (1,000: too slow to start)";
    static const char u[] = "u (1,000: too slow to start)";
    static const char v[] = "v (1,000: too slow to start)";
    double right = strtod(strstr(chart.values, "rights[1] = ") + 12, NULL);
    double t_y = of_label(chart.values, t, "label_y");
    double u_y = of_label(chart.values, u, "label_y");
    ck_assert_double_le(of_label(chart.values, t, "label_x") * CHART_WIDTH +
                            chart_text_width(t), right * CHART_WIDTH);
    ck_assert_double_ge(fabs(t_y - u_y) * CHART_HEIGHT, 20);
    // no thin line goes through the nearer words to the farther ones
    ck_assert_double_eq(of_label(chart.values, t, "label_led") +
                            of_label(chart.values, u, "label_led") +
                            of_label(chart.values, v, "label_led"), 0);
    chart_free(&chart);
}
END_TEST

START_TEST(last_place_has_its_number)
{
    take("title A\nurls 1000 /delay/1\nsweep flight 1 10 800 1000\n"
         "program a fetch-async\n");
    for (size_t p = 0; p < 4; p++)
        add_runs(p, 1, 10, 20);
    struct chart chart = scaling_chart(&all);
    assert_holds(chart.values,
                 "\nplaces = \"'1' 1, '10' 10, '1,000' 1000\"\n");
    chart_free(&chart);
}
END_TEST

START_TEST(scaling_title_tells_who_used_most_cpu)
{
    take("title A\nurls 100 /delay/1\nsweep flight 1 100\n"
         "program a fetch-async\nprogram b fetch-async\n");
    for (size_t p = 0; p < 4; p++)
        add_runs(p, 1, 10, 20);
    for (size_t p = 0; p < 4; p++)
        spend(p, 0.1);
    assert_owned(scaling_headline(&all),
                 "from 1 to 100 URLs at once a showed no difference, b showed "
                 "no difference; at 100 both held 10.0 MiB within 1 %, no "
                 "difference in CPU shown");
    spend(3, 0.25);
    assert_owned(scaling_headline(&all),
                 "from 1 to 100 URLs at once a showed no difference, b showed "
                 "no difference; at 100 both held 10.0 MiB within 1 %, b used "
                 "2.50 × the CPU of a");
}
END_TEST

START_TEST(scaling_title_says_once_how_few_rounds_there_were)
{
    take("title A\nurls 100 /delay/1\nsweep flight 1 100\n"
         "program a fetch-async\nprogram b fetch-async\n");
    for (size_t p = 0; p < 4; p++)
        add_run(p, 1, p % 2 ? 2 : 1, p < 2 ? 10 : 20, 20);
    assert_owned(scaling_headline(&all),
                 "from 1 to 100 URLs at once a took 2.00 × as long, b 2.00 ×; "
                 "at 100 b held 2.00 × the memory of a (1 round each)");
    for (size_t p = 0; p < 4; p++)
        once[p] = true;
    char *words = scaling_headline(&all), *subtitle;
    ck_assert_ptr_null(strstr(words, "round"));
    subtitle = chart_subtitle(&all, false);
    assert_holds(subtitle, "; one run each");
    free(subtitle);
    free(words);
}
END_TEST

START_TEST(scaling_title_tells_who_got_how_far)
{
    take_sweep();
    assert_owned(scaling_headline(&all),
                 "from 1 to 100 at once async became 50.0 × faster; at 10 "
                 "threaded held 1.36 × the memory of async");
    for (size_t i = 0; i < all.run_count; i++)
        runs[i].reason = NULL;
    assert_owned(scaling_headline(&all),
                 "from 1 to 100 at once threaded became 50.0 × faster, async "
                 "50.0 ×; at 100 threaded held 1.67 × the memory of async");
}
END_TEST

START_TEST(scaling_title_of_many_in_flight)
{
    take("title A\nurls 100 /delay/1\nsweep flight 1 100\n"
         "program sync fetch-sync\nprogram async fetch-async\n");
    assert_owned(scaling_headline(&all), "too few steps have runs that count, "
                                         "so nothing can be said");
    add_run(0, 1, 1, 10, 20);
    add_run(1, 1, 100, 10, 20);
    add_runs(2, 1, 10, 20);
    add_runs(3, 1, 12, 20);
    assert_owned(scaling_headline(&all),
                 "from 1 to 100 URLs at once sync took 100 × as long (1 "
                 "round), "
                 "async showed no difference; at 100 async held 1.20 × the "
                 "memory of sync (1 round)");
    struct chart chart = scaling_chart(&all);
    assert_holds(chart.data, "\n1 1 nan nan\n");
    assert_holds(chart.values, "below = 'URLs, all in flight at once'");
    chart_free(&chart);
}
END_TEST

START_TEST(only_a_sweep_has_a_scaling_chart_and_it_has_no_other)
{
    struct bench bench = {.scenario = &scenario, .folder = scratch_path("")};

    take_sweep();
    struct charts charts = charts_make(&all, &bench);
    ck_assert_uint_eq(charts.count, 1);
    ck_assert_str_eq(charts.all[0].name, "scaling");
    ck_assert(scratch_has("scaling.dat"));
    ck_assert(scratch_has("scaling.values"));
    charts_free(&charts);
}
END_TEST

// --- colours -----------------------------------------------------------------

START_TEST(contrast_is_that_of_wcag)
{
    ck_assert_double_eq_tol(contrast_of(0, 0xffffff), 21, 1e-9);
    ck_assert_double_eq_tol(contrast_of(0xffffff, 0x777777), 4.478, 0.001);
    ck_assert_double_eq_tol(contrast_of(0x123456, 0x123456), 1, 1e-9);
}
END_TEST

START_TEST(grey_keeps_its_contrast_and_a_colour_gets_enough)
{
    for (uint32_t part = 0; part < 256; part += 5) {
        uint32_t grey = part << 16 | part << 8 | part;
        double wanted = fmin(contrast_of(grey, 0xffffff),
                             contrast_of(0xffffff, DARK_BACKGROUND));
        double found = contrast_of(dark_colour(grey), DARK_BACKGROUND);
        ck_assert_double_ge(found, wanted - 0.001);
        ck_assert_double_le(found, 1.06 * wanted);
    }
    ck_assert_uint_eq(dark_colour(0xffffff), DARK_BACKGROUND);
    for (uint32_t i = 0; i < 4096; i++) {
        uint32_t colour = (i * 40503u * 4099u) & 0xffffff;
        if (contrast_of(dark_colour(colour), DARK_BACKGROUND) < 4.5)
            ck_assert_double_lt(contrast_of(colour, 0xffffff), 4.6);
    }
}
END_TEST

// Reads the colours of an array in style.gp; returns how many there are.
static int
read_colours(const char *name, uint32_t *colours)
{
    char *style = file_read("plots/style.gp");
    char *start = format("array %s[9] = ", name);
    const char *at = strstr(style, start);
    const char *end = strchr(at, ']') ? strchr(strchr(at, ']') + 1, ']') : at;
    int count = 0;

    while ((at = strstr(at, "0x")) && at < end && count < 9)
        colours[count++] = (uint32_t)strtoul(at++, NULL, 16);
    free(style);
    free(start);
    return count;
}

START_TEST(marks_and_words_can_be_read_on_light_and_on_dark)
{
    uint32_t marks[9], words[9];

    ck_assert_int_eq(read_colours("palette", marks), 9);
    ck_assert_int_eq(read_colours("inks", words), 9);
    for (int i = 0; i < 9; i++) {
        ck_assert_double_ge(contrast_of(marks[i], 0xffffff), 3);
        ck_assert_double_ge(contrast_of(words[i], 0xffffff), 4.5);
        ck_assert_double_ge(
            contrast_of(dark_colour(marks[i]), DARK_BACKGROUND), 3);
        ck_assert_double_ge(
            contrast_of(dark_colour(words[i]), DARK_BACKGROUND), 4.5);
        for (int other = 0; other < i; other++)
            ck_assert(dark_colour(marks[i]) != dark_colour(marks[other]));
    }
}
END_TEST

START_TEST(dark_style_is_about_the_colours_in_tags)
{
    char *svg = dark_svg("<?xml?><svg a='b'><g color=\"black\" "
                         "fill = 'rgb(  0, 114, 178)' x='rgb(1,2,3)'>"
                         "<text>fill='rgb(9,9,9)'</text></g></svg>\n");

    assert_holds(svg, "<svg a='b'>\n<style>\n"
                     "@media (prefers-color-scheme: dark) {\n"
                     "[fill=\"#000000\"]{fill:#ffffff}");
    assert_holds(svg, "<g color=\"#000000\" fill = '#0072b2' "
                     "x='rgb(1,2,3)'><text>fill='rgb(9,9,9)'</text>");
    ck_assert_ptr_null(strstr(svg, "#090909"));
    ck_assert_ptr_null(strstr(svg, "#010203"));
    free(svg);
    svg = dark_svg("no picture");
    ck_assert_str_eq(svg, "no picture");
    free(svg);
}
END_TEST

// --- pictures ----------------------------------------------------------------

// Has gnuplot draw the chart; returns the picture's file.
static const char *
drawn(const struct chart *chart, const char *type)
{
    char *script = format("plots/%s.gp", chart->name);
    char *names[] = {format("%s.dat", chart->name),
                     format("%s.values", chart->name),
                     format("%s.%s", chart->name, type)};
    const char *picture = scratch_path(names[2]);

    scratch_write(names[0], chart->data, strlen(chart->data));
    scratch_write(names[1], chart->values, strlen(chart->values));
    char *error = gnuplot_draw(script, scratch_path(chart->name), picture);
    ck_assert_pstr_eq(error, NULL);
    for (size_t i = 0; i < 3; i++)
        free(names[i]);
    free(script);
    return picture;
}

// Says that an SVG has no text below 18 pixels, that all of it starts inside
// the picture, and that every colour has its like on a dark page.
static void
assert_readable(const char *svg)
{
    static const char size[] = "font-size=\"", place[] = "translate(";
    int sizes_seen = 0;

    for (const char *at = svg; (at = strstr(at, size)); sizes_seen++) {
        at += strlen(size);
        ck_assert_double_ge(strtod(at, NULL), 18);
    }
    ck_assert_int_gt(sizes_seen, 5);
    for (const char *at = svg; (at = strstr(at, place));) {
        char *next;
        at += strlen(place);
        double x = strtod(at, &next), y = strtod(next + 1, NULL);
        ck_assert_double_ge(x, 0);
        ck_assert_double_le(x, CHART_WIDTH);
        ck_assert_double_ge(y, 9);
        ck_assert_double_le(y, CHART_HEIGHT - 3);
    }
    assert_holds(svg, "@media (prefers-color-scheme: dark)");
    assert_holds(svg, "[fill=\"#ffffff\"]{fill:#1e1e1e}");
    assert_holds(svg, "width=\"1280\" height=\"720\" fill=\"#ffffff\"");
    ck_assert_ptr_null(strstr(svg, "'rgb("));
    ck_assert_ptr_null(strstr(svg, "\"rgb("));
    ck_assert_ptr_null(strstr(svg, "NaN"));
}

// Draws the chart in both forms, and says that all is well with the pictures.
static void
assert_drawn(struct chart chart)
{
    char *png = file_read(drawn(&chart, "png"));
    const char *file = drawn(&chart, "svg");
    char *svg = read_whole(file);
    char *check = format("command -v xmllint > /dev/null || exit 0; "
                         "xmllint --noout '%s'", file);

    assert_readable(svg);
    ck_assert_int_eq(system(check), 0);
    char *title = format("<title>%s</title>", chart.name);
    assert_holds(svg, title);
    free(title);
    free(check);
    free(png);
    free(svg);
    chart_free(&chart);
}

// Eight programs with eight bounds, long names, and one that says more.
static void
take_eight(void)
{
    take("title Eight\nurls 80000 /delay/1\n"
         "program sixteen-letters0 fetch-sync\n"
         "program sixteen-letters1 fetch-threaded\n"
         "program sixteen-letters2 fetch-async\n"
         "program sixteen-letters3 curl-Z\n"
         "program sixteen-letters4 requests\n"
         "program sixteen-letters5 aiohttp\n"
         "program sixteen-letters6 httpx\n"
         "program sixteen-letters7 fetch-async --no-reuse\n"
         "part sixteen-letters0 100\n");
    for (size_t p = 0; p < 8; p++) {
        double seconds = p == 0 ? 1 : 100 + 10 * (double)p;
        bounds[p] = (struct bounds){90 + (double)p, 95 + (double)p};
        add_runs(p, seconds, 10 + (double)(p * p), 20 + 500 * (double)p);
    }
    bounds[0] = (struct bounds){790, 790};
    runs[all.run_count - 1].outlier = true;
}

// One program with one run, and bounds of nothing.
static void
take_one(void)
{
    take("title One\nurls 1 /bytes/1\nprogram a fetch-async\n");
    add_run(0, 1, 0.0004, 0.5, 0);
}

// Programs of which only one has runs.
static void
take_lone(void)
{
    add_runs(1, 1e5, 1e6, 1e7);
    bounds[1] = (struct bounds){9e4, 9e4};
}

static void
take_short_sweep(void)
{
    take("title A\nurls 4 /delay/1\nsweep flight 2 4\n"
         "program a fetch-async\n");
    add_run(0, 1, 1, 10, 0);
}

START_TEST(marks_of_scaling_do_not_touch_the_numbers_beside_an_axis)
{
    static const char anchor[] = "text-anchor=\"end\"", place[] = "translate(";
    const double reach = 20;  // pixels: of a mark to the left, and a gap

    take_sweep();
    struct chart chart = scaling_chart(&all);
    double first = strtod(strstr(chart.values, "lefts[1] = ") + 11, NULL);
    double second = strtod(strstr(chart.values, "lefts[2] = ") + 11, NULL);
    char *svg = read_whole(drawn(&chart, "svg"));
    int seen = 0;
    for (char *at = svg; (at = strstr(at, anchor)); at++, seen++) {
        const char *start = at;
        while (strncmp(start, place, strlen(place)) != 0)
            start--;
        double x = strtod(start + strlen(place), NULL);
        double axis = CHART_WIDTH * (x < CHART_WIDTH * first ? first : second);
        ck_assert_double_le(x, axis - reach);
    }
    ck_assert_int_gt(seen, 8);
    free(svg);
    chart_free(&chart);
}
END_TEST

static const struct {
    void (*take)(void);
    bool sweep;
} comparisons[] = {
    {add_three, false}, {take_six, false},  {take_eight, false},
    {take_one, false},  {take_lone, false}, {take_sweep, true},
    {take_short_sweep, true},
};

START_TEST(pictures_can_be_read)
{
    comparisons[_i].take();
    if (comparisons[_i].sweep) {
        assert_drawn(scaling_chart(&all));
    } else {
        assert_drawn(time_chart(&all));
        assert_drawn(memory_chart(&all));
    }
}
END_TEST

START_TEST(hostile_title_stays_text)
{
    char *scenario_text = format(
        "title <script>a</script>'\"`touch %s`\\n@x{y}_^%%s\nurls 1 /a\n",
        "oh");

    take(scenario_text);
    free(scenario_text);
    add_runs(0, 1, 10, 20);
    struct chart chart = time_chart(&all);
    char *svg = read_whole(drawn(&chart, "svg"));
    ck_assert_ptr_null(strstr(svg, "<script"));
    assert_holds(svg, "&lt;script>a&lt;/script>");
    assert_holds(svg, "`touch oh`\\n@x{y}_^%s");
    FILE *made = fopen("oh", "r");
    ck_assert_ptr_null(made);
    free(svg);
    chart_free(&chart);
}
END_TEST

Suite *
charts_suite(void)
{
    Suite *suite = suite_create("charts");
    TCase *tests = tcase_create("charts");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, count_has_its_thousands_apart, 0,
                        sizeof counts / sizeof counts[0]);
    tcase_add_loop_test(tests, title_begins_with_a_capital_letter_or_a_name,
                        0, sizeof titles / sizeof titles[0]);
    tcase_add_test(tests, charts_have_their_findings_for_titles);
    tcase_add_test(tests, long_title_takes_two_lines_and_no_more);
    tcase_add_test(tests, long_title_breaks_where_its_parts_do);
    tcase_add_loop_test(tests, subtitle_says_what_was_done, 0,
                        sizeof subtitles / sizeof subtitles[0]);
    tcase_add_loop_test(tests, bytes_have_the_digits_that_mean_something, 0,
                        sizeof sizes / sizeof sizes[0]);
    tcase_add_test(tests, time_tells_each_value_where_its_bar_can_be_read);
    tcase_add_test(tests, time_needs_one_panel_where_all_bars_can_be_read);
    tcase_add_test(tests, time_tells_bounds_once_for_those_that_share_them);
    tcase_add_test(tests, time_keeps_apart_programs_with_other_bounds);
    tcase_add_test(tests, outlier_is_marked_and_explained);
    tcase_add_test(tests, extrapolated_program_says_so);
    tcase_add_test(tests,
                   program_that_fell_short_is_hollow_and_not_enlarged);
    tcase_add_test(tests,
                   program_that_fell_short_does_not_have_others_enlarged);
    tcase_add_test(tests, one_run_says_so_and_near_ones_do_not_say_median);
    tcase_add_test(tests, program_without_runs_that_count_says_so);
    tcase_add_loop_test(tests, memory_title_tells_both_kinds, 0,
                        sizeof memories / sizeof memories[0]);
    tcase_add_test(tests, memory_title_tells_how_few_runs_there_are);
    tcase_add_test(tests, memory_title_names_whose_run_it_is);
    tcase_add_test(tests,
                   memory_title_says_no_more_of_the_tied_than_was_shown);
    tcase_add_test(tests, memory_has_a_panel_for_each_kind);
    tcase_add_test(tests, scaling_has_a_line_for_each_program);
    tcase_add_test(tests,
                   scaling_speaks_of_medians_and_intervals_where_there_are_any);
    tcase_add_test(tests, scaling_divides_cpu_time_by_urls);
    tcase_add_test(tests, scaling_says_why_a_line_ends);
    tcase_add_test(tests,
                   long_words_at_the_end_of_a_line_stay_in_the_panel);
    tcase_add_test(tests, last_place_has_its_number);
    tcase_add_test(tests, scaling_title_tells_who_used_most_cpu);
    tcase_add_test(tests, scaling_title_says_once_how_few_rounds_there_were);
    tcase_add_test(tests, scaling_title_tells_who_got_how_far);
    tcase_add_test(tests, scaling_title_of_many_in_flight);
    tcase_add_test(tests,
                   only_a_sweep_has_a_scaling_chart_and_it_has_no_other);
    tcase_add_test(tests, contrast_is_that_of_wcag);
    tcase_add_test(tests, grey_keeps_its_contrast_and_a_colour_gets_enough);
    tcase_add_test(tests, marks_and_words_can_be_read_on_light_and_on_dark);
    tcase_add_test(tests, dark_style_is_about_the_colours_in_tags);
    tcase_add_loop_test(tests, pictures_can_be_read, 0,
                        sizeof comparisons / sizeof comparisons[0]);
    tcase_add_test(tests,
                   marks_of_scaling_do_not_touch_the_numbers_beside_an_axis);
    tcase_add_test(tests, hostile_title_stays_text);
    suite_add_tcase(suite, tests);
    return suite;
}
