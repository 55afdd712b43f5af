// The list of URLs, from any bytes, read whole and read in odd pieces: both
// ways give the same URLs, and none that should not be there.

#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "list.h"
#include "text.h"

const char program_name[] = "fuzz";
const int transfer_descriptors = 1;

// The byte that is written LONG times in its place, to reach long lines with
// few bytes.
enum { REPEATED = 0x01, LONG = 21845 };

// What one URL may be.
static void
look_at(const struct list_url *url)
{
    const char *last = url->bytes + url->length - 1;

    hold(url->length > 0 && url->length <= LONGEST_LINE);
    hold(!memchr(url->bytes, '\n', url->length));
    hold(url->bytes[0] != '#');
    hold(!strchr(" \t\r", *url->bytes) || *url->bytes == '\0');
    hold(!strchr(" \t\r", *last) || *last == '\0');
}

// Notes every URL that is known.
static void
take_all(struct list *list, struct text *urls)
{
    while (list_knows(list)) {
        struct list_url url = list_take(list);
        look_at(&url);
        text_format(urls, "%d %zu ", url.cut, url.length);
        text_add(urls, url.bytes, url.length);
        text_string(urls, "\n");
    }
}

// The list of a file, read as it is.
static void
read_whole(int file, struct text *urls)
{
    char path[32];
    struct list list;

    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    hold(list_open(&list, path, NULL));
    while (!list_ended(&list)) {
        list_read(&list);
        take_all(&list, urls);
    }
    hold(list.error == 0);
    list_close(&list);
}

// The same bytes through a pipe, in pieces of a size that changes.
static void
read_in_pieces(const struct text *bytes, unsigned step, struct text *urls)
{
    struct list list = {.fd = -1};
    int ends[2];
    char path[32];

    hold(pipe(ends) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    hold(list_open(&list, path, NULL));
    for (size_t at = 0, piece; at < bytes->length; at += piece) {
        step = step * 5 + 1;
        piece = bytes->length > 4096 ? 1 + step % 60000 : 1 + step % 7;
        if (piece > bytes->length - at)
            piece = bytes->length - at;
        hold(write(ends[1], bytes->bytes + at, piece) == (ssize_t)piece);
        for (int left = 1; left > 0;) {
            list_read(&list);
            take_all(&list, urls);
            hold(ioctl(ends[0], FIONREAD, &left) == 0);
        }
    }
    close(ends[1]);
    while (!list_ended(&list)) {
        list_read(&list);
        take_all(&list, urls);
    }
    list_close(&list);
    close(ends[0]);
}

// Writes the bytes out, with those repeated that are to be.
static void
unfold(const uint8_t *data, size_t size, struct text *bytes)
{
    static char line[LONG];

    memset(line, 'x', sizeof line);
    for (size_t i = 0; i < size && bytes->length < 4 * LONGEST_LINE; i++) {
        if (data[i] == REPEATED)
            text_add(bytes, line, sizeof line);
        else
            text_add(bytes, (const char *)&data[i], 1);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {.bytes = NULL}, whole = bytes, pieces = bytes;
    int file = memfd_create("list", 0);

    unfold(data, size, &bytes);
    hold(write(file, bytes.bytes, bytes.length) == (ssize_t)bytes.length);
    read_whole(file, &whole);
    read_in_pieces(&bytes, size > 0 ? data[0] : 0, &pieces);
    hold(whole.length == pieces.length);
    hold(whole.length == 0
         || memcmp(whole.bytes, pieces.bytes, whole.length) == 0);
    text_free(&bytes);
    text_free(&whole);
    text_free(&pieces);
    close(file);
    return 0;
}
