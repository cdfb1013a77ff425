# shellcheck shell=bash
#
# Hosts on one machine, for a script with `set -euo pipefail` that runs as root:
#
#   lab_open DIRECTORY           starts the lab; its logs go to DIRECTORY. Everything is undone when the script ends.
#   segment NAME                 a network segment (a bridge)
#   host NAME                    a host (a network namespace, and a host name)
#   attach HOST IF SEGMENT CIDR  gives the host an interface with that address on the segment
#   on HOST COMMAND…             runs COMMAND on the host
#   start NAME HOST COMMAND…     starts a process there; its output goes to the file log_of NAME
#   signal NAME SIGNAL           sends it to the process
#   stop NAME [SIGNAL]           ends it politely (TERM) and waits; returns its exit status
#   crash NAME                   SIGKILL to it and to all it started, in one moment
#   wait_for COMMAND…            polls COMMAND until it succeeds, at most PATIENCE seconds; prints its last output
#   step TEXT COMMAND…           COMMAND decides: one line PASS or FAIL, TEXT, and in parentheses what COMMAND printed
#   show COMMAND…                COMMAND's output, indented below the step before
#   summary                      the line `N passed, M failed`; fails when a step failed
#
# COMMAND of step and wait_for may be a function of the script. Bash switches `set -e` off inside it, so each of its
# commands that matters ends in `|| return`.
#
# All namespaces and processes are the lab's own, told by LAB_PREFIX and by process id. The machine's own interfaces,
# routes and rules are never touched.

LAB_PREFIX=${LAB_PREFIX:-hf-}
PATIENCE=${PATIENCE:-120}
# A look is some processes, which an emulated machine takes a tenth of a second for.
POLL_SECONDS=0.2
[[ -z ${HOLDFAST_VM:-} ]] || POLL_SECONDS=1
readonly POLL_SECONDS

LAB_DIR=
LAB_LOGS=
lab_hosts=()
lab_passed=0
lab_failed=0
declare -A lab_pids=() lab_macs=()

lab_open() {
    LAB_LOGS=$1
    LAB_DIR=/run/holdfast-lab/${LAB_PREFIX}lab
    mkdir -p /run/holdfast-lab "$LAB_LOGS"
    exec {lab_lock}>"/run/holdfast-lab/${LAB_PREFIX}lock"
    if ! flock -n "$lab_lock"; then
        echo "another lab with the prefix $LAB_PREFIX is running (expected one at a time; set LAB_PREFIX for a second)" >&2
        return 1
    fi
    remove_hosts
    rm -rf "$LAB_DIR"
    mkdir -p "$LAB_DIR/names"
    mkfifo "$LAB_DIR/silence"
    exec {lab_silence}<>"$LAB_DIR/silence"
    trap lab_close EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    ip netns add "${LAB_PREFIX}switch"
}

lab_close() {
    trap '' INT TERM HUP
    local name
    for name in "${!lab_pids[@]}"; do crash "$name"; done
    remove_hosts
    rm -rf "$LAB_DIR"
}

