// Other people's tools, by the scripts in plots/others: what each of them
// writes, how many URLs it fetches at once, and what becomes of failures. A
// tool that is not installed is left out, with a note.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs.h"
#include "suites.h"

enum { URLS = 12, CAP = 3, MOST_RECORDS = 20 };

static const char *const tools[] = {
    "curl-Z", "xargs-curl", "requests", "requests-threads", "aiohttp", "httpx",
};

enum { TOOLS = sizeof tools / sizeof tools[0] };

// --- running one -------------------------------------------------------------

// Starts the tool's script with the formatted words, and waits for its end.
static struct trial *
run_tool(const char *tool, const char *line)
{
    struct trial *trial = trial_new(SYNC, "%s", line);

    free(trial->words[0]);  // in the place of a program of the kit
    trial->words[0] = strdup(words("plots/others/%s", tool));
    trial_start(trial);
    trial_end(trial);
    return trial;
}

// True when other words would stand before the script's: nobody looks for
// faults in the memory of Python.
static bool
is_wrapped(void)
{
    return getenv("WRAP") != NULL;
}

// True when the tool can run here.
static bool
is_here(const char *tool)
{
    if (is_wrapped())
        return false;
    return run_tool(tool, "--check")->status == 0;
}

// Fetches the URLs of the list, each on a line, with that timeout in seconds.
static struct trial *
fetch(const char *tool, const char *list, double timeout,
      const char *authority)
{
    const char *path = scratch_file("list", list, strlen(list));

    return run_tool(tool, words("%s %d %g %s", path, CAP, timeout, authority));
}

// --- what it wrote -----------------------------------------------------------

// Reads what it wrote: one record a line, which no field is missing from.
static json_t *
read_output(struct trial *trial)
{
    char *rest = trial->out.bytes, *line;
    json_t *all = json_array();

    ck_assert_msg(trial->out.length == 0
                  || trial->out.bytes[trial->out.length - 1] == '\n',
                  "a torn line: %s", story(trial));
    trial->records = all;  // which frees them
    while ((line = strsep(&rest, "\n")) && *line) {
        json_error_t error;
        json_t *one = json_loads(line, JSON_REJECT_DUPLICATES, &error);
        ck_assert_msg(json_is_object(one), "%s in %s", error.text, line);
        json_array_append_new(all, one);
        text_in(one, "url");
        whole_in(one, "status");
        whole_in(one, "length");
    }
    return all;
}

// Returns the only record about that URL.
static json_t *
record_of(struct trial *trial, const char *url)
{
    json_t *found = NULL, *one;
    size_t index;

    json_array_foreach(trial->records, index, one) {
        if (strcmp(text_in(one, "url"), url) != 0)
            continue;
        ck_assert_msg(!found, "two records for %s", url);
        found = one;
    }
    ck_assert_msg(found, "no record for %s: %s", url, story(trial));
    return found;
}

// Says that the URL was fetched, with that status and so many bytes.
static void
expect_fetched(struct trial *trial, const char *url, int status, int length)
{
    const json_t *one = record_of(trial, url);

    ck_assert_msg(!json_object_get(one, "error"), "%s: %s", url,
                  text_in(one, "error"));
    ck_assert_int_eq(whole_in(one, "status"), status);
    if (length >= 0)
        ck_assert_int_eq(whole_in(one, "length"), length);
}

// Says that it was not, for a reason that is told.
static void
expect_failed(struct trial *trial, const char *url)
{
    const json_t *one = record_of(trial, url);
    const json_t *reason = json_object_get(one, "error");

    ck_assert_msg(json_is_string(reason) && json_string_length(reason) > 0,
                  "%s has no error: %s", url, story(trial));
    ck_assert_int_eq(whole_in(one, "status"), 0);
    ck_assert_int_eq(whole_in(one, "length"), 0);
}

// --- the tests ---------------------------------------------------------------

START_TEST(tool_says_yes_or_in_a_line_why_not)
{
    if (is_wrapped())
        return;
    struct trial *trial = run_tool(tools[_i], "--check");
    const char *newline = strchr(trial->out.bytes, '\n');

    if (trial->status == 0) {
        ck_assert_str_eq(trial->out.bytes, "");
        return;
    }
    expect_status(trial, 1);
    ck_assert_msg(newline && newline > trial->out.bytes && !newline[1], "%s",
                  story(trial));
    printf("note: %s is left out: %s", tools[_i], trial->out.bytes);
    fflush(stdout);
}
END_TEST

