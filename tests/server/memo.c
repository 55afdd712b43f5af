// Notes between requests: see memo.h. They are kept in the tree of the C
// library's tsearch().
#include "memo.h"

#include "allocate.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static void *memos;

// Orders two notes by their keys.
static int
compare(const void *a, const void *b)
{
    const struct memo *left = a;
    const struct memo *right = b;
    return strcmp(left->key, right->key);
}

// Frees a note.
static void
memo_free(void *arg)
{
    struct memo *memo = arg;
    free(memo->key);
    free(memo->times);
    free(memo);
}

struct memo *
memo_find(const char *key)
{
    struct memo wanted = { .key = (char *)key };
    struct memo **found = tfind(&wanted, &memos, compare);
    if (found)
        return *found;
    size_t size = strlen(key) + 1;
    struct memo *memo = allocate(sizeof *memo);
    *memo = (struct memo){ .key = memcpy(allocate(size), key, size) };
    if (!tsearch(memo, &memos, compare))
        out_of_memory();
    return memo;
}

void
memo_forget_all(void)
{
    tdestroy(memos, memo_free);
    memos = NULL;
}
