// compare: three ways to wait, side by side.
//
// Reads a scenario, starts the local server, runs the programs in rounds of
// random order, each as a process of its own, and leaves a table on the
// terminal and data and charts in a folder. --help says the rest.

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "arguments.h"
#include "basics.h"
#include "charts.h"
#include "files.h"
#include "interrupt.h"
#include "machine.h"
#include "measure.h"
#include "results.h"
#include "rounds.h"
#include "run.h"
#include "summary.h"
#include "table.h"

// A proxy would stand between the programs and the local server.
static void
clear_proxies(void)
{
    static const char *const names[] = {
        "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY",
        "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

// Returns the path of the scenario's file: a name lies in the folder of
// scenarios, and what holds a slash or a dot is a path. The caller frees it.
static char *
scenario_path(const struct arguments *arguments)
{
    if (strpbrk(arguments->scenario, "/."))
        return copy_text(arguments->scenario);
    return format("%s/scenarios/%s.scenario", arguments->plots,
                  arguments->scenario);
}

// Returns the scenario's name: its file's, without folder and ending. The
// caller frees it.
static char *
scenario_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = copy_text(slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');

    if (dot && dot != name)
        *dot = '\0';
    return name;
}

// Reads the scenario that the arguments name, or ends the program.
static struct scenario
read_scenario(const struct arguments *arguments)
{
    struct scenario scenario;
    char *path = scenario_path(arguments), *name = scenario_name(path);
    char *text = file_read(path);

    if (text == NULL)
        quit(STATUS_USAGE, "%s: %s", path, strerror(errno));
    char *error = scenario_parse(&scenario, name, text, path);
    if (error)
        quit(STATUS_USAGE, "%s", error);
    if (arguments->rounds > 0)
        scenario.rounds = arguments->rounds;
    free(path);
    free(name);
    free(text);
    return scenario;
}

// Ends the program when one of the programs is not there.
static void
require_programs(const char *folder)
{
    for (size_t p = 0; p <= PROGRAMS; p++) {
        const char *file = p < PROGRAMS ? programs[p].file : "testserver";
        char *path = format("%s/%s", folder, file);
        if (access(path, X_OK) < 0)
            quit(STATUS_USAGE, "%s: %s; 'make' builds it", path,
                 strerror(errno));
        free(path);
    }
}

// Returns a seed that nobody chose, short enough to be typed.
static uint64_t
random_seed(void)
{
    uint32_t seed = 0;

    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = (uint32_t)getpid();
    return seed;
}

// Says on the terminal, and leaves in the folder, what there is to say;
// returns the status that the program ends with.
static enum status
report(const struct comparison *all, const struct bench *bench,
       const char *plots, json_t *machine)
{
    enum status status = STATUS_GOOD;

    table_print(stdout, all);
    fflush(stdout);
    results_write(all, machine, bench->folder);
    char *error = charts_draw(all, bench, plots);
    if (error) {
        fprintf(stderr, "compare: no charts: %s\n", error);
        status = STATUS_NO_CHARTS;
    }
    free(error);
    for (size_t p = 0; p < PROGRAMS; p++)
        if (failed_runs(all, p) > 0)
            status = STATUS_RUN_FAILED;
    return status;
}

// Makes all runs and reports on them, in a folder that appears when it is
// complete; returns the exit status.
static enum status
compare(const struct arguments *arguments, struct comparison *all)
{
    const struct scenario *scenario = all->scenario;
    struct folder folder = folder_make(arguments->results, scenario->name);
    struct bench bench = {
        .scenario = scenario,
        .programs = arguments->programs,
        .folder = folder.hidden,
    };
    json_t *machine = machine_describe();  // before there is any load
    enum status status = STATUS_GOOD;

    table_announce(stdout, all);
    fflush(stdout);
    char *error = rounds_run(all, &bench);
    if (all->interrupted && !has_counting_runs(all)) {
        printf("Interrupted before any run was measured.\n");
    } else if (error) {
        fprintf(stderr, "compare: %s\n", error);
        status = STATUS_USAGE;
    } else {
        status = report(all, &bench, arguments->plots, machine);
        folder_publish(&folder, all->interrupted ? "-interrupted" : "");
        printf("Results: %s\n", folder.path);
    }
    free(error);
    json_decref(machine);
    folder_free(&folder);
    return status;
}

int
main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], MEASURE_WORD) == 0)
        return measure_helper(argv + 2);

    struct arguments arguments = arguments_read(argc, argv);
    clear_proxies();
    interrupt_watch();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct scenario scenario = read_scenario(&arguments);
    require_programs(arguments.programs);
    uint64_t seed = arguments.seeded ? arguments.seed : random_seed();
    struct comparison all = rounds_plan(&scenario, seed);
    enum status status = compare(&arguments, &all);
    rounds_free(&all);
    scenario_free(&scenario);
    arguments_free(&arguments);
    curl_global_cleanup();
    interrupt_obey();
    if (fflush(stdout) != 0 || ferror(stdout))
        quit(STATUS_NOT_WRITTEN, "standard output could not be written");
    return status;
}
