// A comparison as a trace: see trace.h.

#include "trace.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "phases.h"
#include "records.h"
#include "results.h"
#include "series.h"
#include "stalls.h"

// Processes are numbered from 1 on, for 0 means the idle one to viewers; the
// thread that has its process's number is the main one. No two threads share
// a number, whatever their process: some viewers know them by that alone.
#define FIRST_THREAD 1000

#define LONGEST 1e9  // seconds: what a record can sensibly tell of

// What is recorded in microseconds, and rounded, may seem to overlap by so
// much where it does not.
#define SLACK 1000  // microseconds

// The trace as it is written, event by event: it may have a million.
struct trace {
    FILE *out;
    size_t events, slices;
    long long threads;     // so many have a number
    bool unwritable;       // an event could not be made into text
};

// A thread of the trace.
struct track {
    long long thread;      // its number
    long long busy_until;  // microseconds
};

// Threads of one kind, which grow in number as they are needed.
struct tracks {
    struct track *all;
    size_t count;
    const char *pattern;   // of their names, with a place for a number
    long long sort_index;  // of the first
};

// A process of the trace: one run of a program.
struct process {
    struct trace *trace;
    long long number;
    struct tracks loop, lanes, more, pauses;
};

// One attempt and what it belongs to.
struct slice {
    const struct record *record;
    const struct attempt *attempt;
    size_t number;         // of the attempt, from 1
};

// --- events ------------------------------------------------------------------

static long long
microseconds(double seconds)
{
    return llround(fmin(fmax(seconds, 0), LONGEST) * 1e6);
}

// Writes the event, and takes it from the caller.
static void
put(struct trace *trace, json_t *event)
{
    fputs(trace->events++ > 0 ? ",\n" : "\n", trace->out);
    if (event == NULL || json_dumpf(event, trace->out, JSON_COMPACT) != 0)
        trace->unwritable = true;
    json_decref(event);
}

// Writes what the process or thread is called, or which place it has: what is
// "process_name" or its like. The value is taken from the caller.
static void
put_fact(struct trace *trace, const char *what, long long process,
         long long thread, const char *key, json_t *value)
{
    put(trace, json_pack("{s:s, s:s, s:s, s:i, s:I, s:I, s:{s:o}}",
                         "name", what, "cat", "__metadata", "ph", "M",
                         "ts", 0, "pid", (json_int_t)process,
                         "tid", (json_int_t)thread, "args", key, value));
}

// Writes a slice; the arguments are taken from the caller. One that is shorter
// than a microsecond shows nothing and is left out.
static void
put_slice(const struct process *process, long long thread, const char *kind,
          const char *name, long long from, long long to, json_t *arguments)
{
    if (to <= from) {
        json_decref(arguments);
        return;
    }
    process->trace->slices++;
    put(process->trace,
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:o}", "name", name,
                  "cat", kind, "ph", "X", "ts", (json_int_t)from,
                  "dur", (json_int_t)(to - from),
                  "pid", (json_int_t)process->number,
                  "tid", (json_int_t)thread, "args", arguments));
}

// Writes the value of a counter.
static void
put_counter(const struct process *process, const char *name,
            const char *unit, long long at, double value)
{
    put(process->trace,
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:{s:f}}", "name", name,
                  "cat", "use", "ph", "C", "ts", (json_int_t)at,
                  "pid", (json_int_t)process->number,
                  "tid", (json_int_t)process->number, "args", unit, value));
}

// --- threads -----------------------------------------------------------------

// Adds threads until there is one of that number, and names them.
static void
grow_tracks(const struct process *process, struct tracks *tracks, size_t last)
{
    struct trace *trace = process->trace;

    while (tracks->count <= last) {
        size_t index = tracks->count++;
        struct track track = {.thread = FIRST_THREAD + trace->threads++};
        char *number = format("%zu", index);
        char *name = replace_all(tracks->pattern, "#", number);
        tracks->all = resize(tracks->all, tracks->count, sizeof track);
        tracks->all[index] = track;
        put_fact(trace, "thread_name", process->number, track.thread, "name",
                 json_string(name));
        put_fact(trace, "thread_sort_index", process->number, track.thread,
                 "sort_index",
                 json_integer(tracks->sort_index + (long long)index));
        free(number);
        free(name);
    }
}

// Returns the first of the threads that is free at that time.
static struct track *
free_track(const struct process *process, struct tracks *tracks,
           long long from)
{
    size_t index = 0;

    while (index < tracks->count && tracks->all[index].busy_until > from)
        index++;
    grow_tracks(process, tracks, index);
    return &tracks->all[index];
}

// --- one run -----------------------------------------------------------------

