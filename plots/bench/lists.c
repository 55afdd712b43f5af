// Long lists: does memory grow with them, and does the rate stay?

#include <stdio.h>
#include <stdlib.h>

#include "../basics.h"
#include "bench.h"

enum { POLL_LOOP, EPOLL_LOOP, LOOPS, MULTI = LOOPS, EPOLL, ALL };

// The two loops of the kit on a list, 500 in flight.
static void
fill_loops(struct candidate loops[LOOPS], const char *list)
{
    loops[POLL_LOOP] = (struct candidate){
        .name = "async", .argv = {FETCH("async", list, "500")}};
    loops[EPOLL_LOOP] = (struct candidate){
        .name = "async, epoll",
        .argv = {FETCH("async", list, "500"), "--loop", "epoll"}};
}

// Does the rate stay, beside loops that do nothing else?
static void
measure_rate(void)
{
    struct urls urls = {"flat", 80000, "/bytes/100", 1, 0};
    const char *list = bench_list(&urls);
    struct candidate all[ALL] = {
        [MULTI] = {.name = "bare multi",
                   .argv = {"build/bare-multi", list, "500"}},
        [EPOLL] = {.name = "bare epoll",
                   .argv = {"build/bare-epoll", list, "500"}},
    };

    fill_loops(all, list);
    bench_run(all, ALL, 3, true);
    for (int i = 0; i < ALL; i++)
        printf("  %-12s %6.0f a second\n", all[i].name,
               (double)urls.count / bench_median(&all[i], run_wall));
    for (int i = 0; i < LOOPS; i++) {
        printf("  %s\n", all[i].name);
        bench_least("  rate as a multiple of the bare curl_multi loop's",
                    bench_ratio(&all[MULTI], &all[i], run_wall), 0.9);
        bench_least("  rate as a multiple of the bare epoll loop's",
                    bench_ratio(&all[EPOLL], &all[i], run_wall), 0.9);
    }
}

// Does memory stay? The peak of such a run against that of a run of 5,000: the
// kernel keeps a peak, so nothing between two looks at the program is missed,
// as it might be in a series of looks at one run. Answers take 40 ms here, so
// that the cap is full; how many are in flight would be chance otherwise. What
// is left of chance, about 1 MiB, is how much of libcurl's receive buffers is
// touched, whatever the list's length.
static void
measure_growth(void)
{
    struct urls urls = {"full", 80000, "/delay/0.04", 1, 0};
    struct urls few = {"few", 5000, "/delay/0.04", 1, 0};
    struct candidate all[LOOPS], small[LOOPS];

    fill_loops(all, bench_list(&urls));
    fill_loops(small, bench_list(&few));
    bench_run(small, LOOPS, MOST_ROUNDS, false);
    bench_run(all, LOOPS, 3, false);
    for (int i = 0; i < LOOPS; i++) {
        double peak = bench_median(&all[i], run_peak);
        double early = bench_median(&small[i], run_peak);
        printf("  %-12s %6.1f MiB, %.1f for 5,000\n", all[i].name,
               peak / (1 << 20), early / (1 << 20));
        bench_most("  peak memory, 80,000 against 5,000", peak / early, 1.05);
    }
}

// 80,000 URLs, 500 in flight.
void
bench_flat(void)
{
    puts("rate, and peak memory against that of 5,000");
    measure_rate();
    measure_growth();
}

// The shell gives the program its list on standard input.
#define FROM_INPUT(program, list)                                            \
    "/bin/sh", "-c", "list=$0; exec \"$@\" <\"$list\"", list,                \
    "build/fetch-" program, "-q", "-o", "/dev/null"

// 1,000,000 lines on standard input, and 4,000: does memory grow with the list?
void
bench_memory(void)
{
    struct urls much = {"much", 1000000, "/bytes/1", 1, 0};
    struct urls little = {"little", 4000, "/bytes/1", 1, 0};
    char *many = bench_list(&much), *few = bench_list(&little);
    struct candidate candidates[][2] = {
        {{.name = "sync", .argv = {FROM_INPUT("sync", few)}},
         {.name = "sync", .argv = {FROM_INPUT("sync", many)}}},
        {{.name = "threaded", .argv = {FROM_INPUT("threaded", few)}},
         {.name = "threaded", .argv = {FROM_INPUT("threaded", many)}}},
        {{.name = "async", .argv = {FROM_INPUT("async", few)}},
         {.name = "async", .argv = {FROM_INPUT("async", many)}}},
    };

    puts("peak memory in MiB");
    for (int i = 0; i < COUNT(candidates); i++) {
        struct candidate *low = &candidates[i][0], *high = &candidates[i][1];
        bench_run(low, 1, 1, false);
        bench_run(high, 1, 1, false);
        double from = bench_median(low, run_peak) / (1 << 20);
        double to = bench_median(high, run_peak) / (1 << 20);
        char *what = format("%s: %.2f, from %.2f", low->name, to, from);
        bench_most(what, to - from, 1);
        free(what);
    }
}
