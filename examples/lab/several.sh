# shellcheck shell=bash
#
# Several examples in one lab, a process each (for examples/run, whose functions it uses).

several_dir=
declare -A story_pids=() story_readers=() story_slots=() story_began=() story_seconds=() story_status=()

# play_several NAME…: those that measure times one after the other, then the rest, AT_ONCE at a time. Every line has its
# example's name in front; a table ends it. Fails when one of them does.
play_several() {
    local name alone=() beside=()
    several_dir=$(mktemp -d /run/holdfast-several.XXXXXX)
    trap several_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    for name in "$@"; do
        if of_example "$name" measures_times; then alone+=("$name"); else beside+=("$name"); fi
    done
    for name in "${alone[@]}"; do
        story_start "$name" 1
        story_await_one
    done
    for name in "${beside[@]}"; do
        while [[ ${#story_pids[@]} -ge $AT_ONCE ]]; do story_await_one; done
        story_start "$name" "$(story_free_slot)"
    done
    while [[ ${#story_pids[@]} -gt 0 ]]; do story_await_one; done
    several_table "$@"
}

# The hosts of those that play at the same time differ by a number in the prefix of their names.
story_free_slot() {
    local slot
    for slot in $(seq "$AT_ONCE"); do
        if [[ " ${story_slots[*]} " != *" $slot "* ]]; then
            echo "$slot"
            return
        fi
    done
}

story_start() {
    local name=$1 slot=$2 pipe=$several_dir/$1.pipe
    mkfifo "$pipe"
    story_read "$name" <"$pipe" &
    story_readers[$name]=$!
    # A process group of its own: Ctrl-C reaches only this shell, which ends the stories in its own order.
    LAB_PREFIX=${LAB_PREFIX%-}$slot- setsid "$EXAMPLES/run" "$name" --director "$DIRECTOR" --in-lab \
        </dev/null >"$pipe" 2>&1 &
    story_pids[$name]=$!
    story_slots[$name]=$slot
    story_began[$name]=$SECONDS
}

# Passes a story's lines on and keeps what its last one counts. (Debian's awk would hold lines back.)
story_read() {
    local name=$1 line
    trap '' INT TERM HUP
    while IFS= read -r line; do
        printf '%s: %s\n' "$name" "$line"
        if [[ $line =~ ^([0-9]+)' passed, '([0-9]+)' failed'$ ]]; then
            printf '%s %s\n' "${BASH_REMATCH[@]:1}" >"$several_dir/$name"
        fi
    done
}

story_await_one() {
    local pid name status=0
    wait -n -p pid "${story_pids[@]}" || status=$?
    for name in "${!story_pids[@]}"; do
        [[ ${story_pids[$name]} == "$pid" ]] || continue
        wait "${story_readers[$name]}" || true
        story_status[$name]=$status
        story_seconds[$name]=$((SECONDS - story_began[$name]))
        unset "story_pids[$name]" "story_readers[$name]" "story_slots[$name]"
    done
}

several_table() {
    local name passed failed verdict bad=0
    printf '\n%-20s %8s %8s %8s\n' example passed failed seconds
    for name in "$@"; do
        verdict=
        if [[ ${story_status[$name]} -ne 0 ]]; then
            verdict='  FAIL'
            bad=$((bad + 1))
        fi
        passed=- failed=-
        # A story that broke off has no such file.
        if [[ -e $several_dir/$name ]]; then
            read -r passed failed <"$several_dir/$name"
        else
            verdict="  FAIL, broke off with status ${story_status[$name]}"
        fi
        printf '%-20s %8s %8s %8s%s\n' "$name" "$passed" "$failed" "${story_seconds[$name]}" "$verdict"
    done
    printf '%d of %d examples passed, %d s\n' "$(($# - bad))" "$#" "$SECONDS"
    [[ $bad -eq 0 ]]
}

several_end() {
    local name
    trap '' INT TERM HUP
    for name in "${!story_pids[@]}"; do kill -TERM "${story_pids[$name]}" 2>/dev/null || true; done
    for name in "${!story_pids[@]}"; do wait "${story_pids[$name]}" "${story_readers[$name]}" || true; done
    rm -rf "$several_dir"
}
