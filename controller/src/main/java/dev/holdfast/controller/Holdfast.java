package dev.holdfast.controller;

import dev.holdfast.controller.cli.HoldfastCommand;
import dev.holdfast.controller.cli.Question;

/** The program. */
public final class Holdfast {
    private Holdfast() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        Question question = Question.of(args);
        if (question != null) {
            int status = question.ask();
            System.out.flush();
            System.err.flush();
            // Nothing has to be done at the end, and exit would ask every jar whether it has a logger to tell.
            Runtime.getRuntime().halt(status);
        }
        int status = HoldfastCommand.execute(args);
        // Netty's and the JVM's own threads must not keep a process alive that has let go of everything.
        System.exit(status);
    }
}
