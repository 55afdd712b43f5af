// Contract: see list.h.

#include "list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

bool
list_open(struct list *list, const char *path, char **words)
{
    *list = (struct list){.fd = -1};
    if (words && words[0]) {
        list->words = words;
        list->ended = true;
        return true;
    }
    list->fd = STDIN_FILENO;
    if (path && strcmp(path, "-") != 0)
        list->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (list->fd < 0)
        return false;
    list->buffer = malloc(LIST_BUFFER);
    return list->buffer != NULL;
}

void
list_close(struct list *list)
{
    if (list->fd > STDIN_FILENO)
        close(list->fd);
    free(list->buffer);
}

// Takes one line from the buffer, without its end; false if none is whole. A
// full buffer without an end of line holds one that is too long.
static bool
take_line(struct list *list, struct list_url *line)
{
    size_t length = list->end - list->begin;
    const char *bytes = list->buffer + list->begin;
    const char *newline = length > 0 ? memchr(bytes, '\n', length) : NULL;
    bool cut = !newline && length == LIST_BUFFER;

    if (length == 0 || (!newline && !cut && !list->ended))
        return false;
    if (newline)
        length = (size_t)(newline - bytes);
    *line = (struct list_url){
        .bytes = bytes,
        .length = cut ? LONGEST_LINE : length,
        .read_at = list->read_at,
        .cut = cut,
    };
    list->begin += length + (newline != NULL);
    return true;
}

static bool
is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

// Removes what stands around a URL on its line.
static void
trim(struct list_url *line, bool first)
{
    if (first && line->length >= 3
        && memcmp(line->bytes, "\xEF\xBB\xBF", 3) == 0) {
        line->bytes += 3;
        line->length -= 3;
    }
    while (line->length > 0 && is_space(line->bytes[0])) {
        line->bytes++;
        line->length--;
    }
    while (line->length > 0 && is_space(line->bytes[line->length - 1]))
        line->length--;
}

// Finds the next line that holds a URL; false if none does yet.
static bool
find_line(struct list *list, struct list_url *line)
{
    while (take_line(list, line)) {
        bool rest_of_cut = list->cut;
        list->cut = line->cut;
        trim(line, !list->started);
        list->started = true;
        if (!rest_of_cut && line->length > 0 && line->bytes[0] != '#')
            return true;
    }
    return false;
}

// Finds the next word of the command line; false at its end.
static bool
find_word(struct list *list, struct list_url *url)
{
    if (!list->words || !*list->words)
        return false;
    *url = (struct list_url){
        .bytes = *list->words,
        .length = strlen(*list->words),
    };
    list->words++;
    return true;
}

bool
list_knows(struct list *list)
{
    if (!list->known)
        list->known = list->buffer ? find_line(list, &list->next)
                                   : find_word(list, &list->next);
    return list->known;
}

struct list_url
list_take(struct list *list)
{
    list->known = false;
    return list->next;
}

bool
list_ended(struct list *list)
{
    return !list_knows(list) && list->ended;
}

void
list_read(struct list *list)
{
    ssize_t count;

    memmove(list->buffer, list->buffer + list->begin, list->end - list->begin);
    list->end -= list->begin;
    list->begin = 0;
    count = read(list->fd, list->buffer + list->end, LIST_BUFFER - list->end);
    if (count < 0 && errno == EINTR)
        return;
    if (count < 0)
        list->error = errno;
    if (count <= 0)
        list->ended = true;
    else
        list->end += (size_t)count;
    list->read_at = clock_now();
}
