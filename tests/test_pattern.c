// pattern: braces in paths, value by value.

#include "../plots/pattern.h"

#include <stdlib.h>

#include "suites.h"

static const struct {
    const char *pattern;
    size_t turn;
    const char *path;   // NULL: refused
} patterns[] = {
    {"/delay/1", 0, "/delay/1"},
    {"/delay/1", 99, "/delay/1"},
    {"/delay/{0..4}", 0, "/delay/0"},
    {"/delay/{0..4}", 4, "/delay/4"},
    {"/delay/{0..4}", 5, "/delay/0"},
    {"/delay/{0..4}", 199, "/delay/4"},
    {"/delay/{7..9}", 1, "/delay/8"},
    {"/delay/{7..9}", 3, "/delay/7"},
    {"/delay/{3..3}", 2, "/delay/3"},
    {"/bytes/{10,1000}", 0, "/bytes/10"},
    {"/bytes/{10,1000}", 1, "/bytes/1000"},
    {"/bytes/{10,1000}", 2, "/bytes/10"},
    {"/bytes/{10}", 5, "/bytes/10"},
    {"/bytes/{10}/x", 0, "/bytes/10/x"},
    {"/x{,y}", 0, "/x"},
    {"/x{,y}", 1, "/xy"},
    {"/pool/{1,2}/{0..2}", 0, "/pool/1/0"},
    {"/pool/{1,2}/{0..2}", 1, "/pool/2/1"},
    {"/pool/{1,2}/{0..2}", 5, "/pool/2/2"},
    {"/a{1,2}{3,4}b", 1, "/a24b"},
    {"/a{}", 0, NULL},
    {"/a{", 0, NULL},
    {"/a}", 0, NULL},
    {"/a}{", 0, NULL},
    {"/a{1,{2,3}}", 0, NULL},
    {"/a{1..}", 0, NULL},
    {"/a{..2}", 0, NULL},
    {"/a{2..1}", 0, NULL},
    {"/a{-1..2}", 0, NULL},
    {"/a{a..b}", 0, NULL},
    {"/a{1..2,5}", 0, NULL},
    {"/a{1..3x}", 0, NULL},
    {"/a{0..99999999999999999999}", 0, NULL},
    {"/a{0..2147483647}", 0, NULL},
    {"/ok{1..2}/bad{", 0, NULL},
};

START_TEST(braces_become_one_value_after_the_other)
{
    char *path = pattern_expand(patterns[_i].pattern, patterns[_i].turn);

    if (patterns[_i].path)
        ck_assert_pstr_eq(path, patterns[_i].path);
    else
        ck_assert_msg(!path, "%s became %s", patterns[_i].pattern, path);
    free(path);
}
END_TEST

Suite *
pattern_suite(void)
{
    Suite *suite = suite_create("pattern");
    TCase *tests = tcase_create("pattern");

    tcase_add_loop_test(tests, braces_become_one_value_after_the_other, 0,
                        sizeof patterns / sizeof patterns[0]);
    suite_add_tcase(suite, tests);
    return suite;
}
