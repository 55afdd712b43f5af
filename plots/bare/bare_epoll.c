// The least that can be done with curl_multi_socket_action and epoll: a list of
// URLs, N handles on one multi handle, no records, no retries, nothing kept.
//
//     bare_epoll LIST CONCURRENCY
//
// Prints how many URLs were fetched, and fails unless all were. It differs from
// bare_multi in how it waits; and new transfers are started a few hundred at a
// time, or those in flight would not be looked at meanwhile.

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

enum { STEP = 256, EVENTS = 256 };

static int epoll;
static long asked;
static double due = -1;     // ms; when libcurl wants to be called, -1: never

static double
now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static size_t
drop(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

static int
on_timer(CURLM *multi, long milliseconds, void *data)
{
    (void)multi;
    (void)data;
    due = milliseconds < 0 ? -1 : now() + (double)milliseconds;
    return 0;
}

static int
on_socket(CURL *handle, curl_socket_t socket, int what, void *multi,
          void *known)
{
    struct epoll_event event = {
        .events = (what & CURL_POLL_IN ? EPOLLIN : 0u)
                  | (what & CURL_POLL_OUT ? EPOLLOUT : 0u),
        .data.fd = socket,
    };

    (void)handle;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, NULL);
        return 0;
    }
    epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    if (!known)
        curl_multi_assign(multi, socket, multi);
    return 0;
}

// A handle with all that is the same for every URL. The more of them, the less
// each receives into, as in the programs: that costs less.
static CURL *
new_handle(int concurrency)
{
    CURL *handle = curl_easy_init();
    long buffer = (8L << 20) / concurrency;

    buffer = buffer > 16384 ? 16384 : buffer > 1024 ? buffer : 1024;
    curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, buffer);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 30000L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
    return handle;
}

// Starts the next URL of the list on a handle; false at the list's end.
static int
start(CURLM *multi, CURL *handle, FILE *list)
{
    char url[4096];

    if (!fgets(url, sizeof url, list))
        return 0;
    asked++;
    url[strcspn(url, "\n")] = '\0';
    curl_easy_setopt(handle, CURLOPT_URL, url);
    return curl_multi_add_handle(multi, handle) == CURLM_OK;
}

// Waits once, and lets libcurl look at whatever something has happened to.
static void
turn(CURLM *multi, int waiting)
{
    struct epoll_event events[EVENTS];
    double left = due < 0 ? 1000 : due - now();
    int running, count;

    if (left < 0 || !waiting)
        left = 0;
    count = epoll_wait(epoll, events, EVENTS, (int)(left + 0.999));
    for (int i = 0; i < count; i++) {
        int in = events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP);
        int out = events[i].events & EPOLLOUT;
        curl_multi_socket_action(multi, events[i].data.fd,
                                 (in ? CURL_CSELECT_IN : 0)
                                     | (out ? CURL_CSELECT_OUT : 0), &running);
    }
    if (due >= 0 && due <= now()) {
        due = -1;
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

int
main(int argc, char **argv)
{
    FILE *list = argc == 3 ? fopen(argv[1], "r") : NULL;
    int concurrency = argc == 3 ? atoi(argv[2]) : 0;
    int in_flight = 0, unread, more = 1;
    long fetched = 0;
    CURLM *multi = curl_multi_init();
    CURLMsg *message;

    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!list || concurrency < 1 || !multi || epoll < 0) {
        fprintf(stderr, "usage: bare_epoll LIST CONCURRENCY\n");
        return 2;
    }
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)concurrency);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, multi);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    while (more || in_flight > 0) {
        for (int i = 0; i < STEP && more && in_flight < concurrency; i++)
            in_flight += more = start(multi, new_handle(concurrency), list);
        more = more && in_flight < concurrency;
        turn(multi, !more);
        while ((message = curl_multi_info_read(multi, &unread))) {
            CURL *handle = message->easy_handle;
            fetched += message->data.result == CURLE_OK;
            curl_multi_remove_handle(multi, handle);
            in_flight -= !start(multi, handle, list);
        }
    }
    printf("%ld\n", fetched);
    return fetched < asked || !feof(list);
}
