// Where the URLs come from: the command line, a file, standard input, a pipe
// that takes its time; and lists that are odd, empty, broken or long.

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs.h"
#include "suites.h"

// Fetches what stands in a text.
static struct trial *
fetch_text(enum program program, const char *bytes, size_t length)
{
    struct trial *trial = trial_new(program, "--format json -c 3");

    trial_list(trial, bytes, length);
    trial_start(trial);
    trial_end(trial);
    return trial;
}

// --- the sources -------------------------------------------------------------

// The same two URLs by every way in; index and URL are those of the list.
START_TEST(sources)
{
    struct server *server = server_plain();
    const char *list = words("%s/bytes/1\n%s/bytes/2\n", server->base,
                             server->base);
    const char *file = scratch_file("urls", list, strlen(list));
    struct trial *trials[4];

    trials[0] = trial_run(_i, "--format json %s/bytes/1 %s/bytes/2",
                          server->base, server->base);
    trials[1] = trial_run(_i, "--format json --input %s", file);
    trials[2] = trial_new(_i, "--format json");
    trials[3] = trial_new(_i, "--format json -i -");
    for (int i = 2; i < 4; i++) {
        trial_list(trials[i], list, strlen(list));
        trial_start(trials[i]);
        trial_end(trials[i]);
    }
    for (int i = 0; i < 4; i++) {
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), 2);
        for (size_t k = 0; k < 2; k++) {
            json_t *one = record(trials[i], k);
            ck_assert_str_eq(text_in(one, "url"),
                             words("%s/bytes/%zu", server->base, k + 1));
            ck_assert_int_eq(whole_in(one, "length"), (int)k + 1);
        }
    }
    ck_assert_int_eq(saw(server, "requests"), 8);
}
END_TEST

// URLs on the command line leave standard input alone.
START_TEST(standard_input_is_left_alone)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json %s/bytes/1",
                                    server->base);

    trial_pipe(trial);
    trial_feed(trial, "nonsense\n");
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 1);
}
END_TEST

struct refusal {
    const char *options;    // %s: the scratch directory
    const char *says;
};

static const struct refusal refusals[] = {
    {"--input %s/list http://h/", "not both"},
    {"--input - http://h/", "not both"},
    {"--input %s/missing", "No such file"},
    {"--input %s", "Is a directory"},
    {"-q --input %s", "Is a directory"},
    {"-q --input %s/missing", "missing"},
};

enum { REFUSALS = sizeof refusals / sizeof refusals[0] };

START_TEST(unreadable)
{
    const struct refusal *row = &refusals[_i];
    const char *path = strstr(row->options, "%s");
    struct ink line = {.length = 0};

    ink_add(&line, row->options, path ? (size_t)(path - row->options)
                                      : strlen(row->options));
    if (path)
        ink_format(&line, "%s%s", scratch(""), path + 2);
    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial = trial_run(i, "%s", line.bytes);
        expect_status(trial, 2);
        expect_said(trial, row->says);
        ck_assert_uint_eq(entries_in(scratch("")), 0);
    }
    free(line.bytes);
}
END_TEST

// Nobody types URLs unasked: with a terminal as standard input it is wrong
// usage to name none.
START_TEST(no_url_at_a_terminal)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct trial *trial = trial_new(_i, "%s", "");

    ck_assert_int_ge(terminal, 0);
    ck_assert_int_eq(grantpt(terminal) | unlockpt(terminal), 0);
    trial->input = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
    trial_start(trial);
    trial_end(trial);
    close(terminal);
    expect_status(trial, 2);
    expect_said(trial, "no URL given");
}
END_TEST

START_TEST(standard_input_is_closed)
{
    struct trial *trial = trial_new(_i, "-q");

    trial->input = CLOSED;
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 2);
    expect_said(trial, "cannot read the list");
}
END_TEST

// --- lists -------------------------------------------------------------------

static const struct {
    const char *list;
    const char *options;
    bool noted;
} empties[] = {
    {"", "", true}, {"\n\r\n \t\n", "", true},
    {"# nothing\n  # yet", "", true}, {"\xEF\xBB\xBF", "", true},
    {"", "-q", false},
};

enum { EMPTIES = sizeof empties / sizeof empties[0] };

