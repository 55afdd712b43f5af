// Contract: see semaphore.h. While somebody queues, no permit is free.

#include "semaphore.h"

bool
semaphore_take(struct semaphore *semaphore, struct fetch *fetch)
{
    if (semaphore->free > 0) {
        semaphore->free--;
        return true;
    }
    queue_add(&semaphore->queue, fetch);
    return false;
}

struct fetch *
semaphore_give(struct semaphore *semaphore)
{
    struct fetch *next = queue_take(&semaphore->queue);

    if (!next)
        semaphore->free++;
    return next;
}
