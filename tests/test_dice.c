// dice: the generator is splitmix64, and an order that it makes is one.

#include "../plots/dice.h"

#include "suites.h"

// What splitmix64 gives for the seed 1234567, as other people's ports of it
// are checked: https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
static const uint64_t known[] = {
    UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
    UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
    UINT64_C(16408922859458223821),
};

enum { KNOWN = sizeof known / sizeof known[0], ITEMS = 10 };

START_TEST(numbers_are_those_of_splitmix64)
{
    struct dice dice = {.state = 1234567};

    for (int i = 0; i < KNOWN; i++)
        ck_assert_uint_eq(dice_below(&dice, SIZE_MAX), known[i]);
}
END_TEST

START_TEST(numbers_are_below_the_count_and_reach_all_of_it)
{
    struct dice dice = {.state = 5};
    int seen[ITEMS] = {0};

    for (int i = 0; i < 10000; i++) {
        size_t number = dice_below(&dice, ITEMS);
        ck_assert_uint_lt(number, ITEMS);
        seen[number]++;
    }
    for (int i = 0; i < ITEMS; i++)
        ck_assert_int_gt(seen[i], 800);
    ck_assert_uint_eq(dice_below(&dice, 1), 0);
}
END_TEST

START_TEST(order_holds_every_item_once)
{
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct dice dice = {.state = seed};
        size_t order[ITEMS];
        unsigned seen = 0;
        dice_order(&dice, order, ITEMS);
        for (int i = 0; i < ITEMS; i++)
            seen |= 1u << order[i];
        ck_assert_uint_eq(seen, (1u << ITEMS) - 1);
    }
}
END_TEST

START_TEST(every_order_is_as_likely_as_another)
{
    struct dice dice = {.state = 1};
    int seen[27] = {0}, orders = 0;

    for (int i = 0; i < 6000; i++) {
        size_t order[3];
        dice_order(&dice, order, 3);
        seen[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    for (int i = 0; i < 27; i++) {
        if (seen[i] == 0)
            continue;
        ck_assert_int_gt(seen[i], 800);
        ck_assert_int_lt(seen[i], 1200);
        orders++;
    }
    ck_assert_int_eq(orders, 6);
}
END_TEST

START_TEST(same_seed_gives_the_same_order)
{
    struct dice one = {.state = 42}, two = {.state = 42};
    size_t first[ITEMS], second[ITEMS];

    dice_order(&one, first, ITEMS);
    dice_order(&two, second, ITEMS);
    ck_assert_mem_eq(first, second, sizeof first);
    dice_order(&one, first, ITEMS);
    ck_assert_mem_ne(first, second, sizeof first);
}
END_TEST

START_TEST(nothing_has_an_order_too)
{
    struct dice dice = {.state = 1};

    dice_order(&dice, NULL, 0);
    ck_assert_uint_eq(dice.state, 1);
}
END_TEST

Suite *
dice_suite(void)
{
    Suite *suite = suite_create("dice");
    TCase *tests = tcase_create("dice");

    tcase_add_test(tests, numbers_are_those_of_splitmix64);
    tcase_add_test(tests, numbers_are_below_the_count_and_reach_all_of_it);
    tcase_add_test(tests, order_holds_every_item_once);
    tcase_add_test(tests, every_order_is_as_likely_as_another);
    tcase_add_test(tests, same_seed_gives_the_same_order);
    tcase_add_test(tests, nothing_has_an_order_too);
    suite_add_tcase(suite, tests);
    return suite;
}
