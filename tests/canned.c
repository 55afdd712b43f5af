// Contract: see canned.h.

#include "canned.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const char canned_hang[] = "hang", canned_reset[] = "reset";

static const char *const *answers;
static int listener;
static int given;
static pthread_t thread;
static char request[4096];

// Makes a socket on a free port of the loopback, and notes its URL.
static int
bind_somewhere(char *url, size_t size)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    snprintf(url, size, "http://127.0.0.1:%d", ntohs(address.sin_port));
    return fd;
}

// Reads a request up to its blank line, or as far as it comes.
static void
read_request(int fd)
{
    size_t length = 0;
    ssize_t count;

    request[0] = '\0';
    while (length < sizeof request - 1 && !strstr(request, "\r\n\r\n")) {
        count = recv(fd, request + length, sizeof request - 1 - length, 0);
        if (count <= 0)
            return;
        length += (size_t)count;
        request[length] = '\0';
    }
}

// Waits until the other side has closed the connection.
static void
hang(int fd)
{
    struct pollfd other = {.fd = fd, .events = POLLRDHUP};

    poll(&other, 1, -1);
}

// Sends an answer as far as the other side takes it.
static void
answer(int fd, const char *bytes)
{
    size_t left = strlen(bytes);

    while (left > 0) {
        ssize_t count = send(fd, bytes, left, MSG_NOSIGNAL);
        if (count <= 0)
            return;
        bytes += count;
        left -= (size_t)count;
    }
}

// The server's thread: one connection after the other.
static void *
serve(void *unused)
{
    static const struct linger never = {.l_onoff = 1};

    for (; answers[given]; given++) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            break;
        read_request(fd);
        if (answers[given] == canned_hang)
            hang(fd);
        else if (answers[given] == canned_reset)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &never, sizeof never);
        else
            answer(fd, answers[given]);
        close(fd);
    }
    shutdown(listener, SHUT_RDWR);
    return unused;
}

const char *
canned_start(const char *const wanted[])
{
    static char url[64];

    setenv("no_proxy", "*", 1);
    answers = wanted;
    given = 0;
    listener = bind_somewhere(url, sizeof url);
    ck_assert_int_eq(listen(listener, 16), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, serve, NULL), 0);
    return url;
}

int
canned_stop(void)
{
    shutdown(listener, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(listener);
    return given;
}

const char *
canned_request(void)
{
    return request;
}

const char *
canned_nobody(void)
{
    static char url[64];

    setenv("no_proxy", "*", 1);
    close(bind_somewhere(url, sizeof url));
    return url;
}
