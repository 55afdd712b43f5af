// labels: which are put together, where they stand, and what they say.

#include "../plots/labels.h"

#include <stdlib.h>

#include "../plots/basics.h"
#include "suites.h"
#include "support.h"

// Makes the label of one line.
static struct label
one(double wanted, const char *value, const char *name, long program)
{
    return (struct label){
        .wanted = wanted, .low = copy_text(value), .high = copy_text(value),
        .names = copy_text(name), .count = 1, .program = program,
    };
}

// Compares a label's text, and frees both.
static void
assert_label(struct label *label, size_t width, const char *expected)
{
    char *text = label_text(label, width);

    ck_assert_str_eq(text, expected);
    free(text);
    label_free(label);
}

START_TEST(labels_come_from_below)
{
    struct label labels[] = {one(5, "5 s", "high", 0), one(1, "1 s", "low", 1)};

    ck_assert_uint_eq(labels_merge(labels, 2, 5), 2);
    assert_label(&labels[0], 20, "1 s  low");
    assert_label(&labels[1], 20, "5 s  high");
}
END_TEST

START_TEST(labels_that_say_the_same_are_one)
{
    struct label labels[] = {
        one(1, "1", "sync", 0), one(9, "9", "threaded", 1),
        one(1, "1", "async", 2),
    };

    ck_assert_uint_eq(labels_merge(labels, 3, 5), 2);
    ck_assert_int_eq(labels[0].program, -1);
    ck_assert_int_eq(labels[1].program, 1);
    assert_label(&labels[0], 20, "1  sync, async");
    assert_label(&labels[1], 20, "9  threaded");
}
END_TEST

START_TEST(too_many_labels_are_merged_where_they_are_near)
{
    struct label labels[] = {
        one(1, "1.0 MiB", "a", 0), one(2, "2.0 MiB", "b", 1),
        one(2.5, "2.5 MiB", "c", 2), one(9, "9.0 MiB", "d", 3),
    };

    ck_assert_uint_eq(labels_merge(labels, 4, 3), 3);
    ck_assert_double_eq(labels[1].wanted, 2.25);
    assert_label(&labels[0], 30, "1.0 MiB  a");
    assert_label(&labels[1], 30, "2.0–2.5 MiB  c, b");
    assert_label(&labels[2], 30, "9.0 MiB  d");
}
END_TEST

START_TEST(names_that_do_not_fit_are_counted)
{
    struct label labels[] = {
        one(1, "1", "threaded-4", 0), one(1, "1", "threaded-8", 1),
        one(1, "1", "threaded-16", 2),
    };

    ck_assert_uint_eq(labels_merge(labels, 3, 5), 1);
    assert_label(&labels[0], 30, "1  threaded-4, threaded-8, +1");
}
END_TEST

START_TEST(labels_keep_their_distance)
{
    struct label labels[4] = {
        {.wanted = 0}, {.wanted = 1}, {.wanted = 50}, {.wanted = 99},
    };
    static const double expected[] = {10, 30, 50, 80};

    labels_place(labels, 4, 20, 10, 80);
    for (size_t i = 0; i < 4; i++)
        ck_assert_double_eq(labels[i].place, expected[i]);
}
END_TEST

START_TEST(labels_are_pushed_back_from_the_end)
{
    struct label labels[3] = {{.wanted = 78}, {.wanted = 79}, {.wanted = 80}};
    static const double expected[] = {40, 60, 80};

    labels_place(labels, 3, 20, 0, 80);
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq(labels[i].place, expected[i]);
}
END_TEST

START_TEST(width_is_in_characters)
{
    ck_assert_uint_eq(text_width(""), 0);
    ck_assert_uint_eq(text_width("0.08–0.1 × é"), 12);
}
END_TEST

Suite *
labels_suite(void)
{
    Suite *suite = suite_create("labels");
    TCase *tests = tcase_create("labels");

    tcase_add_test(tests, labels_come_from_below);
    tcase_add_test(tests, labels_that_say_the_same_are_one);
    tcase_add_test(tests, too_many_labels_are_merged_where_they_are_near);
    tcase_add_test(tests, names_that_do_not_fit_are_counted);
    tcase_add_test(tests, labels_keep_their_distance);
    tcase_add_test(tests, labels_are_pushed_back_from_the_end);
    tcase_add_test(tests, width_is_in_characters);
    suite_add_tcase(suite, tests);
    return suite;
}
