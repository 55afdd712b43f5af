// The limits of control groups: see cgroup.h.

#include "cgroup.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "files.h"

// Version 1 says "no limit" with a number that no machine has as memory.
#define NO_MEMORY 0x1p62

// Returns the number at the start of the group's file, INFINITY where there
// is no file, no number ("max"), or one below 0, which is none either.
static double
number_in(const char *group, const char *file)
{
    char *path = format("%s/%s", group, file), *end;
    char *text = file_read(path);
    double number = text ? strtod(text, &end) : INFINITY;

    if (text && (end == text || number < 0))
        number = INFINITY;
    free(path);
    free(text);
    return number;
}

// The readers of one group's limits.

static double
memory_of(const char *group)
{
    double least = fmin(number_in(group, "memory.max"),
                        number_in(group, "memory.limit_in_bytes"));

    return least < NO_MEMORY ? least : INFINITY;
}

static double
processes_of(const char *group)
{
    return number_in(group, "pids.max");
}

// Version 2 has quota and period on one line of one file, version 1 two files.
static double
processors_of(const char *group)
{
    char *path = format("%s/cpu.max", group), *text = file_read(path);
    double quota, period;
    bool limited = text && sscanf(text, "%lf %lf", &quota, &period) == 2;

    free(path);
    free(text);
    if (!limited) {
        quota = number_in(group, "cpu.cfs_quota_us");
        period = number_in(group, "cpu.cfs_period_us");
    }
    return isfinite(quota) && isfinite(period) && period > 0 ? quota / period
                                                             : INFINITY;
}

// Returns the least limit at the group and all above it; path is the group's,
// from the root of the file system mounted there.
static double
least_of(const char *root, const char *path, double (*limit_of)(const char *))
{
    char *group = format("%s%s", root, path), *slash;
    size_t shortest = strlen(root);
    double least = limit_of(group);

    while (strlen(group) > shortest && (slash = strrchr(group, '/'))) {
        *slash = '\0';
        if (strlen(group) < shortest)
            break;
        least = fmin(least, limit_of(group));
    }
    free(group);
    return least;
}

// Returns the path of the group on a line such as "4:memory:/a/b" if the
// controller is among its names (version 2 has none), otherwise NULL.
static char *
path_on(char *line, const char *controller)
{
    char *names = strchr(line, ':');
    char *path = names ? strchr(names + 1, ':') : NULL;

    if (path == NULL)
        return NULL;
    *path++ = '\0';
    for (char *rest = names + 1, *name; (name = strsep(&rest, ","));)
        if (strcmp(name, controller) == 0)
            return path;
    return NULL;
}

// Returns the least limit of the controller's groups, of either version.
static double
limit_of(const char *memberships, const char *mounted, const char *controller,
         double (*reader)(const char *))
{
    double least = INFINITY;
    const char *const names[] = {controller, ""};
    const char *const places[] = {controller, "", "unified"};

    for (size_t n = 0; n < 2; n++) {
        char *text = copy_text(memberships), *rest = text, *line;
        while ((line = strsep(&rest, "\n"))) {
            char *path = path_on(line, names[n]);
            for (size_t i = 0; path && i < 3; i++) {
                char *root = format("%s/%s", mounted, places[i]);
                least = fmin(least, least_of(root, path, reader));
                free(root);
            }
        }
        free(text);
    }
    return least;
}

// Returns a limit as a number, null where there is none.
static json_t *
value_of(double limit)
{
    return isfinite(limit) ? json_integer((json_int_t)limit) : json_null();
}

json_t *
cgroup_limits(const char *memberships, const char *mounted)
{
    char *text = file_read(memberships);
    const char *groups = text ? text : "";
    double memory = limit_of(groups, mounted, "memory", memory_of);
    double processors = limit_of(groups, mounted, "cpu", processors_of);
    double processes = limit_of(groups, mounted, "pids", processes_of);

    free(text);
    return json_pack("{s:o, s:o, s:o}", "memory_bytes", value_of(memory),
                     "processors", isfinite(processors)
                                       ? json_real(processors) : json_null(),
                     "processes", value_of(processes));
}
