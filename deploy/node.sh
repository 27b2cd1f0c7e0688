#!/usr/bin/env bash
# Puts Node and npm into the virtual environment where this machine has none that Vite can run on.
# Argument: the environment's python.
set -euo pipefail

python=$1
# Vite: ^20.19 or >=22.12.
suits='const [a, b] = process.versions.node.split(".").map(Number);
process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'

if command -v node >/dev/null && command -v npm >/dev/null && node -e "$suits"; then
    exit 0
fi
echo "Node on this machine: $(node --version 2>/dev/null || echo none). Taking Node from PyPI into .venv."
if ! "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock; then
    echo "Could not get Node. Install Node 20.19 or newer (with npm) and run make again." >&2
    exit 1
fi
