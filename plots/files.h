// Files and folders: read whole, written whole, and a folder of results that
// appears all at once.

#ifndef PLOTS_FILES_H
#define PLOTS_FILES_H

#include <stdbool.h>

// Returns the file's whole text, which the caller frees; NULL, and errno,
// when it cannot be read or is not text.
char *
file_read(const char *path);

// Writes the text to the file; ends the program with a sentence and status 3
// when that fails.
void
file_write(const char *path, const char *text);

// Opens a log for what other programs say, which log_close closes; ends the
// program with a sentence and status 3 when that fails.
int
log_open(const char *path);

// Closes the log, and removes it when nothing was said.
void
log_close(int log, const char *path);

// Returns the first line of the log, with all that may not be printed, or is
// not ASCII, made harmless; nothing when there is no log. The caller frees it.
char *
log_first_line(const char *path);

// A folder of results that is filled under a hidden name and takes its real
// name, in place of an older one, when it is complete. Nothing but an older
// folder of results, which holds results.json, is ever replaced.
struct folder {
    char *hidden;  // where it is filled
    char *path;    // where it will be
};

// Makes the hidden folder, and the parents that are missing. Ends the program
// with a sentence and status 3 when that fails, or the real name is taken by
// something else. folder_free is due.
struct folder
folder_make(const char *parent, const char *name);

// Gives the folder its real name, with the ending behind it; an older one of
// that name is removed.
void
folder_publish(struct folder *folder, const char *ending);

// Frees the names, and removes the hidden folder if it is still there.
void
folder_free(struct folder *folder);

#endif
