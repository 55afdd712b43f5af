// The list of URLs, one a line, from a descriptor or from the command line.
// Blank lines and lines starting with # are skipped; so are a byte order mark
// and the spaces, tabs and carriage returns around a URL. It reads with
// read(2) into a buffer of its own: stdio would hide lines from poll(2).

#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stddef.h>

enum {
    LONGEST_LINE = 65536,           // bytes; what is beyond is cut off
    LIST_BUFFER = LONGEST_LINE + 1, // a byte more, to see whether it ends
};

struct list_url {
    const char *bytes;      // valid until the next list_read
    size_t length;
    double read_at;         // s; when the program knew of it
    bool cut;               // its line was longer than LONGEST_LINE
};

struct list {
    char **words;           // URLs of the command line, NULL-terminated
    int fd;                 // -1: only words
    char *buffer;           // LIST_BUFFER bytes, owned; NULL: only words
    size_t begin, end;      // what is buffered and not looked at yet
    double read_at;         // s; when that was read
    struct list_url next;   // found and not handed out yet, if `known`
    bool known;
    bool ended;             // nothing more will be read
    bool cut;               // the rest of the current line is to be skipped
    bool started;           // a line has been looked at
    int error;              // errno of a failed read, which is an end too
};

// Takes the words, if there are any; otherwise opens `path` ("-" or NULL:
// standard input). False with errno.
bool list_open(struct list *list, const char *path, char **words);
void list_close(struct list *list);

// True if a URL is known. It reads nothing.
bool list_knows(struct list *list);

// Hands out the URL that is known.
struct list_url list_take(struct list *list);

// True if no URL is known and none will be.
bool list_ended(struct list *list);

// Reads once, which waits if nothing is there; only when no URL is known.
void list_read(struct list *list);

#endif
