// Contract: see say.h.

#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fetch_all.h"
#include "text.h"

static enum loudness loudness = NORMAL;
static bool status_shown;   // locked by stderr's own lock

void
say_only(enum loudness wanted)
{
    loudness = wanted;
}

// Removes the status line from a terminal. stderr is locked.
static void
clear_status(void)
{
    if (status_shown)
        fputs("\r\033[K", stderr);
    status_shown = false;
}

// Says one line; what came from outside cannot command the terminal.
static void
say(const char *format, va_list arguments)
{
    struct text plain = {.bytes = NULL};
    char line[1024];

    vsnprintf(line, sizeof line, format, arguments);
    text_plain(&plain, line, strlen(line));
    flockfile(stderr);
    clear_status();
    fprintf(stderr, "%s: %.*s\n", program_name, (int)plain.length,
            plain.bytes ? plain.bytes : "");
    funlockfile(stderr);
    text_free(&plain);
}

void
complain(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void
note(const char *format, ...)
{
    va_list arguments;

    if (loudness < NORMAL)
        return;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void
explain(const char *format, ...)
{
    va_list arguments;

    if (loudness < VERBOSE)
        return;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void
say_status(const char *line)
{
    flockfile(stderr);
    clear_status();
    status_shown = isatty(STDERR_FILENO);
    fprintf(stderr, status_shown ? "%s" : "%s\n", line);
    funlockfile(stderr);
}

void
say_keep_status(void)
{
    flockfile(stderr);
    if (status_shown)
        fputs("\n", stderr);
    status_shown = false;
    funlockfile(stderr);
}
