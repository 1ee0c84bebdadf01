#!/bin/sh
# How fast a record is shown: the pages of a large record, and the pages of events under load while articles
# are added.
#
#   bench/serve.sh RECORD [SECONDS]     60 seconds of load, unless told
#
# RECORD is one that `griot-dev articles` and `griot add` made, such as that of bench/record.sh; 20,000 articles
# more are added to it. What pages take is told by the clock, the worst of five times once they were asked for.
# Needs curl and wrk.
set -eu
cd "$(dirname "$0")/.."
record=$1
seconds=${2:-60}
scripts=$PWD/bench
[ -n "${BIN:-}" ] || cargo build --quiet --release --locked -p griot-cli -p griot-dev
release=${BIN:-${CARGO_TARGET_DIR:-target}/release}
work=$(mktemp -d)
"$release/griot" serve "$record" --address 127.0.0.1:0 2> "$work/told" &
server=$!
trap 'kill $server; rm -rf "$work"' EXIT
until root=$(grep -o 'http://[0-9.:]*' "$work/told"); do sleep 0.2; done

took=$(curl -s -o "$work/page" -w '%{time_total}' "$root/")
printf 'the first page after the start: %s s\n' "$took"
curl -s "$root/events.json?limit=1000" | grep -o '"id": "ev-[0-9a-f]*"' | grep -o 'ev-[0-9a-f]*' > "$work/ids"
some=$(head -n 1 "$work/ids")
article=$(curl -s "$root/events/$some.json" | grep -o '"key": "[^"]*"' | sed -n 2p | cut -d'"' -f4)
for path in / '/?country=ML' '/?type=attack&outcome=killed' "/?after=$(curl -s "$root/events.json?limit=1000" | grep -o 'after=[^"&]*' | head -n 1 | cut -d= -f2)" \
    /events.json '/map.json?zoom=5&frame=-10,10,5,20' /review '/review?queue=disputed' /stories /actors /places /sources \
    "/events/$some" "/articles/$article" "/articles/$article/related" /statements '/search?q=attaque' /exports; do
    worst=0
    curl -s -o "$work/page" "$root$path"
    for _ in 1 2 3 4 5; do
        took=$(curl -s -o "$work/page" -w '%{time_total} %{size_download}' "$root$path")
        worst=$(echo "$took" | awk -v worst="$worst" '{ print ($1 > worst) ? $1 : worst }')
    done
    printf '%6.0f ms  %7d bytes  %s\n' "$(echo "$worst" | awk '{ print $1 * 1000 }')" "${took#* }" "$path"
done

load() {
    printf '%-34s' "$1"
    EVENTS="$work/ids" RATE=$2 CONNECTIONS=64 \
        wrk -t 2 -c 64 -d "${seconds}s" -s "$scripts/serve.lua" "$root" | tail -n 1
}
load 'alone, as fast as it goes:' 0
load 'alone, at 2,000 a second:' 2000
# Numbers that the record does not have, whenever this was run before.
"$release/griot-dev" articles --first $((2000000 + $(date +%s) % 1000000)) --number 20000 --out "$work/more.jsonl"
"$release/griot" add "$record" "$work/more.jsonl" --quiet > "$work/added" &
adding=$!
load 'while articles are added, at 2,000:' 2000
kill -0 $adding 2> /dev/null && printf 'griot add was at work all the time\n' || printf 'griot add was done before the end\n'
wait $adding || true
