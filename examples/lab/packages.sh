# shellcheck shell=bash
#
# Debian packages that the examples and tests need: which are missing, and their installation.

# Prints those of the named packages that are not installed, one a line.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
    done
}

# Installs what is missing of the named packages and says what; as another user than root it says the command that does.
# No service is started: packages that bring one find the policy that forbids it, which is removed again.
need_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "missing: ${missing[*]} (expected a Debian machine with apt-get)" >&2
        return 1
    fi
    if [[ $EUID -ne 0 ]]; then
        echo "missing Debian packages; as root run: apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
    fi
    echo "installing Debian packages: ${missing[*]}"
    (install_packages "${missing[@]}")
}

# Runs in a process of its own: its traps are nobody else's.
install_packages() {
    local policy=/usr/sbin/policy-rc.d log
    log=$(mktemp)
    # shellcheck disable=SC2064 # the name of now
    trap "rm -f '$log'" EXIT
    if [[ ! -e $policy ]]; then
        # 101: the action is forbidden (invoke-rc.d's policy layer).
        # shellcheck disable=SC2064 # the names of now
        trap "rm -f '$log' '$policy'" EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    trap 'exit 130' INT TERM HUP
    if ! apt_install "$@" >"$log" 2>&1 && ! { apt-get -q update && apt_install "$@"; } >>"$log" 2>&1; then
        tail -n 5 "$log" >&2
        echo "could not install: $*" >&2
        return 1
    fi
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" </dev/null
}
