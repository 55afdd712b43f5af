// One run of one program: see run.h.

#include "run.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "files.h"
#include "ideal.h"
#include "interrupt.h"
#include "records.h"
#include "verify.h"

// A run may take this much longer than its lower bound before it is stopped:
// so many seconds, and so many times the bound.
#define PATIENCE_SECONDS 30.0
#define PATIENCE_FACTOR 5.0

// Returns the path of one of the run's files; the caller frees it.
static char *
file_of(const struct bench *bench, const struct run *run, const char *end)
{
    return format("%s/runs/%s%s", bench->folder, run->name, end);
}

// Adds an option and its value, which it frees.
static void
add_option(struct words *words, const char *name, char *value)
{
    words_add(words, name);
    words_add(words, value);
    free(value);
}

// Returns the command line; words_free is due.
static struct words
command_line(const struct bench *bench, const struct run *run)
{
    const struct scenario *s = bench->scenario;
    const struct program *program = &programs[run->turn.program];
    struct words words = {0};
    char *path = format("%s/%s", bench->programs, program->file);

    words_add(&words, path);
    free(path);
    add_option(&words, "--input", format("%s/urls.txt", bench->folder));
    add_option(&words, "--concurrency", format("%zu", s->concurrency));
    add_option(&words, "--timeout", format("%g", s->timeout));
    for (size_t i = 0; i < s->options.count; i++)
        words_add(&words, s->options.all[i]);
    if (bench->server->authority)
        add_option(&words, "--cacert", copy_text(bench->server->authority));
    add_option(&words, "--format", copy_text("json"));
    add_option(&words, "--output", file_of(bench, run, ".jsonl"));
    add_option(&words, "--summary", file_of(bench, run, ".summary.json"));
    add_option(&words, "--progress", copy_text("never"));
    words_add(&words, "--quiet");
    return words;
}

// Runs the command and measures it; what it says goes to a log, which is
// kept only if it said something. False when there is no measurement.
static bool
execute(const struct bench *bench, struct run *run)
{
    const struct program *program = &programs[run->turn.program];
    struct bounds bounds = ideal_of(bench->scenario, program->one_at_a_time);
    double limit = PATIENCE_SECONDS + PATIENCE_FACTOR * bounds.in_order;
    struct words words = command_line(bench, run);
    char *path = file_of(bench, run, ".log");
    int log = log_open(path);

    words.all = resize(words.all, words.count + 1, sizeof *words.all);
    words.all[words.count] = NULL;
    bool good = measure_program(words.all, log, limit, &run->measured);
    log_close(log, path);
    free(path);
    words_free(&words);
    return good;
}

// Looks for an end that leaves nothing else to look at; returns what was
// wrong, or NULL.
static char *
check_end(const struct bench *bench, const struct run *run)
{
    const struct measurement *m = &run->measured;

    if (m->overran)
        return format("stopped after %.0f s", m->wall);
    if (m->signal)
        return format("ended by signal %d (%s)", m->signal,
                      strsignal(m->signal));
    if (m->exit_status <= 1)
        return NULL;
    char *path = file_of(bench, run, ".log");
    char *words = log_first_line(path);
    char *reason = format("exit status %d%s%s", m->exit_status,
                          *words ? ": " : "", words);
    free(words);
    free(path);
    return reason;
}

// Compares the exit status with what the scenario expects: 1 when some URL
// fails, otherwise 0. Returns what was wrong, or NULL.
static char *
check_status(const struct bench *bench, const struct run *run)
{
    int wanted = scenario_failures(bench->scenario) > 0 ? 1 : 0;

    if (run->measured.exit_status == wanted)
        return NULL;
    return format("exit status %d, expected %d", run->measured.exit_status,
                  wanted);
}

// True when a program's word about its peak memory agrees with the kernel's
// (which also counts the little that comes after the summary).
static bool
is_near(long long own, long long kernel)
{
    return llabs(own - kernel) <= kernel / 4;
}

// Reads what the program says about itself; returns what was wrong, or NULL.
static char *
check_summary(const struct bench *bench, struct run *run)
{
    char *path = file_of(bench, run, ".summary.json");
    json_t *summary = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    json_t *peak = json_object_get(summary, "peak_memory_bytes");
    json_t *reserved = json_object_get(summary, "peak_virtual_bytes");
    json_t *seconds = json_object_get(summary, "seconds");
    char *reason = NULL;

    free(path);
    run->peak = json_integer_value(peak);
    run->reserved = json_integer_value(reserved);
    run->own_seconds = json_number_value(seconds);
    if (run->peak <= 0)
        reason = copy_text("its summary lacks its peak memory");
    else if (!is_near(run->peak, run->measured.peak))
        reason = format("it says that its peak was %lld bytes, the kernel "
                        "says %lld", run->peak, run->measured.peak);
    json_decref(summary);
    return reason;
}

// Reads the records and looks at them; returns what was wrong, or NULL.
static char *
check_records(const struct bench *bench, const struct run *run)
{
    char *path = file_of(bench, run, ".jsonl");
    struct records records;
    char *reason = records_read(&records, path);

    if (reason == NULL)
        reason = verify_records(&records, bench->scenario,
                                bench->server->url);
    records_free(&records);
    free(path);
    return reason;
}

// Compares with what the server saw since it was asked last; returns what
// was wrong, or NULL.
static char *
check_witness(const struct bench *bench, struct run *run)
{
    const struct scenario *s = bench->scenario;
    const struct program *program = &programs[run->turn.program];
    long long cap = program->one_at_a_time ? 1 : (long long)s->concurrency;
    long long fetched = (long long)s->path_count - scenario_failures(s);

    double before = run->witness.cpu;

    if (!server_ask(bench->server, &run->witness))
        return copy_text("the server did not answer /stats");
    run->witness.cpu -= before;
    if (run->witness.max_requests > cap)
        return format("the server saw %lld requests at once, the cap is %lld",
                      run->witness.max_requests, cap);
    if (run->witness.requests < fetched)
        return format("the server saw %lld requests for %lld URLs",
                      run->witness.requests, fetched);
    return NULL;
}

// Does all that run_make does; returns what was wrong, or NULL.
static char *
run_and_check(const struct bench *bench, struct run *run)
{
    char *reason;

    // What the server has used so far stays in the witness until it is asked
    // again, after the run.
    if (!server_reset(bench->server) ||
        !server_ask(bench->server, &run->witness))
        return copy_text("the server did not answer /stats");
    if (!execute(bench, run))
        return copy_text("it could not be measured");
    if ((reason = check_end(bench, run)))
        return reason;
    if ((reason = check_summary(bench, run)))
        return reason;
    if ((reason = check_records(bench, run)))
        return reason;
    if ((reason = check_status(bench, run)))
        return reason;
    return check_witness(bench, run);
}

struct run
run_make(const struct bench *bench, struct turn turn)
{
    struct run run = {.turn = turn};

    run.name = format("%02zu-%s", turn.round, programs[turn.program].name);
    run.reason = run_and_check(bench, &run);
    if (interrupt_signal()) {
        free(run.reason);
        run.reason = copy_text("interrupted");
        run.interrupted = true;
    }
    return run;
}

void
run_free(struct run *run)
{
    free(run->name);
    free(run->reason);
}

bool
run_counts(const struct run *run)
{
    return run->reason == NULL && run->turn.round > 0;
}
