// What a program used while it ran, look by look, and the file that keeps it.
//
// The file is CSV with a header, one line a look:
//
//     seconds,resident_bytes,reserved_bytes,threads,descriptors
//     0.0102,3284992,12435456,1,5

#ifndef PLOTS_SERIES_H
#define PLOTS_SERIES_H

#include <stddef.h>

// One look at a program, or at a tree of processes: see sample.h.
struct sample_point {
    double seconds;      // since before it was started
    long long resident;  // bytes
    long long reserved;  // bytes of address space
    long threads;
    long descriptors;
};

struct series {
    struct sample_point *all;  // in order of time
    size_t count;
};

// A series never has more points than this.
#define SERIES_MOST 4000

// A series that grows. Whenever it is full, every second point goes and from
// then on twice as many looks lie between two points: so it spans a run of any
// length, with at least half of SERIES_MOST points once it was full.
struct recorder {
    struct series series;  // series_free is due
    size_t spacing;        // one look out of so many is kept
    size_t looks;          // so far
};

// Takes note of one look; a recorder begins as all zero.
void
recorder_add(struct recorder *recorder, const struct sample_point *point);

// Keeps the first point, the third, the fifth, and so on.
void
series_thin(struct series *series);

// Writes the series to the file. Returns NULL on success, otherwise a
// sentence that the caller frees.
char *
series_write(const struct series *series, const char *path);

// Reads the file. Returns NULL on success, otherwise a sentence that the
// caller frees; series_free is due either way.
char *
series_read(struct series *series, const char *path);

// Frees the points.
void
series_free(struct series *series);

#endif
