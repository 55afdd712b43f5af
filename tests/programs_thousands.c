// Thousands at once: a random mix of answers, faults, pauses and cancellations,
// a server that vanishes, and a thousand short runs in which everything happens
// at the same moment. Each URL has exactly one record, the one that it should
// have; the cap holds; no descriptor is left over; connections are used again.
//
// The random choices come from CHECK_SEED. The two loops run side by side, each
// with a server of its own.

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include "programs.h"
#include "suites.h"
#include "support.h"

// --- how many ----------------------------------------------------------------

// So many in flight, as far as a program may have descriptors; fewer where all
// is slower, and in threads.
static int
in_flight(enum program program, int wanted)
{
    struct rlimit limit = {.rlim_max = 1024};
    int spare = 200;

    getrlimit(RLIMIT_NOFILE, &limit);
    if (program == THREADED)
        wanted /= 10;
    if (!programs_are_bare())
        wanted /= getenv("WRAP") ? 50 : 10;
    return limit.rlim_max < (rlim_t)(wanted + spare)
               ? (int)limit.rlim_max - spare : wanted;
}

// So many seconds for what only waits: more where all is slower, but not so
// much more as for a guard against hanging.
static double
leisure(double seconds)
{
    return getenv("WRAP") ? 5 * seconds : patience(seconds);
}

// --- the mix -----------------------------------------------------------------

enum { MOST_ATTEMPTS = 3 };

// A kind of URL, and what becomes of it under the options of the mix. In a path
// # stands for a number of its own, and in a whole URL for a port that refuses.
struct kind {
    const char *path;
    int weight;
    int status;
    const char *error;
    int attempts;           // 0: as many as there is time for
};

