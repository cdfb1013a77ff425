# shellcheck shell=bash
#
# Tunnels: the servers are in another network, and unpack what the director sends: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm nftables curl nginx)

readonly CLIENT=192.168.4.10 DIRECTOR_ADDRESS=192.168.4.5 VIP=192.168.4.15
readonly ROUTER_HERE=192.168.4.254 ROUTER_THERE=192.168.7.254
readonly WEB1=192.168.7.100 WEB2=192.168.7.200
readonly BIG_FILE_KB=2048

story() {
    build_network
    start_all
    both_answer
    downloads
    uploads
    reverse_path_filter
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
    on router sysctl -qw net.ipv4.ip_forward=1
    for name in client director; do on "$name" ip route add default via "$ROUTER_HERE"; done
    for name in web1 web2; do
        on "$name" ip route add default via "$ROUTER_THERE"
        real_server_start "$name"
    done
}

# What `holdfast realserver start --tun` does, by hand. In the kernel's first namespace ipip makes tunl0; where it is
# loaded, each further one has it from its beginning.
real_server_start() {
    on "$1" ip link show dev tunl0 >/dev/null 2>&1 || modprobe ipip
    on "$1" sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    on "$1" sysctl -qw net.ipv4.conf.tunl0.rp_filter=2
    on "$1" ip link set tunl0 up
    on "$1" ip address add "$VIP/32" dev tunl0
}

start_all() {
    local name
    for name in web1 web2; do
        web_start "$name"
        head -c "${BIG_FILE_KB}K" /dev/urandom >"$(web_root "$name")/big"
    done
    director_start director 1 "$EXAMPLE/keepalived.conf"
    step "the director has the VIP" wait_for holds director "$VIP"
    step "its table has both servers, by tunnel (Tunnel)" wait_for table_has director \
        "^TCP +$VIP:80 rr *$" "-> $WEB1:80 +Tunnel +1 " "-> $WEB2:80 +Tunnel +1 "
}

# --- the parts of the story ---

both_answer() {
    step "the client sees each server in turn" wait_for web_in_turn client "http://$VIP/"
    show ipvs_table director
    step "the requests came out of the servers' tunnels" wait_for tunnels_counted
    step "the replies do not come back through the director" wait_for counted_one_way "$WEB1:80" "$WEB2:80"
}

tunnels_counted() {
    local name packets
    for name in web1 web2; do
        packets=$(received_by_tunnel "$name" packets) || return
        echo "$name: $packets packets out of tunl0"
        [[ $packets -gt 0 ]] || return
    done
}

# received_by_tunnel HOST bytes|packets
received_by_tunnel() {
    local column=1
    [[ $2 == bytes ]] || column=2
    on "$1" ip -s link show dev tunl0 | awk -v column="$column" 'found { print $column; exit } /RX:/ { found = 1 }'
}

downloads() {
    step "a large file comes down whole: replies need no tunnel" download_is_whole
}

download_is_whole() {
    local sum
    sum=$(on client curl -sSf --max-time 60 "http://$VIP/big" | sha256sum) || return
    echo "${sum:0:12}…"
    [[ $sum == "$(sha256sum <"$(web_root web1)/big")" || $sum == "$(sha256sum <"$(web_root web2)/big")" ]]
}

# Upwards the tunnel's header of 20 bytes is in the way: a packet of 1500 bytes that must not be cut does not fit.
uploads() {
    local name
    on client ip route flush cache
    step "a large file goes up whole" upload_is_whole first
    step "for the director told the client: packets of 1480 bytes, please" client_knows_mtu 1480
    on client nft -f - <<-'RULES'
		table ip filter {
		    chain input {
		        type filter hook input priority 0;
		        icmp type destination-unreachable icmp code frag-needed drop
		    }
		}
	RULES
    on client ip route flush cache
    step "when a firewall drops that message (ICMP, fragmentation needed), the upload hangs" upload_hangs
    step "though small requests do well" wait_for web_in_turn client "http://$VIP/"
    for name in web1 web2; do on "$name" ip route replace default via "$ROUTER_THERE" advmss 1440; done
    on client ip route flush cache
    step "advmss 1440 on the servers' route: the client sends no larger ones, and the upload is whole" upload_is_whole second
    on client nft delete table ip filter
}

upload_is_whole() {
    local from=$LAB_DIR/upload name
    [[ -e $from ]] || head -c "${BIG_FILE_KB}K" /dev/urandom >"$from"
    on client curl -sSf --max-time 60 -T "$from" "http://$VIP/upload/$1" || return
    for name in web1 web2; do
        if cmp "$from" "$(web_root "$name")/upload/$1" 2>/dev/null; then
            echo "all $((BIG_FILE_KB * 1024)) bytes are on $name"
            return
        fi
    done
    echo "no server has all of it"
    return 1
}

# Its small beginning arrives, and nothing of the rest.
upload_hangs() {
    local before after
    before=$(tunnels_received) || return
    no_answer client "http://$VIP/upload/hangs" -T "$LAB_DIR/upload" || return
    after=$(tunnels_received) || return
    echo "the servers received $((after - before)) of $((BIG_FILE_KB * 1024)) bytes"
    [[ $((after - before)) -lt 20000 ]]
}

# Bytes out of both servers' tunnels.
tunnels_received() {
    local name total=0 bytes
    for name in web1 web2; do
        bytes=$(received_by_tunnel "$name" bytes) || return
        total=$((total + bytes))
    done
    echo "$total"
}

client_knows_mtu() {
    local route
    route=$(on client ip route get "$VIP") || return
    echo "$route"
    [[ $route == *"mtu $1"* ]]
}

# The packet comes out of tunl0, and the way back to its sender is eth0: that is what the filter is against.
reverse_path_filter() {
    local name
    for name in web1 web2; do on "$name" sysctl -qw net.ipv4.conf.tunl0.rp_filter=1; done
    step "with rp_filter 1 on tunl0 the servers drop every request" no_answer client "http://$VIP/"
    for name in web1 web2; do on "$name" sysctl -qw net.ipv4.conf.tunl0.rp_filter=2; done
    step "with 2 both answer in turn" wait_for web_in_turn client "http://$VIP/"
}
