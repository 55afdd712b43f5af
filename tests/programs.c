// Support for the suites over whole programs: runs one with everything that a
// test wants to decide, and keeps what it did. See programs.h.

#include "programs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "programs_fixture.h"

enum { MOST_HEARD = 32 };           // programs that are read at a time

static struct trial *trials;        // of the current test, the latest first
static char top[4096];              // holds the scratch directories of a case
static char directory[4096];        // the test's own, "" if it has none yet
static char **texts;                // what words() made; owned
static size_t text_count;
static json_t *documents;           // what json_file() read

const char *
name_of(enum program program)
{
    static const char *const names[] = {"sync", "threaded", "async", "epoll"};

    return names[program];
}

const char *
file_of(enum program program)
{
    static const char *const files[] = {
        "fetch-sync", "fetch-threaded", "fetch-async", "fetch-async",
    };

    return files[program];
}

// --- time and text -----------------------------------------------------------

double
seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
sleep_for(double seconds)
{
    struct timespec time = {
        .tv_sec = (time_t)seconds,
        .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
    };

    nanosleep(&time, NULL);
}

double
patience(double seconds)
{
    return seconds * (getenv("WRAP") ? 30 : programs_are_bare() ? 1 : 3);
}

void
ink_add(struct ink *ink, const char *bytes, size_t length)
{
    if (ink->length + length + 1 > ink->room) {
        ink->room = 2 * (ink->length + length) + 64;
        ink->bytes = realloc(ink->bytes, ink->room);
        ck_assert_ptr_nonnull(ink->bytes);
    }
    if (length > 0)
        memcpy(ink->bytes + ink->length, bytes, length);
    ink->length += length;
    ink->bytes[ink->length] = '\0';
}

// Adds what vprintf would print.
static void
ink_print(struct ink *ink, const char *format, va_list arguments)
{
    char *text = NULL;
    int length = vasprintf(&text, format, arguments);

    ck_assert_int_ge(length, 0);
    ink_add(ink, text, (size_t)length);
    free(text);
}

void
ink_format(struct ink *ink, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    ink_print(ink, format, arguments);
    va_end(arguments);
}

// Keeps an allocated text until the end of the test.
static char *
keep(char *text)
{
    char **more = realloc(texts, (text_count + 1) * sizeof *texts);

    ck_assert_ptr_nonnull(more);
    texts = more;
    return texts[text_count++] = text;
}

char *
words(const char *format, ...)
{
    struct ink ink = {.length = 0};
    va_list arguments;

    va_start(arguments, format);
    ink_print(&ink, format, arguments);
    va_end(arguments);
    return keep(ink.bytes);
}

// --- files -------------------------------------------------------------------

static void
close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

const char *
scratch(const char *name)
{
    if (!directory[0]) {
        strcpy(directory, words("%.4000s/XXXXXX", top));
        ck_assert_ptr_nonnull(mkdtemp(directory));
    }
    return words("%s/%s", directory, name);
}

