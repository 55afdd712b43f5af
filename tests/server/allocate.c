// Memory, or the end of the program: see allocate.h.
#include "allocate.h"

#include <stdio.h>
#include <stdlib.h>

void
out_of_memory(void)
{
    fputs("testserver: out of memory\n", stderr);
    exit(EXIT_FAILURE);
}

void *
allocate(size_t size)
{
    return reallocate(NULL, size);
}

void *
reallocate(void *bytes, size_t size)
{
    void *result = realloc(bytes, size > 0 ? size : 1);
    if (!result)
        out_of_memory();
    return result;
}
