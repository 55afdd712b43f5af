// Contract: see summary.h.

#include "summary.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "clock.h"
#include "fetch_all.h"
#include "stall.h"
#include "tally.h"

// A line of /proc/self/status that counts kilobytes, as bytes; 0 if there is
// none (proc(5)). The peak there is this program's own, while ru_maxrss is
// inherited from its parent.
static json_int_t
own_status(const char *name)
{
    FILE *file = fopen("/proc/self/status", "re");
    size_t length = strlen(name);
    long long kilobytes = 0;
    char line[256];

    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            sscanf(line + length + 1, "%lld", &kilobytes);
    if (file)
        fclose(file);
    return kilobytes * 1024;
}

static double
seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

// The URLs by outcome, those that happened.
static json_t *
outcomes(const struct tally *tally)
{
    json_t *object = json_object();

    for (int kind = 0; kind < ERROR_KINDS; kind++) {
        const char *name = kind == ERROR_NONE ? "ok" : error_name(kind);
        if (tally->outcomes[kind] > 0)
            json_object_set_new(object, name,
                                json_integer(tally->outcomes[kind]));
    }
    return object;
}

// What the stall meter saw; NULL where there was no loop.
static json_t *
loop(void)
{
    struct stall_report report = stall_report();
    json_t *stalls = json_array();

    for (size_t i = 0; i < report.kept; i++)
        json_array_append_new(stalls, json_pack(
            "{sf sf ss si}", "start", report.stalls[i].start,
            "seconds", report.stalls[i].seconds,
            "what", report.stalls[i].what,
            "waiting", report.stalls[i].waiting));
    if (report.turns > 0)
        return json_pack("{sI sf sf sI so}", "turns",
                         (json_int_t)report.turns,
                         "longest_turn_seconds", report.longest_turn,
                         "longest_turn_cpu_seconds", report.longest_turn_cpu,
                         "stall_count", (json_int_t)report.count,
                         "stalls", stalls);
    json_decref(stalls);
    return NULL;
}

static json_t *
summary(const struct tally *tally)
{
    struct rusage usage;
    double now = clock_now();
    long long ok = tally->outcomes[ERROR_NONE];

    getrusage(RUSAGE_SELF, &usage);
    return json_pack(
        "{si ss ss ss sI sI sI so sI sI sf sf sf sf sI sI si si so*}",
        "schema", 1,
        "program", program_name,
        "version", VERSION,
        "libcurl", curl_version_info(CURLVERSION_NOW)->version,
        "urls", (json_int_t)tally->urls,
        "ok", (json_int_t)ok,
        "failed", (json_int_t)(tally->urls - ok),
        "outcomes", outcomes(tally),
        "attempts", (json_int_t)tally->attempts,
        "bytes", (json_int_t)tally->bytes,
        "seconds", now,
        "urls_per_second", (double)tally->urls / now,
        "cpu_user_seconds", seconds(usage.ru_utime),
        "cpu_system_seconds", seconds(usage.ru_stime),
        "peak_memory_bytes", own_status("VmHWM"),
        "peak_virtual_bytes", own_status("VmPeak"),
        "threads", tally->workers + 1,
        "concurrency", tally->concurrency,
        "loop", loop());
}

bool
summary_write(const char *path, const struct tally *tally)
{
    FILE *file = fopen(path, "we");
    json_t *object = summary(tally);
    bool fine = file && object
                && json_dumpf(object, file, JSON_INDENT(2)) == 0
                && fputc('\n', file) != EOF;

    json_decref(object);
    return (!file || fclose(file) == 0) && fine;
}
