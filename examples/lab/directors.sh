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

# Tells the director to read its configuration again.
director_reload() { signal "$1" HUP; }

# director_ends HOST: politely, with exit status 0.
director_ends() {
    local status=0
    stop "$1" || status=$?
    echo "exit status $status"
    [[ $status -eq 0 ]]
}

# table_has HOST EXPRESSION…: each extended regular expression matches a line of `ipvsadm -Ln`.
table_has() {
    local table expression missing=()
    table=$(ipvs_table "$1") || return
    shift
    for expression in "$@"; do grep -qE -e "$expression" <<<"$table" || missing+=("$expression"); done
    tail -n +4 <<<"$table"
    [[ ${#missing[@]} -eq 0 ]] || { echo "no line like: ${missing[*]}"; return 1; }
}

# table_lacks HOST TEXT: no line of the table has it, and there are lines.
table_lacks() {
    local table
    table=$(ipvs_table "$1" | tail -n +4) || return
    echo "$table"
    [[ -n $table && $table != *"$2"* ]]
}

table_empty() {
    local table
    table=$(on "$1" ipvsadm-save -n) || return
    echo "${table:-empty}"
    [[ -z $table ]]
}

# ipvs_count HOST SERVER:PORT: what `ipvsadm -Ln --stats --exact` counts for it: connections, packets in, packets out,
# bytes in, bytes out.
ipvs_count() {
    on "$1" ipvsadm -Ln --stats --exact | awk -v server="$2" '$1 == "->" && $2 == server { print $3, $4, $5, $6, $7 }'
}

# counted_both_ways SERVER:PORT…: the director has counted packets to each and from each. counted_one_way: to each, and none
# from any. The kernel's counters may come two seconds late.
counted_both_ways() { counted some "$@"; }
counted_one_way() { counted none "$@"; }

counted() {
    local replies=$1 server in out seen
    shift
    for server in "$@"; do
        read -r _ in out _ < <(ipvs_count director "$server") || return
        echo "$server: $in packets in, $out out"
        seen=none
        [[ $out -eq 0 ]] || seen=some
        [[ $in -gt 0 && $seen == "$replies" ]] || return
    done
}
