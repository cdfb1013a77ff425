package dev.holdfast.controller.lint;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.conf.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs all rules over a configuration. */
public final class Lints {
    private Lints() {}

    /** Everything the rules find, in no particular order: warnings that leave the verdict alone. */
    public static List<Problem> of(ConfigurationTree tree, Host host) {
        Findings findings = new Findings();
        new VrrpRules(tree, host, findings).run();
        new TrackingRules(tree, findings).run();
        new ScriptRules(tree, host, findings).run();
        new ServerRules(tree, host, findings).run();
        return List.copyOf(findings.list);
    }

    /** Where rules put what they find. */
    static final class Findings {
        private final List<Problem> list = new ArrayList<>();

        void add(Word at, Rule rule, String found, String expected, @Nullable String hint) {
            list.add(new Problem(
                    at.file(),
                    at.line(),
                    at.column(),
                    Severity.WARNING,
                    Verdict.CLEAN,
                    found,
                    expected,
                    hint,
                    rule.id()));
        }
    }
}
