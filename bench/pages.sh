#!/bin/sh
# How fast articles are taken out of pages, beside Python trafilatura on the same pages in the same run.
#
#   bench/pages.sh [PYTHON]     a Python that has trafilatura (`pip install trafilatura lxml_html_clean`);
#                               `python3` unless told
#
# The pages are those of trafilatura's own evaluation, which `make unpack-pages` unpacks where they are at
# hand. Both read in turn, three times each, on one processor, whose seconds are counted rather than those
# of the clock; the best of each is compared. Where Python has no trafilatura, griot is measured alone.
# Ends with 1 when griot reads fewer than 150 pages a second, or less than twice what Python does.
set -eu
cd "$(dirname "$0")/.."
python=${1:-python3}
target=${CARGO_TARGET_DIR:-target}
make -s unpack-pages
pages=$target/pages/trafilatura
[ -d "$pages" ] || { echo 'pages: skipped, no pages of trafilatura at hand'; exit 0; }
cargo build --quiet --release --locked -p griot-dev
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if "$python" -c 'import trafilatura' 2> "$work/err"; then has_python=1; else has_python=; fi
[ -n "$has_python" ] || echo "Python trafilatura: skipped, \`$python\` has none"
for turn in 1 2 3; do
    "$target/release/griot-dev" pages --alone --trafilatura "$pages" > "$work/out"
    awk '$1 == "griot" { print $NF; exit }' "$work/out" >> "$work/griot"
    printf 'turn %s  griot %s pages/s' $turn "$(tail -n 1 "$work/griot")"
    if [ -n "$has_python" ]; then
        "$python" bench/pages.py "$pages/html" > "$work/out"
        cut -d' ' -f1 "$work/out" >> "$work/python"
        printf '  trafilatura %s %s pages/s' "$(cut -d' ' -f4 "$work/out")" "$(tail -n 1 "$work/python")"
    fi
    echo
done
touch "$work/python"
sort -rn "$work/griot" | head -n 1 > "$work/best"
sort -rn "$work/python" | head -n 1 >> "$work/best"
awk 'NR == 1 { griot = $1 } NR == 2 { python = $1 } END {
    printf "best     griot %.0f pages/s", griot
    if (python > 0) printf "  trafilatura %.0f pages/s  ratio %.1f", python, griot / python
    print ""
    exit (griot < 150 || (python > 0 && griot < 2 * python)) ? 1 : 0
}' "$work/best"
