// Measures one run of one program from a small helper process.
//
// Why a helper: a child's peak memory, as wait4 tells it, begins with its
// parent's, across fork and exec alike. So compare starts itself anew as a
// small process that holds no results yet, and that process starts the
// program, looks at it every few milliseconds, and takes its status.

#ifndef PLOTS_MEASURE_H
#define PLOTS_MEASURE_H

#include <stdbool.h>

struct measurement {
    double wall;         // seconds from before fork until its end was seen
    double user;         // seconds of CPU in the program
    double system;       // seconds of CPU in the kernel for it
    long long peak;      // bytes: ru_maxrss, which checks the program's word
    long voluntary;      // context switches because it waited
    long involuntary;    // context switches because others wanted the CPU
    long threads;        // most seen at once
    long descriptors;    // most seen open at once
    int exit_status;     // -1 when a signal ended it
    int signal;          // the signal that ended it, or 0
    bool overran;        // it was stopped because its time was up
};

// The word by which compare knows that it is to be the helper.
#define MEASURE_WORD "--measure"

// The helper's main: "compare --measure SECONDS PROGRAM ARGUMENT...". Writes
// a struct measurement to descriptor 3 and returns the exit status.
int
measure_helper(char **arguments);

// Runs the program under a helper, for at most limit seconds, with its output
// and errors going to the descriptor log. Returns false when the helper left
// no measurement. When this program is interrupted, the run is stopped.
bool
measure_program(char **argv, int log, double limit,
                struct measurement *measurement);

#endif
