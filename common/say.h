// What the programs tell a person, on standard error: one line at a time,
// starting with the program's name. Safe for threads.

#ifndef SAY_H
#define SAY_H

#include <stdbool.h>

enum loudness { QUIET, NORMAL, VERBOSE };

// How much is said from now on (NORMAL at first).
void say_only(enum loudness loudness);

// Why the program cannot go on, or cannot start: never hidden.
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

// What a person should know; hidden by --quiet.
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

// What a curious person wants to know; shown by --verbose.
void explain(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Shows a line that the next one replaces: in place on a terminal, one below
// the other elsewhere.
void say_status(const char *line);

// Lets the last such line stand, and goes on below it.
void say_keep_status(void);

#endif
