// What the programs write: records in three formats that agree, bodies in files
// that are whole or absent, previews, the summary; and what happens where
// nothing can be written, or where nobody reads.

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv.h"
#include "programs.h"
#include "suites.h"

// --- records in three formats ------------------------------------------------

static const char header[] =
    "index,url,status,length,error,detail,attempts,start,queued,namelookup,"
    "connect,tls,first_byte,total,waited,reused,lane";

// What does not depend on when things happened.
static const char *const stable[] = {
    "index", "url", "status", "length", "error", "detail", "attempts",
    "preview", "file",
};

enum { STABLE = sizeof stable / sizeof stable[0] };

// Reads CSV into records like those of JSON, all of whose values are texts.
static json_t *
csv_records(const struct ink *ink)
{
    json_t *records = json_array(), *one;
    const char *at = ink->bytes, *end = at + ink->length;
    struct csv_record names, line;
    size_t taken = csv_read(at, ink->length, &names);

    ck_assert_uint_gt(taken, 0);
    for (at += taken; at < end; at += taken) {
        taken = csv_read(at, (size_t)(end - at), &line);
        ck_assert_msg(taken > 0 && line.count == names.count,
                      "not CSV: %s", at);
        one = json_object();
        for (int i = 0; i < line.count; i++)
            json_object_set_new(one, names.fields[i],
                                json_string(line.fields[i]));
        json_array_append_new(records, one);
        csv_free(&line);
    }
    csv_free(&names);
    return records;
}

// A value of a JSON record as CSV writes it.
static const char *
as_csv(const json_t *value)
{
    if (json_is_integer(value))
        return words("%lld", (long long)json_integer_value(value));
    return json_is_string(value) ? json_string_value(value) : "";
}

// URLs and answers of all kinds, some of them meant to break a format.
static const char *
mixed_list(const struct server *server)
{
    return words("%s/bytes/30\n%s/status/404\n%s/truncate\n"
                 "nonsense,with \"quotes\" and, commas\n"
                 "http://user:secret@h:x/\n"
                 "%s/bytes/3?name=a\"b,c;d'e\n%s/reset\n"
                 "ftp://h/\xc3\xa4\xe2\x82\xac\n%s/stream/2\n=1+1\n",
                 server->base, server->base, server->base, server->base,
                 server->base, server->base);
}

static struct trial *
fetch_mixed(enum program program, const struct server *server,
            const char *format)
{
    const char *list = mixed_list(server);
    struct trial *trial
        = trial_new(program, "--format %s --preview 12 --save %s", format,
                    scratch("bodies"));

    trial_list(trial, list, strlen(list));
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 1);
    return trial;
}

// The same URLs in JSON and in CSV: field by field the same.
START_TEST(csv_agrees_with_json)
{
    struct server *server = server_plain();
    struct trial *json = fetch_mixed(_i, server, "json");
    struct trial *csv = fetch_mixed(_i, server, "csv");
    json_t *lines = csv_records(&csv->out), *line;
    size_t k;

    ck_assert(strncmp(csv->out.bytes, words("%s,preview,file\n", header),
                      strlen(header) + 14) == 0);
    ck_assert_ptr_null(memchr(csv->out.bytes, '\r', csv->out.length));
    ck_assert_uint_eq(trial_records(json), 10);
    ck_assert_uint_eq(json_array_size(lines), 10);
    json_array_foreach(lines, k, line) {
        json_t *one = record(json, strtoul(text_in(line, "index"), NULL, 10));
        ck_assert_uint_eq(json_object_size(line), 19);
        for (size_t i = 0; i < STABLE; i++)
            ck_assert_str_eq(text_in(line, stable[i]),
                             as_csv(json_object_get(one, stable[i])));
    }
    json_decref(lines);
}
END_TEST

// The table's line of that index, which begins with index, status, length,
// seconds and attempts; what follows them is the answer.
static const char *
table_line(const struct trial *table, json_t *wanted)
{
    const char *line = table->out.bytes, *end;
    long long index, status, length, attempts;
    double seconds;
    int taken;

    for (; (end = strchr(line, '\n')); line = end + 1)
        if (sscanf(line, "%lld %lld %lld %lf %lld %n", &index, &status,
                   &length, &seconds, &attempts, &taken) == 5
            && index == whole_in(wanted, "index")
            && status == whole_in(wanted, "status")
            && length == whole_in(wanted, "length")
            && attempts == whole_in(wanted, "attempts"))
            return words("%.*s", (int)(end - line - taken), line + taken);
    ck_abort_msg("no line for %lld: %s", whole_in(wanted, "index"),
                 story(table));
}

