# shellcheck shell=bash
#
# Real PHP (php-fpm) on the lab's hosts, behind the nginx of the same host (beside hosts.sh and nginx.sh).

# php_start HOST: nginx finds it at php_socket HOST.
php_start() {
    local name=$1 home=$LAB_DIR/php-$1
    mkdir -p "$home"
    cat >"$home/php-fpm.conf" <<-CONF
		[global]
		error_log = /proc/self/fd/2
		daemonize = no
		[www]
		user = root
		group = root
		listen = $(php_socket "$name")
		pm = static
		pm.max_children = 2
		catch_workers_output = yes
	CONF
    start "php-$name" "$name" "$(php_program)" --nodaemonize --allow-to-run-as-root --fpm-config "$home/php-fpm.conf"
}

php_socket() { printf '%s\n' "$LAB_DIR/php-$1/socket"; }

# Debian's program has the version in its name; the newest is taken.
php_program() { printf '%s\n' /usr/sbin/php-fpm[0-9]* | sort -V | tail -n 1; }
