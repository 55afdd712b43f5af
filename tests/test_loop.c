// loop: transfers, pauses and blocking jobs, waited for all at once. Every
// test is done with both reactors, against a server that the test plays itself,
// one step at a time.

#include "../async/loop.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch.h"
#include "canned.h"
#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "stall.h"
#include "stop.h"
#include "suites.h"
#include "support.h"

enum { MOST_FETCHES = 300, BODY = 300 * 1000, WRITTEN_AT_ONCE = 32 * 1024 };

static struct options options;
static struct batch *batch;
static struct loop *loop;
static struct fetch *fetches[MOST_FETCHES];
static int listener;
static char url[64];
static char bytes[BODY];

// --- a batch and its loop ----------------------------------------------------

static void
start(void)
{
    static char *no_urls[] = {NULL};

    setenv("no_proxy", "*", 1);
    options = (struct options){
        .urls = no_urls,
        .input = scratch_write("list", "", 0),
        .output = "/dev/null",
        .concurrency = MOST_FETCHES,
        .timeout = 10,
        .connect_timeout = 10,
        .retry = {.backoff = 1},
        .body = {.longest = -1},
        .style = {.format = FORMAT_JSON},
        .progress = PROGRESS_NEVER,
        .helpers = 4,
        .stall = 1000,
    };
    for (size_t i = 0; i < BODY; i++)
        bytes[i] = (char)(i % 251);
    listener = -1;
}

// Takes so many URLs, all the same, into a loop of that kind.
static void
open_loop(int kind, int count, const char *base)
{
    FILE *list = fopen(scratch_path("list"), "we");
    int status;

    for (int i = 0; i < count; i++)
        fprintf(list, "%s/\n", base);
    fclose(list);
    options.input = scratch_path("list");
    options.loop = kind;
    batch = batch_open(&options, &status);
    ck_assert_ptr_nonnull(batch);
    loop = loop_new(batch, &options);
    ck_assert_ptr_nonnull(loop);
    for (int i = 0; i < count; i++) {
        for (int turn = 0; turn < 100; turn++) {
            fetches[i] = batch_take(batch, ANY_LANE);
            if (fetches[i])
                break;
            loop_wait(loop);
        }
        ck_assert_ptr_nonnull(fetches[i]);
    }
}

// Ends it, with a record for each fetch.
static void
close_loop(int count)
{
    for (int i = 0; i < count; i++) {
        if (!fetches[i]->final)
            fetch_refuse(fetches[i], "not needed any more");
        batch_give(batch, fetches[i]);
    }
    loop_free(loop);
    batch_close(batch);
    if (listener >= 0)
        close(listener);
}

// Starts the transfers of the first ones.
static void
add(int count)
{
    for (int i = 0; i < count; i++) {
        ck_assert_int_eq(fetch_next(fetches[i]), FETCH_TRANSFER);
        loop_add(loop, fetches[i]);
    }
}

// Waits for the next transfer that ends, and takes note of it.
static struct fetch *
await_landed(CURLcode *code)
{
    struct fetch *fetch;
    double end = clock_now() + 8;

    while (!(fetch = loop_landed(loop, code))) {
        ck_assert_msg(clock_now() < end, "no transfer ends");
        loop_wait(loop);
    }
    fetch_end(fetch, *code);
    return fetch;
}

static struct fetch *
await_worked(void)
{
    struct fetch *fetch;
    double end = clock_now() + 8;

    while (!(fetch = loop_worked(loop))) {
        ck_assert_msg(clock_now() < end, "no job is done");
        loop_wait(loop);
    }
    return fetch;
}

// Turns the loop for a moment, in which nothing else may happen.
static void
turn(struct fetch *spare)
{
    spare->pause = 0.01;
    loop_pause(loop, spare);
    while (!loop_due(loop))
        loop_wait(loop);
}

// Lets the fetch's file be settled by helpers, until its record is final.
static void
finish_file(struct fetch *fetch)
{
    while (fetch_next(fetch) == FETCH_WORK) {
        loop_work(loop, fetch, fetch_work);
        ck_assert_ptr_eq(await_worked(), fetch);
    }
    ck_assert_int_eq(fetch_next(fetch), FETCH_FINAL);
}

