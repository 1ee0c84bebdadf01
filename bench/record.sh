#!/bin/sh
# How a record grows: fills one in ten steps with short invented articles, and asks it.
#
#   bench/record.sh [N] [DIR] [LOG]   20,000 articles, unless told; DIR is made and removed, or kept with
#                                     KEEP=1 in the environment, as bench/serve.sh needs it
#
# Prints for each tenth the articles a second of `griot add`, the memory, and the size on disk; then
# what each question takes by the clock and of the processor, start of the program included, the worst of three times.
# Each line is in LOG as soon as it is known: a run of a million articles takes more than an hour, and what it has
# found by then is not lost with its terminal. BIN is a folder with programs to measure instead of building them.
# Each tenth is a process of its own. About 9 KB of disk an article. Needs GNU time as `time` or
# `/usr/bin/time`.
set -eu
cd "$(dirname "$0")/.."
n=${1:-20000}
work=${2:-$(mktemp -d)}
log=${3:-/dev/null}
time=$(command -v /usr/bin/time || command -v gtime)
[ -n "${BIN:-}" ] || cargo build --quiet --release --locked -p griot-cli -p griot-dev
release=${BIN:-${CARGO_TARGET_DIR:-target}/release}
griot="$release/griot"
mkdir -p "$work"
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
say() { tee -a "$log"; }

"$griot" init "$work/record" > /dev/null
tenth=$((n / 10))
i=0
while [ $i -lt 10 ]; do
    "$release/griot-dev" articles --first $((i * tenth)) --number "$tenth" --out "$work/part.jsonl"
    "$time" -o "$work/time" -f '%e %U %S %M' \
        "$griot" add "$work/record" "$work/part.jsonl" --quiet > "$work/out"
    i=$((i + 1))
    size=$(du -sm "$work/record" | cut -f1)
    tail -n 1 "$work/time" | awk -v i=$i -v n="$tenth" -v mb="$size" '{
        printf "tenth %2d  %6.0f articles a second  %8.1f s  %8.1f s of processor  %5.0f MB of memory  %6d MB on disk\n",
            i, n / $1, $1, $2 + $3, $4 / 1024, mb }' | say
done

ask() {
    : > "$work/times"
    for _ in 1 2 3; do
        "$time" -o "$work/time" -f '%e %U %S' "$griot" "$@" > "$work/out" 2> "$work/err" || printf 'exit %s ' $?
        tail -n 1 "$work/time" >> "$work/times"
    done
    awk '{ if ($1 > e) e = $1; if ($2 + $3 > c) c = $2 + $3 } END {
        printf "%6.0f ms %6.0f ms of processor  griot", e * 1000, c * 1000 }' "$work/times"
    first=$1
    shift 2
    printf ' %s' "$first" "$@"
    printf ': %s\n' "$(head -n 1 "$work/err" | cut -c1-60)"
}
questions() {
    printf 'start of the program alone\n'
    ask --version --version
    day=$(sed -n '$p' "$work/part.jsonl" | sed 's/.*"published":"\([^"]*\)".*/\1/')
    year=${day%%-*}
    ask events "$work/record"
    ask events "$work/record" --since "$year-01-01"
    ask events "$work/record" --country ML
    ask events "$work/record" --type attack
    ask events "$work/record" --until "$year-01-01"
    ask events "$work/record" --certainty reported
    ask events "$work/record" --review unreviewed
    ask events "$work/record" --near 16.27,-0.05 --km 100
    ask events "$work/record" --actor djihadistes
    ask events "$work/record" --outcome killed
    ask events "$work/record" --source 'élu local'
    ask events "$work/record" --text 'Tombouctou'
    ask events "$work/record" --text 'attaque'
    ask events "$work/record" --country ML --type attack --since "$year-01-01"
    ask events "$work/record" --near 16.27,-0.05 --km 100 --outcome killed --actor djihadistes
    ask events "$work/record" --country ML,BF,NE --until "$year-01-01" --certainty reported --text 'attaque'
    ask tolls "$work/record" --country SD
    ask search "$work/record" 'Tombouctou rebelles'
    ask search "$work/record" 'attaque'
    ask suggestions "$work/record"
    ask story "$work/record" --limit 20
}
questions | say
