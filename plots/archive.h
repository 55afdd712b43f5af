// The records of a comparison's runs in one piece, small enough to be carried
// inside a page.

#ifndef PLOTS_ARCHIVE_H
#define PLOTS_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "run.h"
#include "summary.h"

struct archive {
    char *bytes;  // JSON Lines, compressed as gzip does; the archive's own
    size_t size;
    bool typical;  // only the run that stands for each program is in it
};

// Takes the records of all runs, each with the name of its run as its first
// field, or of the typical runs only when those of all take more than so many
// bytes. archive_free is due.
struct archive
archive_make(const struct comparison *all, const char *folder, size_t most);

// Frees the bytes.
void
archive_free(struct archive *archive);

#endif