// --- the server --------------------------------------------------------------

static void
listen_here(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;

    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(listener, MOST_FETCHES), 0);
    getsockname(listener, (struct sockaddr *)&address, &length);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(address.sin_port));
}

// Turns the loop until a request has come on this connection.
static void
await_request_on(int fd)
{
    char request[4096];
    double end = clock_now() + 8;

    while (recv(fd, request, sizeof request, 0) <= 0) {
        ck_assert_msg(clock_now() < end, "no request");
        loop_wait(loop);
    }
}

// The same on a new connection, which it returns.
static int
await_request(void)
{
    double end = clock_now() + 8;
    int fd;

    while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK))
           < 0) {
        ck_assert_msg(clock_now() < end, "no connection");
        poll(NULL, 0, 1);
        loop_wait(loop);
    }
    await_request_on(fd);
    return fd;
}

// Sends as much as goes at once; returns how much that was.
static size_t
give(int fd, const char *what, size_t length)
{
    ssize_t sent = send(fd, what, length, MSG_NOSIGNAL);

    return sent > 0 ? (size_t)sent : 0;
}

static void
give_text(int fd, const char *text)
{
    ck_assert_uint_eq(give(fd, text, strlen(text)), strlen(text));
}

// Turns the loop while it gives all of the body.
static void
give_body(int fd, size_t length)
{
    double end = clock_now() + 8;

    for (size_t at = 0; at < length;) {
        ck_assert_msg(clock_now() < end, "%zu bytes not taken", length - at);
        at += give(fd, bytes + at, length - at);
        poll(NULL, 0, 1);
        loop_wait(loop);
    }
}

// --- transfers ---------------------------------------------------------------

static const struct {
    const char *answer;
    CURLcode code;
} ends[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", CURLE_OK},
    {"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno", CURLE_OK},
    {"", CURLE_GOT_NOTHING},
    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", CURLE_PARTIAL_FILE},
};

enum { ENDS = sizeof ends / sizeof ends[0] };

START_TEST(transfer_lands_with_its_code)
{
    CURLcode code;
    int fd;

    listen_here();
    open_loop(_i, ENDS, url);
    for (int i = 0; i < ENDS; i++) {
        ck_assert_int_eq(fetch_next(fetches[i]), FETCH_TRANSFER);
        loop_add(loop, fetches[i]);
        ck_assert_ptr_null(loop_landed(loop, &code));
        fd = await_request();
        give_text(fd, ends[i].answer);
        close(fd);
        ck_assert_ptr_eq(await_landed(&code), fetches[i]);
        ck_assert_int_eq(code, ends[i].code);
        ck_assert_ptr_null(loop_landed(loop, &code));
    }
    close_loop(ENDS);
}
END_TEST

START_TEST(transfer_that_nobody_takes_lands)
{
    CURLcode code;

    open_loop(_i, 1, canned_nobody());
    add(1);
    ck_assert_ptr_eq(await_landed(&code), fetches[0]);
    ck_assert_int_eq(code, CURLE_COULDNT_CONNECT);
    close_loop(1);
}
END_TEST

START_TEST(transfer_that_takes_too_long_lands)
{
    CURLcode code;
    double begin;
    int fd;

    listen_here();
    options.timeout = 0.2;
    open_loop(_i, 1, url);
    begin = clock_now();
    add(1);
    fd = await_request();
    ck_assert_ptr_eq(await_landed(&code), fetches[0]);
    ck_assert_int_eq(code, CURLE_OPERATION_TIMEDOUT);
    ck_assert_double_ge(clock_now() - begin, 0.2);
    ck_assert_double_lt(clock_now() - begin, 2);
    close(fd);
    close_loop(1);
}
END_TEST

