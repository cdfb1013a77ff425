# shellcheck shell=bash
#
# What the steps of several stories look at (beside hosts.sh and directors.sh). Each prints what it saw.

# held_only_by ADDRESS HOLDERS HOST…: of the hosts those in HOLDERS (names with a space between) have it, no other.
held_only_by() {
    local address=$1 expected=$2 holders
    shift 2
    holders=$(holders_of "$address" "$@" | paste -s -d ' ')
    echo "held by ${holders:-nobody}"
    [[ $holders == "$expected" ]]
}

# client_sends_to ADDRESS HOST: the client's ARP entry for the address holds that host's hardware address.
client_sends_to() {
    local entry
    entry=$(on client ip neigh show "$1" dev eth0) || return
    echo "${entry:-no ARP entry}"
    [[ $entry == *"lladdr $(mac_of "$2") "* ]]
}

# A server of direct routing takes packets for the address and must never answer ARP for it.
takes_packets_for() {
    on "$1" sysctl -qw net.ipv4.conf.{all,eth0}.arp_ignore=1 net.ipv4.conf.{all,eth0}.arp_announce=2
    on "$1" ip address add "$2/32" dev lo
}