const char *
scratch_file(const char *name, const char *bytes, size_t length)
{
    const char *path = scratch(name);
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

struct ink
file_bytes(const char *path)
{
    FILE *file = fopen(path, "r");
    struct ink ink = {.length = 0};
    char piece[65536];
    size_t count;

    ck_assert_msg(file != NULL, "cannot read %s", path);
    ink_add(&ink, "", 0);
    while ((count = fread(piece, 1, sizeof piece, file)) > 0)
        ink_add(&ink, piece, count);
    fclose(file);
    keep(ink.bytes);
    return ink;
}

int
entries_in(const char *path)
{
    DIR *stream = opendir(path);
    int count = -2;

    if (!stream)
        return -1;
    while (readdir(stream))
        count++;
    closedir(stream);
    return count;
}

json_t *
json_file(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    ck_assert_msg(json != NULL, "%s is not JSON: %s", path, error.text);
    if (!documents)
        documents = json_array();
    json_array_append_new(documents, json);
    return json;
}

// --- the binaries ------------------------------------------------------------

static const char *
build_path(const char *name)
{
    const char *build = getenv("BUILD");

    return words("%s/%s", build ? build : "build", name);
}

// True if a sanitizer is in the program: its name is then in there too.
static bool
is_sanitized(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about = {.st_size = 0};
    char *bytes = MAP_FAILED;
    size_t length;
    bool found;

    if (fd >= 0 && fstat(fd, &about) == 0)
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close_end(&fd);
    if (bytes == MAP_FAILED)
        return false;
    length = (size_t)about.st_size;
    found = memmem(bytes, length, "__asan_", 7)
            || memmem(bytes, length, "__tsan_", 7);
    munmap(bytes, length);
    return found;
}

// Asserts nothing: it is needed before the first test too.
bool
programs_are_bare(void)
{
    static int bare = -1;
    const char *build = getenv("BUILD");
    char path[4096];

    snprintf(path, sizeof path, "%s/fetch-async", build ? build : "build");
    if (bare < 0)
        bare = !getenv("WRAP") && !is_sanitized(path);
    return bare;
}

// --- fixtures ----------------------------------------------------------------

static int
remove_entry(const char *path, const struct stat *about, int type,
             struct FTW *place)
{
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

// Frees a trial, and ends its program if a failed test has left it running.
static void
free_trial(struct trial *trial)
{
    if (trial->pid > 0) {
        kill(trial->pid, SIGKILL);
        waitpid(trial->pid, NULL, 0);
    }
    close_end(&trial->feed);
    close_end(&trial->out_pipe);
    close_end(&trial->err_pipe);
    while (trial->word_count > 0)
        free(trial->words[--trial->word_count]);
    free(trial->out.bytes);
    free(trial->err.bytes);
    json_decref(trial->records);
    free(trial);
}

// Before and after the tests of a case, in the process that runs them all: what
// a test that failed has left behind goes too.
static void
make_top(void)
{
    const char *parent = getenv("TMPDIR");

    snprintf(top, sizeof top, "%.4000s/check-XXXXXX",
             parent ? parent : "/tmp");
    if (!mkdtemp(top))
        perror(top);
}

static void
remove_top(void)
{
    nftw(top, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void
trials_begin(void)
{
    signal(SIGPIPE, SIG_IGN);
}

static void
trials_end(void)
{
    while (trials) {
        struct trial *trial = trials;
        trials = trial->next;
        free_trial(trial);
    }
    witnesses_end();
    if (directory[0])
        nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    directory[0] = '\0';
    json_decref(documents);
    documents = NULL;
    while (text_count > 0)
        free(texts[--text_count]);
    free(texts);
    texts = NULL;
}

TCase *
trial_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_unchecked_fixture(tcase, make_top, remove_top);
    tcase_add_checked_fixture(tcase, trials_begin, trials_end);
    tcase_set_timeout(tcase, patience(60));
    suite_add_tcase(suite, tcase);
    return tcase;
}

// --- preparing a trial -------------------------------------------------------

void
trial_word(struct trial *trial, const char *word)
{
    ck_assert_int_lt(trial->word_count, MOST_WORDS);
    trial->words[trial->word_count] = strdup(word);
    ck_assert_ptr_nonnull(trial->words[trial->word_count++]);
}

// Adds what stands between any of these separators as an argument each.
static void
add_words(struct trial *trial, const char *text, const char *separators)
{
    char *copy = words("%s", text), *rest = NULL;
    char *word = strtok_r(copy, separators, &rest);

    for (; word; word = strtok_r(NULL, separators, &rest))
        trial_word(trial, word);
}

void
trial_words(struct trial *trial, const char *text)
{
    add_words(trial, text, "\n");
}

// A trial of a formatted command line.
static struct trial *
make_trial(enum program program, const char *format, va_list arguments)
{
    struct trial *trial = calloc(1, sizeof *trial);
    struct ink line = {.length = 0};

    ck_assert_ptr_nonnull(trial);
    *trial = (struct trial){
        .program = program,
        .input = -1, .output = -1,
        .feed = -1, .out_pipe = -1, .err_pipe = -1,
        .status = -1,
        .next = trials,
    };
    trials = trial;
    ink_print(&line, format, arguments);
    trial_word(trial, build_path(file_of(program)));
    if (program == EPOLL)
        add_words(trial, "--loop epoll", " ");
    add_words(trial, keep(line.bytes), " ");
    return trial;
}

struct trial *
trial_new(enum program program, const char *format, ...)
{
    struct trial *trial;
    va_list arguments;

    va_start(arguments, format);
    trial = make_trial(program, format, arguments);
    va_end(arguments);
    return trial;
}

void
trial_set(struct trial *trial, const char *format, ...)
{
    struct ink ink = {.length = 0};
    va_list arguments;

    va_start(arguments, format);
    ink_print(&ink, format, arguments);
    va_end(arguments);
    ck_assert_int_lt(trial->setting_count, MOST_SETTINGS);
    trial->settings[trial->setting_count++] = keep(ink.bytes);
}

void
trial_list(struct trial *trial, const char *bytes, size_t length)
{
    const char *name = words("list-%p", (void *)trial);

    trial->input = open(scratch_file(name, bytes, length),
                        O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(trial->input, 0);
}

void
trial_pipe(struct trial *trial)
{
    int ends[2];

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    trial->input = ends[0];
    trial->feed = ends[1];
}

// --- in the child, before the program ----------------------------------------

// As a shell would start it, whatever the tests were started from.
static void
calm_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGPIPE, SIGALRM, SIGUSR1};
    sigset_t none;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        signal(numbers[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void
limit(int resource, long most)
{
    struct rlimit bounds = {(rlim_t)most, (rlim_t)most};

    if (most > 0)
        setrlimit(resource, &bounds);
}

// The files to preload, with spaces between them; ends the test if one is
// missing.
static const char *
preload_paths(const struct trial *trial)
{
    char *names = words("%s", trial->preload), *name;
    const char *paths = "";

    while ((name = strsep(&names, " "))) {
        const char *path = build_path(words("tests/%s.so", name));
        ck_assert_msg(access(path, R_OK) == 0, "%s is missing", path);
        paths = words("%s%s%s", paths, *paths ? " " : "", path);
    }
    return paths;
}

static void
set_environment(const struct trial *trial)
{
    static const char *const proxies[] = {
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    };
    const char *options = getenv("ASAN_OPTIONS");

    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++)
        unsetenv(proxies[i]);
    for (int i = 0; i < trial->setting_count; i++)
        putenv((char *)trial->settings[i]);
    if (!trial->preload)
        return;
    setenv("ASAN_OPTIONS", words("%s:verify_asan_link_order=0",
                                 options ? options : ""), 1);
    setenv("LD_PRELOAD", preload_paths(trial), 1);
}

// Only standard input, output and error are handed on.
static void
close_the_rest(void)
{
    for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
        close(fd);
}

// The program's arguments after those of WRAP.
static char **
command(struct trial *trial)
{
    static char *argv[2 * MOST_WORDS];
    const char *wrap = getenv("WRAP");
    char *rest = NULL, *word = NULL;
    int count = 0;

    if (wrap)
        word = strtok_r(words("%s", wrap), " ", &rest);
    for (; word && count < MOST_WORDS; word = strtok_r(NULL, " ", &rest))
        argv[count++] = word;
    for (int i = 0; i < trial->word_count; i++)
        argv[count++] = trial->words[i];
    argv[count] = NULL;
    return argv;
}

static _Noreturn void
become_program(struct trial *trial, int out, int err)
{
    char **argv = command(trial);
    int in = trial->input >= 0 ? trial->input : open("/dev/null", O_RDONLY);

    calm_signals();
    set_environment(trial);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close_the_rest();
    if (trial->input == CLOSED)
        close(STDIN_FILENO);
    if (trial->output == CLOSED)
        close(STDOUT_FILENO);
    limit(RLIMIT_NOFILE, trial->descriptors);
    limit(RLIMIT_FSIZE, trial->file_size);
    if (trial->file_size > 0)
        signal(SIGXFSZ, SIG_IGN);
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

// --- running -----------------------------------------------------------------

// Forks so that a signal to the child waits until it is calm: in Check's own
// handler it would end the tests.
static pid_t
fork_calmly(void)
{
    sigset_t all, before;
    pid_t pid;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (pid != 0)
        sigprocmask(SIG_SETMASK, &before, NULL);
    return pid;
}

void
trial_start(struct trial *trial)
{
    int out[2] = {-1, trial->output}, err[2];

    if (trial->file) {
        free(trial->words[0]);
        trial->words[0] = strdup(build_path(trial->file));
    }
    if (trial->preload)
        preload_paths(trial);
    if (trial->output < 0)
        ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(err, O_CLOEXEC), 0);
    trial->started = seconds_now();
    trial->pid = fork_calmly();
    ck_assert_int_ge(trial->pid, 0);
    if (trial->pid == 0)
        become_program(trial, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    close_end(&trial->input);
    trial->out_pipe = out[0];
    trial->err_pipe = err[0];
}

// Reads what is there; closes a pipe at its end.
static void
read_pipe(int *fd, struct ink *ink)
{
    char piece[65536];
    ssize_t count = read(*fd, piece, sizeof piece);

    if (count > 0)
        ink_add(ink, piece, (size_t)count);
    else if (count == 0 || errno != EINTR)
        close_end(fd);
}

// Waits a moment for what this program writes, and reads it. The others of the
// test are read too: who is not read stands still.
static void
listen_to(struct trial *trial)
{
    bool silent = trial->out_pipe < 0 && trial->err_pipe < 0;
    struct trial *heard[MOST_HEARD];
    struct pollfd fds[2 * MOST_HEARD];
    nfds_t count = 0;

    for (struct trial *t = trials; t && count < MOST_HEARD; t = t->next) {
        if (t->out_pipe < 0 && t->err_pipe < 0)
            continue;
        fds[2 * count] = (struct pollfd){.fd = t->out_pipe, .events = POLLIN};
        fds[2 * count + 1] = (struct pollfd){.fd = t->err_pipe,
                                             .events = POLLIN};
        heard[count++] = t;
    }
    if (poll(fds, 2 * count, silent ? 1 : 20) <= 0)
        return;
    for (nfds_t i = 0; i < count; i++) {
        if (fds[2 * i].revents)
            read_pipe(&heard[i]->out_pipe, &heard[i]->out);
        if (fds[2 * i + 1].revents)
            read_pipe(&heard[i]->err_pipe, &heard[i]->err);
    }
}

// Ends the test if a program has been waited for since `begin` for too long.
static void
check_patience(struct trial *trial, double begin, const char *what)
{
    if (seconds_now() < begin + patience(20))
        return;
    kill(trial->pid, SIGKILL);
    waitpid(trial->pid, NULL, 0);
    trial->pid = 0;
    ck_abort_msg("waited in vain for %s: %s", what, story(trial));
}

// How many lines have come from its standard output.
static size_t
count_lines(struct trial *trial)
{
    for (; trial->counted < trial->out.length; trial->counted++)
        trial->lines += trial->out.bytes[trial->counted] == '\n';
    return trial->lines;
}

void
trial_feed(struct trial *trial, const char *text)
{
    double begin = seconds_now();
    const char *end = text + strlen(text);

    while (text < end) {
        ssize_t count = write(trial->feed, text, (size_t)(end - text));
        if (count > 0) {
            text += count;
            continue;
        }
        ck_assert_msg(errno == EAGAIN && trial->pid > 0, "cannot be fed: %s",
                      story(trial));
        listen_to(trial);
        check_patience(trial, begin, "its taking the list");
    }
}

void
trial_feed_end(struct trial *trial)
{
    close_end(&trial->feed);
}

void
trial_await_lines(struct trial *trial, size_t lines)
{
    double begin = seconds_now();

    while (count_lines(trial) < lines) {
        ck_assert_msg(trial->out_pipe >= 0, "ended before line %zu: %s",
                      lines, story(trial));
        listen_to(trial);
        check_patience(trial, begin, "a line");
    }
}

void
trial_await_words(struct trial *trial, const char *text)
{
    double begin = seconds_now();

    while (!trial->err.bytes || !strstr(trial->err.bytes, text)) {
        ck_assert_msg(trial->err_pipe >= 0, "never said %s: %s", text,
                      story(trial));
        listen_to(trial);
        check_patience(trial, begin, text);
    }
}

// Looks whether it has ended, and notes how.
static bool
has_ended(struct trial *trial)
{
    int status;

    if (waitpid(trial->pid, &status, WNOHANG) != trial->pid)
        return false;
    trial->ended = seconds_now();
    trial->pid = 0;
    trial->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    trial->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return true;
}

bool
trial_runs(struct trial *trial)
{
    return trial->pid > 0 && !has_ended(trial);
}

void
trial_end(struct trial *trial)
{
    double begin = seconds_now();

    while (trial_runs(trial)) {
        listen_to(trial);
        check_patience(trial, begin, "its end");
    }
    while (trial->out_pipe >= 0)
        read_pipe(&trial->out_pipe, &trial->out);
    while (trial->err_pipe >= 0)
        read_pipe(&trial->err_pipe, &trial->err);
    ink_add(&trial->out, "", 0);
    ink_add(&trial->err, "", 0);
}

struct trial *
trial_run(enum program program, const char *format, ...)
{
    struct trial *trial;
    va_list arguments;

    va_start(arguments, format);
    trial = make_trial(program, format, arguments);
    va_end(arguments);
    trial_start(trial);
    trial_end(trial);
    return trial;
}

// --- what came of it ---------------------------------------------------------

const char *
story(const struct trial *trial)
{
    struct ink ink = {.length = 0};

    for (int i = 0; i < trial->word_count && ink.length < 600; i++)
        ink_format(&ink, "%s ", trial->words[i]);
    ink_format(&ink, "\n  status %d, signal %d\n  stderr: %.600s\n"
               "  stdout: %.900s", trial->status, trial->signal,
               trial->err.bytes ? trial->err.bytes : "",
               trial->out.bytes ? trial->out.bytes : "");
    return keep(ink.bytes);
}

void
expect_status(const struct trial *trial, int status)
{
    ck_assert_msg(trial->status == status, "not status %d: %s", status,
                  story(trial));
}

void
expect_signal(const struct trial *trial, int signal_number)
{
    ck_assert_msg(trial->signal == signal_number, "not signal %d: %s",
                  signal_number, story(trial));
}

void
expect_said(const struct trial *trial, const char *text)
{
    ck_assert_msg(strstr(trial->err.bytes, text), "does not say \"%s\": %s",
                  text, story(trial));
}

void
expect_unsaid(const struct trial *trial, const char *text)
{
    ck_assert_msg(!strstr(trial->err.bytes, text), "says \"%s\": %s", text,
                  story(trial));
}

// Puts the record into its place.
static void
place_record(struct trial *trial, json_t *json)
{
    size_t index = (size_t)whole_in(json, "index");
    size_t count = json_array_size(trial->records);

    for (; count <= index && count < 1000000; count++)
        json_array_append_new(trial->records, json_null());
    ck_assert_msg(index < count, "index %zu: %s", index, story(trial));
    ck_assert_msg(json_is_null(json_array_get(trial->records, index)),
                  "two records for %zu: %s", index, story(trial));
    json_array_set_new(trial->records, index, json);
}

void
read_records(struct trial *trial, const char *bytes, size_t length)
{
    const char *end = bytes + length, *newline;
    json_error_t error;
    json_t *json;

    trial->records = json_array();
    for (; bytes < end; bytes = newline + 1) {
        newline = memchr(bytes, '\n', (size_t)(end - bytes));
        ck_assert_msg(newline != NULL, "a torn line: %s", story(trial));
        json = json_loadb(bytes, (size_t)(newline - bytes),
                          JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
        ck_assert_msg(json_is_object(json), "%s in %.*s", error.text,
                      (int)(newline - bytes), bytes);
        place_record(trial, json);
    }
    for (size_t i = 0; i < json_array_size(trial->records); i++)
        ck_assert_msg(json_is_object(json_array_get(trial->records, i)),
                      "no record for %zu: %s", i, story(trial));
}

size_t
trial_records(struct trial *trial)
{
    if (!trial->records)
        read_records(trial, trial->out.bytes, trial->out.length);
    return json_array_size(trial->records);
}

json_t *
record(struct trial *trial, size_t index)
{
    ck_assert_msg(index < trial_records(trial), "no record for %zu: %s",
                  index, story(trial));
    return json_array_get(trial->records, index);
}

// A field that has to be there.
static const json_t *
field_in(const json_t *json, const char *field)
{
    const json_t *value = json_object_get(json, field);

    ck_assert_msg(value != NULL, "there is no \"%s\"", field);
    return value;
}

const char *
text_in(const json_t *json, const char *field)
{
    const json_t *value = field_in(json, field);

    ck_assert_msg(json_is_string(value) || json_is_null(value),
                  "\"%s\" is not a text", field);
    return json_string_value(value);
}

long long
whole_in(const json_t *json, const char *field)
{
    const json_t *value = field_in(json, field);

    ck_assert_msg(json_is_integer(value), "\"%s\" is not whole", field);
    return json_integer_value(value);
}

double
time_in(const json_t *json, const char *field)
{
    const json_t *value = field_in(json, field);

    ck_assert_msg(json_is_real(value), "\"%s\" is not in seconds", field);
    return json_real_value(value);
}

void
expect_record(struct trial *trial, size_t index, int status,
              const char *error, int attempts)
{
    json_t *json = record(trial, index);
    const char *found = text_in(json, "error");
    bool same = found && error ? strcmp(found, error) == 0 : found == error;

    ck_assert_msg(same && whole_in(json, "status") == status
                  && whole_in(json, "attempts") == attempts,
                  "%s %s: status %lld, error %s, %lld attempts; expected %d, "
                  "%s, %d", name_of(trial->program), text_in(json, "url"),
                  whole_in(json, "status"), found ? found : "none",
                  whole_in(json, "attempts"), status, error ? error : "none",
                  attempts);
}