// Returns the path of the URL, which tells more in little room; the caller
// frees it.
static char *
name_of(const struct slice *slice)
{
    const char *url = slice->record->url ? slice->record->url : "?";
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;

    if (slice->number > 1)
        return format("%s, attempt %zu", path ? path : url, slice->number);
    return copy_text(path ? path : url);
}

// Returns which attempt this is, for the arguments of a slice within it.
static json_t *
brief_arguments(const struct slice *slice)
{
    return json_pack("{s:I, s:I}", "index", (json_int_t)slice->record->index,
                     "attempt", (json_int_t)slice->number);
}

// Returns all that is known about the attempt.
static json_t *
full_arguments(const struct slice *slice)
{
    const struct record *record = slice->record;
    const struct attempt *a = slice->attempt;

    return json_pack("{s:s?, s:I, s:I, s:I, s:I, s:s?, s:f, s:f}",
                     "url", record->url, "index", (json_int_t)record->index,
                     "attempt", (json_int_t)slice->number,
                     "attempts", (json_int_t)record->attempt_count,
                     "status", (json_int_t)a->status,
                     "error", *a->error ? a->error : NULL,
                     "queued_seconds", a->queued, "waited_seconds", a->waited);
}

// Writes what connecting is made of, where it is known; all of it lies
// between from and to.
static void
put_connecting(const struct process *process, long long thread,
               const struct slice *slice, long long from, long long to)
{
    const struct attempt *a = slice->attempt;
    const struct {
        const char *name;
        double until;
    } parts[] = {
        {"name lookup", a->namelookup}, {"tcp", a->connect}, {"tls", a->tls},
    };

    if (a->connect <= 0)  // an open connection was used
        return;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        long long end = microseconds(a->start + parts[i].until);
        end = end < to ? end : to;
        if (end <= from)
            continue;
        put_slice(process, thread, "connecting", parts[i].name, from, end,
                  brief_arguments(slice));
        from = end;
    }
}

// Writes the attempt and its phases, which follow one another without
// overlap whatever was rounded.
static void
put_attempt(const struct process *process, struct track *track,
            const struct slice *slice)
{
    static const enum phase inner[] = {
        PHASE_CONNECT, PHASE_WAIT, PHASE_RECEIVE,
    };
    const struct attempt *a = slice->attempt;
    long long from = microseconds(a->start);
    long long end = microseconds(a->start + a->total);
    char *name = name_of(slice);

    from = from > track->busy_until ? from : track->busy_until;
    put_slice(process, track->thread, "attempt", name, from, end,
              full_arguments(slice));
    free(name);
    for (size_t i = 0; i < 3; i++) {
        long long to = microseconds(span_of(a, inner[i]).to);
        to = to < end ? to : end;
        if (to <= from)
            continue;
        put_slice(process, track->thread, "phase", phase_words(inner[i]),
                  from, to, brief_arguments(slice));
        if (inner[i] == PHASE_CONNECT)
            put_connecting(process, track->thread, slice, from, to);
        from = to;
    }
    if (end > track->busy_until)
        track->busy_until = end;
}

// Writes how the attempt waited for its turn: a pause on the lane if that is
// empty all the while, otherwise beside the lanes; in the queue as long as the
// lane is empty.
static void
put_waiting(struct process *process, struct track *lane,
            const struct slice *slice)
{
    const struct attempt *a = slice->attempt;
    struct span pause = span_of(a, PHASE_BACKOFF);
    long long from = microseconds(pause.from), to = microseconds(pause.to);
    long long start = microseconds(a->start);

    if (to > from) {
        struct track *track = lane->busy_until <= from
                                  ? lane
                                  : free_track(process, &process->pauses,
                                               from);
        put_slice(process, track->thread, "waiting",
                  phase_words(PHASE_BACKOFF), from, to,
                  full_arguments(slice));
        track->busy_until = to;
    }
    from = microseconds(span_of(a, PHASE_QUEUED).from);
    from = from > lane->busy_until ? from : lane->busy_until;
    put_slice(process, lane->thread, "waiting", phase_words(PHASE_QUEUED),
              from, start, full_arguments(slice));
    if (start > lane->busy_until)
        lane->busy_until = start;
}

// Orders slices by the start of their attempts, for qsort.
static int
by_start(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;

    return (a->attempt->start > b->attempt->start) -
           (a->attempt->start < b->attempt->start);
}

// Returns all attempts of the records, by their start; the caller frees them.
static struct slice *
slices_of(const struct records *records, size_t *count)
{
    size_t next = 0;

    *count = 0;
    for (size_t i = 0; i < records->count; i++)
        *count += records->all[i].attempt_count;
    struct slice *slices = resize(NULL, *count, sizeof *slices);
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->all[i];
        for (size_t k = 0; k < record->attempt_count; k++)
            slices[next++] =
                (struct slice){record, &record->attempts[k], k + 1};
    }
    qsort(slices, *count, sizeof *slices, by_start);
    return slices;
}

