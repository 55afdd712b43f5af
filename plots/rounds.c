// A comparison from its plan to its last run: see rounds.h.

#include "rounds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "basics.h"
#include "files.h"
#include "ideal.h"
#include "interrupt.h"
#include "progress.h"
#include "server.h"

// A program that fetches one URL after the other and needs longer than this
// does it only once: seconds.
#define ONCE_FROM 3.0

struct comparison
rounds_plan(const struct scenario *scenario, uint64_t seed)
{
    struct comparison all = {.scenario = scenario, .seed = seed};

    for (size_t p = 0; p < PROGRAMS; p++) {
        bool alone = programs[p].one_at_a_time;
        all.bounds[p] = ideal_of(scenario, alone);
        all.once[p] = alone && all.bounds[p].ideal > ONCE_FROM;
    }
    all.plan = plan_make(scenario->rounds, all.once, seed);
    all.runs = resize(NULL, all.plan.count, sizeof *all.runs);
    return all;
}

void
rounds_free(struct comparison *all)
{
    for (size_t i = 0; i < all->run_count; i++)
        run_free(&all->runs[i]);
    free(all->runs);
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

// Puts into the folder what the programs need, the list of URLs and a folder
// for their runs, and for the reader a copy of the scenario.
static void
prepare_folder(const struct bench *bench)
{
    const struct scenario *s = bench->scenario;
    char *runs = format("%s/runs", bench->folder);
    char *list;
    size_t size;
    FILE *urls = text_stream(&list, &size);

    for (size_t i = 0; i < s->path_count; i++)
        fprintf(urls, "%s%s\n", bench->server->url, s->paths[i]);
    fclose(urls);
    leave(bench, "urls.txt", list);
    leave(bench, "scenario.txt", s->text);
    if (mkdir(runs, 0777) < 0)
        quit(STATUS_NOT_WRITTEN, "%s: %s", runs, strerror(errno));
    free(runs);
    free(list);
}

// Makes all runs of the plan, or those until it is interrupted.
static void
make_runs(struct comparison *all, const struct bench *bench)
{
    for (size_t i = 0; i < all->plan.count && !interrupt_signal(); i++) {
        progress_next(all, i);
        all->runs[all->run_count++] = run_make(bench, all->plan.turns[i]);
    }
    progress_end();
}

char *
rounds_run(struct comparison *all, struct bench *bench)
{
    struct server server;
    char *file = format("%s/testserver", bench->programs);
    char *path = format("%s/server.log", bench->folder);
    int log = log_open(path);

    char *error = server_start(&server, file, &all->scenario->server, log);
    if (error == NULL) {
        bench->server = &server;
        prepare_folder(bench);
        make_runs(all, bench);
        bench->server = NULL;
    }
    server_stop(&server);
    all->interrupted = interrupt_signal() != 0;
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
