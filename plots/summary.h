// All runs of a comparison, boiled down: for each program and each figure
// the median with its interval, and for two programs the ratio of a figure,
// paired within each round.
//
// Pure: runs in, numbers out. Runs that do not count are left out.

#ifndef PLOTS_SUMMARY_H
#define PLOTS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bounds.h"
#include "plan.h"
#include "program.h"
#include "run.h"
#include "statistics.h"

// What is taken of each run.
enum figure {
    WALL,         // seconds
    USER,         // seconds of CPU in the program
    SYSTEM,       // seconds of CPU in the kernel for it
    CPU,          // seconds: user and system
    PEAK,         // bytes resident at most
    RESERVED,     // bytes of address space at most
    THREADS,      // most at once
    DESCRIPTORS,  // most open at once
    SWITCHES,     // context switches, voluntary and not
    CONNECTIONS,  // that the server accepted
    FAILURES,     // URLs that failed, as the scenario expects
    SERVICE_P50,  // seconds: a URL's attempts and pauses, for half of all
    SERVICE_P95,
    SERVICE_MAX,
    SINCE_P50,    // seconds from the program's start to a URL's end
    SINCE_P95,
    SINCE_MAX,
    FIGURES
};

// All runs, in the order in which they were made, and how they were planned.
struct comparison {
    const struct scenario *scenario;
    uint64_t seed;
    struct plan plan;
    struct bounds *bounds;  // a program each
    bool *once;           // a program each: runs once, for that takes long
    struct run *runs;
    size_t run_count;     // may be fewer than planned: see interrupted
    bool interrupted;
    struct words warnings;   // what makes the figures doubtful: sentences
    struct words skipped;    // what was not compared, and why: sentences
};

// How many programs are compared, and one of them.
size_t
program_count(const struct comparison *all);
const struct program *
program_at(const struct comparison *all, size_t program);

// What the figures of the program's runs were multiplied by, because it
// fetched only a part of the list: 1 where it fetched all.
double
extrapolation(const struct comparison *all, size_t program);

// Returns the figure of one run, extrapolated where that has a meaning.
double
run_figure(const struct comparison *all, const struct run *run,
           enum figure figure);

// Describes the figure over all runs of the program that count.
struct estimate
summary_of(const struct comparison *all, size_t program, enum figure figure);

// Describes the ratio of the figure, this program's to the other's, over all
// rounds in which both have a run that counts. Where one of them runs once, it
// is the ratio of the medians, as if of one run.
struct estimate
ratio_of(const struct comparison *all, size_t program, size_t other,
         enum figure figure);

// True when the program failed more URLs than another: then its time is no
// match for that one's.
bool
fell_short(const struct comparison *all, size_t program);

// True when the program is a step of a sweep that would take longer than the
// scenario allows, so that it does not run.
bool
left_out(const struct comparison *all, size_t program);

// True when no program runs more than once, so that there is no warm-up.
bool
all_run_once(const struct comparison *all);

// True when any run counts.
bool
has_counting_runs(const struct comparison *all);

// Returns what a step of a sweep lacked to be reached, if no run of it failed
// and one did not reach it; otherwise NULL.
const char *
lack_at(const struct comparison *all, size_t program);

// How many runs of the program failed, the warm-up included; not reaching a
// step of a sweep is no failure.
size_t
failed_runs(const struct comparison *all, size_t program);

// Returns the run that stands for the program in a picture, the one with the
// median wall time; NULL when none counts.
const struct run *
typical_run(const struct comparison *all, size_t program);

#endif
