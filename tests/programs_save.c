// --save: every body that is kept has the server's very bytes, whoever writes
// it; and in fetch-async a slow disk holds up nobody but whom it serves.

#include <curl/curl.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs.h"
#include "suites.h"

enum { LOOPS = PROGRAMS - ASYNC };

// A trial that saves into the directory "saved".
static struct trial *
saving(enum program program, const char *line)
{
    return trial_new(program, "--format json --save %s %s", scratch("saved"),
                     line);
}

// The same on a disk of which each operation takes so many seconds.
static struct trial *
saving_slowly(enum program program, double seconds, const char *line)
{
    struct trial *trial = saving(program, line);

    trial->preload = "slow_disk";
    trial_set(trial, "SLOW_DISK=%.3f", seconds);
    return trial;
}

static void
add_urls(struct trial *trial, const struct server *server, int count,
         const char *path)
{
    for (int i = 0; i < count; i++)
        trial_word(trial, words("%s%s", server->base, path));
}

static void
run(struct trial *trial)
{
    trial_start(trial);
    trial_end(trial);
}

// How many files are in the making.
static int
parts(void)
{
    DIR *directory = opendir(scratch("saved"));
    struct dirent *entry;
    int count = 0;

    ck_assert_ptr_nonnull(directory);
    while ((entry = readdir(directory)))
        count += strstr(entry->d_name, ".part") != NULL;
    closedir(directory);
    return count;
}

// Ends the test unless each record that tells of a file has one, of its length,
// and there is no other.
static void
expect_files(struct trial *trial)
{
    int saved = 0;

    for (size_t i = 0; i < trial_records(trial); i++) {
        const char *path = text_in(record(trial, i), "file");
        struct stat about;
        if (!path)
            continue;
        saved++;
        ck_assert_msg(stat(path, &about) == 0, "%s is missing", path);
        ck_assert_int_eq(about.st_size, whole_in(record(trial, i), "length"));
        ck_assert_ptr_null(text_in(record(trial, i), "error"));
    }
    ck_assert_msg(entries_in(scratch("saved")) == saved, "%d files: %s",
                  entries_in(scratch("saved")), story(trial));
}

// --- what the server sent ----------------------------------------------------

static size_t
keep(char *bytes, size_t size, size_t count, void *ink)
{
    ink_add(ink, bytes, size * count);
    return size * count;
}

// Ends the test unless the file holds what the server sends.
static void
expect_sent(const struct server *server, const char *path, const char *file)
{
    struct ink sent = {.length = 0}, found = file_bytes(file);
    CURL *handle = curl_easy_init();

    curl_easy_setopt(handle, CURLOPT_URL, words("%s%s", server->base, path));
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sent);
    ck_assert_int_eq(curl_easy_perform(handle), CURLE_OK);
    curl_easy_cleanup(handle);
    ck_assert_uint_eq(found.length, sent.length);
    ck_assert_msg(sent.length == 0
                  || memcmp(found.bytes, sent.bytes, sent.length) == 0,
                  "%s differs from %s", file, path);
    free(sent.bytes);
}

static const int sizes[] = {
    0, 1, 16384, 32767, 32768, 32769, 65536, 100000, 1000000, 5000000,
};

enum { SIZES = sizeof sizes / sizeof sizes[0] };

START_TEST(bodies_of_any_size_are_saved_as_sent)
{
    struct server *server = server_plain();
    struct trial *trial = saving(_i, "-c 4");

    for (int i = 0; i < SIZES; i++)
        trial_word(trial, words("%s/bytes/%d", server->base, sizes[i]));
    run(trial);
    expect_status(trial, 0);
    for (int i = 0; i < SIZES; i++) {
        const char *file = words("%s/%d", scratch("saved"), i);
        expect_record(trial, (size_t)i, 200, NULL, 1);
        ck_assert_int_eq(whole_in(record(trial, (size_t)i), "length"),
                         sizes[i]);
        ck_assert_str_eq(text_in(record(trial, (size_t)i), "file"), file);
        expect_sent(server, words("/bytes/%d", sizes[i]), file);
    }
    expect_files(trial);
}
END_TEST

