// The traps: each shows its symptom, and the right program beside it does not,
// whichever loop they wait with. Both run at the same time, each with a server
// of its own; what is compared is the order of things, counts, and times within
// one run.

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

enum { RIGHT, WRONG, BOTH };

enum { LOOPS = PROGRAMS - ASYNC };

// Adds `count` URLs of the server with that path and a query that tells them
// apart, from 0.
static void
add_urls(struct ink *list, const struct server *server, int count,
         const char *path)
{
    for (int i = 0; i < count; i++)
        ink_format(list, "%s%s?%d\n", server->base, path, i);
}

// A list to be fetched by fetch-async, or by a trap, in the words of
// BUILD/async/traps. Frees the list.
static struct trial *
new_list(enum program program, const char *trap, const char *options,
         struct ink *list)
{
    struct trial *trial = trial_new(program, "--format json %s", options);

    if (trap)
        trial->file = words("async/traps/%s", trap);
    trial_list(trial, list->bytes, list->length);
    free(list->bytes);
    return trial;
}

// The same, started.
static struct trial *
start_list(enum program program, const char *trap, const char *options,
           struct ink *list)
{
    struct trial *trial = new_list(program, trap, options, list);

    trial_start(trial);
    return trial;
}

static double
duration(const struct trial *trial)
{
    return trial->ended - trial->started;
}

// Waits for its end, at which every URL must have been fetched at once.
static void
expect_fetched(struct trial *trial, size_t count)
{
    trial_end(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), count);
    for (size_t i = 0; i < count; i++)
        expect_record(trial, i, 200, NULL, 1);
}

// When the one request for a target arrived.
static double
arrival(const struct server *server, const char *target)
{
    double time;

    ck_assert_uint_eq(arrivals(server, target, &time, 1), 1);
    return time;
}

// --- a blocking call ---------------------------------------------------------

// For every URL: the server sees one request at a time, and the run takes the
// sum of the delays. In the loop it sees all of them at once.
START_TEST(blocking_call)
{
    enum { COUNT = 10 };
    static const char *const traps[] = {NULL, "blocking_call"};
    double delay = patience(0.2);
    struct server *servers[BOTH];
    struct trial *trials[BOTH];

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        add_urls(&list, servers[i], COUNT, words("/delay/%g", delay));
        trials[i] = start_list(_i, traps[i], "", &list);
    }
    for (int i = 0; i < BOTH; i++)
        expect_fetched(trials[i], COUNT);
    ck_assert_int_eq(saw(servers[RIGHT], "max_requests"), COUNT);
    ck_assert_int_eq(saw(servers[WRONG], "max_requests"), 1);
    ck_assert(duration(trials[WRONG]) >= COUNT * delay);
    ck_assert(duration(trials[RIGHT]) < duration(trials[WRONG]) / 2);
}
END_TEST

// The same call, made by helpers: as many at a time as there are of them, and
// the loop is never held.
START_TEST(stop_gap)
{
    enum { COUNT = 10, HELPERS = 5 };
    double delay = patience(0.2);
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;
    json_t *summary;

    add_urls(&list, server, COUNT, words("/delay/%g", delay));
    trial = start_list(_i, "stop_gap",
                       words("-c %d --helpers %d --summary %s", COUNT, HELPERS,
                             scratch("summary")), &list);
    expect_fetched(trial, COUNT);
    ck_assert_int_eq(saw(server, "max_requests"), HELPERS);
    ck_assert(duration(trial) >= COUNT / HELPERS * delay);
    ck_assert(duration(trial) < COUNT * delay);
    summary = json_file(scratch("summary"));
    ck_assert_int_eq(whole_in(summary, "threads"), HELPERS + 1);
    ck_assert_int_eq(
        whole_in(json_object_get(summary, "loop"), "stall_count"), 0);
}
END_TEST

