// What /proc tells about a process while it runs: see sample.h.

#include "sample.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Returns the number of threads: the 20th field of /proc/PID/stat, counted
// behind the name, whose parentheses may hold anything (proc(5)).
static long
count_threads(pid_t process)
{
    char path[64], text[1024];

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    text[length > 0 ? length : 0] = '\0';
    char *field = strrchr(text, ')');
    for (int number = 2; field && number < 20; number++)
        field = strchr(field + 1, ' ');
    return field ? strtol(field, NULL, 10) : 0;
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
    return (struct sample){
        .threads = count_threads(process),
        .descriptors = count_descriptors(process),
    };
}
