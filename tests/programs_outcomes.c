// What becomes of a URL: one table of good, slow and broken answers, plain and
// through TLS, run by every program. Each has to end as the table says, hence
// all alike; and the server has to have seen as many requests as there were
// attempts.
//
// In a URL of the table @ stands for the program's name, so that each asks for
// targets of its own.

#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

enum {
    SAME = -1,      // a length that is not known, but the same in all of them
    RACE = -2,      // a length that need not be
};

struct fate {
    const char *url;        // a path of the server, or a whole URL
    int status;
    const char *error;      // NULL: none
    int attempts;
    long long length;       // or SAME, or RACE
};

enum { MOST_FATES = 24 };

struct group {
    const char *options;
    double timeout;                     // s; more where all is slower
    struct fate fates[MOST_FATES];      // ends where `url` is NULL
};

static const struct group groups[] = {
    // A fresh connection for each: on one that has been used, libcurl sends a
    // request once more by itself if nothing came back (RFC 9112, 9.3.1).
    {"--no-reuse", 10, {
        {"/bytes/0?@", 200, NULL, 1, 0},
        {"/bytes/1?@", 200, NULL, 1, 1},
        {"/bytes/300000?@", 200, NULL, 1, 300000},
        {"/delay/0.1?@", 200, NULL, 1, 24},
        {"/drip?seconds=0.2&bytes=50&@", 200, NULL, 1, 50},
        {"/stream/3?@", 200, NULL, 1, 36},
        {"/gzip?@", 200, NULL, 1, SAME},
        {"/status/204?@", 204, NULL, 1, 0},
        {"/status/304?@", 304, NULL, 1, 0},
        {"/status/404?@", 404, NULL, 1, 26},
        {"/status/500?@", 500, NULL, 1, 26},
        {"/redirect/2?@", 302, NULL, 1, 16},
        {"/redirect-to?url=ftp://h/&@", 302, NULL, 1, 16},
        {"/limited?rps=0&id=@", 429, NULL, 1, 19},
        {"/flaky/1?id=@", 503, NULL, 1, 16},
        {"/reset?@", 0, "reset", 1, 0},
        {"/reset/100?@", 200, "reset", 1, RACE},
        {"/close?@", 0, "reset", 1, 0},
        {"/truncate?@", 200, "truncated", 1, 500},
        {"/garbage?@", 0, "protocol", 1, 0},
        {"/bad-chunk?@", 200, "protocol", 1, 5},
        {"/endless-headers?@", 200, "too-large", 1, 0},
    }},
    {"", 0.4, {
        {"/hang?@", 0, "timeout", 1, 0},
        {"/delay/30?@", 0, "timeout", 1, 0},
        {"/drip?seconds=60&bytes=600&@", 200, "timeout", 1, RACE},
        {"/slow-headers?@", 200, "timeout", 1, 0},
        {"/endless?@", 200, "timeout", 1, RACE},
        {"/bytes/7?@", 200, NULL, 1, 7},
    }},
    {"--fail", 10, {
        {"/status/200?@", 200, NULL, 1, 26},
        {"/status/304?@", 304, NULL, 1, 0},
        {"/status/400?@", 400, "http", 1, 26},
        {"/status/404?@", 404, "http", 1, 26},
        {"/status/503?@", 503, "http", 1, 26},
        {"/redirect/1?@", 302, NULL, 1, 16},
    }},
    {"--location", 10, {
        {"/redirect/1?@", 200, NULL, 1, 23},
        {"/redirect/10?@", 200, NULL, 1, 23},
        {"/redirect/11?@", 302, "redirect", 1, SAME},
        {"/redirect-to?url=/status/404&@", 404, NULL, 1, 26},
        {"/redirect-to?url=ftp://h/&@", 302, "redirect", 1, SAME},
        {"/redirect-to?url=file:///etc/passwd&@", 302, "redirect", 1, SAME},
        {"/redirect-to?url=http://h:99999/&@", 302, "redirect", 1, SAME},
    }},
    {"--location --max-redirs 0", 10, {
        {"/bytes/5?@", 200, NULL, 1, 5},
        {"/redirect/1?@", 302, "redirect", 1, SAME},
    }},
    {"--location --max-redirs 2", 10, {
        {"/redirect/2?@", 200, NULL, 1, 23},
        {"/redirect/3?@", 302, "redirect", 1, SAME},
    }},
    {"--max-body 1000", 10, {
        {"/bytes/1000?@", 200, NULL, 1, 1000},
        {"/bytes/1001?@", 200, "too-large", 1, SAME},
        {"/stream/100000?@", 200, "too-large", 1, 1000},
        {"/endless?@", 200, "too-large", 1, 1000},
        {"/gzip?@", 200, NULL, 1, SAME},
    }},
    {"--compressed --max-body 1M", 10, {
        {"/gzip?@", 200, NULL, 1, 18},
        {"/bomb?@", 200, "too-large", 1, 1 << 20},
        {"/bytes/3?@", 200, NULL, 1, 3},
    }},
    {"--retry 2 --backoff 0.01 --no-reuse", 10, {
        {"/bytes/2?@", 200, NULL, 1, 2},
        {"/flaky/1?id=a@", 200, NULL, 2, 18},
        {"/flaky/2?id=b@", 200, NULL, 3, 18},
        {"/flaky/3?id=c@", 503, NULL, 3, 16},
        {"/status/408?@", 408, NULL, 3, 26},
        {"/status/500?@", 500, NULL, 3, 26},
        {"/status/501?@", 501, NULL, 1, 26},
        {"/status/502?@", 502, NULL, 3, 26},
        {"/status/503?@", 503, NULL, 3, 26},
        {"/status/504?@", 504, NULL, 3, 26},
        {"/status/404?@", 404, NULL, 1, 26},
        {"/reset?@", 0, "reset", 3, 0},
        {"/reset/9?@", 200, "reset", 3, RACE},
        {"/close?@", 0, "reset", 3, 0},
        {"/truncate?@", 200, "truncated", 3, 500},
        {"/garbage?@", 0, "protocol", 1, 0},
        {"/bad-chunk?@", 200, "protocol", 1, 5},
        {"/endless-headers?@", 200, "too-large", 1, 0},
    }},
    {"--retry 1 --backoff 0 --fail", 10, {
        {"/flaky/1?id=d@", 200, NULL, 2, 18},
        {"/flaky/2?id=e@", 503, "http", 2, 16},
        {"/status/404?@", 404, "http", 1, 26},
    }},
    {"--retry 1 --backoff 0 --retry-all --no-reuse", 10, {
        {"/status/404?@", 404, NULL, 1, 26},
        {"/garbage?@", 0, "protocol", 2, 0},
        {"/bad-chunk?@", 200, "protocol", 2, 5},
        {"/endless-headers?@", 200, "too-large", 2, 0},
        {"/bytes/4?@", 200, NULL, 1, 4},
    }},
    {"--retry 1 --backoff 0 --retry-all --fail", 10, {
        {"/status/404?@", 404, "http", 2, 26},
        {"/status/200?@", 200, NULL, 1, 26},
    }},
    {"--retry 1 --backoff 0", 0.3, {
        {"/hang?@", 0, "timeout", 2, 0},
        {"/drip?seconds=60&bytes=600&@", 200, "timeout", 2, RACE},
    }},
};

