package dev.holdfast.controller.conf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which keywords do nothing, yet or ever. What is yet to come is said once for each block, and at the top once for each keyword. Nothing is said of what is within a
 * block that does nothing itself, nor of a value that only says what is so anyway.
 */
final class NotImplemented {
    /** Values that change nothing. */
    private static final Map<String, String> USUAL = Map.of(
            "bfd_rlimit_rttime", "10000",
            "child_wait_time", "5",
            "nftables_ipvs_priority", "-1",
            "nftables_ipvs_start_fwmark", "1000");

    /** Of linkbeat: what ethtool(8) answers for a link is what the kernel tells of by itself. */
    static final String CARRIERS_ARE_TOLD = "every driver's carrier is told of by the kernel at once";

    private final Problems problems;
    private final Set<String> saidAtTop = new HashSet<>();
    private final Deque<Block> open = new ArrayDeque<>();

    NotImplemented(Problems problems) {
        this.problems = problems;
    }

    private static final class Block {
        private final BlockType type;
        private final boolean isSilent;
        private final Set<String> keywords = new LinkedHashSet<>();
        private @Nullable Word first;

        Block(BlockType type, boolean isSilent) {
            this.type = type;
            this.isSilent = isSilent;
        }
    }

    /** A block begins. */
    void begin(Keyword keyword, BlockType type) {
        Block around = open.peek();
        boolean isSilent = keyword.support() != Keyword.Support.DONE || (around != null && around.isSilent);
        open.push(new Block(type, isSilent));
    }

    /** A keyword that does nothing yet. */
    void add(Keyword keyword, Word at, List<Word> arguments) {
        Block block = open.peek();
        String value = arguments.isEmpty() ? "" : arguments.get(0).text();
        boolean isOff = keyword.shape().kind() == Shape.Kind.BOOLEAN && Shape.isFalse(value);
        if (isOff || (arguments.size() == 1 && value.equals(USUAL.get(keyword.name())))) {
            return;
        }
        String needless = keyword.needless();
        if (needless != null) {
            problems.remark(at, "needless", keyword.name() + " has nothing to do here", "", needless);
        } else if (block == null) {
            if (saidAtTop.add(keyword.name())) {
                say(at, keyword.name() + " is", "it is");
            }
        } else if (!block.isSilent) {
            block.first = block.first == null ? at : block.first;
            block.keywords.add(keyword.name());
        }
    }

    /** The innermost block ends. */
    void end() {
        Block block = open.pop();
        Word first = block.first;
        if (first != null) {
            List<String> names = new ArrayList<>(block.keywords);
            String last = names.remove(names.size() - 1);
            boolean one = names.isEmpty();
            String all = one ? last : String.join(", ", names) + " and " + last;
            say(first, all + " in " + block.type.name() + (one ? " is" : " are"), one ? "it is" : "they are");
        }
    }

    private void say(Word at, String what, String they) {
        problems.remark(at, "not-implemented", what + " not implemented yet", "", they + " ignored");
    }
}
