# shellcheck shell=bash
#
# One director with two networks between the clients and two Redis servers, NAT: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck source-path=SCRIPTDIR

# shellcheck source=../lab/redis.sh
. "$LAB/redis.sh"

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm redis-server redis-tools)

readonly VIP=192.168.10.100 GATEWAY=10.10.0.1
readonly REDIS1=10.10.0.11 REDIS2=10.10.0.12
readonly CLIENT=192.168.10.50
readonly SUBSCRIBERS=6

story() {
    build_network
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    start_servers
    step "the VIP $VIP and the servers' gateway $GATEWAY are on lvs01" wait_for holds_both lvs01
    step "lvs01's IPVS table has the service and both servers" wait_for table_has lvs01 \
        "^TCP +$VIP:6379 wlc *$" "$REDIS1:6379 +Masq +2 " "$REDIS2:6379 +Masq +1 "
    step "a question to the VIP is answered" wait_for answered_by redis1 redis2
    step "Redis sees the client's own address, not the director's" wait_for sees_the_client
    connections_are_spread
    server_stops_and_returns
    all_stop
}

# --- the stage ---

build_network() {
    segment outside
    segment inside
    host lvs01
    attach lvs01 eth0 outside 192.168.10.2/24
    attach lvs01 eth1 inside 10.10.0.2/24
    # Without it the kernel hands nothing on from one network to the other.
    on lvs01 sysctl -qw net.ipv4.ip_forward=1 net.ipv4.vs.expire_nodest_conn=1
    local name address
    for name in redis1 redis2; do
        host "$name"
        address=${name^^}
        attach "$name" eth0 inside "${!address}/24"
        # The answers must pass the director again, which gives them back the address that the client asked.
        on "$name" ip route add default via "$GATEWAY"
        # Redis says that it would like it; of no importance here.
        on "$name" sysctl -qw net.core.somaxconn=511
    done
    host client
    attach client eth0 outside "$CLIENT/24"
}

start_servers() {
    redis_start redis1
    redis_start redis2
    step "Redis answers on redis1" wait_for server_answers "$REDIS1" redis1
    step "Redis answers on redis2" wait_for server_answers "$REDIS2" redis2
}

server_answers() {
    local answer
    answer=$(redis_query lvs01 "$1" get name) || return
    echo "$answer"
    [[ $answer == "$2" ]]
}

# --- the parts of the story ---

connections_are_spread() {
    local number
    for number in $(seq "$SUBSCRIBERS"); do
        start "subscriber-$number" client redis-cli -h "$VIP" subscribe news
        wait_for grep -q subscribe "$(log_of "subscriber-$number")" >/dev/null || true
    done
    step "of $SUBSCRIBERS lasting connections redis1 with weight 2 has four, redis2 with weight 1 two" wait_for open_connections 4 2
    show ipvs_table lvs01
    step "ipvsadm -Lnc names each of them, with the server it went to" wait_for connections_listed 4 2
    show on lvs01 ipvsadm -Lnc
    step "holdfast ipvs -Lnc prints the same, but for the time left" same_listing
    step "news told to one server reaches its own subscribers" news_reach redis1 4
}

server_stops_and_returns() {
    local mark
    mark=$(log_mark lvs01)
    redis_stop redis2 || true
    step "Redis stops on redis2: lvs01 takes it out" \
        wait_for logged lvs01 "$mark" "Removing service \[$REDIS2\]:tcp:6379 (to|from) VS \[$VIP\]:tcp:6379"
    step "redis1 answers all questions" all_answered_by 6 redis1
    step "redis1's subscribers have not noticed" subscribers_live 4

    mark=$(log_mark lvs01)
    redis_start redis2
    step "Redis starts on redis2: lvs01 puts it back" \
        wait_for logged lvs01 "$mark" "Adding service \[$REDIS2\]:tcp:6379 to VS \[$VIP\]:tcp:6379"
    step "redis2, which has no connections, gets the next ones" wait_for answered_by redis2
}

