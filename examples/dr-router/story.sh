# shellcheck shell=bash
#
# Direct routing behind a router: requests by the director, replies around it, see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm curl nginx)

readonly CLIENT=192.168.10.6 ROUTER_OUTSIDE=192.168.10.200 ROUTER_INSIDE=192.168.188.200
readonly VIP=192.168.188.100 DIRECTOR_ADDRESS=192.168.188.8
readonly WEB1=192.168.188.9 WEB2=192.168.188.10
readonly BIG_FILE_KB=4096

story() {
    build_network
    start_all
    both_answer
    replies_go_around
    gateway_wrong
    step "the director ends politely" director_ends director
    step "it left no IPVS entry" wait_for table_empty director
}

# --- the stage ---

build_network() {
    local name
    segment outside
    segment inside
    for name in client router director web1 web2; do host "$name"; done
    attach client eth0 outside "$CLIENT/24"
    attach router eth0 outside "$ROUTER_OUTSIDE/24"
    attach router eth1 inside "$ROUTER_INSIDE/24"
    attach director eth0 inside "$DIRECTOR_ADDRESS/24"
    attach web1 eth0 inside "$WEB1/24"
    attach web2 eth0 inside "$WEB2/24"
    on router sysctl -qw net.ipv4.ip_forward=1
    on client ip route add default via "$ROUTER_OUTSIDE"
    for name in director web1 web2; do on "$name" ip route add default via "$ROUTER_INSIDE"; done
    for name in web1 web2; do
        on "$name" sysctl -qw net.ipv4.conf.{all,lo}.arp_ignore=1 net.ipv4.conf.{all,lo}.arp_announce=2
        on "$name" ip address add "$VIP/32" dev lo
    done
}

start_all() {
    local name
    for name in web1 web2; do
        web_start "$name"
        head -c "${BIG_FILE_KB}K" /dev/zero >"$(web_root "$name")/big"
    done
    director_start director 1 "$EXAMPLE/keepalived.conf"
    step "the director has the VIP" wait_for holds director "$VIP"
    step "its table has both servers, by direct routing (Route)" wait_for table_has director \
        "^TCP +$VIP:80 rr *$" "-> $WEB1:80 +Route +1 " "-> $WEB2:80 +Route +1 "
}

# --- the parts of the story ---

both_answer() {
    step "the client in the other network sees each server in turn" wait_for web_in_turn client "http://$VIP/"
    step "the router sends to the VIP by the director's hardware address" router_sends_to_director
    step "the servers see the client's own address" servers_saw_client
}

router_sends_to_director() {
    local entry
    entry=$(on router ip neigh show "$VIP" dev eth1) || return
    echo "${entry:-no ARP entry}"
    [[ $entry == *"lladdr $(mac_of director) "* ]]
}

servers_saw_client() {
    local seen
    seen=$(grep -h curl "$(web_log web1)" "$(web_log web2)" | awk '{ print $1 }' | sort -u | paste -s -d ' ')
    echo "asked by $seen"
    [[ $seen == "$CLIENT" ]]
}

replies_go_around() {
    step "a file of $BIG_FILE_KB kB: the servers send it, the director does not" big_file_goes_around
    show on director ipvsadm -Ln --stats
    step "the director counts packets in, none out (DR)" wait_for counted_one_way "$WEB1:80" "$WEB2:80"
}

# What the interfaces sent meanwhile. What the director sends are the client's acknowledgements.
big_file_goes_around() {
    local before=() after=() name size position=0
    for name in director web1 web2 router; do before+=("$(sent_by "$name")"); done
    size=$(on client curl -sSf --max-time 60 -o /dev/null -w '%{size_download}' "http://$VIP/big") || { echo "$size"; return 1; }
    for name in director web1 web2 router; do after+=("$(sent_by "$name")"); done
    echo "the client received $size bytes"
    local kb=()
    for position in 0 1 2 3; do kb+=($(((after[position] - before[position]) / 1024))); done
    echo "sent by the director ${kb[0]} kB, by web1 and web2 $((kb[1] + kb[2])) kB, by the router to the client ${kb[3]} kB"
    [[ $size -eq $((BIG_FILE_KB * 1024)) && ${kb[0]} -lt $((BIG_FILE_KB / 4)) ]] &&
        [[ $((kb[1] + kb[2])) -ge $BIG_FILE_KB && ${kb[3]} -ge $BIG_FILE_KB ]]
}

sent_by() { on "$1" ip -s -o link show dev eth0 | sed -E 's/.*TX: [^\\]*\\ *([0-9]+).*/\1/'; }

# As in LVS-NAT. The director gets packets that come from its own address, and throws them away.
gateway_wrong() {
    local name
    for name in web1 web2; do on "$name" ip route replace default via "$DIRECTOR_ADDRESS"; done
    on director sysctl -qw net.ipv4.ip_forward=1
    step "with the director as the servers' gateway nothing comes back" no_answer client "http://$VIP/"
    step "it drops replies that come from its own address" drops_martians
    on director sysctl -qw net.ipv4.ip_forward=0
    for name in web1 web2; do on "$name" ip route replace default via "$ROUTER_INSIDE"; done
    step "with the router as their gateway it does" wait_for web_in_turn client "http://$VIP/"
}

drops_martians() {
    local before after
    before=$(martians) || return
    no_answer client "http://$VIP/" || return
    after=$(martians) || return
    echo "in_martian_src $before before, $after after"
    [[ $after -gt $before ]]
}

# The kernel's count, a hexadecimal number for each processor. All hosts of the lab share it.
martians() {
    local total=0 value
    while read -r value; do total=$((total + 16#$value)); done < <(awk '
        NR == 1 { for (field = 1; field <= NF; field++) if ($field == "in_martian_src") column = field; next }
        { print $column }' /proc/net/stat/rt_cache)
    echo "$total"
}
