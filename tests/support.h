// What several suites need: a process of its own for a test that changes its
// process for good, a directory for files, and what was said on a descriptor.

#ifndef SUPPORT_H
#define SUPPORT_H

#include <check.h>
#include <stddef.h>
#include <string.h>

#include "text.h"

// Under a sanitizer, which ends a program that asks for too much memory.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

// --- a process of its own, also where Check itself does not fork -------------

// Runs `behave` in a child and returns its wait status: 0 if all went well.
int in_child(void (*behave)(void));

// In a child, in place of Check's assertions, which belong to the parent.
#define expect(condition) \
    ((condition) ? (void)0 : fail_child(__FILE__, __LINE__, #condition))

// Says what was expected, and ends the child with a failure.
_Noreturn void fail_child(const char *file, int line, const char *condition);

// --- files -------------------------------------------------------------------

// A fixture: an empty directory for each test, removed at its end.
void scratch_make(void);
void scratch_remove(void);

// The path of a file there; valid until eight more were asked for.
const char *scratch_path(const char *name);

// Writes a file there, and returns its path.
const char *scratch_write(const char *name, const char *bytes, size_t length);

// Reads a file from anywhere, as a string that the caller frees.
char *read_whole(const char *path);

// True if there is a file of that name.
bool scratch_has(const char *name);

// --- what is said ------------------------------------------------------------

// Keeps what is written to a descriptor (of stdout or stderr) from here on ...
void capture_begin(int fd);

// ... up to here, and returns it as a string, valid until the next capture.
const char *capture_end(void);

// --- a terminal, for a child -------------------------------------------------

// Makes a descriptor lead to a terminal; returns the end of who sits there.
int terminal_on(int fd);

// What has appeared there since the last call, up to and with `last`, for which
// it is waited; valid until the next call.
const char *terminal_shows(int terminal, const char *last);

// --- chance ------------------------------------------------------------------

// Starts random(3) from the run's seed, so that CHECK_SEED repeats a run, and
// returns the seed for messages.
unsigned seed_random(void);

// A random number from 0 to below - 1.
size_t random_below(size_t below);

// Fills `bytes` with bytes of which many mean something to somebody: quotes,
// commas, control characters, pieces of UTF-8.
void random_bytes(char *bytes, size_t length);

// --- assertions --------------------------------------------------------------

// The text is exactly this literal, in which a NUL may stand.
#define assert_text(text, literal) \
    ck_assert_msg((text).length == sizeof(literal) - 1 \
                  && ((text).length == 0 \
                      || memcmp((text).bytes, literal, (text).length) == 0), \
                  "\"%.*s\" is not %s", (int)(text).length, (text).bytes, \
                  #literal)

// The string contains this piece.
#define assert_says(string, piece) \
    ck_assert_msg(strstr(string, piece), "\"%s\" does not say \"%s\"", \
                  string, piece)

#endif
