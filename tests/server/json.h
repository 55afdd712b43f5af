// JSON text, as far as a few numbers and strings need it.
#ifndef SERVER_JSON_H
#define SERVER_JSON_H

struct evbuffer;

// Adds `text` as a JSON string, quotes included (RFC 8259, section 7). What
// comes off the wire has no known encoding: each byte beyond ASCII becomes
// the character of that number, so that the result is always valid.
void json_add_string(struct evbuffer *out, const char *text);

#endif
