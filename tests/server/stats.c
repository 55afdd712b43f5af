// The server's testimony: see stats.h.
#include "stats.h"

#include "allocate.h"
#include "answer.h"
#include "clock.h"
#include "json.h"
#include "memo.h"

#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    ARRIVALS_MAX = 100000,
    TARGET_MAX = 255            // bytes
};

struct arrival {
    double at;                  // seconds since the start
    char *target;               // owned
};

static struct {
    double start;               // monotonic seconds
    long requests, connections;
    long open_requests, open_connections;
    long max_requests, max_connections;
    long aborted;
    struct arrival *arrivals;   // owned, room for ARRIVALS_MAX
    size_t arrival_count;
} seen;

// --- what is seen ------------------------------------------------------------

void
stats_start(void)
{
    seen.start = clock_seconds();
    seen.arrivals = allocate(ARRIVALS_MAX * sizeof *seen.arrivals);
}

void
stats_connection_opened(void)
{
    seen.connections++;
    if (++seen.open_connections > seen.max_connections)
        seen.max_connections = seen.open_connections;
}

void
stats_connection_closed(void)
{
    seen.open_connections--;
}

// Keeps when a target was asked for, while there is room.
static void
keep_arrival(const char *target, double arrival)
{
    size_t length = strlen(target);
    if (seen.arrival_count == ARRIVALS_MAX || length > TARGET_MAX)
        return;
    seen.arrivals[seen.arrival_count++] = (struct arrival){
        .at = arrival - seen.start,
        .target = memcpy(allocate(length + 1), target, length + 1)
    };
}

void
stats_request_began(const char *target, double arrival)
{
    seen.requests++;
    if (++seen.open_requests > seen.max_requests)
        seen.max_requests = seen.open_requests;
    keep_arrival(target, arrival);
}

void
stats_request_ended(void)
{
    seen.open_requests--;
}

void
stats_request_aborted(void)
{
    seen.aborted++;
}

void
stats_reset(void)
{
    for (size_t i = 0; i < seen.arrival_count; i++)
        free(seen.arrivals[i].target);
    seen.arrival_count = 0;
    seen.requests = seen.connections = seen.aborted = 0;
    seen.max_requests = seen.open_requests;
    seen.max_connections = seen.open_connections;
    seen.start = clock_seconds();
    memo_forget_all();
}

void
stats_end(void)
{
    stats_reset();
    free(seen.arrivals);
}

// --- what is told ------------------------------------------------------------

// The CPU seconds that this process has used, in its own and in the kernel's
// code.
static double
cpu_seconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

// Adds the member that lists when that path was asked for.
static void
add_arrivals(struct evbuffer *out, const char *path)
{
    evbuffer_add_printf(out, ", \"path\": ");
    json_add_string(out, path);
    evbuffer_add_printf(out, ", \"arrivals\": [");
    const char *separator = "";
    for (size_t i = 0; i < seen.arrival_count; i++) {
        if (strcmp(seen.arrivals[i].target, path) != 0)
            continue;
        evbuffer_add_printf(out, "%s%.6f", separator, seen.arrivals[i].at);
        separator = ", ";
    }
    evbuffer_add_printf(out, "]");
}

// /stats: the counts, and the arrivals at a path.
void
serve_stats(struct connection *c)
{
    struct evbuffer *body = evbuffer_new();
    char *path = request_query(&c->request, "path");
    evbuffer_add_printf(body, "{\"requests\": %ld, \"connections\": %ld, ",
                        seen.requests, seen.connections);
    evbuffer_add_printf(body, "\"max_requests\": %ld, ", seen.max_requests);
    evbuffer_add_printf(body, "\"max_connections\": %ld, ",
                        seen.max_connections);
    evbuffer_add_printf(body, "\"open_requests\": %ld, ",
                        seen.open_requests);
    evbuffer_add_printf(body, "\"open_connections\": %ld, ",
                        seen.open_connections);
    evbuffer_add_printf(body, "\"aborted\": %ld, \"cpu_seconds\": %.6f",
                        seen.aborted, cpu_seconds());
    if (path)
        add_arrivals(body, path);
    evbuffer_add_printf(body, "}\n");
    answer_body(c, 200, "application/json", body);
    free(path);
    evbuffer_free(body);
}

// /stats/reset: forgets them.
void
serve_stats_reset(struct connection *c)
{
    stats_reset();
    answer_text(c, 200, "Forgotten.\n");
}
