// list: URLs, one a line, from a file, a pipe or the command line.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "list.h"
#include "suites.h"
#include "support.h"

static struct list list;

// Opens a list of these bytes.
static void
open_bytes(const char *bytes, size_t length)
{
    const char *path = scratch_write("list", bytes, length);

    ck_assert(list_open(&list, path, NULL));
}

// Reads as often as is needed to know a URL; false at the end of the list.
static bool
next(struct list_url *url)
{
    while (!list_knows(&list) && !list_ended(&list))
        list_read(&list);
    if (!list_knows(&list))
        return false;
    *url = list_take(&list);
    return true;
}

// Reads the list to its end: its URLs with a | behind each. A NUL in a URL is
// shown as 0, and one whose line was cut off has a ! before the |.
static const char *
all_urls(void)
{
    static char all[1024];
    struct list_url url;
    size_t at = 0;

    while (next(&url)) {
        ck_assert_uint_lt(at + url.length, sizeof all - 3);
        for (size_t i = 0; i < url.length; i++)
            all[at++] = url.bytes[i] ? url.bytes[i] : '0';
        if (url.cut)
            all[at++] = '!';
        all[at++] = '|';
    }
    all[at] = '\0';
    list_close(&list);
    return all;
}

// What a list of these bytes hands out.
#define assert_urls(bytes, expected) \
    do { \
        open_bytes(bytes, sizeof(bytes) - 1); \
        ck_assert_str_eq(all_urls(), expected); \
    } while (0)

START_TEST(each_line_is_a_url)
{
    assert_urls("http://a/\nhttp://b/\n", "http://a/|http://b/|");
}
END_TEST

START_TEST(last_line_needs_no_line_feed)
{
    assert_urls("a\nb", "a|b|");
    assert_urls("a", "a|");
}
END_TEST

START_TEST(empty_list_has_no_url)
{
    assert_urls("", "");
    assert_urls("\n", "");
    assert_urls(" \t\r\n\n \r", "");
    assert_urls("\xEF\xBB\xBF", "");
}
END_TEST

START_TEST(blank_lines_and_comments_are_skipped)
{
    assert_urls("\n\na\n \t \n#b\n  # c\nd#e\n#", "a|d#e|");
}
END_TEST

START_TEST(carriage_returns_and_spaces_around_a_url_are_removed)
{
    assert_urls("a\r\n\t b c \r\nd\r", "a|b c|d|");
}
END_TEST

START_TEST(byte_order_mark_is_skipped_at_the_start_only)
{
    assert_urls("\xEF\xBB\xBF" "a\n\xEF\xBB\xBF" "b\n", "a|\xEF\xBB\xBF" "b|");
    assert_urls("\xEF\xBB\xBF# comment\na\n", "a|");
    assert_urls("\xEF\xBB" "a\n", "\xEF\xBB" "a|");
}
END_TEST

START_TEST(nul_inside_a_url_stays)
{
    assert_urls("a\0b\nc\n", "a0b|c|");
    assert_urls("\0\n", "0|");
}
END_TEST

// Opens a list of a line of `length` bytes, and two after it.
static void
open_long_line(size_t length, char first, const char *after)
{
    static char bytes[4 * LONGEST_LINE];

    memset(bytes, 'x', length);
    bytes[0] = first;
    memcpy(bytes + length, after, strlen(after));
    open_bytes(bytes, length + strlen(after));
}

START_TEST(longest_line_is_taken_whole)
{
    struct list_url url;

    open_long_line(LONGEST_LINE - 1 + _i, 'x', "\nb\n");
    ck_assert(next(&url));
    ck_assert_uint_eq(url.length, (size_t)(LONGEST_LINE - 1 + _i));
    ck_assert(!url.cut);
    ck_assert_str_eq(all_urls(), "b|");
}
END_TEST

START_TEST(longest_line_is_taken_whole_at_the_end_too)
{
    struct list_url url;

    open_long_line(LONGEST_LINE - 1 + _i, 'x', "");
    ck_assert(next(&url));
    ck_assert_uint_eq(url.length, (size_t)(LONGEST_LINE - 1 + _i));
    ck_assert(!url.cut);
    ck_assert_str_eq(all_urls(), "");
}
END_TEST

