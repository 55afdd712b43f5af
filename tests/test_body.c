// body: bodies are counted, limited, previewed and saved, by helpers too.

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "body.h"
#include "suites.h"
#include "support.h"

static struct body_rules rules;
static struct body body;
static struct work work;
static struct pool *helpers;

// What a fetch's work is, while its body comes in.
static void
write_out(struct work *unused)
{
    (void)unused;
    body_write_out(&body);
}

// Opens the body by the rules that hold now.
static void
open_body(void)
{
    work = (struct work){.run = write_out};
    ck_assert(body_open(&body, &rules, &work, helpers));
    body_begin(&body, 5);
}

// A fixture: an empty body without any rule.
static void
start(void)
{
    rules = (struct body_rules){.longest = -1};
    helpers = NULL;
    open_body();
}

static void
end(void)
{
    body_close(&body);
}

// Starts the body anew, to be saved in a directory.
static void
save_into(const char *directory)
{
    rules.directory = directory;
    body_close(&body);
    open_body();
}

// The same in the test's own.
static void
begin_saving(void)
{
    save_into(scratch_path("."));
}

static bool
take_bytes(const char *bytes, size_t length)
{
    return body_take(&body, bytes, length) == BODY_GOES_ON;
}

static bool
take(const char *bytes)
{
    return take_bytes(bytes, strlen(bytes));
}

// Ends the body as its owner does; true if it has a file now.
static bool
finish(bool wanted)
{
    body_end(&body, wanted);
    if (body_unfinished(&body))
        body_finish(&body);
    ck_assert(!body_unfinished(&body));
    return body.file && body.file->kept;
}

// More than is kept in memory before it is written.
enum { MUCH = 100 * 1000 };

static char much[MUCH];

// Fills it so that no two places near each other look the same.
static void
make_much(void)
{
    for (size_t i = 0; i < MUCH; i++)
        much[i] = (char)(i % 251);
}

// --- counting ----------------------------------------------------------------

START_TEST(bytes_are_counted)
{
    ck_assert(take("abc"));
    ck_assert(take(""));
    ck_assert(take("de"));
    ck_assert_int_eq(body.length, 5);
    ck_assert(!body.too_long);
    ck_assert_int_eq(body_error(&body), 0);
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
    save_into(scratch_path("none"));
    ck_assert(!finish(true));
    ck_assert_int_eq(body_error(&body), ENOENT);
    body_begin(&body, 6);
    ck_assert_int_eq(body_error(&body), 0);
    ck_assert(take("a"));
    ck_assert(!finish(false));
    ck_assert_int_eq(body_error(&body), 0);
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
    ck_assert_ptr_null(body.file);
    body_end(&body, true);
    ck_assert(!body_unfinished(&body));
    ck_assert_int_eq(body_error(&body), 0);
}
END_TEST

START_TEST(file_has_its_name_only_when_it_is_complete)
{
    begin_saving();
    ck_assert(take("abc"));
    ck_assert(take("def"));
    body_end(&body, true);
    ck_assert(!scratch_has("5"));
    ck_assert(finish(true));
    assert_saved("abcdef");
}
END_TEST

START_TEST(empty_body_is_an_empty_file)
{
    begin_saving();
    ck_assert(finish(true));
    assert_saved("");
}
END_TEST

START_TEST(body_that_has_not_ended_is_not_unfinished)
{
    begin_saving();
    ck_assert(!body_unfinished(&body));
    ck_assert(take("abc"));
    ck_assert(!body_unfinished(&body));
    body_end(&body, true);
    ck_assert(body_unfinished(&body));
    body_finish(&body);
    ck_assert(!body_unfinished(&body));
}
END_TEST

// Where nothing was written there is nothing to remove, and nothing may block.
START_TEST(short_body_that_is_not_kept_never_had_a_file)
{
    begin_saving();
    ck_assert(take("abc"));
    ck_assert(!scratch_has(".5.part"));
    body_end(&body, false);
    ck_assert(!body_unfinished(&body));
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
    ck_assert_int_eq(body_error(&body), 0);
}
END_TEST

START_TEST(file_that_is_not_kept_leaves_nothing)
{
    begin_saving();
    ck_assert(take_bytes(much, MUCH));
    ck_assert(scratch_has(".5.part"));
    body_end(&body, false);
    ck_assert(body_unfinished(&body));
    ck_assert(!finish(false));
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
    ck_assert_int_eq(body_error(&body), 0);
}
END_TEST

