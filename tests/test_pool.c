// pool: helpers do what may block, and wake who waits for it.

#include "pool.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "suites.h"
#include "support.h"

enum { MOST = 4, PIECES = 500 };

// A piece of work, and what came of it.
struct piece {
    struct work work;           // stands first
    int number;
    double seconds;             // that it takes
    atomic_int runs;
    pthread_t thread;           // that did it
    sigset_t blocked;           // there
};

static struct pool *pool;
static struct piece pieces[PIECES];
static atomic_int under_way, most_under_way, next_place;
static int order[PIECES];       // their numbers as they were begun
static pthread_barrier_t barrier;

// Notes who does it and when, and takes its time.
static void
run(struct work *work)
{
    struct piece *piece = (struct piece *)work;
    int now = atomic_fetch_add(&under_way, 1) + 1;
    struct timespec time = {.tv_nsec = (long)(piece->seconds * 1e9)};

    order[atomic_fetch_add(&next_place, 1)] = piece->number;
    if (now > atomic_load(&most_under_way))
        atomic_store(&most_under_way, now);
    piece->thread = pthread_self();
    pthread_sigmask(SIG_SETMASK, NULL, &piece->blocked);
    if (piece->seconds > 0)
        nanosleep(&time, NULL);
    atomic_fetch_add(&piece->runs, 1);
    atomic_fetch_sub(&under_way, 1);
}

// Goes on only when as many are under way at once as the barrier says.
static void
meet(struct work *work)
{
    run(work);
    atomic_fetch_add(&under_way, 1);
    pthread_barrier_wait(&barrier);
    atomic_fetch_sub(&under_way, 1);
}

// A fixture: a pool of several helpers, and new pieces.
static void
start(void)
{
    atomic_store(&under_way, 0);
    atomic_store(&most_under_way, 0);
    atomic_store(&next_place, 0);
    for (int i = 0; i < PIECES; i++)
        pieces[i] = (struct piece){.work.run = run, .number = i};
    pool = pool_open(MOST);
    ck_assert_ptr_nonnull(pool);
}

static void
end(void)
{
    pool_close(pool);
}

// A pool of one helper in its place.
static void
have_one_helper(void)
{
    pool_close(pool);
    pool = pool_open(1);
    ck_assert_ptr_nonnull(pool);
}

// True if the descriptor is readable within so many milliseconds.
static bool
readable(int milliseconds)
{
    struct pollfd event = {.fd = pool_descriptor(pool), .events = POLLIN};

    return poll(&event, 1, milliseconds) == 1;
}

// Waits for the next piece that is done.
static struct piece *
await(void)
{
    struct work *work;

    while (!(work = pool_done(pool)))
        ck_assert_msg(readable(10000), "nothing is done");
    return (struct piece *)work;
}

// How many threads this process has.
static int
threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = -2;

    ck_assert_ptr_nonnull(tasks);
    while (readdir(tasks))
        count++;
    closedir(tasks);
    return count;
}

// --- what is done ------------------------------------------------------------

START_TEST(each_piece_is_done_once_and_comes_back_once)
{
    static bool came[PIECES];

    memset(came, 0, sizeof came);
    for (int i = 0; i < PIECES; i++)
        pool_hand(pool, &pieces[i].work);
    for (int i = 0; i < PIECES; i++) {
        struct piece *piece = await();
        ck_assert(!came[piece->number]);
        came[piece->number] = true;
        ck_assert_int_eq(piece->runs, 1);
    }
    ck_assert_ptr_null(pool_done(pool));
}
END_TEST

START_TEST(one_helper_keeps_the_order)
{
    have_one_helper();
    for (int i = 0; i < PIECES; i++)
        pool_hand(pool, &pieces[i].work);
    for (int i = 0; i < PIECES; i++) {
        ck_assert_int_eq(await()->number, i);
        ck_assert_int_eq(order[i], i);
    }
}
END_TEST

START_TEST(piece_can_be_handed_out_again)
{
    for (int i = 0; i < 100; i++) {
        pool_hand(pool, &pieces[0].work);
        ck_assert_ptr_eq(await(), &pieces[0]);
        ck_assert_int_eq(pieces[0].runs, i + 1);
    }
}
END_TEST

