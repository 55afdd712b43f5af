// Ctrl-C and SIGTERM as something to look at: see interrupt.h.

#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "basics.h"

static int descriptor = -1;  // readable once a signal has come
static int seen;             // the first signal's number, or 0

// Fills in the set of signals that are watched.
static void
watched_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

void
interrupt_watch(void)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor < 0)
        quit(STATUS_NOT_WRITTEN, "no signalfd: %s", strerror(errno));
}

int
interrupt_descriptor(void)
{
    return descriptor;
}

int
interrupt_signal(void)
{
    struct signalfd_siginfo info;
    sigset_t set;

    if (seen == 0 && read(descriptor, &info, sizeof info) == sizeof info) {
        seen = (int)info.ssi_signo;
        watched_signals(&set);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
    }
    return seen;
}

void
interrupt_obey(void)
{
    if (interrupt_signal() == 0)
        return;
    fflush(NULL);
    signal(seen, SIG_DFL);
    raise(seen);
}
