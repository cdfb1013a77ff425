package dev.holdfast.controller.network;

import dev.holdfast.controller.config.Blocks;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration's rules, each with a preference: those without one get 16384, 16383 and so on, each family for itself, the static
 * ones first, then by instance, in the file's order, as keepalived gives them.
 *
 * @param statics static_rules
 * @param byInstance virtual_rules, by the instance's name
 */
public record NumberedRules(List<RuleSettings> statics, Map<String, List<RuleSettings>> byInstance) {
    private static final long FIRST = 16_384;

    /** No rules. */
    public static final NumberedRules NONE = new NumberedRules(List.of(), Map.of());

    /** Copies them. */
    public NumberedRules {
        statics = List.copyOf(statics);
        byInstance = Map.copyOf(byInstance);
    }

    /** Those of a configuration. */
    public static NumberedRules of(Blocks blocks) {
        Numbering numbering = new Numbering();
        List<RuleSettings> statics = numbering.number(blocks.statics().rules());
        Map<String, List<RuleSettings>> byInstance = new HashMap<>();
        for (VrrpInstanceSettings instance : blocks.instances()) {
            if (!instance.rules().isEmpty()) {
                byInstance.put(instance.name(), numbering.number(instance.rules()));
            }
        }
        return new NumberedRules(statics, byInstance);
    }

    /** The rules of an instance. */
    public List<RuleSettings> of(String instance) {
        return byInstance.getOrDefault(instance, List.of());
    }

    private static final class Numbering {
        private long next4 = FIRST;
        private long next6 = FIRST;

        List<RuleSettings> number(List<RuleSettings> rules) {
            List<RuleSettings> numbered = new ArrayList<>(rules.size());
            for (RuleSettings rule : rules) {
                numbered.add(rule.preference() == null ? rule.withPreference(rule.ipv6() ? next6-- : next4--) : rule);
            }
            return numbered;
        }
    }
}
