// The kit's own speed and memory, beside their targets: which parts there are,
// and which of them run. See bench.h for how.

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "../basics.h"
#include "../interrupt.h"
#include "../measure.h"
#include "bench.h"

static const struct part {
    const char *name;
    const char *what;
    void (*run)(void);
    int seconds;        // about, on two processors
} parts[] = {
    {"ideal", "200 URLs of one second, 200 in flight", bench_ideal, 20},
    {"cpu", "25,000 small bodies, keep-alive, 50 in flight", bench_cpu, 90},
    {"ten-thousand", "10,000 URLs of three seconds, 10,000 in flight",
     bench_ten_thousand, 130},
    {"scattered", "1,000 to 8,000 in flight, 0.5 to 3.5 seconds each",
     bench_scattered, 140},
    {"flat", "80,000 URLs, 500 in flight", bench_flat, 110},
    {"threads", "1,000 and 5,000 URLs of two seconds, all in flight",
     bench_threads, 50},
    {"memory", "1,000,000 lines on standard input, and 4,000", bench_memory,
     200},
};

static const struct part *
find_part(const char *name)
{
    for (int i = 0; i < COUNT(parts); i++)
        if (strcmp(parts[i].name, name) == 0)
            return &parts[i];
    return NULL;
}

static void
print_usage(FILE *stream)
{
    fprintf(stream, "Usage: bench [PART...], or make bench BENCH=PART\n\n"
            "Measures the programs beside their targets, on two processors in "
            "about so many\nseconds; without a PART, all of them:\n\n");
    for (int i = 0; i < COUNT(parts); i++)
        fprintf(stream, "  %-13s %s (%d s)\n", parts[i].name, parts[i].what,
                parts[i].seconds);
}

static void
run_part(const struct part *part)
{
    double start = monotonic_now();

    printf("\n%s: %s\n  ", part->name, part->what);
    part->run();
    printf("  (%.0f s)\n", monotonic_now() - start);
}

// Ten thousand connections need as many descriptors; what is started inherits
// the limit.
static void
raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int
main(int argc, char **argv)
{
    int seconds = 0;

    if (argc > 2 && strcmp(argv[1], MEASURE_WORD) == 0)
        return measure_helper(argv + 2);
    for (int i = 1; i < argc; i++) {
        const struct part *part = find_part(argv[i]);
        if (!part) {
            bool wanted = strcmp(argv[i], "--help") == 0;
            print_usage(wanted ? stdout : stderr);
            return wanted ? STATUS_GOOD : STATUS_USAGE;
        }
        seconds += part->seconds;
    }
    for (int i = 0; argc == 1 && i < COUNT(parts); i++)
        seconds += parts[i].seconds;
    interrupt_watch();
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("This takes about %d s. Parts: build/bench --help\n", seconds);
    raise_limit();
    bench_open();
    for (int i = 1; i < argc; i++)
        run_part(find_part(argv[i]));
    for (int i = 0; argc == 1 && i < COUNT(parts); i++)
        run_part(&parts[i]);
    return STATUS_GOOD;
}
