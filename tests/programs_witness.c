// Support for the suites over whole programs: the local servers, asked through
// their /stats for what they saw. See programs.h.

#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs.h"
#include "programs_fixture.h"

enum { MOST_SERVERS = 8, MOST_SOCKETS = 16 };

static struct server servers[MOST_SERVERS];
static int server_count;
static int sockets[MOST_SOCKETS];
static int socket_count;
static CURL *asker;         // for /stats

// --- starting and ending -----------------------------------------------------

// Becomes the server, which prints into the pipe.
static _Noreturn void
become_server(int out, const char *option)
{
    const char *build = getenv("BUILD");
    const char *path = words("%s/testserver", build ? build : "build");

    dup2(out, STDOUT_FILENO);
    execl(path, path, option, (char *)NULL);
    perror(path);
    _exit(127);
}

// Reads the two lines that the server begins with.
static void
read_addresses(struct server *server, int in, bool tls)
{
    FILE *file = fdopen(in, "r");
    bool fine = fgets(server->base, sizeof server->base, file)
                && (!tls || fgets(server->authority,
                                  sizeof server->authority, file));

    fclose(file);
    ck_assert_msg(fine, "the server did not start");
    server->base[strcspn(server->base, "\n")] = '\0';
    server->authority[strcspn(server->authority, "\n")] = '\0';
}

static struct server *
start_server(const char *option, bool tls)
{
    struct server *server = &servers[server_count++];
    int ends[2];

    ck_assert_int_le(server_count, MOST_SERVERS);
    *server = (struct server){.pid = 0};
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    server->pid = fork();
    if (server->pid == 0)
        become_server(ends[1], option);
    close(ends[1]);
    read_addresses(server, ends[0], tls);
    return server;
}

struct server *
server_plain(void)
{
    return start_server(NULL, false);
}

struct server *
server_tls(void)
{
    return start_server("--tls", true);
}

struct server *
server_spread(int addresses)
{
    return start_server(words("--addresses=%d", addresses), false);
}

void
witnesses_end(void)
{
    while (server_count > 0) {
        struct server *server = &servers[--server_count];
        kill(server->pid, SIGTERM);
        waitpid(server->pid, NULL, 0);
    }
    while (socket_count > 0)
        close(sockets[--socket_count]);
    curl_easy_cleanup(asker);
    asker = NULL;
}

// --- asking ------------------------------------------------------------------

static size_t
keep(char *bytes, size_t size, size_t count, void *ink)
{
    ink_add(ink, bytes, size * count);
    return size * count;
}

// How the server is, as far as its parent can tell.
static const char *
health(const struct server *server)
{
    int status;

    if (waitpid(server->pid, &status, WNOHANG) != server->pid)
        return "it runs";
    return WIFSIGNALED(status)
               ? words("it died by signal %d", WTERMSIG(status))
               : words("it ended with status %d", WEXITSTATUS(status));
}

// Fetches a page of the server's, which has to be JSON. The caller frees it.
static json_t *
ask(const struct server *server, const char *path)
{
    struct ink body = {.length = 0};
    json_t *json;
    CURLcode code;

    if (!asker)
        asker = curl_easy_init();
    curl_easy_reset(asker);
    curl_easy_setopt(asker, CURLOPT_URL, words("%s%s", server->base, path));
    curl_easy_setopt(asker, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(asker, CURLOPT_CAINFO, server->authority);
    curl_easy_setopt(asker, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(asker, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(asker, CURLOPT_TIMEOUT_MS, (long)(patience(10) * 1e3));
    code = curl_easy_perform(asker);
    ck_assert_msg(code == CURLE_OK, "asking the server for %s: %s; %s", path,
                  curl_easy_strerror(code), health(server));
    json = json_loadb(body.bytes, body.length, 0, NULL);
    free(body.bytes);
    ck_assert_msg(json != NULL, "the server's %s is not JSON", path);
    return json;
}

long
saw(const struct server *server, const char *count)
{
    json_t *stats = ask(server, "/stats");
    const json_t *number = json_object_get(stats, count);
    long value = (long)json_integer_value(number);

    ck_assert_msg(json_is_integer(number), "/stats has no %s", count);
    json_decref(stats);
    return value;
}

void
await_seen(const struct server *server, const char *count, long wanted)
{
    double end = seconds_now() + patience(10);
    long value;

    while ((value = saw(server, count)) != wanted) {
        ck_assert_msg(seconds_now() < end, "the server still has %s at %ld "
                      "instead of %ld", count, value, wanted);
        sleep_for(0.01);
    }
}

size_t
arrivals(const struct server *server, const char *target, double *times,
         size_t most)
{
    char *escaped = curl_easy_escape(NULL, target, 0);
    json_t *stats = ask(server, words("/stats?path=%s", escaped));
    const json_t *list = json_object_get(stats, "arrivals");
    size_t count = json_array_size(list);

    ck_assert_msg(json_is_array(list), "/stats has no arrivals");
    for (size_t i = 0; i < count && i < most; i++)
        times[i] = json_real_value(json_array_get(list, i));
    json_decref(stats);
    curl_free(escaped);
    return count;
}

// --- ports where nobody answers ----------------------------------------------

// A socket that lives until the end of the test.
static int
new_socket(int flags)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_lt(socket_count, MOST_SOCKETS);
    sockets[socket_count++] = fd;
    return fd;
}

// Binds a socket to a free port of 127.0.0.1.
static struct sockaddr_in
bind_somewhere(int fd)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;

    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    return address;
}

int
refusing_port(void)
{
    return ntohs(bind_somewhere(new_socket(0)).sin_port);
}

// Nobody accepts there, and what fits into the queue is in it: Linux lets every
// further connection wait.
int
silent_port(void)
{
    int listener = new_socket(0);
    struct sockaddr_in address = bind_somewhere(listener);

    ck_assert_int_eq(listen(listener, 0), 0);
    for (int i = 0; i < 4; i++)
        (void)!connect(new_socket(SOCK_NONBLOCK), (struct sockaddr *)&address,
                       sizeof address);
    return ntohs(address.sin_port);
}