# Also what an earlier lab left behind that was itself killed.
remove_hosts() {
    local namespace name
    for namespace in /run/netns/"$LAB_PREFIX"*; do
        [[ ! -e $namespace ]] || ip netns del "${namespace##*/}"
    done
    for name in "$LAB_DIR"/names/*; do
        [[ ! -e $name ]] || umount "$name" 2>/dev/null || true
    done
}

# --- topology ---

segment() {
    ip -n "${LAB_PREFIX}switch" link add "$1" type bridge mcast_snooping 0
    ip -n "${LAB_PREFIX}switch" link set "$1" up
}

host() {
    local name=$1
    lab_hosts+=("$name")
    ip netns add "$LAB_PREFIX$name"
    : >"$LAB_DIR/names/$name"
    unshare --uts="$LAB_DIR/names/$name" hostname "$name"
    ip -n "$LAB_PREFIX$name" link set lo up
    on "$name" sysctl -qw net.ipv4.conf.{all,default}.rp_filter=0 net.ipv6.conf.{all,default}.accept_dad=0
}

# The hardware address tells the host: 02:00 and the four bytes of its IPv4 address.
attach() {
    local name=$1 interface=$2 segment=$3 cidr=$4 mac
    local bytes
    IFS=. read -ra bytes <<<"${cidr%/*}"
    mac=$(printf '02:00:%02x:%02x:%02x:%02x' "${bytes[@]}")
    ip -n "${LAB_PREFIX}switch" link add "$name-$interface" type veth \
        peer name "$interface" address "$mac" netns "$LAB_PREFIX$name"
    ip -n "${LAB_PREFIX}switch" link set "$name-$interface" master "$segment" up
    ip -n "$LAB_PREFIX$name" address add "$cidr" brd + dev "$interface"
    ip -n "$LAB_PREFIX$name" link set "$interface" up
    lab_macs[$name/$interface]=$mac
}

mac_of() { printf '%s\n' "${lab_macs[$1/${2:-eth0}]}"; }

on() {
    local name=$1
    shift
    nsenter --net="/run/netns/$LAB_PREFIX$name" --uts="$LAB_DIR/names/$name" "$@"
}

# --- processes ---

log_of() { printf '%s\n' "$LAB_LOGS/$1.log"; }

start() {
    local name=$1 host=$2
    shift 2
    # A session of its own: Ctrl-C reaches only this script, which ends the processes in its own order.
    setsid nsenter --net="/run/netns/$LAB_PREFIX$host" --uts="$LAB_DIR/names/$host" "$@" \
        </dev/null >>"$(log_of "$name")" 2>&1 {lab_lock}>&- {lab_silence}>&- &
    lab_pids[$name]=$!
}

running() { [[ -n ${lab_pids[$1]:-} ]] && kill -0 "${lab_pids[$1]}" 2>/dev/null; }

ended() { ! running "$1"; }

signal() { kill -s "$2" "${lab_pids[$1]}"; }

stop() {
    local name=$1 signal=${2:-TERM} pid status=0
    pid=${lab_pids[$name]:-}
    [[ -n $pid ]] || return 0
    kill -s "$signal" "$pid" 2>/dev/null || true
    if ! wait_for ended "$name"; then
        crash "$name"
        echo "$name did not end on SIG$signal"
        return 1
    fi
    unset "lab_pids[$name]"
    wait "$pid" || status=$?
    return "$status"
}

crash() {
    local name=$1 pid frozen=()
    pid=${lab_pids[$name]:-}
    [[ -n $pid ]] || return 0
    # Bash would print a line about the death of a job that it still counts among its own.
    disown "$pid"
    # All stand still before the first dies: none can act on another's death or start a new one.
    freeze_tree "$pid"
    kill -KILL "${frozen[@]}" 2>/dev/null || true
    pkill -KILL -s "$pid" || true
    wait_for ended "$name"
    unset "lab_pids[$name]"
}

# Stops a process and all it started, and adds them to the array `frozen` of the caller.
freeze_tree() {
    local child children
    kill -STOP "$1" 2>/dev/null || return 0
    frozen+=("$1")
    read -d '' -ra children < <(cat /proc/"$1"/task/*/children 2>/dev/null) || true
    for child in "${children[@]}"; do freeze_tree "$child"; done
}

# --- story ---

now() { printf '%s\n' "$EPOCHREALTIME"; }

wait_for() {
    local end=$((SECONDS + PATIENCE)) output=$LAB_DIR/poll.$RANDOM
    until "$@" >"$output" 2>&1; do
        if [[ $SECONDS -ge $end ]]; then
            [[ ! -s $output ]] || printf '%s\n' "$(<"$output")"
            echo "(waited $PATIENCE s)"
            rm -f "$output"
            return 1
        fi
        pause
    done
    [[ ! -s $output ]] || printf '%s\n' "$(<"$output")"
    rm -f "$output"
}

# Without a process: nothing is ever written there.
pause() { read -r -t "$POLL_SECONDS" -u "$lab_silence" || true; }

step() {
    local text=$1 verdict=PASS seen
    shift
    if "$@" >"$LAB_DIR/seen" 2>&1; then
        lab_passed=$((lab_passed + 1))
    else
        verdict=FAIL
        lab_failed=$((lab_failed + 1))
    fi
    seen=$(paste -s -d '\n' "$LAB_DIR/seen" | awk 'NF { gsub(/[ \t]+/, " "); line = line (line ? "; " : "") $0 } END { print line }')
    printf '%s  %s%s\n' "$verdict" "$text" "${seen:+  ($seen)}"
}

show() { { "$@" 2>&1 || true; } | sed 's/^/      /'; }

summary() {
    printf '%d passed, %d failed\n' "$lab_passed" "$lab_failed"
    [[ $lab_failed -eq 0 ]]
}
