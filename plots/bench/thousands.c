// 10,000 in flight: time, memory, and how long the loop is held.

#include <stdio.h>

#include "bench.h"

enum { BARE, EPOLL, POLL, ALL };

enum { IN_FLIGHT = 10000, DELAY = 3 };

static void
print_time(const struct candidate *all)
{
    for (int i = 0; i < ALL; i++)
        printf("  %-12s %6.2f s  %5.2f x 3 s  %5.2f x bare  %5.2f s of CPU\n",
               all[i].name, bench_median(&all[i], run_wall),
               bench_median(&all[i], run_wall) / DELAY,
               bench_ratio(&all[i], &all[BARE], run_wall),
               bench_median(&all[i], run_cpu));
    bench_most("async, epoll: time as a multiple of the bare loop's",
               bench_ratio(&all[EPOLL], &all[BARE], run_wall), 1.05);
}

// KiB that a transfer takes above what the program takes for one.
static void
print_memory(const struct candidate *many, const struct candidate *one)
{
    double more = bench_median(many, run_peak) - bench_median(one, run_peak);
    char what[64];

    snprintf(what, sizeof what, "%s: KiB resident a transfer", many->name);
    bench_most(what, more / (IN_FLIGHT - 1) / 1024, 11);
}

// The worst of all rounds, in ms.
static void
print_turn(const struct candidate *candidate)
{
    char what[64];

    snprintf(what, sizeof what, "%s: ms of CPU in the longest turn",
             candidate->name);
    bench_most(what, bench_highest(candidate, run_turn) * 1e3, 20);
}

// 10,000 URLs of three seconds on eight addresses, all of them in flight.
// Every one is fetched, or the run does not count.
void
bench_ten_thousand(void)
{
    struct urls urls = {"ten-thousand", IN_FLIGHT, "/delay/3", ADDRESSES, 0};
    char *list = bench_list(&urls);
    char *one = bench_list(&(struct urls){"one", 1, "/delay/0", 1, 0});
    struct candidate all[ALL] = {
        [BARE] = {.name = "bare epoll",
                  .argv = {"build/bare-epoll", list, "10000"}},
        [EPOLL] = {.name = "async, epoll",
                   .argv = {FETCH("async", list, "10000"), "--loop", "epoll"}},
        [POLL] = {.name = "async, poll", .rounds = 3,
                  .argv = {FETCH("async", list, "10000"), "--loop", "poll"}},
    };
    struct candidate ones[ALL] = {
        [EPOLL] = {.name = "one, epoll",
                   .argv = {FETCH("async", one, "10000"), "--loop", "epoll"}},
        [POLL] = {.name = "one, poll",
                  .argv = {FETCH("async", one, "10000"), "--loop", "poll"}},
    };

    puts("time; peak memory above a list of one URL; the longest turn");
    if (!bench_descriptors("it", IN_FLIGHT + 100))
        return;
    bench_run(&ones[EPOLL], 2, 3, false);
    bench_run(all, ALL, 5, true);
    print_time(all);
    for (int i = EPOLL; i <= POLL; i++)
        print_memory(&all[i], &ones[i]);
    for (int i = EPOLL; i <= POLL; i++)
        print_turn(&all[i]);
}
