// Support for the suites over build/compare: runs it with a command line and
// an input, and keeps what it said. Its files go into the scratch directory of
// support.h, whose fixture the test needs.

#ifndef HARNESS_H
#define HARNESS_H

// What became of a run of compare; harness_free is due.
struct harness {
    int status;   // the exit status, -1 for a signal
    char *out;
    char *err;
};

// Runs compare with the words of the line, made as printf makes it, and the
// input, NULL for none. Where results are written, they go to "results".
struct harness
harness_run(const char *input, const char *pattern, ...)
    __attribute__((format(printf, 2, 3)));

void
harness_free(struct harness *harness);

// The number of columns of the text's widest line.
int
widest_line(const char *text);

#endif
