// result: the record of one URL in the three formats. JSON is read back by a
// library, CSV by a reader of our own, and the table by eye.

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "csv.h"
#include "result.h"
#include "suites.h"
#include "support.h"

static struct text out;
static struct text preview;
static struct attempt tries[3];
static struct result result;
static struct result_style style;

// A fixture: the result of three attempts that all have different times.
static void
start(void)
{
    out = preview = (struct text){.bytes = NULL};
    style = (struct result_style){.format = FORMAT_JSON};
    for (int i = 0; i < 3; i++)
        tries[i] = (struct attempt){
            .waited = i, .queued = i + 0.1, .start = i + 0.2,
            .namelookup = i + 0.3, .connect = i + 0.4, .tls = i + 0.5,
            .first_byte = i + 0.6, .total = i + 0.7,
            .status = i < 2 ? 503 : 200, .reused = i == 2,
        };
    tries[1].error = ERROR_TIMEOUT;
    result = (struct result){
        .index = 12, .lane = 7, .status = 200, .length = 5000000000,
        .waited = 3, .tries = tries, .attempts = 3, .preview = &preview,
    };
    text_string(&result.url, "http://user:secret@host/a?b");
}

static void
end(void)
{
    text_free(&out);
    text_free(&preview);
    text_free(&result.url);
}

// --- JSON --------------------------------------------------------------------

// Writes the result as JSON and reads it back; the caller releases it.
static json_t *
read_json(void)
{
    json_error_t error;
    json_t *record;

    out.length = 0;
    style.format = FORMAT_JSON;
    result_write(&out, &style, &result);
    ck_assert_int_eq(out.bytes[out.length - 1], '\n');
    ck_assert_ptr_null(memchr(out.bytes, '\n', out.length - 1));
    record = json_loadb(out.bytes, out.length, JSON_REJECT_DUPLICATES
                        | JSON_ALLOW_NUL, &error);
    ck_assert_msg(record, "%s: %.*s", error.text, (int)out.length, out.bytes);
    return record;
}

static const char *
string_of(const json_t *record, const char *name)
{
    const char *string = json_string_value(json_object_get(record, name));

    ck_assert_msg(string, "no string \"%s\"", name);
    return string;
}

static json_int_t
integer_of(const json_t *record, const char *name)
{
    ck_assert_msg(json_is_integer(json_object_get(record, name)),
                  "no integer \"%s\"", name);
    return json_integer_value(json_object_get(record, name));
}

// True if the field holds seconds, and these.
static bool
has_seconds(const json_t *record, const char *name, double seconds)
{
    const json_t *field = json_object_get(record, name);
    double difference = json_real_value(field) - seconds;

    return json_is_real(field) && difference < 1e-9 && difference > -1e-9;
}

START_TEST(json_tells_what_came_of_the_url)
{
    json_t *record = read_json();

    ck_assert_int_eq(integer_of(record, "index"), 12);
    ck_assert_str_eq(string_of(record, "url"), "http://user:***@host/a?b");
    ck_assert_int_eq(integer_of(record, "status"), 200);
    ck_assert_int_eq(integer_of(record, "length"), 5000000000);
    ck_assert_int_eq(integer_of(record, "attempts"), 3);
    ck_assert_int_eq(integer_of(record, "lane"), 7);
    ck_assert(json_is_true(json_object_get(record, "reused")));
    ck_assert(json_is_null(json_object_get(record, "error")));
    ck_assert(json_is_null(json_object_get(record, "detail")));
    json_decref(record);
}
END_TEST

// Without memory for the URL its record is written all the same.
START_TEST(json_has_a_url_even_if_it_could_not_be_kept)
{
    json_t *record;

    text_free(&result.url);
    record = read_json();
    ck_assert_str_eq(string_of(record, "url"), "");
    json_decref(record);
}
END_TEST

START_TEST(json_has_the_first_start_and_the_last_phases)
{
    json_t *record = read_json();

    ck_assert(has_seconds(record, "start", 0.2));
    ck_assert(has_seconds(record, "queued", 0.1));
    ck_assert(has_seconds(record, "namelookup", 2.3));
    ck_assert(has_seconds(record, "connect", 2.4));
    ck_assert(has_seconds(record, "tls", 2.5));
    ck_assert(has_seconds(record, "first_byte", 2.6));
    ck_assert(has_seconds(record, "total", 2.7));
    ck_assert(has_seconds(record, "waited", 3));
    json_decref(record);
}
END_TEST

