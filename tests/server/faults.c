// The endpoints that misbehave: see faults.h.
#include "faults.h"

#include "answer.h"
#include "content.h"
#include "endpoints.h"
#include "gzip.h"

#include <event2/buffer.h>

static const char plain_text[] = "Content-Type: text/plain\r\n";

// Ends the request as request_end() does, and the connection with it.
static void
end_and_close(struct connection *c)
{
    c->request.keep_alive = false;
    request_end(c);
}

// --- nothing of an answer ----------------------------------------------------

// /hang: no step follows, only the client can end this.
void
fault_hang(struct connection *c)
{
    (void)c;
}

// /reset: nothing, and a reset.
void
fault_reset(struct connection *c)
{
    connection_reset(c);
}

// /close: nothing, and a clean close.
void
fault_close(struct connection *c)
{
    end_and_close(c);
}

// /garbage: a line that is not HTTP, then a clean close.
void
fault_garbage(struct connection *c)
{
    static const char noise[] = "\x7f\x03\x01 This is not HTTP.\r\n\r\n\x80";
    evbuffer_add(c->out, noise, sizeof noise - 1);
    send_then(c, end_and_close);
}

// --- half an answer ----------------------------------------------------------

// Resets after a moment: a reset that is too quick overtakes the bytes, and
// the client's kernel throws away what it has not read.
static void
reset_soon(struct connection *c)
{
    wait_then(c, 0.05, connection_reset);
}

// Sends the bytes that come before the reset.
static void
send_until_reset(struct connection *c)
{
    bool more = content_continue(c);
    send_then(c, more ? send_until_reset : reset_soon);
}

// /reset/N: N bytes of a body that is said to be longer, and a reset.
void
fault_reset_after(struct connection *c)
{
    int64_t size = whole_argument(c, 0, (int64_t)1 << 40);
    if (size < 0)
        return;
    answer_head(c, 200, size + 1000, "%s", plain_text);
    c->total = c->request.head ? 0 : (uint64_t)size;
    c->done = 0;
    send_until_reset(c);
}

// /truncate: 500 of the 1000 bytes announced, then a clean close.
void
fault_truncate(struct connection *c)
{
    answer_head(c, 200, 1000, "%s", plain_text);
    if (!c->request.head)
        content_add(c->out, 0, 500);
    send_then(c, end_and_close);
}

// /bad-chunk: a chunk, a line that is no chunk size, then a clean close.
void
fault_bad_chunk(struct connection *c)
{
    static const char malformed[] = "not-hexadecimal\r\n";
    answer_head(c, 200, LENGTH_CHUNKED, "%s", plain_text);
    answer_part(c, "good\n", 5);
    if (!c->request.head)
        evbuffer_add(c->out, malformed, sizeof malformed - 1);
    send_then(c, end_and_close);
}

// --- too much of an answer ---------------------------------------------------

// Sends on as fast as the client reads.
static void
send_for_ever(struct connection *c)
{
    content_continue(c);
    send_then(c, send_for_ever);
}

// /endless: a body that would end with the connection.
void
fault_endless(struct connection *c)
{
    answer_head(c, 200, LENGTH_UNTIL_CLOSE, "%s", plain_text);
    c->total = UINT64_MAX;
    c->done = 0;
    send_then(c, c->request.head ? request_end : send_for_ever);
}

// Begins a head that more fields can follow.
static void
begin_head(struct connection *c)
{
    evbuffer_add_printf(c->out, "HTTP/1.1 200 OK\r\n%s", plain_text);
    c->done = 0;
}

// Adds a field to it.
static void
add_field(struct connection *c)
{
    evbuffer_add_printf(c->out, "X-Field-%lu: one more\r\n",
                        (unsigned long)c->done++);
}

// Sends on as fast as the client reads.
static void
send_fields_for_ever(struct connection *c)
{
    for (int i = 0; i < 1000; i++)
        add_field(c);
    send_then(c, send_fields_for_ever);
}

// /endless-headers: field after field, at full speed.
void
fault_endless_headers(struct connection *c)
{
    begin_head(c);
    send_fields_for_ever(c);
}

static void send_field(struct connection *c);

// Waits until the next field is due.
static void
wait_for_field(struct connection *c)
{
    wait_then(c, 0.1, send_field);
}

// Sends one more field.
static void
send_field(struct connection *c)
{
    add_field(c);
    send_then(c, wait_for_field);
}

// /slow-headers: field after field, one each 100 ms.
void
fault_slow_headers(struct connection *c)
{
    begin_head(c);
    send_field(c);
}

// --- a bomb ------------------------------------------------------------------

// Sends the next parts, 64 KiB at a time.
static void
send_bomb(struct connection *c)
{
    for (int i = 0; i < 64 && c->done < c->total; i++)
        bomb_add(c->out, (unsigned)c->done++);
    send_then(c, c->done < c->total ? send_bomb : request_end);
}

// /bomb: a small body, but not for those who unpack it.
void
fault_bomb(struct connection *c)
{
    answer_head(c, 200, (long)bomb_size(),
                "Content-Type: application/octet-stream\r\n"
                "Content-Encoding: gzip\r\n");
    c->total = c->request.head ? 0 : BOMB_PARTS;
    c->done = 0;
    send_bomb(c);
}
