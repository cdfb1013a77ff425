# shellcheck shell=bash
#
# Web servers and their clients on the lab's hosts (beside hosts.sh and wire.sh): nginx, one for each host, with a
# directory of its own.

# web_start HOST [PORT…]: every page is the host's name, but what was put into web_root HOST. One connection a request,
# so that each request is a choice of the director's. What is PUT under /upload/ is kept.
web_start() {
    local name=$1 directory=$LAB_DIR/web-$1 port
    shift
    mkdir -p "$directory/logs" "$(web_root "$name")"
    {
        # In the foreground one process is enough, and ends at once.
        printf '%s\n' 'daemon off; master_process off; user root; pid nginx.pid; error_log stderr;'
        printf '%s\n' 'events { worker_connections 256; }'
        printf 'http {\n access_log logs/access.log;\n keepalive_timeout 0;\n default_type text/plain;\n'
        printf ' client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n'
        printf ' server {\n'
        for port in "${@:-80}"; do printf '  listen %s;\n' "$port"; done
        printf '  root www; dav_methods PUT; client_max_body_size 0;\n'
        # shellcheck disable=SC2016 # nginx's own variable
        printf '  location / { try_files $uri @name; }\n  location @name { return 200 "%s\\n"; }\n' "$name"
        printf '  location /upload/ { create_full_put_path on; }\n }\n}\n'
    } >"$directory/nginx.conf"
    start "web-$name" "$name" nginx -p "$directory" -c nginx.conf -e stderr
}

web_root() { printf '%s\n' "$LAB_DIR/web-$1/www"; }

# Its access log: the client's address is the first word of a line.
web_log() { printf '%s\n' "$LAB_DIR/web-$1/logs/access.log"; }

web_stop() { stop "web-$1"; }

# web_get FROM URL: prints the page; fails on any error, also one that the server names (404).
web_get() { on "$1" curl -sSf --max-time 10 "$2"; }

# web_answers FROM URL PAGE: it is this page.
web_answers() {
    local page
    page=$(web_get "$1" "$2") || { echo "$page"; return 1; }
    echo "$page"
    [[ $page == "$3" ]]
}

# web_get_many FROM URL COUNT: so many requests after one another, by one curl, and a connection for each. Prints the
# answers, one a line.
web_get_many() { on "$1" curl -sSf --max-time 60 --connect-timeout 10 "$2?[1-$3]"; }

# Reads answers and prints how often each came: `web1 6, web2 2`.
count_answers() {
    sort | uniq -c | awk '{ line = line (NR > 1 ? ", " : "") $2 " " $1 } END { print line }'
}

# answers_are FROM URL COUNT HOW_OFTEN: for instance `web1 6, web2 2`.
answers_are() {
    local seen
    seen=$(web_get_many "$1" "$2" "$3" 2>&1 | count_answers)
    echo "$seen"
    [[ $seen == "$4" ]]
}

# no_answer FROM URL [CURL OPTION…]: no page within two seconds.
no_answer() {
    local from=$1 page
    shift
    if page=$(on "$from" curl -sSf --max-time 2 "$@" 2>&1); then
        echo "${page:-a page} came"
        return 1
    fi
    echo "$page"
}

# web_in_turn FROM URL: two servers answer alternately.
web_in_turn() {
    local answers first second
    mapfile -t answers < <(web_get_many "$1" "$2" 4 2>&1)
    echo "${answers[*]}"
    first=${answers[0]:-} second=${answers[1]:-}
    [[ ${#answers[@]} -eq 4 && $first != "$second" && ${answers[2]} == "$first" && ${answers[3]} == "$second" ]]
}

# web_loop_start FROM URL: asks again and again until `stop web-loop`, a new connection each time: lines of
# `STARTED ENDED ok|failed ANSWER|ERROR`.
web_loop_start() {
    # shellcheck disable=SC2016 # expanded by the loop's own shell
    start web-loop "$1" bash -c '
        while :; do
            started=$EPOCHREALTIME
            if answer=$(curl -sSf --max-time 10 "$0" 2>&1); then outcome=ok; else outcome=failed; fi
            echo "$started $EPOCHREALTIME $outcome ${answer//$'"'\\n'"'/ }"
            sleep 0.3
        done' "$2"
}

web_loop_since() { awk -v since="$1" '$1 > since' "$(log_of web-loop)"; }

# web_loop_clean SINCE COUNT: waits until COUNT requests that began after SINCE have ended; none of them may have failed.
web_loop_clean() {
    local since=$1 count=$2 requests
    wait_for web_loop_has "$since" "$count" >/dev/null || { echo "fewer than $count requests in $PATIENCE s"; return 1; }
    requests=$(web_loop_since "$since")
    awk '{ took = $2 - $1; if (took > most) most = took; if ($3 != "ok") { failed++; if (failed == 1) first = $0 } }
        END { printf "%d requests, %d failed, slowest %.1f s\n", NR, failed, most; if (failed) print "first: " first
            exit failed > 0 }' <<<"$requests"
}

web_loop_has() { [[ $(web_loop_since "$1" | wc -l) -ge $2 ]]; }
