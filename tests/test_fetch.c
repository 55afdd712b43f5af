// fetch: one URL from the list to its record. Where only the decisions matter,
// libcurl's codes are made up; where answers do, a canned server gives them.

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "canned.h"
#include "client.h"
#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "say.h"
#include "stop.h"
#include "suites.h"
#include "support.h"

static struct options options;
static struct client client;
static struct fetch *fetch;
static struct result *result;       // of the fetch

// Makes the fetch, by the options that hold now.
static void
make_fetch(void)
{
    fetch = fetch_new(&client);
    ck_assert_ptr_nonnull(fetch);
    result = &fetch->result;
}

// Has it save into that directory.
static void
save_into(const char *directory)
{
    options.body.directory = directory;
    stop_forget_sleepers();
    fetch_free(fetch);
    make_fetch();
}

// A fixture: the options' defaults, and a fetch without a URL.
static void
start(void)
{
    options = (struct options){
        .concurrency = 50,
        .timeout = 30,
        .connect_timeout = 10,
        .retry = {.backoff = 1},
        .max_redirs = 10,
        .body = {.longest = -1},
    };
    ck_assert(client_open(&client, &options));
    make_fetch();
}

static void
end(void)
{
    stop_forget_sleepers();
    if (fetch->handle)
        client_return(&client, fetch->handle);
    fetch_free(fetch);
    client_close(&client);
}

// Gives the fetch a URL that has just been read, as number 5, on lane 3.
static void
begin_bytes(const char *bytes, size_t length)
{
    struct list_url url = {
        .bytes = bytes, .length = length, .read_at = clock_now(),
    };

    fetch_begin(fetch, &url, 5, 3);
}

static void
begin(const char *url)
{
    begin_bytes(url, strlen(url));
}

// One attempt that ends with a code, without any transfer.
static void
attempt(CURLcode code)
{
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    ck_assert_ptr_nonnull(fetch->handle);
    fetch_end(fetch, code);
    ck_assert_ptr_null(fetch->handle);
}

// Runs one attempt for real.
static CURLcode
perform(void)
{
    CURLcode code;

    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    code = curl_easy_perform(fetch->handle);
    fetch_end(fetch, code);
    return code;
}

// Runs the fetch to its end, without pauses.
static void
run_to_the_end(void)
{
    for (;;) {
        switch (fetch_next(fetch)) {
        case FETCH_TRANSFER:
            fetch_end(fetch, curl_easy_perform(fetch->handle));
            break;
        case FETCH_WORK:
            fetch_work(fetch);
            break;
        case FETCH_PAUSE:
            ck_abort_msg("a pause");
        case FETCH_FINAL:
            return;
        }
    }
}

// The same for the canned server's URL; returns how many answers were given.
static int
run(const char *const answers[])
{
    int given;

    options.retry.backoff = 0;
    begin(canned_start(answers));
    run_to_the_end();
    given = canned_stop();
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    return given;
}

// Runs it for one answer.
static void
run_one(const char *answer)
{
    const char *const answers[] = {answer, NULL};

    run(answers);
}

// The record's kind of error is this one.
#define assert_error(kind) \
    ck_assert_msg(result->error == (kind), "%s: %s", \
                  result->error ? error_name(result->error) : "no error", \
                  result->detail)

// --- what is no URL ----------------------------------------------------------

static const char *const no_urls[] = {
    "", "x", "www.example.com", "ftp://h/", "file:///etc/passwd", "http:/h/",
    "http:", "HTTPX://h/", "httpss://h", "://h/", "gopher://h", "-c",
};

START_TEST(what_is_no_http_url_is_final_at_once)
{
    begin(no_urls[_i]);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_URL);
    ck_assert_int_eq(result->attempts, 0);
    ck_assert_str_ne(result->detail, "");
    ck_assert_ptr_null(fetch->handle);
}
END_TEST

START_TEST(url_with_a_nul_inside_is_none)
{
    begin_bytes("http://h/\0x", 11);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_URL);
    ck_assert_uint_eq(result->url.length, 11);
    assert_says(result->detail, "NUL");
}
END_TEST

START_TEST(url_that_was_cut_off_is_none)
{
    struct list_url url = {.bytes = "http://h/", .length = 9, .cut = true};

    fetch_begin(fetch, &url, 5, 3);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_URL);
    assert_says(result->detail, "65536");
}
END_TEST

START_TEST(url_that_libcurl_refuses_was_never_attempted)
{
    options.retry = (struct retry){.most = 3, .all = true};
    begin("http://[bad/");
    ck_assert_int_ne(perform(), CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_URL);
    ck_assert_int_eq(result->attempts, 0);
}
END_TEST

START_TEST(scheme_may_be_in_capitals)
{
    begin("HTTPS://h/");
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    fetch_end(fetch, CURLE_OK);
}
END_TEST

// --- from the beginning to the end -------------------------------------------

START_TEST(success_is_final_after_one_attempt)
{
    begin("http://h/");
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_NONE);
    ck_assert_str_eq(result->detail, "");
    ck_assert_int_eq(result->attempts, 1);
    ck_assert_double_eq(result->waited, 0);
}
END_TEST

START_TEST(record_knows_url_place_and_lane)
{
    char url[] = "http://h/a?b";

    begin(url);
    memset(url, 'x', sizeof url - 1);
    ck_assert_int_eq(result->index, 5);
    ck_assert_int_eq(result->lane, 3);
    ck_assert_uint_eq(result->url.length, sizeof url - 1);
    ck_assert_mem_eq(result->url.bytes, "http://h/a?b", sizeof url - 1);
}
END_TEST

