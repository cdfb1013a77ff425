# shellcheck shell=bash
#
# The directors of a story (beside hosts.sh): Holdfast, or keepalived for comparison, or one of each.

# DIRECTOR is `holdfast`, `keepalived`, or `FIRST,SECOND` for a pair of different ones.
director_kind() {
    local position=$1 kind
    if [[ $position -eq 1 ]]; then kind=${DIRECTOR%%,*}; else kind=${DIRECTOR##*,}; fi
    printf '%s\n' "$kind"
}

# director_start HOST POSITION CONF: POSITION 1 or 2 in DIRECTOR. Both kinds take the same options.
director_start() {
    local name=$1 position=$2 conf=$3 run=$LAB_DIR/director-$1 options
    mkdir -p "$run"
    options=(-n -l -D -f "$conf" -p "$run/daemon.pid")
    case $(director_kind "$position") in
        holdfast) start "$name" "$name" "$HOLDFAST_HOME/controller/bin/holdfast" run "${options[@]}" ;;
        keepalived) start "$name" "$name" keepalived "${options[@]}" -r "$run/vrrp.pid" -c "$run/checkers.pid" ;;
        *) echo "director $(director_kind "$position") (expected holdfast or keepalived)" >&2 && return 1 ;;
    esac
}

holds() {
    on "$1" ip -o -4 address show dev "${3:-eth0}" | grep -qF "inet $2/"
}

# Prints which of the hosts hold ADDRESS.
holders_of() {
    local address=$1 name
    shift
    for name in "$@"; do
        if holds "$name" "$address"; then echo "$name"; fi
    done
}

ipvs_table() { on "$1" ipvsadm -Ln; }

# The director's log from a line number on (see log_mark): what it said since.
log_since() { tail -n "+$(($2 + 1))" "$(log_of "$1")"; }

log_mark() {
    local log
    log=$(log_of "$1")
    if [[ -e $log ]]; then wc -l <"$log"; else echo 0; fi
}

# Prints the first line since MARK that matches the extended regular expression.
logged() {
    grep -E -m 1 -o "$3.*" < <(log_since "$1" "$2")
}
