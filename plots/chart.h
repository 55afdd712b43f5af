// What one chart is drawn from, as text: shared by all makers of charts.

#ifndef PLOTS_CHART_H
#define PLOTS_CHART_H

#include <stdbool.h>
#include <stdio.h>

#include "summary.h"

// The size of every picture, in pixels: see style.gp.
#define CHART_WIDTH 1280.0
#define CHART_HEIGHT 720.0
#define CHART_LINE 26.0  // from one line of text to the next

// Everything but the name belongs to the chart.
struct chart {
    const char *name;  // of its files and its script
    char *question;    // that it answers: "How long did each program take?"
    char *title;       // the finding, computed: what its answer is
    char *reading;     // how to read it, in a sentence or two
    char *data;        // named blocks of columns, for NAME.dat
    char *values;      // gnuplot assignments, for NAME.values
    bool typical;      // it shows one run of each program, the median one
};

// Returns the words as a title: with a capital letter, unless they begin with
// the name of a program. They stay the caller's.
char *
chart_title(const struct comparison *all, char *words);

// Writes a chart's words into its values: title, in one line or two, and
// subtitle.
void
chart_set_words(FILE *values, const struct chart *chart,
                const struct comparison *all);

void
chart_free(struct chart *chart);

// Writes "name = 'text'" so that gnuplot reads the very same text back, on
// one line whatever it holds.
void
chart_set_text(FILE *values, const char *name, const char *text);

// Writes the text as a column of a data file, in quotes.
void
chart_put_text(FILE *data, const char *text);

// Starts a named block of a data file. It has a line of its own, which shows
// nothing: of an empty block gnuplot takes the next one for it.
void
chart_put_block(FILE *data, const char *name, size_t number);

// Writes how many programs there are, and arrays of their names, colours and
// variants, as style.gp expects them.
void
chart_set_programs(FILE *values, const struct comparison *all);

// Returns what was done: URLs, cap where programs share one, scale. The caller
// frees it.
char *
chart_setting(const struct comparison *all);

// Returns the same behind the scenario's title, with what else a reader of a
// picture has to know: how many rounds, or that one run is shown, what failed
// and what is extrapolated. The caller frees it.
char *
chart_subtitle(const struct comparison *all, bool typical);

// Returns how wide the text is in a picture, about, in pixels.
double
chart_text_width(const char *text);

// Returns the number with its thousands apart, "80,000"; the caller frees it.
char *
chart_count(size_t number);

#endif
