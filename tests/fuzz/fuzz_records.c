// Records of any bytes, as a program that has lost its mind would leave them:
// they are refused with one sentence, or every attempt can be drawn.

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../plots/records.h"
#include "../../plots/verify.h"
#include "fuzz.h"

const char program_name[] = "fuzz";
const int transfer_descriptors = 1;

// Reads the records of a file, and judges them.
static void
judge(const char *path, const struct scenario *scenario)
{
    struct records records;
    char *error = records_read(&records, path);

    hold(!error || !strchr(error, '\n'));
    for (size_t i = 0; !error && i < records.count; i++) {
        const struct record *record = &records.all[i];
        for (size_t k = 0; k < record->attempt_count; k++)
            hold(record->attempts[k].lane >= 0);
    }
    if (!error && !(error = verify_records(&records, scenario, "")))
        hold(records.count == scenario->path_count);
    free(error);
    records_free(&records);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenario scenario;
    char path[32];
    int file = memfd_create("records", 0);

    hold(!scenario_parse(&scenario, "x", "urls 2 /{1,2}\nexpect dns 1", "x"));
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    hold(write(file, data, size) == (ssize_t)size);
    judge(path, &scenario);
    scenario_free(&scenario);
    close(file);
    return 0;
}
