// batch: URLs of a list in, records out; by threads that wait, and for a loop
// that must not. No URL here is fetched: all are none, and so final at once.

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch.h"
#include "fetch.h"
#include "options.h"
#include "say.h"
#include "stop.h"
#include "suites.h"
#include "support.h"

static struct options options;
static char *no_urls[] = {NULL};
static struct batch *batch;
static int status;
static int feed;            // writes to the list, if it is a pipe
static int reader;          // reads the records, if they go to a pipe

// A fixture: an empty list, and records in JSON that go to a file.
static void
start(void)
{
    options = (struct options){
        .urls = no_urls,
        .input = scratch_write("list", "", 0),
        .output = scratch_path("out"),
        .concurrency = 2,
        .timeout = 1,
        .connect_timeout = 1,
        .body = {.longest = -1},
        .style = {.format = FORMAT_JSON},
        .progress = PROGRESS_NEVER,
    };
    feed = reader = -1;
}

static void
end(void)
{
    if (feed >= 0)
        close(feed);
    if (reader >= 0)
        close(reader);
    say_only(NORMAL);
}

// Opens the batch with what is in the options; true if that went well.
static bool
open_it(void)
{
    batch = batch_open(&options, &status);
    return batch != NULL;
}

// Opens a batch of `count` lines "x0", "x1", ...
static bool
open_lines(int count)
{
    FILE *file = fopen(scratch_path("list"), "we");

    for (int i = 0; i < count; i++)
        fprintf(file, "x%d\n", i);
    fclose(file);
    return open_it();
}

// Opens a batch of which the list is a pipe that `feed` leads into.
static bool
open_feed(void)
{
    static char path[32];
    bool fine;
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    options.input = path;
    fine = open_it();
    close(ends[0]);
    feed = ends[1];
    return fine;
}

// Adds a line to that list.
static bool
add_line(const char *line)
{
    return write(feed, line, strlen(line)) == (ssize_t)strlen(line);
}

// Lets a fetch that was taken end with this error, and gives it back.
static void
give(struct fetch *fetch, enum error_kind error)
{
    fetch->result.error = error;
    batch_give(batch, fetch);
}

// Takes and gives back all URLs, with an error each.
static void
give_all(enum error_kind error)
{
    struct fetch *fetch;

    while ((fetch = batch_take(batch, 0)))
        give(fetch, error);
}

// The records written so far, as an array that the caller releases.
static json_t *
records(void)
{
    FILE *file = fopen(scratch_path("out"), "re");
    json_t *array = json_array();
    json_t *record;

    while ((record = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)))
        json_array_append_new(array, record);
    ck_assert(feof(file));
    fclose(file);
    return array;
}

static json_int_t
integer_of(const json_t *array, size_t place, const char *name)
{
    return json_integer_value(json_object_get(json_array_get(array, place),
                                              name));
}

// Opens a batch that must fail, and returns what is said.
static const char *
failed_open(void)
{
    bool opened;
    const char *said;

    capture_begin(STDERR_FILENO);
    opened = open_it();
    said = capture_end();
    ck_assert(!opened);
    return said;
}

// Closes the batch, and returns what is said.
static const char *
closed(void)
{
    capture_begin(STDERR_FILENO);
    status = batch_close(batch);
    return capture_end();
}

// --- one after the other -----------------------------------------------------

START_TEST(every_url_has_one_record_with_its_place)
{
    json_t *array;

    ck_assert(open_lines(500));
    give_all(ERROR_NONE);
    ck_assert_int_eq(batch_close(batch), EXIT_ALL_FETCHED);
    array = records();
    ck_assert_uint_eq(json_array_size(array), 500);
    for (size_t i = 0; i < 500; i++) {
        const json_t *record = json_array_get(array, i);
        char url[16];
        snprintf(url, sizeof url, "x%zu", i);
        if (integer_of(array, i, "index") != (json_int_t)i
            || strcmp(json_string_value(json_object_get(record, "url")), url))
            ck_abort_msg("record %zu", i);
    }
    json_decref(array);
}
END_TEST

START_TEST(record_is_written_as_soon_as_it_is_given)
{
    json_t *array;

    ck_assert(open_lines(3));
    give(batch_take(batch, 0), ERROR_NONE);
    array = records();
    ck_assert_uint_eq(json_array_size(array), 1);
    json_decref(array);
    give_all(ERROR_NONE);
    batch_close(batch);
}
END_TEST

START_TEST(take_at_the_end_of_the_list_is_nothing_again_and_again)
{
    ck_assert(open_lines(1));
    give_all(ERROR_NONE);
    ck_assert_ptr_null(batch_take(batch, 0));
    ck_assert_ptr_null(batch_take(batch, 0));
    batch_close(batch);
}
END_TEST

