// The bands of a waterfall, one for each program: what they show, and where.

#ifndef PLOTS_BANDS_H
#define PLOTS_BANDS_H

#include <stdbool.h>

#include "phases.h"
#include "run.h"
#include "summary.h"

// The picture in pixels, as waterfall.gp lays it out.
#define PIXELS 1222.0     // across, for SPARE times the longest run
#define SPARE 1.02
#define HIGH 500.0        // upwards, for 100 of height

// Of the longest run: where the sheet for what is enlarged begins, where that
// itself does, and how long it can be. waterfall.gp draws the sheet.
#define SHEET_LEFT 0.2
#define INSET_LEFT 0.44
#define INSET 0.49

// The part of the picture that belongs to one program.
struct band {
    size_t place;                  // among all programs
    const struct program *program;
    const struct run *run;         // the typical one
    struct attempts attempts;
    double sums[PHASES];           // seconds of all attempts
    double bottom, top;            // of 100
    double factor;                 // it is also drawn so often enlarged, or 0
    bool dense;                    // no room for a box for each attempt
};

// Where a band is drawn: in its place, or enlarged, further to the right.
struct view {
    double left, factor;
};

struct picture {
    const struct comparison *all;
    struct band *bands;
    size_t count;
    double last;                   // seconds: the longest run's end
    double pixel;                  // seconds
    bool seen[PHASES];             // somewhere it is as large as a pixel
};

// Reads the typical run of every program that left records of attempts, and
// finds places for their bands. picture_free is due.
struct picture
picture_make(const struct comparison *all, const struct bench *bench);

void
picture_free(struct picture *picture);

struct view
view_in_place(void);
struct view
view_enlarged(const struct picture *picture, const struct band *band);

// True when some band is dense, or when some is not.
bool
picture_has(const struct picture *picture, bool dense);

#endif