// For one URL of twenty, which is to be started together with the others: they
// are asked for after it was answered.
START_TEST(one_blocking_call)
{
    enum { COUNT = 20, BLOCKING = 10 };
    static const char *const traps[] = {NULL, "one_blocking_call"};
    double delay = patience(0.3);
    const char *path = words("/delay/%g", delay);
    struct server *servers[BOTH];
    struct trial *trials[BOTH];
    double answered;

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        add_urls(&list, servers[i], COUNT, path);
        trials[i] = start_list(_i, traps[i], "-c 20", &list);
    }
    for (int i = 0; i < BOTH; i++)
        expect_fetched(trials[i], COUNT);
    ck_assert_int_eq(saw(servers[RIGHT], "max_requests"), COUNT);
    ck_assert_int_eq(saw(servers[WRONG], "max_requests"), COUNT - 1);
    ck_assert(duration(trials[WRONG]) >= 2 * delay);
    answered = arrival(servers[WRONG], words("%s?%d", path, BLOCKING))
               + 0.9 * delay;
    for (int i = 0; i < COUNT; i++)
        ck_assert_msg(i == BLOCKING
                      || arrival(servers[WRONG], words("%s?%d", path, i))
                             > answered, "%d was not held up", i);
}
END_TEST

// The nine that are in flight already are answered after two delays, but the
// loop notices it only when the blocking call, of three, is over.
START_TEST(one_blocking_call_holds_up_who_is_in_flight)
{
    enum { IN_FLIGHT = 9, BLOCKING = 10 };
    static const char *const traps[] = {NULL, "one_blocking_call"};
    double delay = patience(0.3);
    struct trial *trials[BOTH];

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        struct server *server = server_plain();
        add_urls(&list, server, IN_FLIGHT, words("/delay/%g", 2 * delay));
        add_urls(&list, server, 1, "/bytes/1");
        add_urls(&list, server, 1, words("/delay/%g", 3 * delay));
        trials[i] = start_list(_i, traps[i], "-c 10", &list);
    }
    for (int i = 0; i < BOTH; i++) {
        expect_fetched(trials[i], IN_FLIGHT + 2);
        double total = time_in(record(trials[i], BLOCKING), "total");
        for (size_t k = 0; k < IN_FLIGHT; k++)
            ck_assert_msg((time_in(record(trials[i], k), "total") > total)
                          == (i == WRONG), "%zu: %s", k, story(trials[i]));
    }
}
END_TEST

// --- a slot that is held -----------------------------------------------------

// Two that back off in the only two places: all others are asked for before the
// pause is over, or after it.
START_TEST(slot_held)
{
    static const char *const traps[] = {NULL, "slot_held"};
    double pause = patience(1.5);
    const char *options = words("-c 2 --retry 1 --backoff %g --no-jitter",
                                pause);
    struct server *servers[BOTH];
    struct trial *trials[BOTH];

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        ink_format(&list, "%s/flaky/1?id=a\n", servers[i]->base);
        ink_format(&list, "%s/flaky/1?id=b\n", servers[i]->base);
        add_urls(&list, servers[i], 6, "/delay/0.1");
        trials[i] = start_list(_i, traps[i], options, &list);
    }
    for (int i = 0; i < BOTH; i++) {
        double again[2];
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), 8);
        ck_assert_int_eq(saw(servers[i], "max_requests"), 2);
        ck_assert_uint_eq(arrivals(servers[i], "/flaky/1?id=a", again, 2), 2);
        for (int k = 0; k < 6; k++) {
            const char *target = words("/delay/0.1?%d", k);
            ck_assert_msg((arrival(servers[i], target) > again[0] + pause / 2)
                          == (i == WRONG), "%s: %s", target,
                          story(trials[i]));
        }
    }
    ck_assert(duration(trials[WRONG]) >= pause + 3 * 0.1);
}
END_TEST

// --- no cap ------------------------------------------------------------------

// The server sees as many at once as there are URLs.
START_TEST(no_cap)
{
    enum { COUNT = 30 };
    static const char *const traps[] = {NULL, "no_cap"};
    static const int at_once[] = {5, COUNT};
    struct server *servers[BOTH];
    struct trial *trials[BOTH];

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        servers[i] = server_plain();
        add_urls(&list, servers[i], COUNT, words("/delay/%g", patience(0.3)));
        trials[i] = start_list(_i, traps[i], "-c 5", &list);
    }
    for (int i = 0; i < BOTH; i++) {
        expect_fetched(trials[i], COUNT);
        ck_assert_int_eq(saw(servers[i], "max_requests"), at_once[i]);
    }
}
END_TEST

