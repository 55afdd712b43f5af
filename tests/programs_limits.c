// Short of something: descriptors, threads, or quick name lookups. Nothing is
// lost, what is missing is called by its name, and what can go on does.

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

enum { URLS = 12 };

// So many URLs with that path on the command line.
static void
add_urls(struct trial *trial, const struct server *server, int count,
         const char *path)
{
    for (int i = 0; i < count; i++)
        trial_word(trial, words("%s%s", server->base, path));
}

// --- descriptors -------------------------------------------------------------

// Ends the test unless each URL was fetched or lacked resources; returns how
// many were fetched.
static size_t
count_fetched(struct trial *trial)
{
    size_t fetched = 0;

    ck_assert_uint_eq(trial_records(trial), URLS);
    for (size_t i = 0; i < URLS; i++) {
        const char *error = text_in(record(trial, i), "error");
        ck_assert_msg(!error || strcmp(error, "resources") == 0,
                      "called %s: %s", error, story(trial));
        fetched += error == NULL;
    }
    return fetched;
}

// As few as these, from hardly enough to start with to a few for each program.
static const long descriptors[] = {5, 6, 7, 12, 20};

enum { DESCRIPTORS = sizeof descriptors / sizeof descriptors[0] };

START_TEST(few_descriptors)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];
    size_t fetched;

    for (int i = 0; i < PROGRAMS; i++) {
        trials[i] = trial_new(i, "--format json -c 50");
        trials[i]->descriptors = descriptors[_i];
        add_urls(trials[i], server, URLS, "/delay/0.01");
        trial_start(trials[i]);
    }
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        fetched = count_fetched(trials[i]);
        expect_status(trials[i], fetched == URLS ? 0 : fetched == 0 ? 4 : 1);
        if (i != THREADED && descriptors[_i] >= 12)
            ck_assert_uint_eq(fetched, URLS);
    }
}
END_TEST

// A descriptor that another transfer will give back is waited for: neither a
// failure nor an attempt. There are enough for two at once, and always some.
START_TEST(descriptors_are_waited_for)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 50 --no-reuse");

    trial->descriptors = 12;
    add_urls(trial, server, URLS, "/delay/0.05");
    trial_start(trial);
    trial_end(trial);
    ck_assert_uint_eq(count_fetched(trial), URLS);
    for (size_t i = 0; i < URLS; i++)
        expect_record(trial, i, 200, NULL, 1);
    ck_assert_int_eq(saw(server, "requests"), URLS);
}
END_TEST

// Idle connections hold descriptors too; they are given up for a new host.
START_TEST(idle_connections_make_room)
{
    struct trial *trial = trial_new(_i, "--format json -c 1");

    for (int i = 0; i < 8; i++)
        trial_word(trial, words("%s/bytes/1", server_plain()->base));
    trial->descriptors = _i == EPOLL ? 11 : 10;     // epoll has one itself
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 8);
}
END_TEST

// A lookup that fails for want of a descriptor is no failed lookup.
START_TEST(few_descriptors_for_lookups)
{
    struct server *server = server_plain();
    const char *port = strrchr(server->base, ':');
    struct trial *trials[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        trials[i] = trial_new(i, "--format json -c 50");
        trials[i]->descriptors = descriptors[_i];
        trials[i]->preload = "lookup";
        for (int k = 0; k < URLS; k++)
            trial_word(trials[i], words("http://n%d.test%s/bytes/1", k,
                                        port));
        trial_start(trials[i]);
    }
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        count_fetched(trials[i]);
    }
}
END_TEST

// A lookup takes two descriptors at once: where one is left, that is not
// enough, and no reason to give the URL up.
START_TEST(one_descriptor_is_too_few_for_a_lookup)
{
    enum { NAMES = 200 };
    struct server *server = server_plain();
    const char *port = strrchr(server->base, ':');
    struct trial *trial = trial_new(_i, "--format json -c 30");
    struct ink list = {.bytes = NULL};

    for (int k = 0; k < NAMES; k++)
        ink_format(&list, "http://n%d.test%s/delay/0.05\n", k, port);
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    trial->descriptors = 64;
    trial->preload = "lookup";
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), NAMES);
}
END_TEST

