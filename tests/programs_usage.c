// The command line from outside: what is wrong is said in one clear sentence,
// what is asked for goes out to the server, and nothing that is secret or
// disturbs a terminal comes out.

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "suites.h"

// --- wrong usage -------------------------------------------------------------

struct wrong {
    const char *arguments[4];
    const char *says;
};

static const struct wrong wrongs[] = {
    {{"--nonsense"}, "--nonsense"},
    {{"-Z"}, "-Z"},
    {{"--input"}, "--input"},
    {{"-c"}, "-c"},
    {{"-c", "0"}, "--concurrency"},
    {{"-c", "-1"}, "--concurrency"},
    {{"-c", "many"}, "many"},
    {{"-c", "1.5"}, "1.5"},
    {{"-c", "1000001"}, "1000001"},
    {{"-c", ""}, "--concurrency"},
    {{"-c", "0x10"}, "0x10"},
    {{"--timeout", "0"}, "--timeout"},
    {{"--timeout", "-1"}, "--timeout"},
    {{"--timeout", "inf"}, "inf"},
    {{"--timeout", "nan"}, "nan"},
    {{"--timeout", "5s"}, "5s"},
    {{"--connect-timeout", "0"}, "--connect-timeout"},
    {{"--deadline", "x"}, "--deadline"},
    {{"--retry", "-1"}, "--retry"},
    {{"--retry", "99999999999999999999"}, "--retry"},
    {{"--backoff", "-0.1"}, "--backoff"},
    {{"--max-redirs", "x"}, "--max-redirs"},
    {{"--max-body", "1T"}, "--max-body"},
    {{"--max-body", "-1"}, "--max-body"},
    {{"--preview", "-3"}, "--preview"},
    {{"--format", "xml"}, "xml"},
    {{"--format", ""}, "--format"},
    {{"--progress", "sometimes"}, "sometimes"},
    {{"--stack-size", "1"}, "--stack-size"},
    {{"--fail=yes"}, "--fail"},
    {{"--header", "no colon"}, "--header"},
    {{"--header", "A: b\r\nC: d"}, "--header"},
    {{"--user-agent", "a\r\nB: c"}, "--user-agent"},
    {{"--cacert", "/no/such/file"}, "/no/such/file"},
    {{"--re", "1"}, "--re"},
    {{"-q", "--nonsense"}, "--nonsense"},
};

enum { WRONGS = sizeof wrongs / sizeof wrongs[0] };

START_TEST(wrong_usage)
{
    const struct wrong *wrong = &wrongs[_i];

    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial = trial_new(i, "http://127.0.0.1:1/");
        const char *name = words("%s: ", file_of(i)), *end;
        for (int k = 0; k < 4 && wrong->arguments[k]; k++)
            trial_word(trial, wrong->arguments[k]);
        trial_start(trial);
        trial_end(trial);
        expect_status(trial, 2);
        ck_assert_uint_eq(trial->out.length, 0);
        end = strchr(trial->err.bytes, '\n');
        ck_assert_msg(strncmp(trial->err.bytes, name, strlen(name)) == 0
                      && end && memmem(trial->err.bytes,
                                       (size_t)(end - trial->err.bytes),
                                       wrong->says, strlen(wrong->says)),
                      "not clear: %s", story(trial));
    }
}
END_TEST

// --- help --------------------------------------------------------------------

static const char *const options[] = {
    "-i, --input", "-c, --concurrency", "-t, --timeout", "--connect-timeout",
    "--deadline", "--retry", "--backoff", "--no-jitter", "--retry-all",
    "-f, --fail", "-L, --location", "--max-redirs", "--max-body",
    "--compressed", "--preview", "--save", "-A, --user-agent",
    "-H, --header", "-k, --insecure", "--cacert", "--no-reuse",
    "-o, --output", "--format", "--summary", "--progress", "--loop",
    "--helpers", "--stall", "--narrate", "--narrate-pause",
    "--stack-size", "-q, --quiet", "-v, --verbose", "-h, --help",
    "-V, --version",
};

START_TEST(help)
{
    struct trial *longer = trial_run(_i, "--help");
    struct trial *shorter = trial_run(_i, "-h -c 0");

    expect_status(longer, 0);
    expect_status(shorter, 0);
    ck_assert_uint_eq(longer->err.length, 0);
    ck_assert_str_eq(longer->out.bytes, shorter->out.bytes);
    ck_assert_ptr_nonnull(strstr(longer->out.bytes, file_of(_i)));
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        ck_assert_msg(strstr(longer->out.bytes, options[i]),
                      "--help does not explain %s", options[i]);
}
END_TEST

