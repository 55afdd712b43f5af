// Contract: see outcome.h.

#include "outcome.h"

#include <errno.h>
#include <string.h>

static const char *const names[ERROR_KINDS] = {
    [ERROR_URL] = "url",
    [ERROR_DNS] = "dns",
    [ERROR_REFUSED] = "refused",
    [ERROR_CONNECT] = "connect",
    [ERROR_TLS] = "tls",
    [ERROR_TIMEOUT] = "timeout",
    [ERROR_RESET] = "reset",
    [ERROR_TRUNCATED] = "truncated",
    [ERROR_PROTOCOL] = "protocol",
    [ERROR_REDIRECT] = "redirect",
    [ERROR_TOO_LARGE] = "too-large",
    [ERROR_HTTP] = "http",
    [ERROR_RESOURCES] = "resources",
    [ERROR_WRITE] = "write",
    [ERROR_CANCELLED] = "cancelled",
    [ERROR_OTHER] = "other",
};

const char *
error_name(enum error_kind kind)
{
    return names[kind];
}

static bool
says(const struct verdict *verdict, const char *words)
{
    return strstr(verdict->message, words) != NULL;
}

// No connection: the operating system's reason decides.
static enum error_kind
connect_kind(int os_error)
{
    switch (os_error) {
    case ECONNREFUSED:
        return ERROR_REFUSED;
    case ETIMEDOUT:
        return ERROR_TIMEOUT;
    case ECONNRESET:
        return ERROR_RESET;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:     // no local port left
    case EAGAIN:            // the same, or no room for a thread
        return ERROR_RESOURCES;
    default:
        return ERROR_CONNECT;
    }
}

// libcurl could not go on reading or writing. Whether the line broke, or it did
// not like what came (a malformed chunk, for one), is only in its message.
static enum error_kind
transport_kind(const struct verdict *verdict)
{
    static const char *const broken[] = {
        "Recv failure", "Send failure", "Connection reset", "Broken pipe",
        "Connection died", "SSL_ERROR_SYSCALL", "errno",
    };

    if (says(verdict, "unexpected eof"))
        return verdict->status ? ERROR_TRUNCATED : ERROR_RESET;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        if (says(verdict, broken[i]))
            return ERROR_RESET;
    return ERROR_PROTOCOL;
}

// The handshake failed: because the line broke, or because of what was said.
static enum error_kind
handshake_kind(const struct verdict *verdict)
{
    if (says(verdict, "Connection reset") || says(verdict, "SSL_ERROR_SYSCALL"))
        return ERROR_RESET;
    return ERROR_TLS;
}

// libcurl calls a scheme that it may not use, and an answer without a status
// line ("HTTP/0.9"), by one name; and a bad URL the same at the start and in a
// redirect.
static enum error_kind
url_kind(const struct verdict *verdict)
{
    if (says(verdict, "HTTP/0.9"))
        return ERROR_PROTOCOL;
    return verdict->status / 100 == 3 ? ERROR_REDIRECT : ERROR_URL;
}

// libcurl's codes that mean one thing, whatever else is known.
static const enum error_kind kinds[] = {
    [CURLE_OPERATION_TIMEDOUT] = ERROR_TIMEOUT,
    [CURLE_PEER_FAILED_VERIFICATION] = ERROR_TLS,
    [CURLE_SSL_CERTPROBLEM] = ERROR_TLS,
    [CURLE_SSL_CIPHER] = ERROR_TLS,
    [CURLE_SSL_CACERT_BADFILE] = ERROR_TLS,
    [CURLE_SSL_ISSUER_ERROR] = ERROR_TLS,
    [CURLE_SSL_ENGINE_INITFAILED] = ERROR_TLS,
    [CURLE_SSL_INVALIDCERTSTATUS] = ERROR_TLS,
    [CURLE_SSL_SHUTDOWN_FAILED] = ERROR_TLS,
    [CURLE_GOT_NOTHING] = ERROR_RESET,
    [CURLE_PARTIAL_FILE] = ERROR_TRUNCATED,
    [CURLE_WEIRD_SERVER_REPLY] = ERROR_PROTOCOL,
    [CURLE_BAD_CONTENT_ENCODING] = ERROR_PROTOCOL,
    [CURLE_HTTP2] = ERROR_PROTOCOL,
    [CURLE_TOO_MANY_REDIRECTS] = ERROR_REDIRECT,
    [CURLE_FILESIZE_EXCEEDED] = ERROR_TOO_LARGE,
    [CURLE_OUT_OF_MEMORY] = ERROR_RESOURCES,
    [CURLE_FAILED_INIT] = ERROR_RESOURCES,
    [CURLE_ABORTED_BY_CALLBACK] = ERROR_CANCELLED,
};

enum error_kind
outcome_kind(const struct verdict *verdict)
{
    size_t code = verdict->code;

    switch (verdict->code) {
    case CURLE_OK:
        return ERROR_NONE;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return url_kind(verdict);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return connect_kind(verdict->os_error) == ERROR_RESOURCES
                   ? ERROR_RESOURCES : ERROR_DNS;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
        return connect_kind(verdict->os_error);
    case CURLE_SSL_CONNECT_ERROR:
        return handshake_kind(verdict);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return transport_kind(verdict);
    default:
        return code < sizeof kinds / sizeof kinds[0] && kinds[code]
                   ? kinds[code] : ERROR_OTHER;
    }
}

bool
outcome_is_transient(enum error_kind kind, int status)
{
    switch (kind) {
    case ERROR_DNS:
    case ERROR_REFUSED:
    case ERROR_CONNECT:
    case ERROR_TIMEOUT:
    case ERROR_RESET:
    case ERROR_TRUNCATED:
    case ERROR_RESOURCES:
        return true;
    case ERROR_NONE:
    case ERROR_HTTP:
        return status == 408 || status == 429 || status == 500
               || status == 502 || status == 503 || status == 504;
    default:
        return false;
    }
}
