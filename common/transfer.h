// One HTTP transfer as libcurl runs it: every option that is set on a handle,
// every callback, and what the callbacks note.

#ifndef TRANSFER_H
#define TRANSFER_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "body.h"
#include "result.h"

struct options;

struct transfer {
    struct body body;
    size_t header_bytes;    // so far, those of redirects included
    int system_error;       // errno of what failed, 0 if nothing or unknown
    double retry_after;     // s; what the server asked for, 0 for nothing
    const char *url;        // the owner's
    char *message;          // CURL_ERROR_SIZE bytes, the caller's: while it
                            // runs libcurl's own words, "" if it has none
};

// Sets on a new handle all that is the same for every URL: `options` (which
// must outlive it), and the caches in `share`. False if libcurl refuses.
bool transfer_prepare(CURL *handle, const struct options *options,
                      CURLSH *share, const char *user_agent);

// Sets what differs: the URL, the time that is left in seconds, and where the
// callbacks note what they see. `owner` is found again as CURLINFO_PRIVATE.
// False if libcurl refuses, which it does for want of memory alone.
bool transfer_attach(struct transfer *transfer, CURL *handle, const char *url,
                     double timeout, void *owner);

// Reads from the handle how the attempt went: the phases, the status, whether
// the connection was reused, and (in attempt->error) how it ended.
void transfer_measure(struct transfer *transfer, CURL *handle, CURLcode code,
                      struct attempt *attempt);

// Says in its message why it ended with `error`; "" for a success.
void transfer_explain(struct transfer *transfer, CURLcode code,
                      enum error_kind error);

#endif
