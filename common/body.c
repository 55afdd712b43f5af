// Contract: see body.h. A file in the making is called ".INDEX.part".

#include "body.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

// Both names of the file; false if they are too long for the system.
static bool
name_files(const struct body *body, char part[PATH_MAX], char whole[PATH_MAX])
{
    const char *directory = body->rules->directory;

    return snprintf(part, PATH_MAX, "%s/.%lld.part", directory, body->index)
               < PATH_MAX
           && snprintf(whole, PATH_MAX, "%s/%lld", directory, body->index)
                  < PATH_MAX;
}

void
body_begin(struct body *body, long long index)
{
    char part[PATH_MAX], whole[PATH_MAX];

    body->index = index;
    body->length = 0;
    body->preview.length = 0;
    body->too_long = false;
    body->error = 0;
    body->file = -1;
    if (!body->rules->directory)
        return;
    if (!name_files(body, part, whole)) {
        body->error = ENAMETOOLONG;
        return;
    }
    body->file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (body->file < 0)
        body->error = errno;
}

// Writes all bytes to the file; false with the error noted.
static bool
save(struct body *body, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(body->file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            body->error = errno;
            return false;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

bool
body_write(struct body *body, const char *bytes, size_t length)
{
    int64_t longest = body->rules->longest;
    size_t wanted = (size_t)body->rules->preview * 4;

    if (body->error)
        return false;
    if (longest >= 0 && (int64_t)length > longest - body->length) {
        length = (size_t)(longest - body->length);
        body->too_long = true;
    }
    if (body->preview.length < wanted) {
        size_t missing = wanted - body->preview.length;
        text_add(&body->preview, bytes, length < missing ? length : missing);
    }
    body->length += (int64_t)length;
    if (body->file >= 0 && !save(body, bytes, length))
        return false;
    return !body->too_long;
}

bool
body_end(struct body *body, bool keep)
{
    char part[PATH_MAX], whole[PATH_MAX];

    if (body->file < 0)
        return false;
    if (close(body->file) != 0 && !body->error)
        body->error = errno;
    body->file = -1;
    name_files(body, part, whole);
    if (keep && !body->error && rename(part, whole) != 0)
        body->error = errno;
    if (keep && !body->error)
        return true;
    unlink(part);
    return false;
}
