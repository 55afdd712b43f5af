// Contract: see transfer.h.

#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "options.h"
#include "stall.h"
#include "stop.h"

// More headers than this are an attack or a mistake (curl 8.3 allows 300 KB).
enum { LONGEST_HEADERS = 300 * 1024 };

// --- callbacks: what they return tells libcurl to go on or to give up --------

static size_t
on_body(char *bytes, size_t size, size_t count, void *data)
{
    struct transfer *transfer = data;
    double begin = stall_begin();
    enum body_answer answer = body_take(&transfer->body, bytes, size * count);

    stall_end(begin, "the body callback", transfer->url);
    switch (answer) {
    case BODY_GOES_ON:
        return size * count;
    case BODY_PAUSES:
        return CURL_WRITEFUNC_PAUSE;
    default:
        return 0;
    }
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *data)
{
    struct transfer *transfer = data;
    double begin = stall_begin();

    (void)bytes;
    transfer->header_bytes += size * count;
    stall_end(begin, "the header callback", transfer->url);
    return transfer->header_bytes <= LONGEST_HEADERS ? size * count : 0;
}

static int
on_progress(void *transfer, curl_off_t total_in, curl_off_t in,
            curl_off_t total_out, curl_off_t out)
{
    (void)transfer;
    (void)total_in;
    (void)in;
    (void)total_out;
    (void)out;
    return stopping();
}

// Opens the socket itself, because libcurl does not tell why one cannot be.
static curl_socket_t
on_open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = data;
    double begin = stall_begin();
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC,
                    address->protocol);

    (void)purpose;
    if (fd < 0)
        transfer->system_error = errno;
    stall_end(begin, "the socket callback", transfer->url);
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

// --- setting up --------------------------------------------------------------

#define SET(option, value) \
    (fine = fine && curl_easy_setopt(handle, option, value) == CURLE_OK)

// Before libcurl 7.85 the protocols are a set of bits, and not a string.
static bool
only_http(CURL *handle)
{
    bool fine = true;
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    SET(CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    return fine;
}

// One file of certificate authorities, named explicitly and without a
// directory beside it: only then libcurl keeps it parsed between connections.
static bool
set_trust(CURL *handle, const struct options *options)
{
    const char *file = options->cacert;
    bool fine = true;

    if (!file)
        file = curl_version_info(CURLVERSION_NOW)->cainfo;
    if (file && access(file, R_OK) == 0) {
        SET(CURLOPT_CAINFO, file);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (options->insecure) {
        SET(CURLOPT_SSL_VERIFYPEER, 0L);
        SET(CURLOPT_SSL_VERIFYHOST, 0L);
    }
    return fine;
}

// libcurl looks for a proxy in the environment at every transfer. If none is
// named there (curl(1), ENVIRONMENT), it need not, nor keep whom to trust for
// it.
static bool
set_proxy(CURL *handle)
{
    static const char *const names[] = {
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    };
    bool fine = true;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (getenv(names[i]))
            return true;
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_PROXY_CAINFO, NULL);
    SET(CURLOPT_PROXY_CAPATH, NULL);
    return fine;
}

static bool
set_reuse(CURL *handle, const struct options *options)
{
    bool fine = true;

    if (options->no_reuse) {
        SET(CURLOPT_FRESH_CONNECT, 1L);
        SET(CURLOPT_FORBID_REUSE, 1L);
        SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
    }
    return fine;
}

static bool
set_callbacks(CURL *handle)
{
    bool fine = true;

    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_NOPROGRESS, 0L);
    return fine;
}

// All transfers together get this much to receive into, each no more than
// libcurl's own measure and no less than it allows. (From 8.7 on there is one
// such buffer for all, and a small one would only cost.)
enum {
    BUFFERS = 8 << 20,          // bytes
    LARGEST_BUFFER = 16 << 10,
    SMALLEST_BUFFER = 1 << 10,
};

static long
buffer_size(const struct options *options)
{
    long share = BUFFERS / options->concurrency;

    if (share > LARGEST_BUFFER || LIBCURL_VERSION_NUM >= 0x080700)
        return LARGEST_BUFFER;
    return share > SMALLEST_BUFFER ? share : SMALLEST_BUFFER;
}

