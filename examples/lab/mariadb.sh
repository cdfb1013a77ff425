# shellcheck shell=bash
#
# Real MariaDB servers on the lab's hosts (beside hosts.sh), small and quick to start. Needs HOLDFAST_CACHE.

# Makes, once for each MariaDB version, the data directory that every server starts from. Runs on the machine itself,
# where it takes a second, not in a virtual machine, where it takes a minute. Needs no root.
mariadb_prepare() {
    local seed part user=() accounts
    # The server's bootstrap mode wants one statement a line.
    printf -v accounts "FLUSH PRIVILEGES;\nCREATE USER 'app'@'%%' IDENTIFIED BY 'app';"
    seed=$(mariadb_seed)
    [[ ! -e $seed ]] || return 0
    part=$seed.$$
    mkdir -p "$part"
    [[ $EUID -ne 0 ]] || user=(--user=root)
    if ! mariadb-install-db --no-defaults "${user[@]}" --datadir="$part" --skip-test-db --skip-name-resolve \
        --auth-root-authentication-method=normal --innodb-log-file-size=4M >"$part.log" 2>&1 ||
        ! mariadbd --no-defaults "${user[@]}" --datadir="$part" --bootstrap --innodb-log-file-size=4M \
            >>"$part.log" 2>&1 <<<"$accounts"; then
        tail -n 5 "$part.log" >&2
        rm -rf "$part" "$part.log"
        echo "could not make a MariaDB data directory in $(dirname "$seed")" >&2
        return 1
    fi
    rm -f "$part.log"
    mv -T "$part" "$seed" 2>/dev/null || rm -rf "$part"
}

mariadb_seed() {
    local version
    version=$(mariadbd --version 2>/dev/null | sed -E 's/.* Ver ([^ ]+) .*/\1/')
    printf '%s\n' "$HOLDFAST_CACHE/mariadb-data-$version"
}

# mariadb_start HOST SERVER_ID: the server's data lives in memory and stays over a stop and a start.
mariadb_start() {
    local name=$1 id=$2 data=$LAB_DIR/mariadb-$1
    [[ -d $data ]] || cp -r "$(mariadb_seed)" "$data"
    start "mariadb-$name" "$name" mariadbd --no-defaults --user=root --datadir="$data" --socket="$data/socket" \
        --pid-file="$data/pid" --port=3306 --bind-address=0.0.0.0 --server-id="$id" --skip-name-resolve \
        --skip-log-bin --performance-schema=OFF --innodb-buffer-pool-size=8M --innodb-log-file-size=4M \
        --innodb-flush-log-at-trx-commit=0 --innodb-use-native-aio=OFF --key-buffer-size=1M --max-connections=50
}

mariadb_stop() { stop "mariadb-$1"; }

# mariadb_query FROM ADDRESS: asks who answers; prints the answering server's host name.
mariadb_query() {
    on "$1" mariadb --no-defaults --host="$2" --port=3306 --user=app --password=app --connect-timeout=10 \
        --skip-column-names --batch --execute='SELECT @@hostname'
}