static const struct kind kinds[] = {
    {"/bytes/#", 6, 200, NULL, 1},
    {"/delay/0.2", 6, 200, NULL, 1},
    {"/delay/0.#", 6, 200, NULL, 1},
    {"/drip?seconds=0.5&bytes=20", 2, 200, NULL, 1},
    {"/status/404", 2, 404, "http", 1},
    {"/status/503", 2, 503, "http", MOST_ATTEMPTS},
    {"/flaky/1?id=#", 4, 200, NULL, 2},
    {"/flaky/2?id=#", 4, 200, NULL, 3},
    {"/reset", 2, 0, "reset", MOST_ATTEMPTS},
    {"/close", 2, 0, "reset", MOST_ATTEMPTS},
    {"/truncate", 2, 200, "truncated", MOST_ATTEMPTS},
    {"/garbage", 2, 0, "protocol", 1},
    {"/bad-chunk", 1, 200, "protocol", 1},
    {"/hang", 3, 0, "timeout", 0},
    {"http://127.0.0.1:#/", 2, 0, "refused", MOST_ATTEMPTS},
    {"http://h:99999/", 1, 0, "url", 0},
    {"nonsense", 1, 0, "url", 0},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

// A run of a mix.
struct mix {
    struct server *server;
    struct trial *trial;
    int cap;
    int count;              // URLs
    int *kinds;             // of each; freed at the end of the test
    struct ink list;        // the same
    int before;             // descriptors, before the first URL
    int late;               // URLs for which the time was too short
};

static int
random_kind(void)
{
    int sum = 0, left, kind = 0;

    for (int i = 0; i < KINDS; i++)
        sum += kinds[i].weight;
    left = (int)random_below((size_t)sum);
    while ((left -= kinds[kind].weight) >= 0)
        kind++;
    return kind;
}

// Adds a URL of the kind, with that number.
static void
add_url(struct mix *mix, const struct kind *kind, int number, int refusing)
{
    const char *path = kind->path, *sharp = strchr(path, '#');
    bool whole = path[0] != '/';
    struct ink *list = &mix->list;

    ink_format(list, "%s", whole ? "" : mix->server->base);
    if (sharp)
        ink_format(list, "%.*s%d%s", (int)(sharp - path), path,
                   whole ? refusing : number, sharp + 1);
    else
        ink_format(list, "%s", path);
    ink_add(list, "\n", 1);
}

// Prepares a mix of half as many URLs again as there may be in flight.
static void
make_mix(struct mix *mix, enum program program, int wanted)
{
    int refusing = refusing_port();

    *mix = (struct mix){.server = server_plain()};
    mix->cap = in_flight(program, wanted);
    mix->count = mix->cap + mix->cap / 2;
    mix->kinds = calloc((size_t)mix->count, sizeof *mix->kinds);
    ck_assert_ptr_nonnull(mix->kinds);
    for (int i = 0; i < mix->count; i++) {
        mix->kinds[i] = random_kind();
        add_url(mix, &kinds[mix->kinds[i]], i, refusing);
    }
    mix->trial = trial_new(
        program, "--format json -c %d --no-reuse --fail --retry %d --backoff "
        "0.05 --timeout %g --deadline %g", mix->cap, MOST_ATTEMPTS - 1,
        leisure(2.5), leisure(6));
    trial_pipe(mix->trial);
    fcntl(mix->trial->feed, F_SETPIPE_SZ, 1 << 20);     // room for the list
}

static void
free_mix(struct mix *mix)
{
    free(mix->kinds);
    free(mix->list.bytes);
}

static int
descriptors_of(const struct trial *trial)
{
    return entries_in(words("/proc/%d/fd", (int)trial->pid));
}

// Starts the program, and gives it the list once it waits for nothing else: it
// has opened by then what it needs before the first URL.
static void
start_mix(struct mix *mix)
{
    double end = seconds_now() + patience(10);
    int unread = 1;

    trial_start(mix->trial);
    trial_feed(mix->trial, "# nothing yet\n");
    while (ioctl(mix->trial->feed, FIONREAD, &unread) == 0 && unread > 0) {
        ck_assert_msg(seconds_now() < end, "reads no list: %s",
                      story(mix->trial));
        sleep_for(0.005);
    }
    sleep_for(patience(0.02));
    mix->before = descriptors_of(mix->trial);
}

// Ends the test unless the record is what its kind demands, or says that it was
// cancelled where that is allowed. On a machine that is busy with other things
// the time may be too short for one in a hundred.
static void
check_kind(struct mix *mix, size_t index, bool cancelled)
{
    const struct kind *kind = &kinds[mix->kinds[index]];
    json_t *one = record(mix->trial, index);
    const char *error = text_in(one, "error");

    if (cancelled && error && strcmp(error, "cancelled") == 0)
        return;
    if (error && strcmp(error, "timeout") == 0
        && strcmp(kind->path, "/hang") != 0 && ++mix->late <= mix->count / 100)
        return;
    expect_record(mix->trial, index, kind->status, kind->error,
                  kind->attempts ? kind->attempts
                                 : (int)whole_in(one, "attempts"));
    ck_assert_int_le(whole_in(one, "attempts"), MOST_ATTEMPTS);
}

// Waits until the program has no more descriptors than before the first URL.
static void
expect_none_left_over(struct mix *mix)
{
    double end = seconds_now() + patience(5);
    int now;

    while ((now = descriptors_of(mix->trial)) > mix->before) {
        ck_assert_msg(seconds_now() < end, "%d descriptors left over, %d "
                      "before: %s", now, mix->before, story(mix->trial));
        sleep_for(0.02);
    }
    ck_assert_int_gt(now, 0);
}

// With all the records there, and the list still open.
static void
check_mix(struct mix *mix, enum program program)
{
    trial_await_lines(mix->trial, (size_t)mix->count);
    ck_assert(trial_runs(mix->trial));
    if (program >= ASYNC && programs_are_bare())
        expect_none_left_over(mix);
    trial_feed_end(mix->trial);
    trial_end(mix->trial);
    expect_status(mix->trial, 1);
    ck_assert_uint_eq(trial_records(mix->trial), (size_t)mix->count);
    for (int i = 0; i < mix->count; i++)
        check_kind(mix, (size_t)i, false);
    ck_assert_int_le(saw(mix->server, "max_requests"), mix->cap);
}

enum { MIXED = 3000 };

START_TEST(random_mix)
{
    struct mix mixes[PROGRAMS];

    srandom(seed_random() + (unsigned)_i);
    for (int i = THREADED; i < PROGRAMS; i++) {
        make_mix(&mixes[i], i, MIXED);
        start_mix(&mixes[i]);
    }
    for (int i = THREADED; i < PROGRAMS; i++)
        trial_feed(mixes[i].trial, mixes[i].list.bytes);
    for (int i = THREADED; i < PROGRAMS; i++) {
        check_mix(&mixes[i], i);
        free_mix(&mixes[i]);
    }
}
END_TEST

// Interrupted at a random moment, the loops with the list still open: whatever
// was taken up has its record.
START_TEST(random_mix_cancelled)
{
    struct mix mixes[PROGRAMS];
    double asked;

    srandom(seed_random() + (unsigned)_i + 1000);
    for (int i = THREADED; i < PROGRAMS; i++) {
        make_mix(&mixes[i], i, MIXED);
        start_mix(&mixes[i]);
    }
    for (int i = THREADED; i < PROGRAMS; i++) {
        struct mix *mix = &mixes[i];
        trial_feed(mix->trial, mix->list.bytes);
        trial_await_lines(mix->trial, random_below((size_t)mix->cap));
        asked = seconds_now();
        kill(mix->trial->pid, SIGINT);
        trial_end(mix->trial);
        expect_signal(mix->trial, SIGINT);
        ck_assert_msg(mix->trial->ended < asked + patience(5), "took %.1f s",
                      mix->trial->ended - asked);
        ck_assert_uint_le(trial_records(mix->trial), (size_t)mix->count);
        for (size_t k = 0; k < trial_records(mix->trial); k++)
            check_kind(mix, k, true);
        free_mix(mix);
    }
}
END_TEST

// --- a server that vanishes --------------------------------------------------

enum { VANISHED = 5000 };

static bool
is_one_of(const char *error, const char *const *errors)
{
    while (*errors && (!error || strcmp(error, *errors) != 0))
        errors++;
    return *errors != NULL;
}

// Starts to fetch the path `count` times.
static struct trial *
start_many(enum program program, const struct server *server, int count,
           const char *options, const char *path)
{
    struct trial *trial = trial_new(program, "--format json %s", options);
    struct ink list = {.length = 0};

    for (int i = 0; i < count; i++)
        ink_format(&list, "%s%s\n", server->base, path);
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    trial_start(trial);
    return trial;
}

// With all in flight: those are reset, and neither they nor those that come
// after them find anybody.
START_TEST(vanishing_server)
{
    static const char *const errors[] = {"reset", "refused", "connect", NULL};
    struct server *servers[PROGRAMS];
    struct trial *trials[PROGRAMS];
    int caps[PROGRAMS];

    for (int i = THREADED; i < PROGRAMS; i++) {
        caps[i] = in_flight(i, VANISHED);
        servers[i] = server_plain();
        trials[i] = start_many(
            i, servers[i], caps[i] + caps[i] / 5,
            words("-c %d --timeout 600 --connect-timeout 600 --retry %d "
                  "--backoff 0.2", caps[i], _i), "/hang");
    }
    for (int i = THREADED; i < PROGRAMS; i++)
        await_seen(servers[i], "open_requests", caps[i]);
    for (int i = THREADED; i < PROGRAMS; i++)
        kill(servers[i]->pid, SIGKILL);
    for (int i = THREADED; i < PROGRAMS; i++) {
        size_t count = (size_t)(caps[i] + caps[i] / 5);
        trial_end(trials[i]);
        expect_status(trials[i], 1);
        ck_assert_uint_eq(trial_records(trials[i]), count);
        for (size_t k = 0; k < count; k++) {
            const char *error = text_in(record(trials[i], k), "error");
            ck_assert_msg(is_one_of(error, errors), "%s %zu: %s", name_of(i),
                          k, error ? error : "none");
            ck_assert_int_eq(whole_in(record(trials[i], k), "attempts"),
                             1 + _i);
        }
    }
}
END_TEST

// --- the cap, and connections ------------------------------------------------

// Fetches that often with both loops side by side, all of it with success.
static void
fetch_many(struct server **servers, struct trial **trials, int count,
           const char *options, const char *path)
{
    for (int i = ASYNC; i < PROGRAMS; i++) {
        servers[i] = server_plain();
        trials[i] = start_many(i, servers[i], count, options, path);
    }
    for (int i = ASYNC; i < PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), (size_t)count);
    }
}

