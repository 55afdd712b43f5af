// A counting semaphore for one thread: whoever asks gets a permit or a place
// in the queue, and nobody waits. Permits go round in the order of asking.

#ifndef SEMAPHORE_H
#define SEMAPHORE_H

#include <stdbool.h>

#include "queue.h"

struct semaphore {
    int free;                   // permits that nobody holds
    struct queue queue;         // who waits for one
};

// True: the fetch holds a permit. False: it stands at the end of the queue.
bool semaphore_take(struct semaphore *semaphore, struct fetch *fetch);

// Gives a permit back. The first in the queue holds it now, and is returned;
// NULL if nobody was waiting.
struct fetch *semaphore_give(struct semaphore *semaphore);

#endif
