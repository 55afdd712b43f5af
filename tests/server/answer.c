// Answers of HTTP: see answer.h.
#include "answer.h"

#include <event2/buffer.h>
#include <stdarg.h>

// The reason phrase of a status (RFC 9110, section 15; RFC 6585).
static const char *
reason(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } reasons[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 307, "Temporary Redirect" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 410, "Gone" },
        { 414, "URI Too Long" },
        { 418, "I'm a teapot" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
        { 505, "HTTP Version Not Supported" },
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].phrase;
    return "Unnamed";
}

void
answer_head(struct connection *c, int status, long length,
            const char *fields, ...)
{
    struct request *request = &c->request;
    c->chunked = length == LENGTH_CHUNKED && !request->http_1_0;
    if (length == LENGTH_UNTIL_CLOSE ||
        (length == LENGTH_CHUNKED && request->http_1_0))
        request->keep_alive = false;

    evbuffer_add_printf(c->out, "HTTP/1.1 %d %s\r\n", status, reason(status));
    if (c->chunked)
        evbuffer_add_printf(c->out, "Transfer-Encoding: chunked\r\n");
    else if (length >= 0)
        evbuffer_add_printf(c->out, "Content-Length: %ld\r\n", length);
    if (!request->keep_alive)
        evbuffer_add_printf(c->out, "Connection: close\r\n");
    else if (request->http_1_0)
        evbuffer_add_printf(c->out, "Connection: keep-alive\r\n");

    va_list values;
    va_start(values, fields);
    evbuffer_add_vprintf(c->out, fields, values);
    va_end(values);
    evbuffer_add(c->out, "\r\n", 2);
}

void
answer_part(struct connection *c, const void *bytes, size_t size)
{
    if (c->request.head || size == 0)
        return;
    if (c->chunked)
        evbuffer_add_printf(c->out, "%zx\r\n", size);
    evbuffer_add(c->out, bytes, size);
    if (c->chunked)
        evbuffer_add(c->out, "\r\n", 2);
}

void
answer_end(struct connection *c)
{
    if (c->chunked && !c->request.head)
        evbuffer_add(c->out, "0\r\n\r\n", 5);
}

void
answer_body(struct connection *c, int status, const char *type,
            struct evbuffer *body)
{
    answer_head(c, status, (long)evbuffer_get_length(body),
                "Content-Type: %s\r\n", type);
    if (!c->request.head)
        evbuffer_add_buffer(c->out, body);
    send_then(c, request_end);
}

void
answer_text(struct connection *c, int status, const char *text, ...)
{
    struct evbuffer *body = evbuffer_new();
    va_list values;
    va_start(values, text);
    evbuffer_add_vprintf(body, text, values);
    va_end(values);
    answer_body(c, status, "text/plain", body);
    evbuffer_free(body);
}

void
answer_refusal(struct connection *c, int status)
{
    c->request.keep_alive = false;
    answer_text(c, status, "This is not a request that can be read.\n");
}