// Where descriptors are few a cap is lowered, and that is said; but not where
// there is none, nor where it needs none of them.
START_TEST(cap_is_lowered_where_there_is_one)
{
    static const char *const traps[] = {NULL, "no_cap", "timers"};

    for (int i = 0; i < 3; i++) {
        struct ink list = {.length = 0};
        struct trial *trial;
        add_urls(&list, server_plain(), 1, "/delay/0.01");
        trial = new_list(_i, traps[i], "-c 50", &list);
        trial->descriptors = 64;
        trial_start(trial);
        trial_end(trial);
        expect_status(trial, 0);
        (traps[i] ? expect_unsaid : expect_said)(trial, "at a time, not 50");
    }
}
END_TEST

// What a failure for want of descriptors is called.
struct misnomer {
    const char *host;           // for printf, with the number of the URL
    const char *preload;
    int cap;                    // that is low enough: a lookup needs more
    const char *error;
    const char *detail;
};

static const struct misnomer misnomers[] = {
    {"127.0.0.1", NULL, 30, "connect", "connect to server"},
    {"n%d.test", "lookup", 15, "dns", "resolve host"},
};

enum { MISNOMERS = sizeof misnomers / sizeof misnomers[0] };

// Two hundred URLs and 64 descriptors: some fail, and their records say what
// libcurl says. With a cap none does.
START_TEST(no_cap_and_few_descriptors)
{
    enum { COUNT = 200 };
    static const char *const traps[] = {NULL, "no_cap"};
    const struct misnomer *misnomer = &misnomers[_i / LOOPS];
    struct trial *trials[BOTH];
    int misled = 0, fetched = 0;

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        const char *port = strrchr(server_plain()->base, ':');
        for (int k = 0; k < COUNT; k++) {
            ink_format(&list, "http://");
            ink_format(&list, misnomer->host, k);
            ink_format(&list, "%s/delay/0.1\n", port);
        }
        trials[i] = new_list(ASYNC + _i % LOOPS, traps[i],
                             words("-c %d", misnomer->cap), &list);
        trials[i]->descriptors = 64;
        trials[i]->preload = misnomer->preload;
        trial_start(trials[i]);
    }
    expect_fetched(trials[RIGHT], COUNT);
    trial_end(trials[WRONG]);
    expect_status(trials[WRONG], 1);
    ck_assert_uint_eq(trial_records(trials[WRONG]), COUNT);
    for (size_t k = 0; k < COUNT; k++) {
        const char *error = text_in(record(trials[WRONG], k), "error");
        const char *detail = text_in(record(trials[WRONG], k), "detail");
        fetched += error == NULL;
        misled += error && strcmp(error, misnomer->error) == 0
                  && strstr(detail, misnomer->detail);
        ck_assert(!error || !strstr(detail, "descriptor"));
    }
    ck_assert_msg(misled > 0 && fetched > 0, "%d misled, %d fetched: %s",
                  misled, fetched, story(trials[WRONG]));
}
END_TEST

// --- timers, without any network ---------------------------------------------

static const char *const timers[] = {"timers", "timers_blocking"};

// When a timer began, and when it was over, in the program's seconds.
static double
began(struct trial *trial, size_t index)
{
    return time_in(record(trial, index), "start");
}

static double
over(struct trial *trial, size_t index)
{
    return began(trial, index) + time_in(record(trial, index), "total");
}

// Ten that wait at the same time, or one after the other. Nobody is asked.
START_TEST(timers_side_by_side)
{
    enum { COUNT = 10 };
    double delay = patience(0.2);
    struct server *server = server_plain();
    struct trial *trials[BOTH];

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        add_urls(&list, server, COUNT, words("/delay/%g", delay));
        trials[i] = start_list(_i, timers[i], "", &list);
    }
    for (int i = 0; i < BOTH; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), COUNT);
        for (size_t k = 0; k < COUNT; k++) {
            expect_record(trials[i], k, 0, NULL, 1);
            ck_assert(time_in(record(trials[i], k), "total") >= delay);
        }
    }
    for (size_t k = 1; k < COUNT; k++) {
        ck_assert(began(trials[RIGHT], k) < over(trials[RIGHT], 0));
        ck_assert(began(trials[WRONG], k) >= over(trials[WRONG], k - 1));
    }
    ck_assert(duration(trials[WRONG]) >= COUNT * delay);
    ck_assert(duration(trials[RIGHT]) < duration(trials[WRONG]) / 2);
    ck_assert_int_eq(saw(server, "requests"), 0);
}
END_TEST

