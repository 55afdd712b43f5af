// How many transfers are in flight at once: never more than the cap, and as
// many as it allows. The server counts them.

#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

// A list of `count` URLs of the server with that path.
static void
add_urls(struct ink *list, const struct server *server, int count,
         const char *path)
{
    for (int i = 0; i < count; i++)
        ink_format(list, "%s%s\n", server->base, path);
}

// Starts to fetch a list, which is freed.
static struct trial *
start_list(enum program program, const char *options, struct ink *list)
{
    struct trial *trial = trial_new(program, "--format json %s", options);

    trial_list(trial, list->bytes, list->length);
    free(list->bytes);
    trial_start(trial);
    return trial;
}

// The same, to its end.
static struct trial *
fetch_list(enum program program, const char *options, struct ink *list)
{
    struct trial *trial = start_list(program, options, list);

    trial_end(trial);
    return trial;
}

// --- the cap -----------------------------------------------------------------

struct cap {
    const char *option;
    int urls;
    double delay;               // s, of each; more where all is slower
    long reached[PROGRAMS];     // most requests at once; 0: takes too long
};

static const struct cap caps[] = {
    {"-c 1", 4, 0.1, {1, 1, 1, 1}},
    {"-c 2", 4, 0.2, {1, 2, 2, 2}},
    {"-c 7", 21, 0.2, {0, 7, 7, 7}},
    {"--concurrency=20", 5, 0.2, {1, 5, 5, 5}},
    {"", 60, 0.4, {0, 50, 50, 50}},
    {"-c 200", 250, 0.8, {0, 200, 200, 200}},
};

enum { CAPS = sizeof caps / sizeof caps[0] };

// Each program has a server of its own, so that they can run side by side.
START_TEST(cap_is_kept_and_reached)
{
    const struct cap *cap = &caps[_i];
    struct server *servers[PROGRAMS];
    struct trial *trials[PROGRAMS];
    int first = cap->reached[SYNC] > 0 ? SYNC : THREADED;

    for (int i = first; i < PROGRAMS; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        add_urls(&list, servers[i], cap->urls,
                 words("/delay/%g", patience(cap->delay)));
        trials[i] = start_list(i, cap->option, &list);
    }
    for (int i = first; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), (size_t)cap->urls);
        ck_assert_msg(saw(servers[i], "max_requests") == cap->reached[i],
                      "%s %s: %ld at once, not %ld", name_of(i), cap->option,
                      saw(servers[i], "max_requests"), cap->reached[i]);
        ck_assert_int_le(saw(servers[i], "max_connections"), cap->reached[i]);
        ck_assert_int_eq(saw(servers[i], "requests"), cap->urls);
    }
}
END_TEST

// Where one waits after the other, it takes at least the sum of the waits; and
// the server is asked in the order of the list.
START_TEST(one_after_the_other)
{
    static const double delays[] = {0.2, 0.1, 0.15, 0.05, 0.1};
    enum { COUNT = sizeof delays / sizeof delays[0] };
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;
    double sum = 0, last = -1, time;

    for (int i = 0; i < COUNT; i++) {
        ink_format(&list, "%s/delay/%g?%d\n", server->base, delays[i], i);
        sum += delays[i];
    }
    trial = fetch_list(_i, _i == SYNC ? "-c 50" : "-c 1", &list);
    expect_status(trial, 0);
    ck_assert(trial->ended - trial->started >= sum);
    for (int i = 0; i < COUNT; i++) {
        const char *target = words("/delay/%g?%d", delays[i], i);
        ck_assert_uint_eq(arrivals(server, target, &time, 1), 1);
        ck_assert_msg(time > last, "%s too early", target);
        last = time + delays[i];
    }
}
END_TEST

// Which slot or worker a URL had is below the cap, and no two that overlap had
// the same.
START_TEST(lanes)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;
    bool used[4] = {false};

    add_urls(&list, server, 4, "/delay/0.2");
    add_urls(&list, server, 8, "/delay/0.05");
    trial = fetch_list(_i, "-c 4", &list);
    expect_status(trial, 0);
    for (size_t i = 0; i < 12; i++) {
        long long lane = whole_in(record(trial, i), "lane");
        ck_assert_int_ge(lane, 0);
        ck_assert_int_lt(lane, _i == SYNC ? 1 : 4);
        ck_assert(_i == SYNC || i >= 4 || !used[lane]);
        used[lane] = true;
    }
}
END_TEST

// --- permits -----------------------------------------------------------------