// Writing is slower than the network: transfers pause, and go on.
START_TEST(bodies_that_wait_for_the_disk_are_saved_as_sent)
{
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.01, "-c 4");

    for (int i = 0; i < 6; i++)
        trial_word(trial, words("%s/bytes/%d", server->base,
                                400000 + 16384 * i));
    run(trial);
    expect_status(trial, 0);
    for (int i = 0; i < 6; i++)
        expect_sent(server, words("/bytes/%d", 400000 + 16384 * i),
                    words("%s/%d", scratch("saved"), i));
    expect_files(trial);
}
END_TEST

// Of many at once none is lost, and none comes twice: the bytes of each are
// handed to a helper just before it ends.
START_TEST(many_bodies)
{
    enum { MANY = 1500 };
    struct server *server = server_plain();
    struct ink list = {.bytes = NULL};
    struct trial *trial = saving(_i, "-c 50");

    for (int i = 0; i < MANY; i++)
        ink_format(&list, "%s/bytes/%d\n", server->base, 32768 + 997 * (i % 9));
    trial_list(trial, list.bytes, list.length);
    free(list.bytes);
    run(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), MANY);
    expect_files(trial);
    ck_assert_int_eq(entries_in(scratch("saved")), MANY);
}
END_TEST

// One helper, or more of them than there is work.
START_TEST(any_number_of_helpers)
{
    static const int helpers[] = {1, 2, 500};
    struct server *server = server_plain();
    struct trial *trial = saving(ASYNC + _i % LOOPS,
                                 words("--helpers %d", helpers[_i / LOOPS]));

    add_urls(trial, server, 30, "/bytes/70000");
    run(trial);
    expect_status(trial, 0);
    for (int i = 0; i < 30; i++)
        expect_sent(server, "/bytes/70000",
                    words("%s/%d", scratch("saved"), i));
    expect_files(trial);
}
END_TEST

// Where no helper can be started the loop writes by itself.
START_TEST(no_helper_can_be_started)
{
    struct server *server = server_plain();
    struct trial *trial = saving(_i, "-q");

    trial->preload = "scarce_threads";
    trial_set(trial, "THREADS=0");
    add_urls(trial, server, 10, "/bytes/200000");
    run(trial);
    expect_status(trial, 0);
    expect_files(trial);
    for (int i = 0; i < 10; i++)
        expect_sent(server, "/bytes/200000",
                    words("%s/%d", scratch("saved"), i));
}
END_TEST

// 1 MiB that unpacks to 1 GiB ends at the limit, in the file and in memory,
// also while the disk cannot keep up.
START_TEST(bomb_ends_at_the_limit)
{
    enum { MIB = 1 << 20 };
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.002, words(
        "-c 4 --compressed --max-body 5M --summary %s", scratch("summary")));

    add_urls(trial, server, 4, "/bomb");
    run(trial);
    expect_status(trial, 1);
    for (size_t i = 0; i < 4; i++) {
        expect_record(trial, i, 200, "too-large", 1);
        ck_assert_int_eq(whole_in(record(trial, i), "length"), 5 * MIB);
    }
    ck_assert_int_eq(entries_in(scratch("saved")), 0);
    if (programs_are_bare())
        ck_assert_int_lt(whole_in(json_file(scratch("summary")),
                                  "peak_memory_bytes"), 150 * MIB);
}
END_TEST

// Many of them at once: memory is that of what the limit lets through, and no
// transfer waits for the others to be unpacked.
START_TEST(many_bombs)
{
    enum { BOMBS = 20, MIB = 1 << 20 };
    struct server *server = server_plain();
    struct trial *trial = saving(_i, words(
        "-c 20 --compressed --max-body 5M --summary %s", scratch("summary")));

    add_urls(trial, server, BOMBS, "/bomb");
    run(trial);
    expect_status(trial, 1);
    for (size_t i = 0; i < BOMBS; i++)
        expect_record(trial, i, 200, "too-large", 1);
    ck_assert_int_eq(entries_in(scratch("saved")), 0);
    ck_assert_double_lt(trial->ended - trial->started, patience(8));
    if (programs_are_bare())
        ck_assert_int_lt(whole_in(json_file(scratch("summary")),
                                  "peak_memory_bytes"), 150 * MIB);
}
END_TEST

