// Files and folders: see files.h.

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basics.h"

char *
file_read(const char *path)
{
    size_t size = 4096, length = 0, got;
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return NULL;
    char *text = resize(NULL, size, 1);
    while ((got = fread(text + length, 1, size - length - 1, file)) > 0) {
        length += got;
        if (size - length < 2)
            text = resize(text, size *= 2, 1);
    }
    text[length] = '\0';
    bool failed = ferror(file);  // a folder, for one
    int reason = errno;
    fclose(file);
    if (!failed && strlen(text) < length) {
        failed = true;
        reason = EILSEQ;  // a zero in it, which would end the text
    }
    if (!failed)
        return text;
    free(text);
    errno = reason;
    return NULL;
}

void
file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    bool good = file && fputs(text, file) >= 0;

    if (file)
        good = fclose(file) == 0 && good;
    if (!good)
        quit(STATUS_NOT_WRITTEN, "%s: %s", path, strerror(errno));
}

int
log_open(const char *path)
{
    int log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (log < 0)
        quit(STATUS_NOT_WRITTEN, "%s: %s", path, strerror(errno));
    return log;
}

void
log_close(int log, const char *path)
{
    struct stat about;

    if (fstat(log, &about) == 0 && about.st_size == 0)
        unlink(path);
    close(log);
}

char *
log_first_line(const char *path)
{
    char *log = file_read(path);
    char *line = format("%.*s", log ? (int)strcspn(log, "\n") : 0,
                        log ? log : "");

    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
            *c = '?';
    free(log);
    return line;
}

// Makes the folder and its parents where they are missing; false, and errno,
// when that fails.
static bool
make_folders(const char *path)
{
    char *part = copy_text(path), *slash = part;
    bool good = true;

    while (good && *slash && (slash = strchr(slash + 1, '/'))) {
        *slash = '\0';
        good = mkdir(part, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    good = good && (mkdir(part, 0777) == 0 || errno == EEXIST);
    free(part);
    return good;
}

// Removes one entry for nftw.
static int
remove_entry(const char *path, const struct stat *about, int type,
             struct FTW *walk)
{
    (void)about, (void)type, (void)walk;
    return remove(path);
}

// Removes the folder and all that it holds.
static void
remove_folder(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

// True when nothing is lost if something else takes this name: it is free, or
// an older folder of results has it. (An empty folder is removed.)
static bool
may_replace(const char *path)
{
    char *results = format("%s/results.json", path);
    bool ours = access(results, F_OK) == 0;

    free(results);
    return ours || rmdir(path) == 0 || errno == ENOENT;
}

struct folder
folder_make(const char *parent, const char *name)
{
    struct folder folder = {
        .hidden = format("%s/.%s.XXXXXX", parent, name),
        .path = format("%s/%s", parent, name),
    };

    if (!make_folders(parent) || mkdtemp(folder.hidden) == NULL ||
        chmod(folder.hidden, 0755) < 0)
        quit(STATUS_NOT_WRITTEN, "cannot write results to %s: %s", parent,
             strerror(errno));
    if (may_replace(folder.path))
        return folder;
    rmdir(folder.hidden);
    quit(STATUS_NOT_WRITTEN, "cannot write results to %s: it holds something "
         "else", folder.path);
}

void
folder_publish(struct folder *folder, const char *ending)
{
    char *path = format("%s%s", folder->path, ending);

    free(folder->path);
    folder->path = path;
    if (!may_replace(path))
        quit(STATUS_NOT_WRITTEN, "%s holds something else; the results are "
             "in %s", path, folder->hidden);
    // The exchange is one step, so that there is a complete folder of this
    // name at every moment; some file systems only know the two steps.
    if (renameat2(AT_FDCWD, folder->hidden, AT_FDCWD, path,
                  RENAME_EXCHANGE) == 0) {
        remove_folder(folder->hidden);
        return;
    }
    remove_folder(path);
    if (rename(folder->hidden, path) < 0)
        quit(STATUS_NOT_WRITTEN, "cannot write results to %s: %s", path,
             strerror(errno));
}

void
folder_free(struct folder *folder)
{
    remove_folder(folder->hidden);
    free(folder->hidden);
    free(folder->path);
}
