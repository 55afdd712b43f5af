// client: a pool of libcurl handles that are lent for one attempt each.

#include <pthread.h>

#include "client.h"
#include "options.h"
#include "suites.h"
#include "support.h"

enum { HANDLES = 40 };

static struct options options;
static struct client client;

// A fixture: a pool that is empty.
static void
start(void)
{
    options = (struct options){
        .concurrency = 1, .connect_timeout = 1, .max_redirs = 1,
    };
    ck_assert(client_open(&client, &options));
}

static void
end(void)
{
    client_close(&client);
}

START_TEST(lent_handles_are_all_different)
{
    CURL *handles[HANDLES];

    for (int i = 0; i < HANDLES; i++) {
        handles[i] = client_lend(&client);
        ck_assert_ptr_nonnull(handles[i]);
        for (int other = 0; other < i; other++)
            ck_assert_ptr_ne(handles[other], handles[i]);
    }
    for (int i = 0; i < HANDLES; i++)
        client_return(&client, handles[i]);
}
END_TEST

START_TEST(last_one_returned_is_the_next_one_lent)
{
    CURL *one = client_lend(&client), *other = client_lend(&client);

    client_return(&client, one);
    client_return(&client, other);
    ck_assert_ptr_eq(client_lend(&client), other);
    ck_assert_ptr_eq(client_lend(&client), one);
    client_return(&client, one);
    client_return(&client, other);
}
END_TEST

START_TEST(client_knows_how_many_are_lent)
{
    CURL *handles[HANDLES];

    ck_assert_int_eq(client_lent(&client), 0);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < HANDLES; i++) {
            handles[i] = client_lend(&client);
            ck_assert_int_eq(client_lent(&client), i + 1);
        }
        for (int i = HANDLES; i-- > 0; ) {
            client_return(&client, handles[i]);
            ck_assert_int_eq(client_lent(&client), i);
        }
    }
    ck_assert_int_eq(client.idle_count, HANDLES);
}
END_TEST

// A thread: borrows and returns often. NULL if there always was a handle.
static void *
borrow(void *unused)
{
    for (int i = 0; i < 2000; i++) {
        CURL *handle = client_lend(&client);
        if (!handle)
            return &client;
        client_return(&client, handle);
    }
    (void)unused;
    return NULL;
}

START_TEST(threads_share_the_pool)
{
    pthread_t threads[4];
    void *failed;

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, borrow, NULL), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &failed);
        ck_assert_ptr_null(failed);
    }
    ck_assert_int_eq(client_lent(&client), 0);
    ck_assert_int_le(client.idle_count, 4);
}
END_TEST

// Borrows so many handles, or gives them all back.
static void
borrow_some(CURL **handles, int count)
{
    for (int i = 0; i < count; i++)
        handles[i] = client_lend(&client);
}

static void
return_all(CURL **handles, int count)
{
    for (int i = 0; i < count; i++)
        client_return(&client, handles[i]);
}

// Ten are in flight when two find no descriptor: eight can have theirs. When
// eight have ended there may be room for nine.
START_TEST(shortage_lowers_what_may_be_in_flight)
{
    CURL *handles[10];

    borrow_some(handles, 10);
    ck_assert(client_has_room(&client));
    for (int i = 9; i >= 8; i--) {
        client_return(&client, handles[i]);
        client_run_short(&client);
        ck_assert(!client_has_room(&client) || i == 9);
    }
    ck_assert_int_eq(client.most, 8);
    client_return(&client, handles[7]);
    ck_assert(client_has_room(&client));
    return_all(handles, 7);
    ck_assert_int_eq(client.most, 9);
    borrow_some(handles, 8);
    ck_assert(client_has_room(&client));
    handles[8] = client_lend(&client);
    ck_assert(!client_has_room(&client));
    return_all(handles, 9);
    ck_assert_int_eq(client_peak(&client), 10);
}
END_TEST

START_TEST(one_may_always_be_in_flight)
{
    for (int i = 0; i < 5; i++)
        client_run_short(&client);
    ck_assert(client_has_room(&client));
}
END_TEST

START_TEST(client_counts_who_waits)
{
    ck_assert(!client_is_waited_for(&client));
    client_count_waiting(&client, 1);
    client_count_waiting(&client, 1);
    client_count_waiting(&client, -1);
    ck_assert(client_is_waited_for(&client));
    client_count_waiting(&client, -1);
    ck_assert(!client_is_waited_for(&client));
}
END_TEST

START_TEST(client_calls_itself_by_name_and_version)
{
    ck_assert_str_eq(client.user_agent, "check/" VERSION);
}
END_TEST

Suite *
client_suite(void)
{
    Suite *suite = suite_create("client");
    TCase *tests = tcase_create("client");

    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, lent_handles_are_all_different);
    tcase_add_test(tests, last_one_returned_is_the_next_one_lent);
    tcase_add_test(tests, client_knows_how_many_are_lent);
    tcase_add_test(tests, threads_share_the_pool);
    tcase_add_test(tests, shortage_lowers_what_may_be_in_flight);
    tcase_add_test(tests, one_may_always_be_in_flight);
    tcase_add_test(tests, client_counts_who_waits);
    tcase_add_test(tests, client_calls_itself_by_name_and_version);
    suite_add_tcase(suite, tests);
    return suite;
}