START_TEST(earlier_file_is_replaced_as_a_whole_or_not_at_all)
{
    scratch_write("5", "earlier and longer", 18);
    begin_saving();
    ck_assert(take_bytes(much, MUCH));
    ck_assert(!finish(false));
    assert_saved("earlier and longer");
    body_begin(&body, 5);
    ck_assert(take("new"));
    ck_assert(finish(true));
    assert_saved("new");
}
END_TEST

START_TEST(what_was_left_in_the_making_is_not_mixed_in)
{
    scratch_write(".5.part", "left by somebody", 16);
    begin_saving();
    ck_assert(take("new"));
    ck_assert(finish(true));
    assert_saved("new");
}
END_TEST

// What an attempt has left unwritten is nothing to the next one.
START_TEST(bytes_of_an_earlier_attempt_are_not_mixed_in)
{
    begin_saving();
    ck_assert(take("earlier"));
    body_end(&body, false);
    body_begin(&body, 5);
    ck_assert(take("new"));
    ck_assert(finish(true));
    assert_saved("new");
}
END_TEST

START_TEST(descriptor_is_closed_at_the_end)
{
    int fd;

    begin_saving();
    ck_assert_int_eq(body.file->fd, -1);
    ck_assert(take_bytes(much, MUCH));
    fd = body.file->fd;
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(finish(_i), _i);
    ck_assert_int_eq(body.file->fd, -1);
    ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
}
END_TEST

START_TEST(file_is_not_handed_on_to_other_programs)
{
    begin_saving();
    ck_assert(take_bytes(much, MUCH));
    ck_assert_int_eq(fcntl(body.file->fd, F_GETFD), FD_CLOEXEC);
    finish(false);
}
END_TEST

// --- troubles ----------------------------------------------------------------

START_TEST(missing_directory_is_an_error_at_the_end)
{
    save_into(scratch_path("none"));
    ck_assert(take("abc"));
    ck_assert_int_eq(body_error(&body), 0);
    ck_assert(!finish(true));
    ck_assert_int_eq(body_error(&body), ENOENT);
}
END_TEST

START_TEST(missing_directory_ends_a_long_transfer)
{
    save_into(scratch_path("none"));
    ck_assert_int_eq(body_take(&body, much, MUCH), BODY_FAILS);
    ck_assert_int_eq(body_error(&body), ENOENT);
    ck_assert_int_eq(body_take(&body, "abc", 3), BODY_FAILS);
    body_end(&body, false);
    ck_assert(!body_unfinished(&body));
    ck_assert_int_eq(body_error(&body), ENOENT);
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
    save_into(path);
    body_write_out(&body);
    ck_assert_int_eq(body_error(&body), ENAMETOOLONG);
    ck_assert_int_eq(body.file->fd, -1);
    ck_assert(!finish(true));
    ck_assert_int_eq(body_error(&body), ENAMETOOLONG);
}
END_TEST

// Opens a body whose file is on a disk that is full.
static void
fill_disk(void)
{
    ck_assert_int_eq(symlink("/dev/full", scratch_path(".5.part")), 0);
    begin_saving();
    ck_assert_int_eq(body_error(&body), 0);
}

