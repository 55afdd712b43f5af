// Which program runs when: see plan.h.

#include "plan.h"

#include <stdlib.h>

#include "basics.h"
#include "dice.h"

// Adds one round's turns in random order.
static void
add_round(struct plan *plan, size_t round, const bool once[PROGRAMS],
          struct dice *dice)
{
    size_t order[PROGRAMS];

    dice_order(dice, order, PROGRAMS);
    for (size_t i = 0; i < PROGRAMS; i++)
        if (round == 1 || !once[order[i]])
            plan->turns[plan->count++] =
                (struct turn){.round = round, .program = order[i]};
}

struct plan
plan_make(size_t rounds, const bool once[PROGRAMS], uint64_t seed)
{
    struct dice dice = {.state = seed};
    struct plan plan = {.rounds = rounds};

    plan.turns = resize(NULL, (rounds + 1) * PROGRAMS, sizeof *plan.turns);
    for (size_t round = 0; round <= rounds; round++)
        add_round(&plan, round, once, &dice);
    return plan;
}

void
plan_free(struct plan *plan)
{
    free(plan->turns);
}
