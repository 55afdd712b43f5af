// body: bodies are counted, limited, previewed and saved.

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "body.h"
#include "suites.h"
#include "support.h"

static struct body_rules rules;
static struct body body;

// A fixture: an empty body without any rule.
static void
start(void)
{
    rules = (struct body_rules){.longest = -1};
    body = (struct body){.rules = &rules, .file = -1};
    body_begin(&body, 5);
}

static void
end(void)
{
    text_free(&body.preview);
}

// Starts the body anew, to be saved in the test's own directory.
static void
begin_saving(void)
{
    rules.directory = scratch_path(".");
    body_begin(&body, 5);
}

static bool
take(const char *bytes)
{
    return body_write(&body, bytes, strlen(bytes));
}

// --- counting ----------------------------------------------------------------

START_TEST(bytes_are_counted)
{
    ck_assert(take("abc"));
    ck_assert(take(""));
    ck_assert(take("de"));
    ck_assert_int_eq(body.length, 5);
    ck_assert(!body.too_long);
    ck_assert_int_eq(body.error, 0);
}
END_TEST

START_TEST(body_as_long_as_the_limit_is_fine)
{
    rules.longest = 5;
    ck_assert(take("abc"));
    ck_assert(take("de"));
    ck_assert(take(""));
    ck_assert(!body.too_long);
    ck_assert_int_eq(body.length, 5);
}
END_TEST

START_TEST(longer_body_ends_the_transfer_and_counts_up_to_the_limit)
{
    rules.longest = 5;
    ck_assert(take("abc"));
    ck_assert(!take("def"));
    ck_assert(body.too_long);
    ck_assert_int_eq(body.length, 5);
    ck_assert(!take("g"));
    ck_assert_int_eq(body.length, 5);
}
END_TEST

START_TEST(limit_of_zero_allows_an_empty_body_only)
{
    rules.longest = 0;
    ck_assert(take(""));
    ck_assert(!body.too_long);
    ck_assert(!take("a"));
    ck_assert(body.too_long);
    ck_assert_int_eq(body.length, 0);
}
END_TEST

START_TEST(next_body_starts_from_nothing)
{
    rules.longest = 2;
    rules.preview = 1;
    ck_assert(!take("abc"));
    body_begin(&body, 6);
    ck_assert_int_eq(body.length, 0);
    ck_assert_uint_eq(body.preview.length, 0);
    ck_assert(!body.too_long);
    ck_assert(take("de"));
    assert_text(body.preview, "de");
}
END_TEST

START_TEST(next_body_forgets_an_error)
{
    rules.directory = scratch_path("none");
    body_begin(&body, 5);
    ck_assert_int_eq(body.error, ENOENT);
    rules.directory = NULL;
    body_begin(&body, 6);
    ck_assert_int_eq(body.error, 0);
    ck_assert(take("a"));
}
END_TEST

// --- preview -----------------------------------------------------------------

START_TEST(preview_keeps_four_bytes_for_each_character)
{
    rules.preview = 2;
    ck_assert(take("abcdef"));
    assert_text(body.preview, "abcdef");
    ck_assert(take("ghijkl"));
    assert_text(body.preview, "abcdefgh");
    ck_assert(take("mn"));
    assert_text(body.preview, "abcdefgh");
    ck_assert_int_eq(body.length, 14);
}
END_TEST

START_TEST(no_preview_keeps_nothing)
{
    ck_assert(take("abc"));
    ck_assert_uint_eq(body.preview.length, 0);
}
END_TEST

START_TEST(preview_ends_where_the_limit_is)
{
    rules.preview = 10;
    rules.longest = 2;
    ck_assert(!take("abc"));
    assert_text(body.preview, "ab");
}
END_TEST

// --- saving ------------------------------------------------------------------

// The saved file holds these bytes, and nothing is left of its making.
static void
assert_saved(const char *expected)
{
    char *bytes = read_whole(scratch_path("5"));

    ck_assert_str_eq(bytes, expected);
    ck_assert(!scratch_has(".5.part"));
    free(bytes);
}

START_TEST(body_that_is_not_saved_has_no_file)
{
    ck_assert(take("abc"));
    ck_assert_int_eq(body.file, -1);
    ck_assert(!body_end(&body, true));
    ck_assert_int_eq(body.error, 0);
}
END_TEST

START_TEST(file_has_its_name_only_when_it_is_complete)
{
    begin_saving();
    ck_assert(take("abc"));
    ck_assert(take("def"));
    ck_assert(!scratch_has("5"));
    ck_assert(body_end(&body, true));
    assert_saved("abcdef");
}
END_TEST

START_TEST(empty_body_is_an_empty_file)
{
    begin_saving();
    ck_assert(body_end(&body, true));
    assert_saved("");
}
END_TEST

