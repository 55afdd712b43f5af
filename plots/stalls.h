// What a program's summary says of its loop: how often it turned, and what held
// it meanwhile, so that every transfer in flight had to wait.

#ifndef PLOTS_STALLS_H
#define PLOTS_STALLS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define LONGEST_HOLDER 63  // bytes of the words for what held a loop

// Something held the loop; seconds since the program's start.
struct stall_seen {
    double start, seconds;
    long waiting;          // transfers in flight meanwhile
    char what[LONGEST_HOLDER + 1];
};

// All zero where a program has no loop, or tells nothing of it.
struct loop_seen {
    bool known;
    long long turns;
    double longest_turn, longest_turn_cpu;  // seconds
    long long count;       // of stalls; a program tells the first ones only
    struct stall_seen *stalls;  // by their start
    size_t kept;
};

// Reads what an object, a summary or a run in results.json, has under "loop".
// Returns NULL if that can be read, or if there is none, otherwise a sentence
// that the caller frees. stalls_free is due either way.
char *
stalls_read(struct loop_seen *loop, const json_t *object);

// Returns it in the same form for results.json, null where nothing is known.
json_t *
stalls_describe(const struct loop_seen *loop);

void
stalls_free(struct loop_seen *loop);

// For how long the loop was held in all, as far as it is told; and how many
// transfers waited in the worst case.
double
stalls_held(const struct loop_seen *loop);
long
stalls_waited(const struct loop_seen *loop);

// Returns the stall that held the loop for longest, NULL where there is none.
const struct stall_seen *
stalls_longest(const struct loop_seen *loop);

// Returns "loop held for 0.90 s in 3 stretches, 19 transfers waited", without
// its last part if brief; NULL where nothing held it. The caller frees it.
char *
stalls_words(const struct loop_seen *loop, bool brief);

#endif
