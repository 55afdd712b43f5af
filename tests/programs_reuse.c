// Connections: kept and used again, unless --no-reuse asks for fresh ones. The
// server counts those that it accepted.

#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

enum { URLS = 24 };

struct reuse {
    const char *options;
    long least, most;       // connections for URLS requests
};

static const struct reuse reuses[] = {
    {"-c 1", 1, 1},
    {"-c 4", 1, 4},
    {"-c 1 --no-reuse", URLS, URLS},
    {"-c 4 --no-reuse", URLS, URLS},
};

enum { REUSES = sizeof reuses / sizeof reuses[0] };

// Fetches the same path again and again.
static struct trial *
fetch_again(enum program program, const struct server *server,
            const char *options, const char *path)
{
    struct trial *trial = trial_new(program, "--format json %s", options);

    if (server->authority[0]) {
        trial_word(trial, "--cacert");
        trial_word(trial, server->authority);
    }
    for (int i = 0; i < URLS; i++)
        trial_word(trial, words("%s%s", server->base, path));
    trial_start(trial);
    trial_end(trial);
    return trial;
}

// How many records say that the connection had been used before.
static long
count_reused(struct trial *trial)
{
    long count = 0;

    for (size_t i = 0; i < trial_records(trial); i++)
        count += json_is_true(json_object_get(record(trial, i), "reused"));
    return count;
}

// Looks at what the server counted, and whether the records tell the same.
static void
check_reuse(enum program program, const struct server *server,
            const struct reuse *reuse)
{
    struct trial *trial = fetch_again(program, server, reuse->options,
                                      "/bytes/100");
    long connections = saw(server, "connections");

    expect_status(trial, 0);
    ck_assert_int_eq(saw(server, "requests"), URLS);
    ck_assert_msg(connections >= reuse->least && connections <= reuse->most,
                  "%s %s: %ld connections", name_of(program), reuse->options,
                  connections);
    ck_assert_int_eq(count_reused(trial), URLS - connections);
}

START_TEST(plain_connections)
{
    for (int i = 0; i < PROGRAMS; i++)
        check_reuse(i, server_plain(), &reuses[_i]);
}
END_TEST

START_TEST(tls_connections)
{
    for (int i = 0; i < PROGRAMS; i++)
        check_reuse(i, server_tls(), &reuses[_i]);
}
END_TEST

// A reused connection has cost nothing to open; a fresh one has.
START_TEST(phases)
{
    struct server *server = server_tls();
    struct trial *kept = fetch_again(_i, server, "-c 1", "/bytes/1");
    struct trial *fresh = fetch_again(_i, server, "-c 1 --no-reuse",
                                      "/bytes/1");

    for (size_t i = 0; i < URLS; i++) {
        json_t *one = record(fresh, i);
        ck_assert(time_in(one, "connect") > 0);
        ck_assert(time_in(one, "tls") >= time_in(one, "connect"));
        ck_assert(time_in(one, "first_byte") >= time_in(one, "tls"));
        ck_assert(time_in(one, "total") >= time_in(one, "first_byte"));
        if (i > 0)
            ck_assert(time_in(record(kept, i), "tls") == 0);
    }
}
END_TEST

// Each worker has connections of its own, the loop one cache for all: so many
// connections as transfers at once, however long the list.
START_TEST(as_many_as_in_flight)
{
    struct server *server = server_plain();
    struct trial *trial = fetch_again(_i, server, "-c 8", "/delay/0.05");

    expect_status(trial, 0);
    ck_assert_int_eq(saw(server, "connections"), _i == SYNC ? 1 : 8);
}
END_TEST

// A connection on which something went wrong is not used again; what follows
// on a new one is not disturbed.
START_TEST(broken_connections)
{
    static const char *const broken[] = {
        "/reset", "/reset/10", "/truncate", "/garbage", "/bad-chunk",
        "/endless-headers",
    };
    enum { COUNT = sizeof broken / sizeof broken[0] };
    struct server *server = server_plain();
    struct trial *trial = trial_new(_i, "--format json -c 1");

    for (int i = 0; i < COUNT; i++) {
        trial_word(trial, words("%s%s", server->base, broken[i]));
        trial_word(trial, words("%s/bytes/5", server->base));
    }
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 1);
    for (size_t i = 0; i < COUNT; i++) {
        ck_assert_ptr_nonnull(text_in(record(trial, 2 * i), "error"));
        expect_record(trial, 2 * i + 1, 200, NULL, 1);
        ck_assert(json_is_false(json_object_get(record(trial, 2 * i + 1),
                                                "reused")));
    }
    ck_assert_int_eq(saw(server, "connections"), COUNT + 1);
}
END_TEST

Suite *
programs_reuse_suite(void)
{
    Suite *suite = suite_create("programs: reuse");
    TCase *tcase = trial_case(suite, "connections");

    tcase_add_loop_test(tcase, plain_connections, 0, REUSES);
    tcase_add_loop_test(tcase, tls_connections, 0, REUSES);
    tcase_add_loop_test(tcase, phases, 0, PROGRAMS);
    tcase_add_loop_test(tcase, as_many_as_in_flight, 0, PROGRAMS);
    tcase_add_loop_test(tcase, broken_connections, 0, PROGRAMS);
    return suite;
}
