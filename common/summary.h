// The summary: what --summary writes when the program ends, as JSON.

#ifndef SUMMARY_H
#define SUMMARY_H

#include <stdbool.h>

struct tally;

// Writes it to `path`; false with errno.
bool summary_write(const char *path, const struct tally *tally);

#endif
