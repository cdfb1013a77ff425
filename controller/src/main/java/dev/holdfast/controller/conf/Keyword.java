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
 * @param onBadValue what is done when the first argument has not that shape
 * @param needless why there is nothing for it to do, or null
 */
record Keyword(
        String name,
        Support support,
        int leastArguments,
        boolean missingIsFatal,
        Shape shape,
        @Nullable BlockType block,
        boolean script,
        @Nullable String deprecated,
        String onBadValue,
        @Nullable String needless) {

    private static final String IGNORED = "it is ignored";

    /** Whether a keyword does something yet. */
    enum Support {
        /** It does what the manual says. */
        DONE,
        /** It is accepted with a warning. */
        LATER,
        /** There is nothing for it to do here; it is accepted, and a warning says why. */
        NEEDLESS
    }

    /** A keyword that does something and needs no argument. */
    static Keyword done(String name) {
        return new Keyword(name, Support.DONE, 0, false, Shape.ANY, null, false, null, IGNORED, null);
    }

    /** A keyword that is accepted with a warning. */
    static Keyword later(String name) {
        return new Keyword(name, Support.LATER, 0, false, Shape.ANY, null, false, null, IGNORED, null);
    }

    /** A keyword that is accepted with a warning that says why it does nothing. */
    static Keyword needless(String name, String why) {
        return new Keyword(name, Support.NEEDLESS, 0, false, Shape.ANY, null, false, null, IGNORED, why);
    }

    /** The same, needing so many arguments; keepalived stops when they are missing. */
    Keyword needs(int arguments) {
        return new Keyword(name, support, arguments, true, shape, block, script, deprecated, onBadValue, needless);
    }

    /** The same, needing an argument; keepalived reports a missing one and goes on. */
    Keyword wants() {
        return new Keyword(name, support, 1, false, shape, block, script, deprecated, onBadValue, needless);
    }

    /** The same, with its first argument having to look like this. */
    Keyword as(Shape newShape) {
        return new Keyword(
                name,
                support,
                leastArguments,
                missingIsFatal,
                newShape,
                block,
                script,
                deprecated,
                onBadValue,
                needless);
    }

    /** The same, followed by a block. */
    Keyword opening(BlockType newBlock) {
        return new Keyword(
                name,
                support,
                leastArguments,
                missingIsFatal,
                shape,
                newBlock,
                script,
                deprecated,
                onBadValue,
                needless);
    }

    /** The same, its arguments being a script's command line. */
    Keyword runs() {
        return new Keyword(
                name, support, leastArguments, missingIsFatal, shape, block, true, deprecated, onBadValue, needless);
    }

    /** The same, out of use. */
    Keyword insteadUse(String instead) {
        return new Keyword(
                name, support, leastArguments, missingIsFatal, shape, block, script, instead, onBadValue, needless);
    }

    /** The same, with something else done about a first argument of another shape than leaving it out. */
    Keyword orElse(String done) {
        return new Keyword(
                name, support, leastArguments, missingIsFatal, shape, block, script, deprecated, done, needless);
    }
}