START_TEST(json_names_error_and_detail)
{
    json_t *record;

    result.error = ERROR_TOO_LARGE;
    snprintf(result.detail, sizeof result.detail, "longer than \"1\"\n");
    record = read_json();
    ck_assert_str_eq(string_of(record, "error"), "too-large");
    ck_assert_str_eq(string_of(record, "detail"), "longer than \"1\"\n");
    json_decref(record);
}
END_TEST

START_TEST(json_seconds_have_six_decimals)
{
    json_t *record = read_json();

    ck_assert_ptr_nonnull(memmem(out.bytes, out.length,
                                 "\"total\":2.700000,", 17));
    json_decref(record);
}
END_TEST

START_TEST(json_lists_every_try_when_there_was_more_than_one)
{
    json_t *record, *list;

    result.attempts = _i;
    record = read_json();
    list = json_object_get(record, "tries");
    ck_assert_int_eq((int)json_array_size(list), _i);
    for (int i = 0; i < _i; i++) {
        const json_t *attempt = json_array_get(list, (size_t)i);
        ck_assert(has_seconds(attempt, "waited", i));
        ck_assert(has_seconds(attempt, "queued", i + 0.1));
        ck_assert(has_seconds(attempt, "start", i + 0.2));
        ck_assert(has_seconds(attempt, "namelookup", i + 0.3));
        ck_assert(has_seconds(attempt, "connect", i + 0.4));
        ck_assert(has_seconds(attempt, "tls", i + 0.5));
        ck_assert(has_seconds(attempt, "first_byte", i + 0.6));
        ck_assert(has_seconds(attempt, "total", i + 0.7));
        ck_assert_int_eq(integer_of(attempt, "status"), i < 2 ? 503 : 200);
        ck_assert_int_eq(integer_of(attempt, "lane"), 7);
        ck_assert_int_eq(json_is_true(json_object_get(attempt, "reused")),
                         i == 2);
    }
    json_decref(record);
}
END_TEST

START_TEST(json_names_the_error_of_each_try)
{
    json_t *record = read_json();
    const json_t *list = json_object_get(record, "tries");

    ck_assert(json_is_null(json_object_get(json_array_get(list, 0), "error")));
    ck_assert_str_eq(string_of(json_array_get(list, 1), "error"), "timeout");
    ck_assert(json_is_null(json_object_get(json_array_get(list, 2), "error")));
    json_decref(record);
}
END_TEST

START_TEST(json_lists_no_tries_when_there_was_one)
{
    json_t *record;

    result.attempts = 1;
    record = read_json();
    ck_assert_ptr_null(json_object_get(record, "tries"));
    ck_assert(has_seconds(record, "start", 0.2));
    ck_assert(has_seconds(record, "total", 0.7));
    ck_assert(json_is_false(json_object_get(record, "reused")));
    json_decref(record);
}
END_TEST

START_TEST(json_of_a_url_that_was_never_tried_has_zeros)
{
    json_t *record;

    result.attempts = 0;
    result.tries = NULL;
    result.waited = 0;
    record = read_json();
    ck_assert_int_eq(integer_of(record, "attempts"), 0);
    ck_assert(has_seconds(record, "start", 0));
    ck_assert(has_seconds(record, "queued", 0));
    ck_assert(has_seconds(record, "total", 0));
    ck_assert_ptr_null(json_object_get(record, "tries"));
    json_decref(record);
}
END_TEST

START_TEST(preview_and_file_are_fields_only_where_asked_for)
{
    json_t *record = read_json();

    ck_assert_ptr_null(json_object_get(record, "preview"));
    ck_assert_ptr_null(json_object_get(record, "file"));
    json_decref(record);
}
END_TEST

START_TEST(file_is_named_by_directory_and_index_if_it_was_kept)
{
    json_t *record;

    style.save = "some/dir";
    record = read_json();
    ck_assert(json_is_null(json_object_get(record, "file")));
    json_decref(record);
    result.saved = true;
    record = read_json();
    ck_assert_str_eq(string_of(record, "file"), "some/dir/12");
    json_decref(record);
}
END_TEST

