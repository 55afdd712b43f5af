// summary: what --summary writes at the end, read back by a JSON library.

#include <curl/curl.h>
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>

#include "clock.h"
#include "suites.h"
#include "summary.h"
#include "support.h"
#include "tally.h"

static struct tally tally;

// A fixture: a program that has started a moment ago, and some counts.
static void
start(void)
{
    clock_start();
    tally = (struct tally){
        .urls = 10, .attempts = 17, .bytes = 5000000000, .workers = 4,
    };
    tally.outcomes[ERROR_NONE] = 7;
    tally.outcomes[ERROR_TIMEOUT] = 2;
    tally.outcomes[ERROR_TOO_LARGE] = 1;
}

// Writes the summary and reads it back; the caller releases it.
static json_t *
written(void)
{
    const char *path = scratch_path("summary");
    json_error_t error;
    json_t *summary;

    ck_assert(summary_write(path, &tally));
    summary = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(summary, "%s", error.text);
    return summary;
}

static json_int_t
integer_of(const json_t *object, const char *name)
{
    ck_assert_msg(json_is_integer(json_object_get(object, name)),
                  "no integer \"%s\"", name);
    return json_integer_value(json_object_get(object, name));
}

static double
real_of(const json_t *object, const char *name)
{
    ck_assert_msg(json_is_real(json_object_get(object, name)),
                  "no real \"%s\"", name);
    return json_real_value(json_object_get(object, name));
}

static const char *
string_of(const json_t *object, const char *name)
{
    const char *string = json_string_value(json_object_get(object, name));

    ck_assert_msg(string, "no string \"%s\"", name);
    return string;
}

START_TEST(summary_tells_the_counts)
{
    json_t *summary = written();

    ck_assert_int_eq(integer_of(summary, "schema"), 1);
    ck_assert_int_eq(integer_of(summary, "urls"), 10);
    ck_assert_int_eq(integer_of(summary, "ok"), 7);
    ck_assert_int_eq(integer_of(summary, "failed"), 3);
    ck_assert_int_eq(integer_of(summary, "attempts"), 17);
    ck_assert_int_eq(integer_of(summary, "bytes"), 5000000000);
    json_decref(summary);
}
END_TEST

START_TEST(summary_names_the_outcomes_that_happened)
{
    json_t *summary = written();
    json_t *outcomes = json_object_get(summary, "outcomes");

    ck_assert_uint_eq(json_object_size(outcomes), 3);
    ck_assert_int_eq(integer_of(outcomes, "ok"), 7);
    ck_assert_int_eq(integer_of(outcomes, "timeout"), 2);
    ck_assert_int_eq(integer_of(outcomes, "too-large"), 1);
    json_decref(summary);
}
END_TEST

START_TEST(summary_names_the_program_and_its_library)
{
    json_t *summary = written();

    ck_assert_str_eq(string_of(summary, "program"), "check");
    ck_assert_str_eq(string_of(summary, "version"), VERSION);
    ck_assert_str_eq(string_of(summary, "libcurl"),
                     curl_version_info(CURLVERSION_NOW)->version);
    json_decref(summary);
}
END_TEST

START_TEST(summary_tells_seconds_and_rate)
{
    json_t *summary;
    double before, seconds;

    poll(NULL, 0, 20);
    before = clock_now();
    summary = written();
    seconds = real_of(summary, "seconds");
    ck_assert_double_ge(seconds, before);
    ck_assert_double_le(seconds, clock_now());
    ck_assert_double_eq_tol(real_of(summary, "urls_per_second"), 10 / seconds,
                            1e-6);
    json_decref(summary);
}
END_TEST

START_TEST(summary_tells_cpu_time)
{
    json_t *summary = written();

    ck_assert_double_ge(real_of(summary, "cpu_user_seconds"), 0);
    ck_assert_double_ge(real_of(summary, "cpu_system_seconds"), 0);
    ck_assert_double_gt(real_of(summary, "cpu_user_seconds")
                        + real_of(summary, "cpu_system_seconds"), 0);
    json_decref(summary);
}
END_TEST

START_TEST(summary_tells_peak_memory_in_bytes)
{
    enum { MIB = 1024 * 1024, MUCH = 32 * MIB };
    char *memory = malloc(MUCH);
    json_int_t resident, virtual;
    json_t *summary;

    memset(memory, 1, MUCH);
    ck_assert_int_eq(memory[random_below(MUCH)], 1);
    free(memory);
    summary = written();
    resident = integer_of(summary, "peak_memory_bytes");
    virtual = integer_of(summary, "peak_virtual_bytes");
    ck_assert_int_gt(resident, MUCH);
    ck_assert_int_ge(virtual, resident);
    json_decref(summary);
}
END_TEST

START_TEST(summary_counts_the_main_thread_too)
{
    json_t *summary = written();

    ck_assert_int_eq(integer_of(summary, "threads"), 5);
    json_decref(summary);
}
END_TEST

START_TEST(summary_ends_with_a_line_feed)
{
    json_t *summary = written();
    char *bytes = read_whole(scratch_path("summary"));

    ck_assert_int_eq(bytes[strlen(bytes) - 1], '\n');
    free(bytes);
    json_decref(summary);
}
END_TEST

START_TEST(longer_summary_of_an_earlier_run_is_replaced)
{
    char earlier[5000];

    memset(earlier, 'x', sizeof earlier);
    scratch_write("summary", earlier, sizeof earlier);
    json_decref(written());
}
END_TEST

// --- what can go wrong -------------------------------------------------------

START_TEST(path_that_cannot_be_written_is_an_error)
{
    const char *path = scratch_path("none/summary");

    errno = 0;
    ck_assert(!summary_write(path, &tally));
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(full_disk_is_an_error)
{
    errno = 0;
    ck_assert(!summary_write("/dev/full", &tally));
    ck_assert_int_eq(errno, ENOSPC);
}
END_TEST

Suite *
summary_suite(void)
{
    Suite *suite = suite_create("summary");
    TCase *tests = tcase_create("summary");

    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, start, NULL);
    tcase_add_test(tests, summary_tells_the_counts);
    tcase_add_test(tests, summary_names_the_outcomes_that_happened);
    tcase_add_test(tests, summary_names_the_program_and_its_library);
    tcase_add_test(tests, summary_tells_seconds_and_rate);
    tcase_add_test(tests, summary_tells_cpu_time);
    tcase_add_test(tests, summary_tells_peak_memory_in_bytes);
    tcase_add_test(tests, summary_counts_the_main_thread_too);
    tcase_add_test(tests, summary_ends_with_a_line_feed);
    tcase_add_test(tests, longer_summary_of_an_earlier_run_is_replaced);
    tcase_add_test(tests, path_that_cannot_be_written_is_an_error);
    tcase_add_test(tests, full_disk_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}
