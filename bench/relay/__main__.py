"""`goround bench relay`, with its options as JSON: as it starts itself in a network of its own."""

import json
import sys

from bench.relay.command import Options, measure_and_print

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    sys.exit(measure_and_print(Options(**{**given, "peers": tuple(given["peers"])})))
