// output: records on their way to files, pipes and terminals, slow ones too.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "output.h"
#include "stop.h"
#include "suites.h"
#include "support.h"

enum { MUCH = 300 * 1024 + 123 };   // bytes; more than a pipe holds

static struct output output;
static int reader;              // the other end of the output, if a pipe

// A fixture: nothing is open yet.
static void
start(void)
{
    output = (struct output){.fd = -1};
    reader = -1;
}

static void
end(void)
{
    text_free(&output.buffer);
    if (output.fd > STDERR_FILENO)
        close(output.fd);
    if (reader >= 0)
        close(reader);
}

// Opens the output on a pipe; true if that went well.
static bool
open_pipe(void)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    output.fd = ends[1];
    reader = ends[0];
    return true;
}

// The byte at a place of the much that is written.
static char
byte_at(size_t place)
{
    return (char)('a' + place % 23);
}

// Adds as many bytes to the buffer.
static void
add_much(void)
{
    for (size_t i = 0; i < MUCH; i++)
        text_add(&output.buffer, &(char){byte_at(i)}, 1);
}

// Reads what is in the pipe, up to `most` bytes, and compares it with the much
// from `done` on. Returns how many bytes there are; -1: they are others.
static ssize_t
read_much(size_t done, size_t most)
{
    static char bytes[MUCH];
    ssize_t count = read(reader, bytes, most < MUCH ? most : MUCH);

    for (ssize_t i = 0; i < count; i++)
        if (bytes[i] != byte_at(done + (size_t)i))
            return -1;
    return count;
}

// --- opening -----------------------------------------------------------------

START_TEST(file_is_made_but_not_emptied_before_it_begins)
{
    const char *path = scratch_write("out", "earlier", 7);
    struct stat about;

    ck_assert(output_open(&output, path));
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_size, 7);
    ck_assert(output_begin(&output));
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_size, 0);
}
END_TEST

START_TEST(missing_file_is_made)
{
    ck_assert(output_open(&output, scratch_path("out")));
    ck_assert(scratch_has("out"));
}
END_TEST

START_TEST(no_path_is_standard_output)
{
    ck_assert(output_open(&output, NULL));
    ck_assert_int_eq(output.fd, STDOUT_FILENO);
}
END_TEST

