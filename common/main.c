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

// What a transfer may need: a file, a connection and, in a thread, libcurl's
// wake-up pair and four idle connections. The program itself needs a few.
enum { DESCRIPTORS_EACH = 1 + 1 + 2 + 4, DESCRIPTORS_SPARE = 64 };

// Raises the limit on descriptors as far as so many transfers can need.
static void
raise_descriptor_limit(int transfers)
{
    rlim_t wanted = (rlim_t)transfers * DESCRIPTORS_EACH + DESCRIPTORS_SPARE;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
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
    raise_descriptor_limit(options.concurrency);
    batch = batch_open(&options, &status);
    if (batch) {
        fetch_all(batch, &options);
        status = batch_close(batch);
    }
    options_free(&options);
    stop_reraise();
    return status;
}