enum { GROUPS = sizeof groups / sizeof groups[0] };

// What needs no server that answers. %d stands for a port.
struct lost {
    const char *options;
    const char *url;
    const char *error;
    int attempts;
};

static const struct lost lost[] = {
    {"", "", "url", 0},
    {"", "nonsense", "url", 0},
    {"", "127.0.0.1:80/", "url", 0},
    {"", "/bytes/1", "url", 0},
    {"", "ftp://127.0.0.1/", "url", 0},
    {"", "file:///etc/passwd", "url", 0},
    {"", "http://", "url", 0},
    {"", "http://h:99999/", "url", 0},
    {"", "http://h:x/", "url", 0},
    {"", "http://[::1/", "url", 0},
    {"", "http://a b/", "url", 0},
    {"--retry 2 --retry-all --backoff 0", "http://h:x/", "url", 0},
    {"", "http://255.255.255.255/", "connect", 1},
    {"", "http://nowhere.test/", "dns", 1},
    {"--retry 2 --backoff 0", "http://255.255.255.255/", "connect", 3},
    {"--retry 2 --backoff 0", "https://nowhere.test/", "dns", 3},
};

enum { LOST = sizeof lost / sizeof lost[0] };

// --- the table ---------------------------------------------------------------

// A text of the table, with the program's name in place of the @.
static const char *
own(const char *text, enum program program)
{
    const char *at = strchr(text, '@');

    return at ? words("%.*s%s%s", (int)(at - text), text, name_of(program),
                      at + 1)
              : text;
}

