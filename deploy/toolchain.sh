#!/usr/bin/env bash
# Makes sure that this machine has what `make run` (or, with the word "test", `make test`) needs.
# On Debian as root it installs what is missing; elsewhere it says precisely what to install and exits 1.
# Node is an exception: where it is missing or too old, the Makefile takes it from a Python wheel into .venv.
set -euo pipefail

purpose=${1:-run}
python=${PYTHON:-python3}
packages=()   # Debian's names of what is missing
advice=()     # the same in words, for machines where we may not or cannot install

# version_at_least HAVE WANT: dotted numbers, compared number by number.
version_at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# need WORDS PACKAGE...
need() {
    advice+=("$1")
    shift
    packages+=("$@")
}

check_python() {
    local found=none
    found=$("$python" -c 'import platform; print(platform.python_version())' 2>/dev/null) || found=none
    if [ "$found" = none ] || ! version_at_least "$found" 3.11; then
        need "Python 3.11 or newer with venv (found: $found; choose another with PYTHON=/path/to/python3)" python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        need "the venv module of Python" python3-venv
    fi
}

check_rust() {
    local found=none
    found=$(rustc --version 2>/dev/null | cut -d' ' -f2) || found=none
    if [ "${found:-none}" = none ] || ! version_at_least "$found" 1.85 || ! command -v cargo >/dev/null; then
        # Debian 12's own rustc is 1.63; rustc-web is the newer one that Debian builds its browsers with.
        need "Rust 1.85 or newer with cargo (found: ${found:-none}; https://rustup.rs installs it)" rustc-web cargo-web
    fi
    command -v cc >/dev/null || need "a C compiler, which Rust links with" gcc libc6-dev
}

check_test_tools() {
    command -v chromium >/dev/null || need "Chromium, as the command chromium" chromium
    command -v firefox-esr >/dev/null || need "Firefox ESR, as the command firefox-esr" firefox-esr
    command -v redis-server >/dev/null || need "Redis, as the command redis-server" redis-server
    command -v turnserver >/dev/null || need "the TURN server coturn, as the command turnserver" coturn
    if command -v fc-list >/dev/null && [ -z "$(fc-list 2>/dev/null | head -n 1)" ]; then
        need "any font, for the browsers" fonts-dejavu-core
    fi
}

install_or_say() {
    if [ "${#packages[@]}" -eq 0 ]; then
        return
    fi
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "Installing: ${packages[*]}"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
        return
    fi
    echo "Goround needs on this machine:" >&2
    printf '  - %s\n' "${advice[@]}" >&2
    echo "On Debian 12: sudo apt-get install ${packages[*]}" >&2
    exit 1
}

# Something of the wanted name may have been installed and still be too old, on another release of Debian for one.
check_again() {
    packages=()
    advice=()
    hash -r
    check_all
    if [ "${#packages[@]}" -gt 0 ]; then
        echo "Still missing or too old after installing from this system's packages:" >&2
        printf '  - %s\n' "${advice[@]}" >&2
        exit 1
    fi
}

check_all() {
    check_python
    check_rust
    if [ "$purpose" = test ]; then
        check_test_tools
    fi
}

check_all
install_or_say
check_again
