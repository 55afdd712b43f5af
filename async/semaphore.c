// Contract: see semaphore.h. While somebody queues, no permit is free.

#include "semaphore.h"

#include <stddef.h>

#include "fetch.h"

bool
semaphore_take(struct semaphore *semaphore, struct fetch *fetch)
{
    if (semaphore->free > 0) {
        semaphore->free--;
        return true;
    }
    fetch->next = NULL;
    if (semaphore->first)
        semaphore->last->next = fetch;
    else
        semaphore->first = fetch;
    semaphore->last = fetch;
    return false;
}

struct fetch *
semaphore_give(struct semaphore *semaphore)
{
    struct fetch *fetch = semaphore->first;

    if (fetch)
        semaphore->first = fetch->next;
    else
        semaphore->free++;
    return fetch;
}
