package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import java.util.HashSet;
import java.util.Set;

/** The names of one kind of block, of which each has one and no two have the same. */
final class BlockNames {
    private final Problems problems;
    private final Set<String> seen = new HashSet<>();

    BlockNames(Problems problems) {
        this.problems = problems;
    }

    /** Whether a block has one name that is new; where not, it has been said that the block is left out. */
    boolean accepts(Statement block) {
        if (block.arguments().size() != 1) {
            problems.error(
                    block.word(),
                    "bad-name",
                    block.name() + " with " + block.arguments().size() + " names",
                    "one name",
                    "the block is left out");
            return false;
        }
        if (!seen.add(block.text(0))) {
            problems.error(
                    block.at(0),
                    "repeated-name",
                    block.name() + " " + block.text(0) + " a second time",
                    "another name",
                    "the block is left out");
            return false;
        }
        return true;
    }
}
