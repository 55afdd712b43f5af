// The listening sockets: one on each of 127.0.0.1, 127.0.0.2, ..., all at
// the same port.
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "connection.h"

enum { ADDRESSES_MAX = 254 };

// Listens at that port, or at a free one (0), and gives what is accepted to
// connection_open(). Returns the port; 0: it failed, see errno. `server` must
// outlive listen_close().
int listen_open(const struct server *server, int addresses, int port);

// Closes all listening sockets.
void listen_close(void);

#endif
