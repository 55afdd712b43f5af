// A scenario: which URLs, under which cap, how often; a small text file that
// is made to be copied and edited. --help shows the whole syntax.
//
// Parsing is pure: text in, a scenario or one sentence with file and line
// out. Everything in the scenario belongs to it until scenario_free.

#ifndef PLOTS_SCENARIO_H
#define PLOTS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "basics.h"
#include "program.h"

// So many URLs are expected to fail in this way.
struct expectation {
    char *kind;     // an error kind as records name it: timeout, http, …
    long count;     // SOME: at least one
    char *program;  // by name; NULL: in every program
};

#define SOME (-1L)

// What a scenario varies from program to program of one line.
enum sweep {
    SWEEP_NONE,
    SWEEP_CAP,     // the same URLs, so many at once
    SWEEP_FLIGHT,  // so many URLs, all of them at once
};

struct scenario {
    char *name;         // names the folder of the results
    char *text;         // the file as it was read
    char *title;
    char **paths;       // in the order in which they are fetched, scaled
    size_t path_count;
    size_t concurrency;
    double timeout;     // seconds for one attempt
    size_t rounds;      // measured ones; the warm-up round comes on top
    double scale;       // what the seconds in the file were multiplied by
    size_t hosts;       // the URLs go round 127.0.0.1 to 127.0.0.hosts
    long descriptors;   // a program may have so many open; 0: as it is
    bool silent;        // no program asks the server for anything
    struct program *programs;  // in the order in which they are shown
    size_t program_count;
    enum sweep sweep;
    double longest;     // seconds: a step of the sweep with a longer lower
                        // bound is left out; 0: none is
    struct words options;  // for all programs
    struct words server;   // for the local server
    struct expectation *expected;
    size_t expected_count;
};

// The syntax, for --help.
extern const char scenario_syntax[];

// Reads a scenario from text; file is how an error names it. Returns NULL on
// success, otherwise a sentence that the caller frees; scenario_free is due
// either way.
char *
scenario_parse(struct scenario *scenario, const char *name, const char *text,
               const char *file);

// Frees what the scenario owns.
void
scenario_free(struct scenario *scenario);

// Returns a URL of the scenario, where base is the server's; the caller frees
// it.
char *
scenario_url(const struct scenario *scenario, const char *base, size_t index);

// True when the expectation is about this program.
bool
expected_of(const struct expectation *expected, const struct program *program);

// How many URLs at least are expected to fail in the program.
long
scenario_failures(const struct scenario *scenario,
                  const struct program *program);

#endif