// Writes every attempt of the run.
static void
put_records(struct process *process, const struct records *records)
{
    size_t count;
    struct slice *slices = slices_of(records, &count);

    for (size_t i = 0; i < count; i++) {
        const struct attempt *a = slices[i].attempt;
        long long start = microseconds(a->start);
        grow_tracks(process, &process->lanes, (size_t)a->lane);
        struct track *track = &process->lanes.all[a->lane];
        // No program of the kit has two attempts on a lane; if another's
        // says so, the second one is shown beside the lanes.
        if (track->busy_until > start + SLACK)
            track = free_track(process, &process->more, start);
        put_waiting(process, track, &slices[i]);
        put_attempt(process, track, &slices[i]);
    }
    free(slices);
}

// Writes what held the program's loop, on a row of its own: results of
// programs without a loop, and older ones, tell nothing of it. What another
// stall was in is cut off where that one ends.
static void
put_loop(struct process *process, const json_t *run)
{
    struct loop_seen loop;

    free(stalls_read(&loop, run));
    for (size_t i = 0; i < loop.kept; i++) {
        const struct stall_seen *stall = &loop.stalls[i];
        long long from = microseconds(stall->start);
        long long to = microseconds(stall->start + stall->seconds);
        grow_tracks(process, &process->loop, 0);
        struct track *track = &process->loop.all[0];
        from = from > track->busy_until ? from : track->busy_until;
        put_slice(process, track->thread, "stall", stall->what, from, to,
                  json_pack("{s:f, s:I}", "seconds", stall->seconds,
                            "waiting", (json_int_t)stall->waiting));
        track->busy_until = to > from ? to : from;
    }
    stalls_free(&loop);
}

// Writes what the process used, look by look.
static void
put_series(const struct process *process, const struct series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const struct sample_point *point = &series->all[i];
        long long at = microseconds(point->seconds);
        put_counter(process, "resident memory", "MiB", at,
                    (double)point->resident / 1048576);
        put_counter(process, "threads", "threads", at,
                    (double)point->threads);
        put_counter(process, "descriptors", "descriptors", at,
                    (double)point->descriptors);
    }
}

// Names the run's process, and its main thread, which has one slice.
static void
put_whole(const struct process *process, const char *program,
          const char *files, double wall)
{
    struct trace *trace = process->trace;
    long long number = process->number;

    put_fact(trace, "process_name", number, number, "name",
             json_sprintf("%s (%s)", program, files));
    put_fact(trace, "process_sort_index", number, number, "sort_index",
             json_integer(number));
    put_fact(trace, "thread_name", number, number, "name",
             json_string("the whole run"));
    put_slice(process, number, "run", program, 0, microseconds(wall),
              json_object());
}

// Writes one run: json is its entry in results.json.
static void
put_run(struct trace *trace, long long number, const char *folder,
        const json_t *run)
{
    struct process process = {
        .trace = trace, .number = number,
        .loop = {.pattern = "the loop", .sort_index = 0},
        .lanes = {.pattern = "lane #", .sort_index = 1},
        .more = {.pattern = "beside the lanes #", .sort_index = 2000000},
        .pauses = {.pattern = "backing off #", .sort_index = 1000000000},
    };
    const char *program = json_string_value(json_object_get(run, "program"));
    const char *files = json_string_value(json_object_get(run, "files"));
    double wall = json_number_value(json_object_get(run, "wall_seconds"));
    char *records_path = format("%s/%s.jsonl", folder, files);
    char *series_path = format("%s/%s.series.csv", folder, files);
    struct records records;
    struct series series;
    char *error = records_read(&records, records_path);

    if (error)
        quit(STATUS_USAGE, "%s: %s", records_path, error);
    put_whole(&process, program, files, wall);
    put_loop(&process, run);
    put_records(&process, &records);
    free(series_read(&series, series_path));  // a short run has none
    put_series(&process, &series);
    series_free(&series);
    records_free(&records);
    free(records_path);
    free(series_path);
    free(process.loop.all);
    free(process.lanes.all);
    free(process.more.all);
    free(process.pauses.all);
}

// --- the whole ---------------------------------------------------------------

// Which runs of which results.
struct choice {
    char *folder;
    char *files;    // "runs/NAME", or NULL: the typical ones
    json_t *results;
};

// Returns a copy of the path without the last part, "." if there is but one;
// the caller frees it.
static char *
parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? format("%.*s", (int)(slash - path), path) : copy_text(".");
}