all_stop() {
    local number
    for number in $(seq "$SUBSCRIBERS"); do crash "subscriber-$number"; done
    step "lvs01's director ends politely" director_ends lvs01
    step "neither address is left" wait_for holds_neither lvs01
    step "no IPVS entry is left" wait_for table_empty lvs01
}

# --- addresses and tables ---

holds_both() { holds "$1" "$VIP" eth0 && holds "$1" "$GATEWAY" eth1; }

holds_neither() { ! holds "$1" "$VIP" eth0 && ! holds "$1" "$GATEWAY" eth1; }

# open_connections OF_REDIS1 OF_REDIS2: the column ActiveConn.
open_connections() {
    local table active
    table=$(ipvs_table lvs01) || return
    active=$(awk -v one="$REDIS1:6379" -v two="$REDIS2:6379" '
        $2 == one { first = $5 } $2 == two { second = $5 } END { print first, second }' <<<"$table")
    echo "$active"
    [[ $active == "$1 $2" ]]
}

connections_listed() {
    local listing
    listing=$(on lvs01 ipvsadm -Lnc) || return
    echo "$(grep -cE "ESTABLISHED +$CLIENT:[0-9]+ +$VIP:6379 +$REDIS1:6379" <<<"$listing") to redis1," \
        "$(grep -cE "ESTABLISHED +$CLIENT:[0-9]+ +$VIP:6379 +$REDIS2:6379" <<<"$listing") to redis2"
    [[ $(grep -cE "ESTABLISHED +$CLIENT:[0-9]+ +$VIP:6379 +$REDIS1:6379" <<<"$listing") -eq $1 ]] || return
    [[ $(grep -cE "ESTABLISHED +$CLIENT:[0-9]+ +$VIP:6379 +$REDIS2:6379" <<<"$listing") -eq $2 ]]
}

# Byte for byte, but for the second column, in which the seconds go by, for what has gone when its time was over, and for
# entries that come twice: the kernel finds its place again by counting the connections of all network namespaces, of
# which another may have got one since.
same_listing() {
    local theirs=$LAB_LOGS/connections-ipvsadm.log ours=$LAB_LOGS/connections-holdfast.log
    on lvs01 ipvsadm -Lnc >"$theirs" || return
    on lvs01 "$HOLDFAST_HOME/controller/bin/holdfast" ipvs -Lnc >"$ours" || return
    echo "$(wc -l <"$ours") lines, $(wc -c <"$ours") bytes"
    diff <(lasting "$theirs") <(lasting "$ours") && [[ $(lasting "$ours" | wc -l) -eq $((2 + SUBSCRIBERS)) ]]
}

lasting() { grep -vE ' (TIME_WAIT|CLOSE|FIN_WAIT) ' "$1" | sed -E 's/^(TCP) [0-9]{2}:[0-9]{2} /\1 mm:ss /' | awk '!seen[$0]++'; }

# --- questions ---

# answered_by SERVER…: one question to the VIP, and one of these answers.
answered_by() {
    local answer
    answer=$(redis_query client "$VIP" get name) || return
    echo "$answer"
    [[ " $* " == *" $answer "* ]]
}

all_answered_by() {
    local answers
    answers=$(for _ in $(seq "$1"); do redis_query client "$VIP" get name || exit; done | count_answers)
    echo "$answers"
    [[ $answers == "$2 $1" ]]
}

sees_the_client() {
    local seen
    seen=$(redis_query client "$VIP" client list | grep -oE '\<addr=[0-9.]+' | sort -u) || return
    echo "$seen"
    [[ $seen == "addr=$CLIENT" ]]
}

news_reach() {
    local receivers
    receivers=$(redis_query "$1" 127.0.0.1 publish news hello) || return
    echo "$receivers subscribers"
    [[ $receivers -eq $2 ]]
}

subscribers_live() {
    local receivers
    receivers=$(redis_query redis1 127.0.0.1 publish news still-here) || return
    echo "$receivers subscribers"
    [[ $receivers -eq $1 ]]
}
