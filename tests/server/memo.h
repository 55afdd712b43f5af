// What the server remembers from one request to another: a note for each
// key, made when it is first asked for.
#ifndef SERVER_MEMO_H
#define SERVER_MEMO_H

#include <stddef.h>

struct memo {
    char *key;          // owned
    size_t count;       // of requests, 0 at first
    double *times;      // owned: monotonic seconds, NULL at first
};

// The note for that key. It stays valid until memo_forget_all().
struct memo *memo_find(const char *key);

// Forgets everything.
void memo_forget_all(void);

#endif
