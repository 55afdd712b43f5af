// The endpoints that keep to HTTP: see polite.h.
#include "polite.h"

#include "allocate.h"
#include "answer.h"
#include "clock.h"
#include "content.h"
#include "endpoints.h"
#include "gzip.h"
#include "json.h"
#include "memo.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { POOL_MAX = 10000 };

// --- /delay, /pool -----------------------------------------------------------

// Answers at last.
static void
say_waited(struct connection *c)
{
    answer_text(c, 200, "Waited for %g seconds.\n", c->seconds);
}

// /delay/S: an answer when S seconds have passed.
void
serve_delay(struct connection *c)
{
    c->seconds = seconds_argument(c, 0);
    if (c->seconds >= 0)
        wait_then(c, c->seconds, say_waited);
}

// /pool/SIZE/S: a place in the pool of that size for S seconds. It is given
// back when the request ends, be it answered or given up.
void
serve_pool(struct connection *c)
{
    static unsigned taken[POOL_MAX + 1];
    int64_t size = whole_argument(c, 0, POOL_MAX);
    if (size < 0)
        return;
    c->seconds = seconds_argument(c, 1);
    if (c->seconds < 0)
        return;
    if (taken[size] >= size) {
        answer_text(c, 503, "All %ld places are taken.\n", (long)size);
        return;
    }
    taken[size]++;
    c->place = &taken[size];
    wait_then(c, c->seconds, say_waited);
}

// --- /bytes ------------------------------------------------------------------

// Sends the next part of a body.
static void
send_bytes(struct connection *c)
{
    bool more = content_continue(c);
    send_then(c, more ? send_bytes : request_end);
}

// /bytes/N: a body that is never in memory as a whole.
void
serve_bytes(struct connection *c)
{
    int64_t size = whole_argument(c, 0, (int64_t)1 << 40);
    if (size < 0)
        return;
    answer_head(c, 200, size, "Content-Type: text/plain\r\n");
    c->total = c->request.head ? 0 : (uint64_t)size;
    c->done = 0;
    send_bytes(c);
}

// --- /drip -------------------------------------------------------------------

static void drip_more(struct connection *c);

// Waits until the next byte is due, but not for less than 10 ms.
static void
drip_wait(struct connection *c)
{
    double pause = c->seconds / (double)c->total;
    wait_then(c, pause > 0.01 ? pause : 0.01, drip_more);
}

// Sends the bytes that are due by now.
static void
drip_more(struct connection *c)
{
    double passed = clock_seconds() - c->since;
    uint64_t due = passed < c->seconds
        ? (uint64_t)((double)c->total * passed / c->seconds)
        : c->total;
    content_add(c->out, c->done, (size_t)(due - c->done));
    c->done = due;
    send_then(c, due < c->total ? drip_wait : request_end);
}

// /drip: the head at once, then bytes (10) over seconds (2), evenly.
void
serve_drip(struct connection *c)
{
    int64_t size = whole_parameter(c, "bytes", 10, 10 << 20);
    if (size < 0)
        return;
    c->seconds = seconds_parameter(c, "seconds", 2);
    if (c->seconds < 0)
        return;
    answer_head(c, 200, size, "Content-Type: text/plain\r\n");
    c->total = (uint64_t)size;
    c->done = 0;
    send_then(c, c->request.head || size == 0 ? request_end : drip_wait);
}

// --- /stream -----------------------------------------------------------------

// Sends the next lines, each a chunk, a hundred at a time.
static void
send_lines(struct connection *c)
{
    for (int i = 0; i < 100 && c->done < c->total; i++, c->done++) {
        char line[64];
        int size = snprintf(line, sizeof line, "{\"line\": %lu}\n",
                            (unsigned long)c->done);
        answer_part(c, line, (size_t)size);
    }
    if (c->done == c->total)
        answer_end(c);
    send_then(c, c->done == c->total ? request_end : send_lines);
}

// /stream/N: lines of JSON, of a length that the head does not tell.
void
serve_stream(struct connection *c)
{
    int64_t lines = whole_argument(c, 0, 1000000000);
    if (lines < 0)
        return;
    answer_head(c, 200, LENGTH_CHUNKED,
                "Content-Type: application/x-ndjson\r\n");
    c->total = c->request.head ? 0 : (uint64_t)lines;
    c->done = 0;
    send_lines(c);
}

// --- /status, /redirect, /redirect-to ----------------------------------------

// /status/CODE: that status. There is no Location with 3xx.
void
serve_status(struct connection *c)
{
    int64_t status = whole_argument(c, 0, 599);
    if (status < 0)
        return;
    if (status < 200) {
        answer_text(c, 400, "A final status is from 200 to 599.\n");
    } else if (status == 204 || status == 304) {
        answer_head(c, (int)status, LENGTH_NO_BODY, "%s", "");
        send_then(c, request_end);
    } else {
        answer_text(c, (int)status, "Status %d, as asked for.\n",
                    (int)status);
    }
}

