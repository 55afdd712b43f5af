// JSON strings: see json.h.
#include "json.h"

#include <event2/buffer.h>
#include <stdbool.h>

// True for the bytes that stand for themselves inside a JSON string.
static bool
is_plain(unsigned char byte)
{
    return byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\';
}

void
json_add_string(struct evbuffer *out, const char *text)
{
    evbuffer_add(out, "\"", 1);
    while (*text) {
        size_t plain = 0;
        while (is_plain((unsigned char)text[plain]))
            plain++;
        evbuffer_add(out, text, plain);
        text += plain;
        if (*text)
            evbuffer_add_printf(out, "\\u%04x", (unsigned char)*text++);
    }
    evbuffer_add(out, "\"", 1);
}