// Kept and reached, as the server testifies.
START_TEST(cap_of_thousands)
{
    int cap = in_flight(ASYNC, 2000);
    struct server *servers[PROGRAMS];
    struct trial *trials[PROGRAMS];

    fetch_many(servers, trials, cap + cap / 4, words("-c %d", cap),
               words("/delay/%g", leisure(2)));
    for (int i = ASYNC; i < PROGRAMS; i++) {
        ck_assert_int_eq(saw(servers[i], "max_requests"), cap);
        ck_assert_int_le(saw(servers[i], "max_connections"), cap);
    }
}
END_TEST

// Three rounds through take hardly more connections than one.
START_TEST(reuse_among_thousands)
{
    int cap = in_flight(ASYNC, 1500);
    struct server *servers[PROGRAMS];
    struct trial *trials[PROGRAMS];

    fetch_many(servers, trials, 3 * cap, words("-c %d", cap),
               words("/delay/%g", leisure(0.5)));
    for (int i = ASYNC; i < PROGRAMS; i++) {
        long connections = saw(servers[i], "connections");
        ck_assert_msg(connections <= cap + cap / 5, "%s: %ld connections for "
                      "%d in flight", name_of(i), connections, cap);
    }
}
END_TEST

enum { ADDRESSES = 64, EACH = 20, ROUNDS = 6 };

