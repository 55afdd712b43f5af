// The lower bounds of a scenario: see ideal.h.

#include "ideal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "endpoints.h"

// Returns the number behind --name or in --name=number, the last one if there
// are several, or otherwise.
static double
number_of(const struct words *words, const char *name, double otherwise)
{
    size_t length = strlen(name);
    double number = otherwise;

    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->all[i];
        if (strncmp(word, name, length) != 0)
            continue;
        if (word[length] == '=')
            number = strtod(word + length + 1, NULL);
        if (word[length] == '\0' && i + 1 < words->count)
            number = strtod(words->all[i + 1], NULL);
    }
    return number;
}

// True when the word is there.
static bool
has_word(const struct words *words, const char *wanted)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->all[i], wanted) == 0)
            return true;
    return false;
}

// Returns what one path asks for: the time that the server holds it, and the
// pauses between its retries where their length is certain (random ones may
// be 0, so that is what they count).
static struct job
job_of(const struct scenario *s, const char *path)
{
    double retries = number_of(&s->options, "--retry", 0);
    double backoff = number_of(&s->options, "--backoff", 1);
    double deadline = number_of(&s->options, "--deadline", INFINITY);
    double trip = number_of(&s->server, "--rtt", 0);
    double failures = fmin((double)endpoint_failures(path), retries);
    double held = fmin(endpoint_seconds(path), s->timeout);
    struct job job = {.held = held + (failures + 1) * trip};

    job.total = job.held;
    if (has_word(&s->options, "--no-jitter"))
        job.total += backoff * (exp2(failures) - 1);
    job.held = fmin(job.held, deadline);
    job.total = fmin(job.total, deadline);
    return job;
}

struct bounds
ideal_of(const struct scenario *scenario, bool one_at_a_time)
{
    size_t count = scenario->path_count;
    struct job *jobs = resize(NULL, count, sizeof *jobs);

    for (size_t i = 0; i < count; i++) {
        jobs[i] = job_of(scenario, scenario->paths[i]);
        if (one_at_a_time)
            jobs[i].held = jobs[i].total;
    }
    size_t cap = one_at_a_time ? 1 : scenario->concurrency;
    struct bounds bounds = bounds_of(jobs, count, cap);
    free(jobs);
    return bounds;
}
