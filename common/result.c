// Contract: see result.h.

#include "result.h"

#include <string.h>

// A record that is being written, in one of the two formats for machines. A
// comma follows each field; the last one gives way to the record's end.
struct writer {
    struct text *out;
    enum format format;
};

// --- the fields, in the two formats for machines -----------------------------

// A field's name as it stands in JSON.
struct name {
    const char *bytes;
    size_t length;
};

#define NAME(word) ((struct name){"\"" word "\":", sizeof "\"" word "\":" - 1})

// Starts a field. CSV has the names in its header.
static inline void
begin_field(const struct writer *writer, struct name name)
{
    if (writer->format == FORMAT_JSON)
        text_add(writer->out, name.bytes, name.length);
}

static inline void
integer_field(const struct writer *writer, struct name name, long long number)
{
    begin_field(writer, name);
    text_integer(writer->out, number);
    text_add(writer->out, ",", 1);
}

static inline void
seconds_field(const struct writer *writer, struct name name, double seconds)
{
    begin_field(writer, name);
    text_seconds(writer->out, seconds);
    text_add(writer->out, ",", 1);
}

static inline void
boolean_field(const struct writer *writer, struct name name, bool value)
{
    begin_field(writer, name);
    text_string(writer->out, value ? "true," : "false,");
}

// Foreign bytes; NULL is null in JSON and nothing in CSV.
static void
string_field(const struct writer *writer, struct name name, const char *bytes,
             size_t length)
{
    begin_field(writer, name);
    if (writer->format == FORMAT_CSV)
        text_csv(writer->out, bytes ? bytes : "", length);
    else if (bytes)
        text_json(writer->out, bytes, length);
    else
        text_add(writer->out, "null", 4);
    text_add(writer->out, ",", 1);
}

// Puts a record's end, or an object's, in the place of the last comma.
static void
end_fields(const struct writer *writer, char end)
{
    if (writer->out->length > 0)        // or memory ran out
        writer->out->bytes[writer->out->length - 1] = end;
}

static void
error_field(const struct writer *writer, enum error_kind error)
{
    const char *name = error_name(error);

    string_field(writer, NAME("error"), name, name ? strlen(name) : 0);
}

// Only what has an "@" in it can have a password, which is masked.
static void
url_field(const struct writer *writer, const struct text *url)
{
    const char *bytes = url->bytes ? url->bytes : "";
    struct text masked = {.bytes = NULL};

    if (!memchr(bytes, '@', url->length)) {
        string_field(writer, NAME("url"), bytes, url->length);
        return;
    }
    text_url(&masked, bytes, url->length);
    string_field(writer, NAME("url"), masked.bytes ? masked.bytes : "",
                 masked.length);
    text_free(&masked);
}

static void
phase_fields(const struct writer *writer, const struct attempt *attempt)
{
    seconds_field(writer, NAME("start"), attempt->start);
    seconds_field(writer, NAME("queued"), attempt->queued);
    seconds_field(writer, NAME("namelookup"), attempt->namelookup);
    seconds_field(writer, NAME("connect"), attempt->connect);
    seconds_field(writer, NAME("tls"), attempt->tls);
    seconds_field(writer, NAME("first_byte"), attempt->first_byte);
    seconds_field(writer, NAME("total"), attempt->total);
}

// How many leading bytes of a body make its first `most` characters.
static size_t
characters(const struct text *body, int most)
{
    size_t at = 0, taken;

    for (; most > 0 && at < body->length; most--, at += taken)
        utf8_next(body->bytes + at, body->length - at, &taken);
    return at;
}

static void
asked_fields(const struct writer *writer, const struct result_style *style,
             const struct result *result)
{
    struct text path = {.bytes = NULL};

    if (style->preview > 0)
        string_field(writer, NAME("preview"),
                     result->preview->bytes ? result->preview->bytes : "",
                     characters(result->preview, style->preview));
    if (!style->save)
        return;
    if (result->saved)
        text_format(&path, "%s/%lld", style->save, result->index);
    string_field(writer, NAME("file"), path.bytes, path.length);
    text_free(&path);
}

static void
try_object(const struct writer *writer, const struct result *result,
           const struct attempt *attempt)
{
    text_add(writer->out, "{", 1);
    phase_fields(writer, attempt);
    seconds_field(writer, NAME("waited"), attempt->waited);
    boolean_field(writer, NAME("reused"), attempt->reused);
    integer_field(writer, NAME("lane"), result->lane);
    integer_field(writer, NAME("status"), attempt->status);
    error_field(writer, attempt->error);
    end_fields(writer, '}');
    text_add(writer->out, ",", 1);
}

