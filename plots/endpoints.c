// What the local server's paths say about their time: see endpoints.h.

#include "endpoints.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

// True when text starts with the prefix.
static bool
starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

// Returns the place in the path where its seconds are written, or NULL.
static const char *
seconds_in(const char *path)
{
    const char *place = NULL;

    if (starts(path, "/delay/"))
        return path + strlen("/delay/");
    if (starts(path, "/pool/")) {
        place = strchr(path + strlen("/pool/"), '/');
        return place ? place + 1 : NULL;
    }
    if (starts(path, "/drip")) {
        place = strstr(path, "seconds=");
        return place ? place + strlen("seconds=") : NULL;
    }
    return NULL;
}

double
endpoint_seconds(const char *path)
{
    const char *place = seconds_in(path);

    if (starts(path, "/hang"))
        return INFINITY;
    return place ? fmax(0, strtod(place, NULL)) : 0;
}

long
endpoint_failures(const char *path)
{
    if (!starts(path, "/flaky/"))
        return 0;
    long failures = strtol(path + strlen("/flaky/"), NULL, 10);
    return failures > 0 ? failures : 0;
}

char *
endpoint_scaled(const char *path, double scale)
{
    const char *place = seconds_in(path);
    char *rest;

    if (place == NULL)
        return copy_text(path);
    double seconds = strtod(place, &rest);
    return format("%.*s%.6g%s", (int)(place - path), path, seconds * scale,
                  rest);
}
