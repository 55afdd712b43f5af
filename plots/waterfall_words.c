// What a waterfall says in words: see waterfall_words.h.

#include "waterfall_words.h"

#include <stdlib.h>

#include "basics.h"
#include "detail.h"
#include "labels.h"
#include "shading.h"
#include "verdict.h"

#define BUSY 0.5          // of a CPU: then that is the finding, not the wait
#define LARGE 0.25        // of the time: worth a word in the title
#define TITLE_LINES 2
#define LABEL_WIDTH 128   // a line above a band has room for so many characters

// Returns how many URLs the program was waiting for at once, at most.
static long long
band_at_once(const struct band *band)
{
    long long seen = band->run->witness.max_requests;

    return seen > 0 ? seen : (long long)band->attempts.lanes;
}

// Returns what most of a program's URLs did for most of the time, once it was
// their turn.
static enum phase
main_phase(const struct band *band)
{
    enum phase main = PHASE_WAIT;

    for (enum phase phase = PHASE_BACKOFF; phase < PHASES; phase++)
        if (band->sums[phase] > band->sums[main])
            main = phase;
    return main;
}

// Returns the phase's words where no key is at hand, if need be in few; a
// scenario without any network has programs that wait, but for no server.
static const char *
plain_words(const struct picture *picture, enum phase phase, bool brief)
{
    if (phase != PHASE_WAIT)
        return phase_words(phase);
    return brief || picture->all->scenario->silent ? "waiting"
                                                   : "waiting for the server";
}

// Returns the program's name, and how much of the list it fetched if that is
// not all, if need be in few words; the caller frees it.
static char *
name_of(const struct picture *picture, const struct band *band, bool brief)
{
    if (extrapolation(picture->all, band->place) == 1)
        return copy_text(band->program->name);
    if (brief)
        return format("%s (%zu URLs)", band->program->name,
                      band->program->urls);
    return format("%s (%zu of %zu URLs)", band->program->name,
                  band->program->urls, picture->all->scenario->path_count);
}

// True when the URLs were queued so long, beside the time that they waited,
// that whoever reads only of the wait would be misled.
static bool
much_queued(const struct band *band)
{
    return band->sums[PHASE_QUEUED] > LARGE * band->sums[PHASE_WAIT];
}

// Returns what else has to be said of a program than what it spent its time
// on: how long it was queued if that is long, unless there is no room for it,
// and what it failed if that is more than others did. The caller frees it.
static char *
reservations(const struct picture *picture, const struct band *band,
             bool brief)
{
    char *queued = seconds_text(band->sums[PHASE_QUEUED]);
    bool much = much_queued(band) && !brief;
    char *failed = fell_short(picture->all, band->place)
        ? format(", %.0f of %zu failed",
                 summary_of(picture->all, band->place, FAILURES).median,
                 band->program->urls)
        : copy_text("");
    char *words = format("%s%s%s%s", much ? ", " : "", much ? queued : "",
                         much ? " queued" : "", failed);

    free(queued);
    free(failed);
    return words;
}

// True when others of its length stand on the sheet, but not this one: for
// it is too long.
static bool
left_off_sheet(const struct picture *picture, const struct band *band)
{
    bool any = false;

    for (size_t b = 0; b < picture->count; b++)
        any = any || picture->bands[b].factor > 0;
    return any && band->factor == 0 &&
           band->run->measured.wall < picture->last;
}

// Returns what the program spent its time on, and how many at once, in fewer
// words for higher levels. The caller frees it.
static char *
spent_label(const struct picture *picture, const struct band *band, int level)
{
    enum phase main = main_phase(band);
    char *name = name_of(picture, band, false);
    char *spent = seconds_text(band->sums[main]);
    long long most = band_at_once(band);
    char *at_once = most == 1 ? copy_text("one by one")
                              : format("up to %lld at once", most);
    char *more = reservations(picture, band, level > 0);
    char *label = format("%s: %s of %s%s, %s", name, spent,
                         plain_words(picture, main, level > 1), more, at_once);

    free(more);
    free(name);
    free(spent);
    free(at_once);
    return label;
}

// Returns when it was done, what held its loop, and how the band is drawn, in
// fewer words for higher levels. The caller frees it.
static char *
done_label(const struct picture *picture, const struct band *band, int level)
{
    char *end = seconds_text(band->run->measured.wall);
    char *held = stalls_words(&band->run->loop, level > 2);
    size_t lanes = band->attempts.lanes;
    char *height = !band->dense ? copy_text("")
                   : lanes == 1 ? copy_text(" (height: part of the time)")
                                : format(" (height: how many of %zu)", lanes);
    char *label = format("done after %s%s%s%s%s", end,
                         left_off_sheet(picture, band) ? ", not enlarged" : "",
                         held ? "; " : "", held ? held : "", height);

    free(end);
    free(held);
    free(height);
    return label;
}

char *
waterfall_label(const struct picture *picture, const struct band *band)
{
    char *label = NULL;

    for (int level = 0; level < 4; level++) {
        char *spent = spent_label(picture, band, level);
        char *done = done_label(picture, band, level);
        free(label);
        label = format("%s, %s", spent, done);
        free(spent);
        free(done);
        if (text_width(label) <= LABEL_WIDTH)
            break;
    }
    return label;
}

