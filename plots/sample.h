// What /proc tells about a process, or a tree of them, while it runs.

#ifndef PLOTS_SAMPLE_H
#define PLOTS_SAMPLE_H

#include <stdbool.h>
#include <sys/types.h>

// Memory in bytes. The kernel counts it in portions for each processor, so
// what is resident may be off by some hundred KiB on a machine with many
// (proc(5), "VmRSS ... inaccurate").
struct sample {
    long processes;           // 0 when the process is gone; nothing else counts
    long long resident;
    long long anonymous;      // of what is resident: shared with no file
    long long peak;           // most resident at once so far, as far as known
    long long reserved;       // address space
    long long peak_reserved;  // most reserved at once so far
    long threads;
    long descriptors;
};

// Looks at the process once; costs some ten microseconds. The peaks are its
// own VmHWM and VmPeak, which miss nothing that came before.
struct sample
sample_take(pid_t process);

// Looks at everything that descends from the process, without itself, and
// returns the sum. Pages that several processes map from the same file are
// resident once: of those, the process with the most is counted, and of the
// anonymous ones all. (So what a child shares with its parent after fork,
// before either writes to it, is counted twice.) The peaks are those of this
// look, or of the process that had the most, whichever is larger.
struct sample
sample_take_below(pid_t ancestor);

// Reads all but the descriptors from the text of /proc/PID/status; false when
// it tells of no memory, as that of a process that has ended.
bool
sample_parse(const char *status, struct sample *sample);

// Adds a process's sample to that of a tree, which begins as all zero;
// *shared is the most that one process shares with files so far.
void
sample_add(struct sample *tree, const struct sample *process,
           long long *shared);

#endif
