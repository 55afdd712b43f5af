// records: what the programs wrote, read back, and what is not a record.

#include "../plots/records.h"

#include <stdlib.h>

#include "suites.h"
#include "support.h"

static struct records records;

// Reads records from a text; returns what records_read does.
static char *
read_text(const char *text)
{
    const char *path = scratch_write("records", text, strlen(text));

    return records_read(&records, path);
}

START_TEST(no_line_is_no_record)
{
    ck_assert_pstr_eq(read_text(""), NULL);
    ck_assert_uint_eq(records.count, 0);
    records_free(&records);
}
END_TEST

START_TEST(single_attempt_is_in_the_record_itself)
{
    char *error = read_text(
        "{\"index\":4,\"url\":\"http://h/\",\"status\":200,\"error\":null,"
        "\"attempts\":1,\"start\":1.5,\"queued\":0.5,\"namelookup\":0.1,"
        "\"connect\":0.2,\"tls\":0.3,\"first_byte\":0.4,\"total\":0.6,"
        "\"waited\":0.25,\"lane\":7}\n");
    const struct record *record = records.all;

    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_eq(records.count, 1);
    ck_assert_int_eq(record->index, 4);
    ck_assert_int_eq(record->status, 200);
    ck_assert_str_eq(record->url, "http://h/");
    ck_assert_ptr_null(record->error);
    ck_assert_uint_eq(record->attempt_count, 1);
    ck_assert_double_eq(record->attempts[0].start, 1.5);
    ck_assert_double_eq(record->attempts[0].queued, 0.5);
    ck_assert_double_eq(record->attempts[0].connected, 0.3);
    ck_assert_double_eq(record->attempts[0].first_byte, 0.4);
    ck_assert_double_eq(record->attempts[0].total, 0.6);
    ck_assert_double_eq(record->attempts[0].waited, 0.25);
    ck_assert_int_eq(record->attempts[0].lane, 7);
    records_free(&records);
}
END_TEST

START_TEST(several_attempts_are_its_tries)
{
    char *error = read_text(
        "{\"index\":0,\"url\":\"u\",\"error\":\"http\",\"status\":503,"
        "\"attempts\":2,\"lane\":9,\"tries\":["
        "{\"start\":1,\"connect\":0.2,\"tls\":0,\"lane\":1},"
        "{\"start\":2,\"waited\":0.5,\"total\":3,\"lane\":2}]}\n");
    const struct record *record = records.all;

    ck_assert_pstr_eq(error, NULL);
    ck_assert_str_eq(record->error, "http");
    ck_assert_uint_eq(record->attempt_count, 2);
    ck_assert_double_eq(record->attempts[0].connected, 0.2);
    ck_assert_int_eq(record->attempts[0].lane, 1);
    ck_assert_double_eq(record->attempts[1].waited, 0.5);
    ck_assert_int_eq(record->attempts[1].lane, 2);
    records_free(&records);
}
END_TEST

START_TEST(no_attempt_is_none)
{
    ck_assert_pstr_eq(read_text("{\"index\":0,\"attempts\":0}\n"), NULL);
    ck_assert_uint_eq(records.all[0].attempt_count, 0);
    ck_assert_ptr_null(records.all[0].url);
    records_free(&records);
}
END_TEST

START_TEST(records_stay_in_their_order)
{
    char *error = read_text("{\"index\":2}\n{\"index\":0}\n{\"index\":1}");

    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_eq(records.count, 3);
    ck_assert_int_eq(records.all[0].index, 2);
    ck_assert_int_eq(records.all[2].index, 1);
    records_free(&records);
}
END_TEST

static const struct {
    const char *text;
    const char *error;
} garbage[] = {
    {"x\n", "record 1 is not right"},
    {"\n", "record 1 is not right"},
    {"[]\n", "record 1 is not right: "},
    {"{\"index\":\"0\"}\n",
     "record 1 is not right: its index is not a number"},
    {"{\"index\":0.5}\n",
     "record 1 is not right: its index is not a number"},
    {"{\"index\":null}\n",
     "record 1 is not right: its index is not a number"},
    {"{\"index\":0}\n{\"index\":", "record 2 is not right"},
    {"{\"index\":0}{\"index\":1}\n", "record 1 is not right"},
    {"{\"index\":0,\"index\":1}\n", "record 1 is not right"},
    {"{\"index\":0,\"url\":\"\xFF\"}\n", "record 1 is not right"},
    {"{\"index\":0,\"attempts\":1,\"lane\":-1}\n",
     "record 1 is not right: its lane"},
    {"{\"index\":0,\"attempts\":1,\"lane\":1000000}\n",
     "record 1 is not right: its lane"},
    {"{\"index\":0,\"tries\":[{\"lane\":0},{\"lane\":-9}]}\n",
     "record 1 is not right: its lane"},
};

START_TEST(garbage_is_told_by_its_line)
{
    char *error = read_text(garbage[_i].text);

    ck_assert_ptr_nonnull(error);
    assert_says(error, garbage[_i].error);
    free(error);
    records_free(&records);
}
END_TEST

// Others' tools tell none.
START_TEST(index_may_be_left_out)
{
    ck_assert_pstr_eq(read_text("{\"url\":\"u\"}\n{\"index\":0}\n"), NULL);
    ck_assert_uint_eq(records.count, 2);
    ck_assert_int_eq(records.all[0].index, -1);
    ck_assert_str_eq(records.all[0].url, "u");
    ck_assert_int_eq(records.all[1].index, 0);
    records_free(&records);
}
END_TEST

START_TEST(missing_file_is_told)
{
    char *error = records_read(&records, scratch_path("nowhere"));

    ck_assert_ptr_nonnull(error);
    assert_says(error, "its records are missing: No such file");
    ck_assert_uint_eq(records.count, 0);
    free(error);
    records_free(&records);
}
END_TEST

Suite *
records_suite(void)
{
    Suite *suite = suite_create("records");
    TCase *tests = tcase_create("records");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, no_line_is_no_record);
    tcase_add_test(tests, single_attempt_is_in_the_record_itself);
    tcase_add_test(tests, several_attempts_are_its_tries);
    tcase_add_test(tests, no_attempt_is_none);
    tcase_add_test(tests, records_stay_in_their_order);
    tcase_add_loop_test(tests, garbage_is_told_by_its_line, 0,
                        sizeof garbage / sizeof garbage[0]);
    tcase_add_test(tests, index_may_be_left_out);
    tcase_add_test(tests, missing_file_is_told);
    suite_add_tcase(suite, tests);
    return suite;
}