START_TEST(urls_of_the_command_line_are_taken_too)
{
    char one[] = "x1", two[] = "x2";
    char *urls[] = {one, two, NULL};
    json_t *array;

    options.urls = urls;
    options.input = NULL;
    ck_assert(open_it());
    give_all(ERROR_NONE);
    batch_close(batch);
    array = records();
    ck_assert_uint_eq(json_array_size(array), 2);
    json_decref(array);
}
END_TEST

START_TEST(fetch_that_was_given_back_is_used_again)
{
    struct fetch *first;

    ck_assert(open_lines(2));
    first = batch_take(batch, 0);
    give(first, ERROR_NONE);
    ck_assert_ptr_eq(batch_take(batch, 0), first);
    give(first, ERROR_NONE);
    batch_close(batch);
}
END_TEST

START_TEST(lane_is_the_one_asked_for)
{
    struct fetch *fetch;

    ck_assert(open_lines(1));
    fetch = batch_take(batch, 17);
    ck_assert_int_eq(fetch->result.lane, 17);
    give(fetch, ERROR_NONE);
    batch_close(batch);
}
END_TEST

START_TEST(any_lane_is_one_that_nobody_has)
{
    struct fetch *fetches[3];

    ck_assert(open_lines(4));
    for (int i = 0; i < 3; i++) {
        fetches[i] = batch_take(batch, ANY_LANE);
        ck_assert_int_eq(fetches[i]->result.lane, i);
    }
    give(fetches[1], ERROR_NONE);
    fetches[1] = batch_take(batch, ANY_LANE);
    ck_assert_int_eq(fetches[1]->result.lane, 1);
    for (int i = 0; i < 3; i++)
        give(fetches[i], ERROR_NONE);
    batch_close(batch);
}
END_TEST

START_TEST(csv_begins_with_its_header_even_without_a_url)
{
    char *bytes;

    options.style.format = FORMAT_CSV;
    ck_assert(open_it());
    closed();
    bytes = read_whole(scratch_path("out"));
    ck_assert_ptr_eq(strstr(bytes, "index,url,"), bytes);
    free(bytes);
}
END_TEST

START_TEST(records_of_an_earlier_run_are_replaced)
{
    json_t *array;

    scratch_write("out", "{}{}{}{}", 8);
    ck_assert(open_lines(1));
    give_all(ERROR_NONE);
    batch_close(batch);
    array = records();
    ck_assert_uint_eq(json_array_size(array), 1);
    json_decref(array);
}
END_TEST

// --- how it ends -------------------------------------------------------------

static const struct {
    enum error_kind errors[2];
    int status;
} finals[] = {
    {{ERROR_NONE, ERROR_NONE}, EXIT_ALL_FETCHED},
    {{ERROR_NONE, ERROR_DNS}, EXIT_SOME_FAILED},
    {{ERROR_URL, ERROR_DNS}, EXIT_SOME_FAILED},
    {{ERROR_RESOURCES, ERROR_RESOURCES}, EXIT_RESOURCES},
    {{ERROR_RESOURCES, ERROR_NONE}, EXIT_SOME_FAILED},
    {{ERROR_RESOURCES, ERROR_DNS}, EXIT_SOME_FAILED},
};

START_TEST(exit_status_tells_how_it_went)
{
    ck_assert(open_lines(2));
    give(batch_take(batch, 0), finals[_i].errors[0]);
    give(batch_take(batch, 0), finals[_i].errors[1]);
    ck_assert_int_eq(batch_close(batch), finals[_i].status);
}
END_TEST

START_TEST(empty_list_is_fine_with_a_note)
{
    ck_assert(open_it());
    ck_assert_ptr_null(batch_take(batch, 0));
    assert_says(closed(), "the list is empty");
    ck_assert_int_eq(status, EXIT_ALL_FETCHED);
}
END_TEST

START_TEST(note_is_hidden_by_quiet)
{
    say_only(QUIET);
    ck_assert(open_it());
    ck_assert_str_eq(closed(), "");
    ck_assert_int_eq(status, EXIT_ALL_FETCHED);
}
END_TEST

START_TEST(refused_batch_has_a_record_for_every_url)
{
    json_t *array;
    const char *said;

    ck_assert(open_lines(3));
    capture_begin(STDERR_FILENO);
    batch_refuse(batch, "no memory for anything");
    said = capture_end();
    assert_says(said, "no memory for anything");
    ck_assert_int_eq(batch_close(batch), EXIT_RESOURCES);
    array = records();
    ck_assert_uint_eq(json_array_size(array), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *record = json_array_get(array, i);
        ck_assert_str_eq(json_string_value(json_object_get(record, "error")),
                         "resources");
        ck_assert_str_eq(json_string_value(json_object_get(record, "detail")),
                         "no memory for anything");
    }
    json_decref(array);
}
END_TEST

