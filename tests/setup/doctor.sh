#!/usr/bin/env bash
# Looks whether this machine is ready for the kit, and says what to do where it
# is not. Exit status: 0 ready, 1 something has to be done first.

set -u
# shellcheck source=tests/setup/needs.sh
. "$(dirname "$0")/needs.sh"

problems=0

good() {
    printf '  ok    %s\n' "$*"
}

bad() {
    printf '  TO DO %s\n' "$*"
    problems=$((problems + 1))
}

could_be_better() {
    printf '  note  %s\n' "$*"
}

# at_least WHAT HAVE WANT: compares versions, as 7.88.1 and 7.68.
at_least() {
    if [ "$(printf '%s\n%s\n' "$3" "$2" | sort -V | head -n 1)" = "$3" ]; then
        good "$1 $2"
    else
        bad "$1 $2 is too old; the kit needs $3 or newer"
    fi
}

check_need() {
    there "$2" || echo "$1"
}

echo "Programs and libraries"
missing=$(each check_need "$needs")
if [ -n "$missing" ]; then
    bad "missing: $(echo "$missing" | paste -sd, - | sed 's/,/, /g');" \
        "run: make deps"
else
    good "compiler: $(cc --version | head -n 1)"
    at_least libcurl "$(pkg-config --modversion libcurl)" 7.70
    at_least libevent "$(pkg-config --modversion libevent)" 2.1
    at_least jansson "$(pkg-config --modversion jansson)" 2.11
    at_least Check "$(pkg-config --modversion check)" 0.12
    at_least gnuplot "$(gnuplot --version | cut -d' ' -f2)" 5.2
    for terminal in svg pngcairo; do
        if echo "set terminal" | gnuplot 2>&1 | grep -qw "$terminal"; then
            good "gnuplot draws with $terminal"
        else
            bad "gnuplot has no $terminal terminal; install gnuplot-nox"
        fi
    done
fi

echo "Limits"
descriptors=$(ulimit -H -n)
if [ "$descriptors" = unlimited ] || [ "$descriptors" -ge 4096 ]; then
    good "open files: $descriptors"
else
    bad "only $descriptors open files; raise the hard limit to 4096" \
        "(/etc/security/limits.conf)"
fi
threads=$(ulimit -u 2>/dev/null || echo unlimited)
if [ "$threads" = unlimited ] || [ "$threads" -ge 2000 ]; then
    good "processes and threads: $threads"
else
    bad "only $threads processes and threads; raise ulimit -u to 2000"
fi
memory=$(awk '/MemAvailable/ {print int($2 / 1024)}' /proc/meminfo)
if [ "${memory:-0}" -ge 512 ]; then
    good "free memory: $memory MiB"
else
    bad "only ${memory:-0} MiB of memory are free; close something"
fi
cores=$(getconf _NPROCESSORS_ONLN)
if [ "$cores" -ge 2 ]; then
    good "processors: $cores"
else
    could_be_better "one processor: the server and the program share it"
fi

echo "Network"
ports=/proc/sys/net/ipv4/ip_local_port_range
if [ -r $ports ]; then
    read -r first last <<<"$(cat $ports)"
    if [ $((last - first)) -ge 10000 ]; then
        good "local ports: $first to $last"
    else
        bad "only $((last - first)) local ports; run:" \
            "sudo sysctl net.ipv4.ip_local_port_range='32768 60999'"
    fi
fi
proxies=$(env | grep -iE '^(http|https|all)_proxy=' | cut -d= -f1 |
    paste -sd, -)
[ -z "$proxies" ] || could_be_better "$proxies is set: the programs use it," \
    "the comparison and the tests do not"

server=${BUILD:-build}/testserver
if [ -x "$server" ]; then
    answer=$(mktemp)
    "$server" >"$answer" 2>&1 &
    child=$!
    sleep 0.5
    if grep -q '^http://127.0.0.1:' "$answer"; then
        good "the local server listens on $(head -n 1 "$answer")"
    else
        bad "the local server does not start: $(head -n 1 "$answer")"
    fi
    kill "$child" 2>/dev/null
    rm -f "$answer"
else
    could_be_better "the kit is not built yet; run: make"
fi

if [ "$problems" = 0 ]; then
    echo "Ready."
else
    echo "Not ready: $problems to do."
    exit 1
fi