// Lengths beyond the limit, just and by far.
static const size_t too_long[] = {
    LONGEST_LINE + 1, 2 * LONGEST_LINE - 1, 2 * LONGEST_LINE,
    2 * LONGEST_LINE + 1, 3 * LONGEST_LINE + 5,
};

START_TEST(longer_line_is_cut_off_and_the_rest_of_it_is_skipped)
{
    struct list_url url;

    open_long_line(too_long[_i], 'x', "\nb\n");
    ck_assert(next(&url));
    ck_assert_uint_eq(url.length, LONGEST_LINE);
    ck_assert(url.cut);
    ck_assert_str_eq(all_urls(), "b|");
}
END_TEST

START_TEST(longer_comment_is_skipped_whole)
{
    open_long_line(too_long[_i], '#', "\nb\n");
    ck_assert_str_eq(all_urls(), "b|");
}
END_TEST

START_TEST(many_lines_pass_through_the_buffer)
{
    FILE *file = fopen(scratch_path("list"), "we");
    struct list_url url;

    for (int i = 0; i < 50000; i++)
        fprintf(file, "http://host/%d\n", i);
    fclose(file);
    ck_assert(list_open(&list, scratch_path("list"), NULL));
    for (int i = 0; i < 50000; i++) {
        char expected[32];
        size_t length
            = (size_t)snprintf(expected, sizeof expected, "http://host/%d", i);
        if (!next(&url) || url.length != length
            || memcmp(url.bytes, expected, length) != 0)
            ck_abort_msg("line %d was not read as %s", i, expected);
    }
    ck_assert(!next(&url));
    list_close(&list);
}
END_TEST

// --- pipes -------------------------------------------------------------------

static int writer;

// Opens a list that reads from a pipe into which `writer` leads.
static void
open_pipe(void)
{
    char path[32];
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    ck_assert(list_open(&list, path, NULL));
    close(ends[0]);
    writer = ends[1];
}

START_TEST(url_is_known_as_soon_as_its_line_has_ended)
{
    const char *bytes = "\xEF\xBB\xBF" "ab\r\n#c\ndef\n";

    open_pipe();
    for (const char *at = bytes; *at; at++) {
        ck_assert(!list_knows(&list));
        ck_assert_int_eq(write(writer, at, 1), 1);
        list_read(&list);
        ck_assert(!list_ended(&list));
        if (*at != '\n' || at[-1] == 'c')
            continue;
        ck_assert(list_knows(&list));
        ck_assert_uint_eq(list_take(&list).length, at[-1] == '\r' ? 2 : 3);
    }
    close(writer);
    list_read(&list);
    ck_assert(list_ended(&list));
    list_close(&list);
}
END_TEST

START_TEST(unfinished_line_is_known_only_when_the_pipe_closes)
{
    struct list_url url;

    open_pipe();
    ck_assert_int_eq(write(writer, "abc", 3), 3);
    list_read(&list);
    ck_assert(!list_knows(&list));
    ck_assert(!list_ended(&list));
    close(writer);
    list_read(&list);
    ck_assert(list_knows(&list));
    ck_assert(!list_ended(&list));
    url = list_take(&list);
    ck_assert_uint_eq(url.length, 3);
    ck_assert_mem_eq(url.bytes, "abc", 3);
    ck_assert(list_ended(&list));
    list_close(&list);
}
END_TEST

START_TEST(asking_what_is_known_reads_nothing)
{
    open_pipe();
    ck_assert_int_eq(write(writer, "a\nb\n", 4), 4);
    ck_assert(!list_knows(&list));
    list_read(&list);
    ck_assert(list_knows(&list));
    ck_assert(list_knows(&list));
    ck_assert_int_eq(list_take(&list).bytes[0], 'a');
    ck_assert(list_knows(&list));
    ck_assert_int_eq(list_take(&list).bytes[0], 'b');
    close(writer);
    list_close(&list);
}
END_TEST

START_TEST(url_tells_when_it_was_read)
{
    double before = clock_now(), after;
    struct list_url url;

    open_bytes("a\n", 2);
    list_read(&list);
    after = clock_now();
    ck_assert(next(&url));
    ck_assert_double_ge(url.read_at, before);
    ck_assert_double_le(url.read_at, after);
    list_close(&list);
}
END_TEST