START_TEST(handle_of_a_transfer_leads_back_to_its_fetch)
{
    struct fetch *found = NULL;

    begin("http://h/");
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    curl_easy_getinfo(fetch->handle, CURLINFO_PRIVATE, &found);
    ck_assert_ptr_eq(found, fetch);
    fetch_end(fetch, CURLE_OK);
}
END_TEST

START_TEST(handle_is_lent_again)
{
    CURL *handle;

    begin("http://h/");
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    handle = fetch->handle;
    ck_assert_int_eq(client.lent, 1);
    fetch_end(fetch, CURLE_OK);
    ck_assert_int_eq(client.lent, 0);
    begin("http://h/");
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    ck_assert_ptr_eq(fetch->handle, handle);
    fetch_end(fetch, CURLE_OK);
}
END_TEST

START_TEST(failure_is_final_after_one_attempt)
{
    begin("http://h/");
    attempt(CURLE_OPERATION_TIMEDOUT);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_TIMEOUT);
    ck_assert_str_ne(result->detail, "");
    ck_assert_int_eq(result->attempts, 1);
}
END_TEST

START_TEST(next_url_knows_nothing_of_the_one_before)
{
    options.retry = (struct retry){.most = 1};
    begin("http://h/long/before");
    attempt(CURLE_GOT_NOTHING);
    attempt(CURLE_GOT_NOTHING);
    result->waited = 5;
    result->saved = true;
    result->status = result->length = 7;
    begin("http://h/");
    ck_assert_uint_eq(result->url.length, 9);
    attempt(CURLE_OK);
    assert_error(ERROR_NONE);
    ck_assert_str_eq(result->detail, "");
    ck_assert_int_eq(result->attempts, 1);
    ck_assert_int_eq(result->status, 0);
    ck_assert_int_eq(result->length, 0);
    ck_assert_double_eq(result->waited, 0);
    ck_assert(!result->saved);
}
END_TEST

START_TEST(bad_url_knows_nothing_of_the_one_before_either)
{
    options.retry = (struct retry){.most = 1};
    begin("http://h/long/before");
    attempt(CURLE_GOT_NOTHING);
    attempt(CURLE_GOT_NOTHING);
    result->waited = 5;
    result->saved = true;
    result->status = result->length = 7;
    begin("ftp://h/");
    ck_assert_int_eq(result->attempts, 0);
    ck_assert_int_eq(result->status, 0);
    ck_assert_int_eq(result->length, 0);
    ck_assert_double_eq(result->waited, 0);
    ck_assert(!result->saved);
}
END_TEST

START_TEST(url_after_a_bad_one_is_none_the_worse)
{
    begin("ftp://h/");
    begin("http://h/");
    attempt(CURLE_OK);
    assert_error(ERROR_NONE);
    ck_assert_str_eq(result->detail, "");
}
END_TEST

START_TEST(refused_fetch_is_final_without_an_attempt)
{
    begin("http://h/");
    fetch_refuse(fetch, "no thread");
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_RESOURCES);
    ck_assert_str_eq(result->detail, "no thread");
    ck_assert_int_eq(result->attempts, 0);
}
END_TEST

START_TEST(time_before_the_first_attempt_is_queued)
{
    double before = clock_now(), queued;

    begin("http://h/");
    poll(NULL, 0, 30);
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    queued = result->tries[0].queued;
    ck_assert_double_ge(queued, 0.029);
    ck_assert_double_ge(result->tries[0].start, before + queued);
    ck_assert_double_le(result->tries[0].start, clock_now());
    ck_assert_double_eq(result->tries[0].waited, 0);
    fetch_end(fetch, CURLE_OK);
}
END_TEST

// --- retries -----------------------------------------------------------------

START_TEST(transient_failure_is_tried_as_often_as_asked_for)
{
    options.retry = (struct retry){.most = _i};
    begin("http://h/");
    for (int i = 0; i <= _i; i++)
        attempt(CURLE_COULDNT_RESOLVE_HOST);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_DNS);
    ck_assert_int_eq(result->attempts, _i + 1);
    for (int i = 0; i <= _i; i++) {
        ck_assert_int_eq(result->tries[i].error, ERROR_DNS);
        ck_assert(!result->tries[i].reused);
    }
}
END_TEST

START_TEST(success_ends_the_retries_and_its_record_is_clean)
{
    options.retry = (struct retry){.most = 5};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_NONE);
    ck_assert_str_eq(result->detail, "");
    ck_assert_int_eq(result->attempts, 2);
    ck_assert_int_eq(result->tries[0].error, ERROR_RESET);
    ck_assert_int_eq(result->tries[1].error, ERROR_NONE);
}
END_TEST

START_TEST(retry_of_a_long_url_is_explained_to_the_end)
{
    char url[2000];
    const char *said;

    memset(url, 'x', sizeof url);
    memcpy(url, "http://h/", 9);
    options.retry = (struct retry){.most = 1};
    begin_bytes(url, sizeof url);
    say_only(VERBOSE);
    capture_begin(STDERR_FILENO);
    attempt(CURLE_COULDNT_CONNECT);
    said = capture_end();
    say_only(NORMAL);
    ck_assert_msg(strstr(said, "xxx...: attempt 1: ")
                  && strstr(said, "; the next one in 0.000 s\n"), "%s", said);
}
END_TEST