// The first attempt's start, and the last one's phases.
static struct attempt
outline(const struct result *result)
{
    struct attempt attempt = {.start = 0};

    if (result->attempts > 0) {
        attempt = result->tries[result->attempts - 1];
        attempt.start = result->tries[0].start;
        attempt.queued = result->tries[0].queued;
    }
    return attempt;
}

static void
fields(const struct writer *writer, const struct result_style *style,
       const struct result *result)
{
    struct attempt attempt = outline(result);
    const char *detail = result->detail[0] ? result->detail : NULL;

    integer_field(writer, NAME("index"), result->index);
    url_field(writer, &result->url);
    integer_field(writer, NAME("status"), result->status);
    integer_field(writer, NAME("length"), result->length);
    error_field(writer, result->error);
    string_field(writer, NAME("detail"), detail, strlen(result->detail));
    integer_field(writer, NAME("attempts"), result->attempts);
    phase_fields(writer, &attempt);
    seconds_field(writer, NAME("waited"), result->waited);
    boolean_field(writer, NAME("reused"), attempt.reused);
    integer_field(writer, NAME("lane"), result->lane);
    asked_fields(writer, style, result);
}

static void
write_json(struct text *out, const struct result_style *style,
           const struct result *result)
{
    const struct writer writer = {.out = out, .format = FORMAT_JSON};

    text_add(out, "{", 1);
    fields(&writer, style, result);
    if (result->attempts > 1) {
        text_string(out, "\"tries\":[");
        for (int i = 0; i < result->attempts; i++)
            try_object(&writer, result, &result->tries[i]);
        end_fields(&writer, ']');
        text_add(out, ",", 1);
    }
    end_fields(&writer, '}');
    text_add(out, "\n", 1);
}

static void
write_csv(struct text *out, const struct result_style *style,
          const struct result *result)
{
    const struct writer writer = {.out = out, .format = FORMAT_CSV};

    fields(&writer, style, result);
    end_fields(&writer, '\n');
}

// --- the table, for people ---------------------------------------------------

// The URL, and then what there is to say about it.
static void
write_table(struct text *out, const struct result_style *style,
            const struct result *result)
{
    struct attempt attempt = outline(result);
    struct text masked = {.bytes = NULL};
    const char *error = error_name(result->error);

    text_format(out, "%5lld  %6d  %10lld  %8.3f  %5d  ", result->index,
                result->status, (long long)result->length, attempt.total,
                result->attempts);
    text_url(&masked, result->url.bytes, result->url.length);
    text_plain(out, masked.bytes ? masked.bytes : "", masked.length);
    text_free(&masked);
    if (error)
        text_format(out, "  %s", error);
    if (result->detail[0]) {
        text_string(out, ": ");
        text_plain(out, result->detail, strlen(result->detail));
    }
    if (result->saved) {
        text_string(out, "  -> ");
        text_plain(out, style->save, strlen(style->save));
        text_format(out, "/%lld", result->index);
    }
    if (style->preview > 0 && result->preview->length > 0) {
        text_string(out, "\n       ");
        text_plain(out, result->preview->bytes,
                   characters(result->preview, style->preview));
    }
    text_string(out, "\n");
}

// -----------------------------------------------------------------------------

void
result_header(struct text *out, const struct result_style *style)
{
    if (style->format == FORMAT_TABLE)
        text_string(out, "index  status      length   seconds  tries  url\n");
    if (style->format != FORMAT_CSV)
        return;
    text_string(out, "index,url,status,length,error,detail,attempts,start,"
                     "queued,namelookup,connect,tls,first_byte,total,waited,"
                     "reused,lane");
    if (style->preview > 0)
        text_string(out, ",preview");
    if (style->save)
        text_string(out, ",file");
    text_string(out, "\n");
}

void
result_write(struct text *out, const struct result_style *style,
             const struct result *result)
{
    switch (style->format) {
    case FORMAT_TABLE:
        write_table(out, style, result);
        break;
    case FORMAT_CSV:
        write_csv(out, style, result);
        break;
    case FORMAT_JSON:
        write_json(out, style, result);
        break;
    }
}
