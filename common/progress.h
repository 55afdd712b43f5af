// The progress line on standard error, at most ten times a second.

#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

#include "tally.h"

struct progress {
    bool shown;             // at all
    double interval;        // s between two lines
    double next;            // s; when the next line is due
};

struct options;

// Decides whether a line is shown: with --progress auto, when standard error is
// a terminal and the records do not go to one.
void progress_open(struct progress *progress, const struct options *options);

// Shows the line if one is due.
void progress_show(struct progress *progress, const struct tally *tally,
                   int in_flight);

// Seconds until the next line is due; INFINITY if none is shown.
double progress_due(const struct progress *progress);

// Shows the line for the last time, with what has become of all URLs.
void progress_close(const struct progress *progress,
                    const struct tally *tally);

#endif
