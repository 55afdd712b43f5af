// The report of a comparison: see report.h.

#include "report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "basics.h"
#include "files.h"
#include "finding.h"
#include "page.h"
#include "report_tables.h"
#include "statistics.h"
#include "verdict.h"

// A file of more bytes is not carried inside the page.
enum { MOST_CARRIED = 8 << 20 };

// Returns the ending of a word of which there are so many.
static const char *
plural(size_t count)
{
    return count == 1 ? "" : "s";
}

// Writes the text between the tags of one element, a literal such as "li".
static void
put_element(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s>", tag);
    page_text(out, "%s", text);
    fprintf(out, "</%s>\n", tag);
}

// Writes an item of a list, and frees its text.
static void
put_item(FILE *out, char *text)
{
    put_element(out, "li", text);
    free(text);
}

// --- the finding -------------------------------------------------------------

static void
put_title(FILE *out, const void *about)
{
    const struct report *report = about;

    page_text(out, "%s", report->all->scenario->title);
}

static void
put_finding(FILE *out, const void *about)
{
    const struct report *report = about;
    char *words = finding_sentence(report->all);
    // No line begins with the sign: the space before it does not break.
    char *kept = replace_all(words, " ×", "\u00A0×");

    page_text(out, "On this machine, %s.", kept);
    free(kept);
    free(words);
}

// What was done, in a line: URLs, cap, scale, rounds, seed, and when.
static void
put_done(FILE *out, const void *about)
{
    const struct report *report = about;
    const struct comparison *all = report->all;
    char *setting = chart_setting(all);

    page_text(out, "Scenario %s: %s", all->scenario->name, setting);
    free(setting);
    if (all_run_once(all))
        page_text(out, "; one run each");
    else
        page_text(out, "; %zu round%s after a warm-up", all->plan.rounds,
                  plural(all->plan.rounds));
    page_text(out, ", seed %" PRIu64, all->seed);
    const char *date =
        json_string_value(json_object_get(report->machine, "date"));
    if (date) {
        fputs("; <time>", out);
        page_text(out, "%.10s", date);
        fputs("</time>", out);
    }
    fputs(".", out);
}

// --- what makes the figures doubtful -----------------------------------------

// True when there is anything to be said before the figures are read.
static bool
has_doubts(const struct comparison *all)
{
    size_t failed = 0;

    for (size_t p = 0; p < program_count(all); p++)
        failed += failed_runs(all, p);
    return all->interrupted || failed > 0 || all->warnings.count > 0 ||
           all->skipped.count > 0;
}

// Returns the text with a full stop at its end; the caller frees it.
static char *
sentence(const char *text)
{
    size_t length = strlen(text);

    return format("%s%s", text,
                  length > 0 && text[length - 1] == '.' ? "" : ".");
}

// Lists the runs that failed, each with its reason.
static void
put_failures(FILE *out, const struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        const char *name = program_at(all, run->turn.program)->name;
        if (run->lack)
            continue;
        if (run->reason && !run->interrupted && run->turn.round == 0)
            put_item(out, format("The warm-up run of %s failed: %s.", name,
                                 run->reason));
        else if (run->reason && !run->interrupted)
            put_item(out, format("Round %zu of %s failed and does not count: "
                                 "%s.", run->turn.round, name, run->reason));
    }
}

static void
put_doubts(FILE *out, const void *about)
{
    const struct report *report = about;
    const struct comparison *all = report->all;

    if (!has_doubts(all))
        return;
    fputs("<section class=\"doubts\" aria-labelledby=\"doubts\">\n"
          "<h2 id=\"doubts\">Before you trust these figures</h2>\n<ul>\n",
          out);
    if (all->interrupted)
        put_item(out, format("The comparison was interrupted after %zu of "
                             "%zu runs.", all->run_count, all->plan.count));
    for (size_t i = 0; i < all->warnings.count; i++)
        put_item(out, sentence(all->warnings.all[i]));
    for (size_t i = 0; i < all->skipped.count; i++)
        put_item(out, sentence(all->skipped.all[i]));
    put_failures(out, all);
    fputs("</ul>\n</section>\n", out);
}

// --- pictures ----------------------------------------------------------------

// Writes the picture of a chart, or why there is none.
static void
put_picture(FILE *out, const struct report *report, const struct chart *chart)
{
    char *path = format("%s/%s.svg", report->bench->folder, chart->name);
    char *picture = file_read(path);

    if (picture) {
        fputs("<div class=\"wide\" tabindex=\"0\" role=\"group\" "
              "aria-label=\"", out);
        page_text(out, "Picture: %s", chart->question);
        fputs("\">\n<img alt=\"", out);
        page_text(out, "%s", chart->title);
        fputs("\" src=\"", out);
        page_data(out, "image/svg+xml", picture, strlen(picture));
        fputs("\">\n</div>\n", out);
    } else {
        fputs("<p class=\"missing\">", out);
        page_text(out, "There is no picture: %s. The tables below hold the "
                       "same numbers.",
                  report->no_charts ? report->no_charts : "it was not drawn");
        fputs("</p>\n", out);
    }
    free(picture);
    free(path);
}

