#!/usr/bin/env bash
# The reports in a real browser: of a common run, of one in which every text
# tries to be markup, of one without gnuplot, and the list of all of them.
#
# A page as it is must not make the console say anything, and must not ask the
# network for anything. A copy of it, in which one script may run, says what it
# looks like in frames of 360 and of 1280 pixels, in the light and in the dark
# (probe.js). A page that is wrong in every way shows that all of this is seen.

set -euo pipefail
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
here=tests/browser
work=$(mktemp -d)
complaints=0
browsing=

stop_browsing() {
    [ -z "$browsing" ] || kill "$browsing" 2>/dev/null || true
    [ -z "$browsing" ] || wait "$browsing" || true
    browsing=
}

trap 'stop_browsing; rm -rf "$work"' EXIT

browser=$(command -v chromium || command -v chromium-browser ||
    command -v google-chrome) || {
    echo "There is no Chromium. Install it with: make deps-develop" >&2
    exit 1
}
# Chromium's sandbox refuses to work for root.
as_root=()
[ "$(id -u)" != 0 ] || as_root=(--no-sandbox)

options=(--headless --disable-gpu "${as_root[@]}" --no-first-run
    --user-data-dir="$work/profile" --disable-background-networking
    --disable-component-update --disable-sync
    --host-resolver-rules='MAP * ~NOTFOUND')

complain() {
    echo "WRONG: $*"
    complaints=$((complaints + 1))
}

# browse OPTION... PAGE: loads the page; what it looks like in the end goes to
# stdout, what the browser says to stderr.
browse() {
    timeout 20 "$browser" "${options[@]}" --enable-logging=stderr --dump-dom \
        "${@:1:$#-1}" "file://${!#}"
}

# with_script PAGE SCRIPT COPY: a copy in which this script may run, and every
# other one that stands in the page.
with_script() {
    sed "s/default-src 'none'/&; script-src 'unsafe-inline'/" "$1" >"$3"
    if ! grep -q "script-src 'unsafe-inline'" "$3"; then
        complain "$1 has no policy that forbids scripts"
    fi
    { echo '<script>'; cat "$2"; echo '</script>'; } >"$work/script"
    # Right behind the policy, so that it runs before what may be in the page.
    sed -i "/Content-Security-Policy/r $work/script" "$3"
}

# as_it_is NAME PAGE: what the console and the network see of the page.
as_it_is() {
    browse --log-net-log="$work/network" "$2" >/dev/null 2>"$work/browser" ||
        complain "$1: the browser did not end well"
    grep -o 'CONSOLE.*' "$work/browser" >"$work/console" || true
    # The browser asks for things of its own; a page's requests name it.
    grep -o '"network_[a-z]*_key":"file:.*' "$work/network" \
        >"$work/requests" || true
    [ ! -s "$work/console" ] ||
        complain "$1: the console says: $(head -n 1 "$work/console")"
    [ ! -s "$work/requests" ] ||
        complain "$1: it asks for $(grep -o '"url":[^,}]*' "$work/requests" |
            head -n 1)"
}

# probe NAME PAGE: leaves in $work/said what the probes say in both frames, in
# both schemes.
probe() {
    local scheme dark=0 light=1

    with_script "$2" $here/probe.js "$work/copy.html"
    {
        echo '<!DOCTYPE html><meta name="color-scheme" content="light dark">'
        for width in 360 1280; do
            echo "<iframe src=copy.html width=$width height=740" \
                'style="border:0"></iframe>'
        done
        echo '<pre id="said"></pre><script>'
        cat $here/frames.js
        echo '</script>'
    } >"$work/frames.html"
    : >"$work/said"
    for scheme in $dark $light; do
        browse --blink-settings=preferredColorScheme="$scheme" \
            --window-size=1400,900 --virtual-time-budget=5000 \
            "$work/frames.html" 2>/dev/null |
            sed -n '/<pre id="said">/,/<\/pre>/p' >>"$work/said"
    done
    sed -i 's/<pre id="said">//; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' \
        "$work/said"
    for view in '360 dark' '1280 dark' '360 light' '1280 light'; do
        grep -q "^$view texts [1-9]" "$work/said" ||
            complain "$1: nothing was seen at $view"
    done
}

# well_made NAME PAGE PICTURES: everything but the downloads.
well_made() {
    as_it_is "$1" "$2"
    probe "$1" "$2"
    while IFS= read -r line; do
        complain "$1: $line"
    done < <(grep -E '^[0-9]+ (dark|light) WRONG' "$work/said")
    [ "$(grep -cE "^[0-9]+ [a-z]+ pictures $3\$" "$work/said")" = 4 ] ||
        complain "$1: there are not $3 pictures"
    echo "$1: $(sed -n 's/^360 light texts //p' "$work/said") texts and" \
        "$3 pictures, in four views"
}

# shows NAME TEXT: the page that was probed last has this text for its reader.
shows() {
    grep -qF -- "$2" "$work/said" || complain "$1: it does not show $2"
}

