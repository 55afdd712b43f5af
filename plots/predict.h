// Guess first, then measure: what a reader expects of each program, what a
// model of three lines expects, and what came.
//
// The model, for N = min(cap, URLs) transfers in flight:
//
//     time      the lower bound in the list's order: nobody waits for anything
//               but the server (bounds.h)
//     threads   fetch-sync 1, fetch-threaded N + 1, fetch-async 1
//     memory    BASE + N × what each one more costs, resident at the peak
//
// The constants of the memory were measured with 1, 50, 200 and 1,000 URLs of
// /delay/1, all in flight (a sweep, medians of six rounds, libcurl 7.88.1,
// glibc 2.36, x86-64, cc -O2):
//
//     in flight            1      50     200   1,000
//     fetch-threaded    10.7    12.4    18.1    48.2 MiB
//     fetch-async       10.6    11.3    13.6    25.8 MiB
//
// so (48.2 - 10.7) MiB / 999 = 38.4 KiB for each thread with its transfer, and
// (25.8 - 10.6) MiB / 999 = 15.6 KiB for each transfer in the loop. It is a
// model of plain HTTP and small bodies: TLS, and bodies that fill buffers,
// cost more, and that the model is off then is the point. There is none of
// memory and threads for other programs than the three.
//
// All but predict_ask is pure.

#ifndef PLOTS_PREDICT_H
#define PLOTS_PREDICT_H

#include <stdbool.h>
#include <stdio.h>

#include "summary.h"

#define MODEL_BASE 10.6         // MiB
#define MODEL_PER_THREAD 38.4   // KiB
#define MODEL_PER_TRANSFER 15.6 // KiB

enum quantity {
    QUANTITY_TIME,     // seconds
    QUANTITY_MEMORY,   // MiB
    QUANTITY_THREADS,
    QUANTITIES
};

// A number for each quantity; NAN where there is none.
struct expected {
    double of[QUANTITIES];
};

// Returns what the model expects of the program.
struct expected
predict_model(const struct comparison *all, size_t program);

// Reads a guess as people write it, with a unit or without. Returns NULL, or
// what is asked for instead, in static words. (No comma: who writes 1,024 may
// mean a little more than one, or many.)
const char *
predict_read(const char *text, enum quantity quantity, double *value);

// Asks for a guess of each quantity of each program, in the order of the
// programs: an empty line skips one, the end of the input all that is left.
// Returns one struct expected for each program, which the caller frees.
struct expected *
predict_ask(FILE *in, FILE *out, const struct comparison *all);

// Returns in a word or three how far a guess was off: static words.
const char *
predict_judge(double guess, double measured);

// Prints guess, model and measurement side by side, in 80 columns.
void
predict_print(FILE *out, const struct comparison *all,
              const struct expected *guesses);

#endif
