// Contract: see body.h. A file in the making is called ".INDEX.part".

#include "body.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// So much is written at a time, and kept in memory for each body.
enum { WRITTEN_AT_ONCE = 32 * 1024 };           // bytes

// A body that is unpacked can come in bursts, and libcurl 7.88 keeps such a
// burst in memory, and copies it, each time it finds the transfer paused. So it
// is not: what is longer than this is written at once, in the loop's thread.
enum { UNPACKED_AT_ONCE = 1024 * 1024 };        // bytes

bool
body_open(struct body *body, const struct body_rules *rules,
          struct work *work, struct pool *helpers)
{
    *body = (struct body){.rules = rules};
    if (!rules->directory)
        return true;
    body->file = malloc(sizeof *body->file);
    if (body->file)
        *body->file = (struct body_file){
            .work = work, .helpers = helpers, .fd = -1,
        };
    return body->file != NULL;
}

void
body_close(struct body *body)
{
    text_free(&body->preview);
    if (body->file)
        text_free(&body->file->unwritten);
    free(body->file);
}

void
body_begin(struct body *body, long long index)
{
    body->index = index;
    body->length = 0;
    body->preview.length = 0;
    body->too_long = body->ended = false;
    if (!body->file)
        return;
    body->file->unwritten.length = 0;
    body->file->error = 0;
    body->file->kept = false;
}

// --- taking bytes ------------------------------------------------------------

// Keeps the first bytes, as many as the preview may need.
static void
keep_preview(struct body *body, const char *bytes, size_t length)
{
    size_t wanted = (size_t)body->rules->preview * 4;

    if (body->preview.length < wanted) {
        size_t missing = wanted - body->preview.length;
        text_add(&body->preview, bytes, length < missing ? length : missing);
    }
}

// Notes bytes for the file, and has it written when they are enough.
static void
save(struct body *body, const char *bytes, size_t length)
{
    struct body_file *file = body->file;
    bool unpacked = body->rules->unpacked;

    if (!text_reserve(&file->unwritten, length))
        file->error = ENOMEM;
    text_add(&file->unwritten, bytes, length);
    if (file->unwritten.length
        < (size_t)(unpacked ? UNPACKED_AT_ONCE : WRITTEN_AT_ONCE))
        return;
    if (file->helpers && !unpacked)
        pool_hand(file->helpers, file->work);
    else
        body_write_out(body);
}

int
body_error(const struct body *body)
{
    const struct body_file *file = body->file;

    return file && !file->work->handed_out ? file->error : 0;
}

enum body_answer
body_take(struct body *body, const char *bytes, size_t length)
{
    int64_t longest = body->rules->longest;

    if (body->file && body->file->work->handed_out)
        return BODY_PAUSES;
    if (body_error(body))
        return BODY_FAILS;
    if (longest >= 0 && (int64_t)length > longest - body->length) {
        length = (size_t)(longest - body->length);
        body->too_long = true;
    }
    keep_preview(body, bytes, length);
    body->length += (int64_t)length;
    if (body->too_long)
        return BODY_FAILS;
    if (body->file)
        save(body, bytes, length);
    return body_error(body) ? BODY_FAILS : BODY_GOES_ON;
}

void
body_end(struct body *body, bool wanted)
{
    body->ended = true;
    body->wanted = wanted;
}

bool
body_unfinished(const struct body *body)
{
    const struct body_file *file = body->file;

    return file && body->ended
           && (body->wanted || file->work->handed_out || file->fd >= 0);
}

// --- the file: whatever may block --------------------------------------------

// Both names of the file; false with the error noted if they are too long.
static bool
name_files(struct body *body, char part[PATH_MAX], char whole[PATH_MAX])
{
    const char *directory = body->rules->directory;

    if (snprintf(part, PATH_MAX, "%s/.%lld.part", directory, body->index)
            < PATH_MAX
        && snprintf(whole, PATH_MAX, "%s/%lld", directory, body->index)
               < PATH_MAX)
        return true;
    body->file->error = ENAMETOOLONG;
    return false;
}

// Makes the file if it is not there; false with the error noted.
static bool
open_file(struct body *body)
{
    struct body_file *file = body->file;
    char part[PATH_MAX], whole[PATH_MAX];

    if (file->fd < 0 && name_files(body, part, whole)) {
        file->fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (file->fd < 0)
            body->file->error = errno;
    }
    return file->fd >= 0;
}

void
body_write_out(struct body *body)
{
    struct text *unwritten = &body->file->unwritten;
    size_t done = 0;

    if (body->file->error || !open_file(body))
        return;
    while (done < unwritten->length && !body->file->error) {
        ssize_t written = write(body->file->fd, unwritten->bytes + done,
                                unwritten->length - done);
        if (written >= 0)
            done += (size_t)written;
        else if (errno != EINTR)
            body->file->error = errno;
    }
    unwritten->length = 0;
}

void
body_finish(struct body *body)
{
    struct body_file *file = body->file;
    char part[PATH_MAX], whole[PATH_MAX];

    body->ended = false;
    if (body->wanted)
        body_write_out(body);
    text_free(&file->unwritten);
    if (file->fd < 0)
        return;
    if (close(file->fd) != 0 && !body->file->error)
        body->file->error = errno;
    file->fd = -1;
    name_files(body, part, whole);
    if (body->wanted && !body->file->error && rename(part, whole) != 0)
        body->file->error = errno;
    file->kept = body->wanted && !body->file->error;
    if (!file->kept)
        unlink(part);
}
