package dev.holdfast.controller.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast failover}: a master lets another take over. */
@Command(
        name = "failover",
        sortOptions = false,
        description = {
            "Ask the running director to let another one take over an instance of which it is master.",
            "",
            "It says goodbye as at a stop (priority 0), and then leaves any master alone, also one of lower priority, until none"
                    + " is heard any more. The other instances of a sync group go with it. Where nobody takes over, it is master"
                    + " again within the time that the protocol waits for a master.",
            ""
        },
        footer = {"", "Exit status: 0 it has stepped down; 1 not, with the reason in one line."})
final class FailoverCommand implements Callable<Integer> {
    @Mixin
    private ControlOptions control = new ControlOptions();

    @Parameters(paramLabel = "INSTANCE", description = "The name of a vrrp_instance.")
    private String instance = "";

    @Override
    public Integer call() {
        return question().ask();
    }

    Question question() {
        return Question.failover(control.pidFile(), instance);
    }
}