static void
put_charts(FILE *out, const void *about)
{
    const struct report *report = about;

    if (report->charts->count == 0) {
        fputs("<p class=\"missing\">", out);
        page_text(out, "There are no pictures: %s.",
                  report->no_charts ? report->no_charts : "none was drawn");
        fputs("</p>\n", out);
    }
    for (size_t i = 0; i < report->charts->count; i++) {
        const struct chart *chart = &report->charts->all[i];
        put_element(out, "h3", chart->question);
        fputs("<p class=\"found\">", out);
        page_text(out, "%s.", chart->title);
        fputs("</p>\n<figure>\n", out);
        put_picture(out, report, chart);
        put_element(out, "figcaption", chart->reading);
        fputs("</figure>\n", out);
    }
}

// --- tables and words --------------------------------------------------------

static void
put_tables(FILE *out, const void *about)
{
    const struct report *report = about;

    report_tables(out, report->all);
}

// Lists the verdicts on a figure.
static void
put_verdicts_on(FILE *out, const struct comparison *all, enum figure figure)
{
    struct pair *pairs;
    size_t count = verdict_pairs(all, figure, &pairs);

    for (size_t i = 0; i < count; i++) {
        char *words = verdict_sentence(all, pairs[i].program, pairs[i].other,
                                       figure);
        put_item(out, sentence(words));
        free(words);
    }
    free(pairs);
}

// Lists the lower bounds, once for programs that share them.
static void
put_bounds(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++) {
        struct bounds b = all->bounds[p];
        char *words = bound_sentence(all, p);
        if (words && b.in_order > b.ideal * 1.005)
            put_item(out, format("%s, and none that takes the URLs in the "
                                 "list’s order can beat %.3f s.", words,
                                 b.in_order));
        else if (words)
            put_item(out, sentence(words));
        free(words);
    }
}

// Lists the programs whose loop was held.
static void
put_held(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++) {
        char *words = held_sentence(all, p);
        if (words)
            put_item(out, sentence(words));
        free(words);
    }
}

static void
put_words(FILE *out, const void *about)
{
    const struct report *report = about;

    fputs("<ul>\n", out);
    put_verdicts_on(out, report->all, WALL);
    put_verdicts_on(out, report->all, PEAK);
    put_held(out, report->all);
    put_bounds(out, report->all);
    fputs("</ul>\n", out);
    if (!all_run_once(report->all))
        put_element(out, "p", "Where the interval of a ratio includes 1, no "
                              "difference is shown; that does not mean that "
                              "there is none.");
}

// --- how it was measured -----------------------------------------------------

// Returns between which runs the intervals are; the caller frees it.
static char *
intervals_text(size_t rounds)
{
    double coverage;
    size_t rank = interval_rank(rounds, CONFIDENCE, &coverage);

    if (rank == 0)
        return format("With %zu round%s there is no interval: that takes at "
                      "least six.", rounds, plural(rounds));
    if (rank == 1)
        return format("An interval reaches from the smallest to the largest "
                      "of the runs, and assumes nothing about how they are "
                      "distributed: with %zu of them it holds the true median "
                      "in %.1f %% of all cases.", rounds, 100 * coverage);
    return format("An interval reaches from place %zu to place %zu of the "
                  "runs in the order of their size, and assumes nothing about "
                  "how they are distributed: with %zu of them it holds the "
                  "true median in %.1f %% of all cases.", rank,
                  rounds + 1 - rank, rounds, 100 * coverage);
}

// Lists the runs that did not reach their step of a sweep.
static void
put_not_reached(FILE *out, const struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->lack)
            put_item(out, format("Round %zu of %s does not count: %s.",
                                 run->turn.round,
                                 program_at(all, run->turn.program)->name,
                                 run->reason));
    }
}

// Lists what was done otherwise for some programs.
static void
put_exceptions(FILE *out, const struct comparison *all)
{
    for (size_t p = 0; p < program_count(all); p++) {
        const struct program *program = program_at(all, p);
        if (left_out(all, p))
            put_item(out, format("%s was left out: it would take at least "
                                 "%.0f s, and the scenario allows %g s.",
                                 program->name, all->bounds[p].ideal,
                                 all->scenario->longest));
        else if (all->once[p] && !all_run_once(all))
            put_item(out, format("%s ran once, as it takes long: it has no "
                                 "warm-up and no interval.", program->name));
        if (extrapolation(all, p) != 1)
            put_item(out, format("%s fetched the first %zu of the %zu URLs. "
                                 "Its time, CPU and context switches are "
                                 "extrapolated: multiplied by %.4g.",
                                 program->name, program->urls,
                                 all->scenario->path_count,
                                 extrapolation(all, p)));
    }
}

