// Long lists: does memory grow with them, and does the rate stay?

#include <stdio.h>
#include <stdlib.h>

#include "../basics.h"
#include "bench.h"

enum { MULTI, EPOLL, POLL_LOOP, EPOLL_LOOP, ALL };

static void
print_flat(const struct candidate *all, const struct candidate *small,
           long count)
{
    for (int i = 0; i < ALL; i++)
        printf("  %-12s %6.0f a second  %5.1f MiB, %5.1f for 5,000\n",
               all[i].name, (double)count / bench_median(&all[i], run_wall),
               bench_highest(&all[i], run_peak) / (1 << 20),
               bench_highest(&small[i], run_peak) / (1 << 20));
    for (int i = POLL_LOOP; i <= EPOLL_LOOP; i++) {
        printf("  %s\n", all[i].name);
        bench_most("  peak memory, 80,000 against 5,000",
                   bench_highest(&all[i], run_peak)
                       / bench_highest(&small[i], run_peak), 1.05);
        bench_least("  rate as a multiple of the bare curl_multi loop's",
                    bench_ratio(&all[MULTI], &all[i], run_wall), 0.9);
        bench_least("  rate as a multiple of the bare epoll loop's",
                    bench_ratio(&all[EPOLL], &all[i], run_wall), 0.9);
    }
}

// 80,000 URLs, 500 in flight. Memory: the peak of such a run against that of a
// run of 5,000. The kernel keeps a peak, so nothing between two looks at the
// program is missed, as it might be in a series of looks at one run. A run's
// peak is a matter of how many answers come together, whatever its length: so
// the highest of several runs is taken on both sides.
void
bench_flat(void)
{
    struct urls urls = {"flat", 80000, "/bytes/100", 1, 0};
    struct urls few = {"few", 5000, "/bytes/100", 1, 0};
    char *list = bench_list(&urls), *few_list = bench_list(&few);
    struct candidate all[ALL] = {
        [MULTI] = {.name = "bare multi",
                   .argv = {"build/bare-multi", list, "500"}},
        [EPOLL] = {.name = "bare epoll",
                   .argv = {"build/bare-epoll", list, "500"}},
        [POLL_LOOP] = {.name = "async", .argv = {FETCH("async", list, "500")}},
        [EPOLL_LOOP] = {.name = "async, epoll",
                        .argv = {FETCH("async", list, "500"), "--loop",
                                 "epoll"}},
    };
    struct candidate small[ALL] = {
        [MULTI] = {.name = "bare multi",
                   .argv = {"build/bare-multi", few_list, "500"}},
        [EPOLL] = {.name = "bare epoll",
                   .argv = {"build/bare-epoll", few_list, "500"}},
        [POLL_LOOP] = {.name = "async",
                       .argv = {FETCH("async", few_list, "500")}},
        [EPOLL_LOOP] = {.name = "async, epoll",
                        .argv = {FETCH("async", few_list, "500"), "--loop",
                                 "epoll"}},
    };

    puts("rate, and peak memory against that of 5,000");
    bench_run(small, ALL, MOST_ROUNDS, false);
    bench_run(all, ALL, 3, true);
    print_flat(all, small, urls.count);
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
