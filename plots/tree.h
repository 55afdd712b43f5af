// The processes that descend from one: its children, theirs, and so on.
//
// A process that ends while it is looked for may be missing, or still be
// there; one whose parent has ended belongs to the process that took it in:
// see PR_SET_CHILD_SUBREAPER in prctl(2).

#ifndef PLOTS_TREE_H
#define PLOTS_TREE_H

#include <stddef.h>
#include <sys/types.h>

struct tree {
    pid_t *all;  // parents before their children; without the ancestor
    size_t count;
};

// Finds everything that descends from the process; tree_free is due.
struct tree
tree_below(pid_t ancestor);

// The same by /proc/PID/task/TID/children, which needs no look at anything
// else, but is only there when the kernel was built so.
struct tree
tree_by_children(pid_t ancestor);

// The same by looking at the parent of every process of the machine.
struct tree
tree_by_parents(pid_t ancestor);

// Returns the parent by the text of /proc/PID/stat, -1 where it has none.
pid_t
tree_parent(const char *stat);

// Frees the list.
void
tree_free(struct tree *tree);

#endif
