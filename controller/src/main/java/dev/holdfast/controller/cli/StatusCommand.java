package dev.holdfast.controller.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast status}: how a running director stands. */
@Command(
        name = "status",
        sortOptions = false,
        description = {
            "Ask the running director how it stands: its instances, sync groups, virtual and real servers.",
            "",
        },
        footer = {
            "",
            "Exit status: 0 the director runs and its threads answer, however its instances and servers stand; 1 it does not run,"
                    + " or not well.",
        })
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "As JSON, for programs: {\"schema\": 1, ...}; members are only ever added.")
    private boolean json;

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Override
    public Integer call() {
        return question().ask();
    }

    Question question() {
        return Question.status(control.pidFile(), json);
    }
}
