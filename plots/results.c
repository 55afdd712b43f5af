// results.json: see results.h.

#include "results.h"

#include <stdlib.h>

#include "basics.h"
#include "files.h"
#include "verdict.h"

// Shortens json_real.
static json_t *
number(double value)
{
    return json_real(value);
}

// Shortens json_integer.
static json_t *
integer(long long value)
{
    return json_integer((json_int_t)value);
}

// Returns an estimate as an object.
static json_t *
describe_estimate(const struct estimate *e)
{
    json_t *object = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}",
        "runs", integer((long long)e->count), "median", number(e->median),
        "mean", number(e->mean), "stddev", number(e->deviation),
        "min", number(e->min), "max", number(e->max));

    if (e->has_interval)
        json_object_set_new(object, "interval",
                            json_pack("{s:o, s:o, s:o}", "low",
                                      number(e->low), "high", number(e->high),
                                      "coverage", number(e->coverage)));
    return object;
}

// Returns what the server saw of a run.
static json_t *
describe_witness(const struct witness *w)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}",
                     "requests", integer(w->requests),
                     "connections", integer(w->connections),
                     "max_requests", integer(w->max_requests),
                     "max_connections", integer(w->max_connections),
                     "cpu_seconds", number(w->cpu));
}

// Returns one run with all its figures.
static json_t *
describe_run(const struct run *run, size_t place)
{
    const struct measurement *m = &run->measured;
    json_t *object = json_pack(
        "{s:s, s:o, s:o, s:b, s:b, s:s?}",
        "program", programs[run->turn.program].name,
        "round", integer((long long)run->turn.round),
        "place", integer((long long)place),
        "warmup", run->turn.round == 0, "counts", run_counts(run),
        "failure", run->reason);
    json_t *figures = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "wall_seconds", number(m->wall),
        "own_seconds", number(run->own_seconds),
        "user_seconds", number(m->user), "system_seconds", number(m->system),
        "peak_memory_bytes", integer(run->peak),
        "rusage_peak_bytes", integer(m->peak),
        "peak_virtual_bytes", integer(run->reserved),
        "voluntary_switches", integer(m->voluntary),
        "involuntary_switches", integer(m->involuntary),
        "threads", integer(m->threads),
        "descriptors", integer(m->descriptors),
        "exit_status", integer(m->exit_status),
        "signal", integer(m->signal));

    json_object_update_new(object, figures);
    json_object_set_new(object, "server", describe_witness(&run->witness));
    json_object_set_new(object, "files", json_sprintf("runs/%s", run->name));
    return object;
}

// Returns all runs, in the order in which they were made.
static json_t *
describe_runs(const struct comparison *all)
{
    json_t *array = json_array();

    for (size_t i = 0; i < all->run_count; i++)
        json_array_append_new(array, describe_run(&all->runs[i], i));
    return array;
}

// Returns the wall times of the program's runs that count.
static json_t *
describe_times(const struct comparison *all, size_t program)
{
    json_t *array = json_array();

    for (size_t i = 0; i < all->run_count; i++)
        if (all->runs[i].turn.program == program &&
            run_counts(&all->runs[i]))
            json_array_append_new(array, number(all->runs[i].measured.wall));
    return array;
}

// Returns a program's summary: first hyperfine's names, then ours.
static json_t *
describe_program(const struct comparison *all, size_t p)
{
    static const char *const names[FIGURES] = {
        "wall_seconds", "user_seconds", "system_seconds", "cpu_seconds",
        "peak_memory_bytes", "peak_virtual_bytes", "threads", "descriptors",
        "context_switches",
    };
    struct estimate wall = summary_of(all, p, WALL);
    json_t *object = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "command", programs[p].name, "mean", number(wall.mean),
        "stddev", wall.count > 1 ? number(wall.deviation) : json_null(),
        "median", number(wall.median),
        "user", number(summary_of(all, p, USER).mean),
        "system", number(summary_of(all, p, SYSTEM).mean),
        "min", number(wall.min), "max", number(wall.max),
        "times", describe_times(all, p));

    for (enum figure figure = 0; figure < FIGURES; figure++) {
        struct estimate e = summary_of(all, p, figure);
        json_object_set_new(object, names[figure], describe_estimate(&e));
    }
    json_object_set_new(object, "failed_runs",
                        integer((long long)failed_runs(all, p)));
    json_object_set_new(object, "lower_bound_seconds",
                        number(all->bounds[p].ideal));
    json_object_set_new(object, "in_order_bound_seconds",
                        number(all->bounds[p].in_order));
    return object;
}

// Returns the summaries of all programs.
static json_t *
describe_programs(const struct comparison *all)
{
    json_t *array = json_array();

    for (size_t p = 0; p < PROGRAMS; p++)
        json_array_append_new(array, describe_program(all, p));
    return array;
}

// Returns the verdict on two programs: a ratio and its words.
static json_t *
describe_verdict(const struct comparison *all, size_t p, size_t other,
                 enum figure figure)
{
    struct estimate ratio = ratio_of(all, p, other, figure);
    char *words = verdict_sentence(all, p, other, figure);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:o, s:s}", "figure",
        figure == WALL ? "wall_seconds" : "peak_memory_bytes",
        "program", programs[p].name, "to", programs[other].name,
        "ratio", describe_estimate(&ratio), "words", words);

    free(words);
    return object;
}

// Returns the verdicts on every pair of programs, time and memory.
static json_t *
describe_verdicts(const struct comparison *all)
{
    json_t *array = json_array();

    for (size_t p = 1; p < PROGRAMS; p++) {
        for (size_t other = 0; other < p; other++) {
            json_array_append_new(array,
                                  describe_verdict(all, p, other, WALL));
            json_array_append_new(array,
                                  describe_verdict(all, p, other, PEAK));
        }
    }
    return array;
}

// Returns the scenario, with its file's whole text.
static json_t *
describe_scenario(const struct scenario *s)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}",
                     "name", s->name, "title", s->title, "text", s->text,
                     "urls", integer((long long)s->path_count),
                     "concurrency", integer((long long)s->concurrency),
                     "scale", number(s->scale));
}

void
results_write(const struct comparison *all, json_t *machine,
              const char *folder)
{
    json_t *root = json_pack(
        "{s:i, s:o, s:o, s:o, s:b, s:O, s:o, s:o, s:o}",
        "schema", RESULTS_SCHEMA, "scenario", describe_scenario(all->scenario),
        "seed", integer((long long)all->seed),
        "rounds", integer((long long)all->plan.rounds),
        "interrupted", all->interrupted, "machine", machine,
        "results", describe_programs(all),
        "verdicts", describe_verdicts(all), "runs", describe_runs(all));
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(9));

    if (text == NULL)
        quit(STATUS_NOT_WRITTEN, "results.json could not be made");
    char *path = format("%s/results.json", folder);
    file_write(path, text);
    free(path);
    free(text);
    json_decref(root);
}