START_TEST(summary_is_written_at_the_end)
{
    json_t *summary;

    options.summary = scratch_path("summary");
    ck_assert(open_lines(3));
    batch_gather(batch);
    batch_crew(batch, 2, 0);
    give_all(ERROR_NONE);
    ck_assert_int_eq(batch_close(batch), EXIT_ALL_FETCHED);
    summary = json_load_file(scratch_path("summary"), 0, NULL);
    ck_assert_int_eq(json_integer_value(json_object_get(summary, "urls")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(summary, "threads")),
                     3);
    json_decref(summary);
}
END_TEST

START_TEST(directory_for_bodies_is_made)
{
    struct stat about;

    options.body.directory = scratch_path("bodies");
    ck_assert(open_it());
    closed();
    ck_assert_int_eq(stat(scratch_path("bodies"), &about), 0);
    ck_assert(S_ISDIR(about.st_mode));
}
END_TEST

START_TEST(crew_that_is_too_small_is_said)
{
    options.concurrency = 50;
    ck_assert(open_it());
    capture_begin(STDERR_FILENO);
    batch_gather(batch);
    batch_crew(batch, 50, 0);
    ck_assert_str_eq(capture_end(), "");
    capture_begin(STDERR_FILENO);
    batch_gather(batch);
    batch_crew(batch, 3, EAGAIN);
    assert_says(capture_end(), "only 2 of 50 threads");
    closed();
}
END_TEST

// Lane 0 leaves its thread to name lookups, unless there is no other worker.
START_TEST(first_of_a_crew_that_is_too_small_gets_nothing)
{
    struct fetch *fetch;

    ck_assert(open_lines(1));
    capture_begin(STDERR_FILENO);
    batch_gather(batch);
    batch_crew(batch, _i, EAGAIN);
    assert_says(capture_end(), "only 1 of 2 threads");
    fetch = batch_take(batch, 0);
    ck_assert(_i == 1 ? fetch != NULL : fetch == NULL);
    if (!fetch)
        fetch = batch_take(batch, 1);
    ck_assert_ptr_nonnull(fetch);
    give(fetch, ERROR_NONE);
    ck_assert_int_eq(batch_close(batch), EXIT_ALL_FETCHED);
}
END_TEST

static void *
take_first(void *taken)
{
    struct fetch *fetch = batch_take(batch, 0);

    atomic_store((atomic_bool *)taken, true);
    give(fetch, ERROR_NONE);
    return NULL;
}

// Others go ahead while workers are being started; lane 0 waits.
START_TEST(first_worker_waits_until_the_crew_is_known)
{
    atomic_bool taken = false;
    pthread_t first;

    ck_assert(open_lines(2));
    batch_gather(batch);
    pthread_create(&first, NULL, take_first, &taken);
    give(batch_take(batch, 1), ERROR_NONE);
    poll(NULL, 0, 50);
    ck_assert(!atomic_load(&taken));
    batch_crew(batch, 2, 0);
    pthread_join(first, NULL);
    ck_assert(atomic_load(&taken));
    ck_assert_int_eq(batch_close(batch), EXIT_ALL_FETCHED);
}
END_TEST

START_TEST(batch_without_a_crew_is_refused)
{
    ck_assert(open_lines(3));
    capture_begin(STDERR_FILENO);
    batch_gather(batch);
    batch_crew(batch, 0, EAGAIN);
    assert_says(capture_end(), "no thread");
    ck_assert_ptr_null(batch_take(batch, 0));
    ck_assert_int_eq(batch_close(batch), EXIT_RESOURCES);
}
END_TEST

// --- what cannot be read or written ------------------------------------------

START_TEST(missing_list_is_wrong_usage)
{
    scratch_write("out", "earlier", 7);
    options.input = scratch_path("none");
    assert_says(failed_open(), "cannot read the list");
    ck_assert_int_eq(status, EXIT_USAGE);
}
END_TEST

START_TEST(earlier_records_survive_when_nothing_can_be_fetched)
{
    char *bytes;

    scratch_write("out", "earlier", 7);
    options.summary = scratch_path("none/summary");
    failed_open();
    bytes = read_whole(scratch_path("out"));
    ck_assert_str_eq(bytes, "earlier");
    free(bytes);
}
END_TEST

