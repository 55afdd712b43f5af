// Certificates and the TLS context: see tls.h.
#include "tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DAY = 24 * 60 * 60,         // seconds
    PATH_SIZE = 4096,
    NAMES_SIZE = 8192           // room for 254 addresses
};

static char directory[PATH_SIZE];
static char authority[PATH_SIZE + 16];

// A certificate and the key that belongs to it; both owned.
struct identity {
    X509 *certificate;
    EVP_PKEY *key;
};

// --- certificates ------------------------------------------------------------

// Frees the certificate and the key.
static void
identity_free(struct identity *identity)
{
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
}

// Adds an extension, written as in openssl's configuration (man x509v3_config).
static bool
add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension =
        X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool added = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

// Gives a new certificate what each has: a random number, a name, validity
// from yesterday for a month, a new key.
static bool
fill_in(struct identity *identity, const char *name)
{
    X509 *certificate = identity->certificate = X509_new();
    identity->key = EVP_EC_gen("P-256");
    uint64_t serial;
    if (!certificate || !identity->key ||
        RAND_bytes((unsigned char *)&serial, sizeof serial) != 1)
        return false;
    return X509_set_version(certificate, X509_VERSION_3) &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate),
                                   serial >> 1) &&
           X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate),
                                      "CN", MBSTRING_ASC,
                                      (const unsigned char *)name, -1, -1,
                                      0) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY) &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), 30L * DAY) &&
           X509_set_pubkey(certificate, identity->key);
}

// Has the issuer sign a certificate, its own perhaps.
static bool
sign(struct identity *identity, const struct identity *issuer)
{
    X509_NAME *name = X509_get_subject_name(issuer->certificate);
    return X509_set_issuer_name(identity->certificate, name) &&
           add_extension(identity->certificate, issuer->certificate,
                         NID_authority_key_identifier, "keyid:always") &&
           X509_sign(identity->certificate, issuer->key, EVP_sha256()) > 0;
}

// Makes an authority that signs itself.
static bool
make_authority(struct identity *ca)
{
    return fill_in(ca, "Test server authority") &&
           add_extension(ca->certificate, ca->certificate,
                         NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(ca->certificate, ca->certificate, NID_key_usage,
                         "critical,keyCertSign,cRLSign") &&
           add_extension(ca->certificate, ca->certificate,
                         NID_subject_key_identifier, "hash") &&
           sign(ca, ca);
}

// Makes the server's certificate, valid for all its names and addresses.
static bool
make_leaf(struct identity *leaf, const struct identity *ca, int addresses)
{
    char names[NAMES_SIZE] = "DNS:localhost";
    size_t length = strlen(names);
    for (int i = 1; i <= addresses; i++)
        length += (size_t)snprintf(names + length, sizeof names - length,
                                   ",IP:127.0.0.%d", i);
    return fill_in(leaf, "localhost") &&
           add_extension(leaf->certificate, ca->certificate,
                         NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(leaf->certificate, ca->certificate, NID_key_usage,
                         "critical,digitalSignature") &&
           add_extension(leaf->certificate, ca->certificate,
                         NID_ext_key_usage, "serverAuth") &&
           add_extension(leaf->certificate, ca->certificate,
                         NID_subject_alt_name, names) &&
           sign(leaf, ca);
}

// --- the context -------------------------------------------------------------

// Writes the authority's certificate into a new directory under TMPDIR.
static bool
publish(const struct identity *ca)
{
    const char *base = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/testserver-XXXXXX",
             base && *base ? base : "/tmp");
    if (!mkdtemp(directory)) {
        fprintf(stderr, "testserver: %s: %s\n", directory, strerror(errno));
        directory[0] = '\0';
        return false;
    }
    snprintf(authority, sizeof authority, "%s/ca.pem", directory);
    FILE *file = fopen(authority, "w");
    bool written = file && PEM_write_X509(file, ca->certificate);
    if (file && fclose(file) != 0)
        written = false;
    if (!written)
        fprintf(stderr, "testserver: %s: could not be written\n", authority);
    return written;
}

// A context that shows that certificate. Sessions are resumed by tickets,
// which the clients keep, so that the server need not.
static SSL_CTX *
make_context(const struct identity *leaf)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context)
        return NULL;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_use_certificate(context, leaf->certificate) == 1 &&
        SSL_CTX_use_PrivateKey(context, leaf->key) == 1)
        return context;
    SSL_CTX_free(context);
    return NULL;
}

SSL_CTX *
tls_open(int addresses)
{
    struct identity ca = { NULL, NULL };
    struct identity leaf = { NULL, NULL };
    SSL_CTX *context = NULL;
    if (make_authority(&ca) && make_leaf(&leaf, &ca, addresses))
        context = make_context(&leaf);
    if (!context)
        ERR_print_errors_fp(stderr);
    if (context && !publish(&ca)) {
        SSL_CTX_free(context);
        context = NULL;
    }
    identity_free(&leaf);
    identity_free(&ca);
    return context;
}

const char *
tls_authority(void)
{
    return authority;
}

void
tls_close(SSL_CTX *context)
{
    SSL_CTX_free(context);
    if (authority[0])
        unlink(authority);
    if (directory[0])
        rmdir(directory);
}