// Idle connections hold all descriptors: the summary still tells the memory.
START_TEST(summary_finds_a_descriptor)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 30 --summary %s",
                                    scratch("summary"));
    json_t *summary;

    add_urls(trial, server, 100, "/delay/0.02");
    trial->descriptors = 64;
    trial_start(trial);
    trial_end(trial);
    summary = json_load_file(scratch("summary"), 0, NULL);
    ck_assert_int_gt(json_integer_value(json_object_get(
                         summary, "peak_memory_bytes")), 0);
    json_decref(summary);
}
END_TEST

// Too few even to start: it says so.
START_TEST(no_descriptors)
{
    struct trial *trial = trial_new(_i, "-q http://127.0.0.1:1/");

    trial->descriptors = 4;
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 4);
    expect_said(trial, "Too many open files");
}
END_TEST

// Nothing to fetch, and nothing to fetch it with.
START_TEST(empty_list_without_a_loop)
{
    struct trial *trial = trial_new(_i, "--format csv");

    trial->descriptors = 5;
    trial_list(trial, "", 0);
    trial_start(trial);
    trial_end(trial);
    ck_assert_msg(trial->signal == 0, "%s", story(trial));
}
END_TEST

// Bodies to be saved need one more each.
START_TEST(few_descriptors_for_bodies)
{
    struct server *server = server_plain();
    const char *saved = scratch("saved");
    struct trial *trial = trial_new(_i, "--format json -c 50 --save %s",
                                    saved);

    trial->descriptors = 14;
    add_urls(trial, server, URLS, "/bytes/10");
    trial_start(trial);
    trial_end(trial);
    ck_assert_int_eq(entries_in(saved), (int)count_fetched(trial));
}
END_TEST

// --- threads -----------------------------------------------------------------

// With fewer threads than asked for, those do all the work, and it is said. One
// of several is left for name lookups.
START_TEST(few_threads)
{
    int used = _i == 1 ? 1 : _i - 1;
    struct server *server = server_plain();
    struct trial *trial = trial_new(THREADED, "--format json -c 10 "
                                    "--summary %s", scratch("summary"));

    trial->preload = "scarce_threads";
    trial_set(trial, "THREADS=%d", _i);
    add_urls(trial, server, 6, "/delay/0.1");
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    expect_said(trial, words("only %d of 10 threads", used));
    ck_assert_uint_eq(trial_records(trial), 6);
    ck_assert_int_eq(saw(server, "max_requests"), used);
    ck_assert_int_eq(whole_in(json_file(scratch("summary")), "threads"),
                     used + 1);
}
END_TEST

// One that could be started is not used, or no name could be looked up: libcurl
// starts a thread for each. Who finds none waits, and that is no attempt.
START_TEST(few_threads_leave_one_for_lookups)
{
    enum { NAMES = 40 };
    const char *port = strrchr(server_plain()->base, ':');
    struct trial *trial = trial_new(THREADED, "--format json -c 20");

    trial->preload = "lookup scarce_threads";
    trial_set(trial, "THREADS=%d", _i);
    for (int i = 0; i < NAMES; i++)
        trial_word(trial, words("http://n%d.test%s/bytes/1", i, port));
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    for (size_t i = 0; i < NAMES; i++)
        expect_record(trial, i, 200, NULL, 1);
}
END_TEST

// Without any thread every URL gets its record all the same.
START_TEST(no_threads)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(THREADED, "--format json -q -c 10");

    trial->preload = "scarce_threads";
    trial_set(trial, "THREADS=0");
    add_urls(trial, server, 12, "/bytes/1");
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 4);
    expect_said(trial, "no thread");
    ck_assert_uint_eq(trial_records(trial), 12);
    for (size_t i = 0; i < 12; i++)
        expect_record(trial, i, 0, "resources", 0);
    ck_assert_int_eq(saw(server, "requests"), 0);
}
END_TEST

