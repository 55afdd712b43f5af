// A queue of fetches, linked by their `next`: first come, first served.

#ifndef QUEUE_H
#define QUEUE_H

struct fetch;

struct queue {
    struct fetch *first;        // NULL: nobody waits
    struct fetch *last;
};

// Puts the fetch at the end.
void queue_add(struct queue *queue, struct fetch *fetch);

// Takes the first one out and returns it; NULL if nobody waits.
struct fetch *queue_take(struct queue *queue);

#endif
