// The server's testimony: what it saw, for tests and people who would rather
// not believe the client. /stats gives it, as JSON:
//
//   requests            that came
//   connections         that came, counted at their first request
//   max_requests        most of them open at once
//   max_connections     most of them open at once
//   open_requests       read, not yet answered (nor given up)
//   open_connections    now
//   aborted             requests whose client went before the answer was out
//   cpu_seconds         this process's CPU time since its start
//   path, arrivals      with ?path=/path?query: when requests for exactly
//                       that target arrived, in seconds since the server's
//                       start or the latest reset
//
// Requests for /stats and /stats/reset are left out of all of it, as are
// connections that made no other requests. The arrival times of the first
// 100,000 requests are kept, for targets shorter than 256 bytes.
//
// A reset sets the counts to zero and the two highest to what is open now.
#ifndef SERVER_STATS_H
#define SERVER_STATS_H

#include "connection.h"

// Starts the clock of the arrival times; stats_end() frees what was kept.
void stats_start(void);
void stats_end(void);

void stats_connection_opened(void);
void stats_connection_closed(void);

// `target` arrived, at that time on the monotonic clock.
void stats_request_began(const char *target, double arrival);
void stats_request_ended(void);

// The client of a request went away; stats_request_ended() still follows.
void stats_request_aborted(void);

// Forgets everything: counts, times, and the notes of memo.h.
void stats_reset(void);

step serve_stats;
step serve_stats_reset;

#endif
