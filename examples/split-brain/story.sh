# shellcheck shell=bash
#
# A switch loses the multicast between two directors, and finds it again: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck source-path=SCRIPTDIR

# shellcheck source=../lab/looks.sh
. "$LAB/looks.sh"

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm tcpdump iputils-arping iputils-ping)

readonly VIP=192.168.60.100
readonly LVS01=192.168.60.11 LVS02=192.168.60.12 CLIENT=192.168.60.50

story() {
    build_network
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    director_start lvs02 2 "$EXAMPLE/lvs02.conf"
    all_is_well
    the_switch_loses_multicast
    how_to_notice
    the_switch_recovers
    all_stop
}

build_network() {
    segment lan
    local line name address
    for line in "lvs01 $LVS01" "lvs02 $LVS02" "client $CLIENT"; do
        read -r name address <<<"$line"
        host "$name"
        attach "$name" eth0 lan "$address/24"
    done
    wire_listen client
}

# --- the parts of the story ---

all_is_well() {
    step "lvs01, of the higher priority, is the master" wait_for logged lvs01 0 "\(VI_1\) Entering MASTER STATE"
    step "the VIP $VIP is on lvs01 only" wait_for held_only_by "$VIP" lvs01 lvs01 lvs02
    step "one director answers who has the VIP" wait_for vip_answered_by lvs01
    step "one director advertises" wait_for advertising "$(now)" lvs01
    step "the client reaches the VIP" on client ping -q -c 1 -W 5 "$VIP"
    step "the client sends to lvs01" wait_for client_sends_to "$VIP" lvs01
}

# As it is when IGMP snooping goes wrong: everything but multicast still passes, and the directors can ping each other.
the_switch_loses_multicast() {
    local lost mark
    mark=$(log_mark lvs02)
    lost=$(now)
    pass_multicast off
    step "the switch passes no multicast to the directors: lvs02 becomes master too" \
        wait_for logged lvs02 "$mark" "\(VI_1\) Entering MASTER STATE"
    step "the VIP is on both" wait_for held_only_by "$VIP" 'lvs01 lvs02' lvs01 lvs02
    step "they still reach each other" on lvs01 ping -q -c 1 -W 5 "$LVS02"
    step "lvs02 told everyone with gratuitous ARPs" wait_for told_everyone lvs02 "$lost"
    step "the client sends to lvs02 now" wait_for client_sends_to "$VIP" lvs02
}

how_to_notice() {
    local since
    since=$(now)
    step "from a third machine: two directors advertise the same virtual router" wait_for advertising "$since" 'lvs01 lvs02'
    show adverts_seen "$since"
    step "two hardware addresses answer who has the VIP" wait_for vip_answered_by 'lvs01 lvs02'
    show on client arping -b -c 2 -w 5 -I eth0 "$VIP"
    step "on a director: another host has my address (arping -D)" address_is_duplicate lvs01
}

the_switch_recovers() {
    local mark healed
    mark=$(log_mark lvs02)
    healed=$(now)
    pass_multicast on
    step "multicast passes again: lvs02 hears a higher priority and steps back" \
        wait_for logged lvs02 "$mark" "\(VI_1\) Entering BACKUP STATE"
    step "the VIP is on lvs01 only" wait_for held_only_by "$VIP" lvs01 lvs01 lvs02
    step "lvs01 tells everyone with gratuitous ARPs that it has the VIP" wait_for told_everyone lvs01 "$healed"
    step "the client sends to lvs01 again" wait_for client_sends_to "$VIP" lvs01
    step "one director answers who has the VIP" wait_for vip_answered_by lvs01
    step "one director advertises" wait_for advertising "$(now)" lvs01
    step "no other host has lvs01's address any more" address_is_alone lvs01
    echo "      what the directors said:"
    show said_since lvs01 0
    show said_since lvs02 0
}

all_stop() {
    step "lvs02's director ends politely" director_ends lvs02
    step "lvs01's director ends politely" director_ends lvs01
    step "the VIP is gone" held_only_by "$VIP" '' lvs01 lvs02
}

# --- the switch ---

# pass_multicast on|off: whether the switch's ports to the directors get what is sent to a multicast address.
pass_multicast() {
    local name
    for name in lvs01 lvs02; do
        bridge -n "${LAB_PREFIX}switch" link set dev "$name-eth0" mcast_flood "$1"
    done
}

# --- what the steps look at ---

# advertising SINCE HOSTS: since then these directors, and no other, have sent two adverts or more.
advertising() {
    local name seen
    seen=$(for name in lvs01 lvs02; do
        if [[ $(adverts_from "$name" "$1" | grep -c .) -ge 2 ]]; then echo "$name"; fi
    done | paste -s -d ' ')
    echo "${seen:-nobody} advertises"
    [[ $seen == "$2" ]]
}

# Those adverts, as tcpdump showed them to the client.
adverts_seen() {
    # shellcheck disable=SC2154 # set by wire_listen
    awk -v since="$1" '$1 > since && /VRRPv[23], Advertisement/ && ++lines <= 4' "$wire_log" |
        sed -E 's/^[0-9.]+ (\S+) > .* length [0-9]+: ([0-9.]+ > [0-9.]+: )/\1 \2/'
}

told_everyone() {
    local times
    times=$(gratuitous_arps_from "$1" "$VIP" "$2" | grep -c .) || true
    echo "$times gratuitous ARPs"
    [[ $times -ge 1 ]]
}

# vip_answered_by HOSTS: asked by broadcast from the client.
vip_answered_by() {
    local name seen answers
    answers=$(on client arping -b -c 2 -w 5 -I eth0 "$VIP")
    seen=$(for name in lvs01 lvs02; do
        if grep -qi "$(mac_of "$name")" <<<"$answers"; then echo "$name"; fi
    done | paste -s -d ' ')
    echo "answered by ${seen:-nobody}"
    [[ $seen == "$1" ]]
}

# Duplicate address detection (RFC 5227): asks without an address of its own, and nobody should answer.
address_is_duplicate() {
    if on "$1" arping -D -c 2 -w 5 -I eth0 "$VIP"; then return 1; fi
}

address_is_alone() { on "$1" arping -D -c 2 -w 5 -I eth0 "$VIP"; }

# What a director's log says about the instance.
said_since() { log_since "$1" "$2" | grep -F '(VI_1)' | sed "s/^/$1: /"; }
