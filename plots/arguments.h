// The command line of compare.

#ifndef PLOTS_ARGUMENTS_H
#define PLOTS_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arguments {
    const char *scenario;  // a name, or a path to a file
    char *programs;        // the folder of the programs and the server
    char *plots;           // the folder of scripts and scenarios
    char *results;         // the folder that gets a folder of results
    size_t rounds;         // 0: as the scenario says
    uint64_t seed;
    bool seeded;           // the seed was given
};

// Reads the command line; --help and --version end the program, and so does a
// mistake, with one sentence and status 2. arguments_free is due.
struct arguments
arguments_read(int argc, char **argv);

// Frees what the arguments own.
void
arguments_free(struct arguments *arguments);

#endif
