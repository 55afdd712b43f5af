// What the machine as a whole did during a run: see system.h.

#include "system.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basics.h"
#include "files.h"

// Returns the line of the text that begins like this, NULL where there is
// none.
static const char *
line_of(const char *text, const char *beginning)
{
    size_t length = strlen(beginning);

    while (text && strncmp(text, beginning, length) != 0) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text;
}

void
system_read_stat(struct system_state *state, const char *text, double ticks)
{
    const char *line = line_of(text, "cpu ");
    unsigned long long user, nice, kernel, idle, iowait, irq, softirq, steal;

    state->busy = state->stolen = NAN;
    if (line == NULL ||
        sscanf(line, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &user,
               &nice, &kernel, &idle, &iowait, &irq, &softirq, &steal) != 8)
        return;
    unsigned long long busy = user + nice + kernel + irq + softirq;
    if (busy + idle == 0)
        return;  // some containers show a line of zeros
    state->busy = (double)busy / ticks;
    state->stolen = (double)steal / ticks;
}

void
system_read_pressure(struct system_state *state, const char *text)
{
    const char *line = line_of(text, "some ");
    const char *total = line ? strstr(line, "total=") : NULL;
    const char *end = line ? strchr(line, '\n') : NULL;

    state->pressure = -1;
    if (total && (end == NULL || total < end))
        sscanf(total, "total=%18lld", &state->pressure);
}

// Moves to the next word of the line, and returns its length; 0 at its end.
static size_t
next_word(const char **at)
{
    *at += strspn(*at, " ");
    return strcspn(*at, " \n");
}

// Returns the number that stands under the name in a pair of lines, of names
// and of numbers; -1 where there is none.
static long long
under_name(const char *names, const char *numbers, const char *name)
{
    size_t length, digits;

    while ((length = next_word(&names)) && (digits = next_word(&numbers))) {
        if (length == strlen(name) && strncmp(names, name, length) == 0)
            return strtoll(numbers, NULL, 10);
        names += length;
        numbers += digits;
    }
    return -1;
}

void
system_read_netstat(struct system_state *state, const char *text)
{
    const char *names = line_of(text, "TcpExt: ");
    const char *end = names ? strchr(names, '\n') : NULL;
    const char *numbers = end ? line_of(end + 1, "TcpExt: ") : NULL;

    state->overflows = state->drops = -1;
    if (numbers == NULL)
        return;
    state->overflows = under_name(names, numbers, "ListenOverflows");
    state->drops = under_name(names, numbers, "ListenDrops");
}

struct system_state
system_now(void)
{
    struct system_state state = {.time = monotonic_now()};
    char *stat = file_read("/proc/stat");
    char *pressure = file_read("/proc/pressure/cpu");
    char *netstat = file_read("/proc/net/netstat");

    system_read_stat(&state, stat, (double)sysconf(_SC_CLK_TCK));
    system_read_pressure(&state, pressure);
    system_read_netstat(&state, netstat);
    free(stat);
    free(pressure);
    free(netstat);
    return state;
}

// Returns the seconds between two counts; NAN when one of them is unknown.
static double
seconds_between(double before, double after)
{
    if (isnan(before) || isnan(after))
        return NAN;
    return fmax(after - before, 0);
}

// Returns the number between two counts; -1 when one of them is unknown.
static long long
count_between(long long before, long long after)
{
    if (before < 0 || after < 0)
        return -1;
    return after > before ? after - before : 0;
}

struct system_use
system_between(const struct system_state *before,
               const struct system_state *after)
{
    double seconds = fmax(after->time - before->time, 0);
    long long waited = count_between(before->pressure, after->pressure);

    return (struct system_use){
        .seconds = seconds,
        .busy = seconds_between(before->busy, after->busy),
        .stolen = seconds_between(before->stolen, after->stolen),
        .pressure = waited >= 0 && seconds > 0
                        ? fmin((double)waited / 1e6 / seconds, 1) : NAN,
        .overflows = count_between(before->overflows, after->overflows),
        .drops = count_between(before->drops, after->drops),
    };
}
