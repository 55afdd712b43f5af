// Was it the program that was measured? What others on the machine did during
// a run, and when figures spread more than they should: judged here, and said
// in sentences.
//
// What is unknown is never a reason for a warning. Pure: no clock, no files.

#ifndef PLOTS_NOISE_H
#define PLOTS_NOISE_H

#include <stddef.h>

#include "basics.h"
#include "statistics.h"
#include "system.h"

// When a warning is due.
#define NOISE_SPREAD 0.10    // standard deviation, of the mean
#define NOISE_OTHERS 0.05    // others' CPU, of the processors' time
#define NOISE_STOLEN 0.01    // stolen, of the processors' time
#define NOISE_PRESSURE 0.05  // somebody waited for a processor, of the time
#define NOISE_SERVER 0.80    // the server's CPU, of the run's time

// The kernel tells of hundredths of a second, and finds out who is busy by
// looking some hundred times a second (proc_stat(5), "not accurate"): in a
// short run fewer seconds than these are no more than its rounding.
#define NOISE_GRAIN 0.05         // of busy time
#define NOISE_GRAIN_STOLEN 0.02  // of stolen time, which it is told exactly

// What there is to know about one run, or several added up.
struct noise_run {
    const char *name;       // begins each sentence: "03-async", "all runs"
    double wall;            // seconds, by the measurement
    double program_cpu;     // seconds, of the program and what it started
    double server_cpu;      // seconds
    double harness_cpu;     // seconds: what looking at the program took
    long processors;        // of the machine
    struct system_use use;  // of the machine, from before to after the run
};

// Returns the seconds of CPU that all other processes used, and the kernel
// for itself; NAN when that is unknown.
double
noise_others(const struct noise_run *run);

// Adds a sentence to the warnings where others wanted the processors, or time
// was stolen. A program's own threads wait for processors too, and so pressure
// is a warning only beside one of these.
void
noise_judge_processors(const struct noise_run *run, struct words *warnings);

// Adds a sentence where a listening queue overflowed, or the server was busy
// for most of the time.
void
noise_judge_server(const struct noise_run *run, struct words *warnings);

// Returns the standard deviation as a part of the mean where that is too much,
// otherwise 0.
double
noise_spread(const struct estimate *estimate);

#endif
