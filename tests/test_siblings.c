// The three programs as texts: they are read aloud side by side, so each fits
// two screens, and what two of them share is the same to the letter. A trap is
// laid beside its fix, from which it differs by a handful of lines. The bare
// programs are one file each, and set up a transfer in the same words.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

enum {
    MOST_LINES = 86,
    MOST_TRAP_LINES = 96,   // it has what its fix has, and says more
    MOST_CHANGED = 12,      // lines between the two, gone or new
    MOST_COLUMNS = 80,
    MOST_BYTES = 1 << 16,
};

static const char *const files[] = {
    "sync/sync.c", "threaded/threaded.c", "async/async.c",
};

struct trap {
    const char *file;
    const char *fix;
};

static const struct trap traps[] = {
    {"async/traps/blocking_call.c", "async/async.c"},
    {"async/traps/one_blocking_call.c", "async/async.c"},
    {"async/traps/slot_held.c", "async/async.c"},
    {"async/traps/no_cap.c", "async/async.c"},
    {"async/traps/timers_blocking.c", "async/traps/timers.c"},
};

enum { TRAPS = sizeof traps / sizeof traps[0] };

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

// A part of a file, from those words to these; the caller frees it.
static char *
read_part(const char *path, const char *first, const char *last)
{
    char *text = read_text(path);
    char *start = strstr(text, first);
    char *end = start ? strstr(start, last) : NULL;
    char *part;

    ck_assert_msg(end != NULL, "%s: no '%s ... %s'", path, first, last);
    part = strndup(start, (size_t)(end - start));
    free(text);
    return part;
}

// Ends the test unless both files have the same part.
static void
expect_same_part(const char *a, const char *b, const char *first,
                 const char *last)
{
    char *one = read_part(a, first, last), *other = read_part(b, first, last);

    ck_assert_str_eq(one, other);
    free(one);
    free(other);
}

// Ends the test unless the file has at most so many lines, none of them wide.
static void
expect_narrow(const char *path, int most_lines)
{
    char *text = read_text(path);
    int lines = 0;

    for (const char *at = text; *at; lines++) {
        size_t length = strcspn(at, "\n");
        ck_assert_msg(length <= MOST_COLUMNS, "%s:%d is %zu columns wide",
                      path, lines + 1, length);
        at += length + (at[length] == '\n');
    }
    ck_assert_msg(lines <= most_lines, "%s has %d lines", path, lines);
    free(text);
}

START_TEST(program_fits_two_screens)
{
    expect_narrow(files[_i], MOST_LINES);
}
END_TEST

START_TEST(threaded_runs_a_fetch_as_sync_does)
{
    expect_same_part(files[0], files[1],
                     "// Fetches one URL from its first attempt", "\n}\n");
}
END_TEST

START_TEST(bare_programs_set_up_a_transfer_alike)
{
    expect_same_part("plots/bare/bare_multi.c", "plots/bare/bare_epoll.c",
                     "// A handle with all that", "== CURLM_OK;");
}
END_TEST

// --- traps -------------------------------------------------------------------

enum { MOST_KEPT = 200 };

// A file as lines, without its opening comment and its name.
struct lines {
    char *text;                     // owned
    char *kept[MOST_KEPT + 1];
    int count;
};

static struct lines
read_lines(const char *path)
{
    struct lines lines = {.text = read_text(path)};
    char *line, *rest = strstr(lines.text, "\n\n");

    ck_assert_msg(rest != NULL && strncmp(lines.text, "// ", 3) == 0,
                  "%s: does not open with a comment", path);
    while ((line = strsep(&rest, "\n"))) {
        if (strncmp(line, "const char program_name[]", 25) == 0)
            continue;
        ck_assert_int_lt(lines.count, MOST_KEPT);
        lines.kept[lines.count++] = line;
    }
    return lines;
}

// How many lines diff would show: those beside the longest common subsequence
// (Hunt and McIlroy, 1976).
static int
changed_lines(const struct lines *a, const struct lines *b)
{
    static int common[MOST_KEPT + 2][MOST_KEPT + 2];

    memset(common, 0, sizeof common);
    for (int i = a->count - 1; i >= 0; i--)
        for (int k = b->count - 1; k >= 0; k--) {
            int skip = common[i + 1][k] > common[i][k + 1]
                           ? common[i + 1][k] : common[i][k + 1];
            common[i][k] = strcmp(a->kept[i], b->kept[k]) == 0
                               ? common[i + 1][k + 1] + 1 : skip;
        }
    return a->count + b->count - 2 * common[0][0];
}

START_TEST(trap_is_hardly_longer_than_a_program)
{
    expect_narrow(traps[_i].file, MOST_TRAP_LINES);
    expect_narrow(traps[_i].fix, MOST_TRAP_LINES);
}
END_TEST

START_TEST(trap_is_near_its_fix)
{
    const struct trap *trap = &traps[_i];
    struct lines wrong = read_lines(trap->file);
    struct lines right = read_lines(trap->fix);
    int changed = changed_lines(&right, &wrong);

    ck_assert_msg(changed > 0 && changed <= MOST_CHANGED,
                  "%s differs from %s by %d lines", trap->file, trap->fix,
                  changed);
    free(wrong.text);
    free(right.text);
}
END_TEST

// Its opening comment names the fix, and what is wrong is marked.
START_TEST(trap_says_what_is_wrong)
{
    const struct trap *trap = &traps[_i];
    char *text = read_text(trap->file);

    ck_assert_int_eq(strncmp(text, "// A trap: ", 11), 0);
    ck_assert_msg(strstr(text, "// wrong: "), "%s: marks nothing as wrong",
                  trap->file);
    *strstr(text, "\n\n") = '\0';
    ck_assert_msg(strstr(text, strrchr(trap->fix, '/') + 1),
                  "%s: does not say what the fix is", trap->file);
    free(text);
}
END_TEST

Suite *
siblings_suite(void)
{
    Suite *suite = suite_create("siblings");
    TCase *texts = tcase_create("texts");

    tcase_add_loop_test(texts, program_fits_two_screens, 0, 3);
    tcase_add_test(texts, threaded_runs_a_fetch_as_sync_does);
    tcase_add_test(texts, bare_programs_set_up_a_transfer_alike);
    tcase_add_loop_test(texts, trap_is_hardly_longer_than_a_program, 0, TRAPS);
    tcase_add_loop_test(texts, trap_is_near_its_fix, 0, TRAPS);
    tcase_add_loop_test(texts, trap_says_what_is_wrong, 0, TRAPS);
    suite_add_tcase(suite, texts);
    return suite;
}
