# shellcheck shell=bash
#
# Two directors with one virtual address in front of two MySQL servers, direct routing: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm tcpdump mariadb-server-core mariadb-client-core)
# It measures how long takeovers take.
# shellcheck disable=SC2034 # read by examples/run
ALONE=yes

readonly VIP=192.168.132.120
readonly LVS01=192.168.132.123 LVS02=192.168.132.124
readonly MASTER1=192.168.132.121 MASTER2=192.168.132.122
readonly CLIENT=192.168.132.125

# What RFC 3768 allows: master_down_interval is 3 adverts and the skew, (256 - priority) / 256 s; after priority 0 the
# skew alone. A machine that is emulated and shared may be this much later still.
readonly LVS02_MASTER_DOWN=3.648 LVS01_SKEW=0.609
readonly LATE=1.0

prepare() { mariadb_prepare; }

story() {
    build_network
    start_servers
    start_pair
    step "VIP $VIP is on lvs01 only" wait_for vip_is_only_on lvs01
    step "queries through the VIP reach both servers in turn" both_answer_in_turn
    step "lvs01's IPVS table has the service and both servers" wait_for table_has_both lvs01
    show ipvs_table lvs01
    start_client_loop
    server_fails_and_returns
    director_crashes
    director_returns
    director_leaves
    all_stop
}

# --- the stage ---

build_network() {
    segment lan
    local line name address
    for line in "lvs01 $LVS01" "lvs02 $LVS02" "master1 $MASTER1" "master2 $MASTER2" "client $CLIENT"; do
        read -r name address <<<"$line"
        host "$name"
        attach "$name" eth0 lan "$address/24"
    done
    wire_listen client
    for name in lvs01 lvs02; do
        # A packet of a connection to a server that was taken out ends that connection in the director's table, instead
        # of vanishing for as long as the entry lives: a client that comes back from the same port finds another server.
        on "$name" sysctl -qw net.ipv4.vs.expire_nodest_conn=1
    done
    for name in master1 master2; do
        # A server of direct routing takes packets for the VIP and must never answer ARP for it.
        on "$name" sysctl -qw net.ipv4.conf.{all,eth0}.arp_ignore=1 net.ipv4.conf.{all,eth0}.arp_announce=2
        on "$name" ip address add "$VIP/32" dev lo
    done
}

start_servers() {
    mariadb_start master1 1
    mariadb_start master2 2
    step "MariaDB answers on master1" wait_for server_answers "$MASTER1" master1
    step "MariaDB answers on master2" wait_for server_answers "$MASTER2" master2
}

server_answers() {
    local answer
    answer=$(mariadb_query client "$1") || return
    echo "$answer"
    [[ $answer == "$2" ]]
}

# lvs01 waits out the master's silence first: neither preempts, so whoever starts first is the master.
start_pair() {
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    step "lvs01's director starts as a backup" wait_for logged lvs01 0 "\(VI_1\) Entering BACKUP STATE"
    director_start lvs02 2 "$EXAMPLE/lvs02.conf"
    step "lvs02's director starts as a backup" wait_for logged lvs02 0 "\(VI_1\) Entering BACKUP STATE"
}

# --- the parts of the story ---

server_fails_and_returns() {
    local mark
    mark=$(log_mark lvs01)
    mariadb_stop master1 || true
    step "MariaDB stops on master1: lvs01 takes it out" \
        wait_for logged lvs01 "$mark" "Removing service \[$MASTER1\]:tcp:3306 (to|from) VS \[$VIP\]:tcp:3306"
    step "no query fails after that" no_failure_since "$(now)" 6

    mark=$(log_mark lvs01)
    mariadb_start master1 1
    step "MariaDB starts on master1: lvs01 puts it back" \
        wait_for logged lvs01 "$mark" "Adding service \[$MASTER1\]:tcp:3306 to VS \[$VIP\]:tcp:3306"
    step "both servers answer again" wait_for answers_since "$(now)" master1 master2
}

