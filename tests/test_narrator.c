// narrator: a line for each turn, in sentences that can be read aloud.

#include "../async/narrator.h"

#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "say.h"
#include "suites.h"
#include "support.h"

enum { FETCHES = 20 };

static struct options options;
static struct narrator narrator;
static struct fetch fetches[FETCHES];

// A fixture: a narrator who has been asked to speak.
static void
start(void)
{
    options = (struct options){.narrate = true};
    for (int i = 0; i < FETCHES; i++)
        fetches[i] = (struct fetch){.result.index = i, .pause = 0.25};
    narrator_open(&narrator, &options);
}

static void
end(void)
{
    narrator_free(&narrator);
    say_only(NORMAL);
}

static void
happens(enum event event, int index)
{
    narrate(&narrator, event, &fetches[index]);
}

// Ends the turn; returns what is said of it.
static const char *
line(void)
{
    const char *said;

    capture_begin(STDERR_FILENO);
    narrate_turn(&narrator, 4, 2);
    said = capture_end();
    narrate_pause(&narrator);
    narrate_wake(&narrator, 5);
    return said;
}

// Ends the turn, in which exactly these sentences have been said.
static void
assert_told(const char *sentences)
{
    const char *said = line(), *told = strstr(said, " ready");
    char expected[1024];

    ck_assert_msg(told, "\"%s\"", said);
    snprintf(expected, sizeof expected,
             " ready%s (4 in flight, 2 backing off)\n", sentences);
    ck_assert_str_eq(told, expected);
}

// --- sentences ---------------------------------------------------------------

static const struct {
    struct {
        enum event event;
        int index;
    } events[4];
    int count;
    const char *told;
} turns[] = {
    {{{0}}, 0, ""},
    {{{ENDED, 3}}, 1, ": #3 has ended"},
    {{{WORKED, 3}}, 1, ": #3 is back from its helper"},
    {{{STARTS, 3}}, 1, ": #3 takes a free permit"},
    {{{PAUSED, 3}}, 1, ": #3 has paused long enough and queues for a permit"},
    {{{PAUSED, 3}, {STARTS, 3}}, 2,
     ": #3 has paused long enough and takes a permit"},
    {{{ENDED, 3}, {BACKS_OFF, 3}}, 2,
     ": #3 has ended, backs off for 0.250 s"},
    {{{ENDED, 3}, {WAITS_FOR_WORK, 3}}, 2,
     ": #3 has ended, a helper works for it"},
    {{{ENDED, 3}, {STARTS, 4}}, 2,
     ": #3 has ended, its permit goes to #4"},
    {{{ENDED, 3}, {BACKS_OFF, 3}, {STARTS, 4}}, 3,
     ": #3 has ended, backs off for 0.250 s, its permit goes to #4"},
    {{{WORKED, 3}, {STARTS, 4}}, 2,
     ": #3 is back from its helper, its permit goes to #4"},
    {{{ENDED, 3}, {STARTS, 3}}, 2, ": #3 has ended and tries again"},
    {{{ENDED, 3}, {ENDED, 4}}, 2, ": #3 has ended; #4 has ended"},
    {{{ENDED, 3}, {STARTS, 4}, {ENDED, 5}, {STARTS, 6}}, 4,
     ": #3 has ended, its permit goes to #4; #5 has ended, its permit goes "
     "to #6"},
    {{{PAUSED, 3}, {PAUSED, 4}, {STARTS, 4}}, 3,
     ": #3 has paused long enough and queues for a permit; #4 has paused long "
     "enough and takes a permit"},
    {{{STARTS, 1}, {STARTS, 2}}, 2,
     ": #1 takes a free permit; #2 takes a free permit"},
};

enum { TURNS = sizeof turns / sizeof turns[0] };

START_TEST(each_event_has_its_words)
{
    for (int i = 0; i < turns[_i].count; i++)
        happens(turns[_i].events[i].event, turns[_i].events[i].index);
    assert_told(turns[_i].told);
}
END_TEST

