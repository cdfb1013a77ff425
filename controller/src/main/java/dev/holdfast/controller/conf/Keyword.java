package dev.holdfast.controller.conf;

import org.jspecify.annotations.Nullable;

/**
 * A keyword of keepalived.conf(5) as the tables have it: where it stands in them says in which blocks it may be.
 *
 * @param name the keyword, in its only spelling
 * @param support whether it does something yet
 * @param leastArguments how many arguments it needs
 * @param missingIsFatal whether keepalived stops (exit code 2) when they are missing, or reports it and goes on
 * @param shape what its first argument has to be
 * @param block the block that follows it, or null
 * @param script whether its arguments are a script's command line, which is quoted differently
 * @param deprecated what to write instead, or null; keepalived counts using it as an error
 */
record Keyword(
        String name,
        Support support,
        int leastArguments,
        boolean missingIsFatal,
        Shape shape,
        @Nullable BlockType block,
        boolean script,
        @Nullable String deprecated) {

    /** Whether a keyword does something yet. */
    enum Support {
        /** It does what the manual says. */
        DONE,
        /** It is understood and does nothing here, for there is nothing to do; the manual's effect has no counterpart. */
        KEPT,
        /** It is accepted with a warning. */
        LATER
    }

    /** A keyword that does something and needs no argument. */
    static Keyword done(String name) {
        return new Keyword(name, Support.DONE, 0, false, Shape.ANY, null, false, null);
    }

    /** A keyword that is understood and kept. */
    static Keyword kept(String name) {
        return new Keyword(name, Support.KEPT, 0, false, Shape.ANY, null, false, null);
    }

    /** A keyword that is accepted with a warning. */
    static Keyword later(String name) {
        return new Keyword(name, Support.LATER, 0, false, Shape.ANY, null, false, null);
    }

    /** The same, needing so many arguments; keepalived stops when they are missing. */
    Keyword needs(int arguments) {
        return new Keyword(name, support, arguments, true, shape, block, script, deprecated);
    }

    /** The same, needing an argument; keepalived reports a missing one and goes on. */
    Keyword wants() {
        return new Keyword(name, support, 1, false, shape, block, script, deprecated);
    }

    /** The same, with its first argument having to look like this. */
    Keyword as(Shape newShape) {
        return new Keyword(name, support, leastArguments, missingIsFatal, newShape, block, script, deprecated);
    }

    /** The same, followed by a block. */
    Keyword opening(BlockType newBlock) {
        return new Keyword(name, support, leastArguments, missingIsFatal, shape, newBlock, script, deprecated);
    }

    /** The same, its arguments being a script's command line. */
    Keyword runs() {
        return new Keyword(name, support, leastArguments, missingIsFatal, shape, block, true, deprecated);
    }

    /** The same, out of use. */
    Keyword insteadUse(String instead) {
        return new Keyword(name, support, leastArguments, missingIsFatal, shape, block, script, instead);
    }
}