// They are in flight together, and the last one may land first.
START_TEST(transfers_run_side_by_side)
{
    enum { COUNT = 5 };
    static bool landed[COUNT];
    int fds[COUNT];
    CURLcode code;

    memset(landed, 0, sizeof landed);
    listen_here();
    open_loop(_i, COUNT, url);
    add(COUNT);
    for (int i = 0; i < COUNT; i++)
        fds[i] = await_request();
    for (int i = COUNT; i-- > 0;) {
        struct fetch *fetch;
        give_text(fds[i], ends[0].answer);
        fetch = await_landed(&code);
        ck_assert_int_eq(code, CURLE_OK);
        ck_assert(!landed[fetch->result.index]);
        landed[fetch->result.index] = true;
        close(fds[i]);
    }
    close_loop(COUNT);
}
END_TEST

START_TEST(connection_serves_again)
{
    enum { COUNT = 5 };
    CURLcode code;
    int fd = -1;

    listen_here();
    open_loop(_i, COUNT, url);
    for (int i = 0; i < COUNT; i++) {
        ck_assert_int_eq(fetch_next(fetches[i]), FETCH_TRANSFER);
        loop_add(loop, fetches[i]);
        if (i == 0)
            fd = await_request();
        else
            await_request_on(fd);
        give_text(fd, ends[0].answer);
        ck_assert_ptr_eq(await_landed(&code), fetches[i]);
        ck_assert_int_eq(code, CURLE_OK);
    }
    close(fd);
    close_loop(COUNT);
}
END_TEST

// Nobody waits for an idle connection: when it ends the loop is not kept busy,
// and the next transfer opens one of its own.
START_TEST(idle_connection_ends_quietly)
{
    int turns = 0, fd;
    CURLcode code;

    listen_here();
    open_loop(_i, 3, url);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(fetch_next(fetches[i]), FETCH_TRANSFER);
        loop_add(loop, fetches[i]);
        fd = await_request();
        give_text(fd, ends[0].answer);
        ck_assert_ptr_eq(await_landed(&code), fetches[i]);
        ck_assert_int_eq(code, CURLE_OK);
        close(fd);
        fetches[2]->pause = 0.1;
        loop_pause(loop, fetches[2]);
        for (; !loop_due(loop); turns++)
            loop_wait(loop);
    }
    ck_assert_int_lt(turns, 30);
    close_loop(3);
}
END_TEST

START_TEST(all_that_land_in_a_turn_are_told)
{
    enum { COUNT = 50 };
    int fds[COUNT];
    CURLcode code;

    listen_here();
    open_loop(_i, COUNT, url);
    add(COUNT);
    for (int i = 0; i < COUNT; i++)
        fds[i] = await_request();
    for (int i = 0; i < COUNT; i++) {
        give_text(fds[i], ends[0].answer);
        close(fds[i]);
    }
    for (int i = 0; i < COUNT; i++)
        await_landed(&code);
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_eq(fetches[i]->result.length, 2);
    close_loop(COUNT);
}
END_TEST

// --- pauses ------------------------------------------------------------------

START_TEST(pauses_end_in_the_order_of_their_lengths)
{
    static const double pauses[] = {0.12, 0.04, 0.08};
    static const int order[] = {1, 2, 0};
    double begin = clock_now();

    open_loop(_i, 3, "http://127.0.0.1:1");
    for (int i = 0; i < 3; i++) {
        fetches[i]->pause = pauses[i];
        loop_pause(loop, fetches[i]);
    }
    ck_assert_ptr_null(loop_due(loop));
    for (int i = 0; i < 3; i++) {
        struct fetch *fetch;
        while (!(fetch = loop_due(loop)))
            loop_wait(loop);
        ck_assert_ptr_eq(fetch, fetches[order[i]]);
        ck_assert_double_ge(clock_now() - begin, pauses[order[i]]);
    }
    ck_assert_ptr_null(loop_due(loop));
    close_loop(3);
}
END_TEST

