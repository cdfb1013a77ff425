package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.json.JsonText;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsInfo;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.ipvs.netlink.IpvsUnavailableException;
import dev.holdfast.ipvs.proc.ConnectionReader;
import dev.holdfast.ipvs.proc.MalformedConnectionException;
import dev.holdfast.linuxnet.KernelModule;
import dev.holdfast.linuxnet.LinuxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * ipvsadm(8): takes its command line, prints its listings and ends with its exit status. Works on the calling
 * thread's network namespace. One thread at a time.
 */
public final class IpvsadmProgram {
    private static final int OK = 0;
    private static final int CANNOT_LIST = 1;
    private static final int NO_IPVS = 2;
    private static final int REFUSED = 255;
    /** What a shell says of a program that SIGPIPE ended, as it ends others. */
    private static final int READER_GONE = 141;

    /** Characters of a long listing that are written at once. */
    private static final int PIECE = 1 << 16;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Names names;
    private final Opener<IpvsClient, LinuxException> kernel;
    private final Opener<ConnectionReader, IOException> connectionTable;
    private final BooleanSupplier outputIsPipe;

    /**
     * Opens what a command works on.
     *
     * @param <T> what is opened
     * @param <X> what can happen
     */
    interface Opener<T, X extends IOException> {
        T open() throws X;
    }

    /**
     * Prepares a run.
     *
     * @param in where {@code -R} reads
     * @param out where listings go
     * @param err where messages go, each a line that begins with {@code holdfast ipvs: }
     */
    public IpvsadmProgram(InputStream in, OutputStream out, OutputStream err) {
        this(
                in,
                out,
                err,
                new SystemNames(),
                IpvsadmProgram::openWithModule,
                ConnectionReader::open,
                IpvsadmProgram::outputIsPipe);
    }

    IpvsadmProgram(
            InputStream in,
            OutputStream out,
            OutputStream err,
            Names names,
            Opener<IpvsClient, LinuxException> kernel,
            Opener<ConnectionReader, IOException> connectionTable,
            BooleanSupplier outputIsPipe) {
        this.in = in;
        // Every character is a byte: names and connection data pass through as they are.
        this.out = new PrintStream(out, false, StandardCharsets.ISO_8859_1);
        this.err = new PrintStream(err, true, StandardCharsets.ISO_8859_1);
        this.names = names;
        this.kernel = kernel;
        this.connectionTable = connectionTable;
        this.outputIsPipe = outputIsPipe;
    }

    /**
     * Carries out a command line.
     *
     * @return ipvsadm's exit status: 0 done, 1 not listed, 2 no IPVS, no privilege or a wrong value, 141 nobody reads
     *     the output any more, 255 refused by the kernel or not understood
     */
    public int run(List<String> arguments) {
        CommandLineReader reader = new CommandLineReader(names);
        // Help is given where there is no IPVS, too.
        Optional<String> text = informative(reader, arguments);
        if (text.isPresent()) {
            out.print(text.get());
            return finish(OK);
        }
        // Like ipvsadm, first the kernel, then the command line: without IPVS even a wrong one ends with 2.
        try (IpvsClient client = kernel.open()) {
            IpvsInfo info = client.info();
            Instruction instruction = reader.read(arguments);
            return finish(instruction.match(new Performer(client, info, reader)));
        } catch (IpvsUnavailableException e) {
            say(String.valueOf(e.getMessage()));
            return NO_IPVS;
        } catch (LinuxException e) {
            boolean noPrivilege = e.errnoName().equals("EPERM") || e.errnoName().equals("EACCES");
            say((noPrivilege ? "IPVS needs the capability CAP_NET_ADMIN, which root has: " : "") + e.getMessage());
            return NO_IPVS;
        } catch (UsageException e) {
            say(e.text());
            return e.kind().exitStatus();
        }
    }

