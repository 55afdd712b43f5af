// The finding in one sentence: see finding.h.

#include "finding.h"

#include <stdlib.h>

#include "basics.h"
#include "verdict.h"

// The medians of more programs would make the sentence a list.
enum { MOST_NAMED = 3 };

// Returns the medians, "sync 2.71 s, async 0.527 s"; the caller frees it.
static char *
medians(const struct comparison *all)
{
    size_t size;
    char *list;
    FILE *out = text_stream(&list, &size);
    const char *comma = "";

    for (size_t p = 0; p < program_count(all); p++) {
        struct estimate wall = summary_of(all, p, WALL);
        char *seconds = seconds_text(wall.median);
        if (wall.count > 0) {
            fprintf(out, "%s%s %s", comma, program_at(all, p)->name, seconds);
            comma = ", ";
        }
        free(seconds);
    }
    fclose(out);
    return list;
}

char *
finding_sentence(const struct comparison *all)
{
    char *headline = verdict_headline(all, WALL);
    char *list = medians(all);
    char *sentence = *list && program_count(all) <= MOST_NAMED
                         ? format("%s: %s", headline, list)
                         : copy_text(headline);

    free(headline);
    free(list);
    return sentence;
}
