// Data for the charts, and the drawing of them: see charts.h.

#include "charts.h"

#include <stdlib.h>

#include "basics.h"
#include "bars.h"
#include "files.h"
#include "gnuplot.h"
#include "latency_chart.h"
#include "overtime.h"
#include "scaling.h"
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

// Writes the chart's two files, and adds it to the charts; one without data
// has nothing to show.
static void
add(struct charts *charts, const struct bench *bench, struct chart chart)
{
    if (chart.data == NULL) {
        chart_free(&chart);
        return;
    }
    char *data = format("%s/%s.dat", bench->folder, chart.name);
    char *values = format("%s/%s.values", bench->folder, chart.name);

    file_write(data, chart.data);
    file_write(values, chart.values);
    charts->all[charts->count++] = chart;
    free(data);
    free(values);
}

struct charts
charts_make(const struct comparison *all, const struct bench *bench)
{
    struct charts charts = {.count = 0};

    if (!has_counting_runs(all))
        return charts;
    if (all->scenario->sweep != SWEEP_NONE) {
        // its programs are too many for bars, so it has a chart of its own
        add(&charts, bench, scaling_chart(all));
        return charts;
    }
    add(&charts, bench, time_chart(all));
    add(&charts, bench, memory_chart(all));
    add(&charts, bench, waterfall_chart(all, bench));
    add(&charts, bench, overtime_chart(all, bench));
    add(&charts, bench, latency_chart(all, bench));
    return charts;
}

char *
charts_draw(const struct charts *charts, const struct bench *bench,
            const char *scripts)
{
    char *error = NULL;

    if (charts->count == 0)
        return copy_text("no run counts, so there is nothing to draw");
    for (size_t i = 0; !error && i < charts->count; i++)
        error = draw(bench, scripts, charts->all[i].name);
    return error;
}

void
charts_free(struct charts *charts)
{
    for (size_t i = 0; i < charts->count; i++)
        chart_free(&charts->all[i]);
}