START_TEST(list_that_cannot_be_read_on_is_wrong_usage)
{
    const char *said;

    options.input = scratch_path(".");
    ck_assert(open_it());
    capture_begin(STDERR_FILENO);
    ck_assert_ptr_null(batch_take(batch, 0));
    said = capture_end();
    assert_says(said, "cannot read the list");
    assert_says(said, "directory");
    ck_assert_str_eq(closed(), "");
    ck_assert_int_eq(status, EXIT_USAGE);
}
END_TEST

START_TEST(output_that_cannot_be_opened_is_told)
{
    options.output = scratch_path("none/out");
    assert_says(failed_open(), "none/out");
    ck_assert_int_eq(status, EXIT_OUTPUT);
}
END_TEST

START_TEST(records_never_overwrite_the_list)
{
    char *bytes;

    scratch_write("list", "x0\n", 3);
    options.output = options.input;
    assert_says(failed_open(), "overwrite the list");
    ck_assert_int_eq(status, EXIT_OUTPUT);
    bytes = read_whole(scratch_path("list"));
    ck_assert_str_eq(bytes, "x0\n");
    free(bytes);
}
END_TEST

START_TEST(directory_that_cannot_be_made_is_told)
{
    options.body.directory = scratch_path("none/bodies");
    assert_says(failed_open(), "none/bodies");
    ck_assert_int_eq(status, EXIT_OUTPUT);
}
END_TEST

START_TEST(file_in_place_of_the_directory_is_told)
{
    options.body.directory = scratch_path("list");
    ck_assert_int_eq(chmod(scratch_path("list"), 0600 | _i * 0100), 0);
    assert_says(failed_open(), "list");
    ck_assert_int_eq(status, EXIT_OUTPUT);
}
END_TEST

START_TEST(summary_that_cannot_be_written_is_told_at_once)
{
    options.summary = scratch_path("none/summary");
    assert_says(failed_open(), "none/summary");
    ck_assert_int_eq(status, EXIT_OUTPUT);
}
END_TEST

START_TEST(summary_that_could_not_be_written_after_all_is_told)
{
    options.summary = "/dev/full";
    ck_assert(open_lines(1));
    give_all(ERROR_NONE);
    assert_says(closed(), "cannot write the summary");
    ck_assert_int_eq(status, EXIT_OUTPUT);
}
END_TEST

// In a child: the disk is full.
static void
write_to_full_disk(void)
{
    expect(stop_on_signals());
    options.output = "/dev/full";
    expect(open_lines(3));
    capture_begin(STDERR_FILENO);
    give(batch_take(batch, 0), ERROR_NONE);
    expect(strstr(capture_end(), "cannot write the records: No space"));
    expect(stopping());
    expect(!batch_take(batch, 0));
    expect(strcmp(closed(), "") == 0);
    expect(status == EXIT_OUTPUT);
    stop_reraise();
}

START_TEST(full_disk_ends_the_program_with_one_complaint)
{
    ck_assert_int_eq(in_child(write_to_full_disk), 0);
}
END_TEST

// Lets the records go into a pipe that `reader` reads.
static bool
write_into_pipe(void)
{
    static char path[32];
    static int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    options.output = path;
    reader = ends[0];
    if (!open_lines(5000))
        return false;
    close(ends[1]);
    return true;
}

// In a child: who read the records has gone.
static void
write_to_nobody(void)
{
    expect(stop_on_signals());
    expect(write_into_pipe());
    close(reader);
    capture_begin(STDERR_FILENO);
    give(batch_take(batch, 0), ERROR_NONE);
    expect(!batch_take(batch, 0));
    batch_close(batch);
    expect(strcmp(capture_end(), "") == 0);
    stop_reraise();
    fail_child(__FILE__, __LINE__, "the end by SIGPIPE");
}

START_TEST(reader_that_leaves_ends_the_program_quietly)
{
    int end_status = in_child(write_to_nobody);

    ck_assert(WIFSIGNALED(end_status));
    ck_assert_int_eq(WTERMSIG(end_status), SIGPIPE);
}
END_TEST

// In a child: something happened that cannot happen.
static void
go_wrong(void)
{
    expect(stop_on_signals());
    expect(open_lines(3));
    capture_begin(STDERR_FILENO);
    batch_fail(batch, "first");
    batch_fail(batch, "second");
    expect(strstr(capture_end(), "cannot go on: first\n"));
    expect(stopping());
    expect(!batch_take(batch, 0));
    expect(batch_close(batch) == EXIT_RESOURCES);
    stop_reraise();
}

START_TEST(batch_that_cannot_go_on_ends_the_program)
{
    ck_assert_int_eq(in_child(go_wrong), 0);
}
END_TEST

// --- threads -----------------------------------------------------------------

