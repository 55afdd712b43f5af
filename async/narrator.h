// The narrator: one line for each turn of the loop says what was ready, who
// got the freed permit and who backs off, so that a loop can be read aloud
// while it runs. A URL is called by its index, as in its record.

#ifndef NARRATOR_H
#define NARRATOR_H

#include <stdbool.h>

#include "text.h"

struct fetch;
struct options;

// What can happen to a fetch in a turn.
enum event {
    ENDED,                      // its transfer has
    PAUSED,                     // its pause is over
    WORKED,                     // its blocking work is done
    STARTS,                     // a transfer of it
    BACKS_OFF,                  // it leaves its permit
    WAITS_FOR_WORK,             // a helper does it
};

struct narrator {
    bool speaks;                // otherwise nothing is done
    double pause;               // s; after each line
    struct text line;           // this turn's
    int told, left_out;         // of the turn's sentences
    long long subject;          // the index that it speaks of now; -1: none
    enum event last;            // what was said of that one
};

void narrator_open(struct narrator *narrator, const struct options *options);
void narrator_free(struct narrator *narrator);

void narrate(struct narrator *narrator, enum event event,
             const struct fetch *fetch);

// From here on free permits are given away.
void narrate_fill(struct narrator *narrator);

// Before the loop's wait: says the line of the turn, which blocks if standard
// error is not read; and stands still, for the line to be read.
void narrate_turn(struct narrator *narrator, int in_flight, int paused);
void narrate_pause(const struct narrator *narrator);

// After it: begins the next line. `ready` is how many transfers something has
// happened to.
void narrate_wake(struct narrator *narrator, int ready);

#endif
