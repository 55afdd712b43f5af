// What one chart is drawn from, as text: see chart.h.

#include "chart.h"

#include <stdlib.h>

#include "basics.h"

void
chart_set_text(FILE *values, const char *name, const char *text)
{
    fprintf(values, "%s = '", name);
    for (; *text; text++) {
        if (*text == '\'')
            fputs("''", values);
        else
            fputc((unsigned char)*text < ' ' ? ' ' : *text, values);
    }
    fputs("'\n", values);
}

void
chart_put_text(FILE *data, const char *text)
{
    fputc('"', data);
    for (; *text; text++)
        fputc((unsigned char)*text < ' ' || *text == '"' ? ' ' : *text, data);
    fputc('"', data);
}

char *
chart_subtitle(const struct comparison *all)
{
    const struct scenario *s = all->scenario;
    char *scale = s->scale == 1 ? copy_text("")
                                : format(", delays × %g", s->scale);
    char *line = format("%s: %zu %s, at most %zu at once%s", s->title,
                        s->path_count, s->path_count == 1 ? "URL" : "URLs",
                        s->concurrency, scale);

    free(scale);
    return line;
}
