// The local server: one thread, one loop, on loopback only. A URL states
// what becomes of a request for it, the same for every client.
//
// It prints its base URL first, and with --tls the path of its certificate
// authority on the next line. It ends, with status 0, on SIGTERM or SIGINT,
// or when its parent dies; with 1 if it could not start, 2 if it was called
// wrongly.
#include "allocate.h"
#include "connection.h"
#include "endpoints.h"
#include "listen.h"
#include "stats.h"
#include "tls.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    EXIT_USAGE = 2,
    PORT_MAX = 65535,
    ROUND_TRIP_MAX = 60     // seconds
};

struct options {
    int port;               // 0: any that is free
    int addresses;
    double round_trip;      // seconds
    bool tls;
};

// --- options -----------------------------------------------------------------

// Prints what the server understands: options and endpoints.
static void
print_help(void)
{
    fputs("Usage: testserver [OPTION]...\n"
          "A web server on loopback for tests, with endpoints that behave\n"
          "and others that do not.\n\n"
          "      --port N        listen at this port (a free one)\n"
          "      --addresses N   listen on 127.0.0.1 to 127.0.0.N (1)\n"
          "      --tls           speak HTTPS, under an authority of its own\n"
          "      --rtt SECONDS   answer as from a distant place (0)\n"
          "  -h, --help          print this and exit\n\n"
          "Endpoints:\n", stdout);
    fflush(stdout);
    struct evbuffer *text = evbuffer_new();
    endpoints_describe(text);
    fwrite(evbuffer_pullup(text, -1), 1, evbuffer_get_length(text), stdout);
    evbuffer_free(text);
}

// Says what an option takes, and ends the program.
static _Noreturn void
refuse_option(const char *option, const char *takes, double least, double most)
{
    fprintf(stderr, "testserver: --%s takes a %s from %g to %g\n", option,
            takes, least, most);
    exit(EXIT_USAGE);
}

// The whole number that an option was given; anything else ends the program.
static int
option_whole(const char *option, const char *text, int least, int most)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < least || value > most)
        refuse_option(option, "whole number", least, most);
    return (int)value;
}

// The seconds that an option was given; anything else ends the program.
static double
option_seconds(const char *option, const char *text, double most)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0 && value <= most))
        refuse_option(option, "number of seconds", 0, most);
    return value;
}

// Reads the command line. What is wrong there ends the program.
static struct options
read_options(int argc, char **argv)
{
    static const struct option names[] = {
        { "port", required_argument, NULL, 'p' },
        { "addresses", required_argument, NULL, 'a' },
        { "tls", no_argument, NULL, 't' },
        { "rtt", required_argument, NULL, 'r' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct options o = { .addresses = 1 };
    int name;
    while ((name = getopt_long(argc, argv, "h", names, NULL)) != -1) {
        switch (name) {
        case 'p':
            o.port = option_whole("port", optarg, 0, PORT_MAX);
            break;
        case 'a':
            o.addresses = option_whole("addresses", optarg, 1, ADDRESSES_MAX);
            break;
        case 't':
            o.tls = true;
            break;
        case 'r':
            o.round_trip = option_seconds("rtt", optarg, ROUND_TRIP_MAX);
            break;
        case 'h':
            print_help();
            exit(EXIT_SUCCESS);
        default:
            exit(EXIT_USAGE);
        }
    }
    if (optind < argc) {
        fprintf(stderr, "testserver: unexpected argument '%s'\n",
                argv[optind]);
        exit(EXIT_USAGE);
    }
    return o;
}

// --- the process -------------------------------------------------------------

// Asks to be ended with the parent, unless it has gone already.
static void
end_with_parent(void)
{
    pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        exit(EXIT_SUCCESS);
}

// Takes as many descriptors as the system lets it have.
static void
raise_descriptor_limit(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// A loop whose timers are never early: by the precise clock, read anew each
// time. It owns itself until event_base_free().
static struct event_base *
make_base(void)
{
    event_set_mem_functions(allocate, reallocate, free);
    struct event_config *config = event_config_new();
    event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    event_config_set_flag(config, EVENT_BASE_FLAG_NO_CACHE_TIME);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

// A signal came that ends the server.
static void
on_signal(evutil_socket_t signal_number, short what, void *arg)
{
    event_base_loopbreak(arg);
    (void)signal_number;
    (void)what;
}

// Opens what the options ask for and says where. False: it has said why not.
static bool
start(struct server *server, const struct options *o)
{
    if (o->tls && !(server->tls = tls_open(o->addresses)))
        return false;
    int port = listen_open(server, o->addresses, o->port);
    if (port == 0) {
        fprintf(stderr, "testserver: cannot listen at port %d: %s\n", o->port,
                strerror(errno));
        return false;
    }
    printf("%s://127.0.0.1:%d\n", o->tls ? "https" : "http", port);
    if (o->tls)
        printf("%s\n", tls_authority());
    fflush(stdout);
    return true;
}

// Sets up, serves until a signal comes, and cleans up.
int
main(int argc, char **argv)
{
    struct options o = read_options(argc, argv);
    end_with_parent();
    raise_descriptor_limit();
    signal(SIGPIPE, SIG_IGN);

    struct server server = {
        .base = make_base(),
        .round_trip = o.round_trip
    };
    struct event *term = evsignal_new(server.base, SIGTERM, on_signal,
                                      server.base);
    struct event *interrupt = evsignal_new(server.base, SIGINT, on_signal,
                                           server.base);
    event_add(term, NULL);
    event_add(interrupt, NULL);
    stats_start();

    bool started = start(&server, &o);
    if (started)
        event_base_dispatch(server.base);

    listen_close();
    connection_free_all();
    stats_end();
    tls_close(server.tls);
    event_free(term);
    event_free(interrupt);
    event_base_free(server.base);
    return started ? EXIT_SUCCESS : EXIT_FAILURE;
}
