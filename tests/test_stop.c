// stop: signals ask for an end, and everybody notices. A stop cannot be taken
// back, so that each test has a process of its own.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "stop.h"
#include "suites.h"
#include "support.h"

// True if the descriptor can be read now.
static bool
readable(void)
{
    struct pollfd stop = {.fd = stop_descriptor(), .events = POLLIN};

    return poll(&stop, 1, 0) == 1;
}

// True if a child's wait status says that this signal ended it.
static bool
died_of(int status, int signal_number)
{
    return status >= 0 && WIFSIGNALED(status)
           && WTERMSIG(status) == signal_number;
}

// --- asking for a stop -------------------------------------------------------

static void
never_stopped(void)
{
    expect(!stopping());
    expect(stop_age() == 0);
    expect(stop_on_signals());
    expect(!stopping());
    expect(stop_age() == 0);
    expect(!readable());
    stop_reraise();
}

START_TEST(nothing_stops_by_itself)
{
    ck_assert_int_eq(in_child(never_stopped), 0);
}
END_TEST

static void
stopped_from_inside(void)
{
    expect(stop_on_signals());
    stop_now(0);
    expect(stopping());
    expect(readable());
    expect(readable());
    poll(NULL, 0, 50);
    expect(stop_age() > 0 && stop_age() < 60);
    stop_reraise();
}

START_TEST(stop_is_seen_by_everybody_and_stays)
{
    ck_assert_int_eq(in_child(stopped_from_inside), 0);
}
END_TEST

static void
age_grows(void)
{
    double age, end;

    expect(stop_on_signals());
    stop_now(0);
    age = stop_age();
    for (end = clock_now() + 0.1; clock_now() < end; )
        poll(NULL, 0, 10);
    stop_now(SIGTERM);
    expect(stop_age() - age >= 0.1);
    stop_reraise();
}

START_TEST(first_stop_counts)
{
    ck_assert_int_eq(in_child(age_grows), 0);
}
END_TEST

// --- signals -----------------------------------------------------------------

static int first_signal, second_signal;

static void
signalled_once(void)
{
    expect(stop_on_signals());
    raise(first_signal);
    expect(stopping());
    expect(readable());
    stop_reraise();
    fail_child(__FILE__, __LINE__, "the end by a signal");
}

START_TEST(signal_stops_the_program_which_ends_by_it)
{
    first_signal = _i ? SIGTERM : SIGINT;
    ck_assert(died_of(in_child(signalled_once), first_signal));
}
END_TEST

static void
signalled_twice(void)
{
    expect(stop_on_signals());
    raise(first_signal);
    raise(second_signal);
    fail_child(__FILE__, __LINE__, "the end by the second signal");
}

START_TEST(second_signal_ends_the_program_at_once)
{
    first_signal = _i % 2 ? SIGTERM : SIGINT;
    second_signal = _i / 2 ? SIGTERM : SIGINT;
    ck_assert(died_of(in_child(signalled_twice), second_signal));
}
END_TEST

static void
reader_has_gone(void)
{
    expect(stop_on_signals());
    stop_now(SIGPIPE);
    stop_reraise();
    fail_child(__FILE__, __LINE__, "the end by SIGPIPE");
}

START_TEST(program_can_end_by_sigpipe_as_other_tools_do)
{
    ck_assert(died_of(in_child(reader_has_gone), SIGPIPE));
}
END_TEST

static void
write_to_closed_pipe(void)
{
    int ends[2];

    expect(stop_on_signals());
    expect(pipe(ends) == 0);
    close(ends[0]);
    expect(write(ends[1], "a", 1) == -1 && errno == EPIPE);
}

START_TEST(closed_pipe_is_an_error_and_no_signal)
{
    ck_assert_int_eq(in_child(write_to_closed_pipe), 0);
}
END_TEST

// Nobody holds the other end of the pipe, so that a write fails with EPIPE.
static void
errno_after_a_signal(void)
{
    expect(stop_on_signals());
    close(stop_descriptor());
    errno = ENOTTY;
    raise(SIGINT);
    expect(errno == ENOTTY);
    expect(stopping());
}

START_TEST(handlers_leave_errno_alone)
{
    ck_assert_int_eq(in_child(errno_after_a_signal), 0);
}
END_TEST

// A thread: gets a signal that was meant for the main thread.
static void *
take_signal(void *unused)
{
    raise(SIGINT);
    return unused;
}

static void
signal_reaches_another_thread(void)
{
    double began = clock_now();
    pthread_t thread;

    expect(stop_on_signals());
    expect(pthread_create(&thread, NULL, take_signal, NULL) == 0);
    while (!stopping() && clock_now() - began < 10)
        poll(NULL, 0, 1);
    expect(stopping());
    expect(pthread_join(thread, NULL) == 0);
    stop_reraise();
}

START_TEST(signal_to_any_thread_stops_the_program)
{
    ck_assert(died_of(in_child(signal_reaches_another_thread), SIGINT));
}
END_TEST

// --- sleeping ----------------------------------------------------------------

static void
sleep_undisturbed(void)
{
    double began;

    expect(stop_on_signals());
    began = clock_now();
    stop_sleep(0.05);
    expect(clock_now() - began >= 0.05);
    stop_sleep(0);
    stop_sleep(-1);
}

START_TEST(sleep_lasts_as_long_as_it_should)
{
    double began = clock_now();

    ck_assert_int_eq(in_child(sleep_undisturbed), 0);
    ck_assert_double_lt(clock_now() - began, 5);
}
END_TEST

static void
sleep_when_stopped(void)
{
    expect(stop_on_signals());
    stop_now(0);
    stop_sleep(1000);
}

START_TEST(nobody_sleeps_after_a_stop)
{
    ck_assert_int_eq(in_child(sleep_when_stopped), 0);
}
END_TEST

