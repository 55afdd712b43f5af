// The machine and the software: see machine.h.

#include "machine.h"

#include <curl/curl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "basics.h"
#include "cgroup.h"
#include "files.h"
#include "gnuplot.h"
#include "spawn.h"

#define COMMIT_SECONDS 10.0  // for git, at most

// Returns the date and time, to the second, in UTC (ISO 8601).
static json_t *
date_now(void)
{
    char text[32];
    time_t now = time(NULL);

    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    return json_string(text);
}

// Returns the processor's name by /proc/cpuinfo, null where it says none.
static json_t *
processor_name(void)
{
    FILE *file = fopen("/proc/cpuinfo", "re");
    json_t *name = NULL;
    char line[512];

    while (file && !name && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "model name", 10) == 0 && colon && colon[1])
            name = json_string(colon + 2);
    }
    if (file)
        fclose(file);
    return name ? name : json_null();
}

// Returns the load averages of the last 1, 5 and 15 minutes.
static json_t *
load_now(void)
{
    double load[3] = {0};
    int known = getloadavg(load, 3);
    json_t *array = json_array();

    for (int i = 0; i < known; i++)
        json_array_append_new(array, json_real(load[i]));
    return array;
}

// Returns a limit as a number, null where there is none.
static json_t *
limit_value(rlim_t limit)
{
    return limit == RLIM_INFINITY ? json_null()
                                  : json_integer((json_int_t)limit);
}

// Returns one resource limit, as it binds and as far as it can be raised.
static json_t *
limit_of(__rlimit_resource_t resource)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

    getrlimit(resource, &limit);
    return json_pack("{s:o, s:o}", "soft", limit_value(limit.rlim_cur),
                     "hard", limit_value(limit.rlim_max));
}

// Returns the limits that bear on how much can be in flight.
static json_t *
limits(void)
{
    return json_pack("{s:o, s:o, s:o}",
                     "descriptors", limit_of(RLIMIT_NOFILE),
                     "processes", limit_of(RLIMIT_NPROC),
                     "stack_bytes", limit_of(RLIMIT_STACK));
}

// Returns the text as a string without the white space at its end, null where
// there is none.
static json_t *
trimmed(const char *text)
{
    size_t length = text ? strlen(text) : 0;

    while (length > 0 && strchr(" \n", text[length - 1]))
        length--;
    json_t *string = length > 0 ? json_stringn(text, length) : NULL;
    return string ? string : json_null();
}

// Returns what the file says, null where it cannot be read.
static json_t *
word_in(const char *path)
{
    char *text = file_read(path);
    json_t *word = trimmed(text);

    free(text);
    return word;
}

// Returns what decides how fast a processor runs, as far as it can be read.
static json_t *
clock_rules(void)
{
    static const char cpu[] = "/sys/devices/system/cpu";
    char *governor = format("%s/cpu0/cpufreq/scaling_governor", cpu);
    char *boost = format("%s/cpufreq/boost", cpu);
    char *no_turbo = format("%s/intel_pstate/no_turbo", cpu);
    json_t *rules = json_pack("{s:o, s:o, s:o}", "governor", word_in(governor),
                              "boost", word_in(boost),
                              "no_turbo", word_in(no_turbo));

    free(governor);
    free(boost);
    free(no_turbo);
    return rules;
}

// Returns how many processors this process may use.
static json_int_t
usable_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) < 0)
        return sysconf(_SC_NPROCESSORS_ONLN);
    return CPU_COUNT(&set);
}

// Returns the commit that the folder is at, null where git knows of none.
static json_t *
commit_of(const char *folder)
{
    char git[] = "git", at[] = "-C", quiet[] = "--no-optional-locks",
         describe[] = "describe", always[] = "--always", dirty[] = "--dirty";
    char *place = copy_text(folder), said[256];
    char *argv[] = {git, at, place, quiet, describe, always, dirty, NULL};
    int file = memfd_create("commit", MFD_CLOEXEC), status = -1;
    struct spawn what = {
        .argv = argv, .output = file, .error = -1, .report = -1,
    };
    pid_t child = spawn(&what);

    if (child > 0 && !spawn_wait(child, COMMIT_SECONDS, &status)) {
        spawn_stop(child, 1);
        status = -1;
    }
    ssize_t length = pread(file, said, sizeof said - 1, 0);
    said[length > 0 ? length : 0] = '\0';
    close(file);
    free(place);
    return trimmed(status == 0 ? said : NULL);
}

// Returns the command line that the programs were compiled with. The make
// file leaves it beside them, with the kit's version behind it, which says
// nothing about how they were compiled.
static json_t *
build_of(const char *programs)
{
    char *path = format("%s/setup", programs), *text = file_read(path);
    char *version = text ? strrchr(text, ' ') : NULL;

    if (version && strncmp(version + 1, VERSION, strlen(VERSION)) == 0)
        *version = '\0';
    json_t *command = trimmed(text);
    free(path);
    free(text);
    return command;
}

// Returns the versions of what was used.
static json_t *
versions(void)
{
    char *gnuplot = gnuplot_version();
    json_t *all = json_pack(
        "{s:s, s:s, s:s, s:s?, s:s}",
        "compare", VERSION,
        "libcurl", curl_version(),
        "jansson", JANSSON_VERSION,
        "gnuplot", gnuplot,
#ifdef __clang__
        "compiler", __VERSION__);
#else
        "compiler", "gcc " __VERSION__);
#endif
    free(gnuplot);
    return all;
}

json_t *
machine_describe(const char *plots, const char *programs)
{
    struct utsname system = {0};
    long long page = sysconf(_SC_PAGESIZE);

    uname(&system);
    return json_pack(
        "{s:o, s:s+++, s:s, s:o, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o}",
        "date", date_now(),
        "kernel", system.sysname, " ", system.release, "",
        "architecture", system.machine,
        "processor", processor_name(),
        "processors", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
        "usable_processors", usable_processors(),
        "memory_bytes", (json_int_t)(sysconf(_SC_PHYS_PAGES) * page),
        "clock", clock_rules(),
        "load", load_now(),
        "limits", limits(),
        "cgroup", cgroup_limits("/proc/self/cgroup", "/sys/fs/cgroup"),
        "versions", versions(),
        "build", build_of(programs),
        "commit", commit_of(plots));
}
