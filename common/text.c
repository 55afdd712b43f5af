// Contract: see text.h.

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };
enum { SHORT_URL = 200 };       // bytes; a sentence still has room behind it

void
text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){.bytes = NULL};
}

bool
text_grow(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : 32;
    char *bytes;

    while (room - text->length < more)
        room *= 2;
    bytes = realloc(text->bytes, room);
    if (!bytes) {
        text->out_of_memory = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void
text_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void
text_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length <= 0 || !text_reserve(text, (size_t)length + 1))
        return;
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format,
              arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

// Writes a whole number in front of `end`, with zeros in front of it up to so
// many digits; returns where it begins.
static char *
put_digits(char *end, unsigned long long number, int digits)
{
    for (; number > 0 || digits > 0; digits--) {
        *--end = (char)('0' + number % 10);
        number /= 10;
    }
    return end;
}

void
text_integer(struct text *text, long long number)
{
    char digits[24], *end = digits + sizeof digits;
    bool negative = number < 0;
    char *begin = put_digits(end, negative ? 0 - (unsigned long long)number
                                           : (unsigned long long)number, 1);

    if (negative)
        *--begin = '-';
    text_add(text, begin, (size_t)(end - begin));
}

void
text_seconds(struct text *text, double seconds)
{
    long long microseconds = seconds > 0 ? (long long)(seconds * 1e6 + 0.5) : 0;
    char digits[32], *end = digits + sizeof digits, *begin;

    if (microseconds == 0) {            // half of all, where connections last
        text_add(text, "0.000000", 8);
        return;
    }
    begin = put_digits(end, (unsigned)(microseconds % 1000000), 6);
    *--begin = '.';
    begin = put_digits(begin, (unsigned long long)microseconds / 1000000, 1);
    text_add(text, begin, (size_t)(end - begin));
}

void
text_drop(struct text *text, size_t length)
{
    text->length -= length;
    if (length > 0)
        memmove(text->bytes, text->bytes + length, text->length);
}

// How many bytes may follow the first byte of a character, and the range of
// the second one (Unicode 15, table 3-7); -1: no character starts so.
static int
utf8_following(unsigned char first, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (first < 0x80)
        return 0;
    if (first >= 0xC2 && first <= 0xDF)
        return 1;
    if (first == 0xE0)
        *low = 0xA0;
    if (first == 0xED)
        *high = 0x9F;
    if (first >= 0xE0 && first <= 0xEF)
        return 2;
    if (first == 0xF0)
        *low = 0x90;
    if (first == 0xF4)
        *high = 0x8F;
    return first >= 0xF0 && first <= 0xF4 ? 3 : -1;
}

unsigned
utf8_next(const char *bytes, size_t length, size_t *taken)
{
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned char low, high;
    int following = utf8_following(at[0], &low, &high);
    unsigned character;

    *taken = 1;
    if (following <= 0)
        return following == 0 ? at[0] : REPLACEMENT;
    character = at[0] & (0x3Fu >> following);
    for (; following > 0; following--) {
        if (*taken >= length || at[*taken] < low || at[*taken] > high)
            return REPLACEMENT;
        character = character << 6 | (at[*taken] & 0x3Fu);
        *taken += 1;
        low = 0x80;
        high = 0xBF;
    }
    return character;
}

// C0, DEL and C1: what a terminal may take for a command.
static bool
is_control(unsigned character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

// True if U+FFFD itself stood there, and nothing had to be replaced.
static bool
is_replacement(const char *bytes, size_t taken)
{
    return taken == 3 && memcmp(bytes, "\xEF\xBF\xBD", 3) == 0;
}

// How many leading bytes are plain ASCII that every format takes as it is.
static size_t
plain_run(const char *bytes, size_t length)
{
    size_t count = 0;

    while (count < length && bytes[count] >= ' ' && bytes[count] < 0x7F
           && bytes[count] != '"' && bytes[count] != '\\')
        count++;
    return count;
}

// Adds one character's own bytes, or U+FFFD in their place.
static void
add_character(struct text *text, const char *bytes, size_t taken,
              unsigned character)
{
    if (character == REPLACEMENT)
        text_string(text, "\xEF\xBF\xBD");
    else
        text_add(text, bytes, taken);
}

static void
json_character(struct text *text, const char *bytes, size_t taken,
               unsigned character)
{
    if (character == '"' || character == '\\')
        text_string(text, "\\");
    if (character == '\n')
        text_string(text, "\\n");
    else if (is_control(character))
        text_format(text, "\\u%04x", character);
    else
        add_character(text, bytes, taken, character);
}

static void
csv_character(struct text *text, const char *bytes, size_t taken,
              unsigned character)
{
    if (character == '"')
        text_string(text, "\"");
    if (is_control(character) && character != '\t' && character != '\n')
        character = REPLACEMENT;
    add_character(text, bytes, taken, character);
}

static void
plain_character(struct text *text, const char *bytes, size_t taken,
                unsigned character)
{
    if (character == '\n' || character == '\t')
        text_string(text, character == '\n' ? "\\n" : "\\t");
    else if (is_control(character)
             || (character == REPLACEMENT && !is_replacement(bytes, taken)))
        for (size_t i = 0; i < taken; i++)
            text_format(text, "\\x%02x", (unsigned char)bytes[i]);
    else
        text_add(text, bytes, taken);
}

// Adds foreign bytes: plain runs at once, the rest one character at a time.
static void
add_foreign(struct text *text, const char *bytes, size_t length,
            void (*add)(struct text *, const char *, size_t, unsigned))
{
    while (length > 0) {
        size_t taken = plain_run(bytes, length);
        if (taken > 0) {
            text_add(text, bytes, taken);
        } else {
            unsigned character = utf8_next(bytes, length, &taken);
            add(text, bytes, taken, character);
        }
        bytes += taken;
        length -= taken;
    }
}

void
text_json(struct text *text, const char *bytes, size_t length)
{
    text_string(text, "\"");
    add_foreign(text, bytes, length, json_character);
    text_string(text, "\"");
}

void
text_csv(struct text *text, const char *bytes, size_t length)
{
    bool quoted = false;

    for (size_t i = 0; i < length && !quoted; i++)
        quoted = strchr(",\"\n\r", bytes[i]) != NULL;
    text_string(text, quoted ? "\"" : "");
    add_foreign(text, bytes, length, csv_character);
    text_string(text, quoted ? "\"" : "");
}

void
text_plain(struct text *text, const char *bytes, size_t length)
{
    add_foreign(text, bytes, length, plain_character);
}

// How many bytes from `at` on are none of `stops`.
static size_t
span_before(const char *bytes, size_t at, size_t length, const char *stops)
{
    size_t end = at;

    while (end < length && (bytes[end] == '\0' || !strchr(stops, bytes[end])))
        end++;
    return end - at;
}

// Where the authority starts: behind the scheme, if there is one, and behind
// slashes, of which libcurl takes one to three.
static size_t
authority(const char *url, size_t length)
{
    size_t at = span_before(url, 0, length, ":/?#@");

    if (at + 1 >= length || url[at] != ':' || url[at + 1] != '/')
        at = 0;
    else
        at++;
    while (at < length && url[at] == '/')
        at++;
    return at;
}

// True if the host from `at` on has no port, or one that is a number or empty.
// An address in brackets has colons of its own.
static bool
port_is_good(const char *url, size_t at, size_t end)
{
    size_t bracket = at + span_before(url, at, end, "]");

    if (bracket < end && url[at] == '[')
        at = bracket;
    at += span_before(url, at, end, ":");
    for (at++; at < end; at++)
        if (url[at] < '0' || url[at] > '9')
            return false;
    return true;
}

// What stands right behind the last "@" between the two; `start` if none does.
static size_t
behind_at(const char *url, size_t start, size_t end)
{
    while (end > start && url[end - 1] != '@')
        end--;
    return end;
}

// Where the user and the password end, with their "@". A "/", "?" or "#" in a
// password ends the authority before it, which then seems to have a bad port.
static size_t
userinfo_end(const char *url, size_t start, size_t length)
{
    size_t end = start + span_before(url, start, length, "/?#");
    size_t host = behind_at(url, start, end);

    return port_is_good(url, host, end) ? host : behind_at(url, start, length);
}

void
text_url(struct text *text, const char *url, size_t length)
{
    size_t start = authority(url, length);
    size_t end = userinfo_end(url, start, length);
    size_t colon = start + span_before(url, start, end, ":");

    if (colon >= end) {
        text_add(text, url, length);
        return;
    }
    text_add(text, url, colon + 1);
    text_string(text, "***");
    text_add(text, url + end - 1, length - end + 1);
}

void
text_short_url(struct text *text, const char *url, size_t length)
{
    size_t end = text->length, most = end + SHORT_URL, taken = 0;

    text_url(text, url, length);
    if (text->length <= most)
        return;
    do {
        end += taken;
        utf8_next(text->bytes + end, text->length - end, &taken);
    } while (end + taken <= most);
    text->length = end;
    text_string(text, "...");
}
