// index.html: all comparisons whose results lie in a folder, newest first.

#ifndef PLOTS_INDEX_H
#define PLOTS_INDEX_H

// Writes index.html into the folder of all results, in place of an older one,
// by the template and the style in the folder plots/. Returns NULL, or why
// there is no list, which the caller frees.
char *
index_write(const char *results, const char *plots);

#endif