// The part of the list that differs from comparison to comparison.
static void
put_method(FILE *out, const void *about)
{
    const struct report *report = about;
    const struct comparison *all = report->all;
    size_t rounds = all->plan.rounds;

    if (all_run_once(all))
        put_item(out, format("Each program ran once, as it takes long, in an "
                             "order drawn at random; seed %" PRIu64 " repeats "
                             "it. There is no warm-up and no interval.",
                             all->seed));
    else
        put_item(out, format("%zu round%s ran each program once, in an order "
                             "drawn at random for each round; seed %" PRIu64
                             " repeats it. A warm-up round before is kept in "
                             "the data and counted nowhere.", rounds,
                             plural(rounds), all->seed));
    if (!all_run_once(all))
        put_item(out, intervals_text(rounds));
    put_exceptions(out, all);
    put_not_reached(out, all);
}

static void
put_machine(FILE *out, const void *about)
{
    const struct report *report = about;

    report_machine(out, report->machine);
}

static void
put_scenario(FILE *out, const void *about)
{
    const struct report *report = about;

    page_text(out, "%s", report->all->scenario->text);
}

// --- the data ----------------------------------------------------------------

// Writes the size so that a reader knows what a download takes.
static void
put_size(FILE *out, size_t size)
{
    if (size < 10 * 1024)
        page_text(out, "%zu byte%s", size, plural(size));
    else if (size < 1024 * 1024)
        page_text(out, "%.0f KiB", (double)size / 1024);
    else
        page_text(out, "%.1f MiB", (double)size / (1024 * 1024));
}

// Writes an item with a download that is called name. What it holds is a
// literal, as is its type.
static void
put_download(FILE *out, const char *name, const char *type, const char *bytes,
             size_t size, const char *what)
{
    fputs("<li>", out);
    if (size <= MOST_CARRIED) {
        fputs("<a download=\"", out);
        page_text(out, "%s", name);
        fputs("\" href=\"", out);
        page_data(out, type, bytes, size);
        fputs("\">", out);
        page_text(out, "%s", name);
        fputs("</a> ", out);
    } else {
        page_text(out, "%s, too large for this page; the folder of the "
                       "results holds it, ", name);
    }
    fputs("<span class=\"size\">(", out);
    put_size(out, size);
    fprintf(out, ")</span>: %s</li>\n", what);
}

// The same for a text file of the results' folder, nothing where it is
// missing.
static void
put_file(FILE *out, const struct report *report, const char *file,
         const char *name, const char *type, const char *what)
{
    char *path = format("%s/%s", report->bench->folder, file);
    char *text = file_read(path);

    if (text)
        put_download(out, name, type, text, strlen(text), what);
    free(text);
    free(path);
}

// The same for the records.
static void
put_records(FILE *out, const struct report *report)
{
    struct archive archive =
        archive_make(report->all, report->bench->folder, MOST_CARRIED);

    put_download(out, "records.jsonl.gz", "application/gzip", archive.bytes,
                 archive.size,
                 archive.typical
                     ? "every record of the run with the median time of each "
                       "program, a line each, with the name of its run; those "
                       "of all runs are too large for this page and lie in "
                       "<code>runs/</code> beside it"
                     : "every record of every run, a line each, with the name "
                       "of its run");
    archive_free(&archive);
}

static void
put_downloads(FILE *out, const void *about)
{
    const struct report *report = about;
    char *scenario = format("%s.scenario", report->all->scenario->name);

    put_file(out, report, "results.json", "results.json", "application/json",
             "every run with its figures, the verdicts, the machine");
    put_file(out, report, "scenario.txt", scenario, "text/plain",
             "the scenario, to be run again or changed");
    put_file(out, report, "urls.txt", "urls.txt", "text/plain",
             "the URLs in the order in which they were given");
    put_records(out, report);
    free(scenario);
}

// --- the page ----------------------------------------------------------------

static const struct part parts[] = {
    {"title", put_title},       {"finding", put_finding},
    {"done", put_done},         {"doubts", put_doubts},
    {"charts", put_charts},     {"tables", put_tables},
    {"words", put_words},       {"method", put_method},
    {"machine", put_machine},   {"scenario", put_scenario},
    {"downloads", put_downloads},
};

char *
report_write(const struct report *report, const char *plots)
{
    char *error, *page, *template = page_template(plots, "report", &error);
    size_t size;

    if (template == NULL)
        return error;
    FILE *out = text_stream(&page, &size);
    page_fill(out, template, parts, sizeof parts / sizeof *parts, report);
    fclose(out);
    char *path = format("%s/report.html", report->bench->folder);
    file_write(path, page);
    free(path);
    free(page);
    free(template);
    return NULL;
}
