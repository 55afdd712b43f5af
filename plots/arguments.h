// The command line of compare.

#ifndef PLOTS_ARGUMENTS_H
#define PLOTS_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// What compare is asked to do.
enum task {
    TASK_COMPARE,
    TASK_DIFF,   // two earlier comparisons, side by side
    TASK_TRACE,  // an earlier comparison, for a viewer of traces
};

struct arguments {
    enum task task;
    const char *scenario;  // a name, or a path to a file
    const char *name;      // of the folder of results; NULL: the scenario's
    const char *diff[2];   // results: folders or files
    const char *trace;     // the file that the trace goes to
    char *traced;          // the results that it is of
    bool predict;          // ask for guesses first
    bool terminal;         // draw charts on the terminal, too
    char *programs;        // the folder of the programs and the server
    char *plots;           // the folder of scripts and scenarios
    char *results;         // the folder that gets a folder of results
    size_t rounds;         // 0: as the scenario says
    uint64_t seed;
    bool seeded;           // the seed was given
    bool others;           // compare other people's tools as well
};

// Reads the command line; --help and --version end the program, and so does a
// mistake, with one sentence and status 2. arguments_free is due.
struct arguments
arguments_read(int argc, char **argv);

// Prints the names and titles of the scenarios in the folder plots.
void
arguments_scenarios(FILE *out, const char *plots);

// Frees what the arguments own.
void
arguments_free(struct arguments *arguments);

#endif