// --- the command line and standard input -------------------------------------

START_TEST(words_of_the_command_line_come_first_and_in_order)
{
    char a[] = "http://a/", empty[] = "", b[] = "#b";
    char *words[] = {a, empty, b, NULL};

    ck_assert(list_open(&list, NULL, words));
    ck_assert(!list_ended(&list));
    ck_assert_str_eq(all_urls(), "http://a/||#b|");
}
END_TEST

// In a child: reads a list from its standard input.
static void
read_standard_input(const char *path)
{
    char *no_words[] = {NULL};

    expect(freopen(scratch_path("list"), "r", stdin));
    expect(list_open(&list, path, no_words));
    list_read(&list);
    expect(list_knows(&list));
    expect(list_take(&list).length == 1);
    list_close(&list);
    expect(lseek(STDIN_FILENO, 0, SEEK_CUR) == 2);
}

static void
read_dash(void)
{
    read_standard_input("-");
}

static void
read_nothing_named(void)
{
    read_standard_input(NULL);
}

START_TEST(dash_and_no_name_are_standard_input)
{
    scratch_write("list", "a\n", 2);
    ck_assert_int_eq(in_child(read_dash), 0);
    ck_assert_int_eq(in_child(read_nothing_named), 0);
}
END_TEST

// --- what can go wrong -------------------------------------------------------

START_TEST(missing_file_is_an_error)
{
    ck_assert(!list_open(&list, scratch_path("none"), NULL));
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(failed_read_is_an_end_with_a_reason)
{
    ck_assert(list_open(&list, scratch_path("."), NULL));
    ck_assert(!list_ended(&list));
    list_read(&list);
    ck_assert_int_eq(list.error, EISDIR);
    ck_assert(list_ended(&list));
    list_close(&list);
}
END_TEST

START_TEST(end_of_a_list_is_no_error)
{
    struct list_url url;

    open_bytes("a", 1);
    ck_assert(next(&url));
    ck_assert(!next(&url));
    ck_assert_int_eq(list.error, 0);
    list_close(&list);
}
END_TEST

Suite *
list_suite(void)
{
    Suite *suite = suite_create("list");
    TCase *tests = tcase_create("list");
    const int lengths = sizeof too_long / sizeof too_long[0];

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, each_line_is_a_url);
    tcase_add_test(tests, last_line_needs_no_line_feed);
    tcase_add_test(tests, empty_list_has_no_url);
    tcase_add_test(tests, blank_lines_and_comments_are_skipped);
    tcase_add_test(tests,
                   carriage_returns_and_spaces_around_a_url_are_removed);
    tcase_add_test(tests, byte_order_mark_is_skipped_at_the_start_only);
    tcase_add_test(tests, nul_inside_a_url_stays);
    tcase_add_loop_test(tests, longest_line_is_taken_whole, 0, 2);
    tcase_add_loop_test(tests, longest_line_is_taken_whole_at_the_end_too, 0,
                        2);
    tcase_add_loop_test(
        tests, longer_line_is_cut_off_and_the_rest_of_it_is_skipped, 0,
        lengths);
    tcase_add_loop_test(tests, longer_comment_is_skipped_whole, 0, lengths);
    tcase_add_test(tests, many_lines_pass_through_the_buffer);
    tcase_add_test(tests, url_is_known_as_soon_as_its_line_has_ended);
    tcase_add_test(tests, unfinished_line_is_known_only_when_the_pipe_closes);
    tcase_add_test(tests, asking_what_is_known_reads_nothing);
    tcase_add_test(tests, url_tells_when_it_was_read);
    tcase_add_test(tests, words_of_the_command_line_come_first_and_in_order);
    tcase_add_test(tests, dash_and_no_name_are_standard_input);
    tcase_add_test(tests, missing_file_is_an_error);
    tcase_add_test(tests, failed_read_is_an_end_with_a_reason);
    tcase_add_test(tests, end_of_a_list_is_no_error);
    suite_add_tcase(suite, tests);
    return suite;
}
