#!/bin/sh
# How fast the real program is: documents a second of `griot code --json` on copies of the articles
# of the bench, beside `wc -w` on the same bytes; how long it takes to start; how much memory.
#
#   bench/run.sh [COPIES]        1000 copies of the two articles unless told
#
# It builds the program with the settings of a release. Everything is on one worker; times are of
# the processor (user), which a busy machine disturbs least. Needs GNU time as `time` or
# `/usr/bin/time`.
set -eu
cd "$(dirname "$0")/.."
copies=${1:-1000}
time=$(command -v /usr/bin/time || command -v gtime)

cargo build --quiet --release --locked -p griot-cli
griot=${CARGO_TARGET_DIR:-target}/release/griot

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One document a line: the articles hold neither quotation marks nor backslashes that JSON minds
# but the ones escaped here.
line() {
    printf '{"id":"%s","lang":"%s","published":"2022-06-14","text":"' "$2" "$2"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' "$1" | awk '{ printf "%s\\n", $0 }'
    printf '"}\n'
}
for lang in fr en; do line "crates/griot/benches/article.$lang.txt" "$lang"; done > "$work/two.jsonl"
awk -v n="$copies" '{ text = text $0 "\n" } END { while (n-- > 0) printf "%s", text }' \
    "$work/two.jsonl" > "$work/many.jsonl"

# Prints what `command` took: seconds of the processor, seconds by the clock, kilobytes at the most.
took() { "$time" -f '%U %e %M' -o "$work/time" "$@" > "$work/out" && cat "$work/time"; }

one=$(took "$griot" code --json --workers 1 "$work/two.jsonl")
many=$(took "$griot" code --json --workers 1 "$work/many.jsonl")
coded=$(wc -l < "$work/out")
help=$(took "$griot" --version)
words=$(took wc -w "$work/many.jsonl")
n_words=$(cat crates/griot/benches/article.fr.txt crates/griot/benches/article.en.txt | wc -w)

echo "machine   $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "load      $(cut -d' ' -f1-3 /proc/loadavg)"
echo "compiler  $(rustc --version)"
echo "$one" "$many" "$help" "$words" "$copies" "$coded" "$n_words" | awk '{
    seconds = $4 - $1
    printf "start     %.0f ms of the processor, %.0f ms by the clock, until two articles are coded\n", $1 * 1000, $2 * 1000
    printf "          %.0f ms by the clock for --version\n", $8 * 1000
    printf "memory    %.0f MB at the most\n", $6 / 1024
    printf "coded     %d documents of %d words\n", $14, $15 / 2
    printf "speed     %.0f documents, %.0f words a second\n", ($14 - 2) / seconds, ($13 - 1) * $15 / seconds
    printf "wc -w     %.2f s; griot takes %.0f times as long\n", $10, seconds / ($10 > 0 ? $10 : 0.01)
}'
