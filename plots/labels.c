// Labels beside the ends of lines: see labels.h.

#include "labels.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

size_t
text_width(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += (*text & 0xC0) != 0x80;
    return width;
}

void
label_free(struct label *label)
{
    free(label->low);
    free(label->high);
    free(label->names);
}

// Orders labels from below, for qsort; of equals, the later program first, so
// that names come out in the programs' order.
static int
by_wanted(const void *left, const void *right)
{
    const struct label *a = left, *b = right;

    if (a->wanted != b->wanted)
        return a->wanted > b->wanted ? 1 : -1;
    return (a->program < b->program) - (a->program > b->program);
}

// Puts the label above into this one.
static void
merge(struct label *label, struct label *above)
{
    double count = (double)(label->count + above->count);
    char *names = format("%s, %s", above->names, label->names);

    label->wanted = (label->wanted * (double)label->count +
                     above->wanted * (double)above->count) / count;
    label->count += above->count;
    label->program = -1;
    free(label->names);
    free(label->high);
    label->names = names;
    label->high = above->high;
    free(above->low);
    free(above->names);
}

// Returns how far the label is from the one above it; those that say the same
// are not apart at all.
static double
distance_of(const struct label *label)
{
    if (strcmp(label[0].high, label[1].low) == 0)
        return 0;
    return label[1].wanted - label[0].wanted;
}

size_t
labels_merge(struct label *labels, size_t count, size_t most)
{
    if (count > 0)
        qsort(labels, count, sizeof *labels, by_wanted);
    while (count > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < count; i++)
            if (distance_of(&labels[i]) < distance_of(&labels[best]))
                best = i;
        bool same = strcmp(labels[best].high, labels[best + 1].low) == 0;
        if (!same && count <= most)
            break;
        merge(&labels[best], &labels[best + 1]);
        memmove(&labels[best + 1], &labels[best + 2],
                (count - best - 2) * sizeof *labels);
        count--;
    }
    return count;
}

void
labels_place(struct label *labels, size_t count, double height,
             double bottom, double top)
{
    double least = bottom, most = top;

    for (size_t i = 0; i < count; i++) {
        labels[i].place = fmax(labels[i].wanted, least);
        least = labels[i].place + height;
    }
    for (size_t i = count; i-- > 0;) {
        labels[i].place = fmin(labels[i].place, most);
        most = labels[i].place - height;
    }
}

char *
label_text(const struct label *label, size_t width)
{
    bool same = strcmp(label->low, label->high) == 0;
    size_t unit = strcspn(label->low, " ");
    char *text = same ? format("%s  ", label->low)
                      : format("%.*s–%s  ", (int)unit, label->low,
                               label->high);
    const char *next = label->names;

    for (size_t shown = 0; shown < label->count; shown++) {
        size_t length = strcspn(next, ",");
        size_t left = label->count - shown;
        size_t needed = text_width(text) + length + (left > 1 ? 4 : 0);
        bool fits = shown == 0 || needed <= width;
        char *longer = fits ? format("%s%s%.*s", text, shown ? ", " : "",
                                     (int)length, next)
                            : format("%s, +%zu", text, left);
        free(text);
        text = longer;
        if (!fits)
            break;
        next += length + strspn(next + length, ", ");
    }
    return text;
}