    private static Optional<String> informative(CommandLineReader reader, List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).startsWith("-")) {
            return Optional.empty();
        }
        String first = arguments.get(0);
        if (!first.startsWith("-h")
                && !first.startsWith("-v")
                && !first.equals("--help")
                && !first.equals("--version")) {
            return Optional.empty();
        }
        try {
            Instruction instruction = reader.read(arguments.subList(0, 1));
            return instruction instanceof Instruction.Help
                    ? Optional.of(HelpText.options())
                    : instruction instanceof Instruction.Version ? Optional.of(HelpText.version()) : Optional.empty();
        } catch (UsageException e) {
            return Optional.empty();
        }
    }

    /** Opens the client, after an attempt to load the module where it is missing. */
    private static IpvsClient openWithModule() throws LinuxException {
        try {
            return IpvsClient.open();
        } catch (IpvsUnavailableException e) {
            Optional<String> failure = KernelModule.load("ip_vs");
            if (failure.isPresent()) {
                throw new IpvsUnavailableException(
                        "open IPVS",
                        "this kernel has no IPVS, and loading its module failed: " + failure.get()
                                + "; expected a kernel with CONFIG_IP_VS",
                        e);
            }
            return IpvsClient.open();
        }
    }

    private void say(String message) {
        err.println("holdfast ipvs: " + message);
    }

    /** A listing that did not get out, onto a full disk for one, is no success. */
    private int finish(int status) {
        if (!out.checkError()) {
            return status;
        }
        if (outputIsPipe.getAsBoolean()) {
            return READER_GONE;
        }
        say("the output could not be written");
        return status == OK ? CANNOT_LIST : status;
    }

    /** Nothing can go wrong with writing to a pipe but that its reader has gone ({@code holdfast ipvs -Ln | head -n 1}). */
    private static boolean outputIsPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /** Carries out instructions; each method returns the exit status. */
    private final class Performer
            implements Instruction.Cases<Integer, LinuxException>, Restorer.Target, Replacement.Target {
        private final IpvsClient client;
        private final IpvsInfo info;
        private final CommandLineReader reader;

        Performer(IpvsClient client, IpvsInfo info, CommandLineReader reader) {
            this.client = client;
            this.info = info;
            this.reader = reader;
        }

        @Override
        public Integer change(Instruction.Change instruction) {
            CommandOutcome outcome =
                    client.apply(List.of(instruction.command())).get(0);
            if (!outcome.applied()) {
                say(outcome.toString());
                return REFUSED;
            }
            return OK;
        }

        @Override
        public Integer listTable(Instruction.ListTable instruction) {
            try {
                ListFormat format = instruction.format();
                List<ServiceStatus> services;
                if (instruction.service() == null) {
                    services = client.status();
                } else {
                    Optional<ServiceStatus> one = client.status(instruction.service());
                    if (one.isEmpty()) {
                        say("no such virtual server: " + instruction.service());
                        return CANNOT_LIST;
                    }
                    services = List.of(one.get());
                }
                TableListing listing = new TableListing(format, names);
                out.print(
                        format.json()
                                ? JsonListing.table(info, services, format.sorted())
                                : instruction.service() == null ? listing.of(info, services) : listing.of(services));
                return OK;
            } catch (LinuxException e) {
                return notListed(e);
            }
        }

        @Override
        public Integer listConnections(Instruction.ListConnections instruction) {
            boolean json = instruction.format().json();
            ConnectionListing listing = new ConnectionListing(instruction.format(), names);
            JsonText document = new JsonText();
            StringBuilder piece = new StringBuilder();
            try (ConnectionReader connections = connectionTable.open()) {
                piece.append(
                        json ? document.openObject().openArray("connections").take() : listing.title());
                int status = OK;
                boolean more = true;
                while (more) {
                    try {
                        Connection connection = connections.next();
                        more = connection != null;
                        if (connection != null) {
                            piece.append(
                                    json ? JsonListing.connection(document, connection) : listing.line(connection));
                        }
                    } catch (MalformedConnectionException e) {
                        say(String.valueOf(e.getMessage()));
                        status = CANNOT_LIST;
                    }
                    if (piece.length() >= PIECE) {
                        out.print(piece);
                        piece.setLength(0);
                    }
                }
                out.print(
                        piece.append(json ? document.closeArray().closeObject().take() : ""));
                return status;
            } catch (IOException e) {
                return notListed(e);
            }
        }

        @Override
        public Integer listTimeouts(Instruction.ListTimeouts instruction) {
            try {
                out.print(
                        instruction.format().json()
                                ? JsonListing.timeouts(client.timeouts())
                                : DaemonListing.line(client.timeouts()));
                return OK;
            } catch (LinuxException e) {
                return notListed(e);
            }
        }

        @Override
        public Integer listDaemons(Instruction.ListDaemons instruction) {
            try {
                if (instruction.format().json()) {
                    out.print(JsonListing.daemons(client.syncDaemons()));
                } else {
                    client.syncDaemons().forEach(daemon -> out.print(DaemonListing.line(daemon)));
                }
                return OK;
            } catch (LinuxException e) {
                return notListed(e);
            }
        }

        @Override
        public Integer save(Instruction.Save instruction) {
            try {
                out.print(new SaveFormat(instruction.numeric(), names).of(client.status()));
                return OK;
            } catch (LinuxException e) {
                return notListed(e);
            }
        }

        @Override
        public Integer restore(Instruction.Restore instruction) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
            try {
                return instruction.replace()
                        ? new Replacement(reader, this, IpvsadmProgram.this::say).replace(lines)
                        : new Restorer(reader, this, IpvsadmProgram.this::say).restore(lines);
            } catch (IOException e) {
                return notListed(e);
            }
        }

        @Override
        public Integer help(Instruction.Help instruction) {
            out.print(HelpText.options());
            return OK;
        }

        @Override
        public Integer version(Instruction.Version instruction) {
            out.print(HelpText.version());
            return OK;
        }

        @Override
        public List<CommandOutcome> apply(List<IpvsCommand> commands) {
            return commands.isEmpty() ? List.of() : client.apply(commands);
        }

        @Override
        public List<CommandOutcome> replace(IpvsTable table) throws LinuxException {
            return client.apply(table, service -> true);
        }

        @Override
        public int list(Instruction instruction) {
            try {
                return instruction.match(this);
            } catch (LinuxException e) {
                return notListed(e);
            }
        }

        private int notListed(IOException e) {
            say(String.valueOf(e.getMessage()));
            return CANNOT_LIST;
        }
    }
}