// A thread: asks for a stop in a while.
static void *
stop_in_a_while(void *unused)
{
    poll(NULL, 0, 50);
    stop_now(0);
    return unused;
}

static void
sleep_until_stopped(void)
{
    pthread_t thread;

    expect(stop_on_signals());
    expect(pthread_create(&thread, NULL, stop_in_a_while, NULL) == 0);
    stop_sleep(1000);
    expect(stopping());
    expect(pthread_join(thread, NULL) == 0);
}

START_TEST(stop_ends_a_sleep)
{
    ck_assert_int_eq(in_child(sleep_until_stopped), 0);
}
END_TEST

// Other people's code, as libcurl's is: sleeps for 20 seconds, or until a
// signal, and then asks whether to go on. True if it was woken by a stop.
static bool
sleep_far_from_here(void)
{
    while (poll(NULL, 0, 20000) == -1 && errno == EINTR)
        if (stopping())
            return true;
    return false;
}

// A thread: sleeps as a sleeper. NULL if it was woken.
static void *
sleep_as_sleeper(void *sleeper)
{
    bool woken;

    stop_sleep_begins(sleeper);
    woken = sleep_far_from_here();
    stop_sleep_ends(sleeper);
    return woken ? NULL : sleeper;
}

enum { SLEEPERS = 10 };

static void
stop_with_sleepers(void)
{
    static struct stop_sleeper sleepers[SLEEPERS];
    pthread_t threads[SLEEPERS];
    void *slept;

    expect(stop_on_signals());
    for (int i = 0; i < SLEEPERS; i++) {
        stop_add_sleeper(&sleepers[i]);
        expect(pthread_create(&threads[i], NULL, sleep_as_sleeper,
                              &sleepers[i]) == 0);
    }
    poll(NULL, 0, 20);
    raise(SIGINT);
    for (int i = 0; i < SLEEPERS; i++) {
        expect(pthread_join(threads[i], &slept) == 0);
        expect(!slept);
    }
}

START_TEST(stop_wakes_every_thread_that_sleeps_elsewhere)
{
    ck_assert_int_eq(in_child(stop_with_sleepers), 0);
}
END_TEST

// A thread: begins to sleep long after the stop was asked for.
static void *
sleep_late(void *sleeper)
{
    poll(NULL, 0, 100);
    return sleep_as_sleeper(sleeper);
}

static void
stop_before_the_sleep(void)
{
    static struct stop_sleeper sleeper;
    pthread_t thread;
    void *slept;

    expect(stop_on_signals());
    stop_add_sleeper(&sleeper);
    expect(pthread_create(&thread, NULL, sleep_late, &sleeper) == 0);
    raise(SIGINT);
    expect(pthread_join(thread, &slept) == 0);
    expect(!slept);
}

START_TEST(thread_that_falls_asleep_after_the_stop_is_woken_too)
{
    ck_assert_int_eq(in_child(stop_before_the_sleep), 0);
}
END_TEST

static bool forget;     // the sleepers, while the thread is still asleep

// A thread: sleeps a little after its time as a sleeper is over, or when all
// sleepers have been forgotten. NULL if nobody woke it.
static void *
sleep_on_its_own(void *sleeper)
{
    sigset_t alarm;

    sigemptyset(&alarm);        // which the system may deliver to any thread
    sigaddset(&alarm, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &alarm, NULL);
    stop_sleep_begins(sleeper);
    if (!forget)
        stop_sleep_ends(sleeper);
    return poll(NULL, 0, 150) == 0 ? NULL : sleeper;
}

static void
stop_without_sleepers(void)
{
    static struct stop_sleeper sleeper;
    pthread_t thread;
    void *disturbed;

    expect(stop_on_signals());
    stop_add_sleeper(&sleeper);
    if (forget)
        stop_forget_sleepers();
    expect(pthread_create(&thread, NULL, sleep_on_its_own, &sleeper) == 0);
    poll(NULL, 0, 50);
    raise(SIGINT);
    expect(pthread_join(thread, &disturbed) == 0);
    expect(!disturbed);
}

START_TEST(thread_that_is_no_sleeper_any_more_is_left_alone)
{
    forget = _i;
    ck_assert_int_eq(in_child(stop_without_sleepers), 0);
}
END_TEST

Suite *
stop_suite(void)
{
    Suite *suite = suite_create("stop");
    TCase *tests = tcase_create("stop");

    tcase_set_timeout(tests, 10);
    tcase_add_test(tests, nothing_stops_by_itself);
    tcase_add_test(tests, stop_is_seen_by_everybody_and_stays);
    tcase_add_test(tests, first_stop_counts);
    tcase_add_loop_test(tests, signal_stops_the_program_which_ends_by_it, 0,
                        2);
    tcase_add_loop_test(tests, second_signal_ends_the_program_at_once, 0, 4);
    tcase_add_test(tests, program_can_end_by_sigpipe_as_other_tools_do);
    tcase_add_test(tests, closed_pipe_is_an_error_and_no_signal);
    tcase_add_test(tests, handlers_leave_errno_alone);
    tcase_add_test(tests, signal_to_any_thread_stops_the_program);
    tcase_add_test(tests, sleep_lasts_as_long_as_it_should);
    tcase_add_test(tests, nobody_sleeps_after_a_stop);
    tcase_add_test(tests, stop_ends_a_sleep);
    tcase_add_test(tests, stop_wakes_every_thread_that_sleeps_elsewhere);
    tcase_add_test(tests,
                   thread_that_falls_asleep_after_the_stop_is_woken_too);
    tcase_add_loop_test(tests,
                        thread_that_is_no_sleeper_any_more_is_left_alone, 0,
                        2);
    suite_add_tcase(suite, tests);
    return suite;
}
