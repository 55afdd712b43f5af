// results.json: see results.h.

#include "results.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "basics.h"
#include "chart.h"
#include "files.h"
#include "finding.h"
#include "verdict.h"

// Returns the number, or null where it is none.
static json_t *
number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
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

// Returns what the machine did during a run; null is unknown.
static json_t *
describe_use(const struct run *run)
{
    const struct system_use *use = &run->use;
    json_t *unknown = json_null();

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                     "seconds", number(use->seconds),
                     "busy_seconds", number(use->busy),
                     "stolen_seconds", number(use->stolen),
                     "pressure", number(use->pressure),
                     "listen_overflows", use->overflows < 0
                         ? unknown : integer(use->overflows),
                     "listen_drops", use->drops < 0
                         ? unknown : integer(use->drops),
                     "harness_cpu_seconds", number(run->measured.looking));
}

// Returns how long URLs took in a run.
static json_t *
describe_quantiles(const struct quantiles *q)
{
    return json_pack("{s:o, s:o, s:o}", "p50", number(q->p50),
                     "p95", number(q->p95), "max", number(q->max));
}

// Returns what was measured of a run.
static json_t *
describe_figures(const struct run *run)
{
    const struct measurement *m = &run->measured;

    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o, s:o, s:o}",
        "wall_seconds", number(m->wall),
        "own_seconds", number(run->own_seconds),
        "user_seconds", number(m->user), "system_seconds", number(m->system),
        "peak_memory_bytes", integer(run->peak),
        "rusage_peak_bytes", integer(m->peak),
        "sampled_peak_bytes", integer(m->peak_sampled),
        "peak_virtual_bytes", integer(run->reserved),
        "sampled_virtual_bytes", integer(m->reserved_sampled),
        "processes", integer(m->processes),
        "voluntary_switches", integer(m->voluntary),
        "involuntary_switches", integer(m->involuntary),
        "threads", integer(m->threads),
        "descriptors", integer(m->descriptors),
        "exit_status", integer(m->exit_status),
        "signal", integer(m->signal));
}

// Returns one run with all its figures.
static json_t *
describe_run(const struct comparison *all, size_t place)
{
    const struct run *run = &all->runs[place];
    json_t *object = json_pack(
        "{s:s, s:o, s:o, s:b, s:b, s:b, s:b, s:s?, s:s?}",
        "program", program_at(all, run->turn.program)->name,
        "round", integer((long long)run->turn.round),
        "place", integer((long long)place),
        "warmup", run->turn.round == 0, "counts", run_counts(run),
        "interrupted", run->interrupted, "outlier", run->outlier,
        "failure", run->reason, "lack", run->lack);

    json_object_update_new(object, describe_figures(run));
    json_object_set_new(object, "server", describe_witness(&run->witness));
    json_object_set_new(object, "machine", describe_use(run));
    json_object_set_new(object, "service_seconds",
                        describe_quantiles(&run->service));
    json_object_set_new(object, "since_start_seconds",
                        describe_quantiles(&run->since_start));
    json_object_set_new(object, "loop", stalls_describe(&run->loop));
    json_object_set_new(object, "files", json_sprintf("runs/%s", run->name));
    return object;
}

// Returns all runs, in the order in which they were made.
static json_t *
describe_runs(const struct comparison *all)
{
    json_t *array = json_array();

    for (size_t i = 0; i < all->run_count; i++)
        json_array_append_new(array, describe_run(all, i));
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
            json_array_append_new(
                array, number(run_figure(all, &all->runs[i], WALL)));
    return array;
}

// Returns a program's summary: first hyperfine's names, then ours.
static json_t *
describe_program(const struct comparison *all, size_t p)
{
    static const char *const names[FIGURES] = {
        "wall_seconds", "user_seconds", "system_seconds", "cpu_seconds",
        "peak_memory_bytes", "peak_virtual_bytes", "threads", "descriptors",
        "context_switches", "connections", "failed_urls",
        "service_p50_seconds", "service_p95_seconds",
        "service_max_seconds", "since_start_p50_seconds",
        "since_start_p95_seconds", "since_start_max_seconds",
    };
    struct estimate wall = summary_of(all, p, WALL);
    json_t *object = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "command", program_at(all, p)->name, "mean", number(wall.mean),
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

    for (size_t p = 0; p < program_count(all); p++)
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
        "program", program_at(all, p)->name,
        "to", program_at(all, other)->name,
        "ratio", describe_estimate(&ratio), "words", words);

    free(words);
    return object;
}

// Adds the verdicts on the figure, each on a pair of programs.
static void
add_verdicts(json_t *array, const struct comparison *all, enum figure figure)
{
    struct pair *pairs;
    size_t count = verdict_pairs(all, figure, &pairs);

    for (size_t i = 0; i < count; i++)
        json_array_append_new(array,
                              describe_verdict(all, pairs[i].program,
                                               pairs[i].other, figure));
    free(pairs);
}

// Returns the verdicts on time and memory.
static json_t *
describe_verdicts(const struct comparison *all)
{
    json_t *array = json_array();

    add_verdicts(array, all, WALL);
    add_verdicts(array, all, PEAK);
    return array;
}

// Returns the words as a list of strings.
static json_t *
describe_words(const struct words *words)
{
    json_t *array = json_array();

    for (size_t i = 0; i < words->count; i++)
        json_array_append_new(array, json_string(words->all[i]));
    return array;
}

// Returns the programs as they were asked to run.
static json_t *
describe_tasks(const struct comparison *all)
{
    json_t *array = json_array();

    for (size_t p = 0; p < program_count(all); p++) {
        const struct program *program = program_at(all, p);
        json_array_append_new(array, json_pack(
            "{s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:b}",
            "name", program->name, "file", program->file,
            "options", describe_words(&program->options),
            "concurrency", integer((long long)program->concurrency),
            "urls", integer((long long)program->urls),
            "extrapolation", number(extrapolation(all, p)),
            "once", all->once[p], "foreign", program->foreign,
            "left_out", left_out(all, p)));
    }
    return array;
}

