// What the parts of the benchmark share: lists of URLs for the local server,
// programs that run in turns, and figures beside their targets.
//
// Everything that is compared runs in turns, round by round, and ratios are
// taken within a round, so that they hold on a machine that is busy with other
// things too. Nothing here is a test: figures are printed, and whether they
// reach their targets.

#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>

enum { MOST_ROUNDS = 11, MOST_WORDS = 16 };

// --- the parts: one function each --------------------------------------------

void bench_ideal(void);         // waiting.c
void bench_threads(void);
void bench_cpu(void);           // transfers.c
void bench_scattered(void);
void bench_ten_thousand(void);  // thousands.c
void bench_flat(void);          // lists.c
void bench_memory(void);

// --- what is fetched ---------------------------------------------------------

// A list of URLs, all of them the local server's.
struct urls {
    const char *name;       // of its file
    long count;
    const char *path;       // of every URL; NULL: /delay/S, S at random from
                            // 0.5 to 3.5, the same ones each time
    int addresses;          // that the URLs go round on
    int first;              // of these: 127.0.0.1 for 0, and so on
};

// Starts the server, and makes the folder for what follows; both are gone when
// the program ends.
void bench_open(void);

// The name of a file in that folder; never freed, there are a few dozen.
char *bench_file(const char *name);

// Writes the list; returns its file's name, which is never freed either.
char *bench_list(const struct urls *urls);

// Writes the same as a configuration for curl.
char *bench_curl_list(const struct urls *urls);

enum { ADDRESSES = 8 };     // that the server listens on

// --- what runs ---------------------------------------------------------------

// One run. What a program does not tell of itself is unknown: NAN.
struct run {
    double wall;            // s, from start to end
    double cpu;             // s, in the program and in the kernel for it
    double peak;            // bytes resident at the peak (VmHWM)
    double turn;            // s of CPU in the loop's longest turn
    double workers;         // threads that fetched
};

typedef double figure(const struct run *run);

figure run_wall, run_cpu, run_peak, run_turn, run_workers;

struct candidate {
    const char *name;
    const char *argv[MOST_WORDS];   // NULL-terminated
    int rounds;             // that it takes part in; 0: in all of them
    struct run runs[MOST_ROUNDS];
    int counted;            // of the runs
    bool failed;            // then it is not run again
};

// The words for a program of the kit, which is to write records and nothing
// else.
#define FETCH(program, list, concurrency)                                    \
    "build/fetch-" program, "--input", list, "-c", concurrency, "--format",  \
    "json", "--output", "/dev/null", "--quiet"

// Runs all candidates, round by round, each time from another one on; after a
// round that does not count, if wanted. One that fails, or gets fewer records
// than URLs, is named and left out.
void bench_run(struct candidate *candidates, int count, int rounds,
               bool warm_up);

// True if the program is there. Otherwise the candidate is out, which is told.
bool bench_there(struct candidate *candidate, const char *how_to_get_it);

// True if a process may open so many descriptors; otherwise says that `what`
// is left out.
bool bench_descriptors(const char *what, long wanted);

// The median over the rounds of a figure; NAN when there is none.
double bench_median(const struct candidate *candidate, figure *of);

// The highest of the rounds; NAN when there is none, or one is unknown.
double bench_highest(const struct candidate *candidate, figure *of);

// The median as a multiple of another one's in the same round.
double bench_ratio(const struct candidate *candidate,
                   const struct candidate *other, figure *of);

// Prints a figure beside its target, which is the most it may be, or with
// `least` the least.
void bench_most(const char *what, double value, double target);
void bench_least(const char *what, double value, double target);

// The length of a list.
#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#endif
