// Starts other programs so that none outlives this one: each is told to end
// (SIGTERM) when its parent dies, and runs in a process group of its own, so
// that Ctrl-C reaches compare alone and compare decides.

#ifndef PLOTS_SPAWN_H
#define PLOTS_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawn {
    char **argv;  // the program, looked up in PATH, and its arguments
    int output;   // what becomes its standard output; -1: /dev/null
    int error;    // what becomes its standard error; -1: /dev/null
    int report;   // what becomes its descriptor 3; -1: nothing
};

// The exit status of a child whose program could not be started.
#define SPAWN_FAILED 127

// Starts the program with /dev/null as its input; returns its process id, or
// -1. The caller waits for it, with spawn_wait or spawn_stop.
pid_t
spawn(const struct spawn *what);

// Waits at most so many seconds for the child to end, and takes its status;
// false when it is still running.
bool
spawn_wait(pid_t child, double seconds, int *status);

// Ends the child and what it has started: SIGTERM, and SIGKILL for whatever of
// its process group is left when it has ended or after so many seconds; takes
// its status.
void
spawn_stop(pid_t child, double seconds);

// Ties the calling process to its parent: the signal comes when that dies.
void
spawn_die_with(pid_t parent, int signal);

#endif