// The others wait for the next turn, and are not forgotten.
START_TEST(starts_in_a_turn_have_a_limit)
{
    const char *nobody = canned_nobody();
    struct fetch *fetch;
    CURLcode code;
    int started = 0, landed = 0;

    open_loop(_i, MOST_FETCHES, nobody);
    for (int i = 0; i < MOST_FETCHES; i++) {
        fetches[i]->pause = 0;
        loop_pause(loop, fetches[i]);
    }
    poll(NULL, 0, 10);
    while (landed < MOST_FETCHES) {
        int now = 0;
        loop_wait(loop);
        for (; (fetch = loop_landed(loop, &code)); landed++)
            fetch_end(fetch, code);
        for (; (fetch = loop_due(loop)); now++) {
            ck_assert_int_eq(fetch_next(fetch), FETCH_TRANSFER);
            loop_add(loop, fetch);
        }
        started += now;
        ck_assert_int_le(now, MOST_STARTS);
        ck_assert(now == MOST_STARTS || started == MOST_FETCHES);
    }
    close_loop(MOST_FETCHES);
}
END_TEST

// In a child: the stop comes while a pause and a transfer last.
static void
stop_in_the_middle(void)
{
    CURLcode code;
    double begin;
    int fd;

    expect(stop_on_signals());
    listen_here();
    open_loop(options.loop, 2, url);
    add(1);
    fd = await_request();
    fetches[1]->pause = 30;
    loop_pause(loop, fetches[1]);
    expect(!loop_due(loop));
    begin = clock_now();
    stop_now(0);
    expect(loop_due(loop) == fetches[1]);
    expect(await_landed(&code) == fetches[0]);
    expect(code == CURLE_ABORTED_BY_CALLBACK);
    expect(clock_now() - begin < 2);
    close(fd);
}

START_TEST(stop_ends_pauses_and_transfers)
{
    options.loop = _i;
    ck_assert_int_eq(in_child(stop_in_the_middle), 0);
}
END_TEST

// --- jobs --------------------------------------------------------------------

static atomic_int jobs;
static int gate[2];             // a pipe: what holds up a job
static pthread_t worker;

static void
do_job(struct fetch *fetch)
{
    (void)fetch;
    worker = pthread_self();
    atomic_fetch_add(&jobs, 1);
}

// Waits until somebody writes into the gate.
static void
do_slow_job(struct fetch *fetch)
{
    char byte;

    ck_assert_int_eq(read(gate[0], &byte, 1), 1);
    do_job(fetch);
}

START_TEST(job_is_done_elsewhere_and_comes_back_once)
{
    atomic_store(&jobs, 0);
    open_loop(_i, 1, "http://127.0.0.1:1");
    for (int i = 1; i <= 3; i++) {
        ck_assert_ptr_null(loop_worked(loop));
        loop_work(loop, fetches[0], do_job);
        ck_assert_ptr_eq(await_worked(), fetches[0]);
        ck_assert_ptr_null(loop_worked(loop));
        ck_assert_int_eq(atomic_load(&jobs), i);
        ck_assert(!pthread_equal(worker, pthread_self()));
    }
    close_loop(1);
}
END_TEST

START_TEST(all_jobs_come_back)
{
    static bool came[MOST_FETCHES];

    memset(came, 0, sizeof came);
    atomic_store(&jobs, 0);
    open_loop(_i, MOST_FETCHES, "http://127.0.0.1:1");
    for (int i = 0; i < MOST_FETCHES; i++)
        loop_work(loop, fetches[i], do_job);
    for (int i = 0; i < MOST_FETCHES; i++) {
        long long index = await_worked()->result.index;
        ck_assert(!came[index]);
        came[index] = true;
    }
    ck_assert_int_eq(atomic_load(&jobs), MOST_FETCHES);
    close_loop(MOST_FETCHES);
}
END_TEST

// While one blocks: a transfer lands, a pause ends.
START_TEST(slow_job_holds_up_nobody)
{
    CURLcode code;
    int fd;

    ck_assert_int_eq(pipe2(gate, O_CLOEXEC), 0);
    listen_here();
    open_loop(_i, 3, url);
    add(1);
    loop_work(loop, fetches[1], do_slow_job);
    fetches[2]->pause = 0.01;
    loop_pause(loop, fetches[2]);
    fd = await_request();
    give_text(fd, ends[0].answer);
    ck_assert_ptr_eq(await_landed(&code), fetches[0]);
    while (!loop_due(loop))
        loop_wait(loop);
    ck_assert_ptr_null(loop_worked(loop));
    ck_assert_int_eq(write(gate[1], "", 1), 1);
    ck_assert_ptr_eq(await_worked(), fetches[1]);
    close(fd);
    close(gate[0]);
    close(gate[1]);
    close_loop(3);
}
END_TEST

