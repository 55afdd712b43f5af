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

// So many URLs are expected to fail in this way, in every program.
struct expectation {
    char *kind;  // an error kind as records name it: timeout, http, …
    long count;
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
    struct words options;  // for the three programs
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

// How many URLs are expected to fail.
long
scenario_failures(const struct scenario *scenario);

#endif
