// Paths with braces, value by value: see pattern.h.

#include "pattern.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

// Reads "first..last"; false when the text is not that.
static bool
read_range(const char *text, long *first, long *last)
{
    char *rest;

    *first = strtol(text, &rest, 10);
    if (rest == text || strncmp(rest, "..", 2) != 0)
        return false;
    const char *second = rest + 2;
    *last = strtol(second, &rest, 10);
    return rest != second && *rest == '\0' && *first >= 0 &&
           *last >= *first && *last < INT_MAX;
}

// Returns item number turn of a list with commas, as new text.
static char *
list_item(const char *list, size_t turn)
{
    size_t items = 1;

    for (const char *c = list; *c; c++)
        items += *c == ',';
    for (size_t skip = turn % items; skip > 0; skip--)
        list = strchr(list, ',') + 1;
    return format("%.*s", (int)strcspn(list, ","), list);
}

// Returns the value number turn of what stands between two braces, as new
// text; NULL when it is nothing, or a range that is none.
static char *
brace_value(const char *inside, size_t turn)
{
    long first, last;

    if (*inside == '\0')
        return NULL;
    if (strstr(inside, "..") == NULL)
        return list_item(inside, turn);
    if (!read_range(inside, &first, &last))
        return NULL;
    return format("%ld", first + (long)turn % (last - first + 1));
}

// Replaces the first pair of braces in *path; false when it is out of place.
static bool
replace_braces(char **path, size_t turn)
{
    char *open = *path + strcspn(*path, "{}");
    char *close = open + 1 + strcspn(open + 1, "{}");

    if (*open != '{' || *close != '}')
        return false;
    *open = *close = '\0';
    char *value = brace_value(open + 1, turn);
    if (value == NULL)
        return false;
    char *whole = format("%s%s%s", *path, value, close + 1);
    free(value);
    free(*path);
    *path = whole;
    return true;
}

char *
pattern_expand(const char *pattern, size_t turn)
{
    char *path = copy_text(pattern);

    while (strpbrk(path, "{}")) {
        if (!replace_braces(&path, turn)) {
            free(path);
            return NULL;
        }
    }
    return path;
}
