// The processes that descend from one: see tree.h.

#include "tree.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basics.h"

// Adds the process, unless it is there: numbers are given anew, and so what
// was seen at different moments could even go round in a circle.
static void
add(struct tree *tree, pid_t process)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->all[i] == process)
            return;
    tree->all = resize(tree->all, tree->count + 1, sizeof *tree->all);
    tree->all[tree->count++] = process;
}

// --- by the lists of children ------------------------------------------------

// Adds the children that one thread has started.
static void
add_children_of_thread(struct tree *tree, pid_t process, const char *thread)
{
    char path[320];
    int child;

    snprintf(path, sizeof path, "/proc/%ld/task/%s/children", (long)process,
             thread);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    while (fscanf(file, "%9d", &child) == 1)
        add(tree, child);
    fclose(file);
}

// Adds the children of all the process's threads.
static void
add_children(struct tree *tree, pid_t process)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/task", (long)process);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            add_children_of_thread(tree, process, entry->d_name);
    closedir(folder);
}

struct tree
tree_by_children(pid_t ancestor)
{
    struct tree tree = {0};

    add_children(&tree, ancestor);
    for (size_t i = 0; i < tree.count; i++)
        if (tree.all[i] != ancestor)
            add_children(&tree, tree.all[i]);
    return tree;
}

// --- by everybody's parent ---------------------------------------------------

struct kinship {
    pid_t process, parent;
};

pid_t
tree_parent(const char *stat)
{
    // The name, in parentheses, may hold anything (proc(5)).
    const char *behind = strrchr(stat, ')');
    char state;
    int parent;

    if (behind == NULL || sscanf(behind + 1, " %c %9d", &state, &parent) != 2)
        return -1;
    return parent;
}

// Returns the parent of the process with this number, -1 when it is gone.
static pid_t
parent_of(const char *number)
{
    char path[320], text[1024];

    snprintf(path, sizeof path, "/proc/%s/stat", number);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -1;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    return tree_parent(text);
}

// Returns all processes and their parents, which the caller frees.
static struct kinship *
all_kinships(size_t *count)
{
    struct kinship *all = NULL;
    DIR *folder = opendir("/proc");

    *count = 0;
    if (folder == NULL)
        return NULL;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        all = resize(all, *count + 1, sizeof *all);
        all[(*count)++] = (struct kinship){
            .process = (pid_t)strtol(entry->d_name, NULL, 10),
            .parent = parent_of(entry->d_name),
        };
    }
    closedir(folder);
    return all;
}

// Adds those whose parent is this process.
static void
add_those_of(struct tree *tree, pid_t parent, const struct kinship *all,
             size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].parent == parent)
            add(tree, all[i].process);
}

struct tree
tree_by_parents(pid_t ancestor)
{
    struct tree tree = {0};
    size_t count;
    struct kinship *all = all_kinships(&count);

    add_those_of(&tree, ancestor, all, count);
    for (size_t i = 0; i < tree.count; i++)
        if (tree.all[i] != ancestor)
            add_those_of(&tree, tree.all[i], all, count);
    free(all);
    return tree;
}

// -----------------------------------------------------------------------------

struct tree
tree_below(pid_t ancestor)
{
    if (access("/proc/thread-self/children", R_OK) == 0)
        return tree_by_children(ancestor);
    return tree_by_parents(ancestor);
}

void
tree_free(struct tree *tree)
{
    free(tree->all);
    *tree = (struct tree){0};
}
