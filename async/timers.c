// Contract: see timers.h.

#include "timers.h"

#include <math.h>
#include <stdlib.h>

bool
timers_add(struct timers *timers, double due, struct fetch *fetch)
{
    size_t at = timers->count;

    if (timers->count == timers->room) {
        size_t room = timers->room ? 2 * timers->room : 64;
        struct timer *heap = realloc(timers->heap, room * sizeof *heap);
        if (!heap)
            return false;
        timers->heap = heap;
        timers->room = room;
    }
    timers->count++;
    for (; at > 0 && timers->heap[(at - 1) / 2].due > due; at = (at - 1) / 2)
        timers->heap[at] = timers->heap[(at - 1) / 2];
    timers->heap[at] = (struct timer){.due = due, .fetch = fetch};
    return true;
}

double
timers_next(const struct timers *timers)
{
    return timers->count > 0 ? timers->heap[0].due : INFINITY;
}

struct fetch *
timers_take(struct timers *timers, double now)
{
    struct timer *heap = timers->heap;
    struct fetch *fetch;
    struct timer last;
    size_t at = 0, child;

    if (timers->count == 0 || heap[0].due > now)
        return NULL;
    fetch = heap[0].fetch;
    last = heap[--timers->count];
    while ((child = 2 * at + 1) < timers->count) {
        if (child + 1 < timers->count && heap[child + 1].due < heap[child].due)
            child++;
        if (heap[child].due >= last.due)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return fetch;
}

void
timers_free(struct timers *timers)
{
    free(timers->heap);
}