director_crashes() {
    local killed
    killed=$(now)
    crash lvs01
    step "kill -9 of lvs01's director: lvs02 takes over within the protocol's limit" wait_for took_over_after_silence "$killed"
    step "the VIP is on lvs02" wait_for vip_is_on lvs02
    step "the client sends to lvs02" wait_for client_sends_to lvs02
    step "queries go on" no_failure_since "$(now)" 6
}

director_returns() {
    local mark started
    mark=$(log_mark lvs01)
    started=$(now)
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    step "lvs01's director starts again: it is a backup" \
        wait_for logged lvs01 "$mark" "\(VI_1\) Entering BACKUP STATE"
    step "it stays one (nopreempt) while lvs02 advertises" stays_backup "$started" "$mark"
    step "the VIP its crash left behind is gone" wait_for vip_is_only_on lvs02
    step "queries go on" no_failure_since "$(now)" 4
}

director_leaves() {
    local stopped
    stopped=$(now)
    step "lvs02's director ends politely (SIGTERM)" ends_with_status_0 lvs02
    step "it said so with priority 0 and lvs01 takes over at once" wait_for took_over_after_goodbye "$stopped"
    step "the VIP is on lvs01 only" wait_for vip_is_only_on lvs01
    step "the client sends to lvs01" wait_for client_sends_to lvs01
    step "lvs02 left no IPVS entry" wait_for table_is_empty lvs02
    step "queries go on" no_failure_since "$(now)" 4
}

all_stop() {
    stop client-loop || true
    step "lvs01's director ends politely" ends_with_status_0 lvs01
    step "no VIP is left" wait_for vip_is_nowhere
    step "no IPVS entry is left on lvs01" wait_for table_is_empty lvs01
    step "no IPVS entry is left on lvs02" wait_for table_is_empty lvs02
}

# --- addresses and tables ---

vip_is_only_on() {
    local holders
    holders=$(holders_of "$VIP" lvs01 lvs02 | paste -s -d ' ')
    echo "held by ${holders:-nobody}"
    [[ $holders == "$1" ]]
}

vip_is_on() {
    local holders
    holders=$(holders_of "$VIP" lvs01 lvs02 | paste -s -d ' ')
    echo "held by ${holders:-nobody}"
    [[ " $holders " == *" $1 "* ]]
}

vip_is_nowhere() { vip_is_only_on ''; }

# Its ARP entry for the VIP holds that host's hardware address.
client_sends_to() {
    local entry
    entry=$(on client ip neigh show "$VIP" dev eth0) || return
    echo "${entry:-no ARP entry}"
    [[ $entry == *"lladdr $(mac_of "$1") "* ]]
}

table_has_both() {
    local table
    table=$(ipvs_table "$1") || return
    grep -E '^TCP|Route' <<<"$table"
    grep -qE "^TCP +$VIP:3306 rr *$" <<<"$table" || return
    grep -qE "^ +-> $MASTER1:3306 +Route +1 " <<<"$table" || return
    grep -qE "^ +-> $MASTER2:3306 +Route +1 " <<<"$table"
}

table_is_empty() {
    local table
    table=$(on "$1" ipvsadm-save -n) || return
    echo "${table:-empty}"
    [[ -z $table ]]
}

ends_with_status_0() {
    local status=0
    stop "$1" || status=$?
    echo "exit status $status"
    [[ $status -eq 0 ]]
}

# --- queries ---

both_answer_in_turn() {
    local answers
    # The first to answer may find the director's table not yet filled.
    wait_for mariadb_query client "$VIP" || return
    answers=$(for _ in 1 2 3 4; do mariadb_query client "$VIP" || exit; done | paste -s -d ' ')
    echo "$answers"
    [[ $answers == 'master1 master2 master1 master2' || $answers == 'master2 master1 master2 master1' ]]
}