enum { WORKERS = 8, LINES = 4000 };

// A worker: takes and gives back until nothing is left.
static void *
work(void *number)
{
    struct fetch *fetch;
    int lane = *(int *)number;

    while ((fetch = batch_take(batch, lane)))
        give(fetch, lane % 2 ? ERROR_NONE : ERROR_DNS);
    return NULL;
}

// Works through the whole list with several threads.
static void
work_together(void)
{
    pthread_t threads[WORKERS];
    int numbers[WORKERS];

    for (int i = 0; i < WORKERS; i++) {
        numbers[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &numbers[i]),
                         0);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
}

START_TEST(threads_share_the_list_and_mix_up_no_records)
{
    char *seen = calloc(LINES, 1);
    json_t *array;

    ck_assert(open_lines(LINES));
    work_together();
    batch_close(batch);
    array = records();
    ck_assert_uint_eq(json_array_size(array), LINES);
    for (size_t i = 0; i < LINES; i++) {
        json_int_t index = integer_of(array, i, "index");
        if (index < 0 || index >= LINES || seen[index]++)
            ck_abort_msg("index %d came twice", (int)index);
    }
    json_decref(array);
    free(seen);
}
END_TEST

// A worker: takes one fetch and returns it.
static void *
take_one(void *unused)
{
    (void)unused;
    return batch_take(batch, 1);
}

START_TEST(who_waits_for_the_list_holds_up_no_records)
{
    struct fetch *first;
    pthread_t thread;
    void *second;
    json_t *array;

    ck_assert(open_feed());
    ck_assert(add_line("x0\n"));
    first = batch_take(batch, 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, take_one, NULL), 0);
    poll(NULL, 0, 50);
    give(first, ERROR_NONE);
    array = records();
    ck_assert_uint_eq(json_array_size(array), 1);
    json_decref(array);
    ck_assert(add_line("x1\n"));
    pthread_join(thread, &second);
    ck_assert_ptr_nonnull(second);
    ck_assert_int_eq(((struct fetch *)second)->result.index, 1);
    give(second, ERROR_NONE);
    batch_close(batch);
}
END_TEST

// A thread: closes the list in a while.
static void *
close_feed(void *unused)
{
    poll(NULL, 0, 50);
    close(feed);
    feed = -1;
    return unused;
}

START_TEST(who_waits_for_the_list_sees_its_end)
{
    pthread_t thread;

    ck_assert(open_feed());
    ck_assert_int_eq(pthread_create(&thread, NULL, close_feed, NULL), 0);
    ck_assert_ptr_null(batch_take(batch, 0));
    pthread_join(thread, NULL);
    closed();
}
END_TEST

// A thread: asks for a stop in a while.
static void *
stop_in_a_while(void *unused)
{
    poll(NULL, 0, 50);
    stop_now(0);
    return unused;
}

// In a child: the stop comes while the list is waited for.
static void
stop_while_waiting(void)
{
    pthread_t thread;

    expect(stop_on_signals());
    expect(open_feed());
    expect(pthread_create(&thread, NULL, stop_in_a_while, NULL) == 0);
    expect(!batch_take(batch, 0));
    expect(stopping());
    expect(pthread_join(thread, NULL) == 0);
    expect(strcmp(closed(), "") == 0);
}

// In a child: another thread than the main one waits for the list.
static void
stop_while_another_waits(void)
{
    pthread_t thread;
    void *taken;

    expect(stop_on_signals());
    expect(open_feed());
    expect(pthread_create(&thread, NULL, take_one, NULL) == 0);
    poll(NULL, 0, 50);
    stop_now(0);
    expect(pthread_join(thread, &taken) == 0);
    expect(!taken);
}

START_TEST(stop_ends_the_wait_for_the_list)
{
    ck_assert_int_eq(in_child(_i ? stop_while_another_waits
                                 : stop_while_waiting), 0);
}
END_TEST

// In a child: there are URLs, but nobody should start any more.
static void
take_after_a_stop(void)
{
    expect(stop_on_signals());
    expect(open_lines(10));
    give(batch_take(batch, 0), ERROR_NONE);
    stop_now(0);
    expect(!batch_take(batch, 0));
    batch_never_wait(batch, NULL);
    expect(!batch_take(batch, 0));
    expect(batch_done(batch));
}

START_TEST(nothing_is_taken_after_a_stop)
{
    ck_assert_int_eq(in_child(take_after_a_stop), 0);
}
END_TEST

// --- a loop ------------------------------------------------------------------

static struct pollfd fds[BATCH_DESCRIPTORS];

