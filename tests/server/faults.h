// The endpoints that misbehave: the first step of each. What they do is said
// by the table in endpoints.c, details stand at their definitions.
#ifndef SERVER_FAULTS_H
#define SERVER_FAULTS_H

#include "connection.h"

step fault_hang;
step fault_reset;
step fault_reset_after;
step fault_close;
step fault_truncate;
step fault_garbage;
step fault_endless;
step fault_endless_headers;
step fault_slow_headers;
step fault_bad_chunk;
step fault_bomb;

#endif