// A place in flight meets another host each time. The epoll loop keeps its
// connections in several heaps, so that it may have to open one where another
// heap has it; most requests find one all the same.
START_TEST(many_hosts)
{
    int cap = in_flight(_i, ADDRESSES * EACH), count = cap * ROUNDS;
    struct server *server = server_spread(ADDRESSES);
    const char *port = strrchr(server->base, ':');
    struct trial *trial = trial_new(_i, "--format json -c %d", cap);
    struct ink list = {.length = 0};
    long connections;

    for (int i = 0; i < count; i++)
        ink_format(&list, "http://127.0.0.%d%s/delay/0.1\n",
                   1 + i % ADDRESSES, port);
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    trial_start(trial);
    trial_end(trial);
    expect_status(trial, 0);
    connections = saw(server, "connections");
    ck_assert_uint_eq(trial_records(trial), (size_t)count);
    // With fewer places than hosts, none can be kept until it is wanted again.
    ck_assert_msg(cap <= ADDRESSES || connections <= count / 2,
                  "%ld connections for %d requests, %d in flight", connections,
                  count, cap);
}
END_TEST

// --- a thousand short runs ---------------------------------------------------

// So many tests of so many runs, each on about ten URLs.
enum { RACES = 20, RUNS = 50, RUNS_WRAPPED = 5, MOST_URLS = 12 };

static const char *const hasty[] = {
    "/bytes/1", "/delay/0", "/delay/0.004", "/status/503", "/flaky/1?id=#",
    "/reset", "/close", "/garbage", "/hang", "/drip?seconds=0.005&bytes=5",
};

enum { HASTY = sizeof hasty / sizeof hasty[0] };

// A run, and what will be done to it and when.
struct race {
    struct trial *trial;
    char *urls[MOST_URLS];
    size_t count;
    size_t fed;
    double feeds[MOST_URLS];    // s; when each of them is given to it
    double ends;                // s; when the list ends
    double signals;             // s; when it is interrupted; 0: never
    int signal;
    bool interrupted;
};

// A moment within so many seconds from now on.
static double
random_moment(double seconds)
{
    return seconds_now() + seconds * (double)random_below(1000) / 1e3;
}

static void
random_urls(struct race *race, const struct server *server, int number)
{
    race->count = 1 + random_below(MOST_URLS);
    for (size_t i = 0; i < race->count; i++) {
        const char *path = hasty[random_below(HASTY)];
        const char *sharp = strchr(path, '#');
        race->urls[i] = random_below(12) == 0
            ? words("nonsense")
            : words("%s%.*s%s", server->base,
                    (int)(sharp ? sharp - path : (long)strlen(path)), path,
                    sharp ? words("%d-%zu", number, i) : "");
        race->feeds[i] = i < race->count / 2 ? 0
                                             : random_moment(patience(0.015));
    }
}

