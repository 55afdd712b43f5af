// text: growing pieces of text, and foreign bytes made safe in three formats.

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <jansson.h>

#include "suites.h"
#include "support.h"

static struct text text;

// A fixture: an empty text.
static void
start(void)
{
    text = (struct text){.bytes = NULL};
}

static void
end(void)
{
    text_free(&text);
}

// --- growing -----------------------------------------------------------------

START_TEST(added_pieces_stand_one_after_the_other)
{
    text_add(&text, "a\0b", 3);
    text_string(&text, "cd");
    text_add(&text, "", 0);
    text_format(&text, "%03d", 7);
    assert_text(text, "a\0bcd007");
}
END_TEST

START_TEST(text_grows_as_far_as_is_needed)
{
    for (int i = 0; i < 10000; i++)
        text_integer(&text, i % 10);
    ck_assert_uint_eq(text.length, 10000);
    for (int i = 0; i < 10000; i += 1234)
        ck_assert_int_eq(text.bytes[i], '0' + i % 10);
}
END_TEST

START_TEST(reserved_room_is_there)
{
    text_string(&text, "abc");
    ck_assert(text_reserve(&text, 100000));
    ck_assert_uint_ge(text.room - text.length, 100000);
    memset(text.bytes + text.length, 'x', 100000);
    ck_assert_uint_eq(text.length, 3);
}
END_TEST

START_TEST(format_may_be_longer_than_the_room)
{
    char word[1000];

    memset(word, 'w', sizeof word);
    text_format(&text, "<%.*s>", (int)sizeof word, word);
    ck_assert_uint_eq(text.length, sizeof word + 2);
    ck_assert_int_eq(text.bytes[text.length - 1], '>');
    text_format(&text, "%s", "");
    ck_assert_uint_eq(text.length, sizeof word + 2);
}
END_TEST

START_TEST(freed_text_is_empty_and_can_be_used_again)
{
    text_string(&text, "abc");
    text_free(&text);
    ck_assert_uint_eq(text.length, 0);
    text_string(&text, "d");
    assert_text(text, "d");
}
END_TEST

START_TEST(drop_removes_bytes_from_the_front)
{
    text_string(&text, "abcdef");
    text_drop(&text, 0);
    assert_text(text, "abcdef");
    text_drop(&text, 2);
    assert_text(text, "cdef");
    text_drop(&text, 4);
    ck_assert_uint_eq(text.length, 0);
}
END_TEST

#ifndef SANITIZED
START_TEST(missing_memory_is_noted_and_loses_nothing)
{
    text_string(&text, "abc");
    ck_assert(!text.out_of_memory);
    ck_assert(!text_reserve(&text, SIZE_MAX / 8));
    ck_assert(text.out_of_memory);
    assert_text(text, "abc");
}
END_TEST
#endif

// --- numbers -----------------------------------------------------------------

START_TEST(integers_are_written_like_printf_does)
{
    static const long long numbers[] = {
        0, 1, -1, 9, 10, -10, 12345678901, LLONG_MAX, LLONG_MIN,
    };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char expected[32];
        int length = snprintf(expected, sizeof expected, "%lld", numbers[i]);
        text.length = 0;
        text_integer(&text, numbers[i]);
        ck_assert_uint_eq(text.length, (size_t)length);
        ck_assert_mem_eq(text.bytes, expected, text.length);
    }
}
END_TEST

START_TEST(seconds_have_six_decimals)
{
    text_seconds(&text, 1.25);
    text_string(&text, " ");
    text_seconds(&text, 0.000001);
    text_string(&text, " ");
    text_seconds(&text, 123456.789);
    assert_text(text, "1.250000 0.000001 123456.789000");
}
END_TEST

START_TEST(seconds_are_rounded_to_the_nearest_microsecond)
{
    text_seconds(&text, 0.9999996);
    text_string(&text, " ");
    text_seconds(&text, 0.0000014);
    assert_text(text, "1.000000 0.000001");
}
END_TEST

START_TEST(seconds_are_never_negative)
{
    text_seconds(&text, -0.5);
    text_string(&text, " ");
    text_seconds(&text, 0);
    assert_text(text, "0.000000 0.000000");
}
END_TEST