static bool
set_request(CURL *handle, const struct options *options,
            const char *user_agent)
{
    bool fine = true;

    SET(CURLOPT_BUFFERSIZE, buffer_size(options));
    SET(CURLOPT_NOSIGNAL, 1L);      // threads; and three sigactions a transfer
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)ceil(options->connect_timeout * 1e3));
    SET(CURLOPT_FOLLOWLOCATION, (long)options->location);
    SET(CURLOPT_MAXREDIRS, (long)options->max_redirs);
    SET(CURLOPT_USERAGENT, user_agent);
    SET(CURLOPT_HTTPHEADER, options->headers);
    if (options->compressed)
        SET(CURLOPT_ACCEPT_ENCODING, "");
#if CURL_AT_LEAST_VERSION(7, 87, 0)
    SET(CURLOPT_QUICK_EXIT, 1L);    // never wait for a slow name lookup's end
#endif
    return fine;
}

bool
transfer_prepare(CURL *handle, const struct options *options, CURLSH *share,
                 const char *user_agent)
{
    bool fine = true;

    SET(CURLOPT_SHARE, share);
    return fine && only_http(handle) && set_trust(handle, options)
           && set_proxy(handle) && set_reuse(handle, options)
           && set_callbacks(handle) && set_request(handle, options, user_agent);
}

bool
transfer_attach(struct transfer *transfer, CURL *handle, const char *url,
                double timeout, void *owner)
{
    long milliseconds = (long)ceil(timeout * 1e3);
    bool fine = true;

    transfer->url = url;
    transfer->header_bytes = 0;
    transfer->system_error = 0;
    transfer->message[0] = '\0';
    SET(CURLOPT_URL, url);
    SET(CURLOPT_TIMEOUT_MS, milliseconds > 0 ? milliseconds : 1);   // 0: none
    SET(CURLOPT_PRIVATE, owner);
    SET(CURLOPT_ERRORBUFFER, transfer->message);
    SET(CURLOPT_WRITEDATA, transfer);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_OPENSOCKETDATA, transfer);
    return fine;
}

// --- looking back ------------------------------------------------------------

static double
seconds(CURL *handle, CURLINFO which)
{
    curl_off_t microseconds = 0;

    curl_easy_getinfo(handle, which, &microseconds);
    return (double)microseconds / 1e6;
}

static long
number(CURL *handle, CURLINFO which)
{
    long value = 0;

    curl_easy_getinfo(handle, which, &value);
    return value;
}

// Seconds that the server asks to wait (RFC 9110, 10.2.3); libcurl before 8.12
// may return a negative number.
static double
retry_after(CURL *handle, int status)
{
    curl_off_t wanted = 0;

    if (status >= 400)
        curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wanted);
    return wanted > 0 ? (double)wanted : 0;
}

// True for a failure of which libcurl gives the wrong reason, when descriptors
// or threads have run out.
static bool
may_hide_a_shortage(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST
           || code == CURLE_COULDNT_RESOLVE_PROXY
           || code == CURLE_SSL_CACERT_BADFILE;
}

// The errno behind a failure. libcurl keeps the last one it saw, so that it
// means something for a failed connect alone; and when descriptors run out
// during a name lookup it speaks of the host: so ask for the four that a lookup
// needs (two of libcurl's, a file, a socket), and see.
static int
find_system_error(const struct transfer *transfer, CURL *handle, CURLcode code)
{
    int error = transfer->system_error, ends[4];

    if (error == 0 && code == CURLE_COULDNT_CONNECT)
        error = (int)number(handle, CURLINFO_OS_ERRNO);
    if (error != 0 || !may_hide_a_shortage(code))
        return error;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return errno;
    if (pipe2(ends + 2, O_CLOEXEC) < 0)
        error = errno;
    for (int i = 0; i < (error ? 2 : 4); i++)
        close(ends[i]);
    if (error != 0)
        return error;
    return strstr(transfer->message, "thread failed to start") ? EAGAIN : 0;
}

