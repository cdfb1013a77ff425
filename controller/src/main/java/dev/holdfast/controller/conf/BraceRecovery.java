package dev.holdfast.controller.conf;

import dev.holdfast.controller.conf.TreeReader.OpenBlock;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of braces that are too many or too few, so that one mistake gives one problem. keepalived ignores a brace that
 * begins no block; from there on the closing braces close the wrong blocks, what was in those stands in the blocks around, and
 * in the end closing braces are left over. All that is read as keepalived reads it, but said only once.
 */
final class BraceRecovery {
    private final Problems problems;

    /** Braces that were ignored, whose closing braces are still to come. */
    private int ignored;

    /** Closing braces that will be left over, because those of ignored ones have closed other blocks. */
    private int owed;

    /** The type of the block that the first ignored brace was in. */
    private @Nullable BlockType damaged;

    /** The block in which a keyword of a block around it was met: perhaps its closing brace is missing. */
    private @Nullable OpenBlock suspected;

    /** The block that another was taken for part of, whose keywords are not this one's. */
    private @Nullable OpenBlock mixed;

    /** The block that ended last outside of all others. */
    private @Nullable OpenBlock before;

    private boolean nextBraceSaid;

    BraceRecovery(Problems problems) {
        this.problems = problems;
    }

    private boolean isLost() {
        return ignored > 0 || owed > 0;
    }

    /** A keyword that is not known; true when there is nothing to be said about it. */
    boolean unknownKeyword(boolean opens, @Nullable OpenBlock in) {
        boolean follows = isLost() || (in != null && in.equals(mixed));
        if (follows) {
            problems.followUp();
            nextBraceSaid = opens;
        }
        return follows;
    }

    /** The brace that comes next belongs to an unknown keyword, which is reported. */
    void ignoredBlock() {
        nextBraceSaid = true;
    }

    /** A brace that begins no block. */
    void unexpectedBrace(Word brace, @Nullable OpenBlock in) {
        if (nextBraceSaid || isLost()) {
            problems.followUp();
        } else {
            problems.error(
                    brace,
                    "unexpected-brace",
                    "a '{' that begins no block",
                    "a keyword",
                    in == null ? "it is ignored" : "it is ignored, so its } ends " + in.keyword());
        }
        nextBraceSaid = false;
        if (ignored == 0 && owed == 0) {
            damaged = in == null ? null : in.type();
        }
        ignored++;
    }

    /**
     * A closing brace that ends a block.
     *
     * @param around the block around it, null for none
     */
    void closes(OpenBlock block, @Nullable OpenBlock around) {
        if (block.equals(suspected)) {
            suspected = around;
        }
        if (block.equals(mixed)) {
            mixed = null;
        }
        if (around == null) {
            before = block;
        }
        if (ignored > 0) {
            ignored--;
            owed++;
            problems.damaged(block.keyword());
        }
    }

    /** A closing brace where no block is open. */
    void strayBrace(Word brace) {
        if (ignored > 0) {
            ignored--;
            problems.followUp();
        } else if (owed > 0) {
            owed--;
            problems.followUp();
        } else {
            problems.error(brace, "stray-brace", "a stray '}'", "", "it is ignored");
        }
    }

    /** A block begins at the top level. If it cannot be part of the block that was cut short, order is restored. */
    void topLevelBlock(Keyword keyword) {
        if (isLost() && (damaged == null || damaged.keyword(keyword.name()) == null)) {
            ignored = 0;
            owed = 0;
        }
    }

    /**
     * A keyword outside of all blocks that belongs in the one before it, which a closing brace too many has ended.
     *
     * @return that block; null when the keyword does not belong in it
     */
    @Nullable OpenBlock endedEarly(Word keyword) {
        OpenBlock ended = before;
        if (ended == null || ended.type().keyword(keyword.text()) == null) {
            return null;
        }
        problems.damaged(ended.keyword());
        damaged = ended.type();
        owed++;
        return ended;
    }

    /** A keyword without a block that belongs to a block around the one it is in, which has been said. */
    void suspects(OpenBlock in) {
        suspected = in;
    }

    /**
     * A block within one that cannot have it, but that one's own parent could: a closing brace is missing before it.
     *
     * @param around the block that it belongs in
     * @param opens whether its own brace comes next and is to be ignored, so that it stands in for the missing one
     */
    void missingBrace(Word keyword, OpenBlock in, OpenBlock around, boolean opens) {
        if (in.equals(suspected)) {
            problems.followUp();
        } else {
            problems.error(
                    keyword,
                    "missing-brace",
                    keyword + " within " + in.described(),
                    "} before it",
                    "what follows is taken for part of " + in.keyword());
        }
        suspected = null;
        problems.damaged(in.keyword());
        problems.damaged(around.keyword());
        problems.blockLost();
        if (opens) {
            mixed = in;
            ignored--;
            nextBraceSaid = true;
        }
    }

    /** The end of everything within blocks. */
    void endsWithin(Deque<OpenBlock> open) {
        for (OpenBlock block : open) {
            problems.damaged(block.keyword());
        }
        boolean neverBegun = open.element().brace().equals(open.element().keyword());
        if (suspected != null || isLost() || neverBegun) {
            problems.followUp();
            return;
        }
        problems.error(
                open.element().brace(),
                "missing-brace",
                "the configuration ends within the block that begins here",
                open.size() == 1 ? "}" : open.size() + " more }",
                "it may be half written");
    }
}
