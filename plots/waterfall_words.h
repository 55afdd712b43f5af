// What a waterfall says in words.
//
// Pure: numbers in, text out; the caller frees every text.

#ifndef PLOTS_WATERFALL_WORDS_H
#define PLOTS_WATERFALL_WORDS_H

#include "bands.h"

// Returns the finding: what the slowest program spent its time on, and what
// the fastest did otherwise, in as many words as fit. There is a band.
char *
waterfall_title(const struct picture *picture);

// Returns the line above a band.
char *
waterfall_label(const struct picture *picture, const struct band *band);

// Returns how to read the picture.
char *
waterfall_reading(const struct picture *picture);

#endif
