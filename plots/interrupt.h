// Ctrl-C and SIGTERM as something to look at between two steps.
//
// Once watched, the signals are blocked and wait in a descriptor that can be
// polled, so that none arrives in the middle of anything. After the first
// one they are let through again: a second one ends the program at once.

#ifndef PLOTS_INTERRUPT_H
#define PLOTS_INTERRUPT_H

// Starts to watch for SIGINT, SIGTERM and SIGHUP. A reader of the table that
// goes away, SIGPIPE, is no reason to lose the results: it is ignored.
void
interrupt_watch(void);

// The descriptor that is readable when a signal has come.
int
interrupt_descriptor(void);

// The number of the signal that has come, or 0.
int
interrupt_signal(void);

// Ends the program by the signal that has come, if one has.
void
interrupt_obey(void);

#endif
