// A scenario of any text: it is refused with one sentence, or it is whole, and
// its lower bounds are numbers that make sense.

#include <ctype.h>
#include <string.h>

#include "../../plots/ideal.h"
#include "../../plots/scenario.h"
#include "fuzz.h"

const char program_name[] = "fuzz";
const int transfer_descriptors = 1;

// So many digits in a row would only cost time: a million URLs.
enum { MANY_DIGITS = 6 };

// True if a number in it is that long.
static bool
is_slow(const char *text)
{
    int digits = 0;

    for (; *text && digits < MANY_DIGITS; text++)
        digits = isdigit((unsigned char)*text) ? digits + 1 : 0;
    return digits == MANY_DIGITS;
}

static void
look_at(const struct scenario *s)
{
    hold(s->path_count > 0 && s->path_count <= 1000000);
    for (size_t i = 0; i < s->path_count; i++)
        hold(s->paths[i][0] == '/' && !strpbrk(s->paths[i], "{} \t\r\n"));
    hold(s->concurrency >= 1 && s->rounds >= 1);
    hold(s->timeout > 0 && s->scale > 0);
    hold(s->title && *s->title && scenario_failures(s) >= 0);
    for (int alone = 0; alone < 2; alone++) {
        struct bounds bounds = ideal_of(s, alone);
        hold(bounds.ideal >= 0 && bounds.in_order >= 0);
        hold(bounds.in_order >= bounds.ideal * (1 - 1e-6));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenario scenario;
    char *text = malloc(size + 1);

    hold(text);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (!is_slow(text)) {
        char *error = scenario_parse(&scenario, "name", text, "file");
        hold(!error || (strncmp(error, "file:", 5) == 0
                        && !strchr(error, '\n')));
        if (!error)
            look_at(&scenario);
        free(error);
        scenario_free(&scenario);
    }
    free(text);
    return 0;
}
