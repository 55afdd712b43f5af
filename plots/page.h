// What the report and the list of all reports are made of: a template with
// named places, text made harmless for HTML, and files inside the page.
//
// A template is a file in the folder plots/; {{name}} in it is a place, which
// the part of that name fills. The pages hold no scripts and ask for nothing.

#ifndef PLOTS_PAGE_H
#define PLOTS_PAGE_H

#include <stddef.h>
#include <stdio.h>

// What fills a place: writes HTML about whatever the page is about.
struct part {
    const char *name;
    void (*put)(FILE *out, const void *about);
};

// Reads the template of that name, with the style that all pages have, from
// the folder plots/. The caller frees it; NULL where that fails, and *error
// says why, which the caller frees then.
char *
page_template(const char *plots, const char *name, char **error);

// Fills the places of a template; one that no part has stays as it is.
// Writes the page.
void
page_fill(FILE *out, const char *template, const struct part *parts,
          size_t count, const void *about);

// Writes the text, made as printf makes it, so that it means nothing but
// itself in HTML, between tags and in quotes. What is not UTF-8, or a control
// character, becomes U+FFFD.
void
page_text(FILE *out, const char *pattern, ...)
    __attribute__((format(printf, 2, 3)));

// Writes the bytes as a data URI of that type, which is a literal.
void
page_data(FILE *out, const char *type, const char *bytes, size_t size);

#endif
