// Contract: see progress.h.

#include "progress.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "options.h"
#include "say.h"

static const double terminal_interval = 0.1;    // s
static const double log_interval = 1.0;         // s

void
progress_open(struct progress *progress, const struct options *options)
{
    bool terminal = isatty(STDERR_FILENO);
    bool records_there = !options->output && isatty(STDOUT_FILENO);

    progress->shown = options->progress == PROGRESS_ALWAYS;
    if (options->progress == PROGRESS_AUTO)
        progress->shown = terminal && !records_there && !options->quiet;
    progress->interval = terminal ? terminal_interval : log_interval;
    progress->next = progress->interval;
}

// Shows how far the batch is.
static void
show(const struct tally *tally, int in_flight, double now)
{
    char line[128];

    snprintf(line, sizeof line, "%lld done, %lld failed, %d under way, "
             "%.1f MB, %.0f/s, %.0f s", tally->urls,
             tally->urls - tally->outcomes[ERROR_NONE], in_flight,
             (double)tally->bytes / 1e6, (double)tally->urls / now, now);
    say_status(line);
}

void
progress_show(struct progress *progress, const struct tally *tally,
              int in_flight)
{
    double now;

    if (!progress->shown || (now = clock_now()) < progress->next)
        return;
    progress->next = now + progress->interval;
    show(tally, in_flight, now);
}

double
progress_due(const struct progress *progress)
{
    return progress->shown ? fmax(0, progress->next - clock_now()) : INFINITY;
}

void
progress_close(const struct progress *progress, const struct tally *tally)
{
    if (!progress->shown)
        return;
    show(tally, 0, clock_now());
    say_keep_status();
}
