// What the server answers to: one table, from which requests are routed and
// the index page is made.
#ifndef SERVER_ENDPOINTS_H
#define SERVER_ENDPOINTS_H

#include "connection.h"

struct endpoint {
    const char *pattern;    // words in capitals are arguments
    step *answer;           // the first step
    const char *help;       // one line, for people
    bool post;              // answers POST, not GET and HEAD
    bool unseen;            // the statistics leave it out
};

// The endpoint for a request; where none fits, one that says so. What the
// capitals of its pattern stand for is left in `arguments`: text in the
// request that ends at a slash, a question mark or the end.
const struct endpoint *endpoint_find(const struct request *request,
                                     const char *arguments[2]);

// Adds the table as text, a line for each endpoint.
void endpoints_describe(struct evbuffer *out);

// The i-th argument, or a parameter of the query (where it is missing:
// `otherwise`), as a whole number up to `most` or as seconds up to an hour.
// Negative if it is no such number, which has then been answered.
int64_t whole_argument(struct connection *c, int i, int64_t most);
double seconds_argument(struct connection *c, int i);
int64_t whole_parameter(struct connection *c, const char *name,
                        int64_t otherwise, int64_t most);
double seconds_parameter(struct connection *c, const char *name,
                         double otherwise);

#endif
