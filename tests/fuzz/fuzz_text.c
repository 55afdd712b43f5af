// Foreign bytes made safe: JSON and CSV are read back by independent parsers,
// what a person sees holds nothing that a terminal would obey, and a masked
// URL has nothing left to mask.

#include <jansson.h>
#include <string.h>

#include "../csv.h"
#include "fuzz.h"
#include "text.h"

const char program_name[] = "fuzz";
const int transfer_descriptors = 1;

// True if both have the same characters, invalid parts as U+FFFD.
static bool
same_characters(const char *bytes, size_t length, const char *other,
                size_t other_length)
{
    size_t taken, other_taken;

    while (length > 0 && other_length > 0) {
        if (utf8_next(bytes, length, &taken)
            != utf8_next(other, other_length, &other_taken))
            return false;
        hold(taken > 0 && taken <= length);
        bytes += taken;
        length -= taken;
        other += other_taken;
        other_length -= other_taken;
    }
    return length == 0 && other_length == 0;
}

// Ends the fuzzer unless that is UTF-8 without control characters, of which
// a line feed and a tab are none where they are allowed.
static void
look_at(const struct text *text, bool lines)
{
    size_t taken;

    for (size_t at = 0; at < text->length; at += taken) {
        unsigned character = utf8_next(text->bytes + at, text->length - at,
                                       &taken);
        hold(character != 0xFFFD || taken == 3);
        hold(character >= 0x20 || (lines && strchr("\n\t", (int)character)
                                   && character != 0));
        hold(character < 0x7F || character > 0x9F);
    }
}

static void
json(const char *bytes, size_t length)
{
    struct text text = {.bytes = NULL};
    json_t *value;

    text_json(&text, bytes, length);
    look_at(&text, false);
    value = json_loadb(text.bytes, text.length,
                       JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    hold(json_is_string(value));
    hold(same_characters(bytes, length, json_string_value(value),
                         json_string_length(value)));
    json_decref(value);
    text_free(&text);
}

// Reads a record of three fields, of which the bytes made the second.
static void
read_csv(const char *bytes, size_t length, struct csv_record *record)
{
    struct text text = {.bytes = NULL};

    text_string(&text, "before,");
    text_csv(&text, bytes, length);
    text_string(&text, ",after\n");
    look_at(&text, true);
    hold(csv_read(text.bytes, text.length, record) == text.length);
    hold(record->count == 3);
    hold(strcmp(record->fields[0], "before") == 0);
    hold(strcmp(record->fields[2], "after") == 0);
    text_free(&text);
}

// What was read back is safe, so that it is read back as the same again.
static void
csv(const char *bytes, size_t length)
{
    struct csv_record once, twice;

    read_csv(bytes, length, &once);
    read_csv(once.fields[1], once.lengths[1], &twice);
    hold(once.lengths[1] == twice.lengths[1]);
    hold(memcmp(once.fields[1], twice.fields[1], once.lengths[1]) == 0);
    csv_free(&once);
    csv_free(&twice);
}

static void
plain(const char *bytes, size_t length)
{
    struct text text = {.bytes = NULL};

    text_plain(&text, bytes, length);
    look_at(&text, false);
    hold(text.length <= 4 * length);
    text_free(&text);
}

// Masking is done at once: a second time changes nothing.
static void
url(const char *bytes, size_t length)
{
    struct text once = {.bytes = NULL}, twice = once;

    text_url(&once, bytes, length);
    hold(once.length <= length + 3);
    text_url(&twice, once.bytes, once.length);
    hold(once.length == twice.length);
    hold(once.length == 0
         || memcmp(once.bytes, twice.bytes, once.length) == 0);
    text_free(&once);
    text_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;

    json(bytes, size);
    csv(bytes, size);
    plain(bytes, size);
    url(bytes, size);
    return 0;
}
