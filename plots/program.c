// The programs that are compared: see program.h.

#include "program.h"

const struct program programs[PROGRAMS] = {
    {"sync", "fetch-sync", true},
    {"threaded", "fetch-threaded", false},
    {"async", "fetch-async", false},
};
