#!/bin/sh
# How a record grows: fills one in ten steps with short invented articles, and asks it.
#
#   bench/record.sh [N] [DIR]     20,000 articles, unless told; DIR is made and removed
#
# Prints for each tenth the articles a second of `griot add`, the memory, and the size on disk; then
# what each question takes by the clock, start of the program included, the worst of three times.
# Each tenth is a process of its own. About 9 KB of disk an article. Needs GNU time as `time` or
# `/usr/bin/time`.
set -eu
cd "$(dirname "$0")/.."
n=${1:-20000}
work=${2:-$(mktemp -d)}
time=$(command -v /usr/bin/time || command -v gtime)
cargo build --quiet --release --locked -p griot-cli -p griot-dev
release=${CARGO_TARGET_DIR:-target}/release
griot="$release/griot"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT

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
            i, n / $1, $1, $2 + $3, $4 / 1024, mb }'
done

ask() {
    worst=0
    for _ in 1 2 3; do
        "$time" -o "$work/time" -f '%e %M' "$griot" "$@" > "$work/out" 2> "$work/err" || printf "exit %s " $?
        worst=$(tail -n 1 "$work/time" | awk -v worst="$worst" '{ print ($1 > worst) ? $1 : worst }')
    done
    printf '%6.0f ms  griot' "$(echo "$worst" | awk '{ print $1 * 1000 }')"
    first=$1
    shift 2
    printf ' %s' "$first" "$@"
    printf ': %s\n' "$(head -n 1 "$work/err" | cut -c1-60)"
}
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