START_TEST(piece_is_handed_out_until_it_is_taken_back)
{
    ck_assert(!pieces[0].work.handed_out);
    pool_hand(pool, &pieces[0].work);
    ck_assert(pieces[0].work.handed_out);
    ck_assert(readable(10000));
    ck_assert(pieces[0].work.handed_out);
    await();
    ck_assert(!pieces[0].work.handed_out);
}
END_TEST

START_TEST(another_thread_does_it)
{
    pool_hand(pool, &pieces[0].work);
    await();
    ck_assert(!pthread_equal(pieces[0].thread, pthread_self()));
}
END_TEST

// The one who hands out is not held up, however long it takes.
START_TEST(handing_out_does_not_wait)
{
    struct piece *slow = &pieces[0], *quick = &pieces[1];

    slow->seconds = 0.2;
    pool_hand(pool, &slow->work);
    ck_assert_ptr_null(pool_done(pool));
    pool_hand(pool, &quick->work);
    ck_assert_ptr_eq(await(), quick);
    ck_assert_int_eq(slow->runs, 0);
    ck_assert_ptr_eq(await(), slow);
}
END_TEST

// --- helpers -----------------------------------------------------------------

START_TEST(as_many_help_at_once_as_allowed_and_no_more)
{
    pthread_barrier_init(&barrier, NULL, MOST);
    for (int i = 0; i < 5 * MOST; i++) {
        pieces[i].work.run = meet;
        pool_hand(pool, &pieces[i].work);
    }
    for (int i = 0; i < 5 * MOST; i++)
        await();
    pthread_barrier_destroy(&barrier);
    ck_assert_int_le(most_under_way, MOST);
}
END_TEST

// They are started when there is work that nobody waits for, and then stay.
START_TEST(helpers_are_started_when_they_are_needed)
{
    int before = threads();

    for (int i = 0; i < 20; i++) {
        pool_hand(pool, &pieces[0].work);
        await();
        poll(NULL, 0, 20);      // it waits for work again
        ck_assert_int_eq(threads(), before + 1);
    }
    for (int i = 0; i < 20; i++) {
        pieces[i].seconds = 0.02;
        pool_hand(pool, &pieces[i].work);
        ck_assert_int_le(threads(), before + MOST);
    }
    ck_assert_int_eq(threads(), before + MOST);
    for (int i = 0; i < 20; i++)
        await();
}
END_TEST

START_TEST(signals_are_left_to_who_opened_the_pool)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1, SIGALRM, SIGHUP};
    sigset_t before, after;

    pthread_sigmask(SIG_SETMASK, NULL, &before);
    pool_hand(pool, &pieces[0].work);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    await();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        ck_assert(sigismember(&pieces[0].blocked, numbers[i]));
        ck_assert_int_eq(sigismember(&after, numbers[i]),
                         sigismember(&before, numbers[i]));
    }
}
END_TEST

// --- the descriptor ----------------------------------------------------------

START_TEST(descriptor_is_readable_while_there_may_be_something)
{
    ck_assert(!readable(0));
    for (int round = 0; round < 3; round++) {
        pool_hand(pool, &pieces[0].work);
        pool_hand(pool, &pieces[1].work);
        ck_assert(readable(10000));
        await();
        await();
        ck_assert_ptr_null(pool_done(pool));
        ck_assert(!readable(0));
    }
}
END_TEST

START_TEST(what_is_done_while_nobody_looks_wakes_once_and_is_not_lost)
{
    for (int i = 0; i < PIECES; i++)
        pool_hand(pool, &pieces[i].work);
    while (atomic_load(&next_place) < PIECES || atomic_load(&under_way) > 0)
        poll(NULL, 0, 1);
    poll(NULL, 0, 50);
    ck_assert(readable(0));
    for (int i = 0; i < PIECES; i++)
        ck_assert_ptr_nonnull(pool_done(pool));
    ck_assert_ptr_null(pool_done(pool));
    ck_assert(!readable(0));
}
END_TEST

// --- the end -----------------------------------------------------------------

START_TEST(no_pool_can_be_closed)
{
    pool_close(NULL);
}
END_TEST