// The table shows the same: URL, kind of error and details.
START_TEST(table_agrees_with_json)
{
    struct server *server = server_plain();
    struct trial *json = fetch_mixed(_i, server, "json");
    struct trial *table = fetch_mixed(_i, server, "table");

    for (size_t i = 0; i < trial_records(json); i++) {
        json_t *one = record(json, i);
        const char *line = table_line(table, one);
        ck_assert_ptr_eq(strstr(line, text_in(one, "url")), line);
        if (text_in(one, "error"))
            ck_assert_ptr_nonnull(strstr(line, words("  %s: %s",
                                                     text_in(one, "error"),
                                                     text_in(one, "detail"))));
    }
    ck_assert_ptr_null(strstr(table->out.bytes, "secret"));
}
END_TEST

// Each record has every field of the contract, of the right kind.
START_TEST(fields)
{
    static const char *const wholes[] = {
        "index", "status", "length", "attempts", "lane",
    };
    static const char *const times[] = {
        "start", "queued", "namelookup", "connect", "tls", "first_byte",
        "total", "waited",
    };
    struct server *server = server_plain();
    struct trial *trial
        = trial_run(_i, "--format json %s/bytes/30 %s/reset nonsense",
                    server->base, server->base);

    for (size_t i = 0; i < 3; i++) {
        json_t *one = record(trial, i);
        ck_assert_uint_eq(json_object_size(one), 17);
        for (size_t k = 0; k < sizeof wholes / sizeof wholes[0]; k++)
            ck_assert_int_ge(whole_in(one, wholes[k]), 0);
        for (size_t k = 0; k < sizeof times / sizeof times[0]; k++)
            ck_assert(time_in(one, times[k]) >= 0);
        ck_assert(json_is_boolean(json_object_get(one, "reused")));
        ck_assert_ptr_nonnull(text_in(one, "url"));
        ck_assert((text_in(one, "error") == NULL) == (i == 0));
        ck_assert((text_in(one, "detail") == NULL) == (i == 0));
    }
    ck_assert_ptr_nonnull(strstr(trial->out.bytes, "\"waited\":0.000000,"));
}
END_TEST

// A record comes out as soon as it is final, also into a pipe.
START_TEST(written_as_soon_as_final)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 1 %s/bytes/1 "
                                    "%s/hang", server->base, server->base);

    trial_start(trial);
    trial_await_lines(trial, 1);
    ck_assert(trial_runs(trial));
    await_seen(server, "open_requests", 1);
    kill(trial->pid, SIGTERM);
    trial_end(trial);
    expect_record(trial, 0, 200, NULL, 1);
    ck_assert_uint_eq(trial_records(trial), 2);
}
END_TEST

// --- bodies ------------------------------------------------------------------

struct body {
    const char *path;
    long long size;         // of its file; -1: there is none
};

static const struct body bodies[] = {
    {"/bytes/0", 0}, {"/bytes/1", 1}, {"/bytes/300000", 300000},
    {"/stream/3", 36}, {"/status/404", -1}, {"/status/204", 0},
    {"/truncate", -1}, {"/reset/5000", -1}, {"/bad-chunk", -1},
    {"/endless", -1}, {"/bytes/400001", -1}, {"/close", -1},
    {"/drip?seconds=60&bytes=6000", -1}, {"/flaky/1?id=x", 18},
};

enum { BODIES = sizeof bodies / sizeof bodies[0] };

// Ends the test unless the file is there and whole, or not there at all.
static void
check_body(struct trial *trial, const char *saved, size_t i)
{
    const char *path = words("%s/%zu", saved, i);
    const char *told = text_in(record(trial, i), "file");
    struct stat about;

    if (bodies[i].size < 0) {
        ck_assert_msg(stat(path, &about) != 0, "%s left a file",
                      bodies[i].path);
        ck_assert_ptr_null(told);
        return;
    }
    ck_assert_msg(stat(path, &about) == 0, "no file of %s", bodies[i].path);
    ck_assert_int_eq(about.st_size, bodies[i].size);
    ck_assert_str_eq(told, path);
}

START_TEST(saved_whole_or_not_at_all)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial
        = trial_new(_i, "--format json --save %s --fail --timeout 0.4 "
                    "--max-body 400000 --retry 1 --backoff 0 --no-reuse",
                    saved);
    int kept = 0;

    for (size_t i = 0; i < BODIES; i++) {
        trial_word(trial, words("%s%s", server->base, bodies[i].path));
        kept += bodies[i].size >= 0;
    }
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 1);
    for (size_t i = 0; i < BODIES; i++)
        check_body(trial, saved, i);
    ck_assert_int_eq(entries_in(saved), kept);
}
END_TEST