// Answers 302, with a body for people.
static void
redirect(struct connection *c, const char *location)
{
    const char *body = "Look elsewhere.\n";
    answer_head(c, 302, (long)strlen(body), "Location: %s\r\n", location);
    answer_part(c, body, strlen(body));
    send_then(c, request_end);
}

// /redirect/N: to /redirect/N-1, and so on down to an answer.
void
serve_redirect(struct connection *c)
{
    int64_t left = whole_argument(c, 0, 1000000);
    if (left < 0)
        return;
    if (left == 0) {
        answer_text(c, 200, "Redirected to the end.\n");
        return;
    }
    char location[64];
    snprintf(location, sizeof location, "/redirect/%ld", (long)left - 1);
    redirect(c, location);
}

// True if the text can stand in a header field: no controls, line ends least.
static bool
is_field_text(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

// /redirect-to: to the URL given, wherever that is.
void
serve_redirect_to(struct connection *c)
{
    char *url = request_query(&c->request, "url");
    if (url && is_field_text(url))
        redirect(c, url);
    else
        answer_text(c, 400, "Where to? /redirect-to?url=...\n");
    free(url);
}

// --- /gzip, /headers ---------------------------------------------------------

// /gzip: a compressed body, whatever the client accepts.
void
serve_gzip(struct connection *c)
{
    struct evbuffer *body = evbuffer_new();
    gzip_add(body, "{\"gzipped\": true}\n");
    answer_head(c, 200, (long)evbuffer_get_length(body),
                "Content-Type: application/json\r\n"
                "Content-Encoding: gzip\r\n");
    if (!c->request.head)
        evbuffer_add_buffer(c->out, body);
    evbuffer_free(body);
    send_then(c, request_end);
}

// Adds the name of the i-th field and the values of all that are so named
// (RFC 9110, section 5.3: they are one list), unless it came up before.
static void
add_field(struct evbuffer *out, const struct request *request, size_t i)
{
    const struct field *fields = request->fields;
    for (size_t k = 0; k < i; k++)
        if (strcasecmp(fields[k].name, fields[i].name) == 0)
            return;
    struct evbuffer *values = evbuffer_new();
    evbuffer_add_printf(values, "%s", fields[i].value);
    for (size_t k = i + 1; k < request->field_count; k++)
        if (strcasecmp(fields[k].name, fields[i].name) == 0)
            evbuffer_add_printf(values, ", %s", fields[k].value);
    evbuffer_add(values, "", 1);
    evbuffer_add_printf(out, "%s\n    ", i > 0 ? "," : "");
    json_add_string(out, fields[i].name);
    evbuffer_add_printf(out, ": ");
    json_add_string(out, (char *)evbuffer_pullup(values, -1));
    evbuffer_free(values);
}

// /headers: what the client sent, as it came.
void
serve_headers(struct connection *c)
{
    struct evbuffer *body = evbuffer_new();
    evbuffer_add_printf(body, "{\n  \"headers\": {");
    for (size_t i = 0; i < c->request.field_count; i++)
        add_field(body, &c->request, i);
    evbuffer_add_printf(body, "\n  }\n}\n");
    answer_body(c, 200, "application/json", body);
    evbuffer_free(body);
}

// --- /flaky, /limited --------------------------------------------------------

// The note for this endpoint, number and id; without an id, a shared one.
static struct memo *
recall(struct connection *c, int64_t number)
{
    char *id = request_query(&c->request, "id");
    struct evbuffer *key = evbuffer_new();
    evbuffer_add_printf(key, "%s %ld %s", c->endpoint->pattern, (long)number,
                        id ? id : "");
    evbuffer_add(key, "", 1);
    struct memo *memo = memo_find((char *)evbuffer_pullup(key, -1));
    evbuffer_free(key);
    free(id);
    return memo;
}

// /flaky/K: 503 for the first K requests with an id, 200 after them.
void
serve_flaky(struct connection *c)
{
    int64_t failures = whole_argument(c, 0, 1000000);
    if (failures < 0)
        return;
    struct memo *memo = recall(c, failures);
    if (memo->count < (size_t)failures)
        answer_text(c, 503, "Failure %zu of %ld.\n", ++memo->count,
                    (long)failures);
    else
        answer_text(c, 200, "After %ld failures.\n", (long)failures);
}

// /limited: 200 if fewer than rps (10) requests passed in the second before
// this one, else 429. `times` is a ring of the latest that passed.
void
serve_limited(struct connection *c)
{
    int64_t rate = whole_parameter(c, "rps", 10, 10000);
    if (rate < 0)
        return;
    struct memo *memo = recall(c, rate);
    size_t places = (size_t)rate;
    if (!memo->times)
        memo->times = allocate(places * sizeof *memo->times);
    if (rate == 0 || (memo->count >= places &&
                      c->since - memo->times[memo->count % places] < 1)) {
        const char *body = "Too many requests.\n";
        answer_head(c, 429, (long)strlen(body), "Retry-After: 1\r\n");
        answer_part(c, body, strlen(body));
        send_then(c, request_end);
        return;
    }
    memo->times[memo->count++ % places] = c->since;
    answer_text(c, 200, "Within %ld a second.\n", (long)rate);
}
