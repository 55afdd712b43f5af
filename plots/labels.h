// Labels beside the ends of lines: none hides another, and those that would
// say the same, or are too many, are put together.
//
// Pure: no clock, no files.

#ifndef PLOTS_LABELS_H
#define PLOTS_LABELS_H

#include <stddef.h>

struct label {
    double wanted;  // where its line ends, upwards
    double place;   // where it stands: see labels_place
    char *low;      // the smallest of its values, as text
    char *high;     // the largest
    char *names;    // of its lines, with commas; both lists in falling order
    size_t count;   // so many lines
    long program;   // whose line it is; -1: several
};

// Puts the labels in order, from below, and together where their text is the
// same, and then the nearest ones until there are no more than most. Returns
// how many there are now; the others are gone.
size_t
labels_merge(struct label *labels, size_t count, size_t most);

// Gives each label a place as near as can be to where it is wanted, at least
// height from the next one, and between bottom and top if there is room. The
// labels are in order.
void
labels_place(struct label *labels, size_t count, double height,
             double bottom, double top);

// Returns its text in about so many characters: "11.2–11.5 MiB  sync, async".
// What does not fit is counted. The caller frees it.
char *
label_text(const struct label *label, size_t width);

// Frees what the label owns.
void
label_free(struct label *label);

// Returns how many characters the text has, which is UTF-8.
size_t
text_width(const char *text);

#endif