// The file has the very bytes, which the preview begins.
START_TEST(saved_bytes)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial
        = trial_run(_i, "--format json --save %s --preview 20 --compressed "
                    "%s/stream/3 %s/gzip %s/status/200", saved, server->base,
                    server->base, server->base);

    expect_status(trial, 0);
    ck_assert_str_eq(file_bytes(words("%s/0", saved)).bytes,
                     "{\"line\": 0}\n{\"line\": 1}\n{\"line\": 2}\n");
    ck_assert_str_eq(text_in(record(trial, 0), "preview"),
                     "{\"line\": 0}\n{\"line\":");
    ck_assert(strncmp(file_bytes(words("%s/1", saved)).bytes,
                      "{\"gzipped\"", 10) == 0);
    ck_assert_str_eq(text_in(record(trial, 2), "preview"),
                     "Status 200, as asked");
}
END_TEST

// A program that is interrupted leaves no half of a body.
START_TEST(nothing_saved_when_cancelled)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial
        = trial_new(_i, "--format json --save %s %s/bytes/10 "
                    "%s/drip?seconds=60&bytes=6000000", saved, server->base,
                    server->base);
    double end = seconds_now() + patience(10);

    trial_start(trial);
    trial_await_lines(trial, 1);
    await_seen(server, "open_requests", 1);
    while (entries_in(saved) != 2) {
        ck_assert_msg(seconds_now() < end, "no file in the making");
        sleep_for(0.01);
    }
    kill(trial->pid, SIGTERM);
    trial_end(trial);
    expect_signal(trial, SIGTERM);
    ck_assert_str_eq(text_in(record(trial, 1), "error"), "cancelled");
    ck_assert_int_eq(entries_in(saved), 1);
    ck_assert_int_eq(access(words("%s/0", saved), R_OK), 0);
}
END_TEST

// A body that cannot be written fails alone, and leaves nothing.
START_TEST(full_disk_for_bodies)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial
        = trial_new(_i, "--format json --retry 3 --backoff 0 --save %s "
                    "%s/bytes/100 %s/bytes/200000 %s/bytes/300", saved,
                    server->base, server->base, server->base);

    trial->file_size = 65536;
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 1);
    expect_record(trial, 0, 200, NULL, 1);
    expect_record(trial, 1, 200, "write", 1);
    expect_record(trial, 2, 200, NULL, 1);
    ck_assert_int_eq(entries_in(saved), 2);
}
END_TEST

// --- the summary -------------------------------------------------------------

START_TEST(summary)
{
    struct server *server = server_plain();
    const char *path = scratch("summary");
    struct trial *trial
        = trial_run(_i, "--format json -c 3 --summary %s --retry 1 --backoff "
                    "0 %s/bytes/100 %s/bytes/50 %s/flaky/1?id=x %s/truncate "
                    "%s/reset nonsense", path, server->base, server->base,
                    server->base, server->base, server->base);
    json_t *all = json_file(path);
    const json_t *outcomes = json_object_get(all, "outcomes");

    expect_status(trial, 1);
    ck_assert_str_eq(text_in(all, "program"), file_of(_i));
    ck_assert_int_eq(whole_in(all, "urls"), 6);
    ck_assert_int_eq(whole_in(all, "ok"), 3);
    ck_assert_int_eq(whole_in(all, "failed"), 3);
    ck_assert_int_eq(whole_in(all, "attempts"), 8);
    ck_assert_int_eq(whole_in(all, "bytes"), 100 + 50 + 18 + 500);
    ck_assert_uint_eq(json_object_size(outcomes), 4);
    ck_assert_int_eq(whole_in(outcomes, "ok"), 3);
    ck_assert_int_eq(whole_in(outcomes, "url"), 1);
    ck_assert_int_eq(whole_in(outcomes, "reset"), 1);
    ck_assert_int_eq(whole_in(outcomes, "truncated"), 1);
    ck_assert_int_eq(whole_in(all, "threads"), _i == THREADED ? 4 : 1);
    ck_assert(time_in(all, "seconds") > 0);
    ck_assert(time_in(all, "seconds") <= trial->ended - trial->started);
    ck_assert(time_in(all, "urls_per_second") > 0);
    ck_assert(time_in(all, "cpu_user_seconds") >= 0);
    ck_assert(time_in(all, "cpu_system_seconds") >= 0);
    ck_assert_int_gt(whole_in(all, "peak_memory_bytes"), 1 << 20);
}
END_TEST

