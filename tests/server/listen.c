// The listening sockets: see listen.h.
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

enum {
    BACKLOG = 4096,         // connections that wait to be accepted
    PORT_ATTEMPTS = 50
};

static struct evconnlistener *listeners[ADDRESSES_MAX];
static int listener_count;

// Accepted a socket.
static void
on_accept(struct evconnlistener *listener, evutil_socket_t fd,
          struct sockaddr *address, int size, void *arg)
{
    connection_open(arg, fd);
    (void)listener;
    (void)address;
    (void)size;
}

// Goes on after a pause.
static void
on_pause_over(evutil_socket_t fd, short what, void *arg)
{
    evconnlistener_enable(arg);
    (void)fd;
    (void)what;
}

// Could not accept, most likely for want of descriptors: what waits would
// wake the loop again at once, so it has to wait for others to leave.
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
    const struct server *server = arg;
    const struct timeval pause = { .tv_usec = 50000 };
    evconnlistener_disable(listener);
    event_base_once(server->base, -1, EV_TIMEOUT, on_pause_over, listener,
                    &pause);
}

// Opens one more listening socket. Returns its port, or 0.
static int
listen_at(const struct server *server, in_addr_t host, int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(host),
        .sin_port = htons((in_port_t)port)
    };
    struct sockaddr *name = (struct sockaddr *)&address;
    socklen_t size = sizeof address;
    struct evconnlistener *listener = evconnlistener_new_bind(
        server->base, on_accept, (void *)server,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
        BACKLOG, name, (int)size);
    if (!listener)
        return 0;
    listeners[listener_count++] = listener;
    evconnlistener_set_error_cb(listener, on_accept_error);

    // Accepted sockets inherit it: answers go out at once.
    int fd = evconnlistener_get_fd(listener);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    getsockname(fd, name, &size);
    return ntohs(address.sin_port);
}

// Listens on all addresses at one port. Returns that port, or 0.
static int
listen_on_all(const struct server *server, int addresses, int port)
{
    for (int i = 0; i < addresses; i++) {
        port = listen_at(server, INADDR_LOOPBACK + (in_addr_t)i, port);
        if (port == 0) {
            int error = errno;
            listen_close();
            errno = error;
            return 0;
        }
    }
    return port;
}

int
listen_open(const struct server *server, int addresses, int port)
{
    int found = listen_on_all(server, addresses, port);
    // A port that is free on one address may be taken on the next.
    for (int i = 0; i < PORT_ATTEMPTS; i++) {
        if (found > 0 || port > 0 || errno != EADDRINUSE)
            break;
        found = listen_on_all(server, addresses, 0);
    }
    return found;
}

void
listen_close(void)
{
    while (listener_count > 0)
        evconnlistener_free(listeners[--listener_count]);
}