START_TEST(lasting_failure_is_not_tried_again)
{
    options.retry = (struct retry){.most = 5};
    begin("http://h/");
    attempt(CURLE_PEER_FAILED_VERIFICATION);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_TLS);
    ck_assert_int_eq(result->attempts, 1);
}
END_TEST

START_TEST(lasting_failure_is_tried_again_with_retry_all)
{
    options.retry = (struct retry){.most = 1, .all = true};
    begin("http://h/");
    attempt(CURLE_PEER_FAILED_VERIFICATION);
    attempt(CURLE_PEER_FAILED_VERIFICATION);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    ck_assert_int_eq(result->attempts, 2);
}
END_TEST

START_TEST(retry_all_retries_neither_successes_nor_cancelled_attempts)
{
    options.retry = (struct retry){.most = 5, .all = true};
    begin("http://h/");
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    begin("http://h/");
    attempt(CURLE_ABORTED_BY_CALLBACK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_CANCELLED);
}
END_TEST

START_TEST(pause_before_a_retry_is_as_long_as_the_backoff)
{
    options.retry = (struct retry){.most = 2, .backoff = 20, .exact = true};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
    ck_assert_double_le(fetch->pause, 20);
    ck_assert_double_gt(fetch->pause, 10);
    ck_assert_ptr_null(fetch->handle);
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
}
END_TEST

START_TEST(jitter_differs_from_url_to_url)
{
    double first = 0, differences = 0;

    options.retry = (struct retry){.most = 1, .backoff = 20};
    for (int i = 0; i < 20; i++) {
        begin("http://h/");
        attempt(CURLE_GOT_NOTHING);
        ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
        ck_assert_double_le(fetch->pause, 20);
        if (i == 0)
            first = fetch->pause;
        differences += fabs(fetch->pause - first);
    }
    ck_assert_double_gt(differences, 1);
}
END_TEST

START_TEST(waited_is_the_pause_and_what_came_after_it_is_queued)
{
    options.retry = (struct retry){.most = 2, .backoff = 0.02, .exact = true};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    poll(NULL, 0, 60);
    attempt(CURLE_GOT_NOTHING);
    ck_assert_double_eq_tol(result->waited, 0.02, 1e-9);
    ck_assert_double_eq_tol(result->tries[1].waited, 0.02, 1e-9);
    ck_assert_double_ge(result->tries[1].queued, 0.039);
    ck_assert_double_le(result->tries[1].waited + result->tries[1].queued,
                        result->tries[1].start - result->tries[0].start);
    poll(NULL, 0, 60);
    attempt(CURLE_OK);
    ck_assert_double_eq_tol(result->waited, 0.06, 1e-9);
    ck_assert_double_eq_tol(result->tries[2].waited, 0.04, 1e-9);
}
END_TEST

START_TEST(attempts_start_one_after_the_other)
{
    options.retry = (struct retry){.most = 1, .backoff = 0.03, .exact = true};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    while (fetch_next(fetch) == FETCH_PAUSE)
        poll(NULL, 0, (int)ceil(fetch->pause * 1000));
    fetch_end(fetch, CURLE_OK);
    ck_assert_double_ge(result->tries[1].start,
                        result->tries[0].start + 0.03);
}
END_TEST

// --- the deadline ------------------------------------------------------------

START_TEST(pause_that_would_pass_the_deadline_ends_the_url_at_once)
{
    options.deadline = 10;
    options.retry = (struct retry){.most = 5, .backoff = 20, .exact = true};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_RESET);
    ck_assert_int_eq(result->attempts, 1);
    ck_assert_double_eq(result->waited, 0);
}
END_TEST

START_TEST(retry_that_comes_too_late_is_a_timeout)
{
    options.deadline = 0.05;
    options.retry = (struct retry){.most = 5};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    poll(NULL, 0, 70);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_TIMEOUT);
    assert_says(result->detail, "deadline");
    ck_assert_int_eq(result->attempts, 1);
}
END_TEST

START_TEST(deadline_counts_from_the_first_attempt)
{
    options.deadline = 0.05;
    begin("http://h/");
    poll(NULL, 0, 70);
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_NONE);
}
END_TEST

START_TEST(deadline_of_the_url_before_is_forgotten)
{
    options.deadline = 0.05;
    options.retry = (struct retry){.most = 1};
    begin("http://h/");
    attempt(CURLE_OK);
    poll(NULL, 0, 70);
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    fetch_end(fetch, CURLE_OK);
}
END_TEST

// Runs a transfer that nobody answers; returns how long it took.
static double
run_into_silence(void)
{
    double began = clock_now();

    run_one(canned_hang);
    assert_error(ERROR_TIMEOUT);
    ck_assert_double_lt(clock_now() - began, 5);
    return result->tries[0].total;
}

START_TEST(attempt_lasts_no_longer_than_its_timeout)
{
    options.timeout = 0.1;
    ck_assert_double_ge(run_into_silence(), 0.1);
}
END_TEST

START_TEST(attempt_lasts_no_longer_than_until_the_deadline)
{
    options.deadline = 0.1;
    ck_assert_double_ge(run_into_silence(), 0.099);
}
END_TEST

// --- when descriptors run out ------------------------------------------------