START_TEST(loop_takes_only_what_is_known)
{
    struct fetch *fetch;

    ck_assert(open_feed());
    batch_never_wait(batch, NULL);
    ck_assert_ptr_null(batch_take(batch, ANY_LANE));
    ck_assert(!batch_done(batch));
    batch_serve(batch);
    ck_assert_ptr_null(batch_take(batch, ANY_LANE));
    ck_assert(add_line("x0\nx1"));
    ck_assert_ptr_null(batch_take(batch, ANY_LANE));
    batch_serve(batch);
    fetch = batch_take(batch, ANY_LANE);
    ck_assert_ptr_nonnull(fetch);
    ck_assert_ptr_null(batch_take(batch, ANY_LANE));
    give(fetch, ERROR_NONE);
    batch_watch(batch, fds);
    ck_assert(!batch_done(batch));
    batch_close(batch);
}
END_TEST

START_TEST(loop_is_done_when_list_fetches_and_records_are)
{
    struct fetch *fetch;

    ck_assert(open_feed());
    batch_never_wait(batch, NULL);
    ck_assert(add_line("x0\n"));
    batch_serve(batch);
    fetch = batch_take(batch, ANY_LANE);
    close(feed);
    feed = -1;
    batch_serve(batch);
    batch_watch(batch, fds);
    ck_assert_int_eq(fds[0].fd, -1);
    ck_assert(!batch_done(batch));
    give(fetch, ERROR_NONE);
    ck_assert(!batch_done(batch));
    ck_assert_double_eq(batch_watch(batch, fds), 0);
    ck_assert(batch_done(batch));
    batch_close(batch);
}
END_TEST

START_TEST(loop_waits_for_the_list_only_while_it_needs_a_url)
{
    ck_assert(open_feed());
    batch_never_wait(batch, NULL);
    ck_assert_double_eq(batch_watch(batch, fds), INFINITY);
    ck_assert_int_ge(fds[0].fd, 0);
    ck_assert_int_eq(fds[0].events, POLLIN);
    ck_assert_int_eq(fds[1].fd, -1);
    ck_assert_int_eq(poll(fds, BATCH_DESCRIPTORS, 0), 0);
    ck_assert(add_line("x0\n"));
    ck_assert_int_eq(poll(fds, BATCH_DESCRIPTORS, 0), 1);
    batch_serve(batch);
    batch_watch(batch, fds);
    ck_assert_int_eq(fds[0].fd, -1);
    give(batch_take(batch, ANY_LANE), ERROR_NONE);
    batch_watch(batch, fds);
    ck_assert_int_ge(fds[0].fd, 0);
    batch_close(batch);
}
END_TEST

START_TEST(loop_sees_the_end_of_the_list)
{
    ck_assert(open_feed());
    batch_never_wait(batch, NULL);
    close(feed);
    feed = -1;
    ck_assert_double_eq(batch_watch(batch, fds), INFINITY);
    ck_assert_int_eq(poll(fds, BATCH_DESCRIPTORS, 0), 1);
    batch_serve(batch);
    ck_assert_double_eq(batch_watch(batch, fds), 0);
    ck_assert(batch_done(batch));
    closed();
}
END_TEST

// The bound of the fetches that a loop may take, those that back off included.
enum { MOST_TAKEN = 2 + 1000 };

// Takes one in a loop's way, after a wait if there have been enough of them.
static struct fetch *
take_in_turn(void)
{
    struct fetch *fetch = batch_take(batch, ANY_LANE);

    if (fetch)
        return fetch;
    batch_watch(batch, fds);
    return batch_take(batch, ANY_LANE);
}

START_TEST(loop_takes_no_more_than_a_bounded_number)
{
    struct fetch *fetches[MOST_TAKEN];

    ck_assert(open_lines(MOST_TAKEN + 100));
    batch_never_wait(batch, NULL);
    batch_serve(batch);
    for (int i = 0; i < MOST_TAKEN; i++)
        if (!(fetches[i] = take_in_turn()))
            ck_abort_msg("only %d were taken", i);
    ck_assert_ptr_null(take_in_turn());
    give(fetches[0], ERROR_NONE);
    fetches[0] = batch_take(batch, ANY_LANE);
    ck_assert_ptr_nonnull(fetches[0]);
    ck_assert_ptr_null(batch_take(batch, ANY_LANE));
    for (int i = 0; i < MOST_TAKEN; i++)
        give(fetches[i], ERROR_NONE);
    batch_close(batch);
}
END_TEST

