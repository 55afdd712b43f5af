// gnuplot as a careful guest: see gnuplot.h.

#include "gnuplot.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "basics.h"
#include "dark.h"
#include "files.h"
#include "spawn.h"

#define DRAW_SECONDS 30.0  // for one picture, at most
#define TELL_SECONDS 5.0   // for the version, at most

// Runs the command, which the caller owns, and returns the first line that it
// said, which the caller frees. Sets *status as waitpid does; a command that
// takes longer than so many seconds is ended, and *status is -1.
static char *
run_command(char **argv, double seconds, int *status)
{
    char said[1024];
    int file = memfd_create("said", MFD_CLOEXEC);
    struct spawn what = {
        .argv = argv, .output = file, .error = file, .report = -1,
    };
    pid_t child = spawn(&what);

    *status = -1;
    if (child > 0 && !spawn_wait(child, seconds, status))
        spawn_stop(child, 1);
    ssize_t length = pread(file, said, sizeof said - 1, 0);
    close(file);
    said[length > 0 ? length : 0] = '\0';
    const char *line = said + strspn(said, "\n");
    return format("%.*s", (int)strcspn(line, "\n"), line);
}

char *
gnuplot_version(void)
{
    static char gnuplot[] = "gnuplot", option[] = "--version";
    char *argv[] = {gnuplot, option, NULL};
    int status;
    char *said = run_command(argv, TELL_SECONDS, &status);

    if (status == 0)
        return said;
    free(said);
    return NULL;
}

// True when the file starts and ends as a picture of this format does.
static bool
is_whole(const char *path, const char *type)
{
    static const char png_start[] = "\x89PNG\r\n\x1a\n", png_end[] = "IEND";
    static const char svg_start[] = "<?xml", svg_end[] = "</svg>";
    bool png = strcmp(type, "png") == 0;
    const char *start = png ? png_start : svg_start;
    const char *end = png ? png_end : svg_end;
    char head[8] = "", tail[17] = "";
    FILE *file = fopen(path, "re");

    bool read = file && fread(head, 1, sizeof head, file) == sizeof head &&
                fseek(file, -16, SEEK_END) == 0 &&
                fread(tail, 1, 16, file) == 16;
    if (file)
        fclose(file);
    return read && memcmp(head, start, strlen(start)) == 0 &&
           memmem(tail, 16, end, strlen(end)) != NULL;
}

// Returns what went wrong, as new text, or NULL.
static char *
explain(int status, const char *said, const char *file, const char *type)
{
    if (status == -1)
        return format("gnuplot did not end within %.0f s", DRAW_SECONDS);
    if (WIFEXITED(status) && WEXITSTATUS(status) == SPAWN_FAILED)
        return copy_text("gnuplot was not found");
    if (status != 0)
        return format("gnuplot failed: %s", said);
    if (!is_whole(file, type))
        return format("gnuplot left no whole picture%s%s",
                      *said ? ": " : "", said);
    return NULL;
}

// Gives an SVG what gnuplot does not: fonts that every machine has a likeness
// of, in place of the one that it names, bold as a browser understands it, and
// colours for a dark page.
static void
finish_svg(const char *file)
{
    static const char wide[] =
        "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
    static const char wide_bold[] = "font-weight=\"bold\" "
        "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
    char *text = file_read(file);

    if (text == NULL)
        return;  // it will be found not to be whole
    char *plain = replace_all(text, "font-family=\"DejaVu Sans\"", wide);
    char *all = replace_all(plain, "font-family=\"DejaVu Sans:Bold\"",
                            wide_bold);
    char *finished = dark_svg(all);
    file_write(file, finished);
    free(text);
    free(plain);
    free(all);
    free(finished);
}

char *
gnuplot_draw(const char *script, const char *data, const char *picture)
{
    static char gnuplot[] = "gnuplot", option[] = "-c";
    const char *type = strrchr(picture, '.') + 1;
    char *file = format("%s.part", picture);
    char *words[] = {copy_text(script), copy_text(data), copy_text(type)};
    char *argv[] = {gnuplot, option, words[0], words[1], words[2], file, NULL};
    int status;

    char *said = run_command(argv, DRAW_SECONDS, &status);
    if (status == 0 && strcmp(type, "svg") == 0)
        finish_svg(file);
    char *error = explain(status, said, file, type);
    if (error == NULL && rename(file, picture) < 0)
        error = format("%s could not be written", picture);
    if (error)
        unlink(file);
    for (size_t i = 0; i < 3; i++)
        free(words[i]);
    free(said);
    free(file);
    return error;
}
