# shellcheck shell=bash
#
# Direct routing on one segment, and what it needs of ARP and ICMP: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm tcpdump curl nginx)

readonly VIP=192.168.4.15 DIRECTOR_ADDRESS=192.168.4.5
readonly WEB1=192.168.4.100 WEB2=192.168.4.200
readonly CLIENT=192.168.4.10

story() {
    build_network
    start_all
    direct_routing
    server_fails_and_returns
    arp_ignore_forgotten
    redirects
    step "web1 and web2 are as they were (holdfast realserver stop)" as_before
    step "the director ends politely" director_ends director
    step "it left neither the VIP nor an IPVS entry" wait_for nothing_left
}

# --- the stage ---

build_network() {
    local name
    segment lan
    for name in client director web1 web2; do host "$name"; done
    attach client eth0 lan "$CLIENT/24"
    attach director eth0 lan "$DIRECTOR_ADDRESS/24"
    attach web1 eth0 lan "$WEB1/24"
    attach web2 eth0 lan "$WEB2/24"
    on director sysctl -qw net.ipv4.conf.{all,default,eth0}.send_redirects=0
}

# real_servers COMMAND [ARGUMENT...]: holdfast realserver COMMAND on both at once. Prints what both say.
real_servers() {
    local name pids=() status=0 pid
    for name in web1 web2; do
        real_server "$name" "$@" >"$LAB_DIR/said-$name" 2>&1 &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || status=1; done
    for name in web1 web2; do sed "s/^/$name: /" "$LAB_DIR/said-$name"; done
    return "$status"
}

# Each machine remembers what was there before, for itself.
real_server() {
    local name=$1 command=$2
    shift 2
    on "$name" "$HOLDFAST_HOME/controller/bin/holdfast" realserver "$command" \
        --state-directory "$LAB_DIR/realserver-$name" "$@"
}

start_all() {
    wire_listen client
    web_start web1
    web_start web2
    director_start director 1 "$EXAMPLE/keepalived.conf"
    step "web1 and web2 become real servers (holdfast realserver start)" real_servers start "$VIP"
    step "they have the VIP on lo and keep quiet about it (holdfast realserver status)" real_servers status "$VIP"
    step "the director has the VIP on eth0" wait_for holds director "$VIP"
    step "its table has both servers, by direct routing (Route)" wait_for table_has director \
        "^TCP +$VIP:80 rr *$" "-> $WEB1:80 +Route +1 " "-> $WEB2:80 +Route +1 "
}

# --- the parts of the story ---

direct_routing() {
    local began
    began=$(now)
    on client ip neigh flush dev eth0
    step "the client sees each server in turn" wait_for web_in_turn client "http://$VIP/"
    show ipvs_table director
    step "only the director answers ARP for the VIP" arp_answered_by "$VIP" "$began" director
    step "the client's frames for the VIP go to the director" client_sends_to director
    step "the replies do not come back through it" wait_for counted_one_way "$WEB1:80" "$WEB2:80"
}

server_fails_and_returns() {
    local mark
    mark=$(log_mark director)
    web_loop_start client "http://$VIP/"
    web_stop web1 || true
    step "nginx stops on web1: the check takes it out" \
        wait_for logged director "$mark" "Removing service \[$WEB1\]:tcp:80 (to|from) VS \[$VIP\]:tcp:80"
    step "no request fails after that" web_loop_clean "$(now)" 5
    web_start web1
    step "nginx starts again: the check puts it back" \
        wait_for logged director "$mark" "Adding service \[$WEB1\]:tcp:80 to VS \[$VIP\]:tcp:80"
    stop web-loop || true
    step "both answer in turn" wait_for web_in_turn client "http://$VIP/"
}

