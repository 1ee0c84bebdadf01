#!/bin/sh
# How fast web archives are read, and in how much memory: makes an invented archive of a given size
# (unpacked), and measures on it what `gzip -dc` takes, what reading its records takes, and what
# `griot read` takes, which reads every page as well.
#
#   bench/warc.sh [MIB] [PAGES_MIB]     2048 MiB, of which `griot read` gets 64 MiB, unless told
#
# The archive has members of their own for each record, as crawlers write it; its pages repeat the
# examples with numbers in them. Times are of the processor (user and system), which a busy machine
# disturbs least. Needs GNU time as `time` or `/usr/bin/time`.
set -eu
cd "$(dirname "$0")/.."
mib=${1:-2048}
pages_mib=${2:-64}
time=$(command -v /usr/bin/time || command -v gtime)

cargo build --quiet --release --locked -p griot-cli
cargo build --quiet --release --locked -p griot-intake --example warc
release=${CARGO_TARGET_DIR:-target}/release

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One record of each kind; gzip members may be put one behind the other any number of times.
record() {
    printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-05-07T06:05:04Z\r\n' "$1" "$2"
    printf 'Content-Type: %s\r\nContent-Length: %s\r\n\r\n' "$3" "$(wc -c < "$4" | tr -d ' ')"
    cat "$4"
    printf '\r\n\r\n'
}
printf 'GET / HTTP/1.1\r\nHost: www.exemple.ml\r\n\r\n' > "$work/request"
n=0
while [ $n -lt 60 ]; do
    for page in examples/*.html; do
        n=$((n + 1))
        { printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
          sed -e "s/<\/title>/ $n<\/title>/" -e "s/<\/p>/ ($n)<\/p>/" "$page"; } > "$work/block"
        url=https://www.exemple.ml/$n
        record request "$url" 'application/http; msgtype=request' "$work/request" | gzip -6
        record response "$url" 'application/http; msgtype=response' "$work/block" | gzip -6
    done
done > "$work/unit.gz"
unit=$(gzip -dc "$work/unit.gz" | wc -c)

# An archive of at least so many MiB, unpacked.
archive() {
    copies=$(( ($1 * 1048576 + unit - 1) / unit ))
    while [ $copies -gt 0 ]; do cat "$work/unit.gz"; copies=$((copies - 1)); done
}
archive "$mib" > "$work/big.warc.gz"
archive "$pages_mib" > "$work/pages.warc.gz"

measure() {
    label=$1
    file=$2
    shift 2
    n_bytes=$(gzip -dc "$file" | wc -c)
    "$time" -o "$work/time" -f '%U %S %e %M' "$@" > "$work/out" 2> "$work/err" || true
    tail -n 1 "$work/time" | awk -v label="$label" -v n="$n_bytes" '{
        cpu = $1 + $2; if (cpu == 0) cpu = 0.01
        printf "%-28s %7.0f MiB  %7.2f s of processor  %7.2f s  %7.0f MiB/s  %6.0f MiB of memory\n",
            label, n / 1048576, cpu, $3, n / 1048576 / cpu, $4 / 1024 }'
}
measure 'gzip -dc | wc -c' "$work/big.warc.gz" sh -c "gzip -dc $work/big.warc.gz | wc -c"
measure 'records and their pages' "$work/big.warc.gz" "$release/examples/warc" "$work/big.warc.gz"
cat "$work/out"
measure 'griot read' "$work/pages.warc.gz" "$release/griot" read --output "$work/pages.jsonl" "$work/pages.warc.gz"
cat "$work/err"
