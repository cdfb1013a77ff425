# shellcheck shell=bash
#
# Two directors that both work, each with an address of its own, and each the other's backup: see README.md beside this
# file. Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck source-path=SCRIPTDIR

# shellcheck source=../lab/looks.sh
. "$LAB/looks.sh"

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm tcpdump curl nginx)

readonly VIP1=192.168.40.101 VIP2=192.168.40.102
readonly LVS01=192.168.40.11 LVS02=192.168.40.12
readonly WEB1=192.168.40.21 WEB2=192.168.40.22
readonly CLIENT=192.168.40.50

story() {
    build_network
    start_all
    step "$VIP1 is on lvs01 only" wait_for held_only_by "$VIP1" lvs01 lvs01 lvs02
    step "$VIP2 is on lvs02 only" wait_for held_only_by "$VIP2" lvs02 lvs01 lvs02
    both_serve
    show ipvs_table lvs01
    one_dies
    it_returns
    all_stop
}

# --- the stage ---

build_network() {
    segment lan
    local line name address
    for line in "lvs01 $LVS01" "lvs02 $LVS02" "web1 $WEB1" "web2 $WEB2" "client $CLIENT"; do
        read -r name address <<<"$line"
        host "$name"
        attach "$name" eth0 lan "$address/24"
    done
    for name in web1 web2; do
        takes_packets_for "$name" "$VIP1"
        on "$name" ip address add "$VIP2/32" dev lo
    done
    wire_listen client
}

start_all() {
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    director_start lvs02 2 "$EXAMPLE/lvs02.conf"
    web_start web1
    web_start web2
}

# --- the parts of the story ---

both_serve() {
    step "lvs01 has both services in its table" wait_for table_is_full lvs01
    step "lvs02 too" wait_for table_is_full lvs02
    step "both servers answer at $VIP1, in turn" wait_for web_in_turn client "http://$VIP1/"
    step "and at $VIP2" wait_for web_in_turn client "http://$VIP2/"
    step "the client sends to lvs01 for the first" client_sends_to "$VIP1" lvs01
    step "and to lvs02 for the second: each has half of the work" client_sends_to "$VIP2" lvs02
}

one_dies() {
    crash lvs01
    step "kill -9 of lvs01's director: the client sends to lvs02 for $VIP1" wait_for client_sends_to "$VIP1" lvs02
    step "for $VIP2 as before" client_sends_to "$VIP2" lvs02
    step "lvs02 advertises both addresses" wait_for advertised_by "$(now)" lvs02 '41 42'
    step "both servers answer at $VIP1" wait_for web_in_turn client "http://$VIP1/"
    step "and at $VIP2" wait_for web_in_turn client "http://$VIP2/"
}

it_returns() {
    local mark
    mark=$(log_mark lvs02)
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    step "lvs01's director starts again and takes its own address back (preemption)" \
        wait_for logged lvs02 "$mark" '\(VI_1\) Entering BACKUP STATE'
    step "$VIP1 is on lvs01 only" wait_for held_only_by "$VIP1" lvs01 lvs01 lvs02
    step "$VIP2 is on lvs02 only" wait_for held_only_by "$VIP2" lvs02 lvs01 lvs02
    step "the client sends to lvs01 for the first" wait_for client_sends_to "$VIP1" lvs01
    step "and to lvs02 for the second" client_sends_to "$VIP2" lvs02
    step "each advertises its own address and no other" wait_for each_advertises_its_own "$(now)"
    step "both servers answer at $VIP1" wait_for web_in_turn client "http://$VIP1/"
    step "and at $VIP2" wait_for web_in_turn client "http://$VIP2/"
}

all_stop() {
    step "lvs01's director ends politely" director_ends lvs01
    step "lvs02 takes its address over once more" wait_for held_only_by "$VIP1" lvs02 lvs01 lvs02
    step "lvs02's director ends politely" director_ends lvs02
    step "$VIP1 is gone" held_only_by "$VIP1" '' lvs01 lvs02
    step "$VIP2 is gone" held_only_by "$VIP2" '' lvs01 lvs02
    step "no IPVS entry is left on lvs01" table_empty lvs01
    step "no IPVS entry is left on lvs02" table_empty lvs02
}

# --- what the steps look at ---

table_is_full() {
    local table vip
    table=$(ipvs_table "$1") || return
    echo "$(grep -c '^TCP' <<<"$table") virtual servers, $(grep -c Route <<<"$table") real servers"
    for vip in "$VIP1" "$VIP2"; do grep -qE "^TCP +$vip:80 rr *$" <<<"$table" || return; done
    [[ $(grep -cE -- "-> ($WEB1|$WEB2):80 +Route +1 " <<<"$table") -eq 4 ]]
}

# advertised_by SINCE HOST VRIDS: since then the host has advertised for these virtual routers, twice or more for each,
# and for no others. VRIDS is one word, the numbers in order.
advertised_by() {
    local seen
    # shellcheck disable=SC2154 # set by wire_listen
    seen=$(awk -v mac="$(mac_of "$2")" -v since="$1" '
        $2 == mac && $1 > since && match($0, /vrid [0-9]+/) { count[substr($0, RSTART + 5, RLENGTH - 5)]++ }
        END { for (vrid in count) if (count[vrid] > 1) print vrid }' "$wire_log" | sort | paste -s -d ' ')
    echo "$2 advertises ${seen:-nothing}"
    [[ $seen == "$3" ]]
}

each_advertises_its_own() { advertised_by "$1" lvs01 41 && advertised_by "$1" lvs02 42; }
