// The command line, the same for all three programs.

#ifndef OPTIONS_H
#define OPTIONS_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "body.h"
#include "result.h"
#include "retry.h"

enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };
enum loop_kind { LOOP_POLL, LOOP_EPOLL };

// What the programs can end with, beside a signal.
enum exit_status {
    EXIT_ALL_FETCHED = 0,   // or the list was empty
    EXIT_SOME_FAILED = 1,
    EXIT_USAGE = 2,         // or unreadable input
    EXIT_OUTPUT = 3,        // output could not be written
    EXIT_RESOURCES = 4,     // no transfer could be started
};

struct options {
    // what is fetched
    char **urls;            // from the command line, NULL-terminated
    const char *input;      // file of URLs, "-" or NULL: standard input

    // how many, how long
    int concurrency;
    int connections;        // a loop's: that it keeps open, idle ones included
    double timeout;         // s, for one attempt
    double connect_timeout; // s
    double deadline;        // s, for one URL with its retries; 0: none
    struct retry retry;

    // the request, and what counts as success
    bool fail;              // a status of 400 or more is a failure
    bool location;          // follow redirects
    int max_redirs;
    bool compressed;
    const char *user_agent; // NULL: the program's name and version
    struct curl_slist *headers;     // owned
    bool insecure;
    const char *cacert;
    bool no_reuse;
    struct body_rules body;

    // what comes out
    const char *output;     // NULL: standard output
    struct result_style style;
    const char *summary;
    enum progress_when progress;
    bool quiet, verbose;

    // how the programs wait
    enum loop_kind loop;    // fetch-async
    int helpers;            // fetch-async: threads for work that blocks
    double stall;           // s; fetch-async: longer is told
    bool narrate;           // fetch-async: a line for each turn
    double narrate_pause;   // s; after it
    int64_t stack_size;     // fetch-threaded: bytes; 0: the system's
};

// Reads the command line into `options`, which the caller frees. False: the
// program ends now, with *status; what there was to say has been said.
bool options_parse(struct options *options, int argc, char **argv,
                   int *status);
void options_free(struct options *options);

#endif
