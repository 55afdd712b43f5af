// compare: three ways to wait, side by side.
//
// Reads a scenario, starts the local server, runs the programs in rounds of
// random order, each as a process of its own, and leaves a table on the
// terminal and data and charts in a folder. --help says the rest.

#include <curl/curl.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arguments.h"
#include "basics.h"
#include "charts.h"
#include "diff.h"
#include "files.h"
#include "index.h"
#include "interrupt.h"
#include "machine.h"
#include "measure.h"
#include "others.h"
#include "predict.h"
#include "report.h"
#include "results.h"
#include "rounds.h"
#include "run.h"
#include "summary.h"
#include "table.h"
#include "terminal.h"
#include "trace.h"

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

// Ends the program, for there is no such scenario; where a name was given,
// says which there are.
_Noreturn static void
quit_without_scenario(const struct arguments *arguments, const char *path)
{
    fprintf(stderr, "compare: %s: %s\n", path, strerror(errno));
    if (!strpbrk(arguments->scenario, "/."))
        arguments_scenarios(stderr, arguments->plots);
    exit(STATUS_USAGE);
}

// Reads the scenario that the arguments name, or ends the program.
static struct scenario
read_scenario(const struct arguments *arguments)
{
    struct scenario scenario;
    char *path = scenario_path(arguments), *name = scenario_name(path);
    char *text = file_read(path);

    if (text == NULL)
        quit_without_scenario(arguments, path);
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

// Adds other people's tools to the scenario, and to skipped what cannot run;
// or ends the program.
static void
add_others(struct scenario *scenario, const char *plots,
           struct words *skipped)
{
    char *folder = format("%s/others", plots);
    char *error = others_add(scenario, folder, skipped);

    if (error)
        quit(STATUS_USAGE, "%s", error);
    free(folder);
}

// Ends the program when the file is not there.
static void
require_file(const char *folder, const char *file)
{
    char *path = format("%s/%s", folder, file);

    struct stat about = {0};

    if (access(path, X_OK) < 0 || stat(path, &about) < 0)
        quit(STATUS_USAGE, "%s: %s; 'make' builds it", path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        quit(STATUS_USAGE, "%s: that is no program", path);
    free(path);
}

// Ends the program when one of the programs is not there.
static void
require_programs(const struct scenario *scenario, const char *folder)
{
    require_file(folder, "testserver");
    for (size_t p = 0; p < scenario->program_count; p++)
        if (!scenario->programs[p].foreign)
            require_file(folder, scenario->programs[p].file);
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

// True when the page was written; otherwise says why not, and frees that.
static bool
written(const char *page, char *error)
{
    bool good = error == NULL;

    if (!good)
        fprintf(stderr, "compare: no %s: %s\n", page, error);
    free(error);
    return good;
}

// Leaves in the folder what there is to say; returns the status that the
// program ends with.
static enum status
report(const struct comparison *all, const struct bench *bench,
       const char *plots, json_t *machine)
{
    enum status status = STATUS_GOOD;

    results_write(all, machine, bench->folder);
    struct charts charts = charts_make(all, bench);
    char *error = charts_draw(&charts, bench, plots);
    if (error) {
        fprintf(stderr, "compare: no charts: %s\n", error);
        status = STATUS_NO_CHARTS;
    }
    struct report page = {
        .all = all, .bench = bench, .charts = &charts, .no_charts = error,
        .machine = machine,
    };
    if (!written("report", report_write(&page, plots)))
        status = STATUS_NO_CHARTS;
    free(error);
    charts_free(&charts);
    for (size_t p = 0; p < program_count(all); p++)
        if (failed_runs(all, p) > 0)
            status = STATUS_RUN_FAILED;
    return status;
}

// Says on the terminal what there is to say; guesses are NULL where nobody
// was asked for any.
static void
tell(const struct arguments *arguments, const struct comparison *all,
     const struct bench *bench, const struct expected *guesses)
{
    table_print(stdout, all);
    if (arguments->terminal)
        terminal_print(stdout, terminal_at(STDOUT_FILENO), all, bench);
    if (guesses)
        predict_print(stdout, all, guesses);
    fflush(stdout);
}

// Gives the folder its name, lists it beside the others, and says where it is.
static void
publish(const struct arguments *arguments, struct folder *folder,
        bool interrupted)
{
    folder_publish(folder, interrupted ? "-interrupted" : "");
    written("list of reports",
            index_write(arguments->results, arguments->plots));
    printf("Results: %s\nReport: %s/report.html\n", folder->path,
           folder->path);
}

// Makes all runs and reports on them, in a folder that appears when it is
// complete; returns the exit status.
static enum status
compare(const struct arguments *arguments, struct comparison *all,
        const struct expected *guesses)
{
    const struct scenario *scenario = all->scenario;
    struct folder folder = folder_make(
        arguments->results,
        arguments->name ? arguments->name : scenario->name);
    char *others = format("%s/others", arguments->plots);
    struct bench bench = {
        .scenario = scenario,
        .programs = arguments->programs,
        .others = others,
        .folder = folder.hidden,
    };
    json_t *machine =  // before there is any load
        machine_describe(arguments->plots, arguments->programs);
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
        tell(arguments, all, &bench, guesses);
        status = report(all, &bench, arguments->plots, machine);
        publish(arguments, &folder, all->interrupted);
    }
    free(error);
    free(others);
    json_decref(machine);
    folder_free(&folder);
    return status;
}

// Ends the program with the status, if what it printed was written.
static int
end_with(enum status status)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        quit(STATUS_NOT_WRITTEN, "standard output could not be written");
    return status;
}

// Does what is asked for about earlier comparisons; returns the exit status.
static int
look_back(struct arguments *arguments)
{
    enum status status =
        arguments->task == TASK_DIFF
            ? diff_run(arguments->diff[0], arguments->diff[1])
            : trace_run(arguments->trace, arguments->traced);

    arguments_free(arguments);
    return end_with(status);
}

int
main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], MEASURE_WORD) == 0)
        return measure_helper(argv + 2);

    struct arguments arguments = arguments_read(argc, argv);
    if (arguments.task != TASK_COMPARE)
        return look_back(&arguments);
    clear_proxies();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct scenario scenario = read_scenario(&arguments);
    require_programs(&scenario, arguments.programs);
    struct words skipped = {0};
    if (arguments.others)
        add_others(&scenario, arguments.plots, &skipped);
    uint64_t seed = arguments.seeded ? arguments.seed : random_seed();
    struct comparison all = rounds_plan(&scenario, seed);
    all.skipped = skipped;
    // Before interrupt_watch, so that Ctrl-C ends the dialogue.
    struct expected *guesses =
        arguments.predict ? predict_ask(stdin, stdout, &all) : NULL;
    interrupt_watch();
    enum status status = compare(&arguments, &all, guesses);
    free(guesses);
    rounds_free(&all);
    scenario_free(&scenario);
    arguments_free(&arguments);
    curl_global_cleanup();
    interrupt_obey();
    return end_with(status);
}