// Whatever a URL's end, its place is free for another afterwards: at the end
// there are as many at once as at the beginning.
START_TEST(every_end_frees_its_place)
{
    static const char *const ends[] = {
        "/reset", "/close", "/truncate", "/garbage", "/status/500", "/bytes/9",
        "/endless-headers", "/reset/10", "/redirect/1", "/hang",
        "/flaky/1?id=a", "/flaky/1?id=b", "/flaky/9?id=c",
    };
    struct server *servers[PROGRAMS];
    struct trial *trials[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
            add_urls(&list, servers[i], 1, ends[k]);
        ink_format(&list, "nonsense\nftp://h/\nhttp://127.0.0.1:%d/\n",
                   refusing_port());
        add_urls(&list, servers[i], 6, "/delay/0.2");
        trials[i] = start_list(i, "-c 3 --timeout 0.5 --retry 1 --backoff 0.05",
                               &list);
    }
    for (int i = 0; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        ck_assert_uint_eq(trial_records(trials[i]), 13 + 3 + 6);
        for (size_t k = 16; k < 22; k++)
            expect_record(trials[i], k, 200, NULL, 1);
        ck_assert_int_eq(saw(servers[i], "max_requests"), i == SYNC ? 1 : 3);
    }
}
END_TEST

// In the loop a URL that backs off holds no permit: all others are asked for
// before it is asked for again. Then it queues: the cap holds for it too.
START_TEST(pauses_hold_no_permit)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;
    double again[2], last[6];

    add_urls(&list, server, 1, "/flaky/1?id=a");
    add_urls(&list, server, 1, "/flaky/1?id=b");
    add_urls(&list, server, 6, "/delay/0.1");
    trial = fetch_list(_i, "-c 2 --retry 1 --backoff 1.5 --no-jitter",
                       &list);
    expect_status(trial, 0);
    ck_assert_uint_eq(arrivals(server, "/delay/0.1", last, 6), 6);
    ck_assert_uint_eq(arrivals(server, "/flaky/1?id=a", again, 2), 2);
    ck_assert(last[5] < again[1]);
    ck_assert_uint_eq(arrivals(server, "/flaky/1?id=b", again, 2), 2);
    ck_assert(last[5] < again[1]);
    ck_assert_int_eq(saw(server, "max_requests"), 2);
}
END_TEST

// Retries that fall due all at once still keep to the cap.
START_TEST(retries_keep_to_the_cap)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;

    for (int i = 0; i < 8; i++) {
        ink_format(&list, "%s/flaky/1?id=%d\n", server->base, i);
        ink_format(&list, "%s/delay/0.1?%d\n", server->base, i);
    }
    trial = fetch_list(_i, "-c 3 --retry 1 --backoff 0.1 --no-jitter", &list);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), 16);
    for (size_t i = 0; i < 16; i += 2)
        expect_record(trial, i, 200, NULL, 2);
    ck_assert_int_le(saw(server, "max_requests"), _i == SYNC ? 1 : 3);
    ck_assert_int_eq(saw(server, "requests"), 24);
}
END_TEST

// What waits too long in a place that it holds says how long it queued.
START_TEST(queueing_is_in_the_record)
{
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;

    add_urls(&list, server, 3, "/delay/0.2");
    trial = fetch_list(_i, "-c 1", &list);
    expect_status(trial, 0);
    ck_assert(time_in(record(trial, 1), "queued") >= 0.2);
    ck_assert(time_in(record(trial, 2), "queued") >= 0.4);
    for (size_t i = 0; i < 3; i++) {
        json_t *one = record(trial, i);
        ck_assert(time_in(one, "total") >= 0.2);
        ck_assert(time_in(one, "first_byte") <= time_in(one, "total"));
        ck_assert(time_in(one, "start") >= time_in(one, "queued"));
        ck_assert(time_in(one, "waited") == 0);
    }
}
END_TEST

Suite *
programs_cap_suite(void)
{
    Suite *suite = suite_create("programs: cap");
    TCase *cap = trial_case(suite, "cap");
    TCase *permits = trial_case(suite, "permits");

    tcase_add_loop_test(cap, cap_is_kept_and_reached, 0, CAPS);
    tcase_add_loop_test(cap, one_after_the_other, 0, PROGRAMS);
    tcase_add_loop_test(cap, lanes, 0, PROGRAMS);
    tcase_add_test(permits, every_end_frees_its_place);
    tcase_add_loop_test(permits, pauses_hold_no_permit, ASYNC, PROGRAMS);
    tcase_add_loop_test(permits, retries_keep_to_the_cap, 0, PROGRAMS);
    tcase_add_loop_test(permits, queueing_is_in_the_record, 0, PROGRAMS);
    return suite;
}
