# shellcheck shell=bash
#
# What is on the wire, seen by a listener on one of the lab's hosts (beside hosts.sh). Times are seconds since the epoch.

wire_log=

# Starts a listener for VRRP, ARP and the beginnings of TCP connections on that host's interface.
wire_listen() {
    local name=$1 interface=${2:-eth0}
    wire_log=$(log_of wire)
    start wire "$name" tcpdump -i "$interface" -Z root --immediate-mode -l -n -e -tt \
        'vrrp or arp or tcp[tcpflags] & tcp-syn != 0'
    wait_for grep -q 'listening on' "$wire_log"
}

# The times at which HOST sent adverts after SINCE, with each advert's priority: lines of `TIME PRIORITY`.
adverts_from() {
    awk -v mac="$(mac_of "$1")" -v since="${2:-0}" '
        $2 == mac && $1 > since && /VRRPv[23], Advertisement/ && match($0, /prio [0-9]+/) {
            print $1, substr($0, RSTART + 5, RLENGTH - 5)
        }' "$wire_log"
}

# The times at which HOST sent gratuitous ARPs for ADDRESS after SINCE.
gratuitous_arps_from() {
    awk -v mac="$(mac_of "$1")" -v address="$2" -v since="${3:-0}" '
        $2 == mac && $1 > since && /ethertype ARP/ {
            gsub(/[(][^)]*[)] ?/, "")
            gsub(",", "")
            if (index($0, "who-has " address " tell " address)) print $1
        }' "$wire_log"
}

# arp_answered_by ADDRESS SINCE HOSTS: these hosts, and no others, have answered who has ADDRESS (not counting what is
# said without a question). HOSTS is one word, their names in order.
arp_answered_by() {
    local name answered
    # shellcheck disable=SC2154 # the list is in hosts.sh
    answered=$(for name in "${lab_hosts[@]}"; do
        awk -v mac="$(mac_of "$name")" -v address="$1" -v since="$2" -v name="$name" '
            $2 == mac && $1 > since && index($0, "Reply " address " is-at ") { print name; exit }' "$wire_log"
    done | sort | paste -s -d ' ')
    echo "answered by ${answered:-nobody}"
    [[ $answered == "$3" ]]
}

# B - A in seconds with three digits.
seconds_between() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", b - a }'; }

at_most() { awk -v value="$1" -v bound="$2" 'BEGIN { exit !(value <= bound) }'; }
