# shellcheck shell=bash
#
# Holdfast's own build for the examples (needs HOLDFAST_HOME).

# What the virtual machine is made of: needed only where the kernel has no IPVS.
# shellcheck disable=SC2034 # read by examples/run and examples/test
VM_PACKAGES=(qemu-system-x86 busybox-static cpio kmod xz-utils)

# Builds when a source is newer than the last build, quietly and without tests.
build_holdfast() {
    local stamp=$HOLDFAST_HOME/controller/target/built-for-examples newer=yes
    if [[ -e $stamp ]]; then
        newer=$(find "$HOLDFAST_HOME"/pom.xml "$HOLDFAST_HOME"/{linux-net,vrrp,healthcheck,ipvs-client,controller}/{pom.xml,src/main} \
            -type f -newer "$stamp" -print -quit)
    fi
    [[ -n $newer ]] || return 0
    command -v mvn >/dev/null || { echo "no mvn in PATH (expected Maven 3.8 or newer and a JDK 17 or newer)" >&2; return 1; }
    echo "building Holdfast"
    if ! (cd "$HOLDFAST_HOME" && mvn -B -q -DskipTests -pl controller -am package); then
        give_back_build
        return 1
    fi
    touch "$stamp"
}

# After a run under sudo the build directories belong to whoever owns the checkout.
give_back_build() {
    [[ $EUID -ne 0 ]] || chown -R --reference="$HOLDFAST_HOME/pom.xml" "$HOLDFAST_HOME"/target "$HOLDFAST_HOME"/*/target 2>/dev/null || true
}