// --- a slow disk -------------------------------------------------------------

// Ends the test unless the stall meter saw none.
static void
expect_no_stall(struct trial *trial)
{
    json_t *loop = json_object_get(json_file(scratch("summary")), "loop");

    ck_assert_msg(whole_in(loop, "stall_count") == 0, "stalls: %s: %s",
                  json_dumps(json_object_get(loop, "stalls"), 0),
                  story(trial));
    ck_assert_int_gt(whole_in(loop, "turns"), 0);
}

// The loop is never held up by it: answers that take 0.1 s come in time beside
// bodies that take seconds to be written.
START_TEST(slow_disk_holds_up_no_transfer)
{
    enum { SLOW = 10, QUICK = 10 };
    const double disk = patience(0.5);
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, disk, words(
        "-c 20 --stall %.2f --summary %s", disk * 0.8, scratch("summary")));
    double times[QUICK];

    add_urls(trial, server, SLOW, "/bytes/100000");
    add_urls(trial, server, QUICK, "/delay/0.1");
    run(trial);
    expect_status(trial, 0);
    ck_assert_uint_eq(trial_records(trial), SLOW + QUICK);
    for (size_t i = SLOW; i < SLOW + QUICK; i++)
        ck_assert_msg(time_in(record(trial, i), "total") < 0.1 + disk * 0.8,
                      "held up: %s", story(trial));
    ck_assert_uint_eq(arrivals(server, "/delay/0.1", times, QUICK), QUICK);
    ck_assert_double_lt(times[QUICK - 1] - times[0], disk * 0.8);
    expect_no_stall(trial);
    expect_files(trial);
}
END_TEST

// Several helpers write at once: twelve files of 1.2 s each, six at a time.
START_TEST(helpers_share_the_work)
{
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.3, "--helpers 6 -c 12");

    add_urls(trial, server, 12, "/bytes/100");
    run(trial);
    expect_status(trial, 0);
    expect_files(trial);
    ck_assert_msg(trial->ended - trial->started < patience(8), "took %.1f s",
                  trial->ended - trial->started);
}
END_TEST

// --- disks that fail ---------------------------------------------------------

// A full disk fails the bodies that do not fit, and soon: one of them has no
// end, and would take until the timeout.
START_TEST(full_disk)
{
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.02, "-c 8 --timeout 20");

    trial->file_size = 50000;
    trial_word(trial, words("%s/bytes/40000", server->base));
    trial_word(trial, words("%s/bytes/60000", server->base));
    trial_word(trial, words("%s/bytes/5000000", server->base));
    trial_word(trial, words("%s/endless", server->base));
    trial_word(trial, words("%s/bytes/50000", server->base));
    run(trial);
    expect_status(trial, 1);
    expect_record(trial, 0, 200, NULL, 1);
    for (size_t i = 1; i < 4; i++) {
        expect_record(trial, i, 200, "write", 1);
        ck_assert_ptr_nonnull(strstr(text_in(record(trial, i), "detail"),
                                     "File too large"));
        ck_assert_ptr_null(text_in(record(trial, i), "file"));
    }
    expect_record(trial, 4, 200, NULL, 1);
    expect_files(trial);
    ck_assert_msg(trial->ended - trial->started < patience(10), "took %.1f s",
                  trial->ended - trial->started);
}
END_TEST

