#!/usr/bin/env bash
# Installs what the kit needs and this machine lacks; nothing when it is all
# there.
#
#   deps.sh            install with apt; name the packages for dnf and pacman
#   deps.sh others     the same, and other people's tools, to compare with
#   deps.sh develop    the same, and what is needed to change the kit
#   deps.sh check      only say what is missing

set -eu
# shellcheck source=tests/setup/needs.sh
. "$(dirname "$0")/needs.sh"

print_missing() {
    there "$2" || printf '%s|%s|%s|%s\n' "$1" "$3" "$4" "$5"
}

# packages COLUMN: the names of the missing packages for one package manager.
packages() {
    printf '%s\n' "$missing" | cut -d'|' -f"$1" | tr '\n' ' ' | sed 's/ $//'
}

case ${1-} in
others) wanted=$needs$needs_for_others ;;
develop) wanted=$needs$needs_for_others$needs_to_develop ;;
*) wanted=$needs ;;
esac
missing=$(each print_missing "$wanted")
[ -n "$missing" ] || exit 0

names=$(printf '%s\n' "$missing" | cut -d'|' -f1 | paste -sd, - |
    sed 's/,/, /g')
if [ "${1-}" = check ]; then
    echo "Missing: $names. Install it with: make deps" >&2
    exit 1
fi

echo "Missing: $names."
if command -v apt-get >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    echo "Installing: $(packages 2)"
    $as_root apt-get update -qq
    # shellcheck disable=SC2046 # one word a package
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq \
        --no-install-recommends $(packages 2)
elif command -v dnf >/dev/null; then
    echo "Install it with: sudo dnf install $(packages 3)" >&2
    exit 1
elif command -v pacman >/dev/null; then
    echo "Install it with: sudo pacman -S --needed $(packages 4)" >&2
    exit 1
else
    echo "Install with your package manager what Debian calls:" \
        "$(packages 2)" >&2
    exit 1
fi
