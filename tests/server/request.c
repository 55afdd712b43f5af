// The request reader: see request.h.
#include "request.h"

#include "allocate.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MALFORMED = 400 };

// The length of the head that `text` begins with, its empty line included,
// or 0 if that line is not among the first `size` bytes.
static size_t
head_length(const char *text, size_t size)
{
    const char *end = text + size;
    const char *line = text;
    const char *feed;
    while ((feed = memchr(line, '\n', (size_t)(end - line)))) {
        if (feed == line || (feed == line + 1 && *line == '\r'))
            return (size_t)(feed + 1 - text);
        line = feed + 1;
    }
    return 0;
}

// Cuts the first line off the text at `*rest`, without its line end.
static char *
next_line(char **rest)
{
    char *line = strsep(rest, "\n");
    line[strcspn(line, "\r")] = '\0';
    return line;
}

// Reads "GET /path HTTP/1.1" into the request; the line is cut up.
static int
parse_request_line(struct request *request, char *line)
{
    request->method = strsep(&line, " ");
    request->target = strsep(&line, " ");
    if (!line || strncmp(line, "HTTP/", 5) != 0)
        return MALFORMED;
    if (strcmp(line, "HTTP/1.1") != 0 && strcmp(line, "HTTP/1.0") != 0)
        return 505;
    request->head = strcmp(request->method, "HEAD") == 0;
    request->http_1_0 = line[7] == '0';
    request->keep_alive = !request->http_1_0;
    // A client that takes this server for its proxy sends a whole URL.
    if (strncmp(request->target, "http://", 7) == 0)
        request->target = strchr(request->target + 7, '/');
    if (!request->target || *request->target != '/')
        return MALFORMED;
    return REQUEST_COMPLETE;
}

// Reads "Name: value" into the next field; the line is cut up.
static int
parse_field(struct request *request, char *line)
{
    if (request->field_count == REQUEST_FIELDS_MAX)
        return 431;
    char *colon = strchr(line, ':');
    size_t name = strcspn(line, " \t:");
    if (!colon || name == 0 || line + name != colon)
        return MALFORMED;
    char *value = colon + 1 + strspn(colon + 1, " \t");
    char *end = value + strlen(value);
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    *colon = '\0';
    request->fields[request->field_count++] = (struct field){ line, value };
    return REQUEST_COMPLETE;
}

// Understands the fields that decide how long the request is and whether
// the connection outlives it.
static int
heed_fields(struct request *request)
{
    const char *connection = request_field(request, "Connection");
    const char *length = request_field(request, "Content-Length");
    if (request_field(request, "Transfer-Encoding"))
        return 501;
    if (length) {
        size_t digits = strspn(length, "0123456789");
        if (digits == 0 || digits > 18 || length[digits] != '\0')
            return MALFORMED;
        request->body = strtoull(length, NULL, 10);
    }
    if (connection && strcasestr(connection, "close"))
        request->keep_alive = false;
    else if (connection && strcasestr(connection, "keep-alive"))
        request->keep_alive = true;
    return REQUEST_COMPLETE;
}

// Reads the head in request->text, which is cut up.
static int
parse_head(struct request *request)
{
    char *rest = request->text;
    int status = parse_request_line(request, next_line(&rest));
    while (status == REQUEST_COMPLETE) {
        char *line = next_line(&rest);
        if (*line == '\0')
            return heed_fields(request);
        status = parse_field(request, line);
    }
    return status;
}

// Moves a whole head of `length` bytes from the buffer into the request.
static int
take_head(struct request *request, struct evbuffer *in, size_t length)
{
    request->text = allocate(length + 1);
    evbuffer_remove(in, request->text, length);
    request->text[length] = '\0';
    if (strlen(request->text) != length)
        return MALFORMED;
    size_t lines = 0;
    for (const char *at = request->text; (at = strchr(at, '\n')); at++)
        lines++;
    request->fields = allocate(lines * sizeof *request->fields);
    return parse_head(request);
}

// Drops empty lines before a request, as RFC 9112, section 2.2 asks for.
static void
skip_empty_lines(struct evbuffer *in)
{
    char byte;
    while (evbuffer_copyout(in, &byte, 1) == 1 &&
           (byte == '\r' || byte == '\n'))
        evbuffer_drain(in, 1);
}

// Looks for a whole head and takes it; refuses what cannot become one.
static int
read_head(struct request *request, struct evbuffer *in)
{
    skip_empty_lines(in);
    size_t size = evbuffer_get_length(in);
    if (size > REQUEST_HEAD_MAX)
        size = REQUEST_HEAD_MAX;
    if (size == 0)
        return REQUEST_INCOMPLETE;
    const char *text = (const char *)evbuffer_pullup(in, (ev_ssize_t)size);
    const char *line_end = memchr(text, '\n', size);
    if (*text < 'A' || *text > 'Z')
        return MALFORMED;
    if ((line_end ? (size_t)(line_end - text) : size) > REQUEST_LINE_MAX)
        return 414;
    size_t length = head_length(text, size);
    if (length > 0)
        return take_head(request, in, length);
    return size == REQUEST_HEAD_MAX ? 431 : REQUEST_INCOMPLETE;
}

int
request_read(struct request *request, struct evbuffer *in)
{
    int status = request->text ? REQUEST_COMPLETE : read_head(request, in);
    if (status != REQUEST_COMPLETE)
        return status;
    size_t skip = evbuffer_get_length(in);
    if (skip > request->body)
        skip = request->body;
    evbuffer_drain(in, skip);
    request->body -= skip;
    return request->body > 0 ? REQUEST_INCOMPLETE : REQUEST_COMPLETE;
}

void
request_free(struct request *request)
{
    free(request->text);
    free(request->fields);
    *request = (struct request){ 0 };
}

const char *
request_field(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->field_count; i++)
        if (strcasecmp(request->fields[i].name, name) == 0)
            return request->fields[i].value;
    return NULL;
}

char *
request_query(const struct request *request, const char *name)
{
    size_t length = strlen(name);
    const char *query = strchr(request->target, '?');
    for (; query; query = strchr(query, '&')) {
        query++;
        if (strncmp(query, name, length) == 0 && query[length] == '=') {
            query += length + 1;
            char *raw = strndup(query, strcspn(query, "&"));
            char *value = raw ? evhttp_uridecode(raw, 0, NULL) : NULL;
            free(raw);
            return value;
        }
    }
    return NULL;
}