// --- UTF-8 -------------------------------------------------------------------

// Writes a character as UTF-8, by the book (RFC 3629), and returns its length.
static size_t
encode(unsigned character, char bytes[4])
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2
                    : character < 0x10000 ? 3 : 4;

    for (size_t i = length; i-- > 1; character >>= 6)
        bytes[i] = (char)(0x80 | (character & 0x3F));
    bytes[0] = (char)(marks[length] | character);
    return length;
}

START_TEST(every_character_is_read_back)
{
    for (unsigned character = 0; character <= 0x10FFFF; character++) {
        char bytes[4];
        size_t length = encode(character, bytes), taken;
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        if (utf8_next(bytes, length, &taken) != character || taken != length)
            ck_abort_msg("U+%04X was not read back", character);
    }
}
END_TEST

// Invalid bytes, and how many of them one U+FFFD stands for: the longest piece
// that some character begins with, or one byte (Unicode 15, table 3-8).
static const struct {
    const char *bytes;
    size_t taken;
} invalid[] = {
    {"\x80", 1},                {"\xBF", 1},
    {"\xC0\x80", 1},            {"\xC1\xBF", 1},
    {"\xE0\x80\x80", 1},        {"\xE0\x9F\xBF", 1},
    {"\xF0\x80\x80\x80", 1},    {"\xF0\x8F\xBF\xBF", 1},
    {"\xED\xA0\x80", 1},        {"\xED\xBF\xBF", 1},
    {"\xF4\x90\x80\x80", 1},    {"\xF5\x80\x80\x80", 1},
    {"\xFE", 1},                {"\xFF", 1},
    {"\xC3", 1},                {"\xC3(", 1},
    {"\xC3\xC3\xA9", 1},        {"\xE2\x82", 2},
    {"\xE2\x82(", 2},           {"\xE2(", 1},
    {"\xF0\x9F\x98", 3},        {"\xF0\x9F(", 2},
    {"\xF1\x80\x80(", 3},       {"\xF4\x8F\xBF", 3},
};

START_TEST(invalid_bytes_are_one_replacement_for_each_maximal_part)
{
    const char *bytes = invalid[_i].bytes;
    size_t taken;

    ck_assert_uint_eq(utf8_next(bytes, strlen(bytes), &taken), 0xFFFD);
    ck_assert_uint_eq(taken, invalid[_i].taken);
}
END_TEST

START_TEST(bytes_after_the_end_are_not_looked_at)
{
    size_t taken;

    ck_assert_uint_eq(utf8_next("\xE2\x82\xAC", 2, &taken), 0xFFFD);
    ck_assert_uint_eq(taken, 2);
    ck_assert_uint_eq(utf8_next("\xC3\xA9", 1, &taken), 0xFFFD);
    ck_assert_uint_eq(taken, 1);
}
END_TEST

// --- JSON --------------------------------------------------------------------

#define assert_json(bytes, expected) \
    do { \
        text.length = 0; \
        text_json(&text, bytes, sizeof(bytes) - 1); \
        assert_text(text, expected); \
    } while (0)

START_TEST(json_escapes_what_it_must)
{
    assert_json("", "\"\"");
    assert_json("plain / text", "\"plain / text\"");
    assert_json("say \"hi\"", "\"say \\\"hi\\\"\"");
    assert_json("back\\slash", "\"back\\\\slash\"");
    assert_json("two\nlines", "\"two\\nlines\"");
}
END_TEST

START_TEST(json_escapes_every_control_character)
{
    assert_json("\t\r", "\"\\u0009\\u000d\"");
    assert_json("a\0b", "\"a\\u0000b\"");
    assert_json("\x1F ~\x7F", "\"\\u001f ~\\u007f\"");
    assert_json("\xC2\x80\xC2\x9F\xC2\xA0", "\"\\u0080\\u009f\xC2\xA0\"");
}
END_TEST

