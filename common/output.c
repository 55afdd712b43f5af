// Contract: see output.h.

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stop.h"

bool
output_open(struct output *output, const char *path)
{
    struct stat about;

    output->fd = STDOUT_FILENO;
    if (path)
        output->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (output->fd < 0 || fstat(output->fd, &about) != 0)
        return false;
    if ((fcntl(output->fd, F_GETFL) & O_ACCMODE) == O_RDONLY) {
        errno = EBADF;
        return false;
    }
    output->regular = S_ISREG(about.st_mode);
    return true;
}

bool
same_file(int a, int b)
{
    struct stat one, other;

    return fstat(a, &one) == 0 && S_ISREG(one.st_mode)
           && fstat(b, &other) == 0 && one.st_dev == other.st_dev
           && one.st_ino == other.st_ino;
}

bool
output_is(const struct output *output, int fd)
{
    return same_file(output->fd, fd);
}

bool
output_begin(const struct output *output)
{
    return output->fd == STDOUT_FILENO || !output->regular
           || ftruncate(output->fd, 0) == 0;
}

bool
output_close(struct output *output)
{
    text_free(&output->buffer);
    return output->fd <= STDOUT_FILENO || close(output->fd) == 0;
}

// Looks whether a write would not block; after a stop, which is what ended an
// earlier wait, only that descriptor counts.
static bool
poll_output(const struct output *output, int milliseconds)
{
    struct pollfd fds[] = {
        {.fd = output->fd, .events = POLLOUT},
        {.fd = stop_descriptor(), .events = POLLIN},
    };

    return poll(fds, stopping() ? 1 : 2, milliseconds) > 0 && fds[0].revents;
}

// True when a write would not block: now or, if `wait`, in a while.
static bool
writable(const struct output *output, bool wait)
{
    if (output->regular)
        return true;
    if (!wait)
        return poll_output(output, 0);
    while (!poll_output(output, stopping() ? 50 : -1))
        if (stop_age() > OUTPUT_PATIENCE)
            return false;
    return true;
}

bool
output_flush(struct output *output, bool wait)
{
    struct text *buffer = &output->buffer;
    size_t most = output->regular ? SIZE_MAX : PIPE_BUF;
    size_t done = 0;

    while (done < buffer->length && !output->error && writable(output, wait)) {
        size_t left = buffer->length - done;
        ssize_t written = write(output->fd, buffer->bytes + done,
                                left < most ? left : most);
        if (written >= 0)
            done += (size_t)written;
        else if (errno != EINTR && errno != EAGAIN)
            output->error = errno;
    }
    text_drop(buffer, done);
    return buffer->length == 0;
}
