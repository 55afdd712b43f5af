// The stall meter. A loop has one thread, and whatever holds it holds up every
// transfer in flight. Each piece of work is timed: one that takes too long is
// reported by name (--verbose) and noted for the summary.
//
// Only a loop's thread is watched; in the other programs nobody waits there,
// and nothing is timed.

#ifndef STALL_H
#define STALL_H

#include <stddef.h>

struct stall {
    double start;           // s since the program started
    double seconds;
    const char *what;       // held the thread; static
    int waiting;            // transfers in flight meanwhile
};

// All that was seen.
struct stall_report {
    const struct stall *stalls;     // the first ones
    size_t kept;
    long long count;                // kept or not
    long long turns;                // of the loop; 0: there was none
    double longest_turn;            // s, without the wait
    double longest_turn_cpu;        // s of the thread's CPU time
};

// From now on the calling thread is a loop's; a stall is longer than `limit`
// seconds, and *waiting tells how many transfers are in flight. The report
// begins anew.
void stall_watch(double limit, const int *waiting);

// Brackets a piece of work: `what` is done to `url`, which may be NULL. A stall
// inside another one counts once, for the inner one.
double stall_begin(void);
void stall_end(double begin, const char *what, const char *url);

// Brackets the loop's wait: a turn is what lies between two of them.
void stall_wait_begins(void);
void stall_wait_ends(void);

struct stall_report stall_report(void);

#endif
