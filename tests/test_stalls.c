// stalls: what a summary says of its loop is read, kept and said.

#include "../plots/stalls.h"

#include <stdlib.h>

#include "../plots/basics.h"
#include "suites.h"
#include "support.h"

static struct loop_seen loop;
static json_t *object;

static void
end(void)
{
    stalls_free(&loop);
    json_decref(object);
    object = NULL;
}

// Reads an object with that under "loop"; returns what is wrong with it.
static char *
read_loop(const char *told)
{
    char *text = format("{\"loop\": %s}", told);

    end();
    object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(object, "%s", text);
    free(text);
    return stalls_read(&loop, object);
}

#define TURNS "\"turns\": 9, \"longest_turn_seconds\": 0.5, " \
              "\"longest_turn_cpu_seconds\": 0.25"

static const char three[] =
    "{" TURNS ", \"stall_count\": 3, \"stalls\": ["
    "{\"start\": 2, \"seconds\": 0.5, \"what\": \"libcurl\", "
    "\"waiting\": 19},"
    "{\"start\": 1, \"seconds\": 0.3, \"what\": \"starting transfers\", "
    "\"waiting\": 3},"
    "{\"start\": 3, \"seconds\": 0.1, \"what\": \"libcurl\", "
    "\"waiting\": 0}]}";

START_TEST(stalls_are_read_by_their_start)
{
    ck_assert_pstr_eq(read_loop(three), NULL);
    ck_assert(loop.known);
    ck_assert_int_eq(loop.turns, 9);
    ck_assert_double_eq(loop.longest_turn, 0.5);
    ck_assert_double_eq(loop.longest_turn_cpu, 0.25);
    ck_assert_uint_eq(loop.kept, 3);
    ck_assert_double_eq(loop.stalls[0].start, 1);
    ck_assert_str_eq(loop.stalls[0].what, "starting transfers");
    ck_assert_int_eq(loop.stalls[0].waiting, 3);
    ck_assert_double_eq(loop.stalls[2].start, 3);
    ck_assert_double_eq_tol(stalls_held(&loop), 0.9, 1e-9);
    ck_assert_int_eq(stalls_waited(&loop), 19);
    ck_assert_double_eq(stalls_longest(&loop)->start, 2);
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
    struct loop_seen again;

    read_loop(three);
    json_t *written = json_pack("{s:o}", "loop", stalls_describe(&loop));
    ck_assert_pstr_eq(stalls_read(&again, written), NULL);
    ck_assert_int_eq(again.turns, 9);
    ck_assert_int_eq(again.count, 3);
    ck_assert_uint_eq(again.kept, 3);
    ck_assert_double_eq(again.stalls[1].seconds, 0.5);
    ck_assert_int_eq(again.stalls[1].waiting, 19);
    ck_assert_str_eq(again.stalls[1].what, "libcurl");
    stalls_free(&again);
    json_decref(written);
}
END_TEST

START_TEST(program_without_a_loop_has_nothing_to_tell)
{
    object = json_object();
    ck_assert_pstr_eq(stalls_read(&loop, object), NULL);
    ck_assert(!loop.known);
    ck_assert_pstr_eq(stalls_read(&loop, NULL), NULL);
    ck_assert_pstr_eq(read_loop("null"), NULL);
    ck_assert(!loop.known);
    json_t *described = stalls_describe(&loop);
    ck_assert(json_is_null(described));
    ck_assert_ptr_null(stalls_longest(&loop));
    ck_assert_pstr_eq(stalls_words(&loop, false), NULL);
    json_decref(described);
}
END_TEST

static const char *const broken[] = {
    "7", "[]", "{}", "{" TURNS "}", "{" TURNS ", \"stall_count\": 0}",
    "{" TURNS ", \"stall_count\": -1, \"stalls\": []}",
    "{" TURNS ", \"stall_count\": 1.5, \"stalls\": []}",
    "{" TURNS ", \"stall_count\": 1, \"stalls\": {}}",
    "{" TURNS ", \"stall_count\": 1, \"stalls\": [7]}",
    "{" TURNS ", \"stall_count\": 1, \"stalls\": [{\"start\": 1, "
        "\"seconds\": 1, \"waiting\": 1}]}",
    "{" TURNS ", \"stall_count\": 1, \"stalls\": [{\"start\": -1, "
        "\"seconds\": 1, \"what\": \"a\", \"waiting\": 1}]}",
    "{" TURNS ", \"stall_count\": 1, \"stalls\": [{\"start\": 1, "
        "\"seconds\": \"1\", \"what\": \"a\", \"waiting\": 1}]}",
    "{" TURNS ", \"stall_count\": 0, \"stalls\": [{\"start\": 1, "
        "\"seconds\": 1, \"what\": \"a\", \"waiting\": 1}]}",
};

START_TEST(what_cannot_be_read_is_told)
{
    char *error = read_loop(broken[_i]);

    ck_assert_pstr_eq(error, "its summary is wrong about its loop");
    ck_assert(!loop.known);
    ck_assert_uint_eq(loop.kept, 0);
    free(error);
}
END_TEST

START_TEST(long_words_are_cut_off)
{
    char *told = format("{" TURNS ", \"stall_count\": 1, \"stalls\": ["
                        "{\"start\": 1, \"seconds\": 1, \"waiting\": 1, "
                        "\"what\": \"%0200d\"}]}", 0);

    ck_assert_pstr_eq(read_loop(told), NULL);
    ck_assert_uint_eq(strlen(loop.stalls[0].what), LONGEST_HOLDER);
    free(told);
}
END_TEST

static const struct {
    size_t kept;
    long long count;
    long waiting;
    bool brief;
    const char *words;
} said[] = {
    {0, 0, 0, false, NULL},
    {1, 1, 19, false, "loop held for 0.303 s, 19 transfers waited"},
    {1, 1, 1, false, "loop held for 0.303 s, 1 transfer waited"},
    {1, 1, 0, false, "loop held for 0.303 s"},
    {1, 1, 19, true, "loop held for 0.303 s"},
    {3, 3, 19, false,
     "loop held for 0.909 s in 3 stretches, up to 19 transfers waited"},
    {3, 3, 19, true, "loop held for 0.909 s in 3 stretches"},
    {3, 5, 2, true, "loop held for over 0.909 s in 5 stretches"},
};

START_TEST(words_say_how_long_and_who_waited)
{
    struct stall_seen stalls[3];
    struct loop_seen made = {
        .known = true, .count = said[_i].count, .stalls = stalls,
        .kept = said[_i].kept,
    };

    for (size_t i = 0; i < 3; i++)
        stalls[i] = (struct stall_seen){
            .seconds = 0.303, .waiting = i == 0 ? said[_i].waiting : 0,
        };
    char *words = stalls_words(&made, said[_i].brief);
    ck_assert_pstr_eq(words, said[_i].words);
    free(words);
}
END_TEST

Suite *
stalls_suite(void)
{
    Suite *suite = suite_create("stalls");
    TCase *tests = tcase_create("stalls");

    tcase_add_checked_fixture(tests, NULL, end);
    tcase_add_test(tests, stalls_are_read_by_their_start);
    tcase_add_test(tests, what_is_written_is_read_again);
    tcase_add_test(tests, program_without_a_loop_has_nothing_to_tell);
    tcase_add_loop_test(tests, what_cannot_be_read_is_told, 0,
                        sizeof broken / sizeof *broken);
    tcase_add_test(tests, long_words_are_cut_off);
    tcase_add_loop_test(tests, words_say_how_long_and_who_waited, 0,
                        sizeof said / sizeof *said);
    suite_add_tcase(suite, tests);
    return suite;
}
