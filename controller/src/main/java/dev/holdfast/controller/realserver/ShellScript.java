package dev.holdfast.controller.realserver;

import dev.holdfast.controller.realserver.Change.AddVip;
import dev.holdfast.controller.realserver.Change.RemoveVip;
import dev.holdfast.controller.realserver.Change.SetLink;
import dev.holdfast.controller.realserver.Change.SetSysctl;
import java.util.List;
import java.util.regex.Pattern;

/** A plan as a shell script for sh(1), ip(8) and sysctl(8), which does the same or, when a step fails, nothing. */
final class ShellScript {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private ShellScript() {}

    /**
     * Writes it.
     *
     * @param title the command it stands for, one line
     * @param modules the kernel modules that have to be loaded first
     * @param plan what is to be done
     */
    static String of(String title, List<String> modules, Plan plan) {
        StringBuilder text = new StringBuilder("#!/bin/sh\n");
        text.append("# What `")
                .append(title.replace('\n', ' '))
                .append("` would do here and now, without remembering it.\n");
        plan.notes().forEach(note -> text.append("# ").append(note).append('\n'));
        text.append("set -eu\n");
        List<Change> changes = plan.changes();
        if (changes.isEmpty()) {
            return text.append("# Nothing has to be changed.\n").toString();
        }
        for (int i = 0; i < changes.size(); i++) {
            text.append("done_").append(i + 1).append(i + 1 == changes.size() ? "=\n" : "= ");
        }
        text.append("undo() {\n");
        for (int i = changes.size() - 1; i >= 0; i--) {
            text.append("    [ -z \"$done_").append(i + 1).append("\" ] || ");
            text.append(command(changes.get(i).inverse())).append('\n');
        }
        text.append("}\n");
        text.append("trap 'status=$?; if [ \"$status\" -ne 0 ]; then undo; fi; exit \"$status\"' EXIT\n");
        modules.forEach(
                module -> text.append("modprobe ").append(quoted(module)).append('\n'));
        for (int i = 0; i < changes.size(); i++) {
            text.append("if ").append(needed(changes.get(i))).append("; then\n    ");
            text.append(command(changes.get(i)))
                    .append("\n    done_")
                    .append(i + 1)
                    .append("=yes\nfi\n");
        }
        return text.toString();
    }

    /** Whether a change is still to be made: a script may be run twice, and undoes only what it did itself. */
    private static String needed(Change change) {
        if (change instanceof SetSysctl set) {
            return "[ \"$(sysctl -n " + quoted(set.sysctl().variable()) + ")\" != " + set.to() + " ]";
        }
        if (change instanceof SetLink link) {
            return "[ " + (link.up() ? "-z" : "-n") + " \"$(ip -o link show dev " + quoted(link.ifName()) + " up)\" ]";
        }
        if (change instanceof AddVip add) {
            return "[ -z \"" + shown(add.vip(), add.ifName()) + "\" ]";
        }
        if (change instanceof RemoveVip remove) {
            return "[ -n \"" + shown(remove.vip(), remove.ifName()) + "\" ]";
        }
        throw new AssertionError(change);
    }

    private static String shown(Vip vip, String ifName) {
        return "$(ip -o address show dev " + quoted(ifName) + " to " + vip.notation() + ")";
    }

    /** The command for one change. */
    static String command(Change change) {
        if (change instanceof SetSysctl set) {
            return "sysctl -q -w " + quoted(set.sysctl().variable() + "=" + set.to());
        }
        if (change instanceof SetLink link) {
            return "ip link set dev " + quoted(link.ifName()) + (link.up() ? " up" : " down");
        }
        if (change instanceof AddVip add) {
            return "ip address add " + add.vip().notation() + " dev " + quoted(add.ifName())
                    + (add.vip().ipv4() ? " scope host" : " nodad preferred_lft 0");
        }
        if (change instanceof RemoveVip remove) {
            return "ip address del " + remove.vip().notation() + " dev " + quoted(remove.ifName());
        }
        throw new AssertionError(change);
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
