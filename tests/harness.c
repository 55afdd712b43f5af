// Support for the suites over build/compare: see harness.h.

#include "harness.h"

#include <check.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../plots/basics.h"
#include "support.h"

enum { MOST_WORDS = 32 };

// In the child: becomes compare.
_Noreturn static void
become(const char *line)
{
    const char *build = getenv("BUILD");
    char *path = format("%s/compare", build ? build : "build");
    char *folder = format("--results=%s", scratch_path("results"));
    char *words = copy_text(line), *rest = words, *argv[MOST_WORDS + 1];
    int count = 0;

    argv[count++] = path;
    argv[count++] = folder;
    for (char *word; (word = strsep(&rest, " ")) && count < MOST_WORDS;)
        if (*word)
            argv[count++] = word;
    argv[count] = NULL;
    dup2(open(scratch_path("harness-in"), O_RDONLY), STDIN_FILENO);
    dup2(open(scratch_path("harness-out"), O_WRONLY | O_CREAT | O_TRUNC, 0666),
         STDOUT_FILENO);
    dup2(open(scratch_path("harness-err"), O_WRONLY | O_CREAT | O_TRUNC, 0666),
         STDERR_FILENO);
    execv(path, argv);
    _exit(127);
}

struct harness
harness_run(const char *input, const char *pattern, ...)
{
    struct harness harness = {.status = -1};
    va_list arguments;
    char *line;
    int status;

    va_start(arguments, pattern);
    ck_assert_int_ge(vasprintf(&line, pattern, arguments), 0);
    va_end(arguments);
    scratch_write("harness-in", input ? input : "", input ? strlen(input) : 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        become(line);
    ck_assert_int_gt(child, 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    free(line);
    if (WIFEXITED(status))
        harness.status = WEXITSTATUS(status);
    harness.out = read_whole(scratch_path("harness-out"));
    harness.err = read_whole(scratch_path("harness-err"));
    return harness;
}

void
harness_free(struct harness *harness)
{
    free(harness->out);
    free(harness->err);
}

int
widest_line(const char *text)
{
    int widest = 0, columns = 0;

    for (const char *c = text; *c; c++) {
        columns = *c == '\n' ? 0 : columns + (((unsigned char)*c & 0xc0)
                                              != 0x80);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}