START_TEST(loop_takes_a_bounded_number_between_two_waits)
{
    struct fetch *fetches[500], *fetch;
    int count = 0, first;

    ck_assert(open_lines(500));
    batch_never_wait(batch, NULL);
    batch_serve(batch);
    while ((fetch = batch_take(batch, ANY_LANE)))
        fetches[count++] = fetch;
    first = count;
    ck_assert_int_gt(first, 50);
    ck_assert_int_lt(first, 300);
    ck_assert_double_eq(batch_watch(batch, fds), 0);
    while ((fetch = batch_take(batch, ANY_LANE)))
        fetches[count++] = fetch;
    ck_assert_int_eq(count, 2 * first);
    for (int i = 0; i < count; i++)
        give(fetches[i], ERROR_NONE);
    batch_close(batch);
}
END_TEST

START_TEST(threads_have_no_such_bound)
{
    struct fetch *fetches[MOST_TAKEN + 1];

    ck_assert(open_lines(MOST_TAKEN + 1));
    for (int i = 0; i <= MOST_TAKEN; i++)
        if (!(fetches[i] = batch_take(batch, ANY_LANE)))
            ck_abort_msg("only %d were taken", i);
    for (int i = 0; i <= MOST_TAKEN; i++)
        give(fetches[i], ERROR_NONE);
    batch_close(batch);
}
END_TEST

// Takes and gives back in a loop's way as long as it may; returns how often.
static int
fill_up(void)
{
    struct fetch *fetch;
    int count = 0;

    for (;; count++) {
        batch_serve(batch);
        fetch = take_in_turn();
        if (!fetch)
            return count;
        give(fetch, ERROR_NONE);
    }
}

// Reads what is in the pipe of records; returns how many bytes there were.
static size_t
drain(void)
{
    struct pollfd pipe_end = {.fd = reader, .events = POLLIN};
    char bytes[4096];
    size_t length = 0;

    while (poll(&pipe_end, 1, 0) == 1 && pipe_end.revents & POLLIN) {
        ssize_t count = read(reader, bytes, sizeof bytes);
        if (count <= 0)
            break;
        length += (size_t)count;
    }
    return length;
}

START_TEST(loop_takes_nothing_while_too_much_is_unwritten)
{
    int first;

    ck_assert(write_into_pipe());
    batch_never_wait(batch, NULL);
    first = fill_up();                          // the pipe, and the buffer
    ck_assert_int_gt(first, 100);
    ck_assert_int_lt(first, 2000);
    ck_assert_int_ge(fds[1].fd, 0);
    ck_assert_int_eq(fds[1].events, POLLOUT);
    ck_assert_int_eq(fill_up(), 0);
    ck_assert(!batch_done(batch));
    ck_assert_uint_gt(drain(), 0);
    batch_watch(batch, fds);
    ck_assert_int_gt(fill_up(), 0);
    while (drain() > 0)
        batch_watch(batch, fds);
    batch_close(batch);
}
END_TEST

START_TEST(give_in_a_loop_only_notes_the_record)
{
    ck_assert(write_into_pipe());
    batch_never_wait(batch, NULL);
    batch_serve(batch);
    give(batch_take(batch, ANY_LANE), ERROR_NONE);
    ck_assert_uint_eq(drain(), 0);
    batch_watch(batch, fds);
    ck_assert_uint_gt(drain(), 0);
    batch_watch(batch, fds);
    drain();
    batch_close(batch);
}
END_TEST

// In a child: what a loop waits for after a stop.
static void
watch_after_a_stop(void)
{
    struct fetch *fetch;

    expect(stop_on_signals());
    expect(open_feed());
    batch_never_wait(batch, NULL);
    expect(add_line("x0\n"));
    batch_serve(batch);
    fetch = batch_take(batch, ANY_LANE);
    batch_watch(batch, fds);
    expect(fds[0].fd >= 0 && fds[2].fd == stop_descriptor());
    stop_now(0);
    expect(poll(&fds[2], 1, 0) == 1);
    expect(batch_watch(batch, fds) <= 0.5);
    expect(fds[0].fd == -1 && fds[2].fd == -1);
    expect(!batch_done(batch));
    give(fetch, ERROR_CANCELLED);
    expect(batch_watch(batch, fds) <= 0);
    expect(batch_done(batch));
}

START_TEST(stopping_loop_waits_for_neither_the_list_nor_the_stop)
{
    ck_assert_int_eq(in_child(watch_after_a_stop), 0);
}
END_TEST

// In a child: records that nobody reads, and a stop.
static void
leave_unread_records(void)
{
    expect(stop_on_signals());
    expect(write_into_pipe());
    batch_never_wait(batch, NULL);
    fill_up();
    batch_watch(batch, fds);
    fill_up();
    stop_now(0);
    expect(!batch_done(batch));
    while (stop_age() < 0.5)
        poll(NULL, 0, 20);
    expect(batch_done(batch));
    expect(batch_close(batch) >= 0);
}

