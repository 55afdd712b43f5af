// One run of one program: see run.h.

#include "run.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "basics.h"
#include "files.h"
#include "ideal.h"
#include "interrupt.h"
#include "latency.h"
#include "records.h"
#include "verify.h"

// A run may take this much longer than its lower bound before it is stopped:
// so many seconds, and so many times the bound.
#define PATIENCE_SECONDS 30.0
#define PATIENCE_FACTOR 5.0
#define MOST_PATIENCE 120.0  // seconds, for what it may do in turn

// Who is to have all URLs in flight at once reached it with this share of
// them; and who had this share of the descriptors open had all.
#define REACHED 0.9
#define ALL_OPEN 0.95

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

// Adds copies of the words.
static void
add_words(struct words *words, const struct words *more)
{
    for (size_t i = 0; i < more->count; i++)
        words_add(words, more->all[i]);
}

// Returns the program that the run is of.
static const struct program *
program_of(const struct bench *bench, const struct run *run)
{
    return &bench->scenario->programs[run->turn.program];
}

// Adds a word, which it frees.
static void
add_word(struct words *words, char *word)
{
    words_add(words, word);
    free(word);
}

// Returns the command line of another's tool; words_free is due.
static struct words
foreign_command(const struct bench *bench, const struct run *run)
{
    const struct scenario *s = bench->scenario;
    const struct program *program = program_of(bench, run);
    struct words words = {0};
    char *list = run_list(s, program->urls);

    add_word(&words, format("%s/%s", bench->others, program->file));
    add_word(&words, format("%s/%s", bench->folder, list));
    add_word(&words, format("%zu", program->concurrency));
    add_word(&words, format("%g", s->timeout));
    if (bench->server->authority)
        words_add(&words, bench->server->authority);
    free(list);
    return words;
}

// Returns the command line of a program of the kit; words_free is due.
static struct words
own_command(const struct bench *bench, const struct run *run)
{
    const struct scenario *s = bench->scenario;
    const struct program *program = program_of(bench, run);
    struct words words = {0};
    char *list = run_list(s, program->urls);

    add_word(&words, format("%s/%s", bench->programs, program->file));
    add_option(&words, "--input", format("%s/%s", bench->folder, list));
    add_option(&words, "--concurrency", format("%zu", s->concurrency));
    add_option(&words, "--timeout", format("%g", s->timeout));
    add_words(&words, &s->options);
    add_words(&words, &program->options);
    if (s->sweep)
        add_option(&words, "--concurrency",
                   format("%zu", program->concurrency));
    if (bench->server->authority)
        add_option(&words, "--cacert", copy_text(bench->server->authority));
    add_option(&words, "--format", copy_text("json"));
    add_option(&words, "--output", file_of(bench, run, ".jsonl"));
    add_option(&words, "--summary", file_of(bench, run, ".summary.json"));
    add_option(&words, "--progress", copy_text("never"));
    words_add(&words, "--quiet");
    free(list);
    return words;
}

char *
run_list(const struct scenario *scenario, size_t count)
{
    if (count == scenario->path_count)
        return copy_text("urls.txt");
    return format("urls-%zu.txt", count);
}

// Returns for how many seconds a run may go on: a trap may do one after the
// other what its cap would allow at once.
static double
patience_with(const struct scenario *s, const struct program *program)
{
    struct program alone = *program;

    alone.one_at_a_time = true;
    alone.concurrency = 1;
    double together = ideal_of(s, program).in_order;
    double in_turn = ideal_of(s, &alone).in_order;
    return PATIENCE_SECONDS +
           fmax(PATIENCE_FACTOR * together, fmin(2 * in_turn, MOST_PATIENCE));
}

// Opens what becomes the program's standard output: its records, if it is
// another's tool, or its log.
static int
open_output(const struct bench *bench, const struct run *run, int log)
{
    if (!program_of(bench, run)->foreign)
        return log;
    char *path = file_of(bench, run, ".jsonl");
    int output = log_open(path);
    free(path);
    return output;
}

