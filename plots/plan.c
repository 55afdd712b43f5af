// Which program runs when: see plan.h.

#include "plan.h"

#include <stdlib.h>

#include "basics.h"
#include "dice.h"

// Adds one round's turns in random order; order has room for count numbers.
static void
add_round(struct plan *plan, size_t round, const bool *once, size_t *order,
          size_t count, struct dice *dice)
{
    dice_order(dice, order, count);
    for (size_t i = 0; i < count; i++)
        if (round == 1 || !once[order[i]])
            plan->turns[plan->count++] =
                (struct turn){.round = round, .program = order[i]};
}

struct plan
plan_make(size_t rounds, const bool *once, size_t count, uint64_t seed)
{
    struct dice dice = {.state = seed};
    struct plan plan = {.rounds = rounds};
    size_t *order = resize(NULL, count, sizeof *order);

    plan.turns = resize(NULL, (rounds + 1) * count, sizeof *plan.turns);
    for (size_t round = 0; round <= rounds; round++)
        add_round(&plan, round, once, order, count, &dice);
    free(order);
    return plan;
}

void
plan_free(struct plan *plan)
{
    free(plan->turns);
}
