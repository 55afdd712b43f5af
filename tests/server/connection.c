// The life of a connection: see connection.h.
#include "connection.h"

#include "allocate.h"
#include "answer.h"
#include "clock.h"
#include "endpoints.h"
#include "stats.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <math.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
    INPUT_MAX = 2 * REQUEST_HEAD_MAX,   // bytes read ahead of an answer
    LINGER_SECONDS = 2
};

static LIST_HEAD(open_connections, connection) connections
    = LIST_HEAD_INITIALIZER();

// --- steps -------------------------------------------------------------------

// Calls the step that waited for the bytes to leave.
static void
on_sent(struct bufferevent *stream, void *arg)
{
    struct connection *c = arg;
    step *next = c->when_sent;
    c->when_sent = NULL;
    if (next)
        next(c);
    (void)stream;
}

// Calls the step that waited for its time.
static void
on_due(evutil_socket_t fd, short what, void *arg)
{
    struct connection *c = arg;
    c->when_due(c);
    (void)fd;
    (void)what;
}

void
send_then(struct connection *c, step *next)
{
    if (evbuffer_get_length(c->out) == 0) {
        next(c);
        return;
    }
    c->when_sent = next;
    bufferevent_write_buffer(c->stream, c->out);
}

void
wait_then(struct connection *c, double seconds, step *next)
{
    long long microseconds = (long long)ceil(seconds * 1e6);
    struct timeval delay = {
        .tv_sec = (time_t)(microseconds / 1000000),
        .tv_usec = (suseconds_t)(microseconds % 1000000)
    };
    c->when_due = next;
    event_add(c->timer, &delay);
}

// --- requests ----------------------------------------------------------------

// Counts the request, and its connection at the first one.
static void
count_request(struct connection *c)
{
    if (!c->counted)
        stats_connection_opened();
    c->counted = true;
    stats_request_began(c->request.target, c->arrival);
    c->request_counted = true;
}

// Lets go of the request and of all that was taken for it.
static void
leave_request(struct connection *c)
{
    if (c->place)
        --*c->place;
    c->place = NULL;
    if (c->request_counted)
        stats_request_ended();
    c->request_counted = false;
    request_free(&c->request);
}

// Lets the endpoint answer.
static void
answer_request(struct connection *c)
{
    c->since = clock_seconds();
    c->endpoint->answer(c);
}

// The seconds that the request and its answer still spend on the imitated
// line: one round trip, and for the first on a connection those before it.
static double
line_delay(struct connection *c)
{
    int round_trips = 1;
    if (!c->answered)
        round_trips += c->server->tls ? 2 : 1;
    c->answered = true;
    double due = c->arrival + round_trips * c->server->round_trip;
    return fmax(0, due - clock_seconds());
}

// Has the next request answered, if it is complete.
static void
read_request(struct connection *c)
{
    struct evbuffer *in = bufferevent_get_input(c->stream);
    int status = request_read(&c->request, in);
    if (status == REQUEST_INCOMPLETE)
        return;
    c->state = ANSWERING;
    if (status != REQUEST_COMPLETE) {
        answer_refusal(c, status);
        return;
    }
    c->endpoint = endpoint_find(&c->request, c->arguments);
    if (!c->endpoint->unseen)
        count_request(c);
    if (c->server->round_trip > 0)
        wait_then(c, line_delay(c), answer_request);
    else
        answer_request(c);
}

// --- ends --------------------------------------------------------------------

// Frees the connection and closes its socket, whatever goes on there.
static void
connection_free(struct connection *c)
{
    leave_request(c);
    if (c->counted)
        stats_connection_closed();
    LIST_REMOVE(c, all);
    event_free(c->timer);
    evbuffer_free(c->out);
    bufferevent_free(c->stream);
    free(c);
}

void
connection_free_all(void)
{
    while (!LIST_EMPTY(&connections))
        connection_free(LIST_FIRST(&connections));
}

// Says goodbye and waits for the client's: to close a socket with bytes
// unread would reset it, and the client might lose the end of the answer.
static void
close_cleanly(struct connection *c)
{
    SSL *ssl = bufferevent_openssl_get_ssl(c->stream);
    if (ssl)
        SSL_shutdown(ssl);
    shutdown(bufferevent_getfd(c->stream), SHUT_WR);
    struct evbuffer *in = bufferevent_get_input(c->stream);
    evbuffer_drain(in, evbuffer_get_length(in));
    c->state = CLOSING;
    wait_then(c, LINGER_SECONDS, connection_free);
}

void
request_end(struct connection *c)
{
    bool keep_alive = c->request.keep_alive;
    leave_request(c);
    if (keep_alive) {
        c->state = READING;
        read_request(c);
    } else {
        close_cleanly(c);
    }
}

void
connection_reset(struct connection *c)
{
    struct linger none = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(bufferevent_getfd(c->stream), SOL_SOCKET, SO_LINGER,
               &none, sizeof none);
    connection_free(c);
}

// --- what the socket reports -------------------------------------------------

// Takes note that bytes came. Those that come before their turn stay in the
// input; beyond INPUT_MAX of them the socket is not read, and a client that
// sends so much ahead could hang up unnoticed.
static void
on_readable(struct bufferevent *stream, void *arg)
{
    struct connection *c = arg;
    struct evbuffer *in = bufferevent_get_input(stream);
    c->arrival = clock_seconds();
    if (c->state == READING)
        read_request(c);
    else if (c->state == CLOSING)
        evbuffer_drain(in, evbuffer_get_length(in));
}

// Takes note that the client has gone; one that shuts down no more than its
// own side counts as gone, too.
static void
on_event(struct bufferevent *stream, short what, void *arg)
{
    struct connection *c = arg;
    if (what & BEV_EVENT_CONNECTED)
        return;
    if (c->request_counted)
        stats_request_aborted();
    connection_free(c);
    (void)stream;
}

// --- the beginning -----------------------------------------------------------

// Wraps an accepted socket in a stream, which then owns it.
static struct bufferevent *
make_stream(const struct server *server, int fd)
{
    const int options = BEV_OPT_CLOSE_ON_FREE;
    if (!server->tls)
        return bufferevent_socket_new(server->base, fd, options);
    return bufferevent_openssl_socket_new(
        server->base, fd, SSL_new(server->tls), BUFFEREVENT_SSL_ACCEPTING,
        options);
}

void
connection_open(const struct server *server, int fd)
{
    struct connection *c = allocate(sizeof *c);
    *c = (struct connection){
        .server = server,
        .stream = make_stream(server, fd),
        .out = evbuffer_new(),
        .timer = evtimer_new(server->base, on_due, c)
    };
    LIST_INSERT_HEAD(&connections, c, all);
    bufferevent_setcb(c->stream, on_readable, on_sent, on_event, c);
    bufferevent_setwatermark(c->stream, EV_READ, 0, INPUT_MAX);
    bufferevent_enable(c->stream, EV_READ | EV_WRITE);
}