START_TEST(file_that_is_not_kept_leaves_nothing)
{
    begin_saving();
    ck_assert(take("abc"));
    ck_assert(!body_end(&body, false));
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
    ck_assert_int_eq(body.error, 0);
}
END_TEST

START_TEST(earlier_file_is_replaced_as_a_whole_or_not_at_all)
{
    scratch_write("5", "earlier and longer", 18);
    begin_saving();
    ck_assert(take("new"));
    ck_assert(!body_end(&body, false));
    assert_saved("earlier and longer");
    begin_saving();
    ck_assert(take("new"));
    ck_assert(body_end(&body, true));
    assert_saved("new");
}
END_TEST

START_TEST(what_was_left_in_the_making_is_not_mixed_in)
{
    scratch_write(".5.part", "left by somebody", 16);
    begin_saving();
    ck_assert(take("new"));
    ck_assert(body_end(&body, true));
    assert_saved("new");
}
END_TEST

START_TEST(descriptor_is_closed_at_the_end)
{
    int file;

    begin_saving();
    file = body.file;
    ck_assert_int_ge(file, 0);
    body_end(&body, true);
    ck_assert_int_eq(body.file, -1);
    ck_assert_int_eq(fcntl(file, F_GETFD), -1);
}
END_TEST

START_TEST(file_is_not_handed_on_to_other_programs)
{
    begin_saving();
    ck_assert_int_eq(fcntl(body.file, F_GETFD), FD_CLOEXEC);
    body_end(&body, false);
}
END_TEST

START_TEST(missing_directory_is_an_error)
{
    rules.directory = scratch_path("none");
    body_begin(&body, 5);
    ck_assert_int_eq(body.error, ENOENT);
    ck_assert(!take("abc"));
    ck_assert(!body_end(&body, true));
    ck_assert_int_eq(body.error, ENOENT);
}
END_TEST

START_TEST(path_that_is_too_long_is_an_error)
{
    static char path[PATH_MAX];
    size_t length = (size_t)snprintf(path, sizeof path, "%s",
                                     scratch_path("."));

    while (length < sizeof path - 8 + (size_t)_i) {
        path[length] = length % 2 ? '/' : '.';
        length++;
    }
    path[length] = '\0';
    rules.directory = path;
    body_begin(&body, 5);
    ck_assert_int_eq(body.error, ENAMETOOLONG);
    ck_assert_int_eq(body.file, -1);
}
END_TEST

START_TEST(full_disk_ends_the_transfer_and_leaves_nothing)
{
    ck_assert_int_eq(symlink("/dev/full", scratch_path(".5.part")), 0);
    begin_saving();
    ck_assert_int_eq(body.error, 0);
    ck_assert(!take("abc"));
    ck_assert_int_eq(body.error, ENOSPC);
    ck_assert(!body_end(&body, true));
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(failed_rename_is_an_error_and_leaves_nothing)
{
    ck_assert_int_eq(mkdir(scratch_path("5"), 0700), 0);
    begin_saving();
    ck_assert(take("abc"));
    ck_assert(!body_end(&body, true));
    ck_assert_int_eq(body.error, EISDIR);
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

Suite *
body_suite(void)
{
    Suite *suite = suite_create("body");
    TCase *tests = tcase_create("body");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, bytes_are_counted);
    tcase_add_test(tests, body_as_long_as_the_limit_is_fine);
    tcase_add_test(tests,
                   longer_body_ends_the_transfer_and_counts_up_to_the_limit);
    tcase_add_test(tests, limit_of_zero_allows_an_empty_body_only);
    tcase_add_test(tests, next_body_starts_from_nothing);
    tcase_add_test(tests, next_body_forgets_an_error);
    tcase_add_test(tests, preview_keeps_four_bytes_for_each_character);
    tcase_add_test(tests, no_preview_keeps_nothing);
    tcase_add_test(tests, preview_ends_where_the_limit_is);
    tcase_add_test(tests, body_that_is_not_saved_has_no_file);
    tcase_add_test(tests, file_has_its_name_only_when_it_is_complete);
    tcase_add_test(tests, empty_body_is_an_empty_file);
    tcase_add_test(tests, file_that_is_not_kept_leaves_nothing);
    tcase_add_test(tests, earlier_file_is_replaced_as_a_whole_or_not_at_all);
    tcase_add_test(tests, what_was_left_in_the_making_is_not_mixed_in);
    tcase_add_test(tests, descriptor_is_closed_at_the_end);
    tcase_add_test(tests, file_is_not_handed_on_to_other_programs);
    tcase_add_test(tests, missing_directory_is_an_error);
    tcase_add_loop_test(tests, path_that_is_too_long_is_an_error, 0, 8);
    tcase_add_test(tests, full_disk_ends_the_transfer_and_leaves_nothing);
    tcase_add_test(tests, failed_rename_is_an_error_and_leaves_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