// --- where records go --------------------------------------------------------

// An earlier file is replaced, also a longer one; standard output stays empty.
START_TEST(output_file)
{
    struct server *server = server_plain();
    struct ink old = {.length = 0}, now;
    const char *path;

    for (int i = 0; i < 1000; i++)
        ink_format(&old, "an old line that is long enough\n");
    path = scratch_file("records", old.bytes, old.length);
    free(old.bytes);
    struct trial *trial = trial_run(_i, "--format json -o %s %s/bytes/1 "
                                    "%s/bytes/2", path, server->base,
                                    server->base);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial->out.length, 0);
    now = file_bytes(path);
    read_records(trial, now.bytes, now.length);
    ck_assert_uint_eq(trial_records(trial), 2);
}
END_TEST

// Wrong usage and unreadable input leave an earlier file as it was.
START_TEST(output_file_is_kept)
{
    const char *path = scratch_file("records", "precious\n", 9);
    struct trial *missing
        = trial_run(_i, "-o %s -i %s", path, scratch("missing"));
    struct trial *wrong = trial_run(_i, "-o %s -c 0 http://h/", path);

    expect_status(missing, 2);
    expect_status(wrong, 2);
    ck_assert_str_eq(file_bytes(path).bytes, "precious\n");
}
END_TEST

// The list is never overwritten by its own records, by whatever name.
START_TEST(output_over_the_list)
{
    static const char list[] = "http://127.0.0.1:1/\n";
    const char *path = scratch_file("urls", list, sizeof list - 1);
    const char *other = scratch("link");
    struct trial *named, *standard;

    ck_assert_int_eq(link(path, other), 0);
    named = trial_run(_i, "-i %s -o %s", path, other);
    expect_status(named, 3);
    expect_said(named, "overwrite");
    standard = trial_new(_i, "-i %s", path);
    standard->output = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    trial_start(standard);
    trial_end(standard);
    expect_status(standard, 3);
    ck_assert_str_eq(file_bytes(path).bytes, list);
}
END_TEST

// Nor does the summary overwrite the list or the records.
START_TEST(summary_over_what_is_in_use)
{
    static const char list[] = "http://127.0.0.1:1/\n";
    const char *path = scratch_file("urls", list, sizeof list - 1);
    const char *both = scratch("both");
    struct trial *over_list
        = trial_run(_i, "-i %s --summary %s", path, path);
    struct trial *over_records
        = trial_run(_i, "-i %s -o %s --summary %s", path, both, both);

    expect_status(over_list, 3);
    expect_said(over_list, "overwrite");
    ck_assert_str_eq(file_bytes(path).bytes, list);
    expect_status(over_records, 3);
    expect_said(over_records, "overwrite");
}
END_TEST

struct blocked {
    const char *options;    // %s: a path in the scratch directory
    const char *says;
};

// What cannot be written is said in one line, that -q does not hide.
static const struct blocked blocked[] = {
    {"-o /dev/full", "No space left"},
    {"-o %s/no/such/file", "cannot write to"},
    {"-o /", "cannot write to"},
    {"--summary %s/no/such/file", "summary"},
    {"--summary /dev/full", "summary"},
    {"--save %s/no/such/directory", "directory"},
    {"--save /dev/null", "/dev/null"},
    {"--save /proc/nowhere", "/proc/nowhere"},
};

enum { BLOCKED = sizeof blocked / sizeof blocked[0] };

START_TEST(unwritable)
{
    const struct blocked *row = &blocked[_i];
    const char *path = strstr(row->options, "%s");
    struct server *server = server_plain();
    struct ink line = {.length = 0};

    ink_add(&line, row->options, path ? (size_t)(path - row->options)
                                      : strlen(row->options));
    if (path)
        ink_format(&line, "%s", scratch(path + 3));
    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial = trial_run(i, "-q %s %s/bytes/1 %s/bytes/2",
                                        line.bytes, server->base,
                                        server->base);
        expect_status(trial, 3);
        expect_said(trial, row->says);
        expect_said(trial, words("%s: ", file_of(i)));
        ck_assert_ptr_eq(strchr(trial->err.bytes, '\n'),
                         trial->err.bytes + trial->err.length - 1);
    }
    free(line.bytes);
}
END_TEST

