// A command line of any words, one a line: it is refused, or what it asks for
// can be done.

#include <getopt.h>
#include <string.h>

#include "fuzz.h"
#include "options.h"

const char program_name[] = "fuzz";
const int transfer_descriptors = 1;

enum { MOST_WORDS = 64 };

static void
look_at(const struct options *options)
{
    hold(options->concurrency >= 1);
    hold(options->timeout > 0 && options->connect_timeout > 0);
    hold(options->deadline >= 0 && options->retry.backoff >= 0);
    hold(options->max_redirs >= 0 && options->stack_size >= 0);
    hold(options->helpers >= 1 && options->stall >= 0);
    hold(options->narrate_pause >= 0);
    hold(options->narrate || options->narrate_pause <= 0);
    hold(!options->urls[0] || !options->input);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *rest = text, *argv[MOST_WORDS + 1];
    static char name[] = "fuzz";
    struct options options;
    int argc = 0, status = -1;

    hold(text);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    argv[argc++] = name;
    for (char *word; argc < MOST_WORDS && (word = strsep(&rest, "\n"));)
        argv[argc++] = word;
    argv[argc] = NULL;
    optind = 0;     // getopt_long starts anew
    if (options_parse(&options, argc, argv, &status))
        look_at(&options);
    else
        hold(status == EXIT_ALL_FETCHED || status == EXIT_USAGE);
    options_free(&options);
    free(text);
    return 0;
}
