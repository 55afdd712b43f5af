// TLS with a certificate authority of the server's own, made at its start:
// for clients that check whom they talk to, without any set-up.
#ifndef SERVER_TLS_H
#define SERVER_TLS_H

#include <openssl/types.h>

// A context for a server at localhost and 127.0.0.1 to 127.0.0.`addresses`.
// The authority's certificate is left in a file (see tls_authority()) in a
// directory of its own. NULL: it failed, and has said why.
SSL_CTX *tls_open(int addresses);

// The path of the authority's certificate, in PEM, until tls_close().
const char *tls_authority(void);

// Frees the context and removes the file and its directory, as far as
// tls_open() has made them.
void tls_close(SSL_CTX *context);

#endif
