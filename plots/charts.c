// Data for the charts, and the drawing of them: see charts.h.

#include "charts.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"
#include "bars.h"
#include "files.h"
#include "gnuplot.h"
#include "waterfall.h"

// Has gnuplot draw the chart as SVG and PNG; returns what went wrong, or NULL.
static char *
draw(const struct bench *bench, const char *scripts, const char *name)
{
    static const char *const types[] = {"svg", "png"};
    char *script = format("%s/%s.gp", scripts, name);
    char *data = format("%s/%s", bench->folder, name);
    char *error = NULL;

    for (size_t i = 0; !error && i < 2; i++) {
        char *picture = format("%s.%s", data, types[i]);
        error = gnuplot_draw(script, data, picture);
        free(picture);
    }
    free(script);
    free(data);
    return error;
}

// Writes the chart's two files, and frees the texts.
static void
write_text(const struct bench *bench, const char *name,
           struct chart_text text)
{
    char *data = format("%s/%s.dat", bench->folder, name);
    char *values = format("%s/%s.values", bench->folder, name);

    file_write(data, text.data);
    file_write(values, text.values);
    free(text.data);
    free(text.values);
    free(data);
    free(values);
}

char *
charts_draw(const struct comparison *all, const struct bench *bench,
            const char *scripts)
{
    static const char *const names[] = {"time", "memory", "waterfall"};
    char *error = NULL;

    if (!has_counting_runs(all))
        return copy_text("no run counts, so there is nothing to draw");
    write_text(bench, "time", bars_text(all, WALL));
    write_text(bench, "memory", bars_text(all, PEAK));
    write_text(bench, "waterfall", waterfall_text(all, bench));
    for (size_t i = 0; !error && i < sizeof names / sizeof *names; i++)
        error = draw(bench, scripts, names[i]);
    return error;
}
