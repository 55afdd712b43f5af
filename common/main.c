// The same main for all three programs: options in, fetch_all(), status out.

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "batch.h"
#include "clock.h"
#include "fetch_all.h"
#include "options.h"
#include "say.h"
#include "stop.h"

// A standard descriptor that is closed would go to the next file or pipe that
// is opened, and be taken for the list or the records. It is filled, so that
// reading the list and writing the records fail, each with a sentence.
static void
fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

// What a transfer may use at most: a file, a connection, four idle ones and, in
// a thread, libcurl's wake-up pair.
enum { DESCRIPTORS_EACH = 1 + 1 + 4 + 2 };

// What name lookups get, which take four each for a moment.
enum { MOST_LOOKUPS = 4 * 64 };

// Raises the limit on descriptors as far as so many transfers can use them, and
// returns it.
static rlim_t
raise_descriptor_limit(int transfers)
{
    rlim_t wanted = (rlim_t)transfers * DESCRIPTORS_EACH + OWN_DESCRIPTORS;
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY};

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return limit.rlim_cur;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

// Lowers the cap to what so many descriptors bear, and says so.
static void
lower_cap(struct options *options, rlim_t descriptors)
{
    rlim_t each = (rlim_t)transfer_descriptors
                  + (options->body.directory != NULL);
    rlim_t most = descriptors / each;

    if (most >= (rlim_t)options->concurrency)
        return;
    if (most < 1)
        most = 1;
    note("only %llu at a time, not %d: there are %llu descriptors for them; "
         "raise their number with ulimit -n", (unsigned long long)most,
         options->concurrency, (unsigned long long)descriptors);
    options->concurrency = (int)most;
}

// Of so many descriptors those that no transfer gets: for the program itself,
// and for name lookups.
static rlim_t
spared(rlim_t limit)
{
    rlim_t lookups = limit / 5 < MOST_LOOKUPS ? limit / 5 : MOST_LOOKUPS;

    return limit < 2 * OWN_DESCRIPTORS ? limit / 2 : OWN_DESCRIPTORS + lookups;
}

// Lets transfers and connections be as many as the descriptors bear: most
// lists name some hosts again and again, and an idle connection for each saves
// opening one. (Four for each transfer is libcurl's own measure; half of the
// descriptors are left for files, and no idle connection is kept where there
// are but a few.)
static void
fit_to_descriptors(struct options *options)
{
    rlim_t limit = raise_descriptor_limit(options->concurrency);
    rlim_t own = spared(limit);
    rlim_t most = own < OWN_DESCRIPTORS ? 0 : (limit - own) / 2;

    if (transfer_descriptors > 0)
        lower_cap(options, limit - own);
    options->connections = most > 0 ? options->concurrency : 1;
    if (most > 4 * (rlim_t)options->concurrency)
        options->connections = 4 * options->concurrency;
    else if (most > (rlim_t)options->concurrency)
        options->connections = (int)most;
}

int
main(int argc, char **argv)
{
    struct options options;
    struct batch *batch;
    int status;

    clock_start();
    fill_standard_descriptors();
    setlocale(LC_CTYPE, "");    // libcurl reads international names in it
    if (!options_parse(&options, argc, argv, &status)) {
        options_free(&options);
        return status;
    }
    if (!stop_on_signals()) {
        complain("cannot start: %s", strerror(errno));
        return EXIT_RESOURCES;
    }
    fit_to_descriptors(&options);
    batch = batch_open(&options, &status);
    if (batch) {
        fetch_all(batch, &options);
        status = batch_close(batch);
    }
    options_free(&options);
    stop_reraise();
    return status;
}
