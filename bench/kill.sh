#!/bin/sh
# What `kill -9` does to a record: adds short invented articles, is killed at a random moment, looks
# whether the record is whole, goes on, and in the end compares it with one that was left in peace.
#
#   bench/kill.sh [TIMES] [SEED]   200 kills, unless told
#
# A record is filled by four runs of `griot add`; each is killed until it gets to its end, at a
# moment between its start and the time that such a run takes in peace. When all four are through,
# what the record answers must be what the other one answers, and a new record is begun. Ends with 1
# at the first record that is not whole or not the same, and leaves it there.
set -eu
cd "$(dirname "$0")/.."
times=${1:-200}
seed=${2:-1}
[ -n "${BIN:-}" ] || cargo build --quiet --release --locked -p griot-cli -p griot-dev
work=$(mktemp -d)
# Copies, so that it is one program all the time.
bin=${BIN:-${CARGO_TARGET_DIR:-target}/release}
cp "$bin/griot" "$bin/griot-dev" "$work"
cd "$work"
griot=./griot

now() { date +%s%N; }

# Everything that is asked of a record, without what depends on when it was asked.
answers() {
    for what in events tolls; do "$griot" $what "$1" --json --reports || [ $? -eq 1 ]; done
    for what in events suggestions statements; do "$griot" $what "$1" --json || [ $? -eq 1 ]; done
    # Among equally good articles those that came first stand first.
    "$griot" search "$1" attaque --json --limit 0 > found.txt || [ $? -eq 1 ]
    sort found.txt
}

"$griot" init calm > init.out
slowest=0
for part in 0 1 2 3; do
    ./griot-dev articles --first $((part * 400)) --number 400 --out "$part.jsonl"
    begun=$(now)
    "$griot" add calm "$part.jsonl" --quiet > add.out
    took=$(( ($(now) - begun) / 1000000 ))
    [ $took -le $slowest ] || slowest=$took
done
"$griot" check calm > check.out
answers calm > calm.txt
printf 'a run in peace takes up to %s ms\n' "$slowest"

kills=0
records=0
while [ "$kills" -lt "$times" ]; do
    rm -rf killed
    "$griot" init killed > init.out
    for part in 0 1 2 3; do
        while :; do
            seed=$(( (seed * 1103515245 + 12345) % 2147483648 ))
            wait_ms=$(( seed / 65536 % (slowest + 1) ))
            "$griot" add killed "$part.jsonl" --quiet > add.out 2>&1 &
            pid=$!
            sleep "$(awk -v ms=$wait_ms 'BEGIN { print ms / 1000 }')"
            kill -9 $pid 2> /dev/null || true
            rc=0
                wait $pid 2> /dev/null || rc=$?
            case $rc in
                0) break ;;
                137) kills=$((kills + 1)) ;;
                *) printf 'griot add ended with %s: see %s\n' "$rc" "$work"; cat add.out; exit 1 ;;
            esac
            "$griot" check killed > check.out 2> check.err || {
                printf 'not whole after %s kills: see %s\n' "$kills" "$work"
                cat check.out check.err
                exit 1
            }
        done
    done
    "$griot" check killed > check.out || { printf 'not whole: see %s\n' "$work"; exit 1; }
    answers killed > killed.txt
    cmp calm.txt killed.txt || { printf 'not the same: see %s\n' "$work"; exit 1; }
    records=$((records + 1))
    printf '%s kills, %s records whole and the same as the one in peace\n' "$kills" "$records"
done
cd /
rm -rf "$work"
