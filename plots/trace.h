// A comparison as a trace that a viewer opens: Perfetto
// (https://ui.perfetto.dev) or chrome://tracing.
//
// The format is Chrome's Trace Event Format, as an object, in microseconds.
// Each program is a process, each lane a thread; an attempt is a slice on its
// lane, and its phases are slices in it. What the program used is in counters
// beside them.
//
// Slices of one thread have to nest, so that each thread shows one thing at a
// time: a URL that is queued appears on its lane only while that is empty (as
// in the waterfall), and one that backs off while another has its lane gets a
// thread "backing off" beside the lanes. The arguments of the attempt have
// the whole times.

#ifndef PLOTS_TRACE_H
#define PLOTS_TRACE_H

#include "basics.h"

// Writes the typical run of each program to the file, or one run alone:
// results is a folder of results, its results.json, or, for one run, what its
// files are called: FOLDER/runs/NAME. Says on standard output what it did.
// Ends the program when something cannot be read or written; otherwise returns
// the exit status.
enum status
trace_run(const char *file, const char *results);

#endif
