// Templates, escaped text and data URIs: see page.h.

#include "page.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "files.h"

// Bytes that are encoded at once: a multiple of three, so that only the last
// piece is padded.
enum { PIECE = 3 * 4096 };

// Reads a file of the folder; NULL, and *error, where that fails.
static char *
read_file(const char *folder, const char *name, const char *end, char **error)
{
    char *path = format("%s/%s%s", folder, name, end);
    char *text = file_read(path);

    if (text == NULL)
        *error = format("%s: %s", path, strerror(errno));
    free(path);
    return text;
}

char *
page_template(const char *plots, const char *name, char **error)
{
    char *page = NULL, *text = read_file(plots, name, ".html", error);
    char *style = text ? read_file(plots, "report", ".css", error) : NULL;

    if (style)
        page = replace_all(text, "{{style}}", style);
    free(text);
    free(style);
    return page;
}

// Fills the place of that name; false when no part has it.
static bool
fill_place(FILE *out, const char *name, size_t length,
           const struct part *parts, size_t count, const void *about)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(parts[i].name) != length ||
            memcmp(parts[i].name, name, length) != 0)
            continue;
        parts[i].put(out, about);
        return true;
    }
    return false;
}

void
page_fill(FILE *out, const char *template, const struct part *parts,
          size_t count, const void *about)
{
    for (const char *open; (open = strstr(template, "{{"));) {
        const char *name = open + 2, *close = strstr(name, "}}");
        if (close == NULL)
            break;
        fwrite(template, 1, (size_t)(open - template), out);
        if (!fill_place(out, name, (size_t)(close - name), parts, count,
                        about))
            fwrite(open, 1, (size_t)(close + 2 - open), out);
        template = close + 2;
    }
    fputs(template, out);
}

// Returns how many bytes the UTF-8 character at the start of the text takes,
// 0 when it is none: too long a form, a surrogate, or beyond Unicode.
static size_t
character_length(const unsigned char *text)
{
    unsigned char first = text[0], least = 0x80, most = 0xbf;
    size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2
                    : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;

    if (first == 0xe0)
        least = 0xa0;
    if (first == 0xed)
        most = 0x9f;
    if (first == 0xf0)
        least = 0x90;
    if (first == 0xf4)
        most = 0x8f;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < least || text[i] > most)
            return 0;
        least = 0x80;
        most = 0xbf;
    }
    return length;
}

// Writes one character, which takes so many bytes; none: no character.
static void
put_character(FILE *out, const char *character, size_t length)
{
    unsigned char byte = (unsigned char)*character;
    bool control = (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f;

    if (length == 0 || control)
        fputs("\xef\xbf\xbd", out);
    else if (byte == '&')
        fputs("&amp;", out);
    else if (byte == '<')
        fputs("&lt;", out);
    else if (byte == '>')
        fputs("&gt;", out);
    else if (byte == '"')
        fputs("&quot;", out);
    else if (byte == '\'')
        fputs("&#39;", out);
    else
        fwrite(character, 1, length, out);
}

void
page_text(FILE *out, const char *pattern, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, pattern);
    int length = vasprintf(&text, pattern, arguments);
    va_end(arguments);
    if (length < 0)
        quit(STATUS_NOT_WRITTEN, "out of memory");
    for (const char *c = text; *c;) {
        size_t bytes = character_length((const unsigned char *)c);
        put_character(out, c, bytes);
        c += bytes > 0 ? bytes : 1;
    }
    free(text);
}

void
page_data(FILE *out, const char *type, const char *bytes, size_t size)
{
    unsigned char encoded[PIECE / 3 * 4 + 1];

    fprintf(out, "data:%s;base64,", type);
    for (size_t done = 0; done < size;) {
        size_t piece = size - done < PIECE ? size - done : PIECE;
        int length = EVP_EncodeBlock(
            encoded, (const unsigned char *)bytes + done, (int)piece);
        fwrite(encoded, 1, (size_t)length, out);
        done += piece;
    }
}