START_TEST(empty_list)
{
    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial = trial_new(i, "--format json %s",
                                        empties[_i].options);
        trial_list(trial, empties[_i].list, strlen(empties[_i].list));
        trial_start(trial);
        trial_end(trial);
        expect_status(trial, 0);
        ck_assert_uint_eq(trial->out.length, 0);
        if (empties[_i].noted)
            expect_said(trial, "empty");
        else
            ck_assert_uint_eq(trial->err.length, 0);
    }
}
END_TEST

// Byte order mark, line ends of all kinds, spaces, comments, blank lines, and
// no line feed at the end: three URLs.
START_TEST(odd_lines)
{
    struct server *server = server_plain();
    const char *list = words("\xEF\xBB\xBF%s/bytes/1\r\n\r\n# a comment\r\n"
                             "\t %s/bytes/2 \t\r\n   \n#%s/bytes/9\n"
                             "  # another\n%s/bytes/3", server->base,
                             server->base, server->base, server->base);
    struct trial *trial = fetch_text(_i, list, strlen(list));

    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 3);
    for (size_t i = 0; i < 3; i++) {
        expect_record(trial, i, 200, NULL, 1);
        ck_assert_int_eq(whole_in(record(trial, i), "length"), (int)i + 1);
    }
}
END_TEST

// A line that is far too long, bytes that are no UTF-8, a NUL: a record each,
// and the neighbours are fetched.
START_TEST(broken_lines)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;

    ink_format(&list, "%s/bytes/1\nhttp://h/", server->base);
    for (int i = 0; i < 10000; i++)
        ink_format(&list, "a long line ");
    ink_format(&list, "\n%s/bytes/2\n", server->base);
    ink_add(&list, "http://h\0/\n", 11);
    ink_add(&list, "\xff\xfe\x80\n", 4);
    ink_format(&list, "%s/bytes/3\n", server->base);
    trial = fetch_text(_i, list.bytes, list.length);
    free(list.bytes);
    expect_status(trial, 1);
    ck_assert_uint_eq(trial_records(trial), 6);
    expect_record(trial, 0, 200, NULL, 1);
    expect_record(trial, 1, 0, "url", 0);
    expect_record(trial, 2, 200, NULL, 1);
    expect_record(trial, 3, 0, "url", 0);
    expect_record(trial, 4, 0, "url", 0);
    expect_record(trial, 5, 200, NULL, 1);
}
END_TEST

// The same URL may stand there as often as one likes.
START_TEST(duplicates)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;

    for (int i = 0; i < 30; i++)
        ink_format(&list, "%s/bytes/1\n", server->base);
    trial = fetch_text(_i, list.bytes, list.length);
    free(list.bytes);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 30);
    ck_assert_int_eq(saw(server, "requests"), 30);
}
END_TEST

// --- a list that takes its time ----------------------------------------------

// What is known is fetched and written while the rest of the list is awaited,
// even in the middle of a line.
START_TEST(slow_list)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 5");

    trial_pipe(trial);
    trial_start(trial);
    trial_feed(trial, words("%s/drip?seconds=0.3&bytes=30\n%s/byt",
                            server->base, server->base));
    trial_await_lines(trial, 1);
    trial_feed(trial, words("es/7\n%s/flaky/1?id=x\n", server->base));
    trial_await_lines(trial, 3);
    ck_assert(trial_runs(trial));
    trial_feed(trial, words("%s/bytes/8", server->base));
    trial_feed_end(trial);
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 4);
    ck_assert_int_eq(whole_in(record(trial, 1), "length"), 7);
    ck_assert_int_eq(whole_in(record(trial, 3), "length"), 8);
}
END_TEST

// Several transfers in flight end while the list is awaited, and pauses too.
START_TEST(slow_list_holds_up_nothing)
{
    struct trial *trials[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        const char *base = server_plain()->base;
        trials[i] = trial_new(i, "--format json -c 8 --retry 1 --backoff 0.1 "
                              "--timeout 0.6");
        trial_pipe(trials[i]);
        trial_start(trials[i]);
        trial_feed(trials[i], words("%s/delay/0.2\n%s/flaky/1?id=x\n%s/hang\n"
                                    "%s/drip?seconds=0.2&bytes=20\n", base,
                                    base, base, base));
    }
    for (int i = 0; i < PROGRAMS; i++) {
        trial_await_lines(trials[i], 4);
        ck_assert(trial_runs(trials[i]));
        trial_feed_end(trials[i]);
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        expect_record(trials[i], 0, 200, NULL, 1);
        expect_record(trials[i], 1, 200, NULL, 2);
        expect_record(trials[i], 2, 0, "timeout", 2);
        expect_record(trials[i], 3, 200, NULL, 1);
    }
}
END_TEST

