// The local server: see server.h.

#include "server.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "basics.h"
#include "spawn.h"

#define START_SECONDS 10.0  // for the server to say its address
#define END_SECONDS 3.0     // for the server to end
#define ASK_MILLISECONDS 5000L

// Returns the next line that comes within the time, without its end; NULL
// when none does. The caller frees it.
static char *
read_line(int file, double seconds)
{
    double end = monotonic_now() + seconds;
    struct pollfd watched = {.fd = file, .events = POLLIN};
    char line[4096];

    for (size_t length = 0; length < sizeof line - 1; length++) {
        int left = (int)((end - monotonic_now()) * 1000);
        if (left < 0 || poll(&watched, 1, left) != 1 ||
            read(file, line + length, 1) != 1)
            return NULL;
        if (line[length] == '\n') {
            line[length] = '\0';
            return copy_text(line);
        }
    }
    return NULL;
}

// Starts the process and returns the end of the pipe that it writes to, or
// -1.
static int
start_process(struct server *server, const char *file,
              const struct words *options, int log)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    char **argv = resize(NULL, options->count + 2, sizeof *argv);
    argv[0] = copy_text(file);
    for (size_t i = 0; i < options->count; i++)
        argv[1 + i] = options->all[i];
    argv[1 + options->count] = NULL;
    struct spawn what = {
        .argv = argv, .output = ends[1], .error = log, .report = -1,
    };
    server->process = spawn(&what);
    close(ends[1]);
    free(argv[0]);
    free(argv);
    return ends[0];
}

char *
server_start(struct server *server, const char *file,
             const struct words *options, int log)
{
    *server = (struct server){.process = -1};
    int output = start_process(server, file, options, log);
    if (output < 0 || server->process < 0)
        return format("%s: %s", file, strerror(errno));

    server->url = read_line(output, START_SECONDS);
    bool tls = server->url && strncmp(server->url, "https:", 6) == 0;
    if (tls)
        server->authority = read_line(output, START_SECONDS);
    close(output);
    if (server->url == NULL || (tls && server->authority == NULL))
        return format("%s did not say where it listens", file);
    size_t length = strlen(server->url);
    if (length > 0 && server->url[length - 1] == '/')
        server->url[length - 1] = '\0';
    return NULL;
}

// A body as it arrives.
struct body {
    char *text;
    size_t length;
};

// Takes a piece of the body from libcurl.
static size_t
take_piece(char *piece, size_t size, size_t count, void *context)
{
    struct body *body = context;
    size_t length = size * count;

    body->text = resize(body->text, body->length + length + 1, 1);
    memcpy(body->text + body->length, piece, length);
    body->length += length;
    body->text[body->length] = '\0';
    return length;
}

// Talks to the server once: POST where post says so. The body's text is the
// caller's to free, also on failure.
static bool
talk(const struct server *server, const char *path, bool post,
     struct body *body)
{
    CURL *handle = curl_easy_init();
    long status = 0;

    if (handle == NULL)
        return false;
    char *url = format("%s%s", server->url, path);
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, ASK_MILLISECONDS);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_piece);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, body);
    if (server->authority)
        curl_easy_setopt(handle, CURLOPT_CAINFO, server->authority);
    if (post)
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, "");
    CURLcode code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(handle);
    free(url);
    return code == CURLE_OK && status / 100 == 2;
}

bool
server_reset(const struct server *server)
{
    struct body body = {0};
    bool good = talk(server, "/stats/reset", true, &body);

    free(body.text);
    return good;
}

// Returns the number under the name, 0 where there is none.
static long long
count_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

bool
server_ask(const struct server *server, struct witness *witness)
{
    struct body body = {0};
    json_t *said = NULL;

    if (talk(server, "/stats", false, &body) && body.text)
        said = json_loads(body.text, 0, NULL);
    free(body.text);
    if (!json_is_object(said)) {
        json_decref(said);
        return false;
    }
    *witness = (struct witness){
        .requests = count_of(said, "requests"),
        .connections = count_of(said, "connections"),
        .max_requests = count_of(said, "max_requests"),
        .max_connections = count_of(said, "max_connections"),
        .open_requests = count_of(said, "open_requests"),
        .aborted = count_of(said, "aborted"),
        .cpu = json_number_value(json_object_get(said, "cpu_seconds")),
    };
    json_decref(said);
    return true;
}

bool
server_runs(const struct server *server)
{
    siginfo_t ended = {0};

    waitid(P_PID, (id_t)server->process, &ended, WEXITED | WNOHANG | WNOWAIT);
    return ended.si_pid == 0;
}

void
server_stop(struct server *server)
{
    if (server->process > 0)
        spawn_stop(server->process, END_SECONDS);
    free(server->url);
    free(server->authority);
    *server = (struct server){.process = -1};
}
