// The finding in one sentence: see finding.h.

#include "finding.h"

#include <stdbool.h>
#include <stdlib.h>

#include "basics.h"
#include "headlines.h"
#include "verdict.h"

// The medians of more programs would make the sentence a list.
enum { MOST_NAMED = 3 };

// Returns the medians, "sync 2.71 s, async 0.527 s"; the caller frees it.
static char *
medians(const struct comparison *all)
{
    size_t size;
    char *list;
    FILE *out = text_stream(&list, &size);
    const char *comma = "";

    for (size_t p = 0; p < program_count(all); p++) {
        struct estimate wall = summary_of(all, p, WALL);
        char *seconds = seconds_text(wall.median);
        if (wall.count > 0) {
            fprintf(out, "%s%s %s", comma, program_at(all, p)->name, seconds);
            comma = ", ";
        }
        free(seconds);
    }
    fclose(out);
    return list;
}

char *
finding_sentence(const struct comparison *all)
{
    // which of its steps was fastest says nothing
    if (all->scenario->sweep)
        return scaling_headline(all);
    char *headline = verdict_headline(all, WALL);
    char *list = medians(all);
    char *sentence = *list && program_count(all) <= MOST_NAMED
                         ? format("%s: %s", headline, list)
                         : copy_text(headline);

    free(headline);
    free(list);
    return sentence;
}

// Returns what held the loop for longest, and how many waited; the caller
// frees it.
static char *
holder(const struct loop_seen *loop)
{
    const struct stall_seen *longest = stalls_longest(loop);

    if (longest->waiting == 0)
        return copy_text(longest->what);
    return format("%s, while %ld transfer%s waited", longest->what,
                  longest->waiting, longest->waiting == 1 ? "" : "s");
}

char *
held_sentence(const struct comparison *all, size_t program)
{
    const struct run *worst = NULL;
    size_t count = 0, held = 0;

    for (size_t i = 0; i < all->run_count; i++) {
        const struct run *run = &all->runs[i];
        if (run->turn.program != program || !run_counts(run))
            continue;
        count++;
        held += run->loop.kept > 0;
        if (run->loop.kept > 0 &&
            (!worst || stalls_held(&run->loop) > stalls_held(&worst->loop)))
            worst = run;
    }
    if (worst == NULL)
        return NULL;
    char *seconds = seconds_text(stalls_held(&worst->loop));
    char *what = holder(&worst->loop);
    char *sentence = format("The loop of %s was held in %zu of %zu run%s, for "
                            "up to %s; longest by %s",
                            program_at(all, program)->name, held, count,
                            count == 1 ? "" : "s", seconds, what);
    free(seconds);
    free(what);
    return sentence;
}

// True when the program fetches several URLs of a sweep, and not at once.
static bool
in_turn(const struct comparison *all, size_t program)
{
    const struct program *p = program_at(all, program);

    return all->scenario->sweep == SWEEP_FLIGHT && p->one_at_a_time &&
           p->urls > 1;
}

// True when one sentence tells the lower bounds of both programs.
static bool
share_bounds(const struct comparison *all, size_t program, size_t other)
{
    const struct bounds *mine = &all->bounds[program];
    const struct bounds *theirs = &all->bounds[other];

    return mine->ideal == theirs->ideal &&
           mine->in_order == theirs->in_order &&
           in_turn(all, program) == in_turn(all, other);
}

// Orders numbers from the least to the most, for qsort.
static int
by_size(const void *left, const void *right)
{
    const size_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

// Returns the numbers in flight of all programs with the same bounds, each
// once: "1, 10 or 100"; the caller frees it.
static char *
places_text(const struct comparison *all, size_t program)
{
    size_t *places = resize(NULL, program_count(all), sizeof *places);
    size_t count = 0;

    for (size_t p = 0; p < program_count(all); p++)
        if (share_bounds(all, program, p))
            places[count++] = sweep_place(all, p);
    qsort(places, count, sizeof *places, by_size);
    char *text = format("%zu", places[0]);
    for (size_t i = 1; i < count; i++) {
        if (places[i] == places[i - 1])
            continue;
        bool last = places[i] == places[count - 1];
        char *longer = format("%s%s%zu", text, last ? " or " : ", ",
                              places[i]);
        free(text);
        text = longer;
    }
    free(places);
    return text;
}

char *
bound_sentence(const struct comparison *all, size_t program)
{
    double ideal = all->bounds[program].ideal;

    if (ideal <= 0 || left_out(all, program))
        return NULL;
    for (size_t p = 0; p < program; p++)
        if (share_bounds(all, p, program))
            return NULL;
    char *places = places_text(all, program);
    bool urls = all->scenario->sweep == SWEEP_FLIGHT;
    char *sentence = format("No program with %s%s %s can beat %.3f s", places,
                            urls ? " URLs" : "",
                            in_turn(all, program) ? "one after the other"
                                                  : "at once", ideal);
    free(places);
    return sentence;
}
