// The bands of a waterfall: see bands.h.

#include "bands.h"

#include <math.h>
#include <stdlib.h>

#include "basics.h"
#include "detail.h"

// Of 100.
#define HEADER 6.6        // the line above each band
#define HEADER_MANY 5.4   // the same where there are many
#define MANY 5            // bands, that is
#define GAP 1.6           // below each band

// A band is at least this high, of the highest one.
#define LEAST_SHARE 0.3
#define LEAST_SHARE_MANY 0.6
#define LEAST_FACTOR 6    // a band is a sliver if this much more would fit

// A band with less room than this for a lane or an attempt, in pixels, or
// with more than its part of all the boxes that a file can bear, is dense.
#define LEAST_LANE 3.0
#define LEAST_WIDTH 2.5
#define MOST_ATTEMPTS 1300

// Reads the program's band into the picture, if it has one.
static void
read_band(struct picture *picture, const struct bench *bench, size_t p)
{
    struct band band = {
        .place = p, .program = program_at(picture->all, p),
        .run = typical_run(picture->all, p),
    };
    struct records records;

    if (detail_records(picture->all, bench, p, &records))
        band.attempts = attempts_of(&records);
    records_free(&records);
    if (band.attempts.count == 0) {
        attempts_free(&band.attempts);
        return;
    }
    for (enum phase phase = 0; phase < PHASES; phase++)
        band.sums[phase] = phase_sum(&band.attempts, phase);
    picture->last = fmax(picture->last, band.run->measured.wall);
    picture->bands[picture->count++] = band;
}

// Returns a band's part of the height.
static double
share_of(const struct picture *picture, const struct band *band,
         double most_lanes)
{
    double least = picture->count < MANY ? LEAST_SHARE : LEAST_SHARE_MANY;

    return fmax((double)band->attempts.lanes, least * most_lanes);
}

// Divides the height among the bands, by their lanes, top to bottom.
static void
place_bands(struct picture *picture)
{
    double header = picture->count < MANY ? HEADER : HEADER_MANY;
    double room = 100 - (double)picture->count * (header + GAP);
    double most = 0, sum = 0, top = 100;

    for (size_t b = 0; b < picture->count; b++)
        most = fmax(most, (double)picture->bands[b].attempts.lanes);
    for (size_t b = 0; b < picture->count; b++)
        sum += share_of(picture, &picture->bands[b], most);
    for (size_t b = 0; b < picture->count; b++) {
        struct band *band = &picture->bands[b];
        band->top = top - header;
        band->bottom = band->top - room * share_of(picture, band, most) / sum;
        top = band->bottom - GAP;
    }
}

// Where any band is a sliver, has all enlarged that leave room for the sheet,
// by the one factor with which the longest of them still fits: those that can
// be compared in their places can be compared on the sheets too.
static void
enlarge_bands(struct picture *picture)
{
    double shortest = picture->last, longest = 0;
    double limit = 0.95 * SHEET_LEFT * picture->last;

    for (size_t b = 0; b < picture->count; b++) {
        double wall = picture->bands[b].run->measured.wall;
        shortest = fmin(shortest, wall);
        if (wall <= limit)
            longest = fmax(longest, wall);
    }
    if (shortest > INSET * picture->last / LEAST_FACTOR)
        return;
    double most = INSET * picture->last / longest;
    double factor = most < 10 ? floor(10 * most) / 10 : floor(most);
    for (size_t b = 0; b < picture->count; b++)
        if (picture->bands[b].run->measured.wall <= limit)
            picture->bands[b].factor = factor;
}

// Finds the bands whose boxes would be too small or too many.
static void
find_dense(struct picture *picture)
{
    for (size_t b = 0; b < picture->count; b++) {
        struct band *band = &picture->bands[b];
        double height = (band->top - band->bottom) / 100 * HIGH;
        double width = band->run->measured.wall / picture->pixel;
        double lanes = (double)band->attempts.lanes;
        double count = (double)band->attempts.count;
        band->dense = height < LEAST_LANE * lanes ||
                      width * fmax(1, band->factor) * lanes <
                          LEAST_WIDTH * count ||
                      count * (double)picture->count > MOST_ATTEMPTS;
    }
}

struct view
view_in_place(void)
{
    return (struct view){0, 1};
}

struct view
view_enlarged(const struct picture *picture, const struct band *band)
{
    return (struct view){INSET_LEFT * picture->last, band->factor};
}

bool
picture_has(const struct picture *picture, bool dense)
{
    for (size_t b = 0; b < picture->count; b++)
        if (picture->bands[b].dense == dense)
            return true;
    return false;
}

struct picture
picture_make(const struct comparison *all, const struct bench *bench)
{
    struct picture picture = {.all = all};

    picture.bands = resize(NULL, program_count(all), sizeof *picture.bands);
    for (size_t p = 0; p < program_count(all); p++)
        read_band(&picture, bench, p);
    picture.pixel = SPARE * picture.last / PIXELS;
    place_bands(&picture);
    enlarge_bands(&picture);
    find_dense(&picture);
    return picture;
}

void
picture_free(struct picture *picture)
{
    for (size_t b = 0; b < picture->count; b++)
        attempts_free(&picture->bands[b].attempts);
    free(picture->bands);
    *picture = (struct picture){0};
}