// A body that finds no directory fails, and one after its return does not.
START_TEST(directory_vanishes)
{
    struct server *server = server_plain();
    struct trial *trial = saving(_i, "-c 2");

    trial_pipe(trial);
    trial_start(trial);
    trial_feed(trial, words("%s/bytes/10\n", server->base));
    trial_await_lines(trial, 1);
    ck_assert_int_eq(rename(scratch("saved"), scratch("elsewhere")), 0);
    trial_feed(trial, words("%s/bytes/10\n%s/bytes/500000\n%s/bytes/0\n",
                            server->base, server->base, server->base));
    trial_await_lines(trial, 4);
    ck_assert_int_eq(rename(scratch("elsewhere"), scratch("saved")), 0);
    trial_feed(trial, words("%s/bytes/500000\n", server->base));
    trial_feed_end(trial);
    trial_end(trial);
    expect_status(trial, 1);
    expect_record(trial, 0, 200, NULL, 1);
    for (size_t i = 1; i < 4; i++) {
        expect_record(trial, i, 200, "write", 1);
        ck_assert_ptr_nonnull(strstr(text_in(record(trial, i), "detail"),
                                     "No such file"));
    }
    expect_record(trial, 4, 200, NULL, 1);
    expect_files(trial);
}
END_TEST

// With --retry-all that is a failure like any other, be the body short or long.
START_TEST(retry_all_tries_to_write_again)
{
    struct server *server = server_plain();
    struct trial *trial = saving(_i, "--retry 2 --backoff 0 --retry-all");

    trial_pipe(trial);
    trial_start(trial);
    trial_feed(trial, words("%s/bytes/10\n", server->base));
    trial_await_lines(trial, 1);
    ck_assert_int_eq(rename(scratch("saved"), scratch("elsewhere")), 0);
    trial_feed(trial, words("%s/bytes/10\n%s/bytes/500000\n", server->base,
                            server->base));
    trial_feed_end(trial);
    trial_end(trial);
    expect_record(trial, 1, 200, "write", 3);
    expect_record(trial, 2, 200, "write", 3);
}
END_TEST

// --- ends in the middle of writing -------------------------------------------

// A transfer times out while its bytes are written: that is what its record
// says, each attempt cleans up before the next one begins, and nothing is left.
// (In the other programs nobody looks at the clock while the disk is waited
// for.)
START_TEST(timeout_while_writing)
{
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.3,
                                        "--timeout 0.5 --retry 1 --backoff 0");

    add_urls(trial, server, 3, "/drip?seconds=4&bytes=400000");
    run(trial);
    expect_status(trial, 1);
    for (size_t i = 0; i < 3; i++)
        expect_record(trial, i, 200, "timeout", 2);
    ck_assert_int_eq(entries_in(scratch("saved")), 0);
}
END_TEST

// Transfers end, in any way, just while a helper finds the disk full.
START_TEST(end_while_the_disk_fills)
{
    enum { EACH = 6 };
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.1, "--timeout 0.5");

    trial->file_size = 40000;
    for (int i = 0; i < EACH; i++) {
        add_urls(trial, server, 1, "/bytes/32768");
        add_urls(trial, server, 1, "/bytes/65536");
        add_urls(trial, server, 1, "/drip?seconds=4&bytes=400000");
    }
    run(trial);
    expect_status(trial, 1);
    ck_assert_uint_eq(trial_records(trial), 3 * EACH);
    for (size_t i = 0; i < 3 * EACH; i++) {
        const char *error = text_in(record(trial, i), "error");
        ck_assert_msg(error ? strcmp(error, "timeout") == 0
                              || (strcmp(error, "write") == 0 && i % 3 != 0)
                            : i % 3 == 0, "record %zu: %s", i, story(trial));
    }
    expect_files(trial);
}
END_TEST

// A transfer that pauses for its bytes to be written, and cannot go on because
// they were not, ends at once and not when libcurl next looks at the clock:
// that is 0.2 s after the start, and then no more for ten seconds.
START_TEST(pause_on_a_full_disk)
{
    enum { COUNT = 6 };
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.3,
                                        words("--timeout %g", patience(20)));

    trial->file_size = 30000;
    add_urls(trial, server, COUNT, "/bytes/100000");
    run(trial);
    expect_status(trial, 1);
    ck_assert_uint_eq(trial_records(trial), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        expect_record(trial, i, 200, "write", 1);
        ck_assert(time_in(record(trial, i), "total") < patience(9));
    }
}
END_TEST

