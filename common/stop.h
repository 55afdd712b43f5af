// Stopping early. The first SIGINT or SIGTERM asks everybody to finish soon;
// a second one ends the program at once, as if it had no handler.
//
// Nobody needs to be told: whoever waits for the list, for the output or for
// the end of a pause also waits for stop_descriptor(); a transfer asks
// stopping() in its progress callback, and a thread that sleeps inside
// curl_easy_perform is woken by a signal until it has noticed.

#ifndef STOP_H
#define STOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

// Installs the handlers, and ignores SIGPIPE: a write that fails says so.
// Called once, by the main thread. False with errno: no pipe could be made.
bool stop_on_signals(void);

// Asks everybody to finish soon. `signal_number` is what the program will end
// by (as SIGPIPE, when the reader of its records has gone), or 0.
void stop_now(int signal_number);

// True from the first signal, or from stop_now, on.
bool stopping(void);

// Seconds since the stop was asked for; 0 before.
double stop_age(void);

// A descriptor that becomes readable when the stop is asked for and stays so.
int stop_descriptor(void);

// Sleeps, at most until a stop.
void stop_sleep(double seconds);

// Ends the program by the signal that stopped it; returns if there was none.
void stop_reraise(void);

// A place where a thread may sleep for long in code that is not ours.
struct stop_sleeper {
    struct stop_sleeper *next;  // in the list of all, which only grows
    _Atomic(pthread_t) thread;  // whom to wake while `asleep`
    atomic_bool asleep;
};

// Adds a sleeper to the list, where it stays until all are forgotten: by the
// main thread, when no other thread is left and before it frees them.
void stop_add_sleeper(struct stop_sleeper *sleeper);
void stop_forget_sleepers(void);

// Brackets the calling thread's sleep.
void stop_sleep_begins(struct stop_sleeper *sleeper);
void stop_sleep_ends(struct stop_sleeper *sleeper);

#endif
