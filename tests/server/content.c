// The text that bodies are made of: see content.h.
#include "content.h"

#include <event2/buffer.h>

enum {
    LINE = 64,              // bytes
    BLOCK = 1024 * LINE,
    WORTH_SHARING = 1024    // less is copied faster than referred to
};

// Lines enough for a block that begins anywhere in the first of them.
static const char *
lines(void)
{
    static const char line[LINE + 1] =
        "the quick brown fox jumps over the lazy dog 0123456789 abcdefgh\n";
    static char text[BLOCK + LINE];
    if (text[0] == '\0')
        for (int i = 0; i < BLOCK + LINE; i++)
            text[i] = line[i % LINE];
    return text;
}

// Adds up to a block.
static void
add_block(struct evbuffer *out, uint64_t offset, size_t size)
{
    const char *bytes = lines() + offset % LINE;
    if (size < WORTH_SHARING)
        evbuffer_add(out, bytes, size);
    else
        evbuffer_add_reference(out, bytes, size, NULL, NULL);
}

void
content_add(struct evbuffer *out, uint64_t offset, size_t size)
{
    for (; size > BLOCK; offset += BLOCK, size -= BLOCK)
        add_block(out, offset, BLOCK);
    add_block(out, offset, size);
}

bool
content_continue(struct connection *c)
{
    uint64_t rest = c->total - c->done;
    size_t size = rest < BLOCK ? (size_t)rest : BLOCK;
    content_add(c->out, c->done, size);
    c->done += size;
    return c->done < c->total;
}
