// The command line of compare: see arguments.h.

#include "arguments.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basics.h"
#include "files.h"
#include "scenario.h"

static const char usage[] =
    "Usage: compare [OPTIONS] [SCENARIO]\n"
    "       compare --diff A B\n"
    "       compare --trace FILE [RESULTS]\n"
    "Runs fetch-sync, fetch-threaded and fetch-async over the same URLs of a\n"
    "local server, measures them, checks that each fetched everything, and\n"
    "draws what happened. SCENARIO is a name in plots/scenarios, or a path\n"
    "(default).\n"
    "\n"
    "  -r, --rounds N      measured rounds (as the scenario says)\n"
    "  -s, --seed N        order of the programs, to repeat a comparison\n"
    "      --others        curl's own ways and Python's, as far as installed\n"
    "      --predict       asks first what you expect, and sets your guesses\n"
    "                      beside a simple model and what was measured\n"
    "      --terminal      draws charts on the terminal, too\n"
    "      --results DIR   results go to DIR/SCENARIO (plots/results)\n"
    "      --name NAME     results go to DIR/NAME, to keep them for --diff\n"
    "      --programs DIR  where the programs are (beside compare)\n"
    "      --plots DIR     where scenarios/ and the scripts are (plots)\n"
    "  -h, --help          this text\n"
    "  -V, --version\n"
    "\n"
    "Of earlier comparisons, where A, B and RESULTS are folders of results:\n"
    "      --diff          sets A and B side by side; refuses where machine,\n"
    "                      limits, libraries, compiler or scenario differ\n"
    "      --trace FILE    writes the typical run of each program as a trace\n"
    "                      that https://ui.perfetto.dev opens; RESULTS may\n"
    "                      be one run: plots/results/default/runs/03-sync\n"
    "\n";

static const char statuses[] =
    "\n"
    "Results: report.html, results.json, the records of every run under\n"
    "runs/, and charts as SVG and PNG with the data they are drawn from.\n"
    "index.html beside the folders of results lists them.\n"
    "Exit status: 0 all runs count; 1 some run failed; 2 wrong usage or\n"
    "scenario; 3 results could not be written; 4 charts or the report could\n"
    "not be made.\n"
    "Interrupted, it keeps what was measured, in SCENARIO-interrupted.\n";

enum {
    RESULTS = 256, PROGRAM_FOLDER, PLOTS, OTHERS,
    NAME, PREDICT, TERMINAL, DIFF, TRACE,
};

static const struct option options[] = {
    {"rounds", required_argument, NULL, 'r'},
    {"seed", required_argument, NULL, 's'},
    {"results", required_argument, NULL, RESULTS},
    {"programs", required_argument, NULL, PROGRAM_FOLDER},
    {"plots", required_argument, NULL, PLOTS},
    {"others", no_argument, NULL, OTHERS},
    {"name", required_argument, NULL, NAME},
    {"predict", no_argument, NULL, PREDICT},
    {"terminal", no_argument, NULL, TERMINAL},
    {"diff", no_argument, NULL, DIFF},
    {"trace", required_argument, NULL, TRACE},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {0},
};

// Returns the number in the text, from least to most, or ends the program.
static unsigned long
read_number(const char *name, const char *text, unsigned long least,
            unsigned long most)
{
    char *end;

    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (errno || !isdigit((unsigned char)*text) || *end || number < least ||
        number > most)
        quit(STATUS_USAGE, "--%s needs a whole number from %lu to %lu, not "
             "'%s'", name, least, most, text);
    return number;
}

// Puts a copy of the value in place of the old one.
static void
replace(char **place, const char *value)
{
    free(*place);
    *place = copy_text(value);
}

// Takes the name of a folder of results, or ends the program.
static const char *
read_name(const char *name)
{
    if (*name == '\0' || strchr(".-", *name) || strchr(name, '/'))
        quit(STATUS_USAGE, "--name needs the name of a folder, without / and "
             "no dot or hyphen first, not '%s'", name);
    return name;
}

// Takes one of the options that decide what is done, and ends the program
// when that is decided already.
static void
take_task(struct arguments *a, enum task task)
{
    if (a->task != TASK_COMPARE && a->task != task)
        quit(STATUS_USAGE, "--diff and --trace: one at a time");
    a->task = task;
}

