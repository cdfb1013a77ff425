#!/usr/bin/env bash
#
# clients.sh ADDRESS FIRST_PORT SCHEDULER…
#
# Ten clients in one process: one of this host's addresses 192.168.12.101 to .110 after another asks at every
# scheduler's port, FIRST_PORT and those after it, who is there, and keeps the connection. The schedulers that promise a
# client the same server (dh, sh, mh) are asked a second time. Prints `ROUND SCHEDULER CLIENT SERVER` for each, then
# `done`, and stays.

set -euo pipefail

readonly VIP=$1 FIRST_PORT=$2
readonly SCHEDULERS=("${@:3}")
readonly PATIENCE=10
answer=

main() {
    local client
    for client in {1..10}; do ask_all 1 "$client" "${SCHEDULERS[@]}"; done
    for client in {1..10}; do ask_all 2 "$client" "${SCHEDULERS[@]}"; done
    echo 'done'
    exec sleep infinity
}

ask_all() {
    local round=$1 client=$2 port=$FIRST_PORT scheduler
    shift 2
    # What this host sends there from now on comes from that client's address.
    ip route replace "$VIP" dev eth0 src "192.168.12.$((100 + client))"
    for scheduler in "$@"; do
        if [[ $round -eq 1 || $scheduler == [dsm]h ]]; then
            ask "$port"
            printf '%s %s %s %s\n' "$round" "$scheduler" "$client" "$answer"
        fi
        port=$((port + 1))
    done
}

# Sets `answer` to the body of what is at that port. In this very process, which is the one that keeps the connection.
ask() {
    local connection line
    answer=failed
    if { exec {connection}<>"/dev/tcp/$VIP/$1"; } 2>/dev/null; then
        printf 'GET / HTTP/1.1\r\nHost: vip\r\n\r\n' >&"$connection"
        while read -r -t "$PATIENCE" -u "$connection" line && [[ $line != $'\r' ]]; do :; done
        read -r -t "$PATIENCE" -u "$connection" answer || answer=failed
    fi
}

main