START_TEST(every_file_there_is_a_tool_that_can_be_run)
{
    struct stat about;

    ck_assert_int_eq(entries_in("plots/others"), TOOLS);
    for (size_t i = 0; i < TOOLS; i++) {
        const char *path = words("plots/others/%s", tools[i]);
        ck_assert_msg(stat(path, &about) == 0 && S_ISREG(about.st_mode)
                      && access(path, X_OK) == 0, "%s", path);
    }
}
END_TEST

// Twelve URLs of 0.1 s at three a time: the third place is taken before any
// answer comes.
START_TEST(every_url_is_fetched_once_under_the_cap)
{
    struct server *server = server_plain();
    const char *list = "";
    int most = strcmp(tools[_i], "requests") == 0 ? 1 : CAP;

    if (!is_here(tools[_i]))
        return;
    for (int i = 0; i < URLS; i++)
        list = words("%s%s/delay/0.1?id=%d\n", list, server->base, i);
    struct trial *trial = fetch(tools[_i], list, 10, "");
    expect_status(trial, 0);
    ck_assert_str_eq(trial->err.bytes, "");
    ck_assert_uint_eq(json_array_size(read_output(trial)), URLS);
    for (int i = 0; i < URLS; i++)
        expect_fetched(trial, words("%s/delay/0.1?id=%d", server->base, i),
                       200, -1);
    ck_assert_int_eq(saw(server, "requests"), URLS);
    ck_assert_int_eq(saw(server, "max_requests"), most);
    ck_assert_int_eq(saw(server, "aborted"), 0);
}
END_TEST

START_TEST(sizes_are_those_of_the_bodies_as_they_came)
{
    struct server *server = server_plain();
    const char *b = server->base;

    if (!is_here(tools[_i]))
        return;
    struct trial *trial = fetch(
        tools[_i], words("%s/bytes/0\n%s/bytes/1000000\n%s/stream/3\n"
                         "%s/bytes/5?q=[1-3]{a,b}\n", b, b, b, b), 10, "");
    expect_status(trial, 0);
    ck_assert_uint_eq(json_array_size(read_output(trial)), 4);
    expect_fetched(trial, words("%s/bytes/0", b), 200, 0);
    expect_fetched(trial, words("%s/bytes/1000000", b), 200, 1000000);
    expect_fetched(trial, words("%s/stream/3", b), 200, -1);
    expect_fetched(trial, words("%s/bytes/5?q=[1-3]{a,b}", b), 200, 5);
    ck_assert_int_eq(saw(server, "requests"), 4);
}
END_TEST

START_TEST(failures_become_records_and_the_others_go_on)
{
    static const char *const broken[] = {
        "/reset", "/reset/10", "/close", "/truncate", "/hang", "/garbage",
        "/bad-chunk",
    };
    enum { BROKEN = sizeof broken / sizeof broken[0] };
    struct server *server = server_plain();
    const char *lost = words("http://127.0.0.1:%d/", refusing_port());
    const char *list = words("%s/bytes/1\n", server->base);

    if (!is_here(tools[_i]))
        return;
    for (int i = 0; i < BROKEN; i++)
        list = words("%s%s%s\n", list, server->base, broken[i]);
    list = words("%s%s\n%s/bytes/2\n", list, lost, server->base);
    struct trial *trial = fetch(tools[_i], list, 1, "");
    expect_status(trial, 1);
    ck_assert_str_eq(trial->err.bytes, "");
    ck_assert_uint_eq(json_array_size(read_output(trial)), BROKEN + 3);
    for (int i = 0; i < BROKEN; i++)
        expect_failed(trial, words("%s%s", server->base, broken[i]));
    expect_failed(trial, lost);
    expect_fetched(trial, words("%s/bytes/1", server->base), 200, 1);
    expect_fetched(trial, words("%s/bytes/2", server->base), 200, 2);
    ck_assert_double_lt(trial->ended - trial->started, patience(12));
}
END_TEST

// requests limits each wait alone, and waits for whole pieces of a body: there
// is no time in which it would have to be done.
static bool
limits_the_whole(const char *tool)
{
    return strncmp(tool, "requests", strlen("requests")) != 0;
}