// Fetches the URLs of a group, all at once as far as the program can.
static struct trial *
start_group(enum program program, const struct group *group,
            const struct server *server)
{
    struct trial *trial = trial_new(program, "--format json -q -t %g %s",
                                    patience(group->timeout), group->options);

    if (server->authority[0]) {
        trial_word(trial, "--cacert");
        trial_word(trial, server->authority);
    }
    for (const struct fate *fate = group->fates; fate->url; fate++)
        trial_word(trial, words("%s%s", server->base,
                                own(fate->url, program)));
    trial_start(trial);
    return trial;
}

// Looks whether the server was asked as often as the record says.
static void
check_witness(struct trial *trial, const struct fate *fate,
              const struct server *server)
{
    const char *target = own(fate->url, trial->program);
    size_t seen = arrivals(server, target, NULL, 0);

    ck_assert_msg(seen == (size_t)fate->attempts,
                  "%s %s: the server saw %zu requests, not %d",
                  name_of(trial->program), target, seen, fate->attempts);
}

// Compares one record with the table, and with the first program's record.
static void
check_fate(struct trial *trial, struct trial *first, size_t index,
           const struct fate *fate)
{
    long long length = whole_in(record(trial, index), "length");
    long long wanted = fate->length == SAME
                           ? whole_in(record(first, index), "length")
                           : fate->length;

    expect_record(trial, index, fate->status, fate->error, fate->attempts);
    ck_assert_msg(wanted == RACE || length == wanted,
                  "%s %s: length %lld, not %lld", name_of(trial->program),
                  fate->url, length, wanted);
}

static void
check_group(struct trial *trial, struct trial *first,
            const struct group *group, const struct server *server)
{
    bool fine = true;
    size_t count = 0;

    trial_end(trial);
    for (const struct fate *fate = group->fates; fate->url; fate++) {
        check_fate(trial, first, count++, fate);
        check_witness(trial, fate, server);
        fine = fine && !fate->error;
    }
    ck_assert_uint_eq(trial_records(trial), count);
    expect_status(trial, fine ? 0 : 1);
}

// All programs, plain and through TLS, all at the same time.
START_TEST(answers)
{
    const struct group *group = &groups[_i];
    struct server *servers[] = {server_plain(), server_tls()};
    struct trial *trials[2 * PROGRAMS];

    for (int i = 0; i < 2 * PROGRAMS; i++)
        trials[i] = start_group(i / 2, group, servers[i % 2]);
    for (int i = 0; i < 2 * PROGRAMS; i++)
        check_group(trials[i], trials[0], group, servers[i % 2]);
}
END_TEST

// --- without an answer -------------------------------------------------------

START_TEST(unreachable)
{
    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial = trial_new(i, "--format json %s",
                                        lost[_i].options);
        trial->preload = "lookup";
        trial_word(trial, lost[_i].url);
        trial_start(trial);
        trial_end(trial);
        expect_status(trial, 1);
        ck_assert_uint_eq(trial_records(trial), 1);
        expect_record(trial, 0, 0, lost[_i].error, lost[_i].attempts);
    }
}
END_TEST

START_TEST(refused_connection)
{
    int port = refusing_port();

    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial
            = trial_run(i, "--format json --retry 1 --backoff 0 "
                        "http://127.0.0.1:%d/ https://127.0.0.1:%d/", port,
                        port);
        expect_status(trial, 1);
        expect_record(trial, 0, 0, "refused", 2);
        expect_record(trial, 1, 0, "refused", 2);
    }
}
END_TEST

// A host that takes no connection, once by each of the limits on time.
START_TEST(silent_host)
{
    static const char *const limits[] = {
        "--connect-timeout 0.3", "--timeout 0.3", "--deadline 0.3",
    };
    struct trial *trials[3];
    int port = silent_port();

    for (int i = 0; i < 3; i++) {
        trials[i] = trial_new(_i, "--format json %s http://127.0.0.1:%d/",
                              limits[i], port);
        trial_start(trials[i]);
    }
    for (int i = 0; i < 3; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        expect_record(trials[i], 0, 0, "timeout", 1);
        ck_assert(time_in(record(trials[i], 0), "total") > 0.25);
    }
}
END_TEST