// The list is read as it is needed: with everything in flight that may be,
// what is left of it stays in the pipe.
START_TEST(read_as_needed)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 2");
    struct ink line = {.length = 0};
    size_t room = 0;
    ssize_t count;

    trial_pipe(trial);
    trial_start(trial);
    ink_format(&line, "%s/hang\n", server->base);
    trial_feed(trial, line.bytes);
    trial_feed(trial, line.bytes);
    await_seen(server, "open_requests", _i == SYNC ? 1 : 2);
    for (int quiet = 0; quiet < 10 && room < 4 << 20; quiet++) {
        while ((count = write(trial->feed, line.bytes, line.length)) > 0) {
            room += (size_t)count;
            quiet = 0;
        }
        sleep_for(0.03);
    }
    free(line.bytes);
    ck_assert_msg(room < 1 << 20, "took %zu bytes of list", room);
    kill(trial->pid, SIGTERM);
    trial_end(trial);
    expect_signal(trial, SIGTERM);
    ck_assert_uint_eq(trial_records(trial), _i == SYNC ? 1 : 2);
}
END_TEST

// --- a long list -------------------------------------------------------------

// The program's peak of memory in MiB for so many lines.
static double
peak_of(enum program program, int lines, const char *url)
{
    const char *path = scratch("long"), *summary = scratch("summary");
    FILE *file = fopen(path, "w");
    struct trial *trial;

    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < lines; i++)
        fprintf(file, "%s%d\n", url, i);
    ck_assert_int_eq(fclose(file), 0);
    trial = trial_run(program, "-i %s -o /dev/null --summary %s", path,
                      summary);
    ck_assert_msg(trial->status <= 1, "%s", story(trial));
    ck_assert_int_eq(whole_in(json_file(summary), "urls"), lines);
    return (double)whole_in(json_file(summary), "peak_memory_bytes")
           / (1 << 20);
}

// Memory depends on how many are in flight, not on how long the list is.
START_TEST(long_list)
{
    double few = peak_of(_i, 4000, "no-url-");
    double many = peak_of(_i, 200000, "no-url-");

    ck_assert_msg(many < few + 1, "%s: %.1f MiB for 4,000 lines, %.1f for "
                  "200,000", name_of(_i), few, many);
}
END_TEST

START_TEST(long_list_of_transfers)
{
    const char *url = words("%s/bytes/1?", server_plain()->base);
    double few = peak_of(_i, 4000, url);
    double many = peak_of(_i, 20000, url);

    ck_assert_msg(many < few + 1, "%s: %.1f MiB for 4,000 transfers, %.1f for "
                  "20,000", name_of(_i), few, many);
}
END_TEST

Suite *
programs_input_suite(void)
{
    Suite *suite = suite_create("programs: input");
    TCase *sources_case = trial_case(suite, "sources");
    TCase *lists = trial_case(suite, "lists");
    TCase *slow = trial_case(suite, "slow lists");
    TCase *memory = trial_case(suite, "long lists");

    tcase_add_loop_test(sources_case, sources, 0, PROGRAMS);
    tcase_add_loop_test(sources_case, standard_input_is_left_alone, 0,
                        PROGRAMS);
    tcase_add_loop_test(sources_case, unreadable, 0, REFUSALS);
    tcase_add_loop_test(sources_case, no_url_at_a_terminal, 0, PROGRAMS);
    tcase_add_loop_test(sources_case, standard_input_is_closed, 0, PROGRAMS);
    tcase_add_loop_test(lists, empty_list, 0, EMPTIES);
    tcase_add_loop_test(lists, odd_lines, 0, PROGRAMS);
    tcase_add_loop_test(lists, broken_lines, 0, PROGRAMS);
    tcase_add_loop_test(lists, duplicates, 0, PROGRAMS);
    tcase_add_loop_test(slow, slow_list, 0, PROGRAMS);
    tcase_add_test(slow, slow_list_holds_up_nothing);
    tcase_add_loop_test(slow, read_as_needed, 0, PROGRAMS);
    if (programs_are_bare()) {
        tcase_add_loop_test(memory, long_list, 0, PROGRAMS);
        tcase_add_loop_test(memory, long_list_of_transfers, 0, PROGRAMS);
    }
    return suite;
}
