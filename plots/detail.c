// What charts of a single run show: see detail.h.

#include "detail.h"

#include <stdlib.h>

#include "basics.h"

bool
detail_records(const struct comparison *all, const struct bench *bench,
               size_t program, struct records *records)
{
    const struct run *run = typical_run(all, program);

    *records = (struct records){0};
    if (run == NULL || program_at(all, program)->foreign)
        return false;
    char *path = format("%s/runs/%s.jsonl", bench->folder, run->name);
    char *error = records_read(records, path);
    bool good = error == NULL;
    free(error);
    free(path);
    return good;
}

bool
detail_series(const struct comparison *all, const struct bench *bench,
              size_t program, struct series *series)
{
    const struct run *run = typical_run(all, program);

    *series = (struct series){0};
    if (run == NULL)
        return false;
    char *path = format("%s/runs/%s.series.csv", bench->folder, run->name);
    char *error = series_read(series, path);
    bool good = error == NULL && series->count > 0;
    free(error);
    free(path);
    if (!good)
        series_free(series);
    return good;
}
