// What /proc tells about a process while it runs.

#ifndef PLOTS_SAMPLE_H
#define PLOTS_SAMPLE_H

#include <sys/types.h>

struct sample {
    long threads;      // 0 when the process is gone
    long descriptors;
};

// Looks at the process once; costs some ten microseconds.
struct sample
sample_take(pid_t process);

#endif
