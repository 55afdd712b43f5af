// verify: a run counts only if every URL was fetched, exactly once, and
// nothing failed but what the scenario expects.

#include "../plots/verify.h"

#include <stdlib.h>

#include "suites.h"
#include "support.h"

enum { URLS = 4 };

static struct scenario scenario;
static struct record rows[URLS + 1];
static struct records records;

// The addresses, by index.
static char addresses[URLS][32];

// A fixture: four URLs, and a record for each that is as it should be.
static void
start(void)
{
    char *error = scenario_parse(&scenario, "x", "urls 4 /delay/{0..3}", "x");

    ck_assert_pstr_eq(error, NULL);
    for (int i = 0; i < URLS; i++) {
        snprintf(addresses[i], sizeof addresses[i], "http://h/delay/%d", i);
        rows[i] = (struct record){
            .index = i, .status = 200, .url = addresses[i],
        };
    }
    rows[URLS] = rows[0];
    records = (struct records){.all = rows, .count = URLS};
}

static void
end(void)
{
    scenario_free(&scenario);
}

// Makes the scenario expect so many failures of this kind as well, in the
// program of that name, or, with NULL, in every one.
static void
expect_in(const char *program, const char *kind, long count)
{
    size_t place = scenario.expected_count++;

    scenario.expected = resize(scenario.expected, place + 1,
                               sizeof *scenario.expected);
    scenario.expected[place] = (struct expectation){
        .kind = copy_text(kind), .count = count,
        .program = program ? copy_text(program) : NULL,
    };
}

static void
expect_kind(const char *kind, long count)
{
    expect_in(NULL, kind, count);
}

// Makes a record one of a failure.
static void
spoil(int row, const char *kind)
{
    static char kinds[URLS][16];

    snprintf(kinds[row], sizeof kinds[row], "%s", kind);
    rows[row].error = kinds[row];
    rows[row].status = 0;
}

// What is wrong with the records of the first program; the caller frees it.
static char *
verify(void)
{
    return verify_records(&records, &scenario, &scenario.programs[0],
                          "http://h");
}

#define assert_fine() \
    do { \
        char *reason = verify(); \
        ck_assert_pstr_eq(reason, NULL); \
    } while (0)

#define assert_reason(words) \
    do { \
        char *reason = verify(); \
        ck_assert_pstr_eq(reason, words); \
        free(reason); \
    } while (0)

START_TEST(all_records_are_fine)
{
    assert_fine();
}
END_TEST

START_TEST(order_of_the_records_does_not_matter)
{
    struct record first = rows[0];

    rows[0] = rows[3];
    rows[3] = first;
    assert_fine();
}
END_TEST

START_TEST(missing_record)
{
    records.count = URLS - 1;
    assert_reason("3 records for 4 URLs");
    records.count = 0;
    assert_reason("0 records for 4 URLs");
}
END_TEST

START_TEST(doubled_record)
{
    records.count = URLS + 1;
    assert_reason("two records for URL 0");
    rows[2] = rows[1];
    records.count = URLS;
    assert_reason("two records for URL 1");
}
END_TEST

START_TEST(record_for_no_url)
{
    rows[1].index = URLS;
    assert_reason("a record for URL 4, of 4");
    rows[1].index = -1;
    assert_reason("a record for URL -1, of 4");
}
END_TEST

START_TEST(record_for_another_address)
{
    rows[2].url = addresses[1];
    assert_reason("the record for URL 2 names another address");
    rows[2].url = NULL;
    assert_reason("the record for URL 2 names another address");
}
END_TEST

START_TEST(status_of_a_refusal_without_an_error)
{
    static const int bad[] = {0, 100, 199, 400, 404, 503};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char expected[80];
        rows[3].status = bad[i];
        snprintf(expected, sizeof expected,
                 "URL 3 has no error, but its status is %d", bad[i]);
        assert_reason(expected);
    }
    rows[3].status = 302;
    assert_fine();
}
END_TEST

START_TEST(unexpected_error)
{
    spoil(1, "reset");
    assert_reason("1 URL failed with 'reset', expected 0");
    spoil(2, "reset");
    assert_reason("2 URLs failed with 'reset', expected 0");
}
END_TEST

START_TEST(expected_errors)
{
    expect_kind("timeout", 2);
    spoil(0, "timeout");
    assert_reason("1 URL failed with 'timeout', expected 2");
    spoil(3, "timeout");
    assert_fine();
    spoil(2, "timeout");
    assert_reason("3 URLs failed with 'timeout', expected 2");
    spoil(2, "reset");
    assert_reason("1 URL failed with 'reset', expected 0");
}
END_TEST

START_TEST(expected_errors_that_stay_away)
{
    expect_kind("timeout", 1);
    assert_reason("0 URLs failed with 'timeout', expected 1");
}
END_TEST

START_TEST(expected_errors_of_several_lines_add_up)
{
    expect_kind("timeout", 1);
    expect_kind("http", 1);
    expect_kind("timeout", 1);
    spoil(0, "timeout");
    spoil(1, "timeout");
    spoil(2, "http");
    rows[2].status = 503;
    assert_fine();
}
END_TEST

START_TEST(some_are_one_or_more)
{
    expect_kind("timeout", SOME);
    assert_reason("no URL failed with 'timeout', expected some");
    spoil(0, "timeout");
    assert_fine();
    for (int row = 1; row < URLS; row++)
        spoil(row, "timeout");
    assert_fine();
    spoil(2, "reset");
    assert_reason("1 URL failed with 'reset', expected 0");
}
END_TEST

START_TEST(some_and_a_number_are_some)
{
    expect_kind("timeout", 3);
    expect_kind("timeout", SOME);
    spoil(0, "timeout");
    assert_fine();
}
END_TEST

