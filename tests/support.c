// Contract: see support.h.

#include "support.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// --- a process of its own ----------------------------------------------------

int
in_child(void (*behave)(void))
{
    int status = -1;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        behave();
        _exit(EXIT_SUCCESS);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return status;
}

_Noreturn void
fail_child(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: expected: %s\n", file, line, condition);
    _exit(EXIT_FAILURE);
}

// --- files -------------------------------------------------------------------

static char scratch[] = "/tmp/check-XXXXXX";

void
scratch_make(void)
{
    memcpy(scratch + sizeof scratch - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(scratch));
}

// Removes one entry of the directory.
static int
remove_entry(const char *path, const struct stat *about, int kind,
             struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

void
scratch_remove(void)
{
    ck_assert_int_eq(nftw(scratch, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *
scratch_path(const char *name)
{
    static char paths[8][PATH_MAX];
    static unsigned turn;
    char *path = paths[turn++ % 8];

    snprintf(path, PATH_MAX, "%s/%s", scratch, name);
    return path;
}

const char *
scratch_write(const char *name, const char *bytes, size_t length)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

char *
read_whole(const char *path)
{
    FILE *file = fopen(path, "re");
    char *bytes = NULL;
    size_t room = 0;

    ck_assert_msg(file, "cannot open %s", path);
    if (getdelim(&bytes, &room, '\0', file) < 0)
        bytes[0] = '\0';
    fclose(file);
    return bytes;
}

bool
scratch_has(const char *name)
{
    return faccessat(AT_FDCWD, scratch_path(name), F_OK, AT_SYMLINK_NOFOLLOW)
           == 0;
}

// --- what is said ------------------------------------------------------------

static int captured_fd, original, kept;

void
capture_begin(int fd)
{
    fflush(NULL);
    captured_fd = fd;
    original = dup(fd);
    kept = memfd_create("capture", MFD_CLOEXEC);
    ck_assert_int_ge(original, 0);
    ck_assert_int_ge(dup2(kept, fd), 0);
}

const char *
capture_end(void)
{
    static char said[64 * 1024];
    ssize_t length;

    fflush(NULL);
    dup2(original, captured_fd);
    close(original);
    length = pread(kept, said, sizeof said - 1, 0);
    close(kept);
    said[length > 0 ? length : 0] = '\0';
    return said;
}

// --- a terminal --------------------------------------------------------------

int
terminal_on(int fd)
{
    int there = posix_openpt(O_RDWR | O_NOCTTY), here;
    char name[64];

    expect(there >= 0 && grantpt(there) == 0 && unlockpt(there) == 0);
    expect(ptsname_r(there, name, sizeof name) == 0);
    here = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    expect(dup2(here, fd) == fd);
    return there;
}

// The system hands over what was written a little later, and in pieces.
const char *
terminal_shows(int terminal, const char *last)
{
    static char shown[4096];
    struct pollfd there = {.fd = terminal, .events = POLLIN};
    size_t length = 0;
    ssize_t count;

    shown[0] = '\0';
    while (!strstr(shown, last)) {
        expect(poll(&there, 1, 5000) == 1);
        count = read(terminal, shown + length, sizeof shown - 1 - length);
        expect(count > 0);
        length += (size_t)count;
        shown[length] = '\0';
    }
    return shown;
}

// --- chance ------------------------------------------------------------------

unsigned
seed_random(void)
{
    const char *word = getenv("CHECK_SEED");
    unsigned seed = word ? (unsigned)strtoul(word, NULL, 10) : 1;

    srandom(seed);
    return seed;
}

size_t
random_below(size_t below)
{
    return (size_t)random() % below;
}

void
random_bytes(char *bytes, size_t length)
{
    static const char meaningful[] = "\"\\,\r\n\t\0\x1B\x7F@:/?#a ";

    for (size_t i = 0; i < length; i++) {
        switch (random_below(3)) {
        case 0:
            bytes[i] = (char)random_below(256);
            break;
        case 1:
            bytes[i] = meaningful[random_below(sizeof meaningful - 1)];
            break;
        default:
            bytes[i] = (char)(0x80 + random_below(128));
        }
    }
}
