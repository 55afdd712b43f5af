// What a waterfall shades: the stretches during which something held a
// program's loop.

#ifndef PLOTS_SHADING_H
#define PLOTS_SHADING_H

#include <stdbool.h>
#include <stdio.h>

#include "bands.h"

// True when there is anything to be shaded.
bool
shading_any(const struct picture *picture);

// Puts the blocks stalls (program left right bottom top), hatch and edges (x y,
// lines apart), and notes (program x y left right bottom top words): a patch
// for the words, where a stretch has room for them.
void
shading_put(FILE *data, const struct picture *picture);

#endif