// Who starts after the free permits were counted has none from somebody.
START_TEST(free_permit_comes_from_nobody)
{
    happens(ENDED, 3);
    narrate_fill(&narrator);
    happens(STARTS, 4);
    assert_told(": #3 has ended; #4 takes a free permit");
    happens(PAUSED, 5);
    narrate_fill(&narrator);
    happens(STARTS, 6);
    assert_told(": #5 has paused long enough and queues for a permit; "
                "#6 takes a free permit");
}
END_TEST

START_TEST(next_turn_starts_from_nothing)
{
    happens(ENDED, 3);
    assert_told(": #3 has ended");
    happens(STARTS, 4);
    assert_told(": #4 takes a free permit");
    assert_told("");
}
END_TEST

START_TEST(line_tells_the_time_and_how_many_are_ready)
{
    double time = 0, now;
    int ready = -1;

    line();
    now = clock_now();
    ck_assert_int_eq(sscanf(line(), "check: %lf s, %d ready", &time, &ready),
                     2);
    ck_assert_double_eq_tol(time, now, 0.1);
    ck_assert_int_eq(ready, 5);
}
END_TEST

START_TEST(what_is_too_much_for_a_line_is_counted)
{
    for (int i = 0; i < 6 + _i; i++)
        happens(ENDED, i);
    assert_told(_i == 0 ? ": #0 has ended; #1 has ended; #2 has ended; "
                          "#3 has ended; #4 has ended; #5 has ended"
                : _i == 1 ? ": #0 has ended; #1 has ended; #2 has ended; "
                            "#3 has ended; #4 has ended; #5 has ended; "
                            "and 1 more"
                          : ": #0 has ended; #1 has ended; #2 has ended; "
                            "#3 has ended; #4 has ended; #5 has ended; "
                            "and 2 more");
}
END_TEST

// The sentence before the first that is left out is finished all the same.
START_TEST(last_sentence_is_whole)
{
    for (int i = 0; i < 5; i++)
        happens(ENDED, i);
    happens(PAUSED, 5);
    happens(PAUSED, 6);
    happens(STARTS, 6);
    assert_says(line(), "#5 has paused long enough and queues for a permit; "
                        "and ");
}
END_TEST

START_TEST(next_turn_has_room_again)
{
    for (int i = 0; i < FETCHES; i++)
        happens(ENDED, i);
    line();
    happens(ENDED, 7);
    assert_told(": #7 has ended");
}
END_TEST

// --- when nothing is said ----------------------------------------------------

START_TEST(nothing_is_said_unasked)
{
    narrator_free(&narrator);
    options.narrate = false;
    narrator_open(&narrator, &options);
    for (int i = 0; i < 10; i++) {
        happens(ENDED, i);
        happens(STARTS, i + 1);
        narrate_fill(&narrator);
    }
    ck_assert_str_eq(line(), "");
    ck_assert_ptr_null(narrator.line.bytes);
}
END_TEST

START_TEST(quiet_hides_it)
{
    say_only(QUIET);
    happens(ENDED, 3);
    ck_assert_str_eq(line(), "");
}
END_TEST

START_TEST(line_is_followed_by_time_to_read_it)
{
    double began;

    narrator_free(&narrator);
    options.narrate_pause = 0.1;
    narrator_open(&narrator, &options);
    began = clock_now();
    line();
    ck_assert_double_ge(clock_now() - began, 0.099);
}
END_TEST

Suite *
narrator_suite(void)
{
    Suite *suite = suite_create("narrator");
    TCase *tests = tcase_create("narrator");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_loop_test(tests, each_event_has_its_words, 0, TURNS);
    tcase_add_test(tests, free_permit_comes_from_nobody);
    tcase_add_test(tests, next_turn_starts_from_nothing);
    tcase_add_test(tests, line_tells_the_time_and_how_many_are_ready);
    tcase_add_loop_test(tests, what_is_too_much_for_a_line_is_counted, 0, 3);
    tcase_add_test(tests, last_sentence_is_whole);
    tcase_add_test(tests, next_turn_has_room_again);
    tcase_add_test(tests, nothing_is_said_unasked);
    tcase_add_test(tests, quiet_hides_it);
    tcase_add_test(tests, line_is_followed_by_time_to_read_it);
    suite_add_tcase(suite, tests);
    return suite;
}
