// What the fuzzers have in common. Each is one file with the one function
// that libFuzzer calls, over and over, with bytes that reach ever more code:
// https://llvm.org/docs/LibFuzzer.html

#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// Looks at what the bytes lead to; returns 0.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Ends the fuzzer, which then leaves the bytes in a file, unless that holds.
#define hold(condition) ((condition) ? (void)0 : abort())

#endif