static void
start_race(struct race *race, const struct server *server, int number)
{
    int program = THREADED + number % (PROGRAMS - THREADED);

    *race = (struct race){.signal = random_below(2) ? SIGINT : SIGTERM};
    race->trial = trial_new(
        program, "--format json -q -c %zu --retry 1 --backoff 0.00%zu "
        "--timeout %g%s", 1 + random_below(6), random_below(10),
        patience(0.001 * (double)(2 + random_below(20))),
        random_below(2) ? " --no-reuse" : "");
    trial_pipe(race->trial);
    random_urls(race, server, number);
    race->ends = random_moment(patience(0.02));
    if (random_below(3) == 0)
        race->signals = random_moment(patience(0.03));
    trial_start(race->trial);
}

// Gives the program what is due of its list; the last line lacks its end.
static void
feed_on(struct race *race, double now)
{
    while (race->fed < race->count && now >= race->feeds[race->fed]) {
        const char *url = race->urls[race->fed++];
        trial_feed(race->trial, race->fed < race->count ? words("%s\n", url)
                                                        : url);
    }
    if (race->fed == race->count && now >= race->ends)
        trial_feed_end(race->trial);
}

// Does what is due; false if the run has ended.
static bool
go_on(struct race *race)
{
    struct trial *trial = race->trial;
    double now = seconds_now();

    ck_assert_msg(now < trial->started + patience(10), "hangs: %s",
                  story(trial));
    if (!trial_runs(trial))
        return false;
    if (!race->interrupted)
        feed_on(race, now);
    if (race->interrupted || race->signals == 0 || now < race->signals)
        return true;
    kill(trial->pid, race->signal);
    race->interrupted = true;
    return true;
}

// Ends the test unless it ended properly, with one record for each URL.
static void
check_race(struct race *race)
{
    static const char *const errors[] = {
        "timeout", "reset", "protocol", "url", "cancelled", NULL,
    };
    struct trial *trial = race->trial;
    size_t count;

    trial_end(trial);
    count = trial_records(trial);
    if (race->interrupted && trial->signal) {
        expect_signal(trial, race->signal);
        ck_assert_msg(count <= race->fed, "too many: %s", story(trial));
    } else {
        ck_assert_msg(trial->status == 0 || trial->status == 1, "%s",
                      story(trial));
        ck_assert_msg(count == race->fed, "%zu records of %zu: %s", count,
                      race->fed, story(trial));
    }
    for (size_t i = 0; i < count; i++) {
        const char *error = text_in(record(trial, i), "error");
        ck_assert_str_eq(text_in(record(trial, i), "url"), race->urls[i]);
        ck_assert_msg(!error || is_one_of(error, errors), "%s: %s", error,
                      story(trial));
        ck_assert(!error || race->interrupted
                  || strcmp(error, "cancelled") != 0);
    }
}

// Two at a time.
START_TEST(races)
{
    struct server *server = server_plain();
    struct race pair[2] = {{.trial = NULL}};
    int runs = getenv("WRAP") ? RUNS_WRAPPED : RUNS, started = 0, ended = 0;

    srandom(seed_random() + (unsigned)_i + 2000);
    for (int i = 0; ended < runs; i = !i) {
        struct race *race = &pair[i];
        if (!race->trial && started < runs)
            start_race(race, server, _i + started++);
        if (race->trial && !go_on(race)) {
            check_race(race);
            race->trial = NULL;
            ended++;
        }
        sleep_for(0.0005);
    }
}
END_TEST

Suite *
programs_thousands_suite(void)
{
    Suite *suite = suite_create("programs: thousands");
    TCase *mixed = trial_case(suite, "mixed");
    TCase *gone = trial_case(suite, "gone");
    TCase *many = trial_case(suite, "many");
    TCase *short_runs = trial_case(suite, "short runs");

    tcase_add_loop_test(mixed, random_mix, 0, 1);
    tcase_add_loop_test(mixed, random_mix_cancelled, 0, 3);
    tcase_add_loop_test(gone, vanishing_server, 0, 2);
    tcase_add_test(many, cap_of_thousands);
    tcase_add_test(many, reuse_among_thousands);
    tcase_add_loop_test(many, many_hosts, ASYNC, PROGRAMS);
    tcase_add_loop_test(short_runs, races, 0, programs_are_bare() ? RACES : 1);
    return suite;
}
