// queue: first come, first served.

#include "../async/queue.h"

#include "fetch.h"
#include "suites.h"
#include "support.h"

enum { FETCHES = 5 };

static struct fetch fetches[FETCHES];

START_TEST(empty_queue_has_nobody)
{
    struct queue queue = {NULL};

    ck_assert_ptr_null(queue_take(&queue));
    ck_assert_ptr_null(queue_take(&queue));
}
END_TEST

START_TEST(first_one_in_is_the_first_one_out)
{
    struct queue queue = {NULL};

    for (int i = 0; i < FETCHES; i++)
        queue_add(&queue, &fetches[i]);
    for (int i = 0; i < FETCHES; i++)
        ck_assert_ptr_eq(queue_take(&queue), &fetches[i]);
    ck_assert_ptr_null(queue_take(&queue));
}
END_TEST

START_TEST(others_come_while_the_first_ones_go)
{
    struct queue queue = {NULL};

    queue_add(&queue, &fetches[0]);
    for (int i = 0; i < 3 * FETCHES; i++) {
        queue_add(&queue, &fetches[(i + 1) % FETCHES]);
        ck_assert_ptr_eq(queue_take(&queue), &fetches[i % FETCHES]);
    }
    ck_assert_ptr_nonnull(queue_take(&queue));
    ck_assert_ptr_null(queue_take(&queue));
}
END_TEST

START_TEST(queue_that_was_empty_fills_again)
{
    struct queue queue = {NULL};

    for (int round = 0; round < 3; round++) {
        queue_add(&queue, &fetches[0]);
        queue_add(&queue, &fetches[1]);
        ck_assert_ptr_eq(queue_take(&queue), &fetches[0]);
        ck_assert_ptr_eq(queue_take(&queue), &fetches[1]);
        ck_assert_ptr_null(queue_take(&queue));
    }
}
END_TEST

START_TEST(old_link_of_a_fetch_does_not_matter)
{
    struct queue queue = {NULL};

    fetches[0].next = &fetches[4];
    queue_add(&queue, &fetches[0]);
    ck_assert_ptr_eq(queue_take(&queue), &fetches[0]);
    ck_assert_ptr_null(queue_take(&queue));
}
END_TEST

Suite *
queue_suite(void)
{
    Suite *suite = suite_create("queue");
    TCase *tests = tcase_create("queue");

    tcase_add_test(tests, empty_queue_has_nobody);
    tcase_add_test(tests, first_one_in_is_the_first_one_out);
    tcase_add_test(tests, others_come_while_the_first_ones_go);
    tcase_add_test(tests, queue_that_was_empty_fills_again);
    tcase_add_test(tests, old_link_of_a_fetch_does_not_matter);
    suite_add_tcase(suite, tests);
    return suite;
}