arp_ignore_forgotten() {
    local began
    on web1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
    # Whose answer comes first is chance. Here the director's comes 50 ms later.
    on director tc qdisc add dev eth0 root netem delay 50ms
    began=$(now)
    on client ip neigh flush dev eth0
    step "arp_ignore forgotten on web1: all requests go to web1, past the director" \
        wait_for answers_are client "http://$VIP/" 4 "web1 4"
    step "the client's ARP entry for the VIP is web1's" client_sends_to web1
    step "on the wire both answered for it" wait_for arp_answered_by "$VIP" "$began" "director web1"
    step "the director counts none of these requests" counts_nothing
    step "holdfast realserver status names the mistake" names_arp_ignore
    on director tc qdisc del dev eth0 root
    on web1 sysctl -qw net.ipv4.conf.all.arp_ignore=1
    on client ip neigh flush dev eth0
    step "set again, both answer in turn" wait_for web_in_turn client "http://$VIP/"
    step "and the client sends to the director" client_sends_to director
}

counts_nothing() {
    local before after
    before=$(ipvs_count director "$WEB1:80") || return
    answers_are client "http://$VIP/" 4 "web1 4" || return
    after=$(ipvs_count director "$WEB1:80") || return
    echo "web1's connections by the director: ${before%% *} before, ${after%% *} after"
    [[ ${before%% *} == "${after%% *}" ]]
}

names_arp_ignore() {
    local said
    if said=$(real_server web1 status "$VIP"); then
        echo "$said"
        return 1
    fi
    grep wrong <<<"$said"
    [[ $said == *wrong*"arp_ignore 0"* ]]
}

redirects() {
    on director sysctl -qw net.ipv4.ip_forward=1
    step "balanced packets bring no redirects, not even with ip_forward" redirects_after 0 balanced_request
    on web1 ip route add "$CLIENT" via "$DIRECTOR_ADDRESS"
    step "nor do web1's own packets that pass the director (send_redirects 0)" redirects_after 0 packet_by_director
    on director sysctl -qw net.ipv4.conf.{all,eth0}.send_redirects=1
    step "with send_redirects 1 the director tells web1 the shorter way" wait_for redirects_after 1 packet_by_director
    step "and web1 believes it" wait_for web1_goes_straight
    step "but no redirect for what is balanced" redirects_after 0 balanced_request
    on director sysctl -qw net.ipv4.conf.{all,eth0}.send_redirects=0 net.ipv4.ip_forward=0
    on web1 ip route del "$CLIENT" via "$DIRECTOR_ADDRESS"
    on web1 ip route flush cache
}

redirects_sent() { on director nstat -asz IcmpOutRedirects | awk '/^IcmpOutRedirects/ { print $2 }'; }

# redirects_after COUNT COMMAND: COMMAND makes the director send so many.
redirects_after() {
    local before after expected=$1
    before=$(redirects_sent) || return
    "$2" >/dev/null || return
    after=$(redirects_sent) || return
    echo "$((after - before)) redirects"
    [[ $((after - before)) -eq $expected ]]
}

balanced_request() { web_get client "http://$VIP/?[1-2]"; }

# To a port where nobody listens; the client says so, directly.
packet_by_director() {
    on web1 bash -c "echo anybody there >/dev/udp/$CLIENT/9"
    # The director refuses this one, and by then the one before has passed it.
    web_get web1 "http://$DIRECTOR_ADDRESS/" >/dev/null 2>&1 || true
}

web1_goes_straight() {
    local route
    route=$(on web1 ip route get "$CLIENT") || return
    echo "$route"
    [[ $route == *redirected* ]]
}

as_before() {
    local name settings
    real_servers stop || return
    for name in web1 web2; do
        settings=$(on "$name" sysctl -n net.ipv4.conf.all.arp_{ignore,announce} | paste -s -d ' ')
        echo "$name: arp_ignore and arp_announce $settings"
        [[ $settings == '0 0' ]] || return
        if holds "$name" "$VIP" lo; then
            echo "$name: $VIP is on lo"
            return 1
        fi
    done
}

# --- addresses ---

client_sends_to() {
    local entry
    entry=$(on client ip neigh show "$VIP" dev eth0) || return
    echo "${entry:-no ARP entry}; $1 is $(mac_of "$1")"
    [[ $entry == *"lladdr $(mac_of "$1") "* ]]
}

nothing_left() {
    table_empty director || return
    if holds director "$VIP"; then
        echo "the VIP is on eth0"
        return 1
    fi
}
