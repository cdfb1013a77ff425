# shellcheck shell=bash
#
# Real Redis servers on the lab's hosts (beside hosts.sh).

# redis_start HOST: nothing is kept on disk. The key `name` holds the host's name.
redis_start() {
    start "redis-$1" "$1" redis-server --port 6379 --bind 0.0.0.0 --protected-mode no --save '' --appendonly no \
        --dir "$LAB_DIR" --daemonize no --enable-debug-command no
    wait_for redis_query "$1" 127.0.0.1 set name "$1" >/dev/null
}

redis_stop() { stop "redis-$1"; }

# redis_query FROM ADDRESS COMMAND…: prints the answer.
redis_query() {
    local from=$1 address=$2
    shift 2
    on "$from" timeout 10 redis-cli -h "$address" -e "$@"
}
