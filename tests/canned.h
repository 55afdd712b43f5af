// A server inside the test that gives canned answers: each connection gets the
// next one, whatever it asks for, and is then closed.

#ifndef CANNED_H
#define CANNED_H

// In place of an answer: wait until the client gives up, or reset the
// connection. An empty answer closes it without a word.
extern const char canned_hang[], canned_reset[];

// Starts the server with these answers, NULL behind the last one; the others
// are refused. Returns its base URL, without a slash at the end.
const char *canned_start(const char *const answers[]);

// Ends it, and returns how many answers it has given.
int canned_stop(void);

// The last request that it has read, up to the blank line.
const char *canned_request(void);

// The base URL of a port where nobody listens.
const char *canned_nobody(void);

#endif