// The connection breaks while bytes are written.
START_TEST(reset_while_writing)
{
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.05, "--retry 1 --backoff 0");

    add_urls(trial, server, 6, "/reset/40000");
    run(trial);
    expect_status(trial, 1);
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(whole_in(record(trial, i), "attempts"), 2);
    ck_assert_int_eq(entries_in(scratch("saved")), 0);
}
END_TEST

// Interrupted while the disk is at work: it ends by the signal, nothing is left
// in the making, and each URL that was taken has one record.
START_TEST(interrupted_while_writing)
{
    struct server *server = server_plain();
    struct trial *trial = saving_slowly(_i, 0.2, "-c 3");
    double end = seconds_now() + patience(10);

    add_urls(trial, server, 12, "/bytes/200000");
    trial_start(trial);
    while (entries_in(scratch("saved")) < 1 || parts() == 0) {
        ck_assert_msg(seconds_now() < end, "writes nothing");
        sleep_for(0.01);
    }
    sleep_for(0.1);
    kill(trial->pid, _i % 2 ? SIGINT : SIGTERM);
    end = seconds_now();
    trial_end(trial);
    expect_signal(trial, _i % 2 ? SIGINT : SIGTERM);
    ck_assert_double_lt(trial->ended - end, patience(8));
    ck_assert_int_eq(parts(), 0);
    expect_files(trial);
    ck_assert_uint_lt(trial_records(trial), 12);
    ck_assert_uint_ge(trial_records(trial), 1);
    ck_assert_int_le(saw(server, "requests"), (long)trial_records(trial));
    for (size_t i = 0; i < trial_records(trial); i++) {
        const char *error = text_in(record(trial, i), "error");
        ck_assert_msg(!error || strcmp(error, "cancelled") == 0, "%s", error);
    }
}
END_TEST

Suite *
programs_save_suite(void)
{
    Suite *suite = suite_create("programs: save");
    TCase *bytes = trial_case(suite, "bytes");
    TCase *slow = trial_case(suite, "slow");
    TCase *ends = trial_case(suite, "ends");

    tcase_add_loop_test(bytes, bodies_of_any_size_are_saved_as_sent,
                        0, PROGRAMS);
    tcase_add_loop_test(bytes, bodies_that_wait_for_the_disk_are_saved_as_sent,
                        0, PROGRAMS);
    tcase_add_loop_test(bytes, many_bodies, 0, PROGRAMS);
    tcase_add_loop_test(bytes, any_number_of_helpers, 0, 3 * LOOPS);
    tcase_add_loop_test(bytes, no_helper_can_be_started, ASYNC, PROGRAMS);
    tcase_add_loop_test(bytes, bomb_ends_at_the_limit, 0, PROGRAMS);
    tcase_add_loop_test(bytes, many_bombs, 0, PROGRAMS);
    tcase_add_loop_test(slow, slow_disk_holds_up_no_transfer, ASYNC, PROGRAMS);
    tcase_add_loop_test(slow, helpers_share_the_work, ASYNC, PROGRAMS);
    tcase_add_loop_test(ends, full_disk, 0, PROGRAMS);
    tcase_add_loop_test(ends, directory_vanishes, 0, PROGRAMS);
    tcase_add_loop_test(ends, retry_all_tries_to_write_again, 0, PROGRAMS);
    tcase_add_loop_test(ends, timeout_while_writing, ASYNC, PROGRAMS);
    tcase_add_loop_test(ends, end_while_the_disk_fills, ASYNC, PROGRAMS);
    tcase_add_loop_test(ends, pause_on_a_full_disk, ASYNC, PROGRAMS);
    tcase_add_loop_test(ends, reset_while_writing, 0, PROGRAMS);
    tcase_add_loop_test(ends, interrupted_while_writing, 0, PROGRAMS);
    return suite;
}
