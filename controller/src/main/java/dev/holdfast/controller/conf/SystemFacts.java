package dev.holdfast.controller.conf;

import java.util.Optional;

/** What reading a configuration asks about the machine it is to run on. */
public interface SystemFacts {
    /** Whether there is a network interface of this name. */
    boolean interfaceExists(String name);

    /**
     * Whether the program of a script is there, if perhaps not executable.
     *
     * @param program the first word of a script's command line
     */
    boolean scriptExists(String program);

    /**
     * Whether the program of a script, which is there, can be executed by somebody.
     *
     * @param program the first word of a script's command line
     */
    default boolean scriptIsExecutable(String program) {
        return true;
    }

    /** Whether an interface is the loopback one, which no adverts go out of. */
    default boolean isLoopback(String interfaceName) {
        return interfaceName.equals("lo");
    }

    /** Whether there is a user of this name, for scripts to be run as. */
    boolean userExists(String name);

    /** Whether there is a group of this name, for scripts to be run as. */
    default boolean groupExists(String name) {
        return true;
    }

    /**
     * Whether there is a routing table of this name, besides those of the kernel (main, local, default).
     *
     * @param name a name, as /etc/iproute2/rt_tables has them
     */
    default boolean routingTableExists(String name) {
        return false;
    }

    /**
     * The contents of a small file, for instance of a key.
     *
     * @return the first 4096 bytes; empty when it cannot be read
     */
    default Optional<byte[]> contents(String file) {
        return Optional.empty();
    }

    /** Whether there is a network namespace of this name. */
    default boolean networkNamespaceExists(String name) {
        return true;
    }

    /**
     * Whether there is an interface of this name that is not of this kind, so that none of the kind can be made by that name.
     *
     * @param name an interface's name
     * @param kind what the kernel calls it: {@code macvlan}, {@code ipvlan}
     */
    default boolean isOtherInterface(String name, String kind) {
        return false;
    }
}
