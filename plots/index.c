// The list of all comparisons: see index.h.

#include "index.h"

#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basics.h"
#include "files.h"
#include "page.h"
#include "results.h"

// A folder that holds results.json. Texts belong to its JSON.
struct entry {
    char *folder;  // its name in the folder of all results
    json_t *json;  // NULL: it says nothing to this program
    char *error;   // why not, otherwise NULL
    const char *title;
    const char *date;
    bool has_report;
};

struct list {
    const char *results;
    struct entry *all;
    size_t count;
};

// Returns the text under two names, one inside the other, or another one.
static const char *
text_at(const json_t *json, const char *outer, const char *inner,
        const char *otherwise)
{
    json_t *object = json_object_get(json, outer);
    const char *text = json_string_value(json_object_get(object, inner));

    return text ? text : otherwise;
}

// Reads what is in a folder of results.
static struct entry
read_entry(const char *results, const char *folder)
{
    char *path = format("%s/%s", results, folder);
    char *report = format("%s/report.html", path);
    struct entry entry = {
        .folder = copy_text(folder),
        .has_report = access(report, R_OK) == 0,
    };

    entry.json = results_read(path, &entry.error);
    entry.title = text_at(entry.json, "scenario", "title", folder);
    entry.date = text_at(entry.json, "machine", "date", "");
    free(report);
    free(path);
    return entry;
}

// Orders entries: the newest first, and folders of one time by their names.
static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(b->date, a->date);

    return order != 0 ? order : strcmp(a->folder, b->folder);
}

// Finds the folders with results; hidden ones are still being filled.
static struct list
read_list(const char *results)
{
    struct list list = {.results = results};
    DIR *folder = opendir(results);

    for (struct dirent *file; folder && (file = readdir(folder));) {
        char *path = format("%s/%s/results.json", results, file->d_name);
        if (file->d_name[0] != '.' && access(path, F_OK) == 0) {
            list.all = resize(list.all, list.count + 1, sizeof *list.all);
            list.all[list.count++] = read_entry(results, file->d_name);
        }
        free(path);
    }
    if (folder)
        closedir(folder);
    if (list.count > 0)
        qsort(list.all, list.count, sizeof *list.all, compare_entries);
    return list;
}

static void
free_list(struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->all[i].folder);
        free(list->all[i].error);
        json_decref(list->all[i].json);
    }
    free(list->all);
}

// Writes the title, which leads to the report where there is one. The "./"
// keeps a folder "a:b" from being taken for an address of its own.
static void
put_title(FILE *out, const struct entry *entry)
{
    char *name = curl_easy_escape(NULL, entry->folder, 0);

    if (name == NULL)
        quit(STATUS_NOT_WRITTEN, "out of memory");
    if (entry->has_report) {
        fputs("<a href=\"", out);
        page_text(out, "./%s/report.html", name);
        fputs("\">", out);
    }
    page_text(out, "%s", entry->title);
    fputs(entry->has_report ? "</a>" : "", out);
    curl_free(name);
}

// Writes when it was, in which folder it is, and what was compared.
static void
put_about(FILE *out, const struct entry *entry)
{
    json_t *programs = json_object_get(entry->json, "results"), *program;
    size_t length = strlen(entry->date), place;

    if (length >= 16 && entry->date[10] == 'T')
        page_text(out, "%.10s, %.5s UTC · ", entry->date, entry->date + 11);
    page_text(out, "%s", entry->folder);
    json_array_foreach(programs, place, program) {
        page_text(out, "%s%s", place > 0 ? ", " : " · ",
                  json_string_value(json_object_get(program, "command")));
    }
    if (json_is_true(json_object_get(entry->json, "interrupted")))
        page_text(out, " · interrupted");
    if (!entry->has_report)
        page_text(out, " · no report");
}

static void
put_runs(FILE *out, const void *about)
{
    const struct list *list = about;
    size_t shown = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct entry *entry = &list->all[i];
        const char *finding =
            json_string_value(json_object_get(entry->json, "finding"));
        if (entry->json == NULL)
            continue;
        fputs(shown++ == 0 ? "<ol class=\"runs\">\n" : "", out);
        fputs("<li>\n<h2>", out);
        put_title(out, entry);
        fputs("</h2>\n<p class=\"when\">", out);
        put_about(out, entry);
        fputs("</p>\n", out);
        if (finding) {
            fputs("<p>", out);
            page_text(out, "%s.", finding);
            fputs("</p>\n", out);
        }
        fputs("</li>\n", out);
    }
    fputs(shown > 0 ? "</ol>\n" : "<p>There is none yet.</p>\n", out);
}

// Names the folders whose results.json says nothing to this program.
static void
put_skipped(FILE *out, const void *about)
{
    const struct list *list = about;

    for (size_t i = 0; i < list->count; i++) {
        const struct entry *entry = &list->all[i];
        if (entry->error == NULL)
            continue;
        fputs("<p class=\"missing\">", out);
        page_text(out, "Left out: %s.", entry->error);
        fputs("</p>\n", out);
    }
}

static const struct part parts[] = {
    {"runs", put_runs},
    {"skipped", put_skipped},
};

// Writes the page under a name of its own, and then gives it the right one:
// another comparison may be doing the same.
static char *
publish(const char *results, const char *page)
{
    char *path = format("%s/index.html", results);
    char *part = format("%s/.index.%ld", results, (long)getpid());
    char *error = NULL;

    file_write(part, page);
    if (rename(part, path) < 0)
        error = format("%s: %s", path, strerror(errno));
    if (error)
        unlink(part);
    free(part);
    free(path);
    return error;
}

char *
index_write(const char *results, const char *plots)
{
    char *error, *page, *template = page_template(plots, "index", &error);
    struct list list;
    size_t size;

    if (template == NULL)
        return error;
    list = read_list(results);
    FILE *out = text_stream(&page, &size);
    page_fill(out, template, parts, sizeof parts / sizeof *parts, &list);
    fclose(out);
    error = publish(results, page);
    free_list(&list);
    free(page);
    free(template);
    return error;
}
