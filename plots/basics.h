// What every module here needs: text made to measure, arrays that grow, and
// one way to end with a sentence.
//
// Memory that is not there ends the program with status 3, so that no caller
// has to look for NULL.

#ifndef PLOTS_BASICS_H
#define PLOTS_BASICS_H

#include <stddef.h>
#include <stdio.h>

// The exit statuses of compare; --help explains them.
enum status {
    STATUS_GOOD = 0,
    STATUS_RUN_FAILED = 1,
    STATUS_USAGE = 2,
    STATUS_NOT_WRITTEN = 3,
    STATUS_NO_CHARTS = 4,
};

// Ends the program with the status and one line on stderr.
_Noreturn void
quit(enum status status, const char *pattern, ...)
    __attribute__((format(printf, 2, 3)));

// Returns text made as printf makes it; the caller frees it.
char *
format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

// Returns a copy of the text; the caller frees it.
char *
copy_text(const char *text);

// Returns the text with every from in it replaced by to, as new text that the
// caller frees; from is not empty.
char *
replace_all(const char *text, const char *from, const char *to);

// Opens a stream that writes into new text, which is whole, with its size,
// once the stream is closed; the caller frees it.
FILE *
text_stream(char **text, size_t *size);

// Returns the array with room for count items of the given size; the caller
// owns it in place of the old one.
void *
resize(void *array, size_t count, size_t size);

// Words of one's own, such as a program's arguments.
struct words {
    char **all;
    size_t count;
};

// Adds a copy of the word; words_free is due.
void
words_add(struct words *words, const char *word);

// Frees the words.
void
words_free(struct words *words);

// Seconds on the monotonic clock, for durations only.
double
monotonic_now(void);

#endif
