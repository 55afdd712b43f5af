// The programs that are compared, in the order in which they are shown.

#ifndef PLOTS_PROGRAM_H
#define PLOTS_PROGRAM_H

#include <stdbool.h>

struct program {
    const char *name;    // in tables, charts and files
    const char *file;    // beside compare itself
    bool one_at_a_time;  // whatever the scenario's cap
};

enum { PROGRAMS = 3 };

extern const struct program programs[PROGRAMS];

#endif
