// How an attempt ended, in the words of the record: what happened, not
// libcurl's number for it.

#ifndef OUTCOME_H
#define OUTCOME_H

#include <curl/curl.h>
#include <stdbool.h>

enum error_kind {
    ERROR_NONE,
    ERROR_URL,          // not a valid http(s) URL
    ERROR_DNS,
    ERROR_REFUSED,
    ERROR_CONNECT,      // unreachable and the like
    ERROR_TLS,
    ERROR_TIMEOUT,      // of any kind, deadline included
    ERROR_RESET,        // reset, or closed before any answer
    ERROR_TRUNCATED,    // closed early
    ERROR_PROTOCOL,     // what came is not HTTP, or malformed
    ERROR_REDIRECT,     // too many, or to what is not http(s)
    ERROR_TOO_LARGE,    // body over --max-body; endless headers
    ERROR_HTTP,         // with --fail: a status of 400 or more
    ERROR_RESOURCES,    // descriptors, memory, threads
    ERROR_WRITE,        // body could not be saved
    ERROR_CANCELLED,    // interrupted before it was final
    ERROR_OTHER,
    ERROR_KINDS
};

// The kind's name in records; NULL for ERROR_NONE.
const char *error_name(enum error_kind kind);

// What libcurl told of an attempt.
struct verdict {
    CURLcode code;
    const char *message;    // CURLOPT_ERRORBUFFER, may be empty
    int os_error;           // errno of the failed call, 0 if unknown
    int status;             // HTTP status, 0 if none came
};

// The kind of an attempt's end. It knows nothing of --fail, of stops, and of
// limits of our own: those are judged where they are known.
enum error_kind outcome_kind(const struct verdict *verdict);

// True if the same request may well succeed a little later: what curl retries
// (timeouts, failed lookups and connects, HTTP 408, 429, 500, 502, 503, 504),
// and for a GET also resets, truncated bodies and missing resources.
bool outcome_is_transient(enum error_kind kind, int status);

#endif
