// Measures one run of one program from a small helper process.
//
// Why a helper: a child's peak memory, as wait4 tells it, begins with its
// parent's, across fork and exec alike. So compare starts itself anew as a
// small process that holds no results yet, and that process starts the
// program, looks at it every few milliseconds, and takes its status.
//
// It looks every 10 ms, or less often where a look takes long (there are
// programs of a hundred processes), so that looking costs at most a twentieth
// of one processor.
//
// The program runs in a process group of its own. When it is stopped, the
// whole group is; and once it has ended, so is every process that is left of
// those it started, wherever they went.

#ifndef PLOTS_MEASURE_H
#define PLOTS_MEASURE_H

#include <stdbool.h>

struct measure_what {
    char **argv;         // the program, looked up in PATH, and its arguments
    int output;          // what becomes its standard output; -1: /dev/null
    int log;             // what becomes its standard error; -1: /dev/null
    double limit;        // seconds before it is stopped
    const char *series;  // the file for what was seen: see series.h; or NULL
    bool tree;           // look also at the processes that it starts
    long descriptors;    // the most it may open (RLIMIT_NOFILE); 0: as many as
                         // this program
};

struct measurement {
    double wall;         // seconds from before fork until its end was seen
    double user;         // seconds of CPU in the program
    double system;       // seconds of CPU in the kernel for it
    double looking;      // seconds of CPU that the helper used meanwhile
    long long peak;      // bytes: ru_maxrss, which checks the program's word
    long long peak_sampled;      // bytes: most resident, by the looks at it;
                                 // 0 when it ended before the first one
    long long reserved_sampled;  // bytes: most address space, by the looks
    long voluntary;      // context switches because it waited
    long involuntary;    // context switches because others wanted the CPU
    long threads;        // most seen at once
    long descriptors;    // most seen open at once
    long processes;      // most seen at once: 1 unless a tree was looked at
    int exit_status;     // -1 when a signal ended it
    int signal;          // the signal that ended it, or 0
    bool overran;        // it was stopped because its time was up
};

// The word by which compare knows that it is to be the helper.
#define MEASURE_WORD "--measure"

// The helper's main: the words behind "compare --measure" are
//
//     SECONDS one|tree DESCRIPTORS SERIES PROGRAM ARGUMENT...
//
// with an empty word for no series. Writes a struct measurement to descriptor
// 3 and returns the exit status.
int
measure_helper(char **arguments);

// Runs the program under a helper. Returns false when the helper left no
// measurement, which it explains in the log. When this program is
// interrupted, the run is stopped. No process of it is left afterwards.
//
// user, system and peak are wait4's: the first two include the processes that
// the program started and waited for, and peak is that of the largest one.
bool
measure_program(const struct measure_what *what,
                struct measurement *measurement);

#endif