// --- TLS ---------------------------------------------------------------------

// A certificate is believed only if its authority is known, or with -k; the
// server sees no request from a program that does not believe it.
START_TEST(certificates)
{
    struct server *server = server_tls();

    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *doubting, *careless;
        doubting = trial_run(i, "--format json --retry 2 --backoff 0 "
                             "%s/bytes/5?doubt", server->base);
        careless = trial_run(i, "--format json -k %s/bytes/5", server->base);
        expect_status(doubting, 1);
        expect_record(doubting, 0, 0, "tls", 1);
        expect_status(careless, 0);
        expect_record(careless, 0, 200, NULL, 1);
    }
    ck_assert_uint_eq(arrivals(server, "/bytes/5?doubt", NULL, 0), 0);
    ck_assert_int_eq(saw(server, "requests"), PROGRAMS);
}
END_TEST

// TLS to a server that speaks none, and none to one that does.
START_TEST(wrong_protocol)
{
    struct server *plain = server_plain(), *tls = server_tls();

    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial
            = trial_run(i, "--format json -k https%s/ http%s/",
                        strchr(plain->base, ':'), strchr(tls->base, ':'));
        expect_status(trial, 1);
        expect_record(trial, 0, 0, "tls", 1);
        expect_record(trial, 1, 0, "reset", 1);
    }
}
END_TEST

// --- neighbours --------------------------------------------------------------

enum { NEIGHBOURS = 24, MIDDLE = NEIGHBOURS / 2 };

// Starts on good URLs of different kinds, with `troubles` in their middle.
static struct trial *
start_neighbours(enum program program, const struct server *server,
                 const char *troubles)
{
    static const char *const paths[] = {
        "bytes/%d", "delay/0.0%d", "stream/%d", "status/2%02d",
    };
    struct ink list = {.length = 0};
    struct trial *trial = trial_new(
        program, "--format json -c 6 --timeout 0.4 --retry 1 --backoff 0.01");

    for (int i = 0; i < NEIGHBOURS; i++) {
        if (i == MIDDLE)
            ink_add(&list, troubles, strlen(troubles));
        ink_format(&list, "%s/", server->base);
        ink_format(&list, paths[i % 4], i);
        ink_add(&list, "\n", 1);
    }
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    trial_start(trial);
    return trial;
}

// Whatever happens to some URLs, the others end as they do without them.
START_TEST(neighbours)
{
    static const char *const fields[] = {
        "url", "status", "length", "error", "attempts",
    };
    struct server *server = server_plain();
    const char *troubles = words(
        "%s/hang\n%s/reset\nnonsense\nhttp://127.0.0.1:%d/\n%s/endless\n"
        "%s/flaky/1?id=%d\n", server->base, server->base, refusing_port(),
        server->base, server->base, _i);
    struct trial *alone = start_neighbours(_i, server, "");
    struct trial *among = start_neighbours(_i, server, troubles);

    trial_end(alone);
    trial_end(among);
    expect_status(alone, 0);
    expect_status(among, 1);
    ck_assert_uint_eq(trial_records(alone), NEIGHBOURS);
    ck_assert_uint_eq(trial_records(among), NEIGHBOURS + 6);
    for (size_t i = 0; i < NEIGHBOURS; i++)
        for (size_t k = 0; k < sizeof fields / sizeof fields[0]; k++) {
            json_t *one = record(alone, i);
            json_t *other = record(among, i < MIDDLE ? i : i + 6);
            ck_assert_msg(json_equal(json_object_get(one, fields[k]),
                                     json_object_get(other, fields[k])),
                          "%s of %s: %s", fields[k], text_in(one, "url"),
                          story(among));
        }
}
END_TEST

Suite *
programs_outcomes_suite(void)
{
    Suite *suite = suite_create("programs: outcomes");
    TCase *table = trial_case(suite, "table");
    TCase *others = trial_case(suite, "others");

    tcase_add_loop_test(table, answers, 0, GROUPS);
    tcase_add_loop_test(others, unreachable, 0, LOST);
    tcase_add_test(others, refused_connection);
    tcase_add_loop_test(others, silent_host, 0, PROGRAMS);
    tcase_add_test(others, certificates);
    tcase_add_test(others, wrong_protocol);
    tcase_add_loop_test(others, neighbours, 0, PROGRAMS);
    return suite;
}
