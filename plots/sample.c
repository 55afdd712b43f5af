// What /proc tells about a process, or a tree of them: see sample.h.

#include "sample.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"

// Returns the number behind the name, which begins a line and ends in a
// colon; -1 where there is none.
static long long
number_of(const char *status, const char *name)
{
    for (const char *at = status; (at = strstr(at, name)); at++)
        if (at == status || at[-1] == '\n')
            return strtoll(at + strlen(name), NULL, 10);
    return -1;
}

bool
sample_parse(const char *status, struct sample *sample)
{
    long long resident = number_of(status, "VmRSS:");
    long long anonymous = number_of(status, "RssAnon:");
    long long peak = number_of(status, "VmHWM:");
    long long reserved = number_of(status, "VmSize:");
    long long peak_reserved = number_of(status, "VmPeak:");

    *sample = (struct sample){0};
    if (resident < 0 || reserved < 0)
        return false;
    if (anonymous < 0 || anonymous > resident)
        anonymous = resident;  // before Linux 4.5 it was not told
    *sample = (struct sample){
        .processes = 1,
        .resident = resident * 1024,
        .anonymous = anonymous * 1024,
        .peak = (peak > resident ? peak : resident) * 1024,
        .reserved = reserved * 1024,
        .peak_reserved =
            (peak_reserved > reserved ? peak_reserved : reserved) * 1024,
        .threads = (long)number_of(status, "Threads:"),
    };
    return true;
}

// Reads the process's /proc/PID/status; false when it is gone.
static bool
read_status(pid_t process, struct sample *sample)
{
    char path[64], text[4096];

    snprintf(path, sizeof path, "/proc/%ld/status", (long)process);
    *sample = (struct sample){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    text[length > 0 ? length : 0] = '\0';
    return sample_parse(text, sample);
}

// Returns the number of open descriptors: since Linux 6.2 that is the size
// of the directory /proc/PID/fd, before that its entries are counted.
static long
count_descriptors(pid_t process)
{
    char path[64];
    struct stat about;
    long entries = 0;

    snprintf(path, sizeof path, "/proc/%ld/fd", (long)process);
    if (stat(path, &about) == 0 && about.st_size > 0)
        return (long)about.st_size;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder));)
        entries += entry->d_name[0] != '.';
    closedir(folder);
    return entries;
}

struct sample
sample_take(pid_t process)
{
    struct sample sample;

    if (read_status(process, &sample))
        sample.descriptors = count_descriptors(process);
    return sample;
}

// Returns the larger one.
static long long
larger(long long a, long long b)
{
    return a > b ? a : b;
}

void
sample_add(struct sample *tree, const struct sample *process,
           long long *shared)
{
    tree->processes += process->processes;
    tree->anonymous += process->anonymous;
    *shared = larger(*shared, process->resident - process->anonymous);
    tree->resident = tree->anonymous + *shared;
    tree->reserved += process->reserved;
    tree->peak = larger(larger(tree->peak, process->peak), tree->resident);
    tree->peak_reserved =
        larger(larger(tree->peak_reserved, process->peak_reserved),
               tree->reserved);
    tree->threads += process->threads;
    tree->descriptors += process->descriptors;
}

struct sample
sample_take_below(pid_t ancestor)
{
    struct tree found = tree_below(ancestor);
    struct sample sum = {0};
    long long shared = 0;

    for (size_t i = 0; i < found.count; i++) {
        struct sample one = sample_take(found.all[i]);
        sample_add(&sum, &one, &shared);
    }
    tree_free(&found);
    return sum;
}