// The preview of a body in a record.
#define assert_preview(body, characters, expected) \
    do { \
        json_t *record; \
        preview.length = 0; \
        text_add(&preview, body, sizeof(body) - 1); \
        style.preview = characters; \
        record = read_json(); \
        ck_assert_str_eq(string_of(record, "preview"), expected); \
        json_decref(record); \
    } while (0)

START_TEST(preview_counts_characters_not_bytes)
{
    assert_preview("", 3, "");
    assert_preview("abc", 3, "abc");
    assert_preview("abcd", 3, "abc");
    assert_preview("\xE2\x82\xAC\xC3\xA9z!", 3, "\xE2\x82\xAC\xC3\xA9z");
    assert_preview("\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 1, "\xF0\x9F\x98\x80");
}
END_TEST

START_TEST(preview_shows_invalid_bytes_as_one_character_each)
{
    assert_preview("\xFF\xFFz", 2, "\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_preview("\xE2\x82", 5, "\xEF\xBF\xBD");
    assert_preview("\xE2\x82z", 2, "\xEF\xBF\xBDz");
}
END_TEST

// --- CSV ---------------------------------------------------------------------

// Writes a header or the result as CSV and reads it back; the caller frees it.
static struct csv_record
read_csv(bool header)
{
    struct csv_record record;

    out.length = 0;
    style.format = FORMAT_CSV;
    if (header)
        result_header(&out, &style);
    else
        result_write(&out, &style, &result);
    ck_assert_msg(csv_read(out.bytes, out.length, &record) == out.length,
                  "%.*s", (int)out.length, out.bytes);
    return record;
}

START_TEST(csv_has_a_fixed_header)
{
    style.format = FORMAT_CSV;
    result_header(&out, &style);
    assert_text(out, "index,url,status,length,error,detail,attempts,start,"
                     "queued,namelookup,connect,tls,first_byte,total,waited,"
                     "reused,lane\n");
}
END_TEST

START_TEST(csv_has_the_fields_of_json_in_the_same_order)
{
    struct csv_record header;
    json_t *record, *value;
    const char *name;
    int at = 0;

    style.preview = 3;
    style.save = "dir";
    header = read_csv(true);
    result.attempts = 1;
    record = read_json();
    json_object_foreach(record, name, value) {
        ck_assert_int_lt(at, header.count);
        ck_assert_str_eq(header.fields[at++], name);
    }
    ck_assert_int_eq(at, header.count);
    csv_free(&header);
    json_decref(record);
}
END_TEST

START_TEST(csv_carries_the_same_values)
{
    static const char *const expected[] = {
        "12", "http://user:***@host/a?b", "200", "5000000000", "timeout",
        "no \"luck\", none", "3", "0.200000", "0.100000", "2.300000",
        "2.400000", "2.500000", "2.600000", "2.700000", "3.000000", "true",
        "7", "ab", "dir/12",
    };
    struct csv_record record;

    result.error = ERROR_TIMEOUT;
    snprintf(result.detail, sizeof result.detail, "no \"luck\", none");
    text_string(&preview, "abc");
    style.preview = 2;
    style.save = "dir";
    result.saved = true;
    record = read_csv(false);
    ck_assert_int_eq(record.count, sizeof expected / sizeof expected[0]);
    for (int i = 0; i < record.count; i++)
        ck_assert_str_eq(record.fields[i], expected[i]);
    csv_free(&record);
}
END_TEST

START_TEST(csv_leaves_empty_what_is_null_in_json)
{
    struct csv_record record;

    style.save = "dir";
    record = read_csv(false);
    ck_assert_str_eq(record.fields[4], "");
    ck_assert_str_eq(record.fields[5], "");
    ck_assert_str_eq(record.fields[record.count - 1], "");
    csv_free(&record);
}
END_TEST

START_TEST(json_has_no_header_and_the_table_has_one)
{
    result_header(&out, &style);
    ck_assert_uint_eq(out.length, 0);
    style.format = FORMAT_TABLE;
    result_header(&out, &style);
    ck_assert_uint_gt(out.length, 0);
    ck_assert_int_eq(out.bytes[out.length - 1], '\n');
}
END_TEST

// --- the table ---------------------------------------------------------------

// Writes the result as a line of the table, and returns it as a string.
static const char *
table(void)
{
    out.length = 0;
    style.format = FORMAT_TABLE;
    result_write(&out, &style, &result);
    text_add(&out, "", 1);
    return out.bytes;
}

START_TEST(table_shows_what_matters_on_one_line)
{
    ck_assert_str_eq(table(), "   12     200  5000000000     2.700      3  "
                              "http://user:***@host/a?b\n");
}
END_TEST

START_TEST(table_shows_error_detail_and_file_behind_the_url)
{
    result.error = ERROR_HTTP;
    snprintf(result.detail, sizeof result.detail, "status\n404");
    ck_assert_ptr_nonnull(strstr(table(), "/a?b  http: status\\n404\n"));
    result.error = ERROR_NONE;
    result.detail[0] = '\0';
    result.saved = true;
    style.save = "dir";
    ck_assert_ptr_nonnull(strstr(table(), "/a?b  -> dir/12\n"));
}
END_TEST

START_TEST(table_shows_the_preview_below)
{
    style.preview = 4;
    ck_assert_ptr_nonnull(strstr(table(), "/a?b\n"));
    ck_assert_str_eq(strchr(table(), '\n'), "\n");
    text_string(&preview, "a\nbcd");
    ck_assert_str_eq(strchr(table(), '\n'), "\n       a\\nbc\n");
}
END_TEST

// --- hostile bytes -----------------------------------------------------------

// Fills the result with random bytes wherever foreign bytes can be.
static void
randomize(void)
{
    size_t length = random_below(80);

    result.url.length = preview.length = 0;
    if (text_reserve(&result.url, 80) && text_reserve(&preview, 80)) {
        random_bytes(result.url.bytes, length);
        random_bytes(preview.bytes, 80);
        result.url.length = length;
        preview.length = random_below(80);
    }
    random_bytes(result.detail, sizeof result.detail);
    result.detail[random_below(sizeof result.detail)] = '\0';
    result.error = (enum error_kind)random_below(ERROR_KINDS);
    result.attempts = (int)random_below(4);
    style.preview = (int)random_below(20);
    style.save = random_below(2) ? "some, \"dir\"" : NULL;
    result.saved = style.save && random_below(2) == 0;
}

// True if a terminal would take something in it, line feeds aside, for a
// command: C0, DEL, C1, or bytes that are no UTF-8.
static bool
has_control(const struct text *text)
{
    size_t taken;

    for (size_t at = 0; at < text->length; at += taken) {
        unsigned character = utf8_next(text->bytes + at, text->length - at,
                                       &taken);
        if ((character < 0x20 && character != '\n')
            || (character >= 0x7F && character < 0xA0)
            || (character == 0xFFFD && taken != 3))
            return true;
    }
    return false;
}

START_TEST(json_of_anything_is_read_by_a_parser)
{
    unsigned seed = seed_random();

    for (int i = 0; i < 2000; i++) {
        json_t *record;
        randomize();
        out.length = 0;
        style.format = FORMAT_JSON;
        result_write(&out, &style, &result);
        record = json_loadb(out.bytes, out.length, JSON_REJECT_DUPLICATES
                            | JSON_ALLOW_NUL, NULL);
        ck_assert_msg(record && !has_control(&out), "seed %u, round %d", seed,
                      i);
        json_decref(record);
    }
}
END_TEST

START_TEST(csv_of_anything_has_the_fields_of_its_header)
{
    unsigned seed = seed_random();

    style.format = FORMAT_CSV;
    for (int i = 0; i < 2000; i++) {
        struct csv_record header, record;
        size_t header_length;
        randomize();
        out.length = 0;
        result_header(&out, &style);
        header_length = out.length;
        result_write(&out, &style, &result);
        ck_assert_msg(
            csv_read(out.bytes, out.length, &header) == header_length
            && csv_read(out.bytes + header_length, out.length - header_length,
                        &record) == out.length - header_length
            && header.count == record.count, "seed %u, round %d", seed, i);
        csv_free(&header);
        csv_free(&record);
    }
}
END_TEST

// True if CSV has a control character other than its tabs and line feeds.
static bool
csv_has_control(struct text *text)
{
    for (size_t i = 0; i < text->length; i++)
        if (text->bytes[i] == '\t')
            text->bytes[i] = ' ';
    return has_control(text);
}

START_TEST(csv_of_anything_has_no_control_characters)
{
    unsigned seed = seed_random();

    style.format = FORMAT_CSV;
    for (int i = 0; i < 2000; i++) {
        randomize();
        out.length = 0;
        result_write(&out, &style, &result);
        ck_assert_msg(!csv_has_control(&out), "seed %u, round %d", seed, i);
    }
}
END_TEST

START_TEST(table_of_anything_has_no_control_characters_and_whole_lines)
{
    unsigned seed = seed_random();

    style.format = FORMAT_TABLE;
    for (int i = 0; i < 2000; i++) {
        size_t lines = 0, expected;
        randomize();
        expected = style.preview > 0 && preview.length > 0 ? 2 : 1;
        out.length = 0;
        result_write(&out, &style, &result);
        for (size_t at = 0; at < out.length; at++)
            lines += out.bytes[at] == '\n';
        ck_assert_msg(!has_control(&out) && lines == expected,
                      "seed %u, round %d", seed, i);
    }
}
END_TEST

START_TEST(table_shows_a_directory_without_its_control_characters)
{
    style.save = "dir\x1B[2J\n";
    result.saved = true;
    table();
    out.length--;
    ck_assert(!has_control(&out));
    ck_assert_ptr_eq(memchr(out.bytes, '\n', out.length),
                     out.bytes + out.length - 1);
}
END_TEST

// The tests of what stands in each format.
static TCase *
format_tests(void)
{
    TCase *tests = tcase_create("formats");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, json_tells_what_came_of_the_url);
    tcase_add_test(tests, json_has_a_url_even_if_it_could_not_be_kept);
    tcase_add_test(tests, json_has_the_first_start_and_the_last_phases);
    tcase_add_test(tests, json_names_error_and_detail);
    tcase_add_test(tests, json_seconds_have_six_decimals);
    tcase_add_loop_test(
        tests, json_lists_every_try_when_there_was_more_than_one, 2, 4);
    tcase_add_test(tests, json_names_the_error_of_each_try);
    tcase_add_test(tests, json_lists_no_tries_when_there_was_one);
    tcase_add_test(tests, json_of_a_url_that_was_never_tried_has_zeros);
    tcase_add_test(tests, preview_and_file_are_fields_only_where_asked_for);
    tcase_add_test(tests, file_is_named_by_directory_and_index_if_it_was_kept);
    tcase_add_test(tests, preview_counts_characters_not_bytes);
    tcase_add_test(tests, preview_shows_invalid_bytes_as_one_character_each);
    tcase_add_test(tests, csv_has_a_fixed_header);
    tcase_add_test(tests, csv_has_the_fields_of_json_in_the_same_order);
    tcase_add_test(tests, csv_carries_the_same_values);
    tcase_add_test(tests, csv_leaves_empty_what_is_null_in_json);
    tcase_add_test(tests, json_has_no_header_and_the_table_has_one);
    tcase_add_test(tests, table_shows_what_matters_on_one_line);
    tcase_add_test(tests, table_shows_error_detail_and_file_behind_the_url);
    tcase_add_test(tests, table_shows_the_preview_below);
    return tests;
}

// The tests with hostile bytes.
static TCase *
hostile_tests(void)
{
    TCase *tests = tcase_create("hostile bytes");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, json_of_anything_is_read_by_a_parser);
    tcase_add_test(tests, csv_of_anything_has_the_fields_of_its_header);
    tcase_add_test(tests, csv_of_anything_has_no_control_characters);
    tcase_add_test(
        tests, table_of_anything_has_no_control_characters_and_whole_lines);
    tcase_add_test(tests,
                   table_shows_a_directory_without_its_control_characters);
    return tests;
}

Suite *
result_suite(void)
{
    Suite *suite = suite_create("result");

    suite_add_tcase(suite, format_tests());
    suite_add_tcase(suite, hostile_tests());
    return suite;
}
