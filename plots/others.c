// Other people's tools on the same work: see others.h.

#include "others.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spawn.h"

#define CHECK_SECONDS 20.0  // Python may have to compile its modules first

// As they are shown: curl's own ways, then the accounts' clients.
static const char *const names[] = {
    "curl-Z", "xargs-curl", "requests", "requests-threads", "aiohttp", "httpx",
};

// Returns the first line of what a script said into the pipe before it ended;
// the caller frees it.
static char *
said_into(int pipe_end)
{
    char words[256] = "";

    // What the script left behind may still hold the other end.
    fcntl(pipe_end, F_SETFL, O_NONBLOCK);
    if (read(pipe_end, words, sizeof words - 1) < 0)
        words[0] = '\0';
    words[strcspn(words, "\n")] = '\0';
    return copy_text(words[0] ? words : "it cannot run here");
}

// Asks a script whether it can run; returns NULL, or why it cannot, which the
// caller frees.
static char *
ask(char *path, double seconds)
{
    char check[] = "--check", *argv[] = {path, check, NULL}, *reason = NULL;
    int said[2], status = 0;

    if (pipe2(said, O_CLOEXEC) < 0)
        return copy_text(strerror(errno));
    struct spawn what = {
        .argv = argv, .output = said[1], .error = -1, .report = -1,
    };
    pid_t child = spawn(&what);
    close(said[1]);
    if (child > 0 && !spawn_wait(child, seconds, &status)) {
        kill(-child, SIGKILL);  // with what it has started
        spawn_stop(child, 1);
        reason = format("its check took more than %g s", seconds);
    } else if (child < 0 || status != 0) {
        reason = said_into(said[0]);
    }
    close(said[0]);
    return reason;
}

char *
others_why_not(const char *folder, const char *name, double seconds)
{
    char *path = format("%s/%s", folder, name), *sentence = NULL;
    char *reason = access(path, X_OK) < 0
                       ? format("its script cannot be run: %s",
                                strerror(errno))
                       : ask(path, seconds);

    if (reason)
        sentence = format("%s: %s", name, reason);
    free(reason);
    free(path);
    return sentence;
}

// Returns why the tool cannot be added; NULL: it can.
static char *
why_not(const struct scenario *s, const char *folder, const char *name)
{
    for (size_t p = 0; p < s->program_count; p++)
        if (strcmp(s->programs[p].name, name) == 0)
            return format("%s: the scenario has a program of that name", name);
    return others_why_not(folder, name, CHECK_SECONDS);
}

// Adds one tool to the programs.
static void
add(struct scenario *s, const char *name)
{
    bool alone = program_is_sequential(name);

    s->programs = resize(s->programs, s->program_count + 1,
                         sizeof *s->programs);
    s->programs[s->program_count] = (struct program){
        .name = copy_text(name), .group = copy_text(name),
        .file = copy_text(name),
        .concurrency = alone ? 1 : s->concurrency, .urls = s->path_count,
        .line = s->program_count, .one_at_a_time = alone, .foreign = true,
    };
    s->program_count++;
}

char *
others_add(struct scenario *scenario, const char *folder,
           struct words *skipped)
{
    if (scenario->options.count > 0 || scenario->sweep || scenario->silent ||
        scenario->expected_count > 0)
        return format("%s has options, expectations or a sweep that other "
                      "tools do not know; --others takes a plain scenario, "
                      "such as others", scenario->name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *reason = why_not(scenario, folder, names[i]);
        if (reason)
            words_add(skipped, reason);
        else
            add(scenario, names[i]);
        free(reason);
    }
    programs_colour(scenario->programs, scenario->program_count);
    return NULL;
}
