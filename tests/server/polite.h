// The endpoints that keep to HTTP: the first step of each. What they answer
// is said by the table in endpoints.c, details stand at their definitions.
#ifndef SERVER_POLITE_H
#define SERVER_POLITE_H

#include "connection.h"

step serve_delay;
step serve_bytes;
step serve_status;
step serve_redirect;
step serve_redirect_to;
step serve_drip;
step serve_stream;
step serve_gzip;
step serve_headers;
step serve_flaky;
step serve_limited;
step serve_pool;

#endif
