// outcome: what libcurl tells of an attempt, in the words of the record.

#include <errno.h>

#include "outcome.h"
#include "suites.h"
#include "support.h"

static const struct {
    CURLcode code;
    const char *message;
    int os_error;
    int status;
    enum error_kind kind;
} cases[] = {
    {CURLE_OK, "", 0, 200, ERROR_NONE},
    {CURLE_OK, "", 0, 500, ERROR_NONE},

    {CURLE_URL_MALFORMAT, "URL rejected: No host part in the URL", 0, 0,
     ERROR_URL},
    {CURLE_UNSUPPORTED_PROTOCOL, "Protocol \"ftp\" not supported or disabled "
     "in libcurl", 0, 0, ERROR_URL},
    {CURLE_UNSUPPORTED_PROTOCOL, "Protocol \"file\" disabled", 0, 302,
     ERROR_REDIRECT},
    {CURLE_URL_MALFORMAT, "The redirect target URL could not be parsed", 0,
     301, ERROR_REDIRECT},
    {CURLE_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9 when not allowed", 0, 0,
     ERROR_PROTOCOL},
    {CURLE_TOO_MANY_REDIRECTS, "Maximum (10) redirects followed", 0, 302,
     ERROR_REDIRECT},

    {CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: h", 0, 0, ERROR_DNS},
    {CURLE_COULDNT_RESOLVE_PROXY, "Could not resolve proxy: p", 0, 0,
     ERROR_DNS},
    {CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: h", EMFILE, 0,
     ERROR_RESOURCES},
    {CURLE_COULDNT_RESOLVE_HOST, "getaddrinfo() thread failed to start",
     EAGAIN, 0, ERROR_RESOURCES},

    {CURLE_COULDNT_CONNECT, "Connection refused", ECONNREFUSED, 0,
     ERROR_REFUSED},
    {CURLE_COULDNT_CONNECT, "No route to host", EHOSTUNREACH, 0,
     ERROR_CONNECT},
    {CURLE_COULDNT_CONNECT, "Network is unreachable", ENETUNREACH, 0,
     ERROR_CONNECT},
    {CURLE_COULDNT_CONNECT, "", 0, 0, ERROR_CONNECT},
    {CURLE_INTERFACE_FAILED, "", 0, 0, ERROR_CONNECT},
    {CURLE_COULDNT_CONNECT, "Connection timed out", ETIMEDOUT, 0,
     ERROR_TIMEOUT},
    {CURLE_COULDNT_CONNECT, "Connection reset by peer", ECONNRESET, 0,
     ERROR_RESET},
    {CURLE_COULDNT_CONNECT, "", EMFILE, 0, ERROR_RESOURCES},
    {CURLE_COULDNT_CONNECT, "", ENFILE, 0, ERROR_RESOURCES},
    {CURLE_COULDNT_CONNECT, "", ENOBUFS, 0, ERROR_RESOURCES},
    {CURLE_COULDNT_CONNECT, "", ENOMEM, 0, ERROR_RESOURCES},
    {CURLE_COULDNT_CONNECT, "Cannot assign requested address", EADDRNOTAVAIL,
     0, ERROR_RESOURCES},

    {CURLE_OPERATION_TIMEDOUT, "Connection timed out after 10 milliseconds",
     0, 0, ERROR_TIMEOUT},
    {CURLE_OPERATION_TIMEDOUT, "Operation timed out", 0, 200, ERROR_TIMEOUT},

    {CURLE_SSL_CONNECT_ERROR, "error:0A00010B:SSL routines::wrong version "
     "number", 0, 0, ERROR_TLS},
    {CURLE_SSL_CONNECT_ERROR, "OpenSSL SSL_connect: Connection reset by peer "
     "in connection to h:443", 0, 0, ERROR_RESET},
    {CURLE_SSL_CONNECT_ERROR, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in "
     "connection to h:443", 0, 0, ERROR_RESET},
    {CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: self-signed "
     "certificate", 0, 0, ERROR_TLS},
    {CURLE_SSL_CACERT_BADFILE, "error setting certificate file", 0, 0,
     ERROR_TLS},
    {CURLE_SSL_CERTPROBLEM, "", 0, 0, ERROR_TLS},
    {CURLE_SSL_CIPHER, "", 0, 0, ERROR_TLS},
    {CURLE_SSL_ISSUER_ERROR, "", 0, 0, ERROR_TLS},
    {CURLE_SSL_INVALIDCERTSTATUS, "", 0, 0, ERROR_TLS},

    {CURLE_GOT_NOTHING, "Empty reply from server", 0, 0, ERROR_RESET},
    {CURLE_RECV_ERROR, "Recv failure: Connection reset by peer", 0, 0,
     ERROR_RESET},
    {CURLE_RECV_ERROR, "Recv failure: Connection reset by peer", 0, 200,
     ERROR_RESET},
    {CURLE_SEND_ERROR, "Send failure: Broken pipe", 0, 0, ERROR_RESET},
    {CURLE_RECV_ERROR, "OpenSSL SSL_read: SSL_ERROR_SYSCALL, errno 104", 0,
     200, ERROR_RESET},
    {CURLE_RECV_ERROR, "OpenSSL SSL_read: error:0A000126:SSL routines::"
     "unexpected eof while reading, errno 0", 0, 200, ERROR_TRUNCATED},
    {CURLE_RECV_ERROR, "OpenSSL SSL_read: error:0A000126:SSL routines::"
     "unexpected eof while reading, errno 0", 0, 0, ERROR_RESET},
    {CURLE_PARTIAL_FILE, "transfer closed with 7 bytes remaining to read", 0,
     200, ERROR_TRUNCATED},

    {CURLE_RECV_ERROR, "Illegal or missing hexadecimal sequence in chunked-"
     "encoding", 0, 200, ERROR_PROTOCOL},
    {CURLE_RECV_ERROR, "Malformed encoding found in chunked-encoding", 0, 200,
     ERROR_PROTOCOL},
    {CURLE_WEIRD_SERVER_REPLY, "Invalid Content-Length: value", 0, 200,
     ERROR_PROTOCOL},
    {CURLE_BAD_CONTENT_ENCODING, "Error while processing content unencoding",
     0, 200, ERROR_PROTOCOL},

    {CURLE_FILESIZE_EXCEEDED, "", 0, 200, ERROR_TOO_LARGE},
    {CURLE_OUT_OF_MEMORY, "", 0, 0, ERROR_RESOURCES},
    {CURLE_FAILED_INIT, "", 0, 0, ERROR_RESOURCES},
    {CURLE_ABORTED_BY_CALLBACK, "Callback aborted", 0, 0, ERROR_CANCELLED},
    {CURLE_READ_ERROR, "", 0, 0, ERROR_OTHER},
    {CURLE_FTP_ACCEPT_FAILED, "", 0, 0, ERROR_OTHER},
};

START_TEST(end_of_an_attempt_has_its_kind)
{
    const struct verdict verdict = {
        .code = cases[_i].code,
        .message = cases[_i].message,
        .os_error = cases[_i].os_error,
        .status = cases[_i].status,
    };

    ck_assert_msg(outcome_kind(&verdict) == cases[_i].kind,
                  "%s (code %d) is %s, not %s", cases[_i].message,
                  cases[_i].code, error_name(outcome_kind(&verdict)),
                  error_name(cases[_i].kind));
}
END_TEST

START_TEST(every_failure_of_libcurl_is_some_error)
{
    for (int code = 1; code < CURL_LAST; code++) {
        const struct verdict verdict = {
            .code = (CURLcode)code,
            .message = "",
            .status = 200,
        };
        enum error_kind kind = outcome_kind(&verdict);
        ck_assert_int_gt(kind, ERROR_NONE);
        ck_assert_int_lt(kind, ERROR_KINDS);
    }
}
END_TEST

START_TEST(connection_error_of_the_system_means_nothing_after_an_answer)
{
    const struct verdict verdict = {
        .code = CURLE_PARTIAL_FILE,
        .message = "",
        .os_error = ECONNREFUSED,
        .status = 200,
    };

    ck_assert_int_eq(outcome_kind(&verdict), ERROR_TRUNCATED);
}
END_TEST

// --- names and retries -------------------------------------------------------

static const struct {
    enum error_kind kind;
    const char *name;
    bool transient;         // whatever the status
} kinds[] = {
    {ERROR_URL, "url", false},
    {ERROR_DNS, "dns", true},
    {ERROR_REFUSED, "refused", true},
    {ERROR_CONNECT, "connect", true},
    {ERROR_TLS, "tls", false},
    {ERROR_TIMEOUT, "timeout", true},
    {ERROR_RESET, "reset", true},
    {ERROR_TRUNCATED, "truncated", true},
    {ERROR_PROTOCOL, "protocol", false},
    {ERROR_REDIRECT, "redirect", false},
    {ERROR_TOO_LARGE, "too-large", false},
    {ERROR_HTTP, "http", false},
    {ERROR_RESOURCES, "resources", true},
    {ERROR_WRITE, "write", false},
    {ERROR_CANCELLED, "cancelled", false},
    {ERROR_OTHER, "other", false},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

START_TEST(kind_has_the_name_of_the_record)
{
    ck_assert_str_eq(error_name(kinds[_i].kind), kinds[_i].name);
}
END_TEST

START_TEST(success_has_no_name_and_every_error_has_one)
{
    ck_assert_ptr_null(error_name(ERROR_NONE));
    ck_assert_int_eq(KINDS, ERROR_KINDS - 1);
}
END_TEST

START_TEST(kind_is_transient_or_not_whatever_the_status)
{
    ck_assert_int_eq(outcome_is_transient(kinds[_i].kind, 0),
                     kinds[_i].transient);
    ck_assert_int_eq(outcome_is_transient(kinds[_i].kind, 200),
                     kinds[_i].transient);
}
END_TEST

START_TEST(status_503_makes_no_other_failure_transient)
{
    if (kinds[_i].kind != ERROR_HTTP)
        ck_assert_int_eq(outcome_is_transient(kinds[_i].kind, 503),
                         kinds[_i].transient);
}
END_TEST

START_TEST(six_statuses_are_transient_with_and_without_fail)
{
    for (int status = 0; status < 1000; status++) {
        bool transient = status == 408 || status == 429 || status == 500
                         || status == 502 || status == 503 || status == 504;
        if (outcome_is_transient(ERROR_NONE, status) != transient
            || outcome_is_transient(ERROR_HTTP, status) != transient)
            ck_abort_msg("status %d", status);
    }
}
END_TEST

Suite *
outcome_suite(void)
{
    Suite *suite = suite_create("outcome");
    TCase *tests = tcase_create("outcome");

    tcase_add_loop_test(tests, end_of_an_attempt_has_its_kind, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, every_failure_of_libcurl_is_some_error);
    tcase_add_test(
        tests, connection_error_of_the_system_means_nothing_after_an_answer);
    tcase_add_loop_test(tests, kind_has_the_name_of_the_record, 0, KINDS);
    tcase_add_test(tests, success_has_no_name_and_every_error_has_one);
    tcase_add_loop_test(tests, kind_is_transient_or_not_whatever_the_status, 0,
                        KINDS);
    tcase_add_loop_test(tests, status_503_makes_no_other_failure_transient, 0,
                        KINDS);
    tcase_add_test(tests, six_statuses_are_transient_with_and_without_fail);
    suite_add_tcase(suite, tests);
    return suite;
}
