// 10,000 in flight: time, memory, and how long the loop is held.

#include <stdio.h>

#include "bench.h"

enum { BARE, EPOLL, POLL, ALL };

enum { IN_FLIGHT = 10000, DELAY = 3 };

// What is compared, on a list.
static void
fill(struct candidate all[ALL], const char *list)
{
    all[BARE] = (struct candidate){
        .name = "bare epoll", .argv = {"build/bare-epoll", list, "10000"}};
    all[EPOLL] = (struct candidate){
        .name = "async, epoll",
        .argv = {FETCH("async", list, "10000"), "--loop", "epoll"}};
    all[POLL] = (struct candidate){
        .name = "async, poll",
        .argv = {FETCH("async", list, "10000"), "--loop", "poll"}};
}

// The worst turn of all rounds, in ms. The poll loop has no target: it is
// libcurl that looks at every transfer there.
static void
print_turns(const struct candidate *all)
{
    bench_most("async, epoll: ms of CPU in the longest turn",
               bench_highest(&all[EPOLL], run_turn) * 1e3, 20);
    printf("  async, poll: %.0f ms; libcurl looks at every transfer\n",
           bench_highest(&all[POLL], run_turn) * 1e3);
}

// How long it takes, and how long the loop is held.
static void
measure_time(void)
{
    struct urls urls = {"ten-thousand", IN_FLIGHT, "/delay/3", ADDRESSES, 0};
    struct candidate all[ALL];

    fill(all, bench_list(&urls));
    all[POLL].rounds = 3;
    bench_run(all, ALL, 5, true);
    for (int i = 0; i < ALL; i++)
        printf("  %-12s %6.2f s  %5.2f x 3 s  %5.2f x bare  %5.2f s of CPU\n",
               all[i].name, bench_median(&all[i], run_wall),
               bench_median(&all[i], run_wall) / DELAY,
               bench_ratio(&all[i], &all[BARE], run_wall),
               bench_median(&all[i], run_cpu));
    bench_most("async, epoll: time as a multiple of the bare loop's",
               bench_ratio(&all[EPOLL], &all[BARE], run_wall), 1.05);
    print_turns(all);
}

// The KiB that a transfer takes above what the program takes for one.
static double
kib_each(const struct candidate *many, const struct candidate *one)
{
    return (bench_median(many, run_peak) - bench_median(one, run_peak))
           / (IN_FLIGHT - 1) / 1024;
}

// Answers take so long here that the slowest loop, too, has all in flight.
static void
measure_memory(void)
{
    struct urls urls = {"held", IN_FLIGHT, "/delay/8", ADDRESSES, 0};
    struct urls single = {"one", 1, "/delay/0", 1, 0};
    struct candidate many[ALL], one[ALL];

    fill(many, bench_list(&urls));
    fill(one, bench_list(&single));
    bench_run(one, ALL, 3, false);
    bench_run(many, ALL, 1, false);
    printf("  bare epoll: %.2f KiB resident a transfer\n",
           kib_each(&many[BARE], &one[BARE]));
    bench_most("async, epoll: KiB resident a transfer",
               kib_each(&many[EPOLL], &one[EPOLL]), 11);
    bench_most("async, poll: KiB resident a transfer",
               kib_each(&many[POLL], &one[POLL]), 11);
}

// 10,000 URLs on eight addresses, all of them in flight. Every one is fetched,
// or the run does not count.
void
bench_ten_thousand(void)
{
    puts("time; the longest turn; peak memory above a list of one URL");
    if (!bench_descriptors("it", IN_FLIGHT + 300))
        return;
    measure_time();
    measure_memory();
}