// --- bodies that helpers write -----------------------------------------------

// Opens a loop that saves one body into a pipe: a helper waits for its reader.
static int
open_slow_file(int kind, int count)
{
    int fd;

    ck_assert_int_eq(mkfifo(scratch_path(".0.part"), 0600), 0);
    options.body.directory = options.style.save = scratch_path(".");
    listen_here();
    open_loop(kind, count, url);
    add(1);
    fd = await_request();
    return fd;
}

// Turns the loop until a helper has the body's bytes.
static void
await_handed_out(struct fetch *fetch)
{
    double end = clock_now() + 8;

    while (!fetch->work.handed_out) {
        ck_assert_msg(clock_now() < end, "no helper is asked");
        loop_wait(loop);
    }
}

// Reads from a pipe what is there, and compares it; returns how far it came.
static size_t
read_pipe(int fd, size_t at)
{
    static char piece[BODY];
    ssize_t count = read(fd, piece, sizeof piece);

    if (count <= 0)
        return at;
    ck_assert_uint_le(at + (size_t)count, BODY);
    ck_assert_int_eq(memcmp(piece, bytes + at, (size_t)count), 0);
    return at + (size_t)count;
}

// Reads the rest of the body, as soon as it is there.
static size_t
read_rest(int fd, size_t at)
{
    for (int i = 0; i < 200 && at < BODY; i++) {
        poll(NULL, 0, 1);
        at = read_pipe(fd, at);
    }
    return at;
}

