package dev.holdfast.controller;

import dev.holdfast.controller.cli.HoldfastCommand;

/** The program. */
public final class Holdfast {
    private Holdfast() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        int status = HoldfastCommand.execute(args);
        // Netty's and the JVM's own threads must not keep a process alive that has let go of everything.
        System.exit(status);
    }
}