// Takes one of the options that are not about how is measured; false when the
// option is none of them.
static bool
take_extra(struct arguments *a, int option)
{
    switch (option) {
    case NAME:
        a->name = read_name(optarg);
        return true;
    case PREDICT:
        a->predict = true;
        return true;
    case TERMINAL:
        a->terminal = true;
        return true;
    case DIFF:
        take_task(a, TASK_DIFF);
        return true;
    case TRACE:
        take_task(a, TASK_TRACE);
        a->trace = optarg;
        return true;
    }
    return false;
}

// Takes one option that getopt_long found.
static void
take_option(struct arguments *a, int option)
{
    if (take_extra(a, option))
        return;
    switch (option) {
    case 'r':
        a->rounds = read_number("rounds", optarg, 1, 1000);
        break;
    case 's':
        a->seed = read_number("seed", optarg, 0, LONG_MAX);
        a->seeded = true;
        break;
    case OTHERS:
        a->others = true;
        break;
    case RESULTS:
        replace(&a->results, optarg);
        break;
    case PROGRAM_FOLDER:
        replace(&a->programs, optarg);
        break;
    case PLOTS:
        replace(&a->plots, optarg);
        break;
    case 'h':
        printf("%s%s%s", usage, scenario_syntax, statuses);
        exit(STATUS_GOOD);
    case 'V':
        printf("compare %s\n", VERSION);
        exit(STATUS_GOOD);
    default:
        fprintf(stderr, "compare: --help says how it is used\n");
        exit(STATUS_USAGE);
    }
}

// Returns the folder that this very program lies in; the caller frees it.
static char *
own_folder(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

    if (length <= 0)
        return copy_text(".");
    path[length] = '\0';
    *strrchr(path, '/') = '\0';
    return copy_text(path);
}

// Takes what stands on the command line beside the options.
static void
take_operands(struct arguments *a, char **operands, int count)
{
    if (a->task == TASK_DIFF) {
        if (count != 2)
            quit(STATUS_USAGE, "--diff needs two folders of results, not %d",
                 count);
        a->diff[0] = operands[0];
        a->diff[1] = operands[1];
        return;
    }
    if (count > 1)
        quit(STATUS_USAGE, "one %s at a time, not '%s' as well",
             a->task == TASK_TRACE ? "folder of results" : "scenario",
             operands[1]);
    if (count == 1)
        a->scenario = operands[0];
    if (a->task == TASK_TRACE)
        a->traced = count == 1 ? copy_text(operands[0])
                               : format("%s/%s", a->results, a->scenario);
}

struct arguments
arguments_read(int argc, char **argv)
{
    struct arguments arguments = {.scenario = "default"};
    int option;

    arguments.programs = own_folder();
    arguments.plots = access("plots/scenarios", R_OK) == 0
                          ? copy_text("plots")
                          : format("%s/../plots", arguments.programs);
    while ((option = getopt_long(argc, argv, "r:s:hV", options, NULL)) != -1)
        take_option(&arguments, option);
    if (arguments.results == NULL)
        arguments.results = format("%s/results", arguments.plots);
    take_operands(&arguments, argv + optind, argc - optind);
    return arguments;
}

// True for the names of scenarios' files, for scandir.
static int
is_scenario(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && dot != entry->d_name && strcmp(dot, ".scenario") == 0;
}

// Returns the title in the text of a scenario; the caller frees it.
static char *
title_in(const char *text)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n");
        if (strncmp(line, "title", 5) == 0 && strchr(" \t", line[5])) {
            const char *title = line + 5 + strspn(line + 5, " \t");
            return format("%.*s", (int)strcspn(title, "\n"), title);
        }
    }
    return copy_text("");
}

void
arguments_scenarios(FILE *out, const char *plots)
{
    char *folder = format("%s/scenarios", plots);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_scenario, alphasort);

    if (count > 0)
        fprintf(out, "There are:\n");
    for (int i = 0; i < count; i++) {
        char *path = format("%s/%s", folder, entries[i]->d_name);
        char *text = file_read(path), *title = title_in(text ? text : "");
        int length = (int)strcspn(entries[i]->d_name, ".");
        fprintf(out, "  %-16.*s %s\n", length, entries[i]->d_name, title);
        free(title);
        free(text);
        free(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    free(folder);
}

void
arguments_free(struct arguments *arguments)
{
    free(arguments->traced);
    free(arguments->programs);
    free(arguments->plots);
    free(arguments->results);
}
