// The lower bounds of a scenario: see ideal.h.

#include "ideal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "endpoints.h"

// True when the word is there.
static bool
has_word(const struct words *words, const char *wanted)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->all[i], wanted) == 0)
            return true;
    return false;
}

// Returns the number of an option, the program's own before the scenario's.
static double
option_of(const struct scenario *s, const struct program *program,
          const char *name, double otherwise)
{
    return words_number(&program->options, name,
                        words_number(&s->options, name, otherwise));
}

// True when the word is among the scenario's options or the program's own.
static bool
has_option(const struct scenario *s, const struct program *program,
           const char *word)
{
    return has_word(&s->options, word) || has_word(&program->options, word);
}

// Returns how many seconds each request takes on its way: one round trip, and
// on a fresh connection one more, with TLS two.
static double
way_of(const struct scenario *s, const struct program *program)
{
    double trip = s->silent ? 0 : words_number(&s->server, "--rtt", 0);
    int trips = 1;

    if (has_option(s, program, "--no-reuse"))
        trips += has_word(&s->server, "--tls") ? 2 : 1;
    return trips * trip;
}

// Returns how often the path fails before the program is done with it: a status
// that never changes, each time, where every failure is tried again.
static double
failures_of(const struct scenario *s, const struct program *program,
            const char *path)
{
    double retries = option_of(s, program, "--retry", 0);
    bool refused = strncmp(path, "/status/4", 9) == 0 ||
                   strncmp(path, "/status/5", 9) == 0;

    if (refused && has_option(s, program, "--retry-all") &&
        has_option(s, program, "--fail"))
        return retries;
    return fmin((double)endpoint_failures(path), retries);
}

// Returns what one path asks for: the time that the server holds it, and the
// pauses between its retries where their length is certain (random ones may
// be 0, so that is what they count).
static struct job
job_of(const struct scenario *s, const struct program *program,
       const char *path)
{
    double backoff = option_of(s, program, "--backoff", 1);
    double deadline = option_of(s, program, "--deadline", INFINITY);
    double way = way_of(s, program);
    double failures = failures_of(s, program, path);
    double held = fmin(endpoint_seconds(path), s->timeout);
    struct job job = {.held = held + (failures + 1) * way};

    job.total = job.held;
    if (has_option(s, program, "--no-jitter"))
        job.total += backoff * (exp2(failures) - 1);
    job.held = fmin(job.held, deadline);
    job.total = fmin(job.total, deadline);
    return job;
}

struct bounds
ideal_of(const struct scenario *scenario, const struct program *program)
{
    size_t count = program->urls;
    struct job *jobs = resize(NULL, count, sizeof *jobs);

    for (size_t i = 0; i < count; i++) {
        jobs[i] = job_of(scenario, program, scenario->paths[i]);
        if (program->one_at_a_time)
            jobs[i].held = jobs[i].total;
    }
    struct bounds bounds = bounds_of(jobs, count, program->concurrency);
    free(jobs);
    return bounds;
}