START_TEST(body_that_never_ends_ends_with_the_timeout)
{
    struct server *server = server_plain();
    const char *url = words("%s/drip?seconds=30&bytes=300", server->base);

    if (!limits_the_whole(tools[_i]) || !is_here(tools[_i]))
        return;
    struct trial *trial = fetch(tools[_i], words("%s\n", url), 1, "");
    expect_status(trial, 1);
    read_output(trial);
    expect_failed(trial, url);
    ck_assert_double_lt(trial->ended - trial->started, patience(10));
}
END_TEST

// Of a refusal the status tells, as without --fail; a redirect is not
// followed, for the server would see a URL that is not on the list.
START_TEST(refusals_and_redirects_are_no_failures)
{
    struct server *server = server_plain();
    const char *b = server->base;

    if (!is_here(tools[_i]))
        return;
    struct trial *trial = fetch(
        tools[_i], words("%s/status/404\n%s/status/503\n%s/redirect/1\n", b,
                         b, b), 10, "");
    expect_status(trial, 0);
    read_output(trial);
    expect_fetched(trial, words("%s/status/404", b), 404, -1);
    expect_fetched(trial, words("%s/status/503", b), 503, -1);
    expect_fetched(trial, words("%s/redirect/1", b), 302, -1);
    ck_assert_int_eq(saw(server, "requests"), 3);
}
END_TEST

START_TEST(authority_of_the_server_is_asked_for_and_believed)
{
    struct server *server = server_tls();
    const char *url = words("%s/bytes/7", server->base);
    const char *list = words("%s\n", url);

    if (!is_here(tools[_i]))
        return;
    struct trial *trial = fetch(tools[_i], list, 10, server->authority);
    expect_status(trial, 0);
    read_output(trial);
    expect_fetched(trial, url, 200, 7);
    trial = fetch(tools[_i], list, 10, "");
    expect_status(trial, 1);
    read_output(trial);
    expect_failed(trial, url);
    ck_assert_int_eq(saw(server, "requests"), 1);
}
END_TEST

START_TEST(empty_list_is_no_failure)
{
    if (!is_here(tools[_i]))
        return;
    struct trial *trial = fetch(tools[_i], "", 10, "");
    expect_status(trial, 0);
    ck_assert_str_eq(trial->out.bytes, "");
}
END_TEST

START_TEST(proxy_of_the_environment_is_left_out_by_tools)
{
    struct server *server = server_plain();
    const char *url = words("%s/bytes/1", server->base);
    const char *path = scratch_file("list", url, strlen(url));

    if (!is_here(tools[_i]))
        return;
    struct trial *trial = trial_new(SYNC, "%s %d 10", path, CAP);
    free(trial->words[0]);
    trial->words[0] = strdup(words("plots/others/%s", tools[_i]));
    trial_set(trial, "http_proxy=http://127.0.0.1:%d/", refusing_port());
    trial_set(trial, "ALL_PROXY=http://127.0.0.1:%d/", refusing_port());
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    read_output(trial);
    expect_fetched(trial, url, 200, 1);
}
END_TEST

Suite *
programs_others_suite(void)
{
    Suite *suite = suite_create("programs: others");
    TCase *tcase = trial_case(suite, "others");

    tcase_add_test(tcase, every_file_there_is_a_tool_that_can_be_run);
    tcase_add_loop_test(tcase, tool_says_yes_or_in_a_line_why_not, 0, TOOLS);
    tcase_add_loop_test(tcase, every_url_is_fetched_once_under_the_cap, 0,
                        TOOLS);
    tcase_add_loop_test(tcase, sizes_are_those_of_the_bodies_as_they_came, 0,
                        TOOLS);
    tcase_add_loop_test(tcase,
                        failures_become_records_and_the_others_go_on, 0,
                        TOOLS);
    tcase_add_loop_test(tcase, body_that_never_ends_ends_with_the_timeout, 0,
                        TOOLS);
    tcase_add_loop_test(tcase, refusals_and_redirects_are_no_failures, 0,
                        TOOLS);
    tcase_add_loop_test(tcase,
                        authority_of_the_server_is_asked_for_and_believed, 0,
                        TOOLS);
    tcase_add_loop_test(tcase, empty_list_is_no_failure, 0, TOOLS);
    tcase_add_loop_test(tcase, proxy_of_the_environment_is_left_out_by_tools,
                        0, TOOLS);
    return suite;
}