// In a child: standard output is a file with something in it, as after ">>".
static void
begin_on_standard_output(void)
{
    int fd = open(scratch_path("out"), O_WRONLY | O_APPEND);

    expect(dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
    expect(output_open(&output, NULL));
    expect(output_begin(&output));
    expect(lseek(fd, 0, SEEK_END) == 7);
    expect(output_close(&output));
    expect(fcntl(STDOUT_FILENO, F_GETFD) >= 0);
}

START_TEST(standard_output_is_neither_emptied_nor_closed)
{
    scratch_write("out", "earlier", 7);
    ck_assert_int_eq(in_child(begin_on_standard_output), 0);
}
END_TEST

START_TEST(device_is_not_emptied)
{
    ck_assert(output_open(&output, "/dev/null"));
    ck_assert(output_begin(&output));
}
END_TEST

START_TEST(path_that_cannot_be_opened_is_an_error)
{
    ck_assert(!output_open(&output, scratch_path("none/out")));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert(!output_open(&output, scratch_path(".")));
    ck_assert_int_eq(errno, EISDIR);
}
END_TEST

START_TEST(same_file_is_recognised)
{
    const char *path = scratch_write("out", "", 0);
    int same = open(path, O_RDONLY), other;

    scratch_write("other", "", 0);
    other = open(scratch_path("other"), O_RDONLY);
    ck_assert(output_open(&output, path));
    ck_assert(output_is(&output, same));
    ck_assert(!output_is(&output, other));
    ck_assert(!output_is(&output, -1));
    close(same);
    close(other);
}
END_TEST

START_TEST(device_is_nobody_elses_file)
{
    int same = open("/dev/null", O_RDONLY);

    ck_assert(output_open(&output, "/dev/null"));
    ck_assert(!output_is(&output, same));
    close(same);
}
END_TEST

// --- writing -----------------------------------------------------------------

START_TEST(file_takes_everything_at_once)
{
    char *bytes;

    ck_assert(output_open(&output, scratch_path("out")));
    add_much();
    ck_assert(output_flush(&output, false));
    ck_assert_uint_eq(output.buffer.length, 0);
    bytes = read_whole(scratch_path("out"));
    ck_assert_uint_eq(strlen(bytes), MUCH);
    for (size_t i = 0; i < MUCH; i++)
        if (bytes[i] != byte_at(i))
            ck_abort_msg("byte %zu is wrong", i);
    free(bytes);
}
END_TEST

START_TEST(empty_buffer_is_flushed_already)
{
    ck_assert(open_pipe());
    ck_assert(output_flush(&output, false));
    ck_assert(output_flush(&output, true));
}
END_TEST

START_TEST(full_pipe_takes_what_it_can_and_holds_nobody_up)
{
    size_t left;

    ck_assert(open_pipe());
    add_much();
    ck_assert(!output_flush(&output, false));
    left = output.buffer.length;
    ck_assert_uint_gt(left, 0);
    ck_assert_uint_lt(left, MUCH);
    ck_assert(!output_flush(&output, false));
    ck_assert_uint_eq(output.buffer.length, left);
    ck_assert_int_eq(output.error, 0);
}
END_TEST

START_TEST(rest_follows_in_order_when_the_pipe_is_read)
{
    size_t done = 0;

    ck_assert(open_pipe());
    add_much();
    while (done < MUCH) {
        ssize_t count;
        output_flush(&output, false);
        count = read_much(done, 50000);
        ck_assert_int_gt(count, 0);
        done += (size_t)count;
    }
    ck_assert(output_flush(&output, false));
    ck_assert_uint_eq(output.buffer.length, 0);
}
END_TEST

// A thread: reads slowly until everything has come. Returns NULL if so.
static void *
read_slowly(void *wrong)
{
    size_t done = 0;

    while (done < MUCH) {
        ssize_t count;
        poll(NULL, 0, 2);
        count = read_much(done, 16384);
        if (count <= 0)
            return wrong;
        done += (size_t)count;
    }
    return NULL;
}

START_TEST(slow_reader_is_waited_for)
{
    pthread_t thread;
    void *wrong;

    ck_assert(open_pipe());
    add_much();
    ck_assert_int_eq(pthread_create(&thread, NULL, read_slowly, &output), 0);
    ck_assert(output_flush(&output, true));
    ck_assert_uint_eq(output.buffer.length, 0);
    pthread_join(thread, &wrong);
    ck_assert_ptr_null(wrong);
}
END_TEST

START_TEST(full_disk_is_an_error_that_stays)
{
    ck_assert(output_open(&output, "/dev/full"));
    text_string(&output.buffer, "abc");
    ck_assert(!output_flush(&output, true));
    ck_assert_int_eq(output.error, ENOSPC);
    assert_text(output.buffer, "abc");
    ck_assert(!output_flush(&output, true));
    ck_assert_int_eq(output.error, ENOSPC);
}
END_TEST

START_TEST(nothing_is_tried_again_after_an_error)
{
    ck_assert(open_pipe());
    text_string(&output.buffer, "abc");
    output.error = ENOSPC;
    ck_assert(!output_flush(&output, true));
    assert_text(output.buffer, "abc");
}
END_TEST

// In a child: nobody will ever read the pipe.
static void
write_to_nobody(void)
{
    signal(SIGPIPE, SIG_IGN);
    expect(open_pipe());
    close(reader);
    text_string(&output.buffer, "abc");
    expect(!output_flush(&output, true));
    expect(output.error == EPIPE);
}

START_TEST(closed_pipe_is_an_error)
{
    ck_assert_int_eq(in_child(write_to_nobody), 0);
}
END_TEST

START_TEST(close_gives_back_the_descriptor_and_the_buffer)
{
    int fd;

    ck_assert(output_open(&output, scratch_path("out")));
    fd = output.fd;
    add_much();
    ck_assert(output_close(&output));
    ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
    ck_assert_uint_eq(output.buffer.length, 0);
    output.fd = -1;
}
END_TEST

// --- after a stop ------------------------------------------------------------

// A thread: asks for a stop in a while.
static void *
stop_in_a_while(void *unused)
{
    poll(NULL, 0, 100);
    stop_now(0);
    return unused;
}

// In a child: the stop comes while a full pipe is waited for.
static void
stop_while_waiting(void)
{
    double began = clock_now();
    pthread_t thread;

    expect(stop_on_signals());
    expect(open_pipe());
    add_much();
    expect(pthread_create(&thread, NULL, stop_in_a_while, NULL) == 0);
    expect(!output_flush(&output, true));
    expect(clock_now() - began >= 0.1 + OUTPUT_PATIENCE);
    expect(output.buffer.length > 0);
    expect(output.error == 0);
    expect(pthread_join(thread, NULL) == 0);
}

START_TEST(after_a_stop_nobody_is_waited_for_longer_than_half_a_second)
{
    double began = clock_now();

    ck_assert_int_eq(in_child(stop_while_waiting), 0);
    ck_assert_double_lt(clock_now() - began, 5);
}
END_TEST

// A thread: writes into a pipe that nobody reads. NULL if it gave up.
static void *
write_much(void *wrong)
{
    return output_flush(&output, true) ? wrong : NULL;
}

// In a child: another thread than the main one waits for the pipe.
static void
stop_while_another_waits(void)
{
    pthread_t thread;
    void *wrong;

    expect(stop_on_signals());
    expect(open_pipe());
    add_much();
    expect(pthread_create(&thread, NULL, write_much, &output) == 0);
    poll(NULL, 0, 50);
    stop_now(0);
    expect(pthread_join(thread, &wrong) == 0);
    expect(!wrong);
}

START_TEST(stop_ends_the_wait_of_any_thread)
{
    ck_assert_int_eq(in_child(stop_while_another_waits), 0);
}
END_TEST

// In a child: the stop came long ago, and the pipe is full.
static void
write_long_after_a_stop(void)
{
    double began;

    expect(stop_on_signals());
    expect(open_pipe());
    add_much();
    stop_now(0);
    while (stop_age() < OUTPUT_PATIENCE)
        poll(NULL, 0, 20);
    began = clock_now();
    expect(!output_flush(&output, true));
    expect(clock_now() - began < 5);
}

START_TEST(long_after_a_stop_a_full_pipe_is_not_waited_for)
{
    ck_assert_int_eq(in_child(write_long_after_a_stop), 0);
}
END_TEST

// In a child: somebody goes on reading after the stop.
static void
read_after_a_stop(void)
{
    pthread_t thread;
    void *wrong;

    expect(stop_on_signals());
    expect(open_pipe());
    add_much();
    stop_now(0);
    expect(pthread_create(&thread, NULL, read_slowly, &output) == 0);
    expect(output_flush(&output, true));
    expect(pthread_join(thread, &wrong) == 0);
    expect(!wrong);
}

START_TEST(after_a_stop_everything_goes_to_who_reads)
{
    ck_assert_int_eq(in_child(read_after_a_stop), 0);
}
END_TEST

// The tests of opening and of writing.
static TCase *
write_tests(void)
{
    TCase *tests = tcase_create("output");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, file_is_made_but_not_emptied_before_it_begins);
    tcase_add_test(tests, missing_file_is_made);
    tcase_add_test(tests, no_path_is_standard_output);
    tcase_add_test(tests, standard_output_is_neither_emptied_nor_closed);
    tcase_add_test(tests, device_is_not_emptied);
    tcase_add_test(tests, path_that_cannot_be_opened_is_an_error);
    tcase_add_test(tests, same_file_is_recognised);
    tcase_add_test(tests, device_is_nobody_elses_file);
    tcase_add_test(tests, file_takes_everything_at_once);
    tcase_add_test(tests, empty_buffer_is_flushed_already);
    tcase_add_test(tests, full_pipe_takes_what_it_can_and_holds_nobody_up);
    tcase_add_test(tests, rest_follows_in_order_when_the_pipe_is_read);
    tcase_add_test(tests, slow_reader_is_waited_for);
    tcase_add_test(tests, full_disk_is_an_error_that_stays);
    tcase_add_test(tests, nothing_is_tried_again_after_an_error);
    tcase_add_test(tests, closed_pipe_is_an_error);
    tcase_add_test(tests, close_gives_back_the_descriptor_and_the_buffer);
    return tests;
}

Suite *
output_suite(void)
{
    Suite *suite = suite_create("output");
    TCase *stops = tcase_create("output after a stop");

    suite_add_tcase(suite, write_tests());
    tcase_add_checked_fixture(stops, start, end);
    tcase_add_test(stops,
                   after_a_stop_nobody_is_waited_for_longer_than_half_a_second);
    tcase_add_test(stops, stop_ends_the_wait_of_any_thread);
    tcase_add_test(stops, long_after_a_stop_a_full_pipe_is_not_waited_for);
    tcase_add_test(stops, after_a_stop_everything_goes_to_who_reads);
    tcase_set_timeout(stops, 10);
    suite_add_tcase(suite, stops);
    return suite;
}