# same NAME FILE FILE
same() {
    cmp -s "$2" "$3" || complain "$1: $2 is not what is downloaded"
}

# downloads NAME FOLDER: what is downloaded from the report is what lies
# beside it.
downloads() {
    local got=$work/got run

    rm -rf "$got" "$work/profile"
    mkdir -p "$got" "$work/profile/Default"
    printf '{"download": {"default_directory": "%s"}, "profile": {%s}}' \
        "$got" '"default_content_setting_values": {"automatic_downloads": 1}' \
        >"$work/profile/Default/Preferences"
    { echo '<script>addEventListener("load", () => {'; cat $here/download.js
      echo '});</script>'; } >"$work/script"
    sed "s/default-src 'none'/&; script-src 'unsafe-inline'/
         /Content-Security-Policy/r $work/script" "$2/report.html" \
        >"$work/copy.html"
    # It would not always end by itself while something is downloaded.
    "$browser" "${options[@]}" "file://$work/copy.html" >/dev/null 2>&1 &
    browsing=$!
    for _ in {1..100}; do
        [ "$(find "$got" -type f ! -name '*.crdownload' ! -name '.*' |
            grep -c .)" -lt 4 ] || break
        sleep 0.1
    done
    stop_browsing
    same "$1" "$2/results.json" "$got/results.json"
    same "$1" "$2/urls.txt" "$got/urls.txt"
    same "$1" "$2/scenario.txt" "$got/$(basename "$2").scenario"
    for run in "$2"/runs/*.jsonl; do
        sed "s/^{/{\"run\":\"$(basename "$run" .jsonl)\",/" "$run"
    done | sort >"$work/records"
    { gunzip -c "$got/records.jsonl.gz" || true; } | sort >"$work/downloaded"
    [ -s "$work/records" ] || complain "$1: there are no records"
    same "$1" "$work/records" "$work/downloaded"
}

# compare_in PATH STATUS SCENARIO...: a comparison that ends with the status.
compare_in() {
    local status=0

    PATH=$1 "$(realpath "$build")/compare" --plots plots --rounds 1 \
        --results "$work/results" "${@:3}" >"$work/compare" 2>&1 || status=$?
    [ $status = "$2" ] || {
        cat "$work/compare"
        echo "compare ${*:3} ended with $status"
        exit 1
    }
}

charts() {
    find "$1" -name '*.svg' | grep -c .
}

results=$work/results
compare_in "$PATH" 0 smoke
well_made smoke "$results/smoke/report.html" "$(charts "$results/smoke")"
shows smoke 'On this machine, sync took'
downloads smoke "$results/smoke"

compare_in "$PATH" 0 $here/hostile.scenario
well_made hostile "$results/hostile/report.html" "$(charts "$results/hostile")"
shows hostile '"><script>alert(0)</script></style>{{finding}} 日本<b>'
shows hostile '/bytes/10?x=<img/src=x/onerror=alert(1)>'
shows hostile '<!-- {{style}} ]]>'
shows hostile '<svg/onload=alert(1)> naïve'
downloads hostile "$results/hostile"

mkdir -p "$work/nothing" "$results/a:b#?<b>&\"'" "$results/foreign"
compare_in "$work/nothing" 4 --name plain smoke
well_made 'without gnuplot' "$results/plain/report.html" 0
shows 'without gnuplot' 'gnuplot was not found'

cp "$results/smoke/results.json" "$results/a:b#?<b>&\"'/"
cp "$results/smoke/report.html" "$results/a:b#?<b>&\"'/"
echo '{"schema": "<b>"}' >"$results/foreign/results.json"
compare_in "$PATH" 0 smoke
well_made index "$results/index.html" 0
shows index '"><script>alert(0)</script></style>{{finding}} 日本<b>'
shows index 'it is not the results of a comparison'
shows index "a:b#?<b>&\"'"

found=$complaints
as_it_is broken "$PWD/$here/broken.html" >/dev/null
[ $complaints = $((found + 1)) ] || complain 'the console is not watched'
# Nobody would be there to close what alert opens.
sed '/Content-Security-Policy/d; s/alert(1); //' $here/broken.html \
    >"$work/open.html"
as_it_is broken "$work/open.html" >/dev/null
[ $complaints = $((found + 3)) ] || complain 'the network is not watched'
complaints=$((complaints - 3))
probe broken "$PWD/$here/broken.html"
for fault in 'element: b' 'attribute: onclick' 'script: there' \
    'script: alert' 'link: javascript' 'link: #nowhere' 'heading: A level' \
    'lang:' 'table:' 'picture: one is not' 'picture: one has' 'width: ' \
    'contrast: '; do
    grep -q "WRONG $fault" "$work/said" ||
        complain "nobody would see the fault '$fault'"
done

[ $complaints = 0 ] || exit 1
echo 'The pages are well made.'
