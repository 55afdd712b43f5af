// Contract: see queue.h.

#include "queue.h"

#include <stddef.h>

#include "fetch.h"

void
queue_add(struct queue *queue, struct fetch *fetch)
{
    fetch->next = NULL;
    if (queue->first)
        queue->last->next = fetch;
    else
        queue->first = fetch;
    queue->last = fetch;
}

struct fetch *
queue_take(struct queue *queue)
{
    struct fetch *fetch = queue->first;

    if (fetch)
        queue->first = fetch->next;
    return fetch;
}
