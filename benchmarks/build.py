"""`python -m benchmarks.build HOME FILE`: builds one index in this process and says what it took."""

import json
import sys
import time
from pathlib import Path

from benchmarks.measure import memory
from storage.files.places import Places
from storage.live.generations import build

if __name__ == "__main__":
    places = Places.find(Path(sys.argv[1]), Path(sys.argv[2]), {})
    begin = time.process_time()
    build(places, lambda _: None)
    size = sum(path.stat().st_size for path in places.cache.glob("*.sqlite"))
    print(json.dumps({"cpu": time.process_time() - begin, "memory": memory(), "size": size / 1e6}))
