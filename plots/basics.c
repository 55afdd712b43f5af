// Text made to measure, arrays that grow, and one way to end: see basics.h.

#include "basics.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void
quit(enum status status, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    fputs("compare: ", stderr);
    vfprintf(stderr, pattern, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(status);
}

char *
format(const char *pattern, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, pattern);
    int length = vasprintf(&text, pattern, arguments);
    va_end(arguments);
    if (length < 0)
        quit(STATUS_NOT_WRITTEN, "out of memory");
    return text;
}

char *
copy_text(const char *text)
{
    return format("%s", text);
}

FILE *
text_stream(char **text, size_t *size)
{
    FILE *stream = open_memstream(text, size);

    if (stream == NULL)
        quit(STATUS_NOT_WRITTEN, "out of memory");
    return stream;
}

char *
replace_all(const char *text, const char *from, const char *to)
{
    size_t size;
    char *result;
    FILE *out = text_stream(&result, &size);

    for (const char *found; (found = strstr(text, from));) {
        fwrite(text, 1, (size_t)(found - text), out);
        fputs(to, out);
        text = found + strlen(from);
    }
    fputs(text, out);
    fclose(out);
    return result;
}

void *
resize(void *array, size_t count, size_t size)
{
    if (count == 0)
        count = 1;
    if (count > SIZE_MAX / size)
        quit(STATUS_NOT_WRITTEN, "out of memory");
    void *larger = realloc(array, count * size);
    if (larger == NULL)
        quit(STATUS_NOT_WRITTEN, "out of memory");
    return larger;
}

void
words_add(struct words *words, const char *word)
{
    words->all = resize(words->all, words->count + 1, sizeof *words->all);
    words->all[words->count++] = copy_text(word);
}

void
words_free(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->all[i]);
    free(words->all);
    *words = (struct words){0};
}

double
monotonic_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