START_TEST(records_that_nobody_reads_are_given_up_after_a_stop)
{
    ck_assert_int_eq(in_child(leave_unread_records), 0);
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
    tcase_set_timeout(tests, 10);
    suite_add_tcase(suite, tests);
    return tests;
}

static void
add_records(TCase *tests)
{
    tcase_add_test(tests, every_url_has_one_record_with_its_place);
    tcase_add_test(tests, record_is_written_as_soon_as_it_is_given);
    tcase_add_test(tests,
                   take_at_the_end_of_the_list_is_nothing_again_and_again);
    tcase_add_test(tests, urls_of_the_command_line_are_taken_too);
    tcase_add_test(tests, fetch_that_was_given_back_is_used_again);
    tcase_add_test(tests, lane_is_the_one_asked_for);
    tcase_add_test(tests, any_lane_is_one_that_nobody_has);
    tcase_add_test(tests, csv_begins_with_its_header_even_without_a_url);
    tcase_add_test(tests, records_of_an_earlier_run_are_replaced);
    tcase_add_loop_test(tests, exit_status_tells_how_it_went, 0,
                        sizeof finals / sizeof finals[0]);
    tcase_add_test(tests, empty_list_is_fine_with_a_note);
    tcase_add_test(tests, note_is_hidden_by_quiet);
    tcase_add_test(tests, refused_batch_has_a_record_for_every_url);
    tcase_add_test(tests, summary_is_written_at_the_end);
    tcase_add_test(tests, directory_for_bodies_is_made);
    tcase_add_test(tests, crew_that_is_too_small_is_said);
    tcase_add_loop_test(tests, first_of_a_crew_that_is_too_small_gets_nothing,
                        1, 3);
    tcase_add_test(tests, first_worker_waits_until_the_crew_is_known);
    tcase_add_test(tests, batch_without_a_crew_is_refused);
}

static void
add_troubles(TCase *tests)
{
    tcase_add_test(tests, missing_list_is_wrong_usage);
    tcase_add_test(tests, earlier_records_survive_when_nothing_can_be_fetched);
    tcase_add_test(tests, list_that_cannot_be_read_on_is_wrong_usage);
    tcase_add_test(tests, output_that_cannot_be_opened_is_told);
    tcase_add_test(tests, records_never_overwrite_the_list);
    tcase_add_test(tests, directory_that_cannot_be_made_is_told);
    tcase_add_loop_test(tests, file_in_place_of_the_directory_is_told, 0, 2);
    tcase_add_test(tests, summary_that_cannot_be_written_is_told_at_once);
    tcase_add_test(tests, summary_that_could_not_be_written_after_all_is_told);
    tcase_add_test(tests, full_disk_ends_the_program_with_one_complaint);
    tcase_add_test(tests, reader_that_leaves_ends_the_program_quietly);
    tcase_add_test(tests, batch_that_cannot_go_on_ends_the_program);
}

static void
add_threads(TCase *tests)
{
    tcase_add_test(tests, threads_share_the_list_and_mix_up_no_records);
    tcase_add_test(tests, who_waits_for_the_list_holds_up_no_records);
    tcase_add_test(tests, who_waits_for_the_list_sees_its_end);
    tcase_add_loop_test(tests, stop_ends_the_wait_for_the_list, 0, 2);
    tcase_add_test(tests, nothing_is_taken_after_a_stop);
}

static void
add_loop(TCase *tests)
{
    tcase_add_test(tests, loop_takes_only_what_is_known);
    tcase_add_test(tests, loop_is_done_when_list_fetches_and_records_are);
    tcase_add_test(tests, loop_waits_for_the_list_only_while_it_needs_a_url);
    tcase_add_test(tests, loop_sees_the_end_of_the_list);
    tcase_add_test(tests, loop_takes_no_more_than_a_bounded_number);
    tcase_add_test(tests, loop_takes_a_bounded_number_between_two_waits);
    tcase_add_test(tests, threads_have_no_such_bound);
    tcase_add_test(tests, loop_takes_nothing_while_too_much_is_unwritten);
    tcase_add_test(tests, give_in_a_loop_only_notes_the_record);
    tcase_add_test(tests,
                   stopping_loop_waits_for_neither_the_list_nor_the_stop);
    tcase_add_test(tests, records_that_nobody_reads_are_given_up_after_a_stop);
}

Suite *
batch_suite(void)
{
    Suite *suite = suite_create("batch");

    add_records(add_case(suite, "records"));
    add_troubles(add_case(suite, "troubles"));
    add_threads(add_case(suite, "threads"));
    add_loop(add_case(suite, "loop"));
    return suite;
}
