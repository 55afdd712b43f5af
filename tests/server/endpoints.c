// The table of endpoints: see endpoints.h.
#include "endpoints.h"

#include "answer.h"
#include "faults.h"
#include "polite.h"
#include "stats.h"

#include <ctype.h>
#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_MAX = 3600 };

static void serve_index(struct connection *c);

static const struct endpoint endpoints[] = {
    { .pattern = "/",
      .answer = serve_index,
      .help = "this page" },
    { .pattern = "/delay/S",
      .answer = serve_delay,
      .help = "an answer after S seconds" },
    { .pattern = "/bytes/N",
      .answer = serve_bytes,
      .help = "a body of N bytes" },
    { .pattern = "/status/CODE",
      .answer = serve_status,
      .help = "that status" },
    { .pattern = "/redirect/N",
      .answer = serve_redirect,
      .help = "N redirects, then 200" },
    { .pattern = "/redirect-to?url=",
      .answer = serve_redirect_to,
      .help = "a redirect to that URL" },
    { .pattern = "/drip?seconds=&bytes=",
      .answer = serve_drip,
      .help = "bytes spread evenly over seconds" },
    { .pattern = "/stream/N",
      .answer = serve_stream,
      .help = "N lines of JSON in chunks" },
    { .pattern = "/gzip",
      .answer = serve_gzip,
      .help = "a compressed body" },
    { .pattern = "/headers",
      .answer = serve_headers,
      .help = "the request's header fields as JSON" },
    { .pattern = "/flaky/K?id=",
      .answer = serve_flaky,
      .help = "503 for the first K requests with that id, then 200" },
    { .pattern = "/limited?rps=&id=",
      .answer = serve_limited,
      .help = "429 and Retry-After beyond so many requests a second" },
    { .pattern = "/pool/SIZE/S",
      .answer = serve_pool,
      .help = "S seconds in one of SIZE shared places, or 503" },
    { .pattern = "/hang",
      .answer = fault_hang,
      .help = "no answer, ever" },
    { .pattern = "/reset",
      .answer = fault_reset,
      .help = "a reset connection in place of an answer" },
    { .pattern = "/reset/N",
      .answer = fault_reset_after,
      .help = "a reset connection after N bytes of the body" },
    { .pattern = "/close",
      .answer = fault_close,
      .help = "a closed connection in place of an answer" },
    { .pattern = "/truncate",
      .answer = fault_truncate,
      .help = "half of the body that Content-Length promises" },
    { .pattern = "/garbage",
      .answer = fault_garbage,
      .help = "bytes that are not HTTP" },
    { .pattern = "/endless",
      .answer = fault_endless,
      .help = "a body without end" },
    { .pattern = "/endless-headers",
      .answer = fault_endless_headers,
      .help = "header fields without end" },
    { .pattern = "/slow-headers",
      .answer = fault_slow_headers,
      .help = "header fields without end, ten a second" },
    { .pattern = "/bad-chunk",
      .answer = fault_bad_chunk,
      .help = "a good chunk, then a malformed one" },
    { .pattern = "/bomb",
      .answer = fault_bomb,
      .help = "1 MiB of gzip that unpacks to 1 GiB" },
    { .pattern = "/stats?path=",
      .answer = serve_stats,
      .unseen = true,
      .help = "what the server saw; when requests for a path arrived" },
    { .pattern = "/stats/reset",
      .answer = serve_stats_reset,
      .post = true,
      .unseen = true,
      .help = "(POST) forgets counts, times, ids and limits" },
};

enum { ENDPOINTS = sizeof endpoints / sizeof *endpoints };

// --- the table as text -------------------------------------------------------

void
endpoints_describe(struct evbuffer *out)
{
    for (int i = 0; i < ENDPOINTS; i++)
        evbuffer_add_printf(out, "  %-23s %s\n", endpoints[i].pattern,
                            endpoints[i].help);
}

// Answers with a first line and the table below it.
static void
answer_table(struct connection *c, int status, const char *first_line)
{
    struct evbuffer *body = evbuffer_new();
    evbuffer_add_printf(body, "%s\n\n", first_line);
    endpoints_describe(body);
    answer_body(c, status, "text/plain", body);
    evbuffer_free(body);
}