START_TEST(version)
{
    struct trial *trial = trial_run(_i, "--version");
    const char *name = words("%s ", file_of(_i));

    expect_status(trial, 0);
    ck_assert_uint_eq(trial->err.length, 0);
    ck_assert(strncmp(trial->out.bytes, name, strlen(name)) == 0);
    ck_assert_ptr_nonnull(strstr(trial->out.bytes, "libcurl/"));
}
END_TEST

// --- the request -------------------------------------------------------------

// What the server was sent, as it tells it itself; "" for a field that was
// not. Each value is freed with the trial's record.
static const char *
sent(struct trial *trial, const char *field)
{
    static json_t *told;
    const char *value;

    json_decref(told);
    told = json_loads(text_in(record(trial, 0), "preview"), 0, NULL);
    ck_assert_msg(told != NULL, "%s", story(trial));
    value = json_string_value(
        json_object_get(json_object_get(told, "headers"), field));
    value = words("%s", value ? value : "");
    json_decref(told);
    told = NULL;
    return value;
}

START_TEST(headers)
{
    struct server *server = server_plain();
    struct trial *plain, *own;

    plain = trial_run(_i, "--format json --preview 5000 %s/headers",
                      server->base);
    own = trial_new(_i, "--format json --preview 5000 --compressed "
                    "%s/headers", server->base);
    trial_word(own, "-A");
    trial_word(own, "a walker/1");
    trial_word(own, "--header");
    trial_word(own, "X-One: 1");
    trial_word(own, "-HX-Two: zwei");
    trial_start(own);
    trial_end(own);
    ck_assert(strncmp(sent(plain, "User-Agent"),
                      words("%s/", file_of(_i)),
                      strlen(file_of(_i)) + 1) == 0);
    ck_assert_str_eq(sent(plain, "X-One"), "");
    ck_assert_str_eq(sent(plain, "Accept-Encoding"), "");
    ck_assert_str_eq(sent(own, "User-Agent"), "a walker/1");
    ck_assert_str_eq(sent(own, "X-One"), "1");
    ck_assert_str_eq(sent(own, "X-Two"), "zwei");
    ck_assert_ptr_nonnull(strstr(sent(own, "Accept-Encoding"), "gzip"));
}
END_TEST

// The variables that may name a proxy, and what becomes of a URL then.
static const struct {
    const char *variable, *scheme, *error;
} proxies[] = {
    {"http_proxy", "http", NULL},       {"all_proxy", "http", NULL},
    {"ALL_PROXY", "http", NULL},        {"HTTP_PROXY", "http", "dns"},
    {"https_proxy", "https", "protocol"},
    {"HTTPS_PROXY", "https", "protocol"},
};

enum { PROXIES = sizeof proxies / sizeof proxies[0] };

// The server takes the part of a proxy, one without CONNECT, for a host that
// does not exist. HTTP_PROXY does not count: a CGI client could set it.
START_TEST(proxy_of_the_environment)
{
    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial = trial_new(i, "--format json %s://no.invalid/",
                                        proxies[_i].scheme);
        trial_set(trial, "%s=%s", proxies[_i].variable, server_plain()->base);
        trial_start(trial);
        trial_end(trial);
        expect_record(trial, 0, proxies[_i].error ? 0 : 200,
                      proxies[_i].error, 1);
    }
}
END_TEST

// --- what must not come out --------------------------------------------------

static const char *const formats[] = {"table", "csv", "json"};

enum { FORMATS = sizeof formats / sizeof formats[0] };

// The server gets the password, and nobody else does.
START_TEST(passwords)
{
    struct server *server = server_plain();
    const char *host = strstr(server->base, "//") + 2;

    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial
            = trial_run(i, "-v --format %s --retry 1 --backoff 0 "
                        "http://me:S3cret@%s/bytes/1 http://me:S3cret@%s/reset "
                        "http://me:S3cret@%s:x/ ftp://me:S3cret@h/ "
                        "http://me:S3cret/x@h/ http://me:x?S3cret@h/ "
                        "http://me:x#S3cret@h/ "
                        "http://me:S3cret@127.0.0.1:%d/", formats[_i], host,
                        host, host, refusing_port());
        expect_status(trial, 1);
        expect_unsaid(trial, "S3cret");
        ck_assert_msg(!strstr(trial->out.bytes, "S3cret"), "%s",
                      story(trial));
        ck_assert_ptr_nonnull(strstr(trial->out.bytes, "me:***@"));
    }
    struct trial *asked
        = trial_run(ASYNC, "--format json --preview 5000 "
                    "http://me:S3cret@%s/headers", host);
    ck_assert_str_eq(sent(asked, "Authorization"), "Basic bWU6UzNjcmV0");
}
END_TEST

