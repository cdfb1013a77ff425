package dev.holdfast.controller.lint;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.conf.Word;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs all rules over a configuration. */
public final class Lints {
    /** How often the same rule is heard of; generated configurations have the same mistake a thousand times. */
    private static final int MOST = 100;

    private Lints() {}

    /** Everything the rules find, in no particular order: warnings that leave the verdict alone. */
    public static List<Problem> of(ConfigurationTree tree, Host host) {
        Findings findings = new Findings();
        new VrrpRules(tree, host, findings).run();
        new TrackingRules(tree, findings).run();
        new ScriptRules(tree, host, findings).run();
        new ServerRules(tree, host, findings).run();
        return findings.all(tree);
    }

    /** Where rules put what they find. */
    static final class Findings {
        private final List<Problem> list = new ArrayList<>();
        private final Map<Rule, Integer> counts = new EnumMap<>(Rule.class);

        private List<Problem> all(ConfigurationTree tree) {
            counts.forEach((rule, count) -> {
                if (count > MOST) {
                    String found = (count - MOST) + " more warnings " + rule.id() + " are not shown";
                    list.add(new Problem(
                            tree.file(), 0, 0, Severity.WARNING, Verdict.CLEAN, found, "", null, rule.id()));
                }
            });
            return List.copyOf(list);
        }

        void add(Word at, Rule rule, String found, String expected, @Nullable String hint) {
            if (counts.merge(rule, 1, Integer::sum) > MOST) {
                return;
            }
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