START_TEST(full_disk_ends_the_transfer_and_leaves_nothing)
{
    fill_disk();
    ck_assert_int_eq(body_take(&body, much, MUCH), BODY_FAILS);
    ck_assert_int_eq(body_error(&body), ENOSPC);
    ck_assert(!finish(_i));
    ck_assert_int_eq(body_error(&body), ENOSPC);
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(full_disk_is_found_out_at_the_end_too)
{
    fill_disk();
    ck_assert(take("abc"));
    ck_assert_int_eq(body_error(&body), 0);
    ck_assert(!finish(true));
    ck_assert_int_eq(body_error(&body), ENOSPC);
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(failed_rename_is_an_error_and_leaves_nothing)
{
    ck_assert_int_eq(mkdir(scratch_path("5"), 0700), 0);
    begin_saving();
    ck_assert(take("abc"));
    ck_assert(!finish(true));
    ck_assert_int_eq(body_error(&body), EISDIR);
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

// --- many bytes --------------------------------------------------------------

// The saved file holds what is in `much`, as often as said.
static void
assert_saved_much(int times)
{
    FILE *file = fopen(scratch_path("5"), "re");
    static char bytes[MUCH + 1];

    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < times; i++) {
        ck_assert_uint_eq(fread(bytes, 1, MUCH, file), MUCH);
        ck_assert_int_eq(memcmp(bytes, much, MUCH), 0);
    }
    ck_assert_uint_eq(fread(bytes, 1, 1, file), 0);
    fclose(file);
    ck_assert(!scratch_has(".5.part"));
}

static const size_t pieces[] = {1, 7, 1000, 16384, 32767, 32768, 32769, MUCH};

enum { PIECES = sizeof pieces / sizeof pieces[0] };

// Offers all of `much` in pieces; a piece that is not taken comes again when
// the helpers have done something.
static void
take_much(size_t piece)
{
    for (size_t at = 0; at < MUCH;) {
        size_t length = MUCH - at < piece ? MUCH - at : piece;
        enum body_answer answer = body_take(&body, much + at, length);
        struct pollfd done = {.events = POLLIN};
        ck_assert_int_ne(answer, BODY_FAILS);
        if (answer == BODY_GOES_ON) {
            at += length;
            continue;
        }
        done.fd = pool_descriptor(helpers);
        ck_assert_int_eq(poll(&done, 1, 10000), 1);
        while (pool_done(helpers))
            ;
    }
}

START_TEST(pieces_of_any_size_are_saved_as_they_came)
{
    begin_saving();
    for (int i = 0; i < 2; i++)
        take_much(pieces[_i]);
    ck_assert_int_eq(body.length, 2 * MUCH);
    ck_assert(finish(true));
    assert_saved_much(2);
}
END_TEST

START_TEST(memory_of_a_body_that_is_saved_stays_small)
{
    begin_saving();
    for (int i = 0; i < 50; i++) {
        take_much(1000);
        ck_assert_uint_lt(body.file->unwritten.length, MUCH);
    }
    ck_assert(finish(true));
    ck_assert_ptr_null(body.file->unwritten.bytes);
    assert_saved_much(50);
}
END_TEST

// --- helpers write -----------------------------------------------------------

static void
start_helping(void)
{
    make_much();
    start();
    helpers = pool_open(2);
    ck_assert_ptr_nonnull(helpers);
}

static void
end_helping(void)
{
    end();
    pool_close(helpers);
}

// Waits until the helpers have done what they were given.
static void
await_helpers(void)
{
    struct pollfd done = {.fd = pool_descriptor(helpers), .events = POLLIN};

    while (work.handed_out) {
        ck_assert_int_eq(poll(&done, 1, 10000), 1);
        pool_done(helpers);
    }
}

// As finish, when helpers may be writing still.
static bool
finish_helped(bool wanted)
{
    body_end(&body, wanted);
    while (body_unfinished(&body)) {
        await_helpers();
        if (body_unfinished(&body))
            body_finish(&body);
    }
    return body.file->kept;
}

START_TEST(helped_pieces_are_saved_as_they_came)
{
    begin_saving();
    for (int i = 0; i < 2; i++)
        take_much(pieces[_i]);
    ck_assert_int_eq(body.length, 2 * MUCH);
    ck_assert(finish_helped(true));
    assert_saved_much(2);
}
END_TEST

START_TEST(body_pauses_while_a_helper_has_its_bytes)
{
    rules.preview = 1;
    begin_saving();
    ck_assert(take("ab"));
    ck_assert(!work.handed_out);
    ck_assert(take_bytes(much, MUCH));
    ck_assert(work.handed_out);
    ck_assert_int_eq(body_take(&body, "c", 1), BODY_PAUSES);
    ck_assert_int_eq(body.length, MUCH + 2);
    assert_text(body.preview, "ab\0\1");
    await_helpers();
    ck_assert(take("c"));
    ck_assert_int_eq(body.length, MUCH + 3);
    ck_assert(finish_helped(true));
}
END_TEST

START_TEST(body_is_unfinished_while_a_helper_has_its_bytes)
{
    begin_saving();
    ck_assert(take_bytes(much, MUCH));
    body_end(&body, _i);
    ck_assert(body_unfinished(&body));
    await_helpers();
    ck_assert(body_unfinished(&body));
    ck_assert_int_eq(finish_helped(_i), _i);
    ck_assert_int_eq(scratch_has("5"), _i);
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(what_a_helper_could_not_write_ends_the_transfer)
{
    fill_disk();
    ck_assert(take_bytes(much, MUCH));
    await_helpers();
    ck_assert_int_eq(body_take(&body, "a", 1), BODY_FAILS);
    ck_assert_int_eq(body_error(&body), ENOSPC);
    ck_assert_int_eq(body.length, MUCH);
    ck_assert(!finish_helped(false));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(what_a_helper_could_not_write_last_is_not_kept)
{
    fill_disk();
    ck_assert(take_bytes(much, MUCH));
    ck_assert(!finish_helped(true));
    ck_assert_int_eq(body_error(&body), ENOSPC);
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(limit_holds_for_helpers_too)
{
    rules.longest = MUCH;
    begin_saving();
    ck_assert(take_bytes(much, MUCH));
    await_helpers();
    ck_assert_int_eq(body_take(&body, "a", 1), BODY_FAILS);
    ck_assert(body.too_long);
    ck_assert_int_eq(body.length, MUCH);
    ck_assert(!finish_helped(false));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

// -----------------------------------------------------------------------------

static void
add_counts(TCase *tests)
{
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
}

static void
add_files(TCase *tests)
{
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_checked_fixture(tests, make_much, NULL);
    tcase_add_test(tests, body_that_is_not_saved_has_no_file);
    tcase_add_test(tests, file_has_its_name_only_when_it_is_complete);
    tcase_add_test(tests, empty_body_is_an_empty_file);
    tcase_add_test(tests, body_that_has_not_ended_is_not_unfinished);
    tcase_add_test(tests, short_body_that_is_not_kept_never_had_a_file);
    tcase_add_test(tests, file_that_is_not_kept_leaves_nothing);
    tcase_add_test(tests, earlier_file_is_replaced_as_a_whole_or_not_at_all);
    tcase_add_test(tests, what_was_left_in_the_making_is_not_mixed_in);
    tcase_add_test(tests, bytes_of_an_earlier_attempt_are_not_mixed_in);
    tcase_add_loop_test(tests, descriptor_is_closed_at_the_end, 0, 2);
    tcase_add_test(tests, file_is_not_handed_on_to_other_programs);
    tcase_add_test(tests, missing_directory_is_an_error_at_the_end);
    tcase_add_test(tests, missing_directory_ends_a_long_transfer);
    tcase_add_loop_test(tests, path_that_is_too_long_is_an_error, 0, 8);
    tcase_add_loop_test(tests, full_disk_ends_the_transfer_and_leaves_nothing,
                        0, 2);
    tcase_add_test(tests, full_disk_is_found_out_at_the_end_too);
    tcase_add_test(tests, failed_rename_is_an_error_and_leaves_nothing);
    tcase_add_loop_test(tests, pieces_of_any_size_are_saved_as_they_came, 0,
                        PIECES);
    tcase_add_test(tests, memory_of_a_body_that_is_saved_stays_small);
}

static void
add_helpers(TCase *tests)
{
    tcase_add_checked_fixture(tests, start_helping, end_helping);
    tcase_add_loop_test(tests, helped_pieces_are_saved_as_they_came, 0,
                        PIECES);
    tcase_add_test(tests, body_pauses_while_a_helper_has_its_bytes);
    tcase_add_loop_test(tests,
                        body_is_unfinished_while_a_helper_has_its_bytes, 0, 2);
    tcase_add_test(tests, what_a_helper_could_not_write_ends_the_transfer);
    tcase_add_test(tests, what_a_helper_could_not_write_last_is_not_kept);
    tcase_add_test(tests, limit_holds_for_helpers_too);
}

Suite *
body_suite(void)
{
    Suite *suite = suite_create("body");
    TCase *counts = tcase_create("counts");
    TCase *files = tcase_create("files");
    TCase *helped = tcase_create("helpers");

    tcase_add_checked_fixture(counts, scratch_make, scratch_remove);
    tcase_add_checked_fixture(files, scratch_make, scratch_remove);
    tcase_add_checked_fixture(helped, scratch_make, scratch_remove);
    add_counts(counts);
    add_files(files);
    add_helpers(helped);
    suite_add_tcase(suite, counts);
    suite_add_tcase(suite, files);
    suite_add_tcase(suite, helped);
    return suite;
}
