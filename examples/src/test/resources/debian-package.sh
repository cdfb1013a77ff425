#!/usr/bin/env bash
#
# debian-package.sh DEB
#
# The life of the Debian package, from its installation to its purge, on a copy of this machine: an overlay over its root, in
# mount, network and process namespaces of its own, all of which are gone when this ends. As root.
# Prints a line for each step that was right, and ends with 0 if all were.

set -euo pipefail

if [[ ${1:-} != inside ]]; then
    copy=$(mktemp -d)
    trap 'rmdir "$copy"' EXIT
    unshare --mount --net --pid --fork --kill-child -- bash "$0" inside "$(readlink -f "$1")" "$copy"
    exit
fi

deb=$2
copy=$3
mount --make-rprivate /
mount -t tmpfs -o size=1g tmpfs "$copy"
mkdir "$copy"/{upper,work,root}
mount -t overlay -o "lowerdir=/,upperdir=$copy/upper,workdir=$copy/work" overlay "$copy/root"
root=$copy/root
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/run/package" "$root/run/systemd/system"
cp "$deb" "$root/run/package/holdfast.deb"

# The rest runs on the copy.
steps() {
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 TMPDIR=/run/package
    cd /run/package
    ! command -v holdfast >/dev/null || fail "holdfast is on this machine already, by $(command -v holdfast)"

    record_systemctl
    dpkg --install holdfast.deb
    [[ $(dpkg-query -W -f '${db:Status-Status}' holdfast) == installed ]] || fail "dpkg does not say that it is installed"
    ! grep -E 'start|enable' asked || fail "an installation is not to start anything"
    [[ $(command -v holdfast) == /usr/sbin/holdfast ]] || fail "no holdfast in PATH"
    [[ $(holdfast --version) == Holdfast\ * ]] || fail "holdfast --version: $(holdfast --version)"
    ls /var/cache/holdfast/cds/holdfast-*.jsa /var/cache/holdfast/native/libjnidispatch.so \
        /var/cache/holdfast/native/libnetty_transport_native_epoll_*.so
    right installed

    for page in 8/holdfast 8/holdfast-check 8/holdfast-ipvs 8/holdfast-realserver 5/holdfast.conf; do
        gzip -dc "/usr/share/man/man${page%/*}/${page#*/}.${page%/*}.gz" | grep -q '^\.SH NAME' || fail "no page $page"
    done
    bash -c '. /usr/share/bash-completion/completions/holdfast && complete -p holdfast' | grep -q holdfast ||
        fail "the completion does not complete holdfast"
    right manual

    # Whoever keeps a configuration of keepalived, and a setting of ours that is not the default.
    mkdir -p /etc/keepalived
    cat >/etc/keepalived/keepalived.conf <<-'CONF'
		vrrp_instance VI_1 {
		    state BACKUP
		    interface segment0
		    virtual_router_id 51
		    priority 255
		    virtual_ipaddress {
		        192.0.2.1/24
		    }
		}
	CONF
    echo 'holdfast.log.detail = true' >>/etc/holdfast/holdfast.conf
    ip link add segment0 type veth peer name segment1
    ip link set segment0 up
    ip link set segment1 up
    ip address add 192.0.2.2/24 dev segment0
    serve
    right served

    systemctl enable holdfast
    newer 1
    newer 2

    # What runs goes on, with all that it has not read yet of the program that is gone.
    start
    touch active
    cp /etc/keepalived/keepalived.conf kept
    sed -i 's/segment0/nowhere0/' /etc/keepalived/keepalived.conf
    dpkg --install newer-1.deb 2>said || fail "an upgrade with a wrong configuration: $(cat said)"
    installed newer-1
    grep -q '^holdfast: the service runs on as it is' said || fail "nothing is said of the wrong configuration: $(cat said)"
    ! grep restart asked || fail "what ran was stopped for a configuration that cannot be run"
    holdfast status | grep -q '^VI_1 *MASTER' || fail "the director does not go on: $(cat director.log)"
    mv kept /etc/keepalived/keepalived.conf
    kill -HUP "$director"
    logged 'Reload complete'
    stop
    serve
    right upgraded

    # First for the libraries, then for the archive of classes.
    mount -t tmpfs -o size=64k full /var/cache/holdfast
    ! holdfast make-archive 2>said || fail "64 kB were room enough"
    clearly_said
    mount -o remount,size=1m /var/cache/holdfast
    dpkg --install newer-2.deb 2>said || fail "an upgrade without room in /var/cache: $(cat said)"
    installed newer-2
    clearly_said
    grep -q 'try-restart.* holdfast.service' asked || fail "what ran was not restarted: $(cat asked)"
    umount /var/cache/holdfast
    mount -t tmpfs -o size=24m full /mnt
    cp -a /usr/share/holdfast/. /mnt
    mount --move /mnt /usr/share/holdfast
    newer 3
    ! dpkg --install newer-3.deb || fail "there was room for newer-3.deb (expected none)"
    installed newer-2
    [[ -z $(dpkg --audit) ]] || fail "dpkg --audit: $(dpkg --audit)"
    [[ $(holdfast --version) == Holdfast\ * ]] || fail "holdfast --version: $(holdfast --version)"
    umount /usr/share/holdfast
    right "without room"

    dpkg --remove holdfast
    grep -q 'stop.* holdfast.service' asked || fail "what ran was not stopped: $(cat asked)"
    [[ $(tail -n 1 /etc/holdfast/holdfast.conf) == 'holdfast.log.detail = true' ]] || fail "holdfast.conf was removed"
    [[ ! -e /usr/share/holdfast && ! -e /var/cache/holdfast ]] || fail "files were left behind"
    right removed

    dpkg --purge holdfast
    left=$(find /etc /usr /lib /var/cache /var/lib -xdev -name '*holdfast*')
    [[ -z $left ]] || fail "left behind: $left"
    [[ -e /etc/keepalived/keepalived.conf ]] || fail "keepalived's own configuration is gone"
    right purged
}