START_TEST(json_keeps_characters_and_replaces_invalid_bytes)
{
    assert_json("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
                "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
    assert_json("a\xFFz", "\"a\xEF\xBF\xBDz\"");
    assert_json("\xED\xA0\x80",
                "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    assert_json("cut \xF0\x9F\x98", "\"cut \xEF\xBF\xBD\"");
}
END_TEST

// True if `string` has the characters of the foreign bytes, one by one.
static bool
same_characters(const char *string, size_t string_length, const char *bytes,
                size_t length)
{
    size_t ours, theirs;

    while (length > 0 && string_length > 0) {
        if (utf8_next(bytes, length, &theirs)
            != utf8_next(string, string_length, &ours))
            return false;
        bytes += theirs;
        length -= theirs;
        string += ours;
        string_length -= ours;
    }
    return length == 0 && string_length == 0;
}

START_TEST(json_of_random_bytes_is_read_back_by_a_parser)
{
    unsigned seed = seed_random();

    for (int i = 0; i < 2000; i++) {
        char bytes[64];
        size_t length = random_below(sizeof bytes);
        json_t *value;
        random_bytes(bytes, length);
        text.length = 0;
        text_json(&text, bytes, length);
        value = json_loadb(text.bytes, text.length,
                           JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        ck_assert_msg(value && same_characters(json_string_value(value),
                                               json_string_length(value),
                                               bytes, length),
                      "seed %u, round %d", seed, i);
        json_decref(value);
    }
}
END_TEST

// --- CSV ---------------------------------------------------------------------

#define assert_csv(bytes, expected) \
    do { \
        text.length = 0; \
        text_csv(&text, bytes, sizeof(bytes) - 1); \
        assert_text(text, expected); \
    } while (0)

START_TEST(csv_quotes_only_where_it_must)
{
    assert_csv("", "");
    assert_csv("plain 'text'; \\", "plain 'text'; \\");
    assert_csv("a,b", "\"a,b\"");
    assert_csv("two\nlines", "\"two\nlines\"");
    assert_csv("say \"hi\"", "\"say \"\"hi\"\"\"");
    assert_csv("\"", "\"\"\"\"");
}
END_TEST

START_TEST(csv_replaces_control_characters_and_invalid_bytes)
{
    assert_csv("a\tb", "a\tb");
    assert_csv("a\x1B[1mb", "a\xEF\xBF\xBD[1mb");
    assert_csv("a\x7F\xC2\x9B", "a\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_csv("a\r\nb", "\"a\xEF\xBF\xBD\nb\"");
    assert_csv("\xFF\xC3", "\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_csv("\xE2\x82\xAC", "\xE2\x82\xAC");
}
END_TEST

// --- for a person ------------------------------------------------------------

#define assert_plain(bytes, expected) \
    do { \
        text.length = 0; \
        text_plain(&text, bytes, sizeof(bytes) - 1); \
        assert_text(text, expected); \
    } while (0)

START_TEST(plain_text_stays_as_it_is)
{
    assert_plain("say \"hi\", \\ \xC3\xA9", "say \"hi\", \\ \xC3\xA9");
}
END_TEST

START_TEST(plain_shows_line_feeds_and_tabs_by_letter)
{
    assert_plain("a\nb\tc", "a\\nb\\tc");
}
END_TEST

START_TEST(plain_shows_control_characters_and_invalid_bytes_as_numbers)
{
    assert_plain("\x1B[2J\r\x7F", "\\x1b[2J\\x0d\\x7f");
    assert_plain("a\0z", "a\\x00z");
    assert_plain("\xC2\x9B", "\\xc2\\x9b");
    assert_plain("\xFFz\xE2\x82", "\\xffz\\xe2\\x82");
}
END_TEST

START_TEST(plain_keeps_a_replacement_character_that_was_there)
{
    assert_plain("a\xEF\xBF\xBDz", "a\xEF\xBF\xBDz");
}
END_TEST

// --- passwords ---------------------------------------------------------------

static const struct {
    const char *url;
    const char *masked;
} urls[] = {
    {"http://h/", "http://h/"},
    {"", ""},
    {"http://", "http://"},
    {"http://h:8080/a", "http://h:8080/a"},
    {"http://u@h/", "http://u@h/"},
    {"http://u:p@h/", "http://u:***@h/"},
    {"https://user:pass@h:1/x?y#z", "https://user:***@h:1/x?y#z"},
    {"http://u:@h/", "http://u:***@h/"},
    {"http://:p@h/", "http://:***@h/"},
    {"http://u:p:q@h/", "http://u:***@h/"},
    {"http://u:p@q@h/", "http://u:***@h/"},
    {"http://u:p%40@h", "http://u:***@h"},
    {"http://u:p@", "http://u:***@"},
    {"http://[::1]:80/", "http://[::1]:80/"},
    {"http://u:p@[::1]/", "http://u:***@[::1]/"},
    {"http://h/a:b@c", "http://h/a:b@c"},
    {"http://h?a:b@c", "http://h?a:b@c"},
    {"http://h#a:b@c", "http://h#a:b@c"},
    {"http://u:p@h/a:b@c", "http://u:***@h/a:b@c"},
    {"HTTP://u:p@h", "HTTP://u:***@h"},
    {"ftp://u:p@h", "ftp://u:***@h"},
    {"u:p@h/x", "u:***@h/x"},
    {"u@h:p@x/", "u@h:***@x/"},
    {"//u:p@h/x", "//u:***@h/x"},
    {"http:///u:p@h/", "http:///u:***@h/"},
    {"http:/u:p@h/", "http:/u:***@h/"},
    // "/", "?" or "#" in the password
    {"http://u:p/q@h/", "http://u:***@h/"},
    {"http://u:p?q@h/", "http://u:***@h/"},
    {"http://u:p#q@h/", "http://u:***@h/"},
    {"http://u:1p/@h:80/x", "http://u:***@h:80/x"},
    {"http://u:p:80/q@h/", "http://u:***@h/"},
    {"http://u:p/q@r@h/", "http://u:***@h/"},
    {"http://u:p@q:r/s@h/", "http://u:***@h/"},
    {"http://u:p]/q@h/", "http://u:***@h/"},
    {"http://[u:p/q@h/", "http://[u:***@h/"},
    {"http://u:p/q@[::1]:80/", "http://u:***@[::1]:80/"},
    {"u:p/q@h/x", "u:***@h/x"},
    {"http://h:x/a@b", "http://h:***@b"},
    {"http://[::1]:x/a@b", "http://[:***@b"},
    // no password
    {"http://u:p/q", "http://u:p/q"},
    {"http://h:80/a@b", "http://h:80/a@b"},
    {"http://h:/a@b", "http://h:/a@b"},
    {"http://h:?a@b", "http://h:?a@b"},
    {"http://u@h:80/a@b", "http://u@h:80/a@b"},
    {"http://[::1]:80/x@y", "http://[::1]:80/x@y"},
    {"http://[::1]/x@y", "http://[::1]/x@y"},
    {"http://u:p@[::1]:80/x@y", "http://u:***@[::1]:80/x@y"},
};

START_TEST(password_in_a_url_is_masked)
{
    const char *url = urls[_i].url, *masked = urls[_i].masked;

    text_url(&text, url, strlen(url));
    ck_assert_msg(text.length == strlen(masked)
                  && memcmp(text.bytes ? text.bytes : "", masked,
                            text.length) == 0,
                  "%s became %.*s, not %s", url, (int)text.length, text.bytes,
                  masked);
}
END_TEST

START_TEST(password_is_masked_also_behind_a_nul)
{
    text_url(&text, "http://u\0:secret@h/", 19);
    assert_text(text, "http://u\0:***@h/");
}
END_TEST

// Shortens a URL of so many bytes, with these at its end and x before them.
static void
shorten(const char *end, size_t length)
{
    char url[2000];

    memset(url, 'x', sizeof url);
    memcpy(url + length - strlen(end), end, strlen(end));
    text.length = 0;
    text_short_url(&text, url, length);
}

START_TEST(url_is_shortened_to_200_bytes)
{
    shorten("yz", 200);
    ck_assert_uint_eq(text.length, 200);
    ck_assert_mem_eq(text.bytes + 197, "xyz", 3);
    shorten("yz", 201);
    ck_assert_uint_eq(text.length, 203);
    ck_assert_mem_eq(text.bytes + 198, "xy...", 5);
    shorten("yz", 2000);
    ck_assert_uint_eq(text.length, 203);
    ck_assert_mem_eq(text.bytes + 198, "xx...", 5);
}
END_TEST

START_TEST(url_is_not_cut_within_a_character)
{
    shorten("\xE2\x82\xAC", 201);
    ck_assert_uint_eq(text.length, 201);
    ck_assert_mem_eq(text.bytes + 197, "x...", 4);
    shorten("\xE2\x82\xACz", 201);
    ck_assert_uint_eq(text.length, 203);
    ck_assert_mem_eq(text.bytes + 196, "x\xE2\x82\xAC...", 7);
}
END_TEST

START_TEST(url_is_shortened_behind_what_is_there)
{
    shorten("yz", 201);
    text_short_url(&text, "http://h/", 9);
    ck_assert_uint_eq(text.length, 203 + 9);
    ck_assert_mem_eq(text.bytes + 198, "xy...http://h/", 14);
}
END_TEST

START_TEST(password_is_masked_before_its_url_is_cut)
{
    char url[2000];

    memset(url, 'x', sizeof url);
    memcpy(url, "http://u:", 9);
    memcpy(url + sizeof url - 3, "@h/", 3);
    text_short_url(&text, url, sizeof url);
    assert_text(text, "http://u:***@h/");
}
END_TEST

Suite *
text_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, added_pieces_stand_one_after_the_other);
    tcase_add_test(tests, text_grows_as_far_as_is_needed);
    tcase_add_test(tests, reserved_room_is_there);
    tcase_add_test(tests, format_may_be_longer_than_the_room);
    tcase_add_test(tests, freed_text_is_empty_and_can_be_used_again);
    tcase_add_test(tests, drop_removes_bytes_from_the_front);
#ifndef SANITIZED
    tcase_add_test(tests, missing_memory_is_noted_and_loses_nothing);
#endif
    tcase_add_test(tests, integers_are_written_like_printf_does);
    tcase_add_test(tests, seconds_have_six_decimals);
    tcase_add_test(tests, seconds_are_rounded_to_the_nearest_microsecond);
    tcase_add_test(tests, seconds_are_never_negative);
    tcase_add_test(tests, every_character_is_read_back);
    tcase_add_loop_test(
        tests, invalid_bytes_are_one_replacement_for_each_maximal_part, 0,
        sizeof invalid / sizeof invalid[0]);
    tcase_add_test(tests, bytes_after_the_end_are_not_looked_at);
    tcase_add_test(tests, json_escapes_what_it_must);
    tcase_add_test(tests, json_escapes_every_control_character);
    tcase_add_test(tests, json_keeps_characters_and_replaces_invalid_bytes);
    tcase_add_test(tests, json_of_random_bytes_is_read_back_by_a_parser);
    tcase_add_test(tests, csv_quotes_only_where_it_must);
    tcase_add_test(tests, csv_replaces_control_characters_and_invalid_bytes);
    tcase_add_test(tests, plain_text_stays_as_it_is);
    tcase_add_test(tests, plain_shows_line_feeds_and_tabs_by_letter);
    tcase_add_test(
        tests, plain_shows_control_characters_and_invalid_bytes_as_numbers);
    tcase_add_test(tests, plain_keeps_a_replacement_character_that_was_there);
    tcase_add_loop_test(tests, password_in_a_url_is_masked, 0,
                        sizeof urls / sizeof urls[0]);
    tcase_add_test(tests, password_is_masked_also_behind_a_nul);
    tcase_add_test(tests, url_is_shortened_to_200_bytes);
    tcase_add_test(tests, url_is_not_cut_within_a_character);
    tcase_add_test(tests, url_is_shortened_behind_what_is_there);
    tcase_add_test(tests, password_is_masked_before_its_url_is_cut);
    suite_add_tcase(suite, tests);
    return suite;
}
