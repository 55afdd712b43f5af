// A small random number generator whose whole state is its seed, so that the
// same seed gives the same order on every machine and in every year.
//
// Source: splitmix64, Sebastiano Vigna, public domain,
// https://prng.di.unimi.it/splitmix64.c

#ifndef PLOTS_DICE_H
#define PLOTS_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state;  // starts as the seed
};

// Returns a number from 0 to count - 1; count is at least 1.
size_t
dice_below(struct dice *dice, size_t count);

// Fills order with 0 … count - 1 in random order.
void
dice_order(struct dice *dice, size_t *order, size_t count);

#endif
