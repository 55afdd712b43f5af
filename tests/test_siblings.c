// The three programs as texts: they are read aloud side by side, so each fits
// two screens, and what two of them share is the same to the letter.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

enum { MOST_LINES = 80, MOST_COLUMNS = 80, MOST_BYTES = 1 << 16 };

static const char *const files[] = {
    "sync/sync.c", "threaded/threaded.c", "async/async.c",
};

// The whole text of a file, which the caller frees.
static char *
read_text(const char *path)
{
    char *text = calloc(1, MOST_BYTES);
    FILE *file = fopen(path, "r");

    ck_assert_msg(file != NULL, "%s: cannot be read", path);
    ck_assert_uint_lt(fread(text, 1, MOST_BYTES, file), MOST_BYTES);
    fclose(file);
    return text;
}

// The function `run` of a program, its comment included; the caller frees it.
static char *
read_run(const char *path)
{
    char *text = read_text(path);
    char *start = strstr(text, "// Fetches one URL from its first attempt");
    char *end = start ? strstr(start, "\n}\n") : NULL;
    char *function;

    ck_assert_msg(end != NULL, "%s: has no function run", path);
    function = strndup(start, (size_t)(end - start));
    free(text);
    return function;
}

START_TEST(program_fits_two_screens)
{
    char *text = read_text(files[_i]);
    int lines = 0;

    for (const char *at = text; *at; lines++) {
        size_t length = strcspn(at, "\n");
        ck_assert_msg(length <= MOST_COLUMNS, "%s:%d is %zu columns wide",
                      files[_i], lines + 1, length);
        at += length + (at[length] == '\n');
    }
    ck_assert_msg(lines <= MOST_LINES, "%s has %d lines", files[_i], lines);
    free(text);
}
END_TEST

START_TEST(threaded_runs_a_fetch_as_sync_does)
{
    char *sync = read_run(files[0]);
    char *threaded = read_run(files[1]);

    ck_assert_str_eq(sync, threaded);
    free(sync);
    free(threaded);
}
END_TEST

Suite *
siblings_suite(void)
{
    Suite *suite = suite_create("siblings");
    TCase *texts = tcase_create("texts");

    tcase_add_loop_test(texts, program_fits_two_screens, 0, 3);
    tcase_add_test(texts, threaded_runs_a_fetch_as_sync_does);
    suite_add_tcase(suite, texts);
    return suite;
}