// An attempt that finds no descriptor left, while `others` use some.
static void
run_out_of_descriptors(int others)
{
    CURL *handles[4];

    for (int i = 0; i < others; i++)
        handles[i] = client_lend(&client);
    ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
    fetch->transfer.system_error = EMFILE;
    fetch_end(fetch, CURLE_COULDNT_CONNECT);
    for (int i = 0; i < others; i++)
        client_return(&client, handles[i]);
}

START_TEST(waiting_for_a_descriptor_is_no_attempt_and_no_pause)
{
    begin("http://h/");
    for (int i = 0; i < 3; i++) {
        run_out_of_descriptors(1);
        ck_assert_int_eq(result->attempts, 0);
        ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
        ck_assert_double_le(fetch->pause, 1);
        poll(NULL, 0, (int)ceil(fetch->pause * 1000));
    }
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    ck_assert_int_eq(result->attempts, 1);
    ck_assert_double_eq(result->waited, 0);
    ck_assert_double_ge(result->tries[0].queued, 0.05);
}
END_TEST

START_TEST(waiting_for_a_descriptor_after_a_pause_keeps_the_pause)
{
    options.retry = (struct retry){.most = 1, .backoff = 0.02, .exact = true};
    begin("http://h/");
    attempt(CURLE_GOT_NOTHING);
    poll(NULL, 0, 30);
    run_out_of_descriptors(1);
    ck_assert_int_eq(result->attempts, 1);
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
    poll(NULL, 0, (int)ceil(fetch->pause * 1000));
    attempt(CURLE_OK);
    ck_assert_int_eq(result->attempts, 2);
    ck_assert_double_eq_tol(result->waited, 0.02, 1e-9);
}
END_TEST

START_TEST(nobody_waits_for_a_descriptor_beyond_the_deadline)
{
    options.deadline = 0.01;
    begin("http://h/");
    run_out_of_descriptors(1);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_RESOURCES);
}
END_TEST

// While as many are in flight as there are descriptors for, nothing is tried:
// that would be a spin. And a fetch that does not wait any more is not counted.
START_TEST(nothing_starts_while_there_is_no_room)
{
    CURL *other = client_lend(&client);

    begin("http://h/");
    run_out_of_descriptors(0);
    ck_assert(client_is_waited_for(&client));
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
        ck_assert_double_le(fetch->pause, 0.1);
        ck_assert_ptr_null(fetch->handle);
        poll(NULL, 0, (int)ceil(fetch->pause * 1000));
    }
    client_return(&client, other);
    poll(NULL, 0, 80);
    attempt(CURLE_OK);
    ck_assert(!client_is_waited_for(&client));
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    begin("http://h/");
    run_out_of_descriptors(1);
    fetch_refuse(fetch, "not needed any more");
    ck_assert(!client_is_waited_for(&client));
}
END_TEST

// Whoever only doubts waits alone: a list with many hosts that do not exist
// would stand still otherwise.
START_TEST(doubted_lookup_holds_up_nobody_else)
{
    client.peak = 1 << 30;
    begin("http://h/");
    attempt(CURLE_COULDNT_RESOLVE_HOST);
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
    ck_assert_int_eq(result->attempts, 0);
    ck_assert(!client_is_waited_for(&client));
    ck_assert(client_has_room(&client));
}
END_TEST

// A lookup that found nothing may have lacked descriptors, if there were never
// enough for all in flight. That of a single URL has not.
START_TEST(lookup_of_a_single_url_is_believed)
{
    begin("http://h/");
    attempt(CURLE_COULDNT_RESOLVE_HOST);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_DNS);
}
END_TEST

// Idle connections may hold it: they are given up, which helps soon or never.
START_TEST(nobody_waits_long_for_a_descriptor_that_nobody_holds)
{
    int waits = 0;

    begin("http://h/");
    run_out_of_descriptors(0);
    while (fetch_next(fetch) == FETCH_PAUSE && waits++ < 10) {
        poll(NULL, 0, (int)ceil(fetch->pause * 1000));
        run_out_of_descriptors(0);
    }
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    ck_assert_int_eq(waits, 3);
    ck_assert_int_eq(result->attempts, 1);
    assert_error(ERROR_RESOURCES);
    assert_says(result->detail, "ulimit -n");
}
END_TEST

// --- answers -----------------------------------------------------------------

#define OK "HTTP/1.1 200 OK\r\n"
#define BUSY "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"

START_TEST(answer_fills_in_the_record)
{
    const struct attempt *try;

    options.body.preview = 3;
    run_one(OK "Content-Length: 5\r\n\r\nhello");
    assert_error(ERROR_NONE);
    ck_assert_int_eq(result->status, 200);
    ck_assert_int_eq(result->length, 5);
    ck_assert_int_eq(result->attempts, 1);
    assert_text(*result->preview, "hello");
    try = &result->tries[0];
    ck_assert_int_eq(try->status, 200);
    ck_assert(!try->reused);
    ck_assert_double_gt(try->connect, 0);
    ck_assert_double_eq(try->tls, 0);
    ck_assert_double_ge(try->first_byte, try->connect);
    ck_assert_double_ge(try->total, try->first_byte);
}
END_TEST