START_TEST(what_is_expected_of_another_program_is_none_of_this_one)
{
    expect_in("async", "timeout", 1);
    expect_in("threaded", "http", SOME);
    assert_fine();
    spoil(0, "timeout");
    assert_reason("1 URL failed with 'timeout', expected 0");
}
END_TEST

START_TEST(what_is_expected_by_name_adds_to_what_is_of_all)
{
    expect_in("sync", "timeout", 1);
    expect_in("async", "timeout", 4);
    expect_kind("timeout", 1);
    spoil(0, "timeout");
    assert_reason("1 URL failed with 'timeout', expected 2");
    spoil(1, "timeout");
    assert_fine();
}
END_TEST

START_TEST(part_of_the_list_has_a_part_of_the_records)
{
    scenario.programs[0].urls = 2;
    assert_reason("a record for URL 2, of 2");
    records.count = 2;
    assert_fine();
    records.count = 1;
    assert_reason("1 records for 2 URLs");
    scenario.programs[1].urls = 1;
    records.count = 2;
    assert_fine();
}
END_TEST

START_TEST(addresses_go_round_the_hosts)
{
    static char urls[URLS][40];

    scenario.hosts = 2;
    for (int i = 0; i < URLS; i++) {
        snprintf(urls[i], sizeof urls[i], "http://127.0.0.%d:80/delay/%d",
                 1 + i % 2, i);
        rows[i].url = urls[i];
    }
    ck_assert_pstr_eq(verify_records(&records, &scenario,
                                     &scenario.programs[0],
                                     "http://127.0.0.1:80"), NULL);
    rows[1].url[strlen("http://127.0.0.")] = '1';
    char *reason = verify_records(&records, &scenario, &scenario.programs[0],
                                  "http://127.0.0.1:80");
    ck_assert_pstr_eq(reason, "the record for URL 1 names another address");
    free(reason);
}
END_TEST

START_TEST(without_a_network_no_status_is_needed)
{
    scenario.silent = true;
    for (int row = 0; row < URLS; row++)
        rows[row].status = 0;
    assert_fine();
    spoil(1, "cancelled");
    assert_reason("1 URL failed with 'cancelled', expected 0");
}
END_TEST

// --- records of others' tools ------------------------------------------------

// What is wrong with the records of another's tool; the caller frees it.
static char *
verify_theirs(void)
{
    return verify_foreign(&records, &scenario, &scenario.programs[0],
                          "http://h");
}

#define assert_their_reason(words) \
    do { \
        char *reason = verify_theirs(); \
        ck_assert_pstr_eq(reason, words); \
        free(reason); \
    } while (0)

START_TEST(records_of_others_need_no_index_and_no_order)
{
    struct record first = rows[0];

    assert_their_reason(NULL);
    rows[0] = rows[2];
    rows[2] = first;
    for (int row = 0; row < URLS; row++)
        rows[row].index = -1;
    assert_their_reason(NULL);
}
END_TEST

START_TEST(others_fetch_every_url_once)
{
    records.count = URLS - 1;
    assert_their_reason("3 records for 4 URLs");
    records.count = URLS + 1;
    assert_their_reason("5 records for 4 URLs");
    records.count = URLS;
    rows[2].url = addresses[1];
    assert_their_reason("it left out http://h/delay/2");
    rows[2].url = NULL;
    assert_their_reason("record 3 has no url");
}
END_TEST

START_TEST(others_may_not_fail)
{
    rows[1].status = 503;
    assert_their_reason("http://h/delay/1: status 503");
    spoil(1, "timed out");
    assert_their_reason("http://h/delay/1: timed out");
}
END_TEST

START_TEST(others_may_fetch_one_address_as_often_as_it_is_listed)
{
    free(scenario.paths[3]);
    scenario.paths[3] = copy_text("/delay/0");
    assert_their_reason("it left out http://h/delay/0");
    rows[3].url = addresses[0];
    assert_their_reason(NULL);
}
END_TEST

Suite *
verify_suite(void)
{
    Suite *suite = suite_create("verify");
    TCase *tests = tcase_create("verify");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, all_records_are_fine);
    tcase_add_test(tests, order_of_the_records_does_not_matter);
    tcase_add_test(tests, missing_record);
    tcase_add_test(tests, doubled_record);
    tcase_add_test(tests, record_for_no_url);
    tcase_add_test(tests, record_for_another_address);
    tcase_add_test(tests, status_of_a_refusal_without_an_error);
    tcase_add_test(tests, unexpected_error);
    tcase_add_test(tests, expected_errors);
    tcase_add_test(tests, expected_errors_that_stay_away);
    tcase_add_test(tests, expected_errors_of_several_lines_add_up);
    tcase_add_test(tests, some_are_one_or_more);
    tcase_add_test(tests, some_and_a_number_are_some);
    tcase_add_test(tests,
                   what_is_expected_of_another_program_is_none_of_this_one);
    tcase_add_test(tests, what_is_expected_by_name_adds_to_what_is_of_all);
    tcase_add_test(tests, part_of_the_list_has_a_part_of_the_records);
    tcase_add_test(tests, addresses_go_round_the_hosts);
    tcase_add_test(tests, without_a_network_no_status_is_needed);
    tcase_add_test(tests, records_of_others_need_no_index_and_no_order);
    tcase_add_test(tests, others_fetch_every_url_once);
    tcase_add_test(tests, others_may_not_fail);
    tcase_add_test(tests,
                   others_may_fetch_one_address_as_often_as_it_is_listed);
    suite_add_tcase(suite, tests);
    return suite;
}
