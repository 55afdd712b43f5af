// Paths with braces: /delay/{0..4} and /bytes/{10,1000} stand for one path
// after the other.
//
// Pure: text in, text out.

#ifndef PLOTS_PATTERN_H
#define PLOTS_PATTERN_H

#include <stddef.h>

// Returns the pattern with each {…} replaced by its value number turn (from
// 0, starting over after the last), as text that the caller frees; NULL when
// braces are out of place or hold neither values nor a range.
char *
pattern_expand(const char *pattern, size_t turn);

#endif