# Nothing is systemd's in this copy but enabling, which needs none: what it is asked is written down. The file `active` is there while
# the service runs.
record_systemctl() {
    rm -f /usr/sbin/policy-rc.d
    mv /usr/bin/systemctl /usr/bin/systemctl.real
    cat >/usr/bin/systemctl <<-'RECORD'
		#!/bin/sh
		echo "$*" >>/run/package/asked
		case "$*" in
		    enable*) exec /usr/bin/systemctl.real "$@" ;;
		    *is-active*) [ -e /run/package/active ] ;;
		esac
	RECORD
    chmod +x /usr/bin/systemctl
}

# newer N: makes newer-N.deb.
newer() {
    [[ -d newer ]] || dpkg-deb --raw-extract holdfast.deb newer
    sed -i "s/^Version: .*/Version: $(dpkg-deb --field holdfast.deb Version)-newer-$1/" newer/DEBIAN/control
    dpkg-deb -Znone --build newer "newer-$1.deb"
}

installed() {
    local is
    is=$(dpkg-query -W -f '${db:Status-Status} ${Version}' holdfast)
    [[ $is == "installed "*"$1" ]] || fail "dpkg says $is (expected installed and a version $1)"
    [[ $(tail -n 1 /etc/holdfast/holdfast.conf) == 'holdfast.log.detail = true' ]] || fail "holdfast.conf was not kept"
}

# What a want of room is told by, and that nothing half done is left.
clearly_said() {
    grep -q '^holdfast: make-archive could not .*expected 50 MB of room' said || fail "not said: $(cat said)"
    ! grep -v '^holdfast: ' said || fail "not in clear lines: $(cat said)"
    [[ -z $(find /var/cache/holdfast -type f ! -name 'lib*.so') ]] || fail "left behind: $(find /var/cache/holdfast -type f)"
}

# Starts the director as the service does, until it holds its address.
start() {
    local command i
    command=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/holdfast.service)
    DAEMON_ARGS=--log-console bash -c "exec $command" >director.log 2>&1 &
    director=$!
    for ((i = 0; ; i++)); do
        ! ip address show dev segment0 | grep -q 192.0.2.1/24 || break
        kill -0 "$director" && ((i < 600)) || fail "no address: $(cat director.log)"
        sleep 0.1
    done
}

# logged TEXT: waits for it.
logged() {
    local i
    for ((i = 0; ; i++)); do
        ! grep -q "$1" director.log || break
        kill -0 "$director" && ((i < 600)) || fail "not logged: $1: $(cat director.log)"
        sleep 0.1
    done
}

stop() {
    kill -TERM "$director"
    wait "$director" || fail "stopped with $?: $(cat director.log)"
    ! ip address show dev segment0 | grep -q 192.0.2.1 || fail "the address was left behind"
}

serve() {
    start
    stop
}

right() {
    echo "right: $1"
}

fail() {
    echo "wrong: $*" >&2
    exit 1
}

chroot "$root" bash -c "set -euo pipefail; $(declare -f steps record_systemctl newer installed clearly_said start logged stop serve right fail); steps"
