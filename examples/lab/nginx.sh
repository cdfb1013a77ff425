# shellcheck shell=bash
#
# nginx with a configuration of the story's own (beside hosts.sh); for one that only says its name there is web.sh.

# nginx_start HOST: what is inside `http { }` comes from standard input. `$hostname` there is the host's name.
nginx_start() {
    local name=$1 home=$LAB_DIR/nginx-$1
    mkdir -p "$home"
    {
        # One process is enough here, and what it remembers (whose turn it is) is then remembered once.
        printf 'daemon off;\nmaster_process off;\nuser root;\npid %s/pid;\nerror_log stderr;\nevents { }\nhttp {\n' "$home"
        printf 'access_log off;\nkeepalive_timeout 0;\ndefault_type text/plain;\n'
        printf '%s_temp_path %s/temp;\n' client_body "$home" proxy "$home" fastcgi "$home" uwsgi "$home" scgi "$home"
        cat
        printf '}\n'
    } >"$home/nginx.conf"
    start "nginx-$name" "$name" nginx -p "$home" -c "$home/nginx.conf" -e stderr
}
