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

// Makes the scenario expect so many failures of this kind as well.
static void
expect_kind(const char *kind, long count)
{
    size_t place = scenario.expected_count++;

    scenario.expected = resize(scenario.expected, place + 1,
                               sizeof *scenario.expected);
    scenario.expected[place] = (struct expectation){
        .kind = copy_text(kind), .count = count,
    };
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

#define assert_fine() \
    do { \
        char *reason = verify_records(&records, &scenario, "http://h"); \
        ck_assert_pstr_eq(reason, NULL); \
    } while (0)

#define assert_reason(words) \
    do { \
        char *reason = verify_records(&records, &scenario, "http://h"); \
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
    suite_add_tcase(suite, tests);
    return suite;
}