// Standard output that is full, or closed: what is under way is given up.
START_TEST(standard_output_is_full)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "-q -c 2 %s/bytes/1 %s/hang %s/hang",
                                    server->base, server->base, server->base);

    trial->output = open("/dev/full", O_WRONLY | O_CLOEXEC);
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 3);
    expect_said(trial, "No space left");
}
END_TEST

// Nor can anything be written where standard output is closed, least of all
// into the next file that is opened.
START_TEST(standard_output_is_closed)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial = trial_new(_i, "-q --save %s %s/bytes/1 %s/bytes/2",
                                    saved, server->base, server->base);

    trial->output = CLOSED;
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 3);
    expect_said(trial, words("%s: ", file_of(_i)));
}
END_TEST

// A reader that goes away ends the program quietly by SIGPIPE, whatever it is
// just doing.
START_TEST(closed_pipe)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 2 %s/bytes/1 "
                                    "%s/delay/0.5 %s/hang %s/hang",
                                    server->base, server->base, server->base,
                                    server->base);

    trial_start(trial);
    trial_await_lines(trial, 1);
    close(trial->out_pipe);
    trial->out_pipe = -1;
    trial_end(trial);
    expect_signal(trial, SIGPIPE);
    ck_assert_msg(trial->err.length == 0, "not quiet: %s", story(trial));
}
END_TEST

// --- a reader that takes its time --------------------------------------------

enum { SLOW = 2, MANY = 3000 };

// Waits until the server has seen no new request for a while, and none is
// open; returns how many there were.
static long
await_standstill(const struct server *server)
{
    double quiet = seconds_now(), end = quiet + patience(20);
    long before = -1, now;

    while (seconds_now() < quiet + 0.4) {
        ck_assert_msg(seconds_now() < end, "the requests never ceased");
        sleep_for(0.02);
        now = saw(server, "requests");
        if (now != before || saw(server, "open_requests") > 0)
            quiet = seconds_now();
        before = now;
    }
    return before;
}

// While nobody reads, transfers in flight go on to their end, and then no new
// ones start: the list is not drawn into memory. Nothing is lost.
START_TEST(slow_reader)
{
    struct server *servers[PROGRAMS];
    struct trial *trials[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        for (int k = 0; k < SLOW; k++)
            ink_format(&list, "%s/delay/0.7\n", servers[i]->base);
        for (int k = 0; k < MANY; k++)
            ink_format(&list, "%s/bytes/1\n", servers[i]->base);
        trials[i] = trial_new(i, "--format json -c 20");
        trial_list(trials[i], list.bytes, list.length);
        free(list.bytes);
        trial_start(trials[i]);
    }
    for (int i = 0; i < PROGRAMS; i++) {
        ck_assert_int_lt(await_standstill(servers[i]), MANY);
        ck_assert(trial_runs(trials[i]));
    }
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), SLOW + MANY);
    }
}
END_TEST

Suite *
programs_output_suite(void)
{
    Suite *suite = suite_create("programs: output");
    TCase *records = trial_case(suite, "records");
    TCase *files = trial_case(suite, "files");
    TCase *ways = trial_case(suite, "ways out");

    tcase_add_loop_test(records, csv_agrees_with_json, 0, PROGRAMS);
    tcase_add_loop_test(records, table_agrees_with_json, 0, PROGRAMS);
    tcase_add_loop_test(records, fields, 0, PROGRAMS);
    tcase_add_loop_test(records, written_as_soon_as_final, 0, PROGRAMS);
    tcase_add_loop_test(files, saved_whole_or_not_at_all, 0, PROGRAMS);
    tcase_add_loop_test(files, saved_bytes, 0, PROGRAMS);
    tcase_add_loop_test(files, nothing_saved_when_cancelled, 0, PROGRAMS);
    tcase_add_loop_test(files, full_disk_for_bodies, 0, PROGRAMS);
    tcase_add_loop_test(files, summary, 0, PROGRAMS);
    tcase_add_loop_test(ways, output_file, 0, PROGRAMS);
    tcase_add_loop_test(ways, output_file_is_kept, 0, PROGRAMS);
    tcase_add_loop_test(ways, output_over_the_list, 0, PROGRAMS);
    tcase_add_loop_test(ways, summary_over_what_is_in_use, 0, PROGRAMS);
    tcase_add_loop_test(ways, unwritable, 0, BLOCKED);
    tcase_add_loop_test(ways, standard_output_is_full, 0, PROGRAMS);
    tcase_add_loop_test(ways, standard_output_is_closed, 0, PROGRAMS);
    tcase_add_loop_test(ways, closed_pipe, 0, PROGRAMS);
    tcase_add_test(ways, slow_reader);
    return suite;
}
