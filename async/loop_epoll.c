// Contract: see reactor.h. The way for thousands: libcurl says which sockets it
// waits for (curl_multi_socket_action(3)), epoll keeps them, and only those
// transfers are looked at for which something has happened.
//
// A multi handle walks all its connections when a transfer starts and when one
// ends. So there are several of them, called shards, none with more than a few
// hundred transfers. A fetch stays with its shard, where its connection is.
//
// Between two transfers a connection is idle: libcurl lets go of its socket,
// and soon asks for the same again. epoll is not told of that, which saves two
// system calls a transfer, of six: it goes on watching the socket for input,
// until there is some or the socket is closed.

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "fetch.h"
#include "options.h"
#include "reactor.h"
#include "stop.h"

enum {
    SHARD_SIZE = 512,       // transfers in flight in a shard, about
    MOST_EVENTS = 64,       // looked at in one turn
};

struct shard {
    CURLM *multi;
    struct epoller *epoller;
    double due;             // s; when libcurl wants to be called; or INFINITY
};

// The socket of a connection.
struct watch {
    uint32_t events;        // that epoll watches it for; 0: it does not
    bool open;
    bool idle;              // libcurl does not wait for it
};

struct epoller {
    struct loop *loop;
    int fd;                 // the epoll descriptor
    struct watch *watches;  // by descriptor
    int room;               // of the watches
    int count;              // of shards
    struct shard shards[];
};

// --- what libcurl asks for ---------------------------------------------------

// What is known of a socket; NULL if it is no connection's: name lookups have
// some too, which are closed without a word.
static struct watch *
find_watch(struct epoller *epoller, curl_socket_t socket)
{
    return socket < epoller->room && epoller->watches[socket].open
               ? &epoller->watches[socket] : NULL;
}

// Notes that a connection's socket has been opened (CURLOPT_SOCKOPTFUNCTION).
// Without memory for that it is no known one.
static int
on_open(void *data, curl_socket_t socket, curlsocktype purpose)
{
    struct epoller *epoller = data;

    (void)purpose;
    if (socket >= epoller->room) {
        int room = 2 * socket + 64;
        struct watch *watches
            = realloc(epoller->watches, (size_t)room * sizeof *watches);
        if (!watches)
            return CURL_SOCKOPT_OK;
        memset(watches + epoller->room, 0,
               (size_t)(room - epoller->room) * sizeof *watches);
        epoller->watches = watches;
        epoller->room = room;
    }
    epoller->watches[socket] = (struct watch){.open = true};
    return CURL_SOCKOPT_OK;
}

// Closes a connection's socket; the kernel takes it from epoll.
static int
on_close(void *data, curl_socket_t socket)
{
    struct watch *watch = find_watch(data, socket);

    if (watch)
        watch->open = false;
    return close(socket);
}

// Asks epoll to watch a socket, or to watch it for something else.
static bool
ask(int epoll, int socket, struct epoll_event *event, bool known)
{
    return epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket,
                     event) == 0
           || epoll_ctl(epoll, errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
                        socket, event) == 0;
}

static int
on_socket(CURL *handle, curl_socket_t socket, int what, void *data,
          void *unused)
{
    struct shard *shard = data;
    struct epoller *epoller = shard->epoller;
    struct watch *watch = find_watch(epoller, socket);
    struct epoll_event event = {
        .events = (what & CURL_POLL_IN ? EPOLLIN : 0u)
                  | (what & CURL_POLL_OUT ? EPOLLOUT : 0u),
        .data.u64 = (uint64_t)(shard - epoller->shards) << 32
                    | (uint32_t)socket,
    };

    (void)handle;
    (void)unused;
    if (watch)
        watch->idle = event.events == 0;
    if (watch && watch->events == (watch->idle ? EPOLLIN : event.events))
        return 0;
    if (event.events == 0)
        epoll_ctl(epoller->fd, EPOLL_CTL_DEL, socket, NULL);
    else if (!ask(epoller->fd, socket, &event, watch && watch->events))
        loop_fail(epoller->loop, strerror(errno));
    if (watch)
        watch->events = event.events;
    return 0;
}

// Only notes the time: libcurl must not be called from here.
static int
on_timer(CURLM *multi, long milliseconds, void *data)
{
    struct shard *shard = data;

    (void)multi;
    shard->due = milliseconds < 0 ? INFINITY
                                  : clock_now() + (double)milliseconds / 1e3;
    return 0;
}

// --- opening and closing -----------------------------------------------------

static bool
open_shard(struct epoller *epoller, int place, long connections)
{
    struct shard *shard = &epoller->shards[place];
    CURLM *multi = shard->multi = curl_multi_init();

    shard->epoller = epoller;
    shard->due = INFINITY;
    return multi && !curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections)
           && !curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket)
           && !curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, shard)
           && !curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer)
           && !curl_multi_setopt(multi, CURLMOPT_TIMERDATA, shard);
}

