// gzip: see gzip.h.
#include "gzip.h"

#include <event2/buffer.h>
#include <string.h>
#include <zlib.h>

enum {
    GZIP = 15 + 16,             // window bits, as deflateInit2() has it
    BARE = -15,                 // no gzip header or trailer
    MEBIBYTE = 1 << 20,
    BLOCKS = 1024               // of a MiB each
};

// Compresses `size` bytes into `out`, which must have room for the result,
// and returns that size. A full flush lets the result stand anywhere.
static size_t
compress_into(unsigned char *out, size_t room, const void *bytes, size_t size,
              int window_bits, int flush)
{
    z_stream stream = { 0 };
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8,
                 Z_DEFAULT_STRATEGY);
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    deflate(&stream, flush);
    deflateEnd(&stream);
    return room - stream.avail_out;
}

void
gzip_add(struct evbuffer *out, const char *text)
{
    unsigned char body[1024];
    size_t size = compress_into(body, sizeof body, text, strlen(text), GZIP,
                                Z_FINISH);
    evbuffer_add(out, body, size);
}

// A bomb's parts: a header, the same block again and again, an end.
static const unsigned char bomb_header[10] = { 0x1f, 0x8b, 8, 0, 0,
                                               0, 0, 0, 2, 3 };
static struct {
    unsigned char block[2048];
    size_t block_size;          // bytes, 0: not made yet
    unsigned char end[10];      // an empty last block, checksum and size
} bomb;

// Writes 32 bits, the lowest first.
static void
put_32(unsigned char *at, unsigned long value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (value >> (8 * i)) & 0xff;
}

// Makes the parts, at the first use.
static void
bomb_make(void)
{
    static const unsigned char zeros[MEBIBYTE];
    if (bomb.block_size > 0)
        return;
    bomb.block_size = compress_into(bomb.block, sizeof bomb.block, zeros,
                                    MEBIBYTE, BARE, Z_FULL_FLUSH);
    unsigned long block_sum = crc32(0, zeros, MEBIBYTE);
    unsigned long sum = block_sum;
    for (int i = 1; i < BLOCKS; i++)
        sum = crc32_combine(sum, block_sum, MEBIBYTE);
    bomb.end[0] = 3;
    put_32(bomb.end + 2, sum);
    put_32(bomb.end + 6, (unsigned long)BLOCKS * MEBIBYTE);
}

size_t
bomb_size(void)
{
    bomb_make();
    return sizeof bomb_header + BLOCKS * bomb.block_size + sizeof bomb.end;
}

void
bomb_add(struct evbuffer *out, unsigned part)
{
    bomb_make();
    if (part == 0)
        evbuffer_add(out, bomb_header, sizeof bomb_header);
    else if (part <= BLOCKS)
        evbuffer_add(out, bomb.block, bomb.block_size);
    else
        evbuffer_add(out, bomb.end, sizeof bomb.end);
}
