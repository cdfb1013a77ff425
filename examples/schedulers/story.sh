# shellcheck shell=bash
#
# The same ten clients at every scheduler of the kernel: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck source-path=SCRIPTDIR

# shellcheck source=../lab/nginx.sh
. "$LAB/nginx.sh"

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm nginx curl)

readonly VIP=192.168.12.1 FIRST_PORT=8001
# In the order of the ports.
readonly SCHEDULERS=(rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh)
readonly SERVERS=(s1 s2 s3 s4)

story() {
    build_network
    start_servers
    start_director
    start_clients
    the_table
    the_rules
    stop clients || true
    all_stop
    the_missing_one
}

# --- the stage ---

# The director stands between the clients and the servers: NAT.
build_network() {
    segment outside
    segment inside
    host lvs01
    attach lvs01 eth0 outside "$VIP/24"
    attach lvs01 eth1 inside 10.12.0.1/24
    on lvs01 sysctl -qw net.ipv4.ip_forward=1
    local number
    for number in 1 2 3 4; do
        host "s$number"
        attach "s$number" eth0 inside "10.12.0.1$number/24"
        on "s$number" ip route add default via 10.12.0.1
    done
    host clients
    attach clients eth0 outside 192.168.12.101/24
    for number in {102..110}; do on clients ip address add "192.168.12.$number/24" dev eth0; done
}

start_servers() {
    local name
    for name in "${SERVERS[@]}"; do
        # It keeps a client's connection open for as long as the story may take: what `lc` and its like count.
        # shellcheck disable=SC2016 # nginx's variable
        nginx_start "$name" <<<'server { keepalive_timeout 1h; listen 80; location / { return 200 "$hostname\n"; } }'
    done
    for name in "${SERVERS[@]}"; do
        step "nginx answers on $name" wait_for web_answers lvs01 "http://10.12.0.1${name#s}/" "$name"
    done
}

start_director() {
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    step "the director's table has ${#SCHEDULERS[@]} virtual servers with four real servers each" wait_for table_is_complete
}