// Runs the command and measures it; what it says goes to a log, which is
// kept only if it said something. False when there is no measurement.
static bool
execute(const struct bench *bench, struct run *run)
{
    const struct program *program = program_of(bench, run);
    struct words words = program->foreign ? foreign_command(bench, run)
                                          : own_command(bench, run);
    char *path = file_of(bench, run, ".log");
    char *series = file_of(bench, run, ".series.csv");
    int log = log_open(path), output = open_output(bench, run, log);
    struct measure_what what = {
        .output = output, .log = log, .series = series,
        .limit = patience_with(bench->scenario, program),
        .tree = program->foreign, .descriptors = bench->scenario->descriptors,
    };

    words.all = resize(words.all, words.count + 1, sizeof *words.all);
    words.all[words.count] = NULL;
    what.argv = words.all;
    bool good = measure_program(&what, &run->measured);
    if (output != log)
        close(output);
    log_close(log, path);
    free(series);
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
    const struct program *program = program_of(bench, run);
    int wanted = scenario_failures(bench->scenario, program) > 0 ? 1 : 0;

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

// Takes the memory of another's tool from the looks at it, since it does not
// tell its own; wait4 knows the largest of its processes, to the last moment.
static void
take_samples(struct run *run)
{
    const struct measurement *m = &run->measured;

    run->peak = m->peak_sampled > m->peak ? m->peak_sampled : m->peak;
    run->reserved = m->reserved_sampled;
    run->own_seconds = m->wall;
}

// Reads what the program says about itself; returns what was wrong, or NULL.
static char *
check_summary(const struct bench *bench, struct run *run)
{
    if (program_of(bench, run)->foreign) {
        take_samples(run);
        return NULL;
    }
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
    run->cap = json_integer_value(json_object_get(summary, "concurrency"));
    if (summary == NULL)
        reason = copy_text("it left no summary that can be read");
    else if (run->peak <= 0)
        reason = copy_text("its summary lacks its peak memory");
    else if (!is_near(run->peak, run->measured.peak))
        reason = format("it says that its peak was %lld bytes, the kernel "
                        "says %lld", run->peak, run->measured.peak);
    else
        reason = stalls_read(&run->loop, summary);
    json_decref(summary);
    return reason;
}

// Takes down how long the URLs took; NAN where no record tells of an attempt.
static void
note_latencies(struct run *run, const struct records *records)
{
    struct latencies all = latency_of(records);

    run->service = (struct quantiles){
        all.service.p50, all.service.p95, all.service.max,
    };
    run->since_start = (struct quantiles){
        all.since_start.p50, all.since_start.p95, all.since_start.max,
    };
    if (all.service.count == 0)
        run->service = run->since_start = (struct quantiles){NAN, NAN, NAN};
    latency_free(&all);
}

// True when the run is to have all its URLs in flight at once.
static bool
is_flight(const struct bench *bench, const struct run *run)
{
    return bench->scenario->sweep == SWEEP_FLIGHT &&
           !bench->scenario->silent && !program_of(bench, run)->one_at_a_time;
}

// Returns what the program lacked for having all its URLs in flight at once,
// by what was seen of it, or otherwise.
static const char *
lack_of(const struct bench *bench, const struct run *run,
        const char *otherwise)
{
    const struct measurement *m = &run->measured;
    long urls = (long)program_of(bench, run)->urls;
    struct rlimit limit = {.rlim_max = RLIM_INFINITY};
    double most = (double)bench->scenario->descriptors;

    if (most == 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0)
        most = (double)limit.rlim_max;
    if ((double)m->descriptors >= ALL_OPEN * most
        || (run->cap > 0 && run->cap < urls))
        return "no descriptors";
    if (m->threads > 1 && m->threads < urls)
        return "no threads";
    return otherwise;
}

// True when a record tells that the machine did not give what was needed.
static bool
tells_of_a_lack(const struct records *records)
{
    for (size_t i = 0; i < records->count; i++)
        if (records->all[i].error &&
            strcmp(records->all[i].error, "resources") == 0)
            return true;
    return false;
}

// Reads the records and looks at them; returns what was wrong, or NULL.
static char *
check_records(const struct bench *bench, struct run *run)
{
    const struct program *program = program_of(bench, run);
    char *path = file_of(bench, run, ".jsonl");
    struct records records;
    char *reason = records_read(&records, path);

    if (reason == NULL)
        reason = (program->foreign ? verify_foreign : verify_records)(
            &records, bench->scenario, program, bench->server->url);
    if (reason && is_flight(bench, run) && tells_of_a_lack(&records))
        run->lack = lack_of(bench, run, "no resources");
    note_latencies(run, &records);
    for (size_t i = 0; i < records.count; i++)
        run->failures += records.all[i].error != NULL;
    records_free(&records);
    free(path);
    return reason;
}

// Where a step of a sweep stands for so many in flight at once, the server
// must have seen nearly as many. Returns why that is not so, or NULL.
static char *
check_reach(const struct bench *bench, struct run *run, long long fetched)
{
    long long most = run->witness.max_requests;

    if (!is_flight(bench, run) || (double)most >= REACHED * (double)fetched)
        return NULL;
    run->lack = lack_of(bench, run, "too slow to start");
    return format("the server saw at most %lld of %lld URLs at once: %s", most,
                  fetched, run->lack);
}

// Compares with what the server saw since it was asked last: it must have seen
// every URL but those that failed. Returns what was wrong, or NULL.
static char *
check_witness(const struct bench *bench, struct run *run)
{
    const struct scenario *s = bench->scenario;
    const struct program *program = program_of(bench, run);
    long long cap = (long long)program->concurrency;
    long long fetched = (long long)(program->urls - run->failures);
    double before = run->witness.cpu;

    if (!server_ask(bench->server, &run->witness))
        return copy_text("the server did not answer /stats");
    run->witness.cpu -= before;
    if (run->witness.max_requests > cap)
        return format("the server saw %lld requests at once, the cap is %lld",
                      run->witness.max_requests, cap);
    if (s->silent && run->witness.requests > 0)
        return format("the server saw %lld requests, the scenario says there "
                      "is no network", run->witness.requests);
    if (!s->silent && run->witness.requests < fetched)
        return format("the server saw %lld requests for %zu URLs",
                      run->witness.requests, program->urls);
    return check_reach(bench, run, fetched);
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
    struct system_state before = system_now();
    bool measured = execute(bench, run);
    struct system_state after = system_now();
    run->use = system_between(&before, &after);
    if (!measured)
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

    run.name = format("%02zu-%s", turn.round,
                      bench->scenario->programs[turn.program].name);
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
    stalls_free(&run->loop);
}

bool
run_counts(const struct run *run)
{
    return run->reason == NULL && run->turn.round > 0;
}
