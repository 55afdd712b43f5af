// Contract: see stop.h.
//
// Only the main thread handles the signals; any other passes them on to it.
// So while the handler walks the list of sleepers, the main thread cannot be
// in pthread_join, and every thread that is marked asleep still exists.

#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"

enum { WAKE_EVERY_MICROSECONDS = 20000 };

static pthread_t main_thread;
static int stop_pipe[2] = {-1, -1};
static atomic_bool stop_asked;
static _Atomic double stop_asked_at;    // s
static atomic_int stop_signal;
static struct stop_sleeper *_Atomic sleepers;

// Has nothing to do: that it came ends the poll that it interrupts.
static void
woken(int signal_number)
{
    (void)signal_number;
}

// Interrupts a thread's sleep. The main thread's has just been.
static void
wake(pthread_t thread)
{
    if (!pthread_equal(thread, main_thread))
        pthread_kill(thread, SIGUSR1);
}

// True if the main thread runs this; otherwise hands the signal on to it.
static bool
in_main_thread(int signal_number)
{
    if (pthread_equal(pthread_self(), main_thread))
        return true;
    pthread_kill(main_thread, signal_number);
    return false;
}

// SIGALRM, from the first stop on: wakes who has not noticed it yet. A single
// wake-up could come between a thread's last look and its sleep.
static void
wake_sleepers(int signal_number)
{
    int error = errno;

    if (in_main_thread(signal_number)) {
        struct stop_sleeper *sleeper = atomic_load(&sleepers);
        for (; sleeper; sleeper = sleeper->next)
            if (atomic_load(&sleeper->asleep))
                wake(atomic_load(&sleeper->thread));
    }
    errno = error;
}

// SIGINT and SIGTERM: the next one of either kind finds no handler.
static void
asked_by_signal(int signal_number)
{
    int error = errno;

    if (in_main_thread(signal_number)) {
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        stop_now(signal_number);
    }
    errno = error;
}

// Installs a handler without SA_RESTART, so that a signal ends a poll.
static void
handle(int signal_number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, NULL);
}

bool
stop_on_signals(void)
{
    main_thread = pthread_self();
    if (pipe2(stop_pipe, O_CLOEXEC) != 0)
        return false;
    handle(SIGPIPE, SIG_IGN);
    handle(SIGUSR1, woken);
    handle(SIGALRM, wake_sleepers);
    handle(SIGINT, asked_by_signal);
    handle(SIGTERM, asked_by_signal);
    return true;
}

void
stop_now(int signal_number)
{
    struct itimerval often = {
        .it_interval.tv_usec = WAKE_EVERY_MICROSECONDS,
        .it_value.tv_usec = 1,
    };

    if (atomic_exchange(&stop_asked, true))
        return;
    atomic_store(&stop_signal, signal_number);
    atomic_store(&stop_asked_at, clock_now());
    if (write(stop_pipe[1], "", 1) != 1)
        return;     // an empty pipe takes a byte
    setitimer(ITIMER_REAL, &often, NULL);
}

bool
stopping(void)
{
    return atomic_load_explicit(&stop_asked, memory_order_relaxed);
}

double
stop_age(void)
{
    return stopping() ? clock_now() - atomic_load(&stop_asked_at) : 0;
}

int
stop_descriptor(void)
{
    return stop_pipe[0];
}

void
stop_sleep(double seconds)
{
    struct pollfd stop = {.fd = stop_pipe[0], .events = POLLIN};
    double end = clock_now() + seconds, left;

    while (!stopping() && (left = end - clock_now()) > 0)
        poll(&stop, 1, (int)ceil(fmin(left, 1e6) * 1e3));
}

void
stop_reraise(void)
{
    struct itimerval never = {.it_value.tv_sec = 0};
    int signal_number = atomic_load(&stop_signal);

    setitimer(ITIMER_REAL, &never, NULL);
    if (signal_number == 0)
        return;
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void
stop_add_sleeper(struct stop_sleeper *sleeper)
{
    sleeper->next = atomic_load(&sleepers);
    while (!atomic_compare_exchange_weak(&sleepers, &sleeper->next, sleeper))
        ;
}

void
stop_forget_sleepers(void)
{
    atomic_store(&sleepers, NULL);
}

void
stop_sleep_begins(struct stop_sleeper *sleeper)
{
    atomic_store(&sleeper->thread, pthread_self());
    atomic_store(&sleeper->asleep, true);
}

void
stop_sleep_ends(struct stop_sleeper *sleeper)
{
    atomic_store(&sleeper->asleep, false);
}
