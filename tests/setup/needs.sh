# shellcheck shell=bash disable=SC2034
# What the kit needs, one thing a line, for deps.sh and doctor.sh to source:
#
#   what it is | how to tell that it is there | Debian, Ubuntu | Fedora | Arch

needs='
a C compiler        | command -v cc                        | gcc                  | gcc               | gcc
make                | command -v make                      | make                 | make              | make
pkg-config          | command -v pkg-config                | pkg-config           | pkgconf           | pkgconf
libcurl             | pkg-config --exists libcurl          | libcurl4-openssl-dev | libcurl-devel     | curl
jansson             | pkg-config --exists jansson          | libjansson-dev       | jansson-devel     | jansson
libevent            | pkg-config --exists libevent_openssl | libevent-dev         | libevent-devel    | libevent
OpenSSL             | pkg-config --exists openssl          | libssl-dev           | openssl-devel     | openssl
zlib                | pkg-config --exists zlib             | zlib1g-dev           | zlib-devel        | zlib
Check               | pkg-config --exists check            | check                | check-devel       | check
gnuplot             | command -v gnuplot                   | gnuplot-nox          | gnuplot           | gnuplot
the DejaVu fonts    | have_font                            | fonts-dejavu-core    | dejavu-sans-fonts | ttf-dejavu
'

# Other people's tools, which the scripts in plots/others use. Packages install
# for the system's own Python, whichever python3 comes first in PATH.
needs_for_others='
curl                | command -v curl                         | curl              | curl              | curl
requests            | /usr/bin/python3 -c "import requests"   | python3-requests  | python3-requests  | python-requests
aiohttp             | /usr/bin/python3 -c "import aiohttp"    | python3-aiohttp   | python3-aiohttp   | python-aiohttp
httpx               | /usr/bin/python3 -c "import httpx"      | python3-httpx     | python3-httpx     | python-httpx
Go                  | command -v go                           | golang-go         | golang            | go
'

# What those need who change the kit, besides all that.
needs_to_develop='
clang               | command -v clang                     | clang                | clang             | clang
valgrind            | command -v valgrind                  | valgrind             | valgrind          | valgrind
clang-format        | command -v clang-format              | clang-format         | clang-tools-extra | clang
cppcheck            | command -v cppcheck                  | cppcheck             | cppcheck          | cppcheck
shellcheck          | command -v shellcheck                | shellcheck           | ShellCheck        | shellcheck
chromium            | command -v chromium                  | chromium             | chromium          | chromium
'

# Charts are drawn with DejaVu Sans; without it gnuplot complains.
have_font() {
    find /usr/share/fonts /usr/local/share/fonts -name 'DejaVuSans.ttf' \
        2>/dev/null | grep -q .
}

# each COMMAND TABLE: runs COMMAND WHAT TEST APT DNF PACMAN for every line.
each() {
    printf '%s' "$2" | while IFS='|' read -r what test apt dnf pacman; do
        if [ -n "$what" ]; then
            what=$(printf '%s' "$what" | sed 's/ *$//')
            # shellcheck disable=SC2086 # the names are meant to be trimmed
            "$1" "$what" "$test" $apt $dnf $pacman
        fi
    done
}

# there TEST: whether a thing is on this machine.
there() {
    eval "$1" >/dev/null 2>&1
}
