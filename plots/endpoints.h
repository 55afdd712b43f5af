// What a path of the local server says about its own time: /delay/0.2 takes
// 0.2 seconds, /flaky/2?id=x fails twice. The lower bounds come from here.
//
// Pure: paths in, numbers and paths out.

#ifndef PLOTS_ENDPOINTS_H
#define PLOTS_ENDPOINTS_H

// Seconds until the answer to this path is whole, by the path's own word: 0
// where it names none, INFINITY where it never is.
double
endpoint_seconds(const char *path);

// How often this path answers 503 before it answers 200.
long
endpoint_failures(const char *path);

// Returns the path with the seconds that it names multiplied by scale; the
// caller frees it.
char *
endpoint_scaled(const char *path, double scale);

#endif
