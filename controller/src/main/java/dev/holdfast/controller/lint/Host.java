package dev.holdfast.controller.lint;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What rules ask about the machine the configuration is for. What cannot be known is empty, and nothing is said then. */
public interface Host {
    /** The addresses of an interface, in any order; empty when there is no such interface. */
    List<InetAddress> addresses(String interfaceName);

    /** All addresses of the machine. */
    List<InetAddress> addresses();

    /**
     * What of a program others than root can write: the program or a directory it is in.
     *
     * @param program an absolute path
     * @return the first such path; empty when there is none, or no such program
     */
    Optional<Path> writableByOthers(Path program);

    /** Whether the kernel has an IPVS scheduler, loaded or as a module; empty when that cannot be known. */
    Optional<Boolean> hasScheduler(String name);

    /** A machine of which nothing is known. */
    Host UNKNOWN = new Host() {
        @Override
        public List<InetAddress> addresses(String interfaceName) {
            return List.of();
        }

        @Override
        public List<InetAddress> addresses() {
            return List.of();
        }

        @Override
        public Optional<Path> writableByOthers(Path program) {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> hasScheduler(String name) {
            return Optional.empty();
        }
    };
}
