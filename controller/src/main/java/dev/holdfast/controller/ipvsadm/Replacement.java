package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.linuxnet.LinuxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the kernel's table the one of a save file: the whole file is read first, and when one line is wrong nothing is
 * changed. Then only what differs is sent, so that what is in both keeps its connections and counters.
 */
final class Replacement {
    private static final int WRONG = 2;
    private static final int REFUSED = 255;

    /** What makes the kernel's table the given one. */
    interface Target {
        List<CommandOutcome> replace(IpvsTable table) throws LinuxException;
    }

    private final CommandLineReader reader;
    private final Target target;
    private final Consumer<String> errors;
    private final Map<ServiceKey, Service> services = new LinkedHashMap<>();
    private final Map<ServiceKey, Map<DestinationKey, Destination>> destinations = new LinkedHashMap<>();
    private int wrongLines;

    /**
     * Prepares one replacement.
     *
     * @param errors takes each message, a line without a name before it
     */
    Replacement(CommandLineReader reader, Target target, Consumer<String> errors) {
        this.reader = reader;
        this.target = target;
        this.errors = errors;
    }

    /** Reads all lines and then changes the table; returns the exit status. */
    int replace(BufferedReader lines) throws IOException {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            List<String> words = Restorer.words(line);
            if (!words.isEmpty()) {
                take(words, number);
            }
        }
        if (wrongLines > 0) {
            errors.accept((wrongLines == 1 ? "1 line is" : wrongLines + " lines are") + " wrong: nothing was changed");
            return WRONG;
        }
        int status = 0;
        for (CommandOutcome outcome : target.replace(table())) {
            if (!outcome.applied()) {
                errors.accept(outcome.toString());
                status = REFUSED;
            }
        }
        return status;
    }

    private void take(List<String> words, int line) {
        try {
            add(reader.read(words));
        } catch (UsageException e) {
            wrongLines++;
            errors.accept("line " + line + ": " + e.text());
        }
    }

    private void add(Instruction instruction) throws UsageException {
        if (instruction instanceof Instruction.Change change) {
            if (change.command() instanceof IpvsCommand.AddService add) {
                if (services.putIfAbsent(add.service().key(), add.service()) != null) {
                    throw UsageException.value("virtual server " + add.service().key() + " twice (expected once)");
                }
                destinations.put(add.service().key(), new LinkedHashMap<>());
                return;
            }
            if (change.command() instanceof IpvsCommand.AddDestination add) {
                Map<DestinationKey, Destination> servers = destinations.get(add.service());
                if (servers == null) {
                    throw UsageException.value("real server of virtual server " + add.service()
                            + ", which is not there (expected its -A line before)");
                }
                if (servers.putIfAbsent(add.destination().key(), add.destination()) != null) {
                    throw UsageException.value(
                            "real server " + add.destination().key() + " of virtual server " + add.service()
                                    + " twice (expected once)");
                }
                return;
            }
        }
        throw UsageException.value("a line that adds nothing (-R --replace expected -A and -a lines alone)");
    }

    private IpvsTable table() {
        IpvsTable.Builder builder = IpvsTable.builder();
        services.forEach((key, service) ->
                builder.add(service, destinations.getOrDefault(key, Map.of()).values()));
        return builder.build();
    }
}
