# shellcheck shell=bash
#
# Full NAT: IPVS changes where a connection goes to, nftables where it comes from: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm nftables curl nginx)

readonly CLIENT=192.168.4.10 DIRECTOR_ADDRESS=192.168.4.5 VIP=192.168.4.15
readonly ROUTER_HERE=192.168.4.254 ROUTER_THERE=192.168.7.254
readonly WEB1=192.168.7.100 WEB2=192.168.7.200

story() {
    build_network
    start_all
    nat_alone
    nat_both_ways
    server_fails_and_returns
    step "the director ends politely" director_ends director
    step "it left no IPVS entry" wait_for table_empty director
}

# --- the stage ---

build_network() {
    local name
    segment here
    segment there
    for name in client director router web1 web2; do host "$name"; done
    attach client eth0 here "$CLIENT/24"
    attach director eth0 here "$DIRECTOR_ADDRESS/24"
    attach router eth0 here "$ROUTER_HERE/24"
    attach router eth1 there "$ROUTER_THERE/24"
    attach web1 eth0 there "$WEB1/24"
    attach web2 eth0 there "$WEB2/24"
    for name in router director; do on "$name" sysctl -qw net.ipv4.ip_forward=1; done
    on director sysctl -qw net.ipv4.conf.{all,eth0}.send_redirects=0
    for name in client director; do on "$name" ip route add default via "$ROUTER_HERE"; done
    for name in web1 web2; do on "$name" ip route add default via "$ROUTER_THERE"; done
}

start_all() {
    web_start web1
    web_start web2
    director_start director 1 "$EXAMPLE/keepalived.conf"
    step "the director has the VIP" wait_for holds director "$VIP"
    step "its table has both servers, by NAT (Masq)" wait_for table_has director \
        "^TCP +$VIP:80 rr *$" "-> $WEB1:80 +Masq +1 " "-> $WEB2:80 +Masq +1 "
}

# --- the parts of the story ---

nat_alone() {
    step "by NAT alone nothing comes back: the servers' replies go straight to the client" no_answer client "http://$VIP/"
    step "which knows nothing of a connection with them, and says so (RST)" client_reset_it
}

client_reset_it() {
    local resets
    resets=$(on client nstat -asz TcpOutRsts | awk '/^TcpOutRsts/ { print $2 }')
    echo "$resets resets sent by the client"
    [[ $resets -gt 0 ]]
}

nat_both_ways() {
    on director sysctl -qw net.ipv4.vs.conntrack=1
    on director nft -f - <"$EXAMPLE/fullnat.nft"
    step "with the rule and net.ipv4.vs.conntrack=1 the client sees each server in turn" wait_for web_in_turn client "http://$VIP/"
    show ipvs_table director
    step "the servers see the director's address, not the client's" servers_saw "$DIRECTOR_ADDRESS"
    step "both directions pass the director" wait_for counted_both_ways "$WEB1:80" "$WEB2:80"
    on director sysctl -qw net.ipv4.vs.conntrack=0
    step "without net.ipv4.vs.conntrack the rule does nothing" no_answer client "http://$VIP/"
    on director sysctl -qw net.ipv4.vs.conntrack=1
    step "with it both answer in turn" wait_for web_in_turn client "http://$VIP/"
}

# By the servers' own logs: who got a page by curl. The director's checks are not curl's.
servers_saw() {
    local seen
    seen=$(grep -h curl "$(web_log web1)" "$(web_log web2)" | awk '{ print $1 }' | sort -u | paste -s -d ' ')
    echo "asked by $seen"
    [[ $seen == "$1" ]]
}

server_fails_and_returns() {
    local mark
    mark=$(log_mark director)
    web_stop web1 || true
    step "nginx stops on web1: the check takes it out" \
        wait_for logged director "$mark" "Removing service \[$WEB1\]:tcp:80 (to|from) VS \[$VIP\]:tcp:80"
    step "web2 answers alone" wait_for answers_are client "http://$VIP/" 4 "web2 4"
    web_start web1
    step "nginx starts again: the check puts it back" \
        wait_for logged director "$mark" "Adding service \[$WEB1\]:tcp:80 to VS \[$VIP\]:tcp:80"
    step "both answer in turn" wait_for web_in_turn client "http://$VIP/"
}