START_TEST(close_waits_for_what_is_under_way_and_drops_the_rest)
{
    int before = threads();

    have_one_helper();
    pieces[0].seconds = 0.1;
    for (int i = 0; i < 3; i++)
        pool_hand(pool, &pieces[i].work);
    while (atomic_load(&next_place) == 0)
        poll(NULL, 0, 1);
    pool_close(pool);
    pool = NULL;
    ck_assert_int_eq(pieces[0].runs, 1);
    ck_assert_int_eq(pieces[1].runs, 0);
    ck_assert_int_eq(pieces[2].runs, 0);
    for (int i = 0; i < 1000 && threads() != before; i++)
        poll(NULL, 0, 1);
    ck_assert_int_eq(threads(), before);
}
END_TEST

START_TEST(helpers_without_work_end_at_once)
{
    for (int i = 0; i < 2 * MOST; i++)
        pool_hand(pool, &pieces[i].work);
    for (int i = 0; i < 2 * MOST; i++)
        await();
    pool_close(pool);
    pool = NULL;
}
END_TEST

// --- when no helper can be started -------------------------------------------

// From now on a thread's stack is larger than any memory.
static void
let_no_thread_start(void)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    expect(pthread_attr_setstacksize(&attributes, (size_t)1 << 50) == 0);
    expect(pthread_setattr_default_np(&attributes) == 0);
}

// In a child: the work is done in this thread.
static void
work_alone(void)
{
    let_no_thread_start();
    for (int i = 0; i < 3; i++) {
        expect(!readable(0));
        pool_hand(pool, &pieces[i].work);
        expect(pieces[i].runs == 1);
        expect(pthread_equal(pieces[i].thread, pthread_self()));
        expect(pieces[i].work.handed_out);
        expect(readable(0));
        expect(pool_done(pool) == &pieces[i].work);
        expect(!pieces[i].work.handed_out);
        expect(!pool_done(pool));
    }
    expect(!sigismember(&pieces[0].blocked, SIGINT));
    pool_close(pool);
}

START_TEST(work_is_done_at_once_where_no_helper_can_be_started)
{
    ck_assert_int_eq(in_child(work_alone), 0);
}
END_TEST

// In a child: one could be started, and then no more.
static void
work_with_one(void)
{
    pool_hand(pool, &pieces[0].work);
    await();
    let_no_thread_start();
    for (int i = 1; i < PIECES; i++)
        pool_hand(pool, &pieces[i].work);
    for (int i = 1; i < PIECES; i++)
        expect(!pthread_equal(await()->thread, pthread_self()));
    expect(most_under_way == 1);
    pool_close(pool);
}

START_TEST(helpers_that_could_be_started_do_all)
{
    ck_assert_int_eq(in_child(work_with_one), 0);
}
END_TEST

Suite *
pool_suite(void)
{
    Suite *suite = suite_create("pool");
    TCase *tests = tcase_create("pool");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, each_piece_is_done_once_and_comes_back_once);
    tcase_add_test(tests, one_helper_keeps_the_order);
    tcase_add_test(tests, piece_can_be_handed_out_again);
    tcase_add_test(tests, piece_is_handed_out_until_it_is_taken_back);
    tcase_add_test(tests, another_thread_does_it);
    tcase_add_test(tests, handing_out_does_not_wait);
    tcase_add_test(tests, as_many_help_at_once_as_allowed_and_no_more);
    tcase_add_test(tests, helpers_are_started_when_they_are_needed);
    tcase_add_test(tests, signals_are_left_to_who_opened_the_pool);
    tcase_add_test(tests, descriptor_is_readable_while_there_may_be_something);
    tcase_add_test(tests,
                   what_is_done_while_nobody_looks_wakes_once_and_is_not_lost);
    tcase_add_test(tests, no_pool_can_be_closed);
    tcase_add_test(tests, close_waits_for_what_is_under_way_and_drops_the_rest);
    tcase_add_test(tests, helpers_without_work_end_at_once);
    tcase_add_test(tests, work_is_done_at_once_where_no_helper_can_be_started);
    tcase_add_test(tests, helpers_that_could_be_started_do_all);
    suite_add_tcase(suite, tests);
    return suite;
}
