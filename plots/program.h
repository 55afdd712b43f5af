// A program as a comparison runs it: which file, with which options, for how
// many URLs at once. The same file may come several times with other options.

#ifndef PLOTS_PROGRAM_H
#define PLOTS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "basics.h"

struct program {
    char *name;            // in tables, charts and the names of files
    char *file;            // in the folder of programs, or of others' tools
    struct words options;  // of its own, behind those of the scenario
    size_t concurrency;    // most in flight
    size_t urls;           // it fetches so many of the list, from the first on
    char *group;           // its name in the scenario; a step of a sweep has
                           // that step behind it in its own name
    size_t line;           // programs of one group have one number
    size_t colour;         // its file's: a number in style.gp
    size_t variant;        // how many before it have that colour
    bool one_at_a_time;    // whatever its options say
    bool once;             // runs once, for it takes long
    bool foreign;          // another's tool: see others.h
};

// True when the file is known to fetch one URL after the other.
bool
program_is_sequential(const char *file);

// Gives each of the programs its colour: one that is known for the three
// programs, and the next free one for every other file.
void
programs_colour(struct program *programs, size_t count);

// Returns the number behind --name or in --name=number, the last one if there
// are several, or otherwise.
double
words_number(const struct words *words, const char *name, double otherwise);

// Returns a copy, which program_free frees.
struct program
program_copy(const struct program *program);

void
program_free(struct program *program);

#endif
