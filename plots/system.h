// What the machine as a whole did during a run: its processors, who waited
// for one, and connections that its listeners had no room for.
//
// In a container, on an old kernel or on one that does not count it, any of
// this may be missing: then it is unknown, NAN or -1, and nothing else.

#ifndef PLOTS_SYSTEM_H
#define PLOTS_SYSTEM_H

// What has been counted since the machine was started.
struct system_state {
    double time;          // seconds on the monotonic clock
    double busy;          // seconds of all processors together; NAN: unknown
    double stolen;        // seconds that a hypervisor gave to others; or NAN
    long long pressure;   // microseconds in which a task waited for a
                          // processor; -1: unknown
    long long overflows;  // connections that found a full queue; -1: unknown
    long long drops;      // connections that a listener lost for any reason,
                          // a full queue among them; -1: unknown
};

// The same between two moments.
struct system_use {
    double seconds;
    double busy;          // seconds of all processors together; NAN: unknown
    double stolen;        // seconds; NAN: unknown
    double pressure;      // the fraction of the time, 0 to 1; NAN: unknown
    long long overflows;  // -1: unknown
    long long drops;      // -1: unknown
};

// Looks at the machine now; costs well below a millisecond.
struct system_state
system_now(void);

// Returns what was between. A count that ran backwards, as some do when a
// processor is taken away, is 0. Pure.
struct system_use
system_between(const struct system_state *before,
               const struct system_state *after);

// Reads busy and stolen from the text of /proc/stat, given the ticks of a
// second; NULL, or a text without them, leaves both unknown. Busy is all but
// idle, iowait and steal: user, nice, system, irq and softirq (a guest's time
// is in user and nice already: proc_stat(5)).
void
system_read_stat(struct system_state *state, const char *text, double ticks);

// Reads pressure from the text of /proc/pressure/cpu, or NULL: the total of
// its line "some" (Documentation/accounting/psi.rst).
void
system_read_pressure(struct system_state *state, const char *text);

// Reads overflows and drops from the text of /proc/net/netstat, or NULL:
// ListenOverflows and ListenDrops of TcpExt. They are those of the network
// namespace, so all listeners in it count.
void
system_read_netstat(struct system_state *state, const char *text);

#endif