START_TEST(status_is_a_failure_only_with_fail)
{
    options.fail = _i;
    run_one("HTTP/1.1 404 None\r\nContent-Length: 2\r\n\r\nno");
    assert_error(_i ? ERROR_HTTP : ERROR_NONE);
    ck_assert_int_eq(result->status, 404);
    ck_assert_int_eq(result->length, 2);
    ck_assert_ptr_eq(strstr(result->detail, "404"),
                     _i ? result->detail + strlen(result->detail) - 3 : NULL);
}
END_TEST

START_TEST(status_399_is_no_failure_and_400_is_one)
{
    options.fail = true;
    run_one(_i ? "HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n"
               : "HTTP/1.1 399 X\r\nContent-Length: 0\r\n\r\n");
    assert_error(_i ? ERROR_HTTP : ERROR_NONE);
}
END_TEST

START_TEST(busy_server_is_asked_again_with_and_without_fail)
{
    const char *const answers[] = {
        BUSY, BUSY, OK "Content-Length: 2\r\n\r\nok", NULL,
    };

    options.fail = _i;
    options.retry.most = 5;
    ck_assert_int_eq(run(answers), 3);
    assert_error(ERROR_NONE);
    ck_assert_int_eq(result->attempts, 3);
    ck_assert_int_eq(result->status, 200);
    ck_assert_int_eq(result->length, 2);
    ck_assert_int_eq(result->tries[0].status, 503);
    ck_assert_int_eq(result->tries[0].error, _i ? ERROR_HTTP : ERROR_NONE);
}
END_TEST

START_TEST(server_that_stays_busy_has_its_last_status_in_the_record)
{
    const char *const answers[] = {BUSY, BUSY, NULL};

    options.retry.most = 1;
    ck_assert_int_eq(run(answers), 2);
    assert_error(ERROR_NONE);
    ck_assert_int_eq(result->attempts, 2);
    ck_assert_int_eq(result->status, 503);
}
END_TEST

START_TEST(pause_is_as_long_as_the_server_asks_for)
{
    const char *const answers[] = {
        "HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n",
        NULL,
    };

    options.retry = (struct retry){.most = 1};
    begin(canned_start(answers));
    perform();
    canned_stop();
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
    ck_assert_double_le(fetch->pause, 30);
    ck_assert_double_gt(fetch->pause, 20);
}
END_TEST

START_TEST(wish_for_a_very_long_pause_is_cut_to_a_minute)
{
    const char *const answers[] = {
        "HTTP/1.1 503 X\r\nRetry-After: 99999\r\nContent-Length: 0\r\n\r\n",
        NULL,
    };

    options.retry = (struct retry){.most = 1};
    begin(canned_start(answers));
    perform();
    canned_stop();
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
    ck_assert_double_le(fetch->pause, 60);
}
END_TEST

START_TEST(what_was_asked_for_is_in_the_request)
{
    options.user_agent = "somebody";
    options.compressed = true;
    options.headers = curl_slist_append(NULL, "X-Word: yes");
    run_one(OK "Content-Length: 0\r\n\r\n");
    assert_says(canned_request(), "GET / HTTP/1.1\r\n");
    assert_says(canned_request(), "User-Agent: somebody\r\n");
    assert_says(canned_request(), "X-Word: yes\r\n");
    assert_says(canned_request(), "Accept-Encoding: ");
    curl_slist_free_all(options.headers);
}
END_TEST

START_TEST(program_names_itself_and_asks_for_no_compression)
{
    run_one(OK "Content-Length: 0\r\n\r\n");
    assert_says(canned_request(), "User-Agent: check/" VERSION "\r\n");
    ck_assert_ptr_null(strstr(canned_request(), "Accept-Encoding"));
}
END_TEST

// --- answers that are none ---------------------------------------------------

static const struct {
    const char *answer;
    enum error_kind error;
    int status;
    int length;
} bad[] = {
    {"", ERROR_RESET, 0, 0},
    {canned_reset, ERROR_RESET, 0, 0},
    {"hello\r\n", ERROR_PROTOCOL, 0, 0},
    {OK "Content-Length: 9\r\n\r\nabc", ERROR_TRUNCATED, 200, 3},
    {OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", ERROR_TRUNCATED,
     200, 3},
    {OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
     ERROR_PROTOCOL, 200, 3},
    {"HTTP/1.1 302 X\r\nLocation: file:///etc/passwd\r\n"
     "Content-Length: 0\r\n\r\n", ERROR_REDIRECT, 302, 0},
};

START_TEST(bad_answer_is_told_by_what_happened)
{
    options.location = true;
    run_one(bad[_i].answer);
    assert_error(bad[_i].error);
    ck_assert_int_eq(result->status, bad[_i].status);
    ck_assert_int_eq(result->length, bad[_i].length);
    ck_assert_str_ne(result->detail, "");
}
END_TEST

START_TEST(redirect_is_followed_only_if_asked_for)
{
    run_one("HTTP/1.1 302 X\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
    assert_error(ERROR_NONE);
    ck_assert_int_eq(result->status, 302);
}
END_TEST

START_TEST(redirects_have_a_limit)
{
    static const char redirect[] = "HTTP/1.1 302 X\r\nLocation: /x\r\n"
                                   "Content-Length: 0\r\n\r\n";
    const char *const answers[] = {redirect, redirect, redirect, NULL};

    options.location = true;
    options.max_redirs = 1;
    ck_assert_int_eq(run(answers), 2);
    assert_error(ERROR_REDIRECT);
}
END_TEST

START_TEST(closed_port_refuses)
{
    begin(canned_nobody());
    perform();
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_REFUSED);
    ck_assert_int_eq(result->status, 0);
}
END_TEST

