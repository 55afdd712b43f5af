// Memory, or the end of the program: a server for tests that ran out of it
// has nothing better to do. libevent allocates by these functions, too.
#ifndef SERVER_ALLOCATE_H
#define SERVER_ALLOCATE_H

#include <stddef.h>

// Says that memory ran out, and ends the program.
_Noreturn void out_of_memory(void);

// `size` bytes that the caller frees with free(). Never NULL.
void *allocate(size_t size);

// The same bytes in a new size, as realloc() does it. Never NULL.
void *reallocate(void *bytes, size_t size);

#endif
