// Contract: see client.h.

#include "client.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "fetch_all.h"
#include "options.h"
#include "transfer.h"

static void
lock_share(CURL *handle, curl_lock_data data, curl_lock_access access,
           void *client)
{
    (void)handle;
    (void)access;
    pthread_mutex_lock(&((struct client *)client)->share_locks[data]);
}

static void
unlock_share(CURL *handle, curl_lock_data data, void *client)
{
    (void)handle;
    pthread_mutex_unlock(&((struct client *)client)->share_locks[data]);
}

// Shares names and TLS sessions. Connections are not safe to share between
// threads: they stay with their handle, or with the loop.
static bool
open_share(struct client *client)
{
    CURLSH *share = client->share = curl_share_init();

    for (int i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_init(&client->share_locks[i], NULL);
    return share && !curl_share_setopt(share, CURLSHOPT_USERDATA, client)
           && !curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_share)
           && !curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock_share)
           && !curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS)
           && !curl_share_setopt(share, CURLSHOPT_SHARE,
                                 CURL_LOCK_DATA_SSL_SESSION);
}

bool
client_open(struct client *client, const struct options *options)
{
    *client = (struct client){.options = options, .most = INT_MAX};
    pthread_mutex_init(&client->lock, NULL);
    snprintf(client->user_agent, sizeof client->user_agent, "%s/%s",
             program_name, VERSION);
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK
           && open_share(client);
}

void
client_shed(struct client *client)
{
    pthread_mutex_lock(&client->lock);
    while (client->idle_count > 0)
        curl_easy_cleanup(client->idle[--client->idle_count]);
    pthread_mutex_unlock(&client->lock);
}

void
client_close(struct client *client)
{
    client_shed(client);
    free(client->idle);
    curl_share_cleanup(client->share);
    for (int i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_destroy(&client->share_locks[i]);
    pthread_mutex_destroy(&client->lock);
    curl_global_cleanup();
}

// A new handle, and room for it in the pool when it comes back. Locked.
static CURL *
new_handle(struct client *client)
{
    const char *name = client->options->user_agent;
    CURL *handle;

    if (client->lent == client->room) {
        int room = client->room ? 2 * client->room : 16;
        CURL **idle = realloc(client->idle, (size_t)room * sizeof *idle);
        if (!idle)
            return NULL;
        client->idle = idle;
        client->room = room;
    }
    handle = curl_easy_init();
    if (handle && transfer_prepare(handle, client->options, client->share,
                                   name ? name : client->user_agent))
        return handle;
    curl_easy_cleanup(handle);
    return NULL;
}

CURL *
client_lend(struct client *client)
{
    CURL *handle;

    pthread_mutex_lock(&client->lock);
    handle = client->idle_count > 0 ? client->idle[--client->idle_count]
                                    : new_handle(client);
    client->lent += handle != NULL;
    if (client->peak < client->lent)
        client->peak = client->lent;
    pthread_mutex_unlock(&client->lock);
    return handle;
}

void
client_return(struct client *client, CURL *handle)
{
    pthread_mutex_lock(&client->lock);
    client->idle[client->idle_count++] = handle;
    client->lent--;
    if (client->most < INT_MAX && ++client->ends >= client->most) {
        client->most++;
        client->ends = 0;
    }
    pthread_mutex_unlock(&client->lock);
}

// Reads one of the client's numbers.
static int
read_locked(struct client *client, const int *number)
{
    int value;

    pthread_mutex_lock(&client->lock);
    value = *number;
    pthread_mutex_unlock(&client->lock);
    return value;
}

int
client_lent(struct client *client)
{
    return read_locked(client, &client->lent);
}

int
client_peak(struct client *client)
{
    return read_locked(client, &client->peak);
}

void
client_run_short(struct client *client)
{
    pthread_mutex_lock(&client->lock);
    if (client->most == INT_MAX)
        client->most = client->lent + 1;
    if (client->most > 1)
        client->most--;
    client->ends = 0;
    pthread_mutex_unlock(&client->lock);
}

bool
client_has_room(struct client *client)
{
    bool room;

    pthread_mutex_lock(&client->lock);
    room = client->lent < client->most;
    pthread_mutex_unlock(&client->lock);
    return room;
}

void
client_count_waiting(struct client *client, int change)
{
    pthread_mutex_lock(&client->lock);
    client->waiting += change;
    pthread_mutex_unlock(&client->lock);
}

bool
client_is_waited_for(struct client *client)
{
    return read_locked(client, &client->waiting) > 0;
}
