// What is left of the run that stands for a program in a picture.

#ifndef PLOTS_DETAIL_H
#define PLOTS_DETAIL_H

#include <stdbool.h>

#include "records.h"
#include "run.h"
#include "series.h"
#include "summary.h"

// A title has room for about so many characters.
#define TITLE_WIDTH 91

// Reads the records of the program's typical run. False, and no records, when
// there is none, and for others' tools, which do not say when they did what.
// records_free is due either way.
bool
detail_records(const struct comparison *all, const struct bench *bench,
               size_t program, struct records *records);

// Reads the samples of that run; false, and no samples, when there are none.
// series_free is due either way.
bool
detail_series(const struct comparison *all, const struct bench *bench,
              size_t program, struct series *series);

#endif