// Ends the test if there is a byte that could steer a terminal.
static void
expect_harmless(const struct trial *trial, const struct ink *ink)
{
    for (size_t i = 0; i < ink->length; i++) {
        unsigned char byte = (unsigned char)ink->bytes[i];
        ck_assert_msg((byte >= ' ' && byte != 0x7f) || byte == '\n'
                      || byte == '\t', "byte %02x comes out raw from %s",
                      byte, trial->words[0]);
    }
    ck_assert_ptr_null(memmem(ink->bytes, ink->length, "\xc2\x9b", 2));
}

// Neither URLs nor what a server says reach a terminal as they are.
START_TEST(control_characters)
{
    static const char evil[] = "\033[31m\x07\r\x7f\xc2\x9b" "2J\xff";
    struct server *server = server_plain();
    const char *base = server->base;

    for (int i = 0; i < PROGRAMS; i++) {
        struct trial *trial
            = trial_new(i, "-v --format %s --retry 1 --backoff 0 "
                        "--retry-all --preview 100 %s/garbage %s/bytes/9",
                        formats[_i], base, base);
        trial_word(trial, words("no url %s", evil));
        trial_word(trial, words("%s/reset%s", base, evil));
        trial_word(trial, words("http://h%s/", evil));
        trial_start(trial);
        trial_end(trial);
        expect_status(trial, 1);
        expect_harmless(trial, &trial->out);
        expect_harmless(trial, &trial->err);
    }
}
END_TEST

// Nor does a wrong option.
START_TEST(control_characters_in_options)
{
    static const char *const names[] = {
        "--timeout", "--format", "--input", "--header", "--cacert", "--save",
        "-o", "--no-\033[31m",
    };

    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        struct trial *trial = trial_new(_i, "%s", names[k]);
        trial_word(trial, "/no/\033[31m\x07/file");
        trial_start(trial);
        trial_end(trial);
        ck_assert_int_ge(trial->status, 2);
        expect_harmless(trial, &trial->err);
    }
}
END_TEST

// The progress line is for people: on standard error, when it is asked for.
START_TEST(progress_line)
{
    static const char *const when[] = {"always", "auto", "never"};
    struct server *server = server_plain();
    struct trial *trials[3 * PROGRAMS];

    for (int i = 0; i < 3 * PROGRAMS; i++) {
        trials[i] = trial_new(i / 3, "--format json --progress %s "
                              "%s/delay/1.3", when[i % 3], server->base);
        trial_start(trials[i]);
    }
    for (int i = 0; i < 3 * PROGRAMS; i++) {
        trial_end(trials[i]);
        expect_status(trials[i], 0);
        ck_assert_uint_eq(trial_records(trials[i]), 1);
        ck_assert((trials[i]->err.length > 0) == (i % 3 == 0));
    }
}
END_TEST

Suite *
programs_usage_suite(void)
{
    Suite *suite = suite_create("programs: usage");
    TCase *usage = trial_case(suite, "usage");
    TCase *request = trial_case(suite, "request");
    TCase *harmless = trial_case(suite, "harmless");

    tcase_add_loop_test(usage, wrong_usage, 0, WRONGS);
    tcase_add_loop_test(usage, help, 0, PROGRAMS);
    tcase_add_loop_test(usage, version, 0, PROGRAMS);
    tcase_add_loop_test(request, headers, 0, PROGRAMS);
    tcase_add_loop_test(request, proxy_of_the_environment, 0, PROXIES);
    tcase_add_loop_test(harmless, passwords, 0, FORMATS);
    tcase_add_loop_test(harmless, control_characters, 0, FORMATS);
    tcase_add_loop_test(harmless, control_characters_in_options, 0,
                        PROGRAMS);
    tcase_add_test(harmless, progress_line);
    return suite;
}
