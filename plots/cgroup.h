// What the control groups of this process allow it: less than the machine
// has, in a container for one.

#ifndef PLOTS_CGROUP_H
#define PLOTS_CGROUP_H

#include <jansson.h>

// Returns a new object, memory_bytes, processors and processes, each null
// where nothing limits it; the caller owns it. memberships is a file like
// /proc/self/cgroup, mounted where the file systems of the groups are,
// /sys/fs/cgroup: a limit counts that stands at the process's own group or at
// any above it. Both versions of control groups are understood.
json_t *
cgroup_limits(const char *memberships, const char *mounted);

#endif
