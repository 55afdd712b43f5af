// Support for the suites over whole programs (programs_*.c): starts local
// servers and the programs, watches them from outside, and reads what they
// leave behind. A test that uses any of it belongs to a trial_case.
//
// Read from the environment: BUILD, the directory of the binaries ("build"),
// and WRAP, words to put before each program ("valgrind -q
// --error-exitcode=99"), which makes all guards against hanging more patient.

#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <check.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// The three programs, the last of them by each of its loops: EPOLL stands for
// fetch-async --loop epoll. From ASYNC on they are loops.
enum program { SYNC, THREADED, ASYNC, EPOLL, PROGRAMS };

// "sync", "threaded", "async", "epoll": a word for each, for messages and for
// URLs of its own.
const char *name_of(enum program program);

// "fetch-sync", "fetch-threaded", "fetch-async": what it calls itself.
const char *file_of(enum program program);

enum { MOST_WORDS = 200, MOST_SETTINGS = 8 };

// In place of a descriptor that the program starts with.
enum { CLOSED = -2 };

// Bytes that grow; ended by a NUL that is not counted.
struct ink {
    char *bytes;
    size_t length, room;
};

// One run of a program. What stands first may be changed before trial_start.
struct trial {
    enum program program;
    const char *file;       // in its place: another binary in BUILD, or NULL
    char *words[MOST_WORDS + 1];            // arguments; owned
    int word_count;
    const char *preload;                    // tests/preload/NAME.c; names of
                                            // several, with spaces; or NULL
    const char *settings[MOST_SETTINGS];    // NAME=VALUE for its environment
    int setting_count;
    int input;              // its standard input; -1: /dev/null; or CLOSED
    int output;             // its standard output; -1: a pipe; or CLOSED
    long descriptors;       // limit on open descriptors; 0: as it is
    long file_size;         // limit on a file's bytes; 0: as it is

    pid_t pid;              // 0: has ended, or not started
    int feed;               // the test's end of its standard input, or -1
    int out_pipe, err_pipe; // the test's ends, or -1
    double started, ended;  // s, monotonic
    struct ink out, err;    // what it has written so far
    size_t lines, counted;  // in `out`, of which so many bytes were looked at
    int status;             // its exit status; -1 if it died by `signal`
    int signal;
    json_t *records;        // by index; owned
    struct trial *next;     // made before it
};

// --- the fixture, and what stands by it --------------------------------------

// A new test case in the suite: what its tests start, make and leave behind is
// ended, freed and removed after each of them.
TCase *trial_case(Suite *suite, const char *name);

// So many seconds to wait before something counts as hanging.
double patience(double seconds);

// False under WRAP or a sanitizer: memory and descriptors are not the
// program's own business then.
bool programs_are_bare(void);

double seconds_now(void);
void sleep_for(double seconds);

// A path in a directory that is made for this test and removed after it.
const char *scratch(const char *name);

// Writes a file there, and returns its path; or reads any file (both end the
// test if they cannot).
const char *scratch_file(const char *name, const char *bytes, size_t length);
struct ink file_bytes(const char *path);

// How many entries a directory has, "." and ".." aside; -1: there is none.
int entries_in(const char *path);

// printf into a string that lives until the end of the test.
char *words(const char *format, ...) __attribute__((format(printf, 1, 2)));

void ink_add(struct ink *ink, const char *bytes, size_t length);
void ink_format(struct ink *ink, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// --- running a program -------------------------------------------------------

// A trial that is not started yet. The formatted text is split at spaces into
// arguments. It belongs to the fixture.
struct trial *trial_new(enum program program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Adds an argument as it is; or all URLs of a text, one a line.
void trial_word(struct trial *trial, const char *word);
void trial_words(struct trial *trial, const char *text);

// Adds NAME=VALUE to its environment.
void trial_set(struct trial *trial, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Gives it a text as standard input, or a pipe that trial_feed writes into (and
// meanwhile reads what the program writes) and trial_feed_end closes.
void trial_list(struct trial *trial, const char *bytes, size_t length);
void trial_pipe(struct trial *trial);
void trial_feed(struct trial *trial, const char *text);
void trial_feed_end(struct trial *trial);

void trial_start(struct trial *trial);

// Reads on until so many lines have come from its standard output.
void trial_await_lines(struct trial *trial, size_t lines);

// Waits until its standard error says that.
void trial_await_words(struct trial *trial, const char *text);

// True if it has not ended yet.
bool trial_runs(struct trial *trial);

// Waits for its end, reading what it writes.
void trial_end(struct trial *trial);

// All at once: new, start, end.
struct trial *trial_run(enum program program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// --- what came of it ---------------------------------------------------------

// The command line, how it ended and what it said: for messages.
const char *story(const struct trial *trial);

// Ends the test unless it ended with that status, or by that signal.
void expect_status(const struct trial *trial, int status);
void expect_signal(const struct trial *trial, int signal_number);

// Ends the test unless standard error has (or has not) that text.
void expect_said(const struct trial *trial, const char *text);
void expect_unsaid(const struct trial *trial, const char *text);

// Reads JSON Lines strictly. Ends the test unless there is exactly one record
// for each index from 0 on.
size_t trial_records(struct trial *trial);
void read_records(struct trial *trial, const char *bytes, size_t length);

// One record, and its fields; a field that is missing ends the test.
json_t *record(struct trial *trial, size_t index);
const char *text_in(const json_t *record, const char *field);
long long whole_in(const json_t *record, const char *field);
double time_in(const json_t *record, const char *field);

// Ends the test unless the record says so; `error` NULL is a success.
void expect_record(struct trial *trial, size_t index, int status,
                   const char *error, int attempts);

// A file of one JSON object, freed by the fixture.
json_t *json_file(const char *path);

// --- the local server, as a witness ------------------------------------------

struct server {
    pid_t pid;
    char base[64];          // "http://127.0.0.1:PORT"
    char authority[256];    // path of its certificate authority, or ""
};

// Start a server that lives until the end of the test.
struct server *server_plain(void);
struct server *server_tls(void);
struct server *server_spread(int addresses);    // 127.0.0.1, 127.0.0.2, ...

// One of the counts in its /stats.
long saw(const struct server *server, const char *count);

// Waits until such a count is what is expected.
void await_seen(const struct server *server, const char *count, long wanted);

// When exactly that target was asked for, in the server's seconds; returns how
// often. No more than `most` are stored.
size_t arrivals(const struct server *server, const char *target,
                double *times, size_t most);

// A port on 127.0.0.1 that refuses connections until the end of the test; and
// one that lets them wait for ever.
int refusing_port(void);
int silent_port(void);

#endif
