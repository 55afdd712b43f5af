// files: read whole, written whole, and a folder that appears all at once.

#include "../plots/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../plots/basics.h"
#include "suites.h"
#include "support.h"

// --- files -------------------------------------------------------------------

START_TEST(file_is_read_as_it_was_written)
{
    static const size_t sizes[] = {0, 1, 4094, 4095, 4096, 8191, 100000};
    size_t size = sizes[_i];
    char *text = malloc(size + 1);

    memset(text, 'x', size);
    text[size] = '\0';
    if (size > 0)
        text[size - 1] = '.';
    file_write(scratch_path("file"), text);
    char *read = file_read(scratch_path("file"));
    ck_assert_pstr_eq(read, text);
    free(read);
    free(text);
}
END_TEST

START_TEST(what_is_no_text_is_not_read)
{
    errno = 0;
    ck_assert_ptr_null(file_read(scratch_path("nowhere")));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_ptr_null(file_read("/"));
    ck_assert_int_eq(errno, EISDIR);
    ck_assert_ptr_null(file_read(scratch_write("zero", "a\0b", 3)));
    ck_assert_int_eq(errno, EILSEQ);
}
END_TEST

static void
write_into_nowhere(void)
{
    file_write("/nowhere/file", "x");
}

static void
write_onto_a_full_disk(void)
{
    file_write("/dev/full", "x");
}

static void
log_into_nowhere(void)
{
    log_open("/nowhere/log");
}

START_TEST(what_cannot_be_written_ends_the_program_with_a_sentence)
{
    static void (*const attempts[])(void) = {
        write_into_nowhere, write_onto_a_full_disk, log_into_nowhere,
    };

    capture_begin(STDERR_FILENO);
    int status = in_child(attempts[_i]);
    const char *said = capture_end();
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), STATUS_NOT_WRITTEN);
    assert_says(said, "compare: /");
}
END_TEST

START_TEST(log_is_kept_only_if_something_was_said)
{
    const char *path = scratch_path("log");
    int log = log_open(path);

    log_close(log, path);
    ck_assert(!scratch_has("log"));
    log = log_open(path);
    ck_assert_int_eq(write(log, "x", 1), 1);
    log_close(log, path);
    ck_assert(scratch_has("log"));
}
END_TEST

START_TEST(first_line_of_a_log_is_made_harmless)
{
    static const char log[] = "a\x1B[1m\xC3\xA9\tb\x7F\nsecond\n";
    char *line = log_first_line(scratch_write("log", log, sizeof log - 1));

    ck_assert_str_eq(line, "a?[1m???b?");
    free(line);
    line = log_first_line(scratch_path("nowhere"));
    ck_assert_str_eq(line, "");
    free(line);
}
END_TEST

// --- folders -----------------------------------------------------------------

// Puts results.json with that text into a folder that is being filled.
static void
fill(const struct folder *folder, const char *text)
{
    char *path = format("%s/results.json", folder->hidden);

    file_write(path, text);
    free(path);
}

// Makes the folder "name" of results whole, with that text.
static void
publish(const char *text, const char *ending)
{
    struct folder folder = folder_make(scratch_path("out/deep"), "name");

    fill(&folder, text);
    folder_publish(&folder, ending);
    folder_free(&folder);
}

START_TEST(folder_appears_when_it_is_complete)
{
    struct folder folder = folder_make(scratch_path("out/deep"), "name");

    ck_assert(scratch_has("out/deep"));
    ck_assert(!scratch_has("out/deep/name"));
    fill(&folder, "one");
    ck_assert(!scratch_has("out/deep/name"));
    folder_publish(&folder, "");
    ck_assert_str_eq(folder.path, scratch_path("out/deep/name"));
    ck_assert_int_ne(access(folder.hidden, F_OK), 0);
    folder_free(&folder);
    ck_assert(scratch_has("out/deep/name/results.json"));
}
END_TEST

START_TEST(folder_takes_the_place_of_an_older_one)
{
    publish("one", "");
    scratch_write("out/deep/name/extra", "x", 1);
    publish("two", "");
    char *text = file_read(scratch_path("out/deep/name/results.json"));
    ck_assert_pstr_eq(text, "two");
    free(text);
    ck_assert(!scratch_has("out/deep/name/extra"));
}
END_TEST

