package dev.holdfast.controller.script;

import dev.holdfast.linuxnet.process.Accounts;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that may be run, and as whom.
 *
 * @param words the program's path and its arguments; at least one
 * @param user whom to run it as
 * @param allGroups whether it gets all the groups of {@code user}, by {@code name}, instead of only that one
 * @param name the user's name, for that; may be empty otherwise
 */
public record Script(List<String> words, Accounts.User user, boolean allGroups, String name) {
    /** Copies the list. */
    public Script {
        words = List.copyOf(words);
    }

    /** The same program with further arguments. */
    public Script with(List<String> more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(more);
        return new Script(all, user, allGroups, name);
    }

    /** The program's path. */
    public String program() {
        return words.get(0);
    }

    /**
     * The whole command line.
     *
     * @param self whom this process is run as
     */
    List<String> commandLine(Accounts.User self) {
        List<String> line = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", "TERM"));
        if (!user.equals(self)) {
            line.addAll(List.of("--reuid", Long.toString(user.uid()), "--regid", Long.toString(user.gid())));
            line.addAll(allGroups ? List.of("--init-groups") : List.of("--groups", Long.toString(user.gid())));
        }
        line.add("--");
        line.addAll(words);
        return line;
    }
}