// What our own callbacks refused comes first: libcurl only knows that they did.
static enum error_kind
judge(const struct transfer *transfer, CURLcode code, int status)
{
    const struct verdict verdict = {
        .code = code,
        .message = transfer->message,
        .os_error = transfer->system_error,
        .status = status,
    };
    int unsaved = body_error(&transfer->body);

    if (transfer->header_bytes > LONGEST_HEADERS || transfer->body.too_long)
        return ERROR_TOO_LARGE;
    if (unsaved == EMFILE || unsaved == ENFILE)
        return ERROR_RESOURCES;
    return unsaved ? ERROR_WRITE : outcome_kind(&verdict);
}

void
transfer_measure(struct transfer *transfer, CURL *handle, CURLcode code,
                 struct attempt *attempt)
{
    attempt->namelookup = seconds(handle, CURLINFO_NAMELOOKUP_TIME_T);
    attempt->connect = seconds(handle, CURLINFO_CONNECT_TIME_T);
    attempt->tls = seconds(handle, CURLINFO_APPCONNECT_TIME_T);
    attempt->first_byte = seconds(handle, CURLINFO_STARTTRANSFER_TIME_T);
    attempt->total = seconds(handle, CURLINFO_TOTAL_TIME_T);
    attempt->status = (int)number(handle, CURLINFO_RESPONSE_CODE);
    attempt->reused = seconds(handle, CURLINFO_PRETRANSFER_TIME_T) > 0
                      && number(handle, CURLINFO_NUM_CONNECTS) == 0;
    transfer->retry_after = retry_after(handle, attempt->status);
    if (code != CURLE_OK)
        transfer->system_error = find_system_error(transfer, handle, code);
    attempt->error = judge(transfer, code, attempt->status);
}

// What ran out, and what a person can do about it.
static void
explain_resources(int error, char *message)
{
    struct rlimit limit = {.rlim_cur = 0};

    getrlimit(RLIMIT_NOFILE, &limit);
    if (error == EMFILE)
        snprintf(message, CURL_ERROR_SIZE, "no descriptor left of %llu; raise "
                 "the limit with ulimit -n, or lower --concurrency",
                 (unsigned long long)limit.rlim_cur);
    else if (error == EAGAIN)
        snprintf(message, CURL_ERROR_SIZE, "no thread left for a name lookup; "
                 "raise the limit with ulimit -u, or lower --concurrency");
    else if (error == EADDRNOTAVAIL)
        snprintf(message, CURL_ERROR_SIZE, "no local port left for this host; "
                 "reuse connections, or lower --concurrency");
    else
        snprintf(message, CURL_ERROR_SIZE, "the system is short of resources: "
                 "%s", strerror(error ? error : ENOMEM));
}

void
transfer_explain(struct transfer *transfer, CURLcode code,
                 enum error_kind error)
{
    const struct body *body = &transfer->body;
    int unsaved = body_error(body);
    char *message = transfer->message;

    if (error == ERROR_NONE || (strstr(message, "://") && strchr(message, '@')))
        message[0] = '\0';      // or a proxy's URL, with its password
    if (error == ERROR_RESOURCES)
        explain_resources(unsaved ? unsaved : transfer->system_error, message);
    else if (error == ERROR_TOO_LARGE && body->too_long)
        snprintf(message, CURL_ERROR_SIZE, "the body is longer than %lld bytes",
                 (long long)body->rules->longest);
    else if (error == ERROR_TOO_LARGE)
        snprintf(message, CURL_ERROR_SIZE, "the headers are longer than %d "
                 "bytes", LONGEST_HEADERS);
    else if (error == ERROR_WRITE)
        snprintf(message, CURL_ERROR_SIZE, "cannot save the body in %s: %s",
                 body->rules->directory, strerror(unsaved));
    else if (error == ERROR_CANCELLED)
        snprintf(message, CURL_ERROR_SIZE, "interrupted");
    else if (error != ERROR_NONE && !message[0])
        snprintf(message, CURL_ERROR_SIZE, "%s", curl_easy_strerror(code));
}
