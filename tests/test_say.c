// say: messages on standard error, one line each, that cannot do harm.

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "say.h"
#include "suites.h"
#include "support.h"

// A fixture: how much is said is as at first again.
static void
end(void)
{
    say_only(NORMAL);
}

// What is said when everything could be said at this loudness.
static const char *
said(enum loudness loudness)
{
    say_only(loudness);
    capture_begin(STDERR_FILENO);
    complain("%d", 1);
    note("%d", 2);
    explain("%d", 3);
    return capture_end();
}

START_TEST(complaints_are_never_hidden_and_explanations_only_if_wanted)
{
    ck_assert_str_eq(said(QUIET), "check: 1\n");
    ck_assert_str_eq(said(NORMAL), "check: 1\ncheck: 2\n");
    ck_assert_str_eq(said(VERBOSE), "check: 1\ncheck: 2\ncheck: 3\n");
}
END_TEST

START_TEST(message_is_one_line_without_control_characters)
{
    capture_begin(STDERR_FILENO);
    complain("cannot read %s", "a\nb\x1B[2J\x7F\xC2\x9B\xFF");
    ck_assert_str_eq(capture_end(),
                     "check: cannot read a\\nb\\x1b[2J\\x7f\\xc2\\x9b\\xff\n");
}
END_TEST

START_TEST(characters_of_other_languages_stay)
{
    capture_begin(STDERR_FILENO);
    complain("%s", "Gr\xC3\xBC\xC3\x9F" "e \xE2\x82\xAC");
    ck_assert_str_eq(capture_end(),
                     "check: Gr\xC3\xBC\xC3\x9F" "e \xE2\x82\xAC\n");
}
END_TEST

START_TEST(very_long_message_is_cut_but_is_a_line)
{
    static char word[20000];
    const char *line;

    memset(word, 'w', sizeof word - 1);
    capture_begin(STDERR_FILENO);
    complain("%s", word);
    line = capture_end();
    ck_assert_uint_gt(strlen(line), 500);
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
}
END_TEST

// A thread: says much.
static void *
say_much(void *unused)
{
    for (int i = 0; i < 200; i++)
        complain("%s", "0123456789");
    return unused;
}

START_TEST(lines_of_several_threads_are_not_mixed)
{
    static const char expected[] = "check: 0123456789\n";
    pthread_t threads[4];
    const char *at;
    int lines = 0;

    capture_begin(STDERR_FILENO);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, say_much, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (at = capture_end(); *at; at += sizeof expected - 1, lines++)
        if (strncmp(at, expected, sizeof expected - 1) != 0)
            ck_abort_msg("line %d: %.40s", lines, at);
    ck_assert_int_eq(lines, 800);
}
END_TEST

// In a child: a message comes while a status line stands on the terminal.
static void
complain_over_status(void)
{
    int terminal = terminal_on(STDERR_FILENO);

    say_status("half done");
    complain("%s", "oh");
    complain("%s", "no");
    expect(strcmp(terminal_shows(terminal, "no\r\n"),
                  "half done\r\033[Kcheck: oh\r\ncheck: no\r\n") == 0);
}

START_TEST(message_takes_the_place_of_the_status_line)
{
    ck_assert_int_eq(in_child(complain_over_status), 0);
}
END_TEST

Suite *
say_suite(void)
{
    Suite *suite = suite_create("say");
    TCase *tests = tcase_create("say");

    tcase_add_checked_fixture(tests, NULL, end);
    tcase_add_test(
        tests, complaints_are_never_hidden_and_explanations_only_if_wanted);
    tcase_add_test(tests, message_is_one_line_without_control_characters);
    tcase_add_test(tests, characters_of_other_languages_stay);
    tcase_add_test(tests, very_long_message_is_cut_but_is_a_line);
    tcase_add_test(tests, lines_of_several_threads_are_not_mixed);
    tcase_add_test(tests, message_takes_the_place_of_the_status_line);
    suite_add_tcase(suite, tests);
    return suite;
}
