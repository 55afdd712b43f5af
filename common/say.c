// Contract: see say.h.

#include "say.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fetch_all.h"
#include "text.h"

static enum loudness loudness = NORMAL;
static bool status_shown;   // on a terminal; locked by `lock`
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void
say_only(enum loudness wanted)
{
    loudness = wanted;
}

// Removes the status line from a terminal. Locked.
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
    if (plain.out_of_memory)
        snprintf(line, sizeof line, "out of memory");
    pthread_mutex_lock(&lock);
    clear_status();
    fprintf(stderr, "%s: %.*s\n", program_name,
            plain.out_of_memory ? (int)strlen(line) : (int)plain.length,
            plain.out_of_memory ? line : plain.bytes);
    pthread_mutex_unlock(&lock);
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
    pthread_mutex_lock(&lock);
    clear_status();
    status_shown = isatty(STDERR_FILENO);
    fprintf(stderr, status_shown ? "%s" : "%s\n", line);
    pthread_mutex_unlock(&lock);
}

void
say_keep_status(void)
{
    pthread_mutex_lock(&lock);
    if (status_shown)
        fputs("\n", stderr);
    status_shown = false;
    pthread_mutex_unlock(&lock);
}
