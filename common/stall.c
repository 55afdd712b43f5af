// Contract: see stall.h. Time is taken from a clock that stands still during a
// stall that has been reported, so that none is reported twice; a coarse one,
// because it is looked at a dozen times for each transfer.

#include "stall.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "say.h"
#include "text.h"

enum { MOST_KEPT = 200 };

static bool watched;
static double limit;            // s
static const int *waiting;      // transfers in flight
static double reported;         // s; all stalls so far
static double turn_begin;       // s
static double turn_cpu;         // s of CPU time, at the end of the last wait
static struct stall kept[MOST_KEPT];
static struct stall_report report = {.stalls = kept};

// The thread's CPU time in seconds.
static double
cpu_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
stall_watch(double seconds, const int *in_flight)
{
    watched = true;
    report = (struct stall_report){.stalls = kept};
    limit = seconds;
    waiting = in_flight;
    turn_begin = clock_now();
    turn_cpu = cpu_now();
}

// Tells of a stall that has just ended, and notes it.
static void
tell(double seconds, const char *what, const char *url)
{
    struct text plain = {.bytes = NULL};

    reported += seconds;
    if (report.kept < MOST_KEPT)
        kept[report.kept++] = (struct stall){
            .start = fmax(0, clock_coarse() - seconds),
            .seconds = seconds,
            .what = what,
            .waiting = *waiting,
        };
    report.count++;
    if (url)
        text_short_url(&plain, url, strlen(url));
    explain("%s%s%.*s held the loop for %.3f s; %d transfers waited", what,
            url ? " of " : "", (int)plain.length,
            plain.bytes ? plain.bytes : "", seconds, *waiting);
    text_free(&plain);
}

double
stall_begin(void)
{
    return watched ? clock_coarse() - reported : 0;
}

void
stall_end(double begin, const char *what, const char *url)
{
    double seconds = watched ? clock_coarse() - reported - begin : 0;

    if (watched && seconds > limit)
        tell(seconds, what, url);
}

void
stall_wait_begins(void)
{
    report.turns++;
    report.longest_turn = fmax(report.longest_turn, clock_now() - turn_begin);
}

void
stall_wait_ends(void)
{
    double cpu = cpu_now();

    report.longest_turn_cpu = fmax(report.longest_turn_cpu, cpu - turn_cpu);
    turn_cpu = cpu;
    turn_begin = clock_now();
}

struct stall_report
stall_report(void)
{
    return report;
}
