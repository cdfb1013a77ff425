package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.ProcessSettings;
import dev.holdfast.controller.config.global.Processes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of global_defs about processes. */
final class ProcessesReader {
    /** CPU_SETSIZE (sched.h) less one. */
    private static final int HIGHEST_CPU = 1023;

    private static final int MOST_AUTOMATIC_PRIORITY = 99;

    private final Entries entries;
    private final Problems problems;

    ProcessesReader(Entries entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
    }

    Processes read() {
        return new Processes(
                entries.has("process_names"),
                entries.text("process_name"),
                process("vrrp", "vrrp_process_name"),
                process("checker", entries.has("checker_process_name") ? "checker_process_name" : "lvs_process_name"),
                process("bfd", "bfd_process_name"),
                mostAutomaticPriority(),
                entries.number("min_auto_priority_delay", Processes.DEFAULT_AUTOMATIC_PRIORITY_DELAY_MICROS),
                entries.flag("set_supplementary_groups", false));
    }

    private int mostAutomaticPriority() {
        Statement statement = entries.last("max_auto_priority");
        if (statement == null) {
            return 0;
        }
        return statement.arguments().isEmpty() ? MOST_AUTOMATIC_PRIORITY : entries.integer("max_auto_priority", 0);
    }

    private ProcessSettings process(String prefix, String nameKeyword) {
        @Nullable Long limit = entries.number(prefix + "_rlimit_rttime");
        return new ProcessSettings(
                entries.text(nameKeyword),
                entries.integer(prefix + "_priority"),
                entries.integer(prefix + "_rt_priority"),
                limit != null
                        ? limit
                        : entries.number(prefix + "_rlimit_rtime", ProcessSettings.DEFAULT_REALTIME_LIMIT_MICROS),
                entries.has(prefix + "_no_swap"),
                cpus(prefix + "_cpu_affinity"));
    }

    private List<Integer> cpus(String keyword) {
        List<Integer> cpus = new ArrayList<>();
        for (Statement statement : entries.all(keyword)) {
            for (Word word : statement.arguments()) {
                OptionalLong cpu = Numbers.within(word.text(), 0, HIGHEST_CPU);
                if (cpu.isEmpty()) {
                    problems.error(word, "bad-value", keyword + " " + word, "numbers of processors", "it is ignored");
                } else if (!cpus.contains((int) cpu.getAsLong())) {
                    cpus.add((int) cpu.getAsLong());
                }
            }
        }
        return cpus;
    }
}