// Understands FOLDER/runs/NAME, also with an ending behind it; false when the
// path is no such thing.
static bool
choose_run(struct choice *choice, const char *path)
{
    static const char middle[] = "runs/";
    const char *slash = strrchr(path, '/');
    const char *files = slash ? slash - (sizeof middle - 2) : NULL;

    if (!files || files < path || strncmp(files, middle, 5) != 0 ||
        (files > path && files[-1] != '/'))
        return false;
    choice->folder = files > path
                         ? format("%.*s", (int)(files - 1 - path), path)
                         : copy_text(".");
    choice->files = copy_text(files);
    static const char *const endings[] = {".jsonl", ".summary.json"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(choice->files), tail = strlen(endings[i]);
        if (length > tail &&
            strcmp(choice->files + length - tail, endings[i]) == 0)
            choice->files[length - tail] = '\0';
    }
    return true;
}

// Finds out what is asked for and reads its results, or ends the program.
static struct choice
choose(const char *path)
{
    struct choice choice = {0};
    char *plain = copy_text(path), *error;

    while (strlen(plain) > 1 && plain[strlen(plain) - 1] == '/')
        plain[strlen(plain) - 1] = '\0';
    if (choose_run(&choice, plain)) {
        choice.results = results_read(choice.folder, &error);
    } else {
        choice.results = results_read(plain, &error);
        char *inner = format("%s/results.json", plain);
        choice.folder = access(inner, F_OK) == 0 ? copy_text(plain)
                                                 : parent_of(plain);
        free(inner);
    }
    if (choice.results == NULL)
        quit(STATUS_USAGE, "%s", error);
    free(plain);
    return choice;
}

// Returns the chosen runs, in the order of the programs; the caller releases
// the list. Ends the program where there is none.
static json_t *
chosen_runs(const struct choice *choice)
{
    json_t *chosen = json_array(), *name;
    json_t *runs = json_object_get(choice->results, "runs");
    json_t *typical = json_object_get(choice->results, "typical");
    const char *program;

    if (choice->files)
        json_array_append(chosen, results_entry(runs, "files", choice->files));
    else
        json_object_foreach(typical, program, name) {
            char *files = format("runs/%s", json_is_string(name)
                                                ? json_string_value(name)
                                                : "");
            json_array_append(chosen, results_entry(runs, "files", files));
            free(files);
        }
    if (json_array_size(chosen) == 0)
        quit(STATUS_USAGE, "%s: %s %s", choice->folder,
             choice->files ? "there is no run" : "no run counts, so there is",
             choice->files ? choice->files : "nothing to show");
    return chosen;
}

// Writes everything.
static void
put_all(struct trace *trace, const struct choice *choice, const json_t *runs)
{
    const json_t *scenario = json_object_get(choice->results, "scenario");
    const json_t *machine = json_object_get(choice->results, "machine");
    json_t *about = json_object();

    fputs("{\"traceEvents\":[", trace->out);
    for (size_t i = 0; i < json_array_size(runs); i++)
        put_run(trace, (long long)i + 1, choice->folder,
                json_array_get(runs, i));
    json_object_set(about, "scenario", json_object_get(scenario, "title"));
    json_object_set(about, "date", json_object_get(machine, "date"));
    json_object_set(about, "finding",
                    json_object_get(choice->results, "finding"));
    fputs("\n],\"displayTimeUnit\":\"ms\",\"otherData\":", trace->out);
    if (json_dumpf(about, trace->out, JSON_COMPACT) != 0)
        trace->unwritable = true;
    fputs("}\n", trace->out);
    json_decref(about);
}

// Ends the program when the file to be written is one of a comparison's: a
// trace in the place of its results would cost them.
static void
spare_results(const char *file, const char *folder)
{
    char *results = realpath(folder, NULL), *path = realpath(file, NULL);
    size_t length = results ? strlen(results) : 0;

    if (results && path && strncmp(path, results, length) == 0 &&
        path[length] == '/')
        quit(STATUS_USAGE, "%s is part of the results; a trace needs another "
             "name", file);
    free(results);
    free(path);
}

enum status
trace_run(const char *file, const char *results)
{
    struct choice choice = choose(results);
    json_t *runs = chosen_runs(&choice);
    spare_results(file, choice.folder);
    struct trace trace = {.out = fopen(file, "we")};

    if (trace.out == NULL)
        quit(STATUS_NOT_WRITTEN, "%s: %s", file, strerror(errno));
    put_all(&trace, &choice, runs);
    bool failed = ferror(trace.out) || trace.unwritable;
    if (fclose(trace.out) != 0 || failed)
        quit(STATUS_NOT_WRITTEN, "%s: %s", file,
             trace.unwritable ? "not written" : strerror(errno));
    printf("%s: %zu %s, %zu slices; https://ui.perfetto.dev opens it\n", file,
           json_array_size(runs), json_array_size(runs) == 1 ? "run" : "runs",
           trace.slices);
    json_decref(runs);
    json_decref(choice.results);
    free(choice.folder);
    free(choice.files);
    return STATUS_GOOD;
}
