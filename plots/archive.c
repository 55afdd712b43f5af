// Records of all runs, compressed: see archive.h.

#include "archive.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "basics.h"

enum {
    BUFFER = 1 << 16,
    GZIP = 16,  // added to the window's size, it asks zlib for this format
};

// Compresses what it is given, into a stream of text.
struct press {
    z_stream zlib;
    FILE *out;
    size_t size;  // bytes that have come out
};

// Starts compressing into that stream.
static void
press_start(struct press *press, FILE *out)
{
    *press = (struct press){.out = out};
    if (deflateInit2(&press->zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                     MAX_WBITS + GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        quit(STATUS_NOT_WRITTEN, "out of memory");
}

// Compresses the bytes, which zlib does not change.
static void
press_put(struct press *press, const char *bytes, size_t length, int flush)
{
    unsigned char buffer[BUFFER];
    z_stream *zlib = &press->zlib;

    zlib->next_in = (unsigned char *)(uintptr_t)bytes;
    zlib->avail_in = (unsigned)length;
    do {
        zlib->next_out = buffer;
        zlib->avail_out = BUFFER;
        deflate(zlib, flush);
        size_t ready = BUFFER - zlib->avail_out;
        fwrite(buffer, 1, ready, press->out);
        press->size += ready;
    } while (zlib->avail_out == 0);
}

// Compresses what is left.
static void
press_end(struct press *press)
{
    press_put(press, "", 0, Z_FINISH);
    deflateEnd(&press->zlib);
}

// Adds a record under its run's name. What a program that was stopped has
// left of a line is no record.
static void
add_record(struct press *press, const char *run, const char *line,
           size_t length)
{
    if (length < 3 || line[0] != '{' || line[length - 1] != '\n')
        return;
    press_put(press, run, strlen(run), Z_NO_FLUSH);
    press_put(press, line + 1, length - 1, Z_NO_FLUSH);
}

// Adds the records of one run, as long as there is room for them.
static void
add_run(struct press *press, const struct run *run, const char *folder,
        size_t most)
{
    char *path = format("%s/runs/%s.jsonl", folder, run->name);
    json_t *name = json_string(run->name);
    char *quoted = json_dumps(name, JSON_ENCODE_ANY);
    char *start = format("{\"run\":%s,", quoted ? quoted : "null");
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    ssize_t length;

    while (file && press->size <= most &&
           (length = getline(&line, &room, file)) > 0)
        add_record(press, start, line, (size_t)length);
    if (file)
        fclose(file);
    free(line);
    free(start);
    free(quoted);
    json_decref(name);
    free(path);
}

// Takes the records of all runs or of the typical ones; those that do not fit
// are not looked at any more.
static struct archive
take(const struct comparison *all, const char *folder, size_t most,
     bool typical)
{
    struct archive archive = {.typical = typical};
    FILE *out = text_stream(&archive.bytes, &archive.size);
    struct press press;

    press_start(&press, out);
    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (!typical || run == typical_run(all, run->turn.program))
            add_run(&press, run, folder, most);
    }
    press_end(&press);
    fclose(out);
    return archive;
}

struct archive
archive_make(const struct comparison *all, const char *folder, size_t most)
{
    struct archive archive = take(all, folder, most, false);

    if (archive.size <= most)
        return archive;
    archive_free(&archive);
    return take(all, folder, most, true);
}

void
archive_free(struct archive *archive)
{
    free(archive->bytes);
}