START_TEST(folder_with_an_ending_leaves_the_other_alone)
{
    publish("one", "");
    publish("two", "-interrupted");
    publish("three", "-interrupted");
    char *text = file_read(scratch_path("out/deep/name/results.json"));
    ck_assert_pstr_eq(text, "one");
    free(text);
    text = file_read(scratch_path("out/deep/name-interrupted/results.json"));
    ck_assert_pstr_eq(text, "three");
    free(text);
}
END_TEST

START_TEST(folder_that_is_not_published_leaves_nothing)
{
    struct folder folder = folder_make(scratch_path("out"), "name");

    fill(&folder, "x");
    folder_free(&folder);
    ck_assert(!scratch_has("out/name"));
    ck_assert_int_eq(rmdir(scratch_path("out")), 0);
}
END_TEST

START_TEST(empty_folder_is_replaced)
{
    mkdir(scratch_path("out"), 0777);
    mkdir(scratch_path("out/deep"), 0777);
    mkdir(scratch_path("out/deep/name"), 0777);
    publish("one", "");
    ck_assert(scratch_has("out/deep/name/results.json"));
}
END_TEST

// Reads the results over and over until it is ended; ends with 1 if they are
// not there for a moment.
static _Noreturn void
keep_looking(void)
{
    const char *path = scratch_path("out/deep/name/results.json");

    while (access(path, F_OK) == 0)
        continue;
    _exit(1);
}

// True if two names can be exchanged in one step here.
static bool
can_exchange(void)
{
    mkdir(scratch_path("a"), 0777);
    mkdir(scratch_path("b"), 0777);
    return renameat2(AT_FDCWD, scratch_path("a"), AT_FDCWD, scratch_path("b"),
                     RENAME_EXCHANGE) == 0;
}

START_TEST(complete_folder_is_there_at_every_moment)
{
    int status;

    if (!can_exchange())
        return;
    publish("first", "");
    pid_t watcher = fork();
    if (watcher == 0)
        keep_looking();
    for (int i = 0; i < 300; i++)
        publish("next", "");
    kill(watcher, SIGKILL);
    ck_assert_int_eq(waitpid(watcher, &status, 0), watcher);
    ck_assert_msg(WIFSIGNALED(status), "it was not there for a moment");
}
END_TEST

static void
make_under_a_file(void)
{
    folder_make(scratch_path("file"), "name");
}

static void
make_without_a_name(void)
{
    folder_make("", "name");
}

static void
make_over_something_else(void)
{
    folder_make(scratch_path("out"), "name");
}

static void
publish_over_something_else(void)
{
    struct folder folder = folder_make(scratch_path("out"), "na");

    folder_publish(&folder, "me");
}

START_TEST(nothing_but_results_is_ever_replaced)
{
    static const struct {
        void (*attempt)(void);
        const char *said;
    } attempts[] = {
        {make_under_a_file, "Not a directory"},
        {make_without_a_name, "No such file or directory"},
        {make_over_something_else, "it holds something else"},
        {publish_over_something_else, "holds something else; the results"},
    };

    scratch_write("file", "x", 1);
    mkdir(scratch_path("out"), 0777);
    mkdir(scratch_path("out/name"), 0777);
    scratch_write("out/name/dear", "x", 1);
    capture_begin(STDERR_FILENO);
    int status = in_child(attempts[_i].attempt);
    const char *said = capture_end();
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), STATUS_NOT_WRITTEN);
    assert_says(said, attempts[_i].said);
    ck_assert(scratch_has("file"));
    ck_assert(scratch_has("out/name/dear"));
}
END_TEST

Suite *
files_suite(void)
{
    Suite *suite = suite_create("files");
    TCase *tests = tcase_create("files");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, file_is_read_as_it_was_written, 0, 7);
    tcase_add_test(tests, what_is_no_text_is_not_read);
    tcase_add_loop_test(
        tests, what_cannot_be_written_ends_the_program_with_a_sentence, 0, 3);
    tcase_add_test(tests, log_is_kept_only_if_something_was_said);
    tcase_add_test(tests, first_line_of_a_log_is_made_harmless);
    tcase_add_test(tests, folder_appears_when_it_is_complete);
    tcase_add_test(tests, folder_takes_the_place_of_an_older_one);
    tcase_add_test(tests, folder_with_an_ending_leaves_the_other_alone);
    tcase_add_test(tests, folder_that_is_not_published_leaves_nothing);
    tcase_add_test(tests, empty_folder_is_replaced);
    tcase_add_test(tests, complete_folder_is_there_at_every_moment);
    tcase_add_loop_test(tests, nothing_but_results_is_ever_replaced, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}