// The right one keeps to the cap, and the shortest is over first; the wrong one
// has its own way.
START_TEST(timers_in_their_order)
{
    static const double delays[] = {3, 1, 2, 1};
    enum { COUNT = sizeof delays / sizeof delays[0] };
    double unit = patience(0.2);
    struct trial *trials[BOTH];

    for (int i = 0; i < BOTH; i++) {
        struct ink list = {.length = 0};
        for (int k = 0; k < COUNT; k++)
            ink_format(&list, "http://127.0.0.1:1/delay/%g?9\n",
                       delays[k] * unit);
        trials[i] = start_list(_i, timers[i], "-c 3", &list);
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        for (size_t k = 0; k < COUNT; k++)
            ck_assert(time_in(record(trials[i], k), "total")
                      >= delays[k] * unit);
        ck_assert((over(trials[i], 1) < over(trials[i], 0)) == (i == RIGHT));
        ck_assert((over(trials[i], 2) < over(trials[i], 0)) == (i == RIGHT));
        ck_assert((began(trials[i], 3) < over(trials[i], 0)) == (i == RIGHT));
        ck_assert(began(trials[i], 3) >= over(trials[i], 1));
    }
}
END_TEST

// --- stopping ----------------------------------------------------------------

struct stopped {
    const char *trap;
    const char *path;
    int open;               // requests that the server sees
    size_t taken;           // URLs that have a record
};

static const struct stopped stops[] = {
    {"blocking_call", "/hang", 1, 1},
    {"one_blocking_call", "/hang", 1, 11},
    {"slot_held", "/hang", 3, 3},
    {"no_cap", "/hang", 12, 12},
    {"timers", "/delay/60", 0, 3},
    {"timers_blocking", "/delay/60", 0, 1},
};

enum { STOPS = sizeof stops / sizeof stops[0] };

// Also a trap ends soon when it is told to.
START_TEST(a_trap_stops)
{
    const struct stopped *stop = &stops[_i / LOOPS];
    const char *cap = strcmp(stop->trap, "one_blocking_call") == 0 ? "-c 12"
                                                                    : "-c 3";
    struct server *server = server_plain();
    struct ink list = {.length = 0};
    struct trial *trial;

    add_urls(&list, server, 12, stop->path);
    trial = start_list(ASYNC + _i % LOOPS, stop->trap, cap, &list);
    if (stop->open > 0)
        await_seen(server, "open_requests", stop->open);
    else
        sleep_for(patience(0.5));
    double asked = seconds_now();
    kill(trial->pid, SIGINT);
    trial_end(trial);
    expect_signal(trial, SIGINT);
    ck_assert(trial->ended < asked + patience(3));
    ck_assert_uint_eq(trial_records(trial), stop->taken);
    for (size_t i = 0; i < stop->taken; i++)
        ck_assert_str_eq(text_in(record(trial, i), "error"), "cancelled");
}
END_TEST

Suite *
programs_traps_suite(void)
{
    Suite *suite = suite_create("programs: traps");
    TCase *transfers = trial_case(suite, "transfers");
    TCase *pauses = trial_case(suite, "timers");
    TCase *stopping = trial_case(suite, "stopping");

    tcase_add_loop_test(transfers, blocking_call, ASYNC, PROGRAMS);
    tcase_add_loop_test(transfers, stop_gap, ASYNC, PROGRAMS);
    tcase_add_loop_test(transfers, one_blocking_call, ASYNC, PROGRAMS);
    tcase_add_loop_test(transfers, one_blocking_call_holds_up_who_is_in_flight,
                        ASYNC, PROGRAMS);
    tcase_add_loop_test(transfers, slot_held, ASYNC, PROGRAMS);
    tcase_add_loop_test(transfers, no_cap, ASYNC, PROGRAMS);
    if (programs_are_bare()) {
        tcase_add_loop_test(transfers, cap_is_lowered_where_there_is_one,
                            ASYNC, PROGRAMS);
        tcase_add_loop_test(transfers, no_cap_and_few_descriptors, 0,
                            MISNOMERS * LOOPS);
    }
    tcase_add_loop_test(pauses, timers_side_by_side, ASYNC, PROGRAMS);
    tcase_add_loop_test(pauses, timers_in_their_order, ASYNC, PROGRAMS);
    tcase_add_loop_test(stopping, a_trap_stops, 0, STOPS * LOOPS);
    return suite;
}
