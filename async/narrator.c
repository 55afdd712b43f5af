// Contract: see narrator.h.

#include "narrator.h"

#include <poll.h>

#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "say.h"
#include "stop.h"

enum { MOST_TOLD = 6 };         // sentences in a line; a wall is not wider

void
narrator_open(struct narrator *narrator, const struct options *options)
{
    *narrator = (struct narrator){
        .speaks = options->narrate && !options->quiet,
        .pause = options->narrate_pause,
        .subject = -1,
    };
    narrate_wake(narrator, 0);
}

void
narrator_free(struct narrator *narrator)
{
    text_free(&narrator->line);
}

// Says how the last sentence ends, now that it is known.
static void
conclude(struct narrator *narrator)
{
    if (narrator->subject >= 0 && narrator->last == PAUSED && !stopping())
        text_string(&narrator->line, " and queues for a permit");
    narrator->subject = -1;
}

// Begins a sentence about a fetch; false if there are enough of them.
static bool
begin(struct narrator *narrator, const struct fetch *fetch)
{
    conclude(narrator);
    if (narrator->told == MOST_TOLD) {
        narrator->left_out++;
        return false;
    }
    text_format(&narrator->line, "%s #%lld", narrator->told++ ? ";" : ":",
                fetch->result.index);
    narrator->subject = fetch->result.index;
    return true;
}

// Says that a transfer starts: whose permit it has is what was said last.
static void
tell_start(struct narrator *narrator, const struct fetch *fetch)
{
    long long index = fetch->result.index;

    if (narrator->subject == index)
        text_string(&narrator->line, narrator->last == PAUSED
                                         ? " and takes a permit"
                                         : " and tries again");
    else if (narrator->subject >= 0)
        text_format(&narrator->line, ", its permit goes to #%lld", index);
    else if (begin(narrator, fetch))
        text_string(&narrator->line, " takes a free permit");
    narrator->subject = -1;
}

void
narrate(struct narrator *narrator, enum event event, const struct fetch *fetch)
{
    static const char *const words[] = {
        [ENDED] = " has ended", [PAUSED] = " has paused long enough",
        [WORKED] = " is back from its helper",
        [WAITS_FOR_WORK] = " a helper works for it",
    };

    if (!narrator->speaks)
        return;
    if (event == STARTS) {
        tell_start(narrator, fetch);
        return;
    }
    if (narrator->subject != fetch->result.index && !begin(narrator, fetch))
        return;
    if (event == BACKS_OFF)
        text_format(&narrator->line, ", backs off for %.3f s", fetch->pause);
    else
        text_format(&narrator->line, "%s%s",
                    event == WAITS_FOR_WORK ? "," : "", words[event]);
    narrator->last = event;
}

void
narrate_fill(struct narrator *narrator)
{
    if (narrator->speaks)
        conclude(narrator);
}

void
narrate_turn(struct narrator *narrator, int in_flight, int paused)
{
    struct text *line = &narrator->line;

    if (!narrator->speaks)
        return;
    conclude(narrator);
    if (narrator->left_out > 0)
        text_format(line, "; and %d more", narrator->left_out);
    note("%.*s (%d in flight, %d backing off)", (int)line->length,
         line->bytes ? line->bytes : "", in_flight, paused);
}

void
narrate_pause(const struct narrator *narrator)
{
    if (narrator->speaks)
        poll(NULL, 0, (int)(narrator->pause * 1e3));
}

void
narrate_wake(struct narrator *narrator, int ready)
{
    if (!narrator->speaks)
        return;
    narrator->line.length = 0;
    narrator->told = narrator->left_out = 0;
    text_format(&narrator->line, "%.3f s, %d ready", clock_now(), ready);
}