START_TEST(body_pauses_for_a_slow_helper_and_is_complete)
{
    size_t given = 0, read = 0;
    CURLcode code = CURLE_FAILED_INIT;
    double end = clock_now() + 8;
    int fd = open_slow_file(_i, 2), reader;

    give_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        given += give(fd, bytes + given, BODY - given);
        turn(fetches[1]);
    }
    ck_assert(fetches[0]->work.handed_out);
    ck_assert_ptr_null(loop_landed(loop, &code));
    ck_assert_int_le(fetches[0]->transfer.body.length, 3 * WRITTEN_AT_ONCE);
    reader = open(scratch_path(".0.part"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ck_assert_int_ge(reader, 0);
    while (!loop_landed(loop, &code)) {
        ck_assert_msg(clock_now() < end, "goes on after %zu of %zu", read,
                      given);
        if (given < BODY)
            given += give(fd, bytes + given, BODY - given);
        read = read_pipe(reader, read);
        turn(fetches[1]);
    }
    ck_assert_int_eq(code, CURLE_OK);
    fetch_end(fetches[0], code);
    ck_assert_int_eq(fetch_next(fetches[0]), FETCH_WORK);
    loop_work(loop, fetches[0], fetch_work);
    ck_assert_uint_eq(read_rest(reader, read), BODY);
    ck_assert_ptr_eq(await_worked(), fetches[0]);
    finish_file(fetches[0]);
    ck_assert(fetches[0]->result.saved);
    ck_assert_int_eq(fetches[0]->result.length, BODY);
    close(reader);
    close(fd);
    close_loop(2);
}
END_TEST

// A transfer lands in the very turn in which its bytes have been written. It
// comes back as a transfer, and only then as a job; and so do the others.
START_TEST(transfer_lands_while_its_work_comes_back)
{
    int fd = open_slow_file(_i, 4), others[2], reader;
    struct fetch *landed[3];
    CURLcode code;

    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(fetch_next(fetches[i + 1]), FETCH_TRANSFER);
        loop_add(loop, fetches[i + 1]);
        others[i] = await_request();
    }
    give_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
    ck_assert_uint_eq(give(fd, bytes, WRITTEN_AT_ONCE), WRITTEN_AT_ONCE);
    await_handed_out(fetches[0]);
    reader = open(scratch_path(".0.part"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    poll(NULL, 0, 100);         // now it is written
    close(fd);
    for (int i = 0; i < 2; i++) {
        give_text(others[i], ends[0].answer);
        close(others[i]);
    }
    poll(NULL, 0, 20);
    for (int i = 0; i < 3; i++) {
        landed[i] = await_landed(&code);
        ck_assert_int_eq(code, CURLE_OK);
        for (int k = 0; k < i; k++)
            ck_assert_ptr_ne(landed[k], landed[i]);
    }
    turn(fetches[3]);
    ck_assert_ptr_null(loop_worked(loop));
    for (int i = 0; i < 3; i++)
        finish_file(fetches[i]);
    ck_assert_int_eq(fetches[0]->result.length, WRITTEN_AT_ONCE);
    close(reader);
    close_loop(4);
}
END_TEST

// A transfer that times out while its bytes are being written.
START_TEST(work_outlives_its_transfer)
{
    CURLcode code;
    int fd, reader;

    options.timeout = 0.3;
    fd = open_slow_file(_i, 1);
    give_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
    give_body(fd, WRITTEN_AT_ONCE);
    ck_assert_ptr_eq(await_landed(&code), fetches[0]);
    ck_assert_int_eq(code, CURLE_OPERATION_TIMEDOUT);
    ck_assert(fetches[0]->work.handed_out);
    ck_assert_int_eq(fetch_next(fetches[0]), FETCH_WORK);
    loop_work(loop, fetches[0], fetch_work);
    ck_assert_ptr_null(loop_worked(loop));
    reader = open(scratch_path(".0.part"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ck_assert_ptr_eq(await_worked(), fetches[0]);
    finish_file(fetches[0]);
    ck_assert_int_eq(fetches[0]->result.error, ERROR_TIMEOUT);
    ck_assert(!fetches[0]->result.saved);
    ck_assert(!scratch_has(".0.part"));
    close(reader);
    close(fd);
    close_loop(1);
}
END_TEST

// The disk is full, and the server in no hurry: the transfer ends all the same.
START_TEST(body_that_cannot_be_written_ends_soon)
{
    CURLcode code;
    double begin;
    int fd;

    ck_assert_int_eq(symlink("/dev/full", scratch_path(".0.part")), 0);
    options.body.directory = options.style.save = scratch_path(".");
    listen_here();
    open_loop(_i, 1, url);
    add(1);
    fd = await_request();
    give_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
    begin = clock_now();
    give_body(fd, 100 * 1000);
    ck_assert_ptr_eq(await_landed(&code), fetches[0]);
    ck_assert_double_lt(clock_now() - begin, 5);
    finish_file(fetches[0]);
    ck_assert_int_eq(fetches[0]->result.error, ERROR_WRITE);
    close(fd);
    close_loop(1);
}
END_TEST

// What the pause was for fails, and nothing more comes: only the loop can end
// the transfer. (The disk is a pipe, full until nobody reads it any more.)
START_TEST(body_that_cannot_be_written_after_a_pause_ends_soon)
{
    int fd = open_slow_file(_i, 2);
    int disk = open(scratch_path(".0.part"), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    CURLcode code;

    while (write(disk, bytes, 4096) > 0)
        ;
    give_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
    give_body(fd, WRITTEN_AT_ONCE);
    await_handed_out(fetches[0]);
    ck_assert_uint_eq(give(fd, bytes, 1000), 1000);
    for (int i = 0; i < 20; i++)
        turn(fetches[1]);
    ck_assert(fetches[0]->work.handed_out);
    ck_assert_int_eq(fetches[0]->transfer.body.length, WRITTEN_AT_ONCE);
    close(disk);
    ck_assert_ptr_eq(await_landed(&code), fetches[0]);
    ck_assert_int_eq(code, CURLE_WRITE_ERROR);
    finish_file(fetches[0]);
    ck_assert_int_eq(fetches[0]->result.error, ERROR_WRITE);
    close(fd);
    close_loop(2);
}
END_TEST

// --- the narration -----------------------------------------------------------

// Empties a pipe that has been full for a while.
static void *
read_late(void *pipe_end)
{
    static char taken[1 << 16];

    poll(NULL, 0, 300);
    ck_assert_int_gt(read(*(int *)pipe_end, taken, sizeof taken), 0);
    return NULL;
}

// Turns the loop while standard error is a full pipe that is read late.
static void
turn_before_a_slow_reader(void)
{
    int fds[2], original = dup(STDERR_FILENO);
    pthread_t reader;

    ck_assert_int_eq(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
    while (write(fds[1], bytes, 4096) > 0)
        ;
    fcntl(fds[1], F_SETFL, 0);
    dup2(fds[1], STDERR_FILENO);
    pthread_create(&reader, NULL, read_late, &fds[0]);
    turn(fetches[0]);
    pthread_join(reader, NULL);
    dup2(original, STDERR_FILENO);
    close(original);
    close(fds[0]);
    close(fds[1]);
}

// Whoever reads the narration slowly holds up the loop, and that is noted.
START_TEST(narration_that_nobody_reads_is_a_stall)
{
    struct stall_report report;

    options.narrate = true;
    options.stall = 0.2;
    capture_begin(STDERR_FILENO);
    open_loop(_i, 1, "http://127.0.0.1:1");
    turn_before_a_slow_reader();
    turn(fetches[0]);
    capture_end();
    report = stall_report();
    ck_assert_int_eq(report.count, 1);
    ck_assert_str_eq(report.stalls[0].what, "the narration");
    ck_assert_double_ge(report.stalls[0].seconds, 0.2);
    ck_assert_double_ge(report.longest_turn, 0.2);
    close_loop(1);
}
END_TEST

// The time to read a line is wanted, and holds up nobody by mistake.
START_TEST(pause_of_the_narration_is_no_stall)
{
    options.narrate = true;
    options.narrate_pause = 1;
    options.stall = 0.6;
    capture_begin(STDERR_FILENO);
    open_loop(_i, 1, "http://127.0.0.1:1");
    turn(fetches[0]);
    turn(fetches[0]);
    capture_end();
    ck_assert_int_eq(stall_report().count, 0);
    ck_assert_double_lt(stall_report().longest_turn, 0.9);
    close_loop(1);
}
END_TEST

// -----------------------------------------------------------------------------

Suite *
loop_suite(void)
{
    Suite *suite = suite_create("loop");
    TCase *tests = tcase_create("loop");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, start, NULL);
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, transfer_lands_with_its_code, 0, 2);
    tcase_add_loop_test(tests, transfer_that_nobody_takes_lands, 0, 2);
    tcase_add_loop_test(tests, transfer_that_takes_too_long_lands, 0, 2);
    tcase_add_loop_test(tests, transfers_run_side_by_side, 0, 2);
    tcase_add_loop_test(tests, connection_serves_again, 0, 2);
    tcase_add_loop_test(tests, idle_connection_ends_quietly, 0, 2);
    tcase_add_loop_test(tests, all_that_land_in_a_turn_are_told, 0, 2);
    tcase_add_loop_test(tests, pauses_end_in_the_order_of_their_lengths, 0, 2);
    tcase_add_loop_test(tests, starts_in_a_turn_have_a_limit, 0, 2);
    tcase_add_loop_test(tests, stop_ends_pauses_and_transfers, 0, 2);
    tcase_add_loop_test(tests, job_is_done_elsewhere_and_comes_back_once, 0,
                        2);
    tcase_add_loop_test(tests, all_jobs_come_back, 0, 2);
    tcase_add_loop_test(tests, slow_job_holds_up_nobody, 0, 2);
    tcase_add_loop_test(tests, body_pauses_for_a_slow_helper_and_is_complete,
                        0, 2);
    tcase_add_loop_test(tests, transfer_lands_while_its_work_comes_back, 0, 2);
    tcase_add_loop_test(tests, work_outlives_its_transfer, 0, 2);
    tcase_add_loop_test(tests, body_that_cannot_be_written_ends_soon, 0, 2);
    tcase_add_loop_test(tests,
                        body_that_cannot_be_written_after_a_pause_ends_soon,
                        0, 2);
    tcase_add_loop_test(tests, narration_that_nobody_reads_is_a_stall, 0, 2);
    tcase_add_loop_test(tests, pause_of_the_narration_is_no_stall, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}
