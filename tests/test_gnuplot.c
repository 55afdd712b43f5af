// gnuplot: a picture counts only when its file is whole, whatever the program
// of that name says.

#include "../plots/gnuplot.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "../plots/basics.h"
#include "suites.h"
#include "support.h"

static char *path;      // as it was

// A fixture: a directory that PATH can be set to.
static void
start(void)
{
    path = copy_text(getenv("PATH"));
    scratch_make();
}

static void
end(void)
{
    setenv("PATH", path, 1);
    free(path);
    scratch_remove();
}

// Puts a shell script into the place of gnuplot; $5 is its picture.
static void
pretend(const char *commands)
{
    char *script = format("#!/bin/sh\nPATH='%s'\n%s\n", path, commands);
    const char *file = scratch_write("gnuplot", script, strlen(script));

    ck_assert_int_eq(chmod(file, 0755), 0);
    setenv("PATH", scratch_path(""), 1);
    free(script);
}

#define SVG "<?xml version=\"1.0\"?><svg><text font-family=\"DejaVu Sans\" " \
    "/></svg>"

static const struct {
    const char *commands;
    const char *type;
    const char *error;      // NULL: a picture
} scripts[] = {
    {"echo '" SVG "' > \"$5\"", "svg", NULL},
    {"printf '\\211PNG\\r\\n\\032\\n....IEND....' > \"$5\"", "png", NULL},
    {"true", "svg", "gnuplot left no whole picture"},
    {"echo so what >&2", "png", "gnuplot left no whole picture: so what"},
    {"true > \"$5\"", "svg", "gnuplot left no whole picture"},
    {"echo '<?xml version=\"1.0\"?><svg><te' > \"$5\"", "svg",
     "gnuplot left no whole picture"},
    {"echo 'no picture, and longer than that </svg>' > \"$5\"", "svg",
     "gnuplot left no whole picture"},
    {"printf '\\211PNG\\r\\n\\032\\n.........................' > \"$5\"",
     "png", "gnuplot left no whole picture"},
    {"echo '" SVG "' > \"$5\"", "png", "gnuplot left no whole picture"},
    {"echo '" SVG "' > \"$5\"; echo; echo line 3: no >&2; exit 1", "svg",
     "gnuplot failed: line 3: no"},
    {"kill -9 $$", "svg", "gnuplot failed"},
    {"exit 127", "svg", "gnuplot was not found"},
};

START_TEST(picture_counts_only_when_it_is_whole)
{
    char name[] = "picture.xxx";

    memcpy(name + 8, scripts[_i].type, 3);
    pretend(scripts[_i].commands);
    char *error = gnuplot_draw("script", "data", scratch_path(name));
    if (scripts[_i].error)
        assert_says(error ? error : "(no error)", scripts[_i].error);
    else
        ck_assert_pstr_eq(error, NULL);
    ck_assert_int_eq(scratch_has(name), scripts[_i].error == NULL);
    ck_assert(!scratch_has("picture.svg.part"));
    ck_assert(!scratch_has("picture.png.part"));
    free(error);
}
END_TEST

START_TEST(picture_keeps_an_older_one_when_it_fails)
{
    scratch_write("picture.svg", "old", 3);
    pretend("exit 1");
    free(gnuplot_draw("script", "data", scratch_path("picture.svg")));
    char *text = read_whole(scratch_path("picture.svg"));
    ck_assert_str_eq(text, "old");
    free(text);
}
END_TEST

START_TEST(gnuplot_gets_its_words_and_an_svg_more_fonts)
{
    pretend("echo '" SVG "' > \"$5\"; echo \"$*\" > \"${0%/*}/words\"");
    ck_assert_pstr_eq(
        gnuplot_draw("a script", "data", scratch_path("p.svg")), NULL);
    char *words = read_whole(scratch_path("words"));
    assert_says(words, "-c a script data svg /");
    char *picture = read_whole(scratch_path("p.svg"));
    assert_says(picture, "font-family=\"DejaVu Sans, Verdana, sans-serif\"");
    free(words);
    free(picture);
}
END_TEST

START_TEST(missing_gnuplot_is_told)
{
    setenv("PATH", scratch_path(""), 1);
    char *error = gnuplot_draw("script", "data", scratch_path("p.svg"));
    ck_assert_pstr_eq(error, "gnuplot was not found");
    ck_assert_ptr_null(gnuplot_version());
    free(error);
}
END_TEST

START_TEST(version_is_the_first_line)
{
    pretend("echo gnuplot 5.4 patchlevel 4; echo more");
    char *version = gnuplot_version();
    ck_assert_pstr_eq(version, "gnuplot 5.4 patchlevel 4");
    free(version);
    pretend("echo broken; exit 1");
    ck_assert_ptr_null(gnuplot_version());
}
END_TEST

Suite *
gnuplot_suite(void)
{
    Suite *suite = suite_create("gnuplot");
    TCase *tests = tcase_create("gnuplot");

    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, picture_counts_only_when_it_is_whole, 0,
                        sizeof scripts / sizeof scripts[0]);
    tcase_add_test(tests, picture_keeps_an_older_one_when_it_fails);
    tcase_add_test(tests, gnuplot_gets_its_words_and_an_svg_more_fonts);
    tcase_add_test(tests, missing_gnuplot_is_told);
    tcase_add_test(tests, version_is_the_first_line);
    suite_add_tcase(suite, tests);
    return suite;
}
