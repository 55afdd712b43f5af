// Contract: see pool.h.

#include "pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct works {
    struct work *first, *last;
};

struct pool {
    int event;                  // eventfd(2): counts what is done
    int most;                   // helpers
    pthread_mutex_t lock;       // for what follows
    pthread_cond_t changed;     // there is work, or the end
    struct works waiting, done;
    int idle;                   // helpers that wait for work
    int unclaimed;              // pieces that wait for a helper
    int started;
    bool closing;
    pthread_t helpers[];
};

static void
put(struct works *works, struct work *work)
{
    work->next = NULL;
    if (works->first)
        works->last->next = work;
    else
        works->first = work;
    works->last = work;
}

static struct work *
take(struct works *works)
{
    struct work *work = works->first;

    if (work)
        works->first = work->next;
    return work;
}

// Waits for work and takes it; NULL at the end. Locked.
static struct work *
wait_for_work(struct pool *pool)
{
    while (!pool->waiting.first && !pool->closing) {
        pool->idle++;
        pthread_cond_wait(&pool->changed, &pool->lock);
        pool->idle--;
    }
    if (pool->closing)
        return NULL;
    pool->unclaimed--;
    return take(&pool->waiting);
}

// Notes that a piece is done, and wakes the loop. Locked.
static void
finish(struct pool *pool, struct work *work)
{
    put(&pool->done, work);
    eventfd_write(pool->event, 1);
}

// What each helper does until the end.
static void *
help(void *argument)
{
    struct pool *pool = argument;
    struct work *work;

    pthread_mutex_lock(&pool->lock);
    while ((work = wait_for_work(pool))) {
        pthread_mutex_unlock(&pool->lock);
        work->run(work);
        pthread_mutex_lock(&pool->lock);
        finish(pool, work);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *
pool_open(int most)
{
    struct pool *pool
        = calloc(1, sizeof *pool + (size_t)most * sizeof(pthread_t));

    if (!pool)
        return NULL;
    pool->most = most;
    pool->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (pool->event < 0) {
        free(pool);
        return NULL;
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    return pool;
}

void
pool_close(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->started; i++)
        pthread_join(pool->helpers[i], NULL);
    close(pool->event);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

// Starts one more helper, which leaves all signals to the loop's thread.
// Locked.
static void
start_helper(struct pool *pool)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&pool->helpers[pool->started], NULL, help, pool) == 0)
        pool->started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void
pool_hand(struct pool *pool, struct work *work)
{
    bool alone;

    work->handed_out = true;
    pthread_mutex_lock(&pool->lock);
    if (pool->idle <= pool->unclaimed && pool->started < pool->most)
        start_helper(pool);
    alone = pool->started == 0;
    if (!alone) {
        put(&pool->waiting, work);
        pool->unclaimed++;
    }
    pthread_cond_signal(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    if (!alone)
        return;
    work->run(work);
    pthread_mutex_lock(&pool->lock);
    finish(pool, work);
    pthread_mutex_unlock(&pool->lock);
}

struct work *
pool_done(struct pool *pool)
{
    struct work *work;
    eventfd_t count;

    pthread_mutex_lock(&pool->lock);
    work = take(&pool->done);
    if (!work)
        eventfd_read(pool->event, &count);
    pthread_mutex_unlock(&pool->lock);
    if (work)
        work->handed_out = false;
    return work;
}

int
pool_helpers(struct pool *pool)
{
    int started;

    pthread_mutex_lock(&pool->lock);
    started = pool->started;
    pthread_mutex_unlock(&pool->lock);
    return started;
}

int
pool_descriptor(const struct pool *pool)
{
    return pool->event;
}