START_TEST(longer_body_than_allowed_is_too_large)
{
    options.body.longest = 4 + _i;
    run_one(OK "Content-Length: 5\r\n\r\nhello");
    assert_error(_i ? ERROR_NONE : ERROR_TOO_LARGE);
    ck_assert_int_eq(result->length, 4 + _i);
    if (_i == 0)
        assert_says(result->detail, "4 bytes");
}
END_TEST

// An answer with so many header lines of 50 bytes each, and the body "hello";
// the caller frees it.
static char *
with_headers(int lines)
{
    struct text answer = {.bytes = NULL};

    text_string(&answer, OK "Content-Length: 5\r\n");
    for (int i = 0; i < lines; i++)
        text_format(&answer, "X-%05d: %039d\r\n", i, i);
    text_add(&answer, "\r\nhello", 8);
    return answer.bytes;
}

START_TEST(endless_headers_are_too_large_and_end_the_transfer)
{
    char *answer = with_headers(8000);

    run_one(answer);
    assert_error(ERROR_TOO_LARGE);
    assert_says(result->detail, "headers");
    ck_assert_int_eq(result->length, 0);
    free(answer);
}
END_TEST

START_TEST(headers_of_one_url_are_not_added_to_those_of_the_next)
{
    char *answer = with_headers(4000);

    for (int i = 0; i < 2; i++) {
        run_one(answer);
        assert_error(ERROR_NONE);
        ck_assert_int_eq(result->length, 5);
    }
    free(answer);
}
END_TEST

// --- bodies that are saved ---------------------------------------------------

START_TEST(body_of_a_success_is_saved)
{
    char *bytes;

    save_into(scratch_path("."));
    run_one(OK "Content-Length: 5\r\n\r\nhello");
    ck_assert(result->saved);
    bytes = read_whole(scratch_path("5"));
    ck_assert_str_eq(bytes, "hello");
    free(bytes);
}
END_TEST

START_TEST(body_of_a_failure_is_not_saved)
{
    static const char *const answers[] = {
        "HTTP/1.1 404 None\r\nContent-Length: 2\r\n\r\nno",
        OK "Content-Length: 9\r\n\r\nabc",
    };

    options.fail = true;
    save_into(scratch_path("."));
    run_one(answers[_i]);
    ck_assert(!result->saved);
    ck_assert(!scratch_has("5"));
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

START_TEST(only_the_last_body_is_saved)
{
    const char *const answers[] = {
        BUSY, OK "Content-Length: 2\r\n\r\nok", NULL,
    };
    char *bytes;

    save_into(scratch_path("."));
    options.retry.most = 3;
    ck_assert_int_eq(run(answers), 2);
    ck_assert(result->saved);
    bytes = read_whole(scratch_path("5"));
    ck_assert_str_eq(bytes, "ok");
    free(bytes);
}
END_TEST

START_TEST(body_before_a_retry_is_not_saved)
{
    const char *const answers[] = {BUSY, "", NULL};

    save_into(scratch_path("."));
    options.retry.most = 1;
    ck_assert_int_eq(run(answers), 2);
    assert_error(ERROR_RESET);
    ck_assert(!result->saved);
    ck_assert(!scratch_has("5"));
}
END_TEST

START_TEST(body_that_cannot_be_saved_is_an_error)
{
    save_into(scratch_path("none"));
    run_one(OK "Content-Length: 5\r\n\r\nhello");
    assert_error(ERROR_WRITE);
    ck_assert_int_eq(result->tries[0].error, ERROR_WRITE);
    assert_says(result->detail, "No such file");
}
END_TEST

START_TEST(body_that_cannot_be_named_is_an_error)
{
    ck_assert_int_eq(mkdir(scratch_path("5"), 0700), 0);
    save_into(scratch_path("."));
    run_one(OK "Content-Length: 5\r\n\r\nhello");
    assert_error(ERROR_WRITE);
    assert_says(result->detail, "directory");
    ck_assert(!result->saved);
}
END_TEST

START_TEST(file_is_work_before_the_record_is_final)
{
    const char *const answers[] = {OK "Content-Length: 5\r\n\r\nhello", NULL};

    save_into(scratch_path("."));
    begin(canned_start(answers));
    perform();
    canned_stop();
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(fetch_next(fetch), FETCH_WORK);
    ck_assert(!scratch_has("5"));
    fetch_work(fetch);
    ck_assert(scratch_has("5"));
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    ck_assert(result->saved);
}
END_TEST

START_TEST(without_saving_there_is_no_work)
{
    begin("http://h/");
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    ck_assert(!result->saved);
}
END_TEST

// A file that only lacks a descriptor is waited for as a connection is.
START_TEST(body_waits_for_a_descriptor)
{
    save_into(scratch_path("."));
    begin("http://h/");
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_WORK);
    fetch_work(fetch);
    fetch->transfer.body.file->kept = false;
    fetch->transfer.body.file->error = EMFILE;
    ck_assert_int_eq(fetch_next(fetch), FETCH_PAUSE);
    ck_assert_int_eq(result->attempts, 0);
    poll(NULL, 0, (int)ceil(fetch->pause * 1000));
    attempt(CURLE_OK);
    ck_assert_int_eq(fetch_next(fetch), FETCH_WORK);
    fetch_work(fetch);
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
    assert_error(ERROR_NONE);
    ck_assert_str_eq(result->detail, "");
    ck_assert(result->saved);
    ck_assert_int_eq(result->attempts, 1);
}
END_TEST

