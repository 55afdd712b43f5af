// index: the list of all comparisons, among folders of every kind.

#include "../plots/index.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../plots/basics.h"
#include "../plots/results.h"
#include "suites.h"
#include "support.h"

static char *page;  // the list as it was written

static void
start(void)
{
    scratch_make();
    page = NULL;
}

static void
end(void)
{
    free(page);
    scratch_remove();
}

// Writes a file into a folder of results, which is made where it is missing.
static void
leave(const char *folder, const char *name, const char *text)
{
    char *path = format("%s/%s", folder, name);

    mkdir(scratch_path(folder), 0777);
    scratch_write(path, text, strlen(text));
    free(path);
}

// Leaves a comparison in a folder: a report, and results.json with as much in
// it as the list looks at.
static void
leave_results(const char *folder, const char *title, const char *date)
{
    json_t *json = json_pack(
        "{s:i, s:{s:s}, s:{s:s}, s:{}, s:[], s:[{s:s}, {s:s}], s:[], s:[], "
        "s:[], s:s, s:b}",
        "schema", RESULTS_SCHEMA, "scenario", "title", title,
        "machine", "date", date, "typical", "programs",
        "results", "command", "sync", "command", "async",
        "runs", "warnings", "skipped", "finding", "sync took 2 × as long",
        "interrupted", strstr(folder, "-interrupted") != NULL);
    char *text = json_dumps(json, 0);

    ck_assert_ptr_nonnull(text);
    leave(folder, "results.json", text);
    leave(folder, "report.html", "x");
    free(text);
    json_decref(json);
}

// Writes the list and reads it.
static void
write_index(void)
{
    char *error = index_write(scratch_path("."), "plots");

    ck_assert_pstr_eq(error, NULL);
    free(page);
    page = read_whole(scratch_path("index.html"));
}

// Asserts that the page says the first before the second.
static void
assert_order(const char *first, const char *second)
{
    assert_says(page, first);
    assert_says(strstr(page, first), second);
}

START_TEST(list_is_written_where_there_is_nothing)
{
    write_index();
    assert_says(page, "<!DOCTYPE html>");
    assert_says(page, "There is none yet.");
    ck_assert_ptr_null(strstr(page, "{{"));
}
END_TEST

START_TEST(newest_comparison_comes_first)
{
    leave_results("a", "The oldest", "2026-01-02T03:04:05Z");
    leave_results("b", "The newest", "2027-01-01T00:00:00Z");
    leave_results("c-interrupted", "Between", "2026-11-12T13:14:15Z");
    leave_results("d", "Of one time", "2026-01-02T03:04:05Z");
    write_index();
    assert_order("The newest", "Between");
    assert_order("Between", "The oldest");
    assert_order("The oldest", "Of one time");
    assert_says(page, "<a href=\"./a/report.html\">The oldest</a>");
    assert_says(page, "2026-01-02, 03:04 UTC · a · sync, async</p>");
    assert_says(page, "sync, async · interrupted</p>");
    assert_says(page, "<p>sync took 2 × as long.</p>");
}
END_TEST

START_TEST(list_is_written_anew)
{
    leave_results("a", "First", "2026-01-02T03:04:05Z");
    write_index();
    leave_results("a", "Second", "2026-01-03T03:04:05Z");
    write_index();
    assert_says(page, "Second");
    ck_assert_ptr_null(strstr(page, "First"));
}
END_TEST

START_TEST(odd_names_and_titles_stay_text)
{
    leave_results("javascript:a", "<b>bold</b>", "2026-01-02T03:04:05Z");
    leave_results("b#?\"'<i> %41", "{{runs}}", "\"><script>");
    write_index();
    assert_says(page, "<a href=\"./javascript%3Aa/report.html\">"
                      "&lt;b&gt;bold&lt;/b&gt;</a>");
    assert_says(page, "<a href=\"./b%23%3F%22%27%3Ci%3E%20%2541/report.html\">"
                      "{{runs}}</a>");
    ck_assert_ptr_null(strstr(page, "<script"));
    ck_assert_ptr_null(strstr(page, "<i>"));
}
END_TEST

static const struct {
    const char *json, *word;
} broken[] = {
    {"", "it is broken"},
    {"{", "it is broken"},
    {"[]", "it is not the results of a comparison"},
    {"{\"schema\":\"<b>\"}", "it is not the results of a comparison"},
    {"{\"schema\":1000}", "its schema is 1000"},
    {"{\"schema\":2}", "it is broken"},
};

START_TEST(results_of_others_are_left_out_with_a_word)
{
    leave("odd&", "results.json", broken[_i].json);
    leave_results("good", "A good one", "2026-01-02T03:04:05Z");
    write_index();
    assert_says(page, "A good one");
    assert_says(page, "Left out: ");
    assert_says(page, "odd&amp;/results.json: ");
    assert_says(page, broken[_i].word);
    ck_assert_ptr_null(strstr(page, "<b>"));
}
END_TEST

START_TEST(what_holds_no_results_is_passed_over)
{
    leave("empty", "notes.txt", "x");
    leave_results(".hidden", "Being filled", "2026-01-02T03:04:05Z");
    scratch_write("file", "x", 1);
    write_index();
    assert_says(page, "There is none yet.");
    ck_assert_ptr_null(strstr(page, "Left out"));
    ck_assert_ptr_null(strstr(page, "Being filled"));
}
END_TEST

START_TEST(folder_without_a_report_has_no_link)
{
    leave_results("a", "No report", "yesterday");
    ck_assert_int_eq(remove(scratch_path("a/report.html")), 0);
    write_index();
    assert_says(page, "<h2>No report</h2>");
    assert_says(page, "<p class=\"when\">a · sync, async · no report</p>");
}
END_TEST

START_TEST(list_without_a_template_is_not_written)
{
    char *error = index_write(scratch_path("."), "/nowhere");

    assert_says(error, "/nowhere/index.html: ");
    ck_assert(!scratch_has("index.html"));
    free(error);
}
END_TEST

START_TEST(list_that_cannot_take_its_name_leaves_nothing)
{
    leave("index.html", "taken", "x");
    char *error = index_write(scratch_path("."), "plots");
    assert_says(error, "index.html: ");
    char *part = format(".index.%ld", (long)getpid());
    ck_assert(!scratch_has(part));
    free(part);
    free(error);
}
END_TEST

Suite *
index_suite(void)
{
    Suite *suite = suite_create("index");
    TCase *tests = tcase_create("index");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, list_is_written_where_there_is_nothing);
    tcase_add_test(tests, newest_comparison_comes_first);
    tcase_add_test(tests, list_is_written_anew);
    tcase_add_test(tests, odd_names_and_titles_stay_text);
    tcase_add_loop_test(tests, results_of_others_are_left_out_with_a_word, 0,
                        sizeof broken / sizeof *broken);
    tcase_add_test(tests, what_holds_no_results_is_passed_over);
    tcase_add_test(tests, folder_without_a_report_has_no_link);
    tcase_add_test(tests, list_without_a_template_is_not_written);
    tcase_add_test(tests, list_that_cannot_take_its_name_leaves_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