// A thread that libcurl wants for a lookup and cannot have.
START_TEST(no_thread_for_a_lookup)
{
    struct trial *trial = trial_new(_i, "--format json -c 1 "
                                    "http://a.test:1/ http://b.test:1/");

    trial->preload = "scarce_threads";
    trial_set(trial, "THREADS=%d", _i == THREADED ? 1 : 0);
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 4);
    expect_record(trial, 0, 0, "resources", 1);
    expect_record(trial, 1, 0, "resources", 1);
}
END_TEST

// A stack of another size is enough for a transfer, also through TLS.
START_TEST(small_stacks)
{
    struct server *server = server_tls();
    struct trial *trial
        = trial_new(THREADED, "--format json -c 5 --stack-size 128k --cacert "
                    "%s", server->authority);

    add_urls(trial, server, 10, "/bytes/1000");
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 10);
}
END_TEST

// --- slow name lookups -------------------------------------------------------

// Others are fetched while a name is looked up: the server sees them all
// before it sees the URL that stands first in the list.
START_TEST(slow_lookup)
{
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 2 "
                                    "http://slow.test%s/bytes/1?slow",
                                    strrchr(server->base, ':'));
    double late = 0, others[9];

    trial->preload = "lookup";
    trial_set(trial, "SLOW_LOOKUP=1");
    add_urls(trial, server, 9, "/delay/0.03");
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 10);
    ck_assert_uint_eq(arrivals(server, "/bytes/1?slow", &late, 1), 1);
    ck_assert_uint_eq(arrivals(server, "/delay/0.03", others, 9), 9);
    ck_assert(others[8] < late);
    ck_assert(time_in(record(trial, 0), "namelookup") >= 1);
}
END_TEST

// A lookup that is given up holds up nothing either, not even the end: these
// would take a minute.
START_TEST(hopeless_lookup)
{
    struct server *server = server_plain();
    struct trial *trials[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        trials[i] = trial_new(i, "--format json -c 3 --connect-timeout 1 "
                              "http://slow.test/ http://slow.test:81/");
        trials[i]->preload = "lookup";
        trial_set(trials[i], "SLOW_LOOKUP=60");
        add_urls(trials[i], server, 8, "/delay/0.05");
        trial_start(trials[i]);
    }
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        expect_record(trials[i], 0, 0, "timeout", 1);
        expect_record(trials[i], 1, 0, "timeout", 1);
        for (size_t k = 2; k < 10; k++)
            expect_record(trials[i], k, 200, NULL, 1);
        ck_assert(trials[i]->ended - trials[i]->started < patience(20));
    }
}
END_TEST

Suite *
programs_limits_suite(void)
{
    Suite *suite = suite_create("programs: limits");
    TCase *files = trial_case(suite, "descriptors");
    TCase *threads = trial_case(suite, "threads");
    TCase *names = trial_case(suite, "names");

    if (programs_are_bare()) {
        tcase_add_loop_test(files, few_descriptors, 0, DESCRIPTORS);
        tcase_add_loop_test(files, descriptors_are_waited_for, ASYNC,
                            PROGRAMS);
        tcase_add_loop_test(files, one_descriptor_is_too_few_for_a_lookup,
                            ASYNC, PROGRAMS);
        tcase_add_loop_test(files, summary_finds_a_descriptor, 0, PROGRAMS);
        tcase_add_loop_test(files, idle_connections_make_room, 0, PROGRAMS);
        tcase_add_loop_test(files, few_descriptors_for_lookups, 0,
                            DESCRIPTORS);
        tcase_add_loop_test(files, no_descriptors, 0, PROGRAMS);
        tcase_add_loop_test(files, empty_list_without_a_loop, 0, PROGRAMS);
        tcase_add_loop_test(files, few_descriptors_for_bodies, 0, PROGRAMS);
        tcase_add_test(threads, small_stacks);
    }
    tcase_add_loop_test(threads, few_threads, 1, 4);
    tcase_add_loop_test(threads, few_threads_leave_one_for_lookups, 2, 10);
    tcase_add_test(threads, no_threads);
    tcase_add_loop_test(threads, no_thread_for_a_lookup, 0, PROGRAMS);
    tcase_add_loop_test(names, slow_lookup, THREADED, PROGRAMS);
    tcase_add_test(names, hopeless_lookup);
    return suite;
}
