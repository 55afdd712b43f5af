// The command line of compare: see arguments.h.

#include "arguments.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basics.h"
#include "scenario.h"

static const char usage[] =
    "Usage: compare [OPTIONS] [SCENARIO]\n"
    "Runs fetch-sync, fetch-threaded and fetch-async over the same URLs of a\n"
    "local server, measures them, checks that each fetched everything, and\n"
    "draws what happened. SCENARIO is a name in plots/scenarios, or a path\n"
    "(default).\n"
    "\n"
    "  -r, --rounds N      measured rounds (as the scenario says)\n"
    "  -s, --seed N        order of the programs, to repeat a comparison\n"
    "      --results DIR   results go to DIR/SCENARIO (plots/results)\n"
    "      --programs DIR  where the programs are (beside compare)\n"
    "      --plots DIR     where scenarios/ and the scripts are (plots)\n"
    "  -h, --help          this text\n"
    "  -V, --version\n"
    "\n";

static const char statuses[] =
    "\n"
    "Results: results.json, the records of every run under runs/, and time,\n"
    "memory and waterfall as SVG and PNG with the data they are drawn from.\n"
    "Exit status: 0 all runs count; 1 some run failed; 2 wrong usage or\n"
    "scenario; 3 results could not be written; 4 charts could not be drawn.\n"
    "Interrupted, it keeps what was measured, in SCENARIO-interrupted.\n";

enum { RESULTS = 256, PROGRAM_FOLDER, PLOTS };

static const struct option options[] = {
    {"rounds", required_argument, NULL, 'r'},
    {"seed", required_argument, NULL, 's'},
    {"results", required_argument, NULL, RESULTS},
    {"programs", required_argument, NULL, PROGRAM_FOLDER},
    {"plots", required_argument, NULL, PLOTS},
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

// Takes one option that getopt_long found.
static void
take_option(struct arguments *a, int option)
{
    switch (option) {
    case 'r':
        a->rounds = read_number("rounds", optarg, 1, 1000);
        break;
    case 's':
        a->seed = read_number("seed", optarg, 0, LONG_MAX);
        a->seeded = true;
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
    if (argc - optind > 1)
        quit(STATUS_USAGE, "one scenario at a time, not '%s' as well",
             argv[optind + 1]);
    if (optind < argc)
        arguments.scenario = argv[optind];
    if (arguments.results == NULL)
        arguments.results = format("%s/results", arguments.plots);
    return arguments;
}

void
arguments_free(struct arguments *arguments)
{
    free(arguments->programs);
    free(arguments->plots);
    free(arguments->results);
}