table_is_complete() {
    local table port=$FIRST_PORT scheduler
    table=$(ipvs_table lvs01) || return
    echo "$(grep -c '^TCP' <<<"$table") virtual servers, $(grep -c -- '-> 10' <<<"$table") real servers"
    for scheduler in "${SCHEDULERS[@]}"; do
        grep -qE "^TCP +$VIP:$port $scheduler\b" <<<"$table" || { echo "no $scheduler"; return 1; }
        port=$((port + 1))
    done
    [[ $(grep -cE -- '-> 10.12.0.1[1-4]:80 +Masq +[1-4] ' <<<"$table") -eq $((4 * ${#SCHEDULERS[@]})) ]]
}

# --- the clients ---

start_clients() {
    start clients clients bash "$EXAMPLE/clients.sh" "$VIP" "$FIRST_PORT" "${SCHEDULERS[@]}"
    step "ten clients have connected to each of them" wait_for all_connected
}

all_connected() {
    grep -q '^done$' "$(log_of clients)" || return
    echo "$(grep -c '^[12] ' "$(log_of clients)") connections, $(grep -c failed "$(log_of clients)") failed"
    [[ $(grep -c '^1 .* s[1-4]$' "$(log_of clients)") -eq $((10 * ${#SCHEDULERS[@]})) ]]
}

# The servers of the ten clients in order, as `s1 s2 …`.
sequence() { awk -v round="${2:-1}" -v scheduler="$1" '$1 == round && $2 == scheduler { print $4 }' "$(log_of clients)" | paste -s -d ' '; }

# How many clients each server got, as `4 3 2 1`.
shares() {
    local server counts=() got
    got=$(sequence "$1")
    for server in "${SERVERS[@]}"; do counts+=("$(grep -o "$server" <<<"$got" | grep -c .)"); done
    echo "${counts[*]}"
}

the_table() {
    show printf '%-9s %-29s   %s\n' scheduler 'clients 1 to 10' 's1 s2 s3 s4'
    local scheduler
    for scheduler in "${SCHEDULERS[@]}"; do
        # shellcheck disable=SC2046 # four words
        show printf '%-9s %s   %2s %2s %2s %2s\n' "$scheduler" "$(sequence "$scheduler")" $(shares "$scheduler")
    done
}

# --- what each promises ---

the_rules() {
    step "rr: four clients in a row get four different servers" in_turn rr
    step "wrr: by weight, 4 3 2 1" shared_as wrr '4 3 2 1'
    step "lc: equally many connections, whatever the weights" evenly lc
    step "wlc: connections by weight, 4 3 2 1" shared_as wlc '4 3 2 1'
    step "lblc: one address asked for, one server, until that has more connections than its weight" fills_up lblc
    step "lblcr: likewise, from a set that grows" fills_up lblcr
    step "dh: one address asked for, one server" one_server dh
    step "sh: not one server for all" several_servers sh
    step "sh: the same client gets the same server again" same_again sh
    step "sed: by weight, 4 3 2 1" shared_as sed '4 3 2 1'
    step "nq: as long as a server is idle it is taken" idle_first nq
    step "fo: all to the server of the highest weight" only fo s1
    step "ovf: the highest weight until it has more connections than that, then the next" fills_up_from ovf s1
    step "mh: not one server for all" several_servers mh
    step "mh: the same client gets the same server again" same_again mh
}

in_turn() {
    local got position
    read -ra got <<<"$(sequence "$1")"
    echo "${got[*]}"
    for position in 0 1 2 3 4 5 6; do
        [[ $(printf '%s\n' "${got[@]:position:4}" | sort -u | grep -c .) -eq 4 ]] || return
    done
}

shared_as() {
    local counts
    counts=$(shares "$1")
    echo "$counts"
    [[ $counts == "$2" ]]
}

evenly() {
    local counts
    counts=$(shares "$1")
    echo "$counts"
    [[ $(tr ' ' '\n' <<<"$counts" | sort | paste -s -d ' ') == '2 2 3 3' ]]
}

# One server after another: each has got one connection more than its weight when the next server's turn comes, and none
# comes twice.
fills_up() {
    local got
    got=$(sequence "$1")
    echo "$got"
    tr ' ' '\n' <<<"$got" | uniq -c | awk '
        { run[NR] = $1; server[NR] = $2; if (seen[$2]++) wrong = 1 }
        END {
            for (i = 1; i < NR; i++) if (run[i] != 5 - substr(server[i], 2) + 1) wrong = 1
            exit wrong || NR < 2
        }'
}

# As fills_up, and it begins with the server of the highest weight.
fills_up_from() {
    fills_up "$1" || return
    [[ $(sequence "$1") == "$2 "* ]]
}

only() {
    local got
    got=$(sequence "$1" | tr ' ' '\n' | sort -u)
    echo "$got"
    [[ $got == "$2" ]]
}

one_server() {
    local got
    got=$({ sequence "$1"; sequence "$1" 2; } | tr ' ' '\n' | sort -u)
    echo "$got"
    [[ $got == s[1-4] ]]
}

several_servers() {
    shares "$1"
    [[ $(sequence "$1" | tr ' ' '\n' | sort -u | grep -c .) -gt 1 ]]
}

same_again() {
    local got again
    got=$(sequence "$1")
    again=$(sequence "$1" 2)
    echo "first: $got"
    echo "again: $again"
    [[ -n $got && $got == "$again" ]]
}

idle_first() {
    local got
    got=$(sequence "$1")
    echo "$got"
    [[ $(cut -d ' ' -f 1-4 <<<"$got" | tr ' ' '\n' | sort -u | grep -c .) -eq 4 ]]
}

# --- the end ---

# What a director does with a scheduler that the kernel does not have. One that has twos is not asked: it draws lots.
the_missing_one() {
    local mark
    if modprobe -q ip_vs_twos; then return; fi
    mark=$(log_mark lvs01)
    director_start lvs01 1 "$EXAMPLE/twos.conf"
    step "a scheduler that this kernel does not have (twos): the director says so" \
        wait_for logged lvs01 "$mark" '(no such scheduler|No such file or directory)'
    step "it ends politely" director_ends lvs01
}

all_stop() {
    step "the director ends politely" director_ends lvs01
    step "no IPVS entry is left" table_empty lvs01
}