START_TEST(full_disk_fails_the_attempt)
{
    ck_assert_int_eq(symlink("/dev/full", scratch_path(".5.part")), 0);
    save_into(scratch_path("."));
    run_one(OK "Content-Length: 5\r\n\r\nhello");
    assert_error(ERROR_WRITE);
    ck_assert_int_eq(result->tries[0].error, ERROR_WRITE);
    assert_says(result->detail, "No space");
    ck_assert_int_eq(result->attempts, 1);
    ck_assert_int_eq(result->length, 5);
    ck_assert_int_eq(result->status, 200);
    ck_assert(!result->saved);
    ck_assert(!scratch_has(".5.part"));
}
END_TEST

// The work of a failed attempt is to clean up, and the next one waits for it.
START_TEST(file_of_an_attempt_is_removed_before_the_next_one)
{
    static char answer[200000];
    const char *const answers[] = {
        answer, OK "Content-Length: 2\r\n\r\nok", NULL,
    };
    int length = snprintf(answer, sizeof answer, OK "Content-Length: 999999"
                          "\r\n\r\n");

    memset(answer + length, 'x', sizeof answer - 1 - (size_t)length);
    options.retry = (struct retry){.most = 1};
    save_into(scratch_path("."));
    begin(canned_start(answers));
    ck_assert_int_ne(perform(), CURLE_OK);
    ck_assert(scratch_has(".5.part"));
    ck_assert_int_eq(fetch_next(fetch), FETCH_WORK);
    fetch_work(fetch);
    ck_assert(!scratch_has(".5.part"));
    run_to_the_end();
    canned_stop();
    assert_error(ERROR_NONE);
    ck_assert_int_eq(result->attempts, 2);
    ck_assert(result->saved);
}
END_TEST

// --- stopping ----------------------------------------------------------------

// In a child: the stop comes before anything was tried.
static void
stop_at_first(void)
{
    expect(stop_on_signals());
    begin("http://h/");
    stop_now(0);
    expect(fetch_next(fetch) == FETCH_FINAL);
    expect(result->error == ERROR_CANCELLED);
    expect(result->attempts == 0);
    expect(result->waited == 0);
}

START_TEST(stop_cancels_what_has_not_begun)
{
    ck_assert_int_eq(in_child(stop_at_first), 0);
}
END_TEST

// In a child: the stop comes in the middle of a pause.
static void
stop_in_a_pause(void)
{
    expect(stop_on_signals());
    options.retry = (struct retry){.most = 1, .backoff = 20, .exact = true};
    begin("http://h/");
    expect(fetch_next(fetch) == FETCH_TRANSFER);
    fetch_end(fetch, CURLE_GOT_NOTHING);
    expect(fetch_next(fetch) == FETCH_PAUSE);
    poll(NULL, 0, 50);
    stop_now(0);
    expect(fetch_next(fetch) == FETCH_FINAL);
    expect(result->error == ERROR_CANCELLED);
    expect(result->attempts == 1);
    expect(result->waited >= 0.049 && result->waited < 20);
}

START_TEST(stop_cancels_a_pause_and_counts_what_has_passed_of_it)
{
    ck_assert_int_eq(in_child(stop_in_a_pause), 0);
}
END_TEST

// In a child: the stop comes while nobody answers.
static void
stop_in_a_transfer(void)
{
    static const char *const answers[] = {canned_hang, NULL};

    expect(stop_on_signals());
    options.retry = (struct retry){.most = 5};
    begin(canned_start(answers));
    expect(fetch_next(fetch) == FETCH_TRANSFER);
    stop_now(0);
    fetch_end(fetch, curl_easy_perform(fetch->handle));
    expect(fetch_next(fetch) == FETCH_FINAL);
    expect(result->error == ERROR_CANCELLED);
    expect(result->attempts == 1);
}

START_TEST(stop_cancels_a_transfer)
{
    double began = clock_now();

    ck_assert_int_eq(in_child(stop_in_a_transfer), 0);
    ck_assert_double_lt(clock_now() - began, 10);
}
END_TEST

// -----------------------------------------------------------------------------

// A test case with the fixture of all.
static TCase *
add_case(Suite *suite, const char *name)
{
    TCase *tests = tcase_create(name);

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 15);
    suite_add_tcase(suite, tests);
    return tests;
}

static void
add_decisions(TCase *tests)
{
    tcase_add_loop_test(tests, what_is_no_http_url_is_final_at_once, 0,
                        sizeof no_urls / sizeof no_urls[0]);
    tcase_add_test(tests, url_with_a_nul_inside_is_none);
    tcase_add_test(tests, url_that_was_cut_off_is_none);
    tcase_add_test(tests, url_that_libcurl_refuses_was_never_attempted);
    tcase_add_test(tests, scheme_may_be_in_capitals);
    tcase_add_test(tests, success_is_final_after_one_attempt);
    tcase_add_test(tests, record_knows_url_place_and_lane);
    tcase_add_test(tests, handle_of_a_transfer_leads_back_to_its_fetch);
    tcase_add_test(tests, handle_is_lent_again);
    tcase_add_test(tests, failure_is_final_after_one_attempt);
    tcase_add_test(tests, next_url_knows_nothing_of_the_one_before);
    tcase_add_test(tests, bad_url_knows_nothing_of_the_one_before_either);
    tcase_add_test(tests, url_after_a_bad_one_is_none_the_worse);
    tcase_add_test(tests, refused_fetch_is_final_without_an_attempt);
    tcase_add_test(tests, time_before_the_first_attempt_is_queued);
}

