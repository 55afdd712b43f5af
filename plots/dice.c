// A random number generator that a seed repeats: see dice.h.

#include "dice.h"

// Returns the next 64 random bits (splitmix64).
static uint64_t
next_bits(struct dice *dice)
{
    uint64_t bits = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

size_t
dice_below(struct dice *dice, size_t count)
{
    // For the small counts here the remainder's bias is below one in 2^40.
    return (size_t)(next_bits(dice) % count);
}

void
dice_order(struct dice *dice, size_t *order, size_t count)
{
    // Fisher and Yates, from the inside out: each item is put at a random
    // place among those so far, and what stood there moves to the end.
    for (size_t i = 0; i < count; i++) {
        size_t place = dice_below(dice, i + 1);
        order[i] = order[place];
        order[place] = i;
    }
}
