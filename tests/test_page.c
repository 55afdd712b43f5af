// page: text that stays text, templates, and files inside a page.

#include "../plots/page.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "../plots/basics.h"
#include "suites.h"
#include "support.h"

// Where a page goes, and what it is once that stream is closed.
static FILE *out;
static char *page;
static size_t size;

static void
start(void)
{
    out = text_stream(&page, &size);
}

static void
end(void)
{
    free(page);
}

// --- text --------------------------------------------------------------------

static const struct {
    const char *text, *html;
} texts[] = {
    {"", ""},
    {"sync took 2 × as long", "sync took 2 × as long"},
    {"<script>", "&lt;script&gt;"},
    {"a\"b'c", "a&quot;b&#39;c"},
    {"&lt;", "&amp;lt;"},
    {"]]>", "]]&gt;"},
    {"\t\n", "\t\n"},
    {"\r\x01\x1b\x7f", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"\u00A0\u07FF\u0800\uFFFF\U00010000\U0010FFFF",
     "\u00A0\u07FF\u0800\uFFFF\U00010000\U0010FFFF"},
    // cut short, alone, too long, a surrogate, beyond Unicode
    {"\xc3", "\uFFFD"},
    {"\xc3<", "\uFFFD&lt;"},
    {"\x80", "\uFFFD"},
    {"\xc0\xbc", "\uFFFD\uFFFD"},
    {"\xe0\x80\xbc", "\uFFFD\uFFFD\uFFFD"},
    {"\xe2\x82", "\uFFFD\uFFFD"},
    {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
    {"\xf0\x8f\xbf\xbf", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"\xff\xfe", "\uFFFD\uFFFD"},
};

START_TEST(text_means_nothing_but_itself)
{
    page_text(out, "%s", texts[_i].text);
    fclose(out);
    ck_assert_str_eq(page, texts[_i].html);
}
END_TEST

START_TEST(the_whole_of_a_pattern_is_text)
{
    page_text(out, "<%s>%d&", "a&b", 7);
    fclose(out);
    ck_assert_str_eq(page, "&lt;a&amp;b&gt;7&amp;");
}
END_TEST

// True when the ampersand starts one of the five entities that are written.
static bool
is_entity(const char *text)
{
    static const char *const known[] = {
        "&amp;", "&lt;", "&gt;", "&quot;", "&#39;",
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(text, known[i], strlen(known[i])) == 0)
            return true;
    return false;
}

START_TEST(no_bytes_get_out_of_a_text)
{
    enum { BYTES = 2000 };
    char bytes[BYTES + 1];
    unsigned seed = seed_random();

    random_bytes(bytes, BYTES);
    bytes[BYTES] = '\0';
    page_text(out, "%s", bytes);
    fclose(out);
    ck_assert_msg(strpbrk(page, "<>\"'") == NULL, "seed %u", seed);
    for (const char *c = page; (c = strchr(c, '&')); c++)
        ck_assert_msg(is_entity(c), "seed %u", seed);
}
END_TEST

// --- templates ---------------------------------------------------------------

static void
put_one(FILE *stream, const void *about)
{
    fprintf(stream, "1%s", (const char *)about);
}

static void
put_place(FILE *stream, const void *about)
{
    (void)about;
    fputs("{{one}}", stream);
}

static const struct part parts[] = {{"one", put_one}, {"place", put_place}};

static const struct {
    const char *template, *filled;
} templates[] = {
    {"", ""},
    {"plain { one } {one}", "plain { one } {one}"},
    {"{{one}}", "1!"},
    {"a{{one}}b{{one}}c", "a1!b1!c"},
    {"{{two}} {{one}}", "{{two}} 1!"},
    {"{{on}} {{ones}} {{}}", "{{on}} {{ones}} {{}}"},
    {"{{one}} {{one", "1! {{one"},
    // What a part writes is not looked at again: it may hold anybody's words.
    {"{{place}}", "{{one}}"},
};

START_TEST(template_is_filled)
{
    page_fill(out, templates[_i].template, parts, 2, "!");
    fclose(out);
    ck_assert_str_eq(page, templates[_i].filled);
}
END_TEST

START_TEST(template_is_read_with_the_style)
{
    char *error = NULL;
    char *template = page_template("plots", "report", &error);

    fclose(out);
    ck_assert_ptr_null(error);
    assert_says(template, "prefers-color-scheme: dark");
    ck_assert_ptr_null(strstr(template, "{{style}}"));
    free(template);
}
END_TEST

START_TEST(missing_template_is_named)
{
    char *error = NULL;

    fclose(out);
    ck_assert_ptr_null(page_template("/nowhere", "report", &error));
    ck_assert_str_eq(error,
                     "/nowhere/report.html: No such file or directory");
    free(error);
}
END_TEST

START_TEST(missing_style_is_named)
{
    char *error = NULL;

    fclose(out);
    scratch_make();
    scratch_write("report.html", "x", 1);
    ck_assert_ptr_null(page_template(scratch_path("."), "report", &error));
    assert_says(error, "report.css: No such file or directory");
    free(error);
    scratch_remove();
}
END_TEST

// --- files inside ------------------------------------------------------------

static const size_t sizes[] = {0, 1, 2, 3, 4, 12287, 12288, 12289, 100000};

START_TEST(bytes_come_back_from_a_data_uri)
{
    static const char head[] = "data:a/b;base64,";
    size_t length = sizes[_i];
    char *bytes = resize(NULL, length, 1);

    random_bytes(bytes, length);
    page_data(out, "a/b", bytes, length);
    fclose(out);
    ck_assert_int_eq(strncmp(page, head, strlen(head)), 0);
    const char *code = page + strlen(head);
    ck_assert_uint_eq(strlen(code), (length + 2) / 3 * 4);
    unsigned char *back = malloc(strlen(code) + 1);
    int got = EVP_DecodeBlock(back, (const unsigned char *)code,
                              (int)strlen(code));
    ck_assert_int_ge(got, (int)length);
    ck_assert_int_eq(memcmp(back, bytes, length), 0);
    free(back);
    free(bytes);
}
END_TEST

#define COUNT(array) ((int)(sizeof array / sizeof *array))

Suite *
page_suite(void)
{
    Suite *suite = suite_create("page");
    TCase *tests = tcase_create("page");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_loop_test(tests, text_means_nothing_but_itself, 0,
                        COUNT(texts));
    tcase_add_test(tests, the_whole_of_a_pattern_is_text);
    tcase_add_loop_test(tests, no_bytes_get_out_of_a_text, 0, 20);
    tcase_add_loop_test(tests, template_is_filled, 0, COUNT(templates));
    tcase_add_test(tests, template_is_read_with_the_style);
    tcase_add_test(tests, missing_template_is_named);
    tcase_add_test(tests, missing_style_is_named);
    tcase_add_loop_test(tests, bytes_come_back_from_a_data_uri, 0,
                        COUNT(sizes));
    suite_add_tcase(suite, tests);
    return suite;
}
