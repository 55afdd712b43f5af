// An SVG that is right on a dark page, too: see dark.h.

#include "dark.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

#define WHITE 0xffffffU
#define GREY_RANGE 12   // between the parts of a colour that counts as grey
#define MOST_COLOURS 64 // in one picture

// The colours of a picture.
struct colours {
    uint32_t all[MOST_COLOURS];
    size_t count;
};

// Returns red, green or blue, from 0 to 255.
static unsigned
part_of(uint32_t colour, int part)
{
    return colour >> (16 - 8 * part) & 0xff;
}

// Returns how light the colour is, from 0 to 1.
static double
luminance(uint32_t colour)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int part = 0; part < 3; part++) {
        double c = part_of(colour, part) / 255.0;
        sum += weights[part] * (c <= 0.03928 ? c / 12.92
                                             : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double
contrast_of(uint32_t one, uint32_t other)
{
    double a = luminance(one) + 0.05, b = luminance(other) + 0.05;

    return a > b ? a / b : b / a;
}

// Returns the colour, so many of 255 steps nearer to white.
static uint32_t
lighter(uint32_t colour, unsigned steps)
{
    uint32_t mixed = 0;

    for (int part = 0; part < 3; part++) {
        unsigned c = part_of(colour, part);
        mixed = mixed << 8 | (c + (255 - c) * steps / 255);
    }
    return mixed;
}

// True when the colour is a grey, black and white among them.
static bool
is_grey(uint32_t colour)
{
    unsigned least = 255, most = 0;

    for (int part = 0; part < 3; part++) {
        unsigned c = part_of(colour, part);
        least = c < least ? c : least;
        most = c > most ? c : most;
    }
    return most - least <= GREY_RANGE;
}

uint32_t
dark_colour(uint32_t colour)
{
    double wanted = is_grey(colour) ? contrast_of(colour, WHITE)
                                    : DARK_CONTRAST;
    uint32_t from = is_grey(colour) ? DARK_BACKGROUND : colour;
    unsigned steps = 0;

    while (steps < 255 &&
           contrast_of(lighter(from, steps), DARK_BACKGROUND) < wanted)
        steps++;
    return lighter(from, steps);
}

// Adds the colour unless it is there, or there is no room.
static void
add_colour(struct colours *colours, uint32_t colour)
{
    for (size_t i = 0; i < colours->count; i++)
        if (colours->all[i] == colour)
            return;
    if (colours->count < MOST_COLOURS)
        colours->all[colours->count++] = colour;
}

// Reads a colour at the start of the text as gnuplot writes it, behind its
// quote: rgb(  0, 114, 178), #ffffff or black. Returns how long it is; 0: it
// is none.
static int
read_colour(const char *text, uint32_t *colour)
{
    char start[24] = "";  // for sscanf looks for the end of what it is given
    unsigned red, green, blue;
    int length = 0;

    strncpy(start, text, sizeof start - 1);
    if (sscanf(start, "rgb(%3u ,%3u ,%3u )%n", &red, &green, &blue,
               &length) == 3 && length > 0)
        *colour = (red & 0xff) << 16 | (green & 0xff) << 8 | (blue & 0xff);
    else if (sscanf(start, "#%6x%n", colour, &length) == 1 && length == 7)
        *colour &= WHITE;
    else if (strncmp(start, "black", 5) == 0 && (length = 5) > 0)
        *colour = 0;
    else
        length = 0;
    return length;
}

// True when the value of fill, stroke or color starts here.
static bool
starts_colour(const char *text, const char *start)
{
    static const char *const names[] = {"fill", "stroke", "color"};
    const char *end = text - 1;

    if (text == start || (*end != '\'' && *end != '"'))
        return false;
    while (end > start && strchr(" =", end[-1]))
        end--;
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(names[i]);
        if ((size_t)(end - start) > length && end[-1 - (long)length] == ' ' &&
            strncmp(end - length, names[i], length) == 0)
            return true;
    }
    return false;
}

// Copies the SVG, with the colours in its tags in one form, and notes them.
static void
copy_svg(FILE *out, const char *svg, struct colours *colours)
{
    bool in_tag = false;
    uint32_t colour;
    int length;

    for (const char *at = svg; *at; at++) {
        if (*at == '<' || *at == '>')
            in_tag = *at == '<';
        bool may_be = in_tag && starts_colour(at, svg);
        if (may_be && (length = read_colour(at, &colour)) > 0) {
            fprintf(out, "#%06x", (unsigned)colour);
            add_colour(colours, colour);
            at += length - 1;
        } else {
            fputc(*at, out);
        }
    }
}

// Writes the style: a rule for each colour in each attribute that may hold it.
static void
put_style(FILE *out, const struct colours *colours)
{
    static const char *const names[] = {"fill", "stroke", "color"};

    fprintf(out, "\n<style>\n@media (prefers-color-scheme: dark) {\n");
    for (size_t i = 0; i < colours->count; i++) {
        for (size_t n = 0; n < 3; n++)
            fprintf(out, "[%s=\"#%06x\"]{%s:#%06x}", names[n],
                    (unsigned)colours->all[i], names[n],
                    (unsigned)dark_colour(colours->all[i]));
        fprintf(out, "\n");
    }
    fprintf(out, "}\n</style>");
}

char *
dark_svg(const char *svg)
{
    struct colours colours = {.count = 0};
    char *body, *text;
    size_t size;
    FILE *copy = text_stream(&body, &size);

    copy_svg(copy, svg, &colours);
    fclose(copy);
    FILE *out = text_stream(&text, &size);
    const char *root = strstr(body, "<svg");
    const char *end = root ? strchr(root, '>') : NULL;
    size_t head = end ? (size_t)(end - body) + 1 : 0;
    fprintf(out, "%.*s", (int)head, body);
    if (end)
        put_style(out, &colours);
    fputs(body + head, out);
    fclose(out);
    free(body);
    return text;
}
