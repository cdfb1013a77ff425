# shellcheck shell=bash
#
# LVS in front of two nginx, which hand Java pages on to two Tomcats: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck source-path=SCRIPTDIR

# shellcheck source=../lab/nginx.sh
. "$LAB/nginx.sh"
# shellcheck source=../lab/tomcat.sh
. "$LAB/tomcat.sh"
# shellcheck source=../lab/looks.sh
. "$LAB/looks.sh"

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm curl nginx tomcat10-common ant)

readonly VIP=192.168.20.100
readonly WEB1=192.168.20.11 WEB2=192.168.20.12
readonly TOMCAT_A=192.168.20.21 TOMCAT_B=192.168.20.22

prepare() { tomcat_prepare "$EXAMPLE/www"; }

story() {
    build_network
    # The Tomcats take longest: everything else starts beside them.
    tomcat_start tomcat-a "$EXAMPLE/www"
    tomcat_start tomcat-b "$EXAMPLE/www"
    nginx_start web1 <"$EXAMPLE/nginx.conf"
    nginx_start web2 <"$EXAMPLE/nginx.conf"
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    servers_answer
    step "/index.html through the VIP comes from both nginx in turn" web_in_turn client "http://$VIP/index.html"
    step "/who.jsp through the VIP comes from Tomcat A twice as often as from B" \
        answers_are client "http://$VIP/who.jsp" 12 'tomcat-a 8, tomcat-b 4'
    a_tomcat_dies
    an_nginx_dies
    all_stop
}

# --- the stage ---

build_network() {
    segment lan
    local line name address
    for line in 'lvs01 192.168.20.10' "web1 $WEB1" "web2 $WEB2" "tomcat-a $TOMCAT_A" "tomcat-b $TOMCAT_B" 'client 192.168.20.50'; do
        read -r name address <<<"$line"
        host "$name"
        attach "$name" eth0 lan "$address/24"
    done
    takes_packets_for web1 "$VIP"
    takes_packets_for web2 "$VIP"
}

servers_answer() {
    step "nginx answers on web1" wait_for web_answers client "http://$WEB1/index.html" web1
    step "nginx answers on web2" wait_for web_answers client "http://$WEB2/index.html" web2
    step "Tomcat A answers" wait_for web_answers client "http://$TOMCAT_A:8080/who.jsp" tomcat-a
    step "Tomcat B answers" wait_for web_answers client "http://$TOMCAT_B:8080/who.jsp" tomcat-b
    step "lvs01 has the VIP and both nginx" wait_for ready
    show ipvs_table lvs01
}

ready() {
    holds lvs01 "$VIP" || return
    table_has lvs01 "^TCP +$VIP:80 rr *$" "$WEB1:80 +Route +1 " "$WEB2:80 +Route +1 "
}

# --- the parts of the story ---

# LVS does not know the Tomcats: nginx notices, and asks the other one at once.
a_tomcat_dies() {
    local mark
    mark=$(log_mark lvs01)
    crash tomcat-tomcat-a
    step "kill -9 of Tomcat A: every page comes from B, none is lost" \
        answers_are client "http://$VIP/who.jsp" 12 'tomcat-b 12'
    step "both nginx have noticed" said_that_a_is_gone
    step "LVS has not: its table is about nginx" nothing_removed "$mark"
}

said_that_a_is_gone() {
    local name
    for name in web1 web2; do
        grep -o -m 1 "connect() failed.*refused) while connecting to upstream" "$(log_of "nginx-$name")" || return
    done
}

nothing_removed() {
    if logged lvs01 "$1" 'Removing service'; then return 1; fi
    ready
}

an_nginx_dies() {
    local mark
    mark=$(log_mark lvs01)
    crash nginx-web1
    step "kill -9 of nginx on web1: HTTP_GET takes it out" \
        wait_for logged lvs01 "$mark" "Removing service \[$WEB1\]:tcp:80 (to|from) VS \[$VIP\]:tcp:80"
    step "/index.html comes from web2" answers_are client "http://$VIP/index.html" 6 'web2 6'
    step "/who.jsp still comes, over web2 from Tomcat B" answers_are client "http://$VIP/who.jsp" 6 'tomcat-b 6'

    mark=$(log_mark lvs01)
    nginx_start web1 <"$EXAMPLE/nginx.conf"
    step "nginx starts again on web1: lvs01 puts it back" \
        wait_for logged lvs01 "$mark" "Adding service \[$WEB1\]:tcp:80 to VS \[$VIP\]:tcp:80"
    step "/index.html comes from both again" wait_for web_in_turn client "http://$VIP/index.html"
}

all_stop() {
    step "lvs01's director ends politely" director_ends lvs01
    step "the VIP is gone" held_only_by "$VIP" '' lvs01
    step "no IPVS entry is left" table_empty lvs01
}
