package dev.holdfast.controller.cli;

import dev.holdfast.controller.ipvsadm.IpvsadmProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast ipvs}: hands everything behind its name over as it is. */
@Command(
        name = "ipvs",
        description = "List and change the kernel's IPVS table, with the options of ipvsadm(8); -h lists them.")
final class IpvsCommandLine implements Callable<Integer> {
    @Parameters(paramLabel = "OPTION", description = "ipvsadm's options.")
    private List<String> arguments = new ArrayList<>();

    List<String> arguments() {
        return arguments;
    }

    @Override
    public Integer call() {
        return new IpvsadmProgram(System.in, System.out, System.err).run(arguments);
    }
}
