// The least that can be done with curl_multi: a list of URLs, N handles that
// are set up once and used again, no records, no retries, nothing kept. What a
// program costs above this is what the program adds.
//
//     bare_multi LIST CONCURRENCY
//
// Prints how many URLs were fetched, and fails unless all were. The transfer's
// options are those of the programs (common/transfer.c), as far as any of them
// matters to a short answer without TLS; its callback only drops the body.

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long asked;

static size_t
drop(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
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

int
main(int argc, char **argv)
{
    FILE *list = argc == 3 ? fopen(argv[1], "r") : NULL;
    int concurrency = argc == 3 ? atoi(argv[2]) : 0;
    int in_flight = 0, unread, running;
    long fetched = 0;
    CURLM *multi = curl_multi_init();
    CURLMsg *message;

    if (!list || concurrency < 1 || !multi) {
        fprintf(stderr, "usage: bare_multi LIST CONCURRENCY\n");
        return 2;
    }
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)concurrency);
    while (in_flight < concurrency
           && start(multi, new_handle(concurrency), list))
        in_flight++;
    while (in_flight > 0) {
        curl_multi_poll(multi, NULL, 0, 1000, NULL);
        curl_multi_perform(multi, &running);
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
