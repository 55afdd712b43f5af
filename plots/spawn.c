// Starts other programs so that none outlives this one: see spawn.h.

#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "basics.h"

void
spawn_die_with(pid_t parent, int signal)
{
    prctl(PR_SET_PDEATHSIG, signal);
    if (getppid() != parent)  // it died before it was asked for
        _exit(SPAWN_FAILED);
}

// In the child: returns a copy of the descriptor out of the way of 0 to 3;
// for -1 one of /dev/null.
static int
lift(int descriptor)
{
    int source = descriptor;

    if (descriptor < 0)
        source = open("/dev/null", O_RDWR | O_CLOEXEC);
    int copy = fcntl(source, F_DUPFD_CLOEXEC, 10);
    if (copy < 0)
        _exit(SPAWN_FAILED);
    return copy;
}

// In the child: puts the descriptors where the program expects them.
static void
place_descriptors(const struct spawn *what)
{
    int lifted[] = {
        lift(-1), lift(what->output), lift(what->error), lift(what->report),
    };
    int count = what->report >= 0 ? 4 : 3;

    for (int number = 0; number < count; number++)
        if (dup2(lifted[number], number) < 0)
            _exit(SPAWN_FAILED);
}

// In the child: becomes the program.
static _Noreturn void
become(const struct spawn *what, pid_t parent)
{
    sigset_t none;

    setpgid(0, 0);
    spawn_die_with(parent, SIGTERM);
    place_descriptors(what);
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(what->argv[0], what->argv);
    fprintf(stderr, "%s: %s\n", what->argv[0], strerror(errno));
    _exit(SPAWN_FAILED);
}

pid_t
spawn(const struct spawn *what)
{
    pid_t parent = getpid();
    pid_t child = fork();

    if (child == 0)
        become(what, parent);
    return child;
}

bool
spawn_wait(pid_t child, double seconds, int *status)
{
    const struct timespec nap = {.tv_nsec = 5000000};
    double end = monotonic_now() + seconds;

    while (waitpid(child, status, WNOHANG) == 0) {
        if (monotonic_now() >= end)
            return false;
        nanosleep(&nap, NULL);
    }
    return true;
}

void
spawn_stop(pid_t child, double seconds)
{
    int status;

    // Its group, it and what it has started, once there is one.
    if (kill(-child, SIGTERM) < 0)
        kill(child, SIGTERM);
    bool ended = spawn_wait(child, seconds, &status);
    if (kill(-child, SIGKILL) < 0 && !ended)
        kill(child, SIGKILL);
    if (!ended)
        waitpid(child, &status, 0);
}
