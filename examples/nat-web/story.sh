# shellcheck shell=bash
#
# LVS-NAT: a director between the clients' network and the servers', see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm curl nginx mariadb-server-core mariadb-client-core)

readonly OUTSIDE=192.168.4.5 INSIDE=192.168.2.5
readonly WEB1=192.168.2.100 WEB2=192.168.2.200
readonly CLIENT=192.168.4.10

prepare() { mariadb_prepare; }

story() {
    build_network
    start_all
    web_servers_in_turn
    addresses_change
    weights_change
    server_fails_and_returns
    forwarding_forgotten
    gateway_forgotten
    mysql_by_least_connections
    step "the director ends politely" director_ends director
    step "it left no IPVS entry" wait_for table_empty director
}

# --- the stage ---

build_network() {
    local name
    segment outside
    segment inside
    for name in director web1 web2 client; do host "$name"; done
    attach client eth0 outside "$CLIENT/24"
    attach director eth0 outside "$OUTSIDE/24"
    attach director eth1 inside "$INSIDE/24"
    attach web1 eth0 inside "$WEB1/24"
    attach web2 eth0 inside "$WEB2/24"
    on director sysctl -qw net.ipv4.ip_forward=1
    for name in web1 web2; do on "$name" ip route add default via "$INSIDE"; done
}

start_all() {
    # All at once: the databases are not needed until later.
    mariadb_start web1 1
    mariadb_start web2 2
    web_start web1
    web_start web2
    cp "$EXAMPLE/keepalived.conf" "$LAB_DIR/keepalived.conf"
    director_start director 1 "$LAB_DIR/keepalived.conf"
    step "web1 and web2 answer the director" wait_for both_answer_the_director
    step "the table has both clusters with their schedulers, by NAT (Masq)" wait_for table_has director \
        "^TCP +$OUTSIDE:80 wrr *$" "-> $WEB1:80 +Masq +1 " "-> $WEB2:80 +Masq +1 " "^TCP +$OUTSIDE:3306 lc *$"
}

both_answer_the_director() {
    web_answers director "http://$WEB1/" web1 && web_answers director "http://$WEB2/" web2
}

# --- the parts of the story ---

web_servers_in_turn() {
    step "the client has no way to the servers but the director" no_route_to_servers
    step "the client sees each server in turn (wrr, weights 1 and 1)" wait_for web_in_turn client "http://$OUTSIDE/"
    show ipvs_table director
}

no_route_to_servers() {
    local answer
    if answer=$(on client ip route get "$WEB1" 2>&1); then
        echo "$answer"
        return 1
    fi
    echo "$answer"
}

addresses_change() {
    step "both directions pass the director: it counts packets in and out" wait_for counted_both_ways "$WEB1:80" "$WEB2:80"
    step "the servers see the client's own address" servers_saw "$CLIENT"
}

# Who asked, by the servers' own logs; the checks of the director are not curl's.
servers_saw() {
    local seen
    seen=$(grep -h curl "$(web_log web1)" "$(web_log web2)" | grep -v "^$INSIDE " | awk '{ print $1 }' | sort -u | paste -s -d ' ')
    echo "asked by $seen"
    [[ $seen == "$1" ]]
}

weights_change() {
    edit_weight "$WEB1" 3
    director_reload director
    step "weight 3 for web1 in the file, and SIGHUP: the table follows" wait_for table_has director \
        "-> $WEB1:80 +Masq +3 " "-> $WEB2:80 +Masq +1 "
    step "of 8 connections web1 gets 6, web2 gets 2" answers_are client "http://$OUTSIDE/" 8 "web1 6, web2 2"
    edit_weight "$WEB1" 1
    director_reload director
    step "back to weight 1" wait_for table_has director "-> $WEB1:80 +Masq +1 "
}

# In the first cluster only: its real_server names port 80.
edit_weight() {
    sed -i "/real_server $1 80 /,/weight/s/weight .*/weight $2/" "$LAB_DIR/keepalived.conf"
}

server_fails_and_returns() {
    local mark
    mark=$(log_mark director)
    web_stop web1 || true
    step "nginx stops on web1: the check takes it out" \
        wait_for logged director "$mark" "Removing service \[$WEB1\]:tcp:80 (to|from) VS \[$OUTSIDE\]:tcp:80"
    step "web2 answers alone" wait_for answers_are client "http://$OUTSIDE/" 4 "web2 4"
    web_start web1
    step "nginx starts again: the check puts it back" \
        wait_for logged director "$mark" "Adding service \[$WEB1\]:tcp:80 to VS \[$OUTSIDE\]:tcp:80"
    step "both answer in turn" wait_for web_in_turn client "http://$OUTSIDE/"
}

forwarding_forgotten() {
    on director sysctl -qw net.ipv4.ip_forward=0
    step "without ip_forward on the director nothing comes back" no_answer client "http://$OUTSIDE/"
    step "and the connection stands in SYN_RECV: the server answered" has_connection SYN_RECV
    on director sysctl -qw net.ipv4.ip_forward=1
    step "with it again it does" wait_for web_in_turn client "http://$OUTSIDE/"
}

gateway_forgotten() {
    local name
    for name in web1 web2; do on "$name" ip route del default; done
    step "without the director as the servers' gateway nothing comes back" no_answer client "http://$OUTSIDE/"
    for name in web1 web2; do on "$name" ip route add default via "$INSIDE"; done
    step "with it again it does" wait_for web_in_turn client "http://$OUTSIDE/"
}

has_connection() {
    local connections
    connections=$(on director ipvsadm -Lcn | grep -E "$1 +$CLIENT:") || { echo "none in $1"; return 1; }
    echo "$connections"
}

mysql_by_least_connections() {
    local busy other
    step "MariaDB answers on both servers: the table has them" wait_for table_has director \
        "-> $WEB1:3306 +Masq +1 " "-> $WEB2:3306 +Masq +1 "
    start held client mariadb --no-defaults --host="$OUTSIDE" --port=3306 --user=app --password=app \
        --execute='SELECT @@hostname, SLEEP(3600)'
    step "a client holds a connection to one of them" wait_for one_is_busy
    busy=$(busy_server)
    other=web1
    [[ $busy == "$WEB2" ]] || other=web2
    step "lc sends all others to $other, which has fewer" least_connected_answers "$other"
    show ipvs_table director
    crash held
}

# The server with a connection that lives.
busy_server() { on director ipvsadm -Ln | awk '/:3306 +Masq/ && $5 == 1 { sub(/:.*/, "", $2); print $2 }'; }

one_is_busy() {
    local busy
    busy=$(busy_server)
    echo "${busy:-none yet}"
    [[ -n $busy ]]
}

least_connected_answers() {
    local answers
    answers=$(for _ in 1 2 3; do mariadb_query client "$OUTSIDE" || exit; done | count_answers)
    echo "$answers"
    [[ $answers == "$1 3" ]]
}
