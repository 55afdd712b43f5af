// What a program used while it ran, look by look: see series.h.

#include "series.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

static const char header[] =
    "seconds,resident_bytes,reserved_bytes,threads,descriptors\n";

// --- recording ---------------------------------------------------------------

void
series_thin(struct series *series)
{
    size_t kept = (series->count + 1) / 2;

    for (size_t i = 0; i < kept; i++)
        series->all[i] = series->all[2 * i];
    series->count = kept;
}

void
recorder_add(struct recorder *recorder, const struct sample_point *point)
{
    struct series *series = &recorder->series;

    if (series->all == NULL) {
        series->all = resize(NULL, SERIES_MOST, sizeof *series->all);
        recorder->spacing = 1;
    }
    if (recorder->looks++ % recorder->spacing != 0)
        return;
    series->all[series->count++] = *point;
    if (series->count == SERIES_MOST) {
        series_thin(series);
        recorder->spacing *= 2;
    }
}

char *
series_write(const struct series *series, const char *path)
{
    FILE *file = fopen(path, "we");

    if (file == NULL)
        return format("%s: %s", path, strerror(errno));
    fputs(header, file);
    for (size_t i = 0; i < series->count; i++) {
        const struct sample_point *p = &series->all[i];
        fprintf(file, "%.4f,%lld,%lld,%ld,%ld\n", p->seconds, p->resident,
                p->reserved, p->threads, p->descriptors);
    }
    bool good = !ferror(file);
    if (fclose(file) == 0 && good)
        return NULL;
    return format("%s: %s", path, strerror(errno));
}

// --- reading -----------------------------------------------------------------

// Takes a number that is not negative, and the character behind it, from the
// text at *at.
static bool
take_count(const char **at, char behind, long long most, long long *value)
{
    char *end;

    if (**at < '0' || **at > '9')
        return false;
    errno = 0;
    *value = strtoll(*at, &end, 10);
    if (errno || *value > most || *end != behind)
        return false;
    *at = end + 1;
    return true;
}

// Takes seconds and the comma behind them.
static bool
take_seconds(const char **at, double *value)
{
    char *end;

    if (**at < '0' || **at > '9')
        return false;
    *value = strtod(*at, &end);
    if (!isfinite(*value) || *end != ',')
        return false;
    *at = end + 1;
    return true;
}

// Reads one line, which is whole only with its newline.
static bool
read_point(const char *line, struct sample_point *point)
{
    long long threads, descriptors;

    if (!take_seconds(&line, &point->seconds) ||
        !take_count(&line, ',', LLONG_MAX, &point->resident) ||
        !take_count(&line, ',', LLONG_MAX, &point->reserved) ||
        !take_count(&line, ',', LONG_MAX, &threads) ||
        !take_count(&line, '\n', LONG_MAX, &descriptors))
        return false;
    point->threads = (long)threads;
    point->descriptors = (long)descriptors;
    return *line == '\0';
}

// Adds the point of a line; false when it is none, or lies before the last.
static bool
add_line(struct series *series, const char *line)
{
    struct sample_point point;
    size_t count = series->count;

    if (!read_point(line, &point) ||
        (count > 0 && point.seconds < series->all[count - 1].seconds))
        return false;
    series->all = resize(series->all, count + 1, sizeof *series->all);
    series->all[series->count++] = point;
    return true;
}

char *
series_read(struct series *series, const char *path)
{
    FILE *file = fopen(path, "re");
    char *line = NULL, *error = NULL;
    size_t size = 0;

    *series = (struct series){0};
    if (file == NULL)
        return format("its samples are missing: %s", strerror(errno));
    if (getline(&line, &size, file) < 0 || strcmp(line, header) != 0)
        error = copy_text("its samples are not right: the header");
    while (!error && getline(&line, &size, file) >= 0)
        if (!add_line(series, line))
            error = format("its samples are not right: line %zu",
                           series->count + 2);
    free(line);
    fclose(file);
    return error;
}

void
series_free(struct series *series)
{
    free(series->all);
    *series = (struct series){0};
}
