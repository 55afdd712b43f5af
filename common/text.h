// A growing piece of text, and the ways in which foreign bytes (URLs, bodies,
// messages) are made safe to print. Foreign bytes are read as UTF-8; each
// maximal invalid part becomes one U+FFFD (Unicode 15, chapter 3.9, D93b).

#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
    char *bytes;        // owned; not terminated by a NUL
    size_t length;      // bytes in use
    size_t room;        // bytes allocated
    bool out_of_memory; // something could not be added, ever since
};

// Releases the bytes; the text is empty again.
void text_free(struct text *text);

// Makes room for `more` bytes after the end; false when memory ran out.
bool text_grow(struct text *text, size_t more);
static inline bool
text_reserve(struct text *text, size_t more)
{
    return text->room - text->length >= more || text_grow(text, more);
}

// Adds bytes. It stands here so that a short piece of known length costs no
// call: a record has some fifty of them.
static inline void
text_add(struct text *text, const char *bytes, size_t length)
{
    if (length > 0 && text_reserve(text, length)) {
        memcpy(text->bytes + text->length, bytes, length);
        text->length += length;
    }
}

// Adds a string, a printf-formatted piece, or an integer.
void text_string(struct text *text, const char *string);
void text_format(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_integer(struct text *text, long long number);

// Adds seconds with six decimals, as "1.250000"; never negative.
void text_seconds(struct text *text, double seconds);

// Removes bytes from the front.
void text_drop(struct text *text, size_t length);

// The next character of `bytes` (length > 0), and in *taken how many bytes it
// took: 0xFFFD for an invalid part.
unsigned utf8_next(const char *bytes, size_t length, size_t *taken);

// Adds foreign bytes as a JSON string with its quotes (RFC 8259, section 7).
// Control characters, also DEL and C1, are escaped.
void text_json(struct text *text, const char *bytes, size_t length);

// Adds foreign bytes as a CSV field, quoted where needed (RFC 4180). CSV has
// no escapes: control characters other than tab and line feed become U+FFFD.
void text_csv(struct text *text, const char *bytes, size_t length);

// Adds foreign bytes for a person to read on one line: control characters and
// invalid bytes as \xNN, line feeds and tabs as \n and \t.
void text_plain(struct text *text, const char *bytes, size_t length);

// Adds a URL with the password in it, if any, as "***" (RFC 3986, 3.2.1); also
// one with a "/", "?" or "#" in it that should have been percent-encoded.
void text_url(struct text *text, const char *url, size_t length);

// The same for a sentence, which goes on behind it: a long one is cut, and
// ends with "...".
void text_short_url(struct text *text, const char *url, size_t length);

#endif
