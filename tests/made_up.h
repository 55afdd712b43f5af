// A made-up comparison whose runs left files: for charts of a single run.

#ifndef MADE_UP_H
#define MADE_UP_H

#include "../plots/run.h"
#include "../plots/summary.h"

// The comparison and its folder, which is scratch; a test may change them.
extern struct comparison made_up;
extern struct bench made_bench;

// A fixture: no run yet of fetch-sync, -threaded and -async over 10 URLs, 5 at
// once.
void made_up_start(void);
void made_up_end(void);

// Takes another scenario instead.
void made_up_take(const char *text);

// Adds the program's only run, and returns it to be changed.
struct run *made_up_run(size_t program, double wall, long long at_once);

// Has something hold the loop of the run.
void made_up_stall(struct run *run, double start, double seconds,
                   long waiting);

// Writes the records, or the samples, of the program's run.
void made_up_records(size_t program, const char *text);
void made_up_series(size_t program, const char *lines);

// Returns, as a string that the caller frees, the records of so many URLs in
// so many lanes, each of which takes so long, one after the other.
char *made_up_urls(size_t count, size_t lanes, double seconds);

#endif