# The client asks again and again, a new connection each time: lines of `STARTED ENDED ok|failed ANSWER|ERROR`.
start_client_loop() {
    export VIP
    # shellcheck disable=SC2016 # expanded by the loop's own shell
    start client-loop client bash -c '
        while :; do
            started=$EPOCHREALTIME
            if answer=$(mariadb --no-defaults --host="$VIP" --port=3306 --user=app --password=app --connect-timeout=10 \
                --skip-column-names --batch --execute="SELECT @@hostname" 2>&1); then outcome=ok; else outcome=failed; fi
            echo "$started $EPOCHREALTIME $outcome ${answer//$'"'\\n'"'/ }"
            sleep 0.3
        done'
}

queries_since() { awk -v since="$1" '$1 > since' "$(log_of client-loop)"; }

# Waits until COUNT queries that began after SINCE have ended; none of them may have failed.
no_failure_since() {
    local since=$1 count=$2 queries failures name
    wait_for at_least_queries "$since" "$count" >/dev/null || { echo "fewer than $count queries in $PATIENCE s"; return 1; }
    queries=$(queries_since "$since")
    failures=$(awk '$3 != "ok"' <<<"$queries")
    awk '{ took = $2 - $1; if (took > most) most = took; if ($3 != "ok") failed++ }
        END { printf "%d queries, %d failed, slowest %.1f s\n", NR, failed, most }' <<<"$queries"
    [[ -n $failures ]] || return 0
    echo "first: $(head -n 1 <<<"$failures")"
    for name in lvs01 lvs02; do on "$name" ipvsadm -Lcn >"$LAB_LOGS/connections-$name.log" 2>&1 || true; done
    return 1
}

at_least_queries() { [[ $(queries_since "$1" | wc -l) -ge $2 ]]; }

# answers_since SINCE SERVER...: every server has answered a query that began after SINCE, and none failed.
answers_since() {
    local since=$1 queries name
    shift
    queries=$(queries_since "$since")
    awk '{ seen[$3 == "ok" ? $4 : "failed"]++ } END { for (name in seen) print name ": " seen[name] }' <<<"$queries" | sort
    for name in "$@"; do
        grep -q " ok $name$" <<<"$queries" || return
    done
}

# --- on the wire ---

took_over_after_silence() {
    local killed=$1 last taken took
    taken=$(gratuitous_arps_from lvs02 "$VIP" "$killed" | head -n 1)
    [[ -n $taken ]] || { echo "no gratuitous ARP of lvs02 yet"; return 1; }
    last=$(adverts_from lvs01 | tail -n 1)
    took=$(seconds_between "${last% *}" "$taken")
    echo "lvs02's gratuitous ARP $took s after lvs01's last advert; the protocol's limit is $LVS02_MASTER_DOWN s, and $LATE s more are allowed here"
    within "$took" "$LVS02_MASTER_DOWN"
}

took_over_after_goodbye() {
    local stopped=$1 goodbye taken took
    goodbye=$(adverts_from lvs02 "$stopped" | awk '$2 == 0 { print $1; exit }')
    [[ -n $goodbye ]] || { echo "no advert of priority 0 from lvs02"; return 1; }
    taken=$(gratuitous_arps_from lvs01 "$VIP" "$stopped" | head -n 1)
    [[ -n $taken ]] || { echo "no gratuitous ARP of lvs01 yet"; return 1; }
    took=$(seconds_between "$goodbye" "$taken")
    echo "priority 0 seen, lvs01's gratuitous ARP $took s after it; the protocol's limit is $LVS01_SKEW s, and $LATE s more are allowed here"
    within "$took" "$LVS01_SKEW"
}

within() { awk -v took="$1" -v limit="$2" -v late="$LATE" 'BEGIN { exit !(took <= limit + late) }'; }

# Eight adverts of lvs02 are twice the time after which a backup that heard none would take over.
stays_backup() {
    local started=$1 mark=$2
    wait_for adverts_heard lvs02 "$(now)" 8 || return
    if [[ -n $(adverts_from lvs01 "$started") ]] || logged lvs01 "$mark" '\(VI_1\) Entering MASTER STATE'; then
        echo "lvs01 became master"
        return 1
    fi
}

adverts_heard() {
    local heard
    heard=$(adverts_from "$1" "$2" | wc -l)
    echo "$heard adverts of $1"
    [[ $heard -ge $3 ]]
}