// The shards call back while they are closed, so the descriptor goes last.
static void
epoller_close(void *state)
{
    struct epoller *epoller = state;

    if (!epoller)
        return;
    for (int i = 0; i < epoller->count; i++)
        curl_multi_cleanup(epoller->shards[i].multi);
    if (epoller->fd >= 0)
        close(epoller->fd);
    free(epoller->watches);
    free(epoller);
}

static void *
epoller_open(struct loop *loop, const struct options *options)
{
    int count = (options->concurrency + SHARD_SIZE - 1) / SHARD_SIZE;
    struct epoller *epoller
        = calloc(1, sizeof *epoller + (size_t)count * sizeof(struct shard));
    bool fine;

    if (!epoller)
        return NULL;
    epoller->loop = loop;
    epoller->count = count;
    epoller->fd = epoll_create1(EPOLL_CLOEXEC);
    fine = epoller->fd >= 0;
    for (int i = 0; fine && i < count; i++)
        fine = open_shard(epoller, i, options->connections / count);
    if (fine)
        return epoller;
    epoller_close(epoller);
    return NULL;
}

// --- running -----------------------------------------------------------------

// The multi handle of a fetch's shard.
static CURLM *
multi_of(const struct epoller *epoller, const struct fetch *fetch)
{
    return epoller->shards[fetch->slot % epoller->count].multi;
}

static CURLMcode
epoller_add(void *state, struct fetch *fetch)
{
    CURL *handle = fetch->handle;

    curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, on_open);
    curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, state);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, on_close);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, state);
    return curl_multi_add_handle(multi_of(state, fetch), handle);
}

static void
epoller_remove(void *state, struct fetch *fetch)
{
    curl_multi_remove_handle(multi_of(state, fetch), fetch->handle);
}

// Lets one socket's transfer go on; or, for CURL_SOCKET_TIMEOUT, those of the
// shard whose time has come.
static void
act(struct shard *shard, curl_socket_t socket, int events)
{
    int running;
    CURLMcode code
        = curl_multi_socket_action(shard->multi, socket, events, &running);

    if (code != CURLM_OK)
        loop_fail(shard->epoller->loop, curl_multi_strerror(code));
}

// What has happened to a socket. An error is shown as readable (or writable),
// so that libcurl reads it and learns the cause. What happens to an idle one is
// its end, as a rule: libcurl sees that when it would use it again.
static void
act_on_event(struct epoller *epoller, const struct epoll_event *event)
{
    curl_socket_t socket = (curl_socket_t)(event->data.u64 & UINT32_MAX);
    struct watch *watch = find_watch(epoller, socket);
    bool broken = event->events & (EPOLLERR | EPOLLHUP);
    int events = (event->events & EPOLLIN || broken ? CURL_CSELECT_IN : 0)
                 | (event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0);

    if (watch && watch->idle) {
        epoll_ctl(epoller->fd, EPOLL_CTL_DEL, socket, NULL);
        watch->events = 0;
        return;
    }
    act(&epoller->shards[event->data.u64 >> 32], socket, events);
}

// The time until a shard wants to be called, in milliseconds, or `most`.
static int
time_left(const struct epoller *epoller, int most)
{
    double least = INFINITY;

    for (int i = 0; i < epoller->count; i++)
        least = fmin(least, epoller->shards[i].due);
    least = ceil((least - clock_now()) * 1e3);
    return least < most ? (int)fmax(least, 0) : most;
}

// Calls the shards that are due. When the program is stopping, all transfers
// are run, so that they notice.
static void
serve_shards(struct epoller *epoller)
{
    double now = clock_now();
    int running;

    for (int i = 0; i < epoller->count; i++) {
        struct shard *shard = &epoller->shards[i];
        if (stopping()) {
            curl_multi_perform(shard->multi, &running);
        } else if (shard->due <= now) {
            shard->due = INFINITY;      // before the call, which may set it
            act(shard, CURL_SOCKET_TIMEOUT, 0);
        }
        loop_collect(epoller->loop, shard->multi);
    }
}

// An epoll descriptor is readable while it has something to tell, so that it
// can be polled beside others.
static void
epoller_wait(void *state, const struct pollfd others[OTHERS],
             int milliseconds)
{
    struct epoller *epoller = state;
    struct epoll_event events[MOST_EVENTS];
    struct pollfd all[OTHERS + 1];
    int ready;

    memcpy(all, others, OTHERS * sizeof *all);
    all[OTHERS] = (struct pollfd){.fd = epoller->fd, .events = POLLIN};
    loop_sleeps(epoller->loop);
    poll(all, OTHERS + 1, time_left(epoller, milliseconds));
    ready = epoll_wait(epoller->fd, events, MOST_EVENTS, 0);
    loop_wakes(epoller->loop, ready);
    for (int i = 0; i < ready; i++)
        act_on_event(epoller, &events[i]);
    serve_shards(epoller);
}

const struct reactor epoll_reactor = {
    .open = epoller_open,
    .add = epoller_add,
    .remove = epoller_remove,
    .wait = epoller_wait,
    .close = epoller_close,
};
