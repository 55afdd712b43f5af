// A made-up comparison: see made_up.h.

#include "made_up.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../plots/basics.h"
#include "support.h"

enum { MOST = 8 };

static struct scenario scenario;
static struct run runs[MOST];
static struct bounds bounds[MOST];
static bool once[MOST];
static char folder[4096];

struct comparison made_up;
struct bench made_bench;

void
made_up_take(const char *text)
{
    scenario_free(&scenario);
    char *error = scenario_parse(&scenario, "x", text, "x");
    ck_assert_pstr_eq(error, NULL);
    ck_assert_uint_le(scenario.program_count, MOST);
    for (size_t i = 0; i < made_up.run_count; i++)
        run_free(&runs[i]);
    made_up = (struct comparison){
        .scenario = &scenario, .runs = runs, .bounds = bounds, .once = once,
    };
}

void
made_up_start(void)
{
    scratch_make();
    made_up_take("title A try\nurls 10 /delay/1\nconcurrency 5\n");
    mkdir(scratch_path("runs"), 0700);
    snprintf(folder, sizeof folder, "%s/..", scratch_path("runs"));
    made_bench = (struct bench){.scenario = &scenario, .folder = folder};
}

void
made_up_end(void)
{
    for (size_t i = 0; i < made_up.run_count; i++)
        run_free(&runs[i]);
    scenario_free(&scenario);
    scenario = (struct scenario){0};
    made_up = (struct comparison){0};
    scratch_remove();
}

struct run *
made_up_run(size_t program, double wall, long long at_once)
{
    struct run *run = &runs[made_up.run_count++];

    ck_assert_uint_le(made_up.run_count, MOST);
    *run = (struct run){
        .turn = {.round = 1, .program = program},
        .name = format("01-%s", program_at(&made_up, program)->name),
        .measured = {.wall = wall}, .witness = {.max_requests = at_once},
    };
    made_up.plan.rounds = 1;
    return run;
}

void
made_up_stall(struct run *run, double start, double seconds, long waiting)
{
    struct loop_seen *loop = &run->loop;

    loop->known = true;
    loop->stalls = resize(loop->stalls, ++loop->kept, sizeof *loop->stalls);
    loop->stalls[loop->kept - 1] = (struct stall_seen){
        .start = start, .seconds = seconds, .waiting = waiting,
        .what = "starting transfers",
    };
    loop->count++;
}

// Writes one of the files of the program's run.
static void
write_file(size_t program, const char *end, const char *text)
{
    char *name = format("runs/01-%s%s", program_at(&made_up, program)->name,
                        end);

    scratch_write(name, text, strlen(text));
    free(name);
}

void
made_up_records(size_t program, const char *text)
{
    write_file(program, ".jsonl", text);
}

void
made_up_series(size_t program, const char *lines)
{
    char *text = format("seconds,resident_bytes,reserved_bytes,threads,"
                        "descriptors\n%s", lines);

    write_file(program, ".series.csv", text);
    free(text);
}

char *
made_up_urls(size_t count, size_t lanes, double seconds)
{
    char *text;
    size_t size;
    FILE *stream = text_stream(&text, &size);

    for (size_t i = 0; i < count; i++)
        fprintf(stream,
                "{\"index\":%zu,\"attempts\":1,\"start\":%f,\"lane\":%zu,"
                "\"first_byte\":%f,\"total\":%f}\n", i,
                (double)(i / lanes) * seconds, i % lanes, seconds, seconds);
    fclose(stream);
    return text;
}
