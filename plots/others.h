// Other people's tools on the same work: scripts that fetch a list of URLs
// under a cap with curl or Python, measured by the same rules.
//
// Each is called as
//     NAME --check                                  is its tool installed?
//     NAME LIST CONCURRENCY TIMEOUT [CACERT]        fetches, prints records
// and prints one JSON object a line for each URL: url, status, length, and
// error where there is one.

#ifndef PLOTS_OTHERS_H
#define PLOTS_OTHERS_H

#include "scenario.h"

// Adds to the scenario's programs each of the tools whose script in the folder
// says that it can run, and to skipped a sentence for each that cannot.
// Returns NULL, or why the scenario is none for them, which the caller frees.
char *
others_add(struct scenario *scenario, const char *folder,
           struct words *skipped);

// Asks the script of that name whether it can run, for so many seconds at
// most; then it is ended. Returns NULL, or a sentence that says why it cannot,
// which the caller frees.
char *
others_why_not(const char *folder, const char *name, double seconds);

#endif