// /: the table.
static void
serve_index(struct connection *c)
{
    answer_table(c, 200, "A URL states its own fate:");
}

// Anything that is not in the table: the table.
static void
serve_not_found(struct connection *c)
{
    answer_table(c, 404, "There is no such endpoint. There are:");
}

// Says which methods the endpoint allows.
static void
refuse_method(struct connection *c, const char *allowed)
{
    answer_head(c, 405, 0, "Allow: %s\r\n", allowed);
    send_then(c, request_end);
}

// An endpoint by a method that none but /stats/reset allows.
static void
serve_get_only(struct connection *c)
{
    refuse_method(c, "GET, HEAD");
}

// /stats/reset by any method but its own.
static void
serve_post_only(struct connection *c)
{
    refuse_method(c, "POST");
}

// --- routing -----------------------------------------------------------------

// True if the path of a target fits a pattern. Their queries do not matter.
static bool
fits(const char *pattern, const char *target, const char *arguments[2])
{
    while (*pattern != '\0' && *pattern != '?') {
        if (isupper((unsigned char)*pattern)) {
            *arguments++ = target;
            target += strcspn(target, "/?");
            while (isupper((unsigned char)*pattern))
                pattern++;
        } else if (*pattern++ != *target++) {
            return false;
        }
    }
    return *target == '\0' || *target == '?';
}

// The endpoint if it answers requests of that method; else one that refuses.
static const struct endpoint *
check_method(const struct endpoint *endpoint, const struct request *request)
{
    static const struct endpoint get_only = { .answer = serve_get_only };
    static const struct endpoint post_only = {
        .answer = serve_post_only, .unseen = true
    };
    bool gets = request->head || strcmp(request->method, "GET") == 0;
    bool posts = strcmp(request->method, "POST") == 0;
    if (endpoint->post)
        return posts ? endpoint : &post_only;
    return gets ? endpoint : &get_only;
}

const struct endpoint *
endpoint_find(const struct request *request, const char *arguments[2])
{
    static const struct endpoint not_found = { .answer = serve_not_found };
    for (int i = 0; i < ENDPOINTS; i++)
        if (fits(endpoints[i].pattern, request->target, arguments))
            return check_method(&endpoints[i], request);
    return &not_found;
}

// --- arguments and parameters ------------------------------------------------

// Reads a number made of these characters, up to the end of its part of the
// target. Negative: there is none, and 400 has been answered.
static double
read_number(struct connection *c, const char *text, const char *characters,
            double most)
{
    char *end;
    size_t length = strspn(text, characters);
    double value = strtod(text, &end);
    if (end == text + length && length > 0 && value <= most &&
        (*end == '\0' || *end == '/' || *end == '?'))
        return value;
    answer_text(c, 400, "Not a number from 0 to %.0f: '%.*s'\n", most,
                (int)strcspn(text, "/?"), text);
    return -1;
}

// The same, of digits only.
static int64_t
read_whole(struct connection *c, const char *text, int64_t most)
{
    return (int64_t)read_number(c, text, "0123456789", (double)most);
}

// The same, of digits and a point.
static double
read_seconds(struct connection *c, const char *text)
{
    return read_number(c, text, "0123456789.", SECONDS_MAX);
}

int64_t
whole_argument(struct connection *c, int i, int64_t most)
{
    return read_whole(c, c->arguments[i], most);
}

double
seconds_argument(struct connection *c, int i)
{
    return read_seconds(c, c->arguments[i]);
}

int64_t
whole_parameter(struct connection *c, const char *name, int64_t otherwise,
                int64_t most)
{
    char *text = request_query(&c->request, name);
    int64_t value = text ? read_whole(c, text, most) : otherwise;
    free(text);
    return value;
}

double
seconds_parameter(struct connection *c, const char *name, double otherwise)
{
    char *text = request_query(&c->request, name);
    double value = text ? read_seconds(c, text) : otherwise;
    free(text);
    return value;
}
