// An SVG that is right on a dark page, too: a style in it says what becomes
// of each of its colours there, so that nothing has to be known about them.
//
//   a grey keeps its contrast: to white on a light page, to the dark
//     background on a dark one, so that white is the background, ink is light,
//     and a grid that is hardly there stays so;
//   a colour becomes lighter until it can be read, words as well as marks.
//
// Pure: text in, text out.

#ifndef PLOTS_DARK_H
#define PLOTS_DARK_H

#include <stdint.h>

#define DARK_BACKGROUND 0x1e1e1eU
#define DARK_CONTRAST 6.0  // of colours to it, at least

// Returns the contrast of two colours, 0xRRGGBB, from 1 to 21, as WCAG 2.1
// defines it: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
double
contrast_of(uint32_t one, uint32_t other);

// Returns what the colour becomes on a dark page.
uint32_t
dark_colour(uint32_t colour);

// Returns the SVG with its colours written #rrggbb and a style for dark pages
// in it, as new text that the caller frees.
char *
dark_svg(const char *svg);

#endif
