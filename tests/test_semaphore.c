// semaphore: permits, and the queue of those who wait for one.

#include "../async/semaphore.h"

#include "fetch.h"
#include "suites.h"
#include "support.h"

enum { FETCHES = 5 };

static struct fetch fetches[FETCHES];

START_TEST(as_many_get_a_permit_as_there_are)
{
    struct semaphore semaphore = {.free = 3};

    for (int i = 0; i < FETCHES; i++)
        ck_assert_int_eq(semaphore_take(&semaphore, &fetches[i]), i < 3);
    ck_assert_int_eq(semaphore.free, 0);
}
END_TEST

START_TEST(permit_goes_to_the_first_in_the_queue)
{
    struct semaphore semaphore = {.free = 1};

    for (int i = 0; i < FETCHES; i++)
        semaphore_take(&semaphore, &fetches[i]);
    for (int i = 1; i < FETCHES; i++)
        ck_assert_ptr_eq(semaphore_give(&semaphore), &fetches[i]);
    ck_assert_ptr_null(semaphore_give(&semaphore));
}
END_TEST

START_TEST(permit_that_nobody_waits_for_is_free)
{
    struct semaphore semaphore = {.free = 1};

    ck_assert(semaphore_take(&semaphore, &fetches[0]));
    ck_assert_int_eq(semaphore.free, 0);
    ck_assert_ptr_null(semaphore_give(&semaphore));
    ck_assert_int_eq(semaphore.free, 1);
    ck_assert(semaphore_take(&semaphore, &fetches[1]));
    ck_assert(!semaphore_take(&semaphore, &fetches[2]));
}
END_TEST

START_TEST(permit_that_is_handed_on_is_not_free)
{
    struct semaphore semaphore = {.free = 1};

    semaphore_take(&semaphore, &fetches[0]);
    semaphore_take(&semaphore, &fetches[1]);
    ck_assert_ptr_eq(semaphore_give(&semaphore), &fetches[1]);
    ck_assert_int_eq(semaphore.free, 0);
    ck_assert(!semaphore_take(&semaphore, &fetches[2]));
}
END_TEST

START_TEST(queue_that_was_empty_fills_again)
{
    struct semaphore semaphore = {.free = 1};

    semaphore_take(&semaphore, &fetches[0]);
    for (int round = 0; round < 3; round++) {
        ck_assert(!semaphore_take(&semaphore, &fetches[1]));
        ck_assert(!semaphore_take(&semaphore, &fetches[2]));
        ck_assert_ptr_eq(semaphore_give(&semaphore), &fetches[1]);
        ck_assert_ptr_eq(semaphore_give(&semaphore), &fetches[2]);
    }
    ck_assert_ptr_null(semaphore_give(&semaphore));
}
END_TEST

START_TEST(old_link_of_a_fetch_does_not_matter)
{
    struct semaphore semaphore = {.free = 0};

    fetches[0].next = &fetches[4];
    semaphore_take(&semaphore, &fetches[0]);
    ck_assert_ptr_eq(semaphore_give(&semaphore), &fetches[0]);
    ck_assert_ptr_null(semaphore_give(&semaphore));
}
END_TEST

Suite *
semaphore_suite(void)
{
    Suite *suite = suite_create("semaphore");
    TCase *tests = tcase_create("semaphore");

    tcase_add_test(tests, as_many_get_a_permit_as_there_are);
    tcase_add_test(tests, permit_goes_to_the_first_in_the_queue);
    tcase_add_test(tests, permit_that_nobody_waits_for_is_free);
    tcase_add_test(tests, permit_that_is_handed_on_is_not_free);
    tcase_add_test(tests, queue_that_was_empty_fills_again);
    tcase_add_test(tests, old_link_of_a_fetch_does_not_matter);
    suite_add_tcase(suite, tests);
    return suite;
}
