// Contract: see bench.h. The server, and the lists of its URLs.

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../basics.h"
#include "../dice.h"
#include "../server.h"
#include "bench.h"

#define SEED 1          // of the delays: the same ones in every run

// Delays at random, in milliseconds.
enum { LEAST_DELAY = 500, MOST_DELAY = 3500 };

static struct server server;
static const char *port;
static char folder[] = "/tmp/bench-XXXXXX";

static void
close_all(void)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;

    server_stop(&server);
    while (directory && (entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            unlink(bench_file(entry->d_name));
    if (directory)
        closedir(directory);
    rmdir(folder);
}

void
bench_open(void)
{
    char *number = format("%d", ADDRESSES);
    struct words options = {0};
    char *problem;

    if (!mkdtemp(folder))
        quit(STATUS_NOT_WRITTEN, "cannot write to /tmp");
    atexit(close_all);
    words_add(&options, "--addresses");
    words_add(&options, number);
    problem = server_start(&server, "build/testserver", &options,
                           STDERR_FILENO);
    if (problem)
        quit(STATUS_USAGE, "%s", problem);
    port = strrchr(server.url, ':') + 1;
    words_free(&options);
    free(number);
}

char *
bench_file(const char *name)
{
    return format("%s/%s", folder, name);
}

// Writes the URLs, each between two words.
static char *
write_list(const struct urls *urls, const char *file, const char *before,
           const char *after)
{
    struct dice dice = {.state = SEED};
    char *path = bench_file(file);
    FILE *list = fopen(path, "w");

    for (long i = 0; list && i < urls->count; i++) {
        fprintf(list, "%shttp://127.0.0.%ld:%s", before,
                1 + urls->first + i % urls->addresses, port);
        if (urls->path)
            fprintf(list, "%s%s", urls->path, after);
        else
            fprintf(list, "/delay/%.3f%s", (LEAST_DELAY + (double)dice_below(
                    &dice, MOST_DELAY - LEAST_DELAY + 1)) / 1e3, after);
    }
    if (!list || fclose(list) != 0)
        quit(STATUS_NOT_WRITTEN, "cannot write to %s", path);
    return path;
}

char *
bench_list(const struct urls *urls)
{
    return write_list(urls, urls->name, "", "\n");
}

char *
bench_curl_list(const struct urls *urls)
{
    return write_list(urls, "curl", "url=", "\n");
}
