"""How many pages a second Python trafilatura takes the article out of: `bench/pages.sh` runs it.

Takes the folder of an unpacked set of pages (`html/`); prints pages a second of one processor, the
pages held in memory as characters, each read once after a page to warm up.
"""

import pathlib
import sys
import time

import trafilatura

folder = pathlib.Path(sys.argv[1])
files = sorted(path for path in folder.rglob("*.htm*") if path.is_file())
pages = [path.read_bytes().decode("utf-8", "replace") for path in files]
mode = {"favor_precision": True} if "precision" in sys.argv[2:] else {}
trafilatura.extract(pages[0], **mode)
start = time.process_time()
found = sum(trafilatura.extract(page, **mode) is not None for page in pages)
seconds = time.process_time() - start
if not found:
    sys.exit("no article was found in any page")
print(f"{len(pages) / seconds:.1f} {len(pages)} {found} {trafilatura.__version__}")
