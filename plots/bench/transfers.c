// What a transfer costs: beside other people's loops, and among many.

#include <stdio.h>
#include <stdlib.h>

#include "../basics.h"
#include "bench.h"

// --- beside others -----------------------------------------------------------

enum { MULTI, EPOLL, GO, CURL, POLL_LOOP, EPOLL_LOOP, THREADED, SYNC, ALL };

// Prints what each costs, also as a multiple of those that are no program of
// the kit.
static void
print_costs(const struct candidate *all, long transfers)
{
    printf("  %-20s", "");
    for (int other = MULTI; other <= CURL; other++)
        if (!all[other].failed)
            printf("  x %-11s", all[other].name);
    for (int i = 0; i < ALL; i++) {
        if (all[i].failed)
            continue;
        printf("\n  %-12s %5.1f µs", all[i].name,
               bench_median(&all[i], run_cpu) / (double)transfers * 1e6);
        for (int other = MULTI; other <= CURL; other++)
            if (!all[other].failed)
                printf("  %-13.2f",
                       bench_ratio(&all[i], &all[other], run_cpu));
    }
    putchar('\n');
}

// Prints what the loop costs that is there for fifty, beside its targets.
static void
print_targets(const struct candidate *all)
{
    const struct candidate *loop = &all[POLL_LOOP];

    bench_most("async: as a multiple of the bare curl_multi loop",
               bench_ratio(loop, &all[MULTI], run_cpu), 1.15);
    bench_most("async: as a multiple of Go's net/http",
               bench_ratio(loop, &all[GO], run_cpu), 0.7);
    bench_most("async: as a multiple of curl -Z",
               bench_ratio(loop, &all[CURL], run_cpu), 0.6);
}

// One small body, keep-alive, 50 in flight: what does a transfer cost, and how
// much of that is the program's? Records are written. curl is told what makes
// it cheaper: not to wait for HTTP/2, to draw nothing, and no name for the
// output of each URL, which it would open.
void
bench_cpu(void)
{
    struct urls urls = {"cpu", 25000, "/bytes/100", 1, 0};
    char *list = bench_list(&urls), *curl_list = bench_curl_list(&urls);
    struct candidate all[ALL] = {
        [MULTI] = {.name = "bare multi",
                   .argv = {"build/bare-multi", list, "50"}},
        [EPOLL] = {.name = "bare epoll",
                   .argv = {"build/bare-epoll", list, "50"}},
        [GO] = {.name = "Go net/http",
                .argv = {"build/bare-nethttp", list, "50"}},
        [CURL] = {.name = "curl -Z",
                  .argv = {"/usr/bin/curl", "-q", "-s", "-Z", "-K", curl_list,
                           "--parallel-immediate", "--parallel-max", "50",
                           "--http1.1", "--noproxy", "*",
                           "--no-progress-meter"}},
        [POLL_LOOP] = {.name = "async", .argv = {FETCH("async", list, "50")}},
        [EPOLL_LOOP] = {.name = "async, epoll",
                        .argv = {FETCH("async", list, "50"), "--loop",
                                 "epoll"}},
        [THREADED] = {.name = "threaded", .rounds = 3,
                      .argv = {FETCH("threaded", list, "50")}},
        [SYNC] = {.name = "sync", .rounds = 3,
                  .argv = {FETCH("sync", list, "50")}},
    };

    puts("CPU a transfer, records written");
    bench_there(&all[GO], "there is no Go (make deps-others)");
    bench_there(&all[CURL], "there is no /usr/bin/curl (make deps-others)");
    bench_run(all, ALL, MOST_ROUNDS, true);
    print_costs(all, urls.count);
    print_targets(all);
}

// --- among many --------------------------------------------------------------

enum { LEVELS = 4, TURNS = 3, LOOPS = 3 };

static const char *const levels[LEVELS] = {"1000", "2000", "4000", "8000"};
static const int in_flight[LEVELS] = {1000, 2000, 4000, 8000};
static const char *const loops[LOOPS] = {"async, epoll", "async, poll",
                                         "bare epoll"};

// Prints what a transfer cost at each level, and how much more that is at the
// last one than at the first.
static void
print_levels(struct candidate all[LOOPS][LEVELS])
{
    for (int loop = 0; loop < LOOPS; loop++) {
        printf("  %-12s", loops[loop]);
        for (int i = 0; i < LEVELS; i++)
            printf("  %s: %5.1f µs", levels[i],
                   bench_median(&all[loop][i], run_cpu) * 1e6
                       / (TURNS * in_flight[i]));
        printf("   %.2f\n", bench_ratio(&all[loop][LEVELS - 1], &all[loop][0],
                                        run_cpu) / in_flight[LEVELS - 1]
                                * in_flight[0]);
    }
}

// A level's candidates. Each loop has an address of its own, so that its local
// ports are not those that another one has just used up; and just one, because
// a place in flight that goes from address to address keeps no connection.
static void
fill_level(struct candidate all[LOOPS][LEVELS], int level)
{
    const char *cap = levels[level];
    bool target = level == 0 || level == LEVELS - 1;
    char *lists[LOOPS];

    for (int loop = 0; loop < LOOPS; loop++) {
        char *name = format("%s-%d", cap, loop);
        lists[loop] = bench_list(&(struct urls){
            name, (long)TURNS * in_flight[level], NULL, 1, loop});
        free(name);
    }
    all[0][level] = (struct candidate){
        .name = loops[0],
        .rounds = target ? 2 : 1,
        .argv = {FETCH("async", lists[0], cap), "--loop", "epoll"}};
    all[1][level] = (struct candidate){
        .name = loops[1], .rounds = 1,
        .argv = {FETCH("async", lists[1], cap), "--loop", "poll"}};
    all[2][level] = (struct candidate){
        .name = loops[2], .rounds = 1,
        .argv = {"build/bare-epoll", lists[2], cap}};
}

// Transfers of 0.5 to 3.5 seconds, three for each place in flight: what does
// one cost among 8,000, against one among 1,000? As many for each place, so
// that connecting is the same part of the work. The target's runs come twice,
// the others once.
void
bench_scattered(void)
{
    struct candidate all[LOOPS][LEVELS];

    puts("CPU a transfer; last, 8,000 in flight against 1,000");
    if (!bench_descriptors("it", in_flight[LEVELS - 1] + 300))
        return;
    for (int level = 0; level < LEVELS; level++)
        fill_level(all, level);
    bench_run(&all[0][0], LOOPS * LEVELS, 2, false);
    print_levels(all);
    bench_most("async, epoll: 8,000 in flight against 1,000",
               bench_ratio(&all[0][LEVELS - 1], &all[0][0], run_cpu)
                   / in_flight[LEVELS - 1] * in_flight[0], 1.2);
}
