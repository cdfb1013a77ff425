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
mkdir "$root/run/package"
cp "$deb" "$root/run/package/holdfast.deb"

# The rest runs on the copy.
steps() {
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 TMPDIR=/run/package
    cd /run/package
    ! command -v holdfast >/dev/null || fail "holdfast is on this machine already, by $(command -v holdfast)"

    dpkg --install holdfast.deb
    [[ $(dpkg-query -W -f '${db:Status-Status}' holdfast) == installed ]] || fail "dpkg does not say that it is installed"
    [[ $(command -v holdfast) == /usr/sbin/holdfast ]] || fail "no holdfast in PATH"
    [[ $(holdfast --version) == Holdfast\ * ]] || fail "holdfast --version: $(holdfast --version)"
    ls /var/cache/holdfast/cds/holdfast-*.jsa /var/cache/holdfast/native/libjnidispatch.so
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

    dpkg-deb --raw-extract holdfast.deb newer
    sed -i 's/^Version: .*/&.newer/' newer/DEBIAN/control
    dpkg-deb --build newer newer.deb
    dpkg --install newer.deb
    [[ $(dpkg-query -W -f '${Version}' holdfast) == *.newer ]] || fail "not upgraded"
    [[ $(tail -n 1 /etc/holdfast/holdfast.conf) == 'holdfast.log.detail = true' ]] || fail "holdfast.conf was not kept"
    serve
    right upgraded

    dpkg --remove holdfast
    [[ $(tail -n 1 /etc/holdfast/holdfast.conf) == 'holdfast.log.detail = true' ]] || fail "holdfast.conf was removed"
    [[ ! -e /usr/share/holdfast && ! -e /var/cache/holdfast ]] || fail "files were left behind"
    right removed

    dpkg --purge holdfast
    left=$(find /etc /usr /lib /var/cache /var/lib -xdev -name '*holdfast*')
    [[ -z $left ]] || fail "left behind: $left"
    [[ -e /etc/keepalived/keepalived.conf ]] || fail "keepalived's own configuration is gone"
    right purged
}

# Starts the director as the service does, until it holds its address, and stops it.
serve() {
    local start director i
    start=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/holdfast.service)
    DAEMON_ARGS=--log-console bash -c "exec $start" >director.log 2>&1 &
    director=$!
    for ((i = 0; ; i++)); do
        ! ip address show dev segment0 | grep -q 192.0.2.1/24 || break
        kill -0 "$director" && ((i < 600)) || fail "no address: $(cat director.log)"
        sleep 0.1
    done
    kill -TERM "$director"
    wait "$director" || fail "stopped with $?: $(cat director.log)"
    ! ip address show dev segment0 | grep -q 192.0.2.1 || fail "the address was left behind"
}

right() {
    echo "right: $1"
}

fail() {
    echo "wrong: $*" >&2
    exit 1
}

chroot "$root" bash -c "set -euo pipefail; $(declare -f steps serve right fail); steps"