// Returns what a program that fetches one by one spent its time on, with the
// second largest part too if that is large; the caller frees it.
static char *
spent_words(const struct picture *picture, const struct band *band,
            const char *name, const char *wall, bool brief)
{
    double whole = band->run->measured.wall;
    enum phase main = main_phase(band), next = PHASE_QUEUED;

    for (enum phase phase = PHASE_BACKOFF; phase < PHASES; phase++)
        if (phase != main && band->sums[phase] > band->sums[next])
            next = phase;
    bool two = band->sums[next] > LARGE * whole;
    char *second = two ? format(", %.0f %% %s",
                                100 * band->sums[next] / whole,
                                phase_words(next))
                       : copy_text("");
    const char *words = plain_words(picture, main, brief);
    char *line = format("%s spent %.0f %% of %s %s%s, one by one", name,
                        100 * band->sums[main] / whole, wall, words, second);

    free(second);
    return line;
}

// Returns how many URLs the program had under way at once; the caller frees
// it.
static char *
at_once_words(const struct band *band)
{
    long long at_once = band_at_once(band);

    return at_once == 1 ? copy_text("one by one")
                        : format("%lld at once", at_once);
}

// Returns the first half of the title: what a program spent its time on, in
// fewer words for higher levels. The caller frees it.
static char *
first_half(const struct picture *picture, const struct band *band, int level)
{
    const struct measurement *m = &band->run->measured;
    double busy = (m->user + m->system) / m->wall;
    double held = stalls_held(&band->run->loop) / m->wall;
    char *at_once = at_once_words(band);
    char *name = name_of(picture, band, level > 0);
    char *wall = seconds_text(m->wall);
    char *half;

    if (level > 1)
        half = format("%s: %s, %s", name, at_once, wall);
    else if (busy > 1)
        half = format("%s kept %.1f CPUs busy for %s, %s", name, busy, wall,
                      at_once);
    else if (busy > BUSY)
        half = format("%s kept a CPU busy for %.0f %% of %s, %s", name,
                      100 * busy, wall, at_once);
    else if (held > LARGE)
        half = format("%s: its loop was held for %.0f %% of %s, %s", name,
                      100 * held, wall, at_once);
    else if (band_at_once(band) == 1)
        half = spent_words(picture, band, name, wall, level > 0);
    else
        half = format("%s: %s, mostly %s%s, %s", name, wall,
                      plain_words(picture, main_phase(band), false),
                      much_queued(band) ? " and queued" : "", at_once);
    free(at_once);
    free(name);
    free(wall);
    return half;
}

// Returns the second half of the title; the caller frees it.
static char *
second_half(const struct picture *picture, const struct band *band)
{
    char *at_once = at_once_words(band);
    char *name = name_of(picture, band, true);
    char *wall = seconds_text(band->run->measured.wall);
    char *half = format("; %s: %s, %s", name, at_once, wall);

    free(at_once);
    free(name);
    free(wall);
    return half;
}

// True when the band is no match for the others, for its program failed more
// than one of theirs.
static bool
no_match(const struct picture *picture, const struct band *band)
{
    for (size_t b = 0; b < picture->count; b++)
        if (!fell_short(picture->all, picture->bands[b].place))
            return fell_short(picture->all, band->place);
    return false;
}

// Returns the slowest program, as far as is known, or the fastest of those
// that fetched the whole list, if there is one.
static const struct band *
extreme(const struct picture *picture, bool slowest)
{
    const struct band *found = NULL;

    for (size_t b = 0; b < picture->count; b++) {
        const struct band *band = &picture->bands[b];
        double time = run_figure(picture->all, band->run, WALL);
        if (!slowest && extrapolation(picture->all, band->place) != 1)
            continue;
        if (no_match(picture, band))
            continue;
        if (found == NULL ||
            (time > run_figure(picture->all, found->run, WALL)) == slowest)
            found = band;
    }
    return found;
}

char *
waterfall_title(const struct picture *picture)
{
    const struct band *slow = extreme(picture, true);
    const struct band *fast = extreme(picture, false);
    char *line = NULL;

    if (fast == NULL)
        fast = slow;
    char *second = slow == fast ? copy_text("") : second_half(picture, fast);
    for (int level = 0; level < 3; level++) {
        char *first = first_half(picture, slow, level);
        free(line);
        line = format("%s%s", first, second);
        free(first);
        if (text_width(line) <= TITLE_LINES * TITLE_WIDTH)
            break;
    }
    free(second);
    return line;
}

char *
waterfall_reading(const struct picture *picture)
{
    static const char boxes[] =
        "A row is one place in flight, a box one attempt, split into what it "
        "waited for; all programs share the time axis.";
    static const char areas[] =
        "The height is how many URLs were in each phase at that moment, "
        "because there are too many for a box each; all programs share the "
        "time axis.";
    static const char both[] =
        "A row is one place in flight, a box one attempt, split into what it "
        "waited for; where there are too many for that, the height is how "
        "many URLs were in each phase at that moment. All programs share the "
        "time axis.";
    bool dense = picture_has(picture, true);
    bool sparse = picture_has(picture, false);
    const char *reading = dense && sparse ? both : dense ? areas : boxes;
    bool missing = picture->count < program_count(picture->all);

    bool enlarged = false;

    for (size_t b = 0; b < picture->count; b++)
        enlarged = enlarged || picture->bands[b].factor > 0;
    return format("%s%s%s%s", reading,
                  shading_any(picture) ? " Hatched: something held the loop, "
                                         "and nothing else could go on." : "",
                  enlarged ? " On grey the short ones once more, all widened "
                             "by the same factor: a sheet has a time of its "
                             "own, from 0." : "",
                  missing ? " Programs that leave no such records are not "
                            "shown." : "");
}
