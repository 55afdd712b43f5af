// A program as a comparison runs it: see program.h.

#include "program.h"

#include <stdlib.h>
#include <string.h>

// The files that have a colour of their own, in its order.
static const char *const known[] = {
    "fetch-sync", "fetch-threaded", "fetch-async",
};

#define KNOWN (sizeof known / sizeof *known)

bool
program_is_sequential(const char *file)
{
    return strcmp(file, "fetch-sync") == 0 || strcmp(file, "requests") == 0;
}

// Returns the colour of the file's programs among those before this one;
// *free_one is the next that nobody has.
static size_t
colour_of(const struct program *programs, size_t place, size_t *free_one)
{
    const char *file = programs[place].file;

    for (size_t k = 0; k < KNOWN; k++)
        if (strcmp(file, known[k]) == 0)
            return k;
    for (size_t p = 0; p < place; p++)
        if (strcmp(file, programs[p].file) == 0)
            return programs[p].colour;
    return (*free_one)++;
}

// Returns how many groups before this program's have its colour.
static size_t
variant_of(const struct program *programs, size_t place)
{
    size_t variant = 0;

    for (size_t p = 0; p < place; p++)
        variant += programs[p].colour == programs[place].colour &&
                   programs[p].line != programs[place].line &&
                   programs[p + 1].line != programs[p].line;
    return variant;
}

void
programs_colour(struct program *programs, size_t count)
{
    size_t free_one = KNOWN;

    for (size_t p = 0; p < count; p++) {
        programs[p].colour = colour_of(programs, p, &free_one);
        programs[p].variant = variant_of(programs, p);
    }
}

double
words_number(const struct words *words, const char *name, double otherwise)
{
    size_t length = strlen(name);
    double number = otherwise;

    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->all[i];
        if (strncmp(word, name, length) != 0)
            continue;
        if (word[length] == '=')
            number = strtod(word + length + 1, NULL);
        if (word[length] == '\0' && i + 1 < words->count)
            number = strtod(words->all[i + 1], NULL);
    }
    return number;
}

struct program
program_copy(const struct program *program)
{
    struct program copy = *program;

    copy.name = copy_text(program->name);
    copy.group = copy_text(program->group);
    copy.file = copy_text(program->file);
    copy.options = (struct words){0};
    for (size_t i = 0; i < program->options.count; i++)
        words_add(&copy.options, program->options.all[i]);
    return copy;
}

void
program_free(struct program *program)
{
    free(program->name);
    free(program->group);
    free(program->file);
    words_free(&program->options);
}
