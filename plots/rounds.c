// A comparison from its plan to its last run: see rounds.h.

#include "rounds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basics.h"
#include "files.h"
#include "ideal.h"
#include "interrupt.h"
#include "judge.h"
#include "progress.h"
#include "server.h"

// A program that fetches one URL after the other, or is a step of a sweep, and
// needs longer than this does it only once: seconds.
#define ONCE_FROM 3.0

// Takes the turns of what is left out from the plan.
static void
leave_out(struct comparison *all)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->plan.count; i++)
        if (!left_out(all, all->plan.turns[i].program))
            all->plan.turns[kept++] = all->plan.turns[i];
    all->plan.count = kept;
}

struct comparison
rounds_plan(const struct scenario *scenario, uint64_t seed)
{
    struct comparison all = {.scenario = scenario, .seed = seed};
    size_t count = scenario->program_count;

    all.bounds = resize(NULL, count, sizeof *all.bounds);
    all.once = resize(NULL, count, sizeof *all.once);
    for (size_t p = 0; p < count; p++) {
        struct program program = scenario->programs[p];
        bool may_be_long = program.one_at_a_time || scenario->sweep;
        double seconds = ideal_of(scenario, &program).ideal;
        all.once[p] = program.once || (may_be_long && seconds > ONCE_FROM);
        if (!scenario->sweep)  // what it does not fetch is extrapolated
            program.urls = scenario->path_count;
        all.bounds[p] = ideal_of(scenario, &program);
    }
    all.plan = plan_make(scenario->rounds, all.once, count, seed);
    leave_out(&all);
    all.runs = resize(NULL, all.plan.count, sizeof *all.runs);
    return all;
}

void
rounds_free(struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++)
        run_free(&all->runs[i]);
    free(all->runs);
    free(all->bounds);
    free(all->once);
    words_free(&all->warnings);
    words_free(&all->skipped);
    plan_free(&all->plan);
}

// Writes the text to a file of that name in the folder.
static void
leave(const struct bench *bench, const char *name, const char *text)
{
    char *path = format("%s/%s", bench->folder, name);

    file_write(path, text);
    free(path);
}

// Leaves the first count URLs of the scenario as a list.
static void
leave_list(const struct bench *bench, size_t count)
{
    const struct scenario *s = bench->scenario;
    char *list, *name = run_list(bench->scenario, count);
    size_t size;
    FILE *urls = text_stream(&list, &size);

    for (size_t i = 0; i < count; i++) {
        char *url = scenario_url(s, bench->server->url, i);
        fprintf(urls, "%s\n", url);
        free(url);
    }
    fclose(urls);
    leave(bench, name, list);
    free(name);
    free(list);
}

// Puts into the folder what the programs need, the list of URLs and a folder
// for their runs, and for the reader a copy of the scenario.
static void
prepare_folder(const struct bench *bench)
{
    const struct scenario *s = bench->scenario;
    char *runs = format("%s/runs", bench->folder);

    leave_list(bench, s->path_count);
    for (size_t p = 0; p < s->program_count; p++)
        if (s->programs[p].urls < s->path_count)
            leave_list(bench, s->programs[p].urls);
    leave(bench, "scenario.txt", s->text);
    if (mkdir(runs, 0777) < 0)
        quit(STATUS_NOT_WRITTEN, "%s: %s", runs, strerror(errno));
    free(runs);
}

// Makes all runs of the plan, or those until it is interrupted or the server
// has ended.
static void
make_runs(struct comparison *all, const struct bench *bench)
{
    bool served = true;

    for (size_t i = 0; served && i < all->plan.count && !interrupt_signal();
         i++) {
        progress_next(all, i);
        all->runs[all->run_count++] = run_make(bench, all->plan.turns[i]);
        served = server_runs(bench->server);
    }
    progress_end();
    if (!served)
        words_add(&all->warnings, "the local server ended, and so did the "
                                  "comparison");
}

// Returns the server's options; words_free is due.
static struct words
server_options(const struct scenario *s)
{
    struct words options = {0};

    for (size_t i = 0; i < s->server.count; i++)
        words_add(&options, s->server.all[i]);
    if (s->hosts > 1) {
        char *hosts = format("--addresses=%zu", s->hosts);
        words_add(&options, hosts);
        free(hosts);
    }
    return options;
}

char *
rounds_run(struct comparison *all, struct bench *bench)
{
    struct server server;
    char *file = format("%s/testserver", bench->programs);
    char *path = format("%s/server.log", bench->folder);
    int log = log_open(path);

    struct words options = server_options(all->scenario);
    char *error = server_start(&server, file, &options, log);
    words_free(&options);
    if (error == NULL) {
        bench->server = &server;
        prepare_folder(bench);
        make_runs(all, bench);
        bench->server = NULL;
    }
    server_stop(&server);
    all->interrupted = interrupt_signal() != 0;
    judge(all, sysconf(_SC_NPROCESSORS_ONLN));
    if (error) {
        char *words = log_first_line(path), *first = error;
        error = format("%s%s%s", first, *words ? ": " : "", words);
        free(words);
        free(first);
    }
    log_close(log, path);
    free(path);
    free(file);
    return error;
}
