# shellcheck shell=bash
#
# LVS in front of two nginx with PHP, one shared directory and one database: see README.md beside this file.
# Read by examples/run, which gives it the lab's functions (examples/lab/*.sh).

# shellcheck source-path=SCRIPTDIR

# shellcheck source=../lab/nginx.sh
. "$LAB/nginx.sh"
# shellcheck source=../lab/php.sh
. "$LAB/php.sh"
# shellcheck source=../lab/looks.sh
. "$LAB/looks.sh"

# shellcheck disable=SC2034 # read by examples/run
PACKAGES=(iproute2 util-linux procps ipvsadm curl nginx php-fpm php-mysql mariadb-server-core mariadb-client-core)

readonly VIP=192.168.30.100
readonly WEB1=192.168.30.11 WEB2=192.168.30.12
readonly DB=192.168.30.20 SORRY=192.168.30.40

prepare() { mariadb_prepare; }

story() {
    build_network
    start_servers
    director_start lvs01 1 "$EXAMPLE/lvs01.conf"
    step "lvs01 has the VIP and both servers" wait_for ready
    show ipvs_table lvs01
    an_entry_is_everywhere
    php_dies
    one_loses_the_database
    all_lose_the_database
    all_stop
}

# --- the stage ---

build_network() {
    segment lan
    local line name address
    for line in 'lvs01 192.168.30.10' "web1 $WEB1" "web2 $WEB2" "db $DB" "sorry $SORRY" 'client 192.168.30.50'; do
        read -r name address <<<"$line"
        host "$name"
        attach "$name" eth0 lan "$address/24"
    done
    for name in web1 web2 sorry; do takes_packets_for "$name" "$VIP"; done
}

start_servers() {
    mariadb_start db 1
    # The directory that both have: on real machines NFS, or copies that are kept the same.
    cp -r "$EXAMPLE/www" "$LAB_DIR/www"
    local name
    for name in web1 web2; do
        php_start "$name"
        web_of "$name"
    done
    nginx_start sorry <"$EXAMPLE/sorry.conf"
    step "MariaDB answers and has the guest book's table" wait_for make_guest_book
    step "web1 can do its work" wait_for web_answers lvs01 "http://$WEB1/health.php" ok
    step "web2 can do its work" wait_for web_answers lvs01 "http://$WEB2/health.php" ok
}

# Not in a pipe: the lab must know the process to end it.
web_of() {
    nginx_start "$1" < <(sed "s|/run/php/php-fpm.sock|$(php_socket "$1")|; s|/srv/www|$LAB_DIR/www|" "$EXAMPLE/nginx.conf")
}

make_guest_book() {
    on db mariadb --no-defaults --socket="$LAB_DIR/mariadb-db/socket" --user=root <"$EXAMPLE/guestbook.sql"
}

ready() {
    holds lvs01 "$VIP" || return
    table_has lvs01 "^TCP +$VIP:80 rr *$" "$WEB1:80 +Route +1 " "$WEB2:80 +Route +1 "
}

# --- the parts of the story ---

an_entry_is_everywhere() {
    step "an entry is written through the VIP" wait_for write_entry hello
    step "both servers show it" wait_for shown_by hello web1 web2
}

php_dies() {
    local mark
    mark=$(log_mark lvs01)
    crash php-web1
    step "kill -9 of PHP on web1: nginx still answers, but not with 200, and web1 is taken out" wait_for taken_out web1 "$mark"
    step "an entry is written through the VIP" write_entry again
    step "web2 shows it" shown_by again web2

    mark=$(log_mark lvs01)
    rm -f "$(php_socket web1)"
    php_start web1
    step "PHP starts again on web1, which is put back" wait_for put_back web1 "$mark"
    step "both servers show the entry that web1 missed" wait_for shown_by again web1 web2
}

# A wrong password, a firewall's rule, a route: what only a check that asks the database can see.
one_loses_the_database() {
    local mark
    mark=$(log_mark lvs01)
    on web1 ip route add unreachable "$DB/32"
    step "web1 alone does not reach the database: it is taken out" wait_for taken_out web1 "$mark"
    step "visitors have not noticed" shown_by hello web2

    mark=$(log_mark lvs01)
    on web1 ip route del unreachable "$DB/32"
    step "web1 reaches it again and is put back" wait_for put_back web1 "$mark"
}

all_lose_the_database() {
    local mark
    mark=$(log_mark lvs01)
    mariadb_stop db || true
    step "MariaDB stops: web1 is taken out" wait_for taken_out web1 "$mark"
    step "web2 too" wait_for taken_out web2 "$mark"
    step "the sorry server takes their place" wait_for table_has lvs01 "^TCP +$VIP:80 rr *$" "$SORRY:80 +Route "
    step "visitors are told so, with status 503" wait_for told_sorry
    show ipvs_table lvs01

    mark=$(log_mark lvs01)
    mariadb_start db 1
    step "MariaDB starts again: web1 is put back" wait_for put_back web1 "$mark"
    step "web2 too" wait_for put_back web2 "$mark"
    step "the sorry server is gone from the table" wait_for table_lacks lvs01 "$SORRY"
    step "both servers show the old entries" wait_for shown_by hello web1 web2
}

all_stop() {
    step "lvs01's director ends politely" director_ends lvs01
    step "the VIP is gone" held_only_by "$VIP" '' lvs01
    step "no IPVS entry is left" table_empty lvs01
}

# --- what the steps look at ---

taken_out() { local address=${1^^}; logged lvs01 "$2" "Removing service \[${!address}\]:tcp:80 (to|from) VS \[$VIP\]:tcp:80"; }

put_back() { local address=${1^^}; logged lvs01 "$2" "Adding service \[${!address}\]:tcp:80 to VS \[$VIP\]:tcp:80"; }

# Prints the new entry and which server made the page.
write_entry() { on client curl -sSf --max-time 10 --data "text=$1" "http://$VIP/" | tail -n 2; }

# shown_by ENTRY SERVER…: of as many pages as there are servers each server makes one, and all have the entry.
shown_by() {
    local entry=$1 pages number
    shift
    pages=$(for number in $(seq $#); do web_get client "http://$VIP/?$number" || exit; done)
    echo "$(grep -c "^$entry (" <<<"$pages") times in $# pages, made by $(sed -n 's/^page by //p' <<<"$pages" | sort | paste -s -d ' ')"
    [[ $(grep -c "^$entry (" <<<"$pages") -eq $# ]] || return
    [[ $(sed -n 's/^page by //p' <<<"$pages" | sort | paste -s -d ' ') == "$*" ]]
}

told_sorry() {
    local answer
    answer=$(on client curl -sS --max-time 10 --write-out '%{http_code}' "http://$VIP/")
    echo "$answer"
    [[ $answer == *'back soon'*503 ]]
}