static void
add_retries(TCase *tests)
{
    tcase_add_loop_test(tests,
                        transient_failure_is_tried_as_often_as_asked_for, 0,
                        4);
    tcase_add_test(tests, success_ends_the_retries_and_its_record_is_clean);
    tcase_add_test(tests, retry_of_a_long_url_is_explained_to_the_end);
    tcase_add_test(tests, lasting_failure_is_not_tried_again);
    tcase_add_test(tests, lasting_failure_is_tried_again_with_retry_all);
    tcase_add_test(tests,
                   retry_all_retries_neither_successes_nor_cancelled_attempts);
    tcase_add_test(tests, pause_before_a_retry_is_as_long_as_the_backoff);
    tcase_add_test(tests, jitter_differs_from_url_to_url);
    tcase_add_test(tests,
                   waited_is_the_pause_and_what_came_after_it_is_queued);
    tcase_add_test(tests, attempts_start_one_after_the_other);
    tcase_add_test(tests,
                   pause_that_would_pass_the_deadline_ends_the_url_at_once);
    tcase_add_test(tests, retry_that_comes_too_late_is_a_timeout);
    tcase_add_test(tests, deadline_counts_from_the_first_attempt);
    tcase_add_test(tests, deadline_of_the_url_before_is_forgotten);
    tcase_add_test(tests, attempt_lasts_no_longer_than_its_timeout);
    tcase_add_test(tests, attempt_lasts_no_longer_than_until_the_deadline);
    tcase_add_test(tests, waiting_for_a_descriptor_is_no_attempt_and_no_pause);
    tcase_add_test(tests,
                   waiting_for_a_descriptor_after_a_pause_keeps_the_pause);
    tcase_add_test(tests, nobody_waits_for_a_descriptor_beyond_the_deadline);
    tcase_add_test(tests, nothing_starts_while_there_is_no_room);
    tcase_add_test(tests, doubted_lookup_holds_up_nobody_else);
    tcase_add_test(tests, lookup_of_a_single_url_is_believed);
    tcase_add_test(tests, nobody_waits_long_for_a_descriptor_that_nobody_holds);
}

static void
add_answers(TCase *tests)
{
    tcase_add_test(tests, answer_fills_in_the_record);
    tcase_add_loop_test(tests, status_is_a_failure_only_with_fail, 0, 2);
    tcase_add_loop_test(tests, status_399_is_no_failure_and_400_is_one, 0, 2);
    tcase_add_loop_test(tests,
                        busy_server_is_asked_again_with_and_without_fail, 0,
                        2);
    tcase_add_test(tests,
                   server_that_stays_busy_has_its_last_status_in_the_record);
    tcase_add_test(tests, pause_is_as_long_as_the_server_asks_for);
    tcase_add_test(tests, wish_for_a_very_long_pause_is_cut_to_a_minute);
    tcase_add_test(tests, what_was_asked_for_is_in_the_request);
    tcase_add_test(tests, program_names_itself_and_asks_for_no_compression);
    tcase_add_loop_test(tests, bad_answer_is_told_by_what_happened, 0,
                        sizeof bad / sizeof bad[0]);
    tcase_add_test(tests, redirect_is_followed_only_if_asked_for);
    tcase_add_test(tests, redirects_have_a_limit);
    tcase_add_test(tests, closed_port_refuses);
    tcase_add_loop_test(tests, longer_body_than_allowed_is_too_large, 0, 2);
    tcase_add_test(tests,
                   endless_headers_are_too_large_and_end_the_transfer);
    tcase_add_test(tests,
                   headers_of_one_url_are_not_added_to_those_of_the_next);
    tcase_add_test(tests, body_of_a_success_is_saved);
    tcase_add_loop_test(tests, body_of_a_failure_is_not_saved, 0, 2);
    tcase_add_test(tests, only_the_last_body_is_saved);
    tcase_add_test(tests, body_before_a_retry_is_not_saved);
    tcase_add_test(tests, body_that_cannot_be_saved_is_an_error);
    tcase_add_test(tests, body_that_cannot_be_named_is_an_error);
    tcase_add_test(tests, file_is_work_before_the_record_is_final);
    tcase_add_test(tests, without_saving_there_is_no_work);
    tcase_add_test(tests, body_waits_for_a_descriptor);
    tcase_add_test(tests, full_disk_fails_the_attempt);
    tcase_add_test(tests, file_of_an_attempt_is_removed_before_the_next_one);
}

Suite *
fetch_suite(void)
{
    Suite *suite = suite_create("fetch");
    TCase *stops = add_case(suite, "stops");

    add_decisions(add_case(suite, "decisions"));
    add_retries(add_case(suite, "retries"));
    add_answers(add_case(suite, "answers"));
    tcase_add_test(stops, stop_cancels_what_has_not_begun);
    tcase_add_test(stops,
                   stop_cancels_a_pause_and_counts_what_has_passed_of_it);
    tcase_add_test(stops, stop_cancels_a_transfer);
    return suite;
}