// Returns for each program the name of the run that the charts show.
static json_t *
describe_typical(const struct comparison *all)
{
    json_t *object = json_object();

    for (size_t p = 0; p < program_count(all); p++) {
        const struct run *run = typical_run(all, p);
        json_object_set_new(object, program_at(all, p)->name,
                            run ? json_string(run->name) : json_null());
    }
    return object;
}

// Returns the scenario, with its file's whole text.
static json_t *
describe_scenario(const struct scenario *s)
{
    static const char *const sweeps[] = {
        [SWEEP_NONE] = NULL, [SWEEP_CAP] = "cap", [SWEEP_FLIGHT] = "flight",
    };

    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s?}",
                     "name", s->name, "title", s->title, "text", s->text,
                     "urls", integer((long long)s->path_count),
                     "concurrency", integer((long long)s->concurrency),
                     "scale", number(s->scale), "sweep", sweeps[s->sweep]);
}

// Returns everything in one object.
static json_t *
describe_all(const struct comparison *all, json_t *machine)
{
    char *finding = chart_title(all, finding_sentence(all));
    json_t *root = json_pack(
        "{s:i, s:o, s:o, s:o, s:o, s:b, s:s, s:o, s:o, s:O, s:o, s:o, s:o,"
        " s:o}",
        "schema", RESULTS_SCHEMA, "scenario", describe_scenario(all->scenario),
        "programs", describe_tasks(all),
        "seed", integer((long long)all->seed),
        "rounds", integer((long long)all->plan.rounds),
        "interrupted", all->interrupted, "finding", finding,
        "warnings", describe_words(&all->warnings),
        "skipped", describe_words(&all->skipped), "machine", machine,
        "results", describe_programs(all),
        "verdicts", describe_verdicts(all),
        "typical", describe_typical(all), "runs", describe_runs(all));

    free(finding);
    return root;
}

void
results_write(const struct comparison *all, json_t *machine,
              const char *folder)
{
    json_t *root = describe_all(all, machine);
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(9));

    if (text == NULL)
        quit(STATUS_NOT_WRITTEN, "results.json could not be made");
    char *path = format("%s/results.json", folder);
    file_write(path, text);
    free(path);
    free(text);
    json_decref(root);
}

// --- reading them back -------------------------------------------------------

// What stands in results.json, as far as others rely on it.
static const struct {
    const char *name;
    json_type type;
    json_type entries;     // of a list
    const char *labels[2]; // by which its entries are known: strings
} parts[] = {
    {"scenario", JSON_OBJECT, JSON_NULL, {NULL}},
    {"machine", JSON_OBJECT, JSON_NULL, {NULL}},
    {"typical", JSON_OBJECT, JSON_NULL, {NULL}},
    {"programs", JSON_ARRAY, JSON_OBJECT, {"name", "file"}},
    {"results", JSON_ARRAY, JSON_OBJECT, {"command", NULL}},
    {"runs", JSON_ARRAY, JSON_OBJECT, {"program", "files"}},
    {"warnings", JSON_ARRAY, JSON_STRING, {NULL}},
    {"skipped", JSON_ARRAY, JSON_STRING, {NULL}},
};

// True when the list's entry is as its part says.
static bool
is_entry(const json_t *entry, size_t part)
{
    if (json_typeof(entry) != parts[part].entries)
        return false;
    for (size_t i = 0; i < 2 && parts[part].labels[i]; i++)
        if (!json_is_string(json_object_get(entry, parts[part].labels[i])))
            return false;
    return true;
}

// Returns what is wrong with the results, as new text, or NULL.
static char *
find_fault(const json_t *root)
{
    const json_t *schema = json_object_get(root, "schema");

    if (!json_is_integer(schema))
        return copy_text("it is not the results of a comparison");
    if (json_integer_value(schema) != RESULTS_SCHEMA)
        return format("its schema is %lld, and this program reads schema %d "
                      "only; compare once more",
                      (long long)json_integer_value(schema), RESULTS_SCHEMA);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const json_t *part = json_object_get(root, parts[i].name);
        if (part == NULL || json_typeof(part) != parts[i].type)
            return format("it is broken: '%s' is missing", parts[i].name);
        for (size_t j = 0; j < json_array_size(part); j++)
            if (!is_entry(json_array_get(part, j), i))
                return format("it is broken: entry %zu of '%s'", j,
                              parts[i].name);
    }
    return NULL;
}

// Returns the path of the file: results.json if the given path is a folder's.
// The caller frees it.
static char *
file_at(const char *path)
{
    struct stat about;

    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return format("%s/results.json", path);
    return copy_text(path);
}

json_t *
results_read(const char *path, char **error)
{
    char *file = file_at(path), *text = file_read(file), *fault = NULL;
    json_error_t where;
    json_t *root = NULL;

    if (text == NULL) {
        fault = copy_text(strerror(errno));
    } else {
        root = json_loads(text, JSON_REJECT_DUPLICATES, &where);
        fault = root ? find_fault(root)
                     : format("it is broken: line %d: %s", where.line,
                              where.text);
    }
    *error = fault ? format("%s: %s", file, fault) : NULL;
    if (fault) {
        json_decref(root);
        root = NULL;
    }
    free(fault);
    free(text);
    free(file);
    return root;
}

json_t *
results_entry(json_t *list, const char *key, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        const char *value = json_string_value(json_object_get(entry, key));
        if (value && strcmp(value, name) == 0)
            return entry;
    }
    return NULL;
}
