// How well it is waited: 200 URLs at once, and 1,000 and 5,000 threads.

#include <stdio.h>

#include "bench.h"

// 200 URLs of one second, 200 in flight: how near to one second?
void
bench_ideal(void)
{
    char *list = bench_list(&(struct urls){"ideal", 200, "/delay/1", 1, 0});
    struct candidate candidates[] = {
        {.name = "async", .argv = {FETCH("async", list, "200")}},
        {.name = "async, epoll",
         .argv = {FETCH("async", list, "200"), "--loop", "epoll"}},
        {.name = "threaded", .argv = {FETCH("threaded", list, "200")}},
    };
    static const double targets[] = {1.05, 1.05, 1.15};

    puts("time as a multiple of 1 s");
    bench_run(candidates, COUNT(candidates), 5, true);
    for (int i = 0; i < COUNT(candidates); i++)
        bench_most(candidates[i].name, bench_median(&candidates[i], run_wall),
                   targets[i]);
}

// Prints what a candidate took, and what it held for each transfer above what
// it holds with one.
static void
print_level(const struct candidate *candidate, const struct candidate *one,
            int in_flight)
{
    double peak = bench_median(candidate, run_peak);
    double workers = bench_median(candidate, run_workers);

    printf("  %-12s %6.2f s  %5.2f s of CPU  %5.1f MiB  %4.1f KiB a transfer",
           candidate->name, bench_median(candidate, run_wall),
           bench_median(candidate, run_cpu), peak / (1 << 20),
           (peak - bench_median(one, run_peak)) / in_flight / 1024);
    if (workers > 1 && workers < in_flight)
        printf("  (only %.0f threads)", workers);
    putchar('\n');
}

// A level of so many in flight, each with a URL of its own.
static void
run_level(const char *in_flight, int number)
{
    struct urls urls = {in_flight, number, "/delay/2", ADDRESSES, 0};
    char *list = bench_list(&urls);
    char *one = bench_list(&(struct urls){"one", 1, "/delay/0", 1, 0});
    struct candidate all[] = {
        {.name = "threaded", .argv = {FETCH("threaded", list, in_flight)}},
        {.name = "async", .argv = {FETCH("async", list, in_flight)}},
        {.name = "async, epoll",
         .argv = {FETCH("async", list, in_flight), "--loop", "epoll"}},
    };
    struct candidate ones[] = {     // a thread more would be held with one, too
        {.name = "threaded", .argv = {FETCH("threaded", one, "1")}},
        {.name = "async", .argv = {FETCH("async", one, in_flight)}},
        {.name = "async, epoll",
         .argv = {FETCH("async", one, in_flight), "--loop", "epoll"}},
    };

    printf("  %s in flight\n", in_flight);
    all[0].failed = !bench_descriptors("threaded", 3L * number + 50);
    bench_run(ones, COUNT(ones), 1, false);
    bench_run(all, COUNT(all), 3, false);
    for (int i = 0; i < COUNT(all); i++)
        print_level(&all[i], &ones[i], number);
}

// As many threads as URLs of two seconds, beside the loops: for information.
// A thread needs three descriptors: its connection, and two of its handle's.
void
bench_threads(void)
{
    puts("time, CPU, peak memory, and what of it is above a list of one URL");
    run_level("1000", 1000);
    run_level("5000", 5000);
}
