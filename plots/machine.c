// The machine and the software: see machine.h.

#include "machine.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "basics.h"
#include "gnuplot.h"

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
machine_describe(void)
{
    struct utsname system = {0};
    long long page = sysconf(_SC_PAGESIZE);

    uname(&system);
    return json_pack(
        "{s:o, s:s+++, s:s, s:o, s:I, s:I, s:o, s:o, s:o}",
        "date", date_now(),
        "kernel", system.sysname, " ", system.release, "",
        "architecture", system.machine,
        "processor", processor_name(),
        "processors", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
        "memory_bytes", (json_int_t)(sysconf(_SC_PHYS_PAGES) * page),
        "load", load_now(),
        "limits", limits(),
        "versions", versions());
}
