package dev.holdfast.controller.conf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree of statements out of lines, by the tables of keywords. It goes on where keepalived does, and as keepalived does:
 * an unknown keyword is left out, but a block after it is not, so that its closing brace closes the block around it.
 */
final class TreeReader {
    private final LineReader lines;
    private final Problems problems;

    TreeReader(LineReader lines, Problems problems) {
        this.lines = lines;
        this.problems = problems;
    }

    /** Reads everything. */
    List<Statement> read(BlockType top) {
        List<Statement> statements = new ArrayList<>();
        readBlock(top, statements, 0, null);
        return statements;
    }

    /**
     * Reads a block up to its closing brace, or, at level 0, up to the end.
     *
     * @param opener the keyword whose block this is, its brace yet to come; null at level 0
     * @return the closing brace; null when the end of the file was met before it
     */
    private @Nullable Word readBlock(BlockType type, List<Statement> into, int level, @Nullable Word opener) {
        boolean braceNeeded = opener != null;
        while (true) {
            SourceText line = lines.next();
            if (line == null) {
                return null;
            }
            List<Word> words = WordSplitter.words(line);
            if (words.isEmpty()) {
                continue;
            }
            Word first = words.get(0);
            if (braceNeeded && opener != null) {
                braceNeeded = false;
                if (first.opens()) {
                    continue;
                }
                problems.error(
                        first, "brace-expected", first + " after " + opener, "{", "it is taken for part of the block");
            } else if (first.opens()) {
                problems.error(first, "unexpected-brace", "a '{' that begins no block", "a keyword", "it is ignored");
                continue;
            }
            if (first.closes() && level > 0) {
                return first;
            }
            Statement statement = statement(type, line, words, level);
            if (statement != null) {
                into.add(statement);
            }
        }
    }

    private @Nullable Statement statement(BlockType type, SourceText line, List<Word> words, int level) {
        Word first = words.get(0);
        Keyword keyword = type.keyword(first.text());
        if (keyword == null) {
            unknown(type, first);
            return null;
        }
        List<Word> arguments = words.subList(1, words.size());
        if (keyword.script()) {
            List<Word> escaped = WordSplitter.escapedWords(line);
            arguments = escaped.subList(1, escaped.size());
        }
        boolean complete = check(keyword, first, arguments, type);
        List<Statement> children = new ArrayList<>();
        Word last = words.get(words.size() - 1);
        BlockType block = keyword.block();
        if (block != null) {
            Word end = block.isValues()
                    ? readValues(keyword, block, first, arguments, children)
                    : readBlock(block, children, level + 1, first);
            last = end == null ? last : end;
        }
        return complete ? new Statement(first, arguments, children, keyword, last) : null;
    }

    private void unknown(BlockType type, Word word) {
        if (word.closes()) {
            problems.error(word, "stray-brace", "a stray '}'", "", "it is ignored");
            return;
        }
        String hint = Suggestion.nearest(word.text(), type.names())
                .map(near -> "did you mean " + near + "?")
                .orElse(null);
        String shown = word.text().length() > 80 ? word.text().substring(0, 80) + "..." : word.text();
        problems.error(word, "unknown-keyword", "unknown keyword '" + shown + "'", "a keyword of " + type.name(), hint);
    }

    /** Says what is wrong with the arguments; false when the statement has to be left out. */
    private boolean check(Keyword keyword, Word first, List<Word> arguments, BlockType type) {
        if (arguments.size() < keyword.leastArguments()) {
            String found = keyword.name() + " without an argument";
            String expected = keyword.name() + " VALUE";
            if (keyword.missingIsFatal()) {
                problems.fatal(first, "missing-argument", found, expected, "keepalived does not start with this");
            } else {
                problems.error(first, "missing-argument", found, expected, "it is ignored");
            }
            return false;
        }
        String instead = keyword.deprecated();
        if (instead != null) {
            problems.warning(first, "deprecated", keyword.name() + " is out of use", "", instead);
        }
        if (keyword.support() == Keyword.Support.LATER) {
            String where = type.name().equals("the top level") ? "" : " in " + type.name();
            problems.remark(
                    first, "not-implemented", keyword.name() + where + " is not implemented yet", "", "it is ignored");
        }
        if (!arguments.isEmpty() && !keyword.shape().fits(arguments.get(0).text())) {
            problems.error(
                    arguments.get(0),
                    "bad-value",
                    keyword.name() + " " + arguments.get(0),
                    keyword.shape().expectation(),
                    keyword.onBadValue());
        }
        return true;
    }

    /** Reads a block of values; a brace within it other than the closing one is a value like any other. */
    private @Nullable Word readValues(
            Keyword keyword, BlockType type, Word opener, List<Word> extra, List<Statement> into) {
        if (!extra.isEmpty() && keyword.leastArguments() == 0) {
            problems.error(extra.get(0), "extra-argument", type.name() + " " + extra.get(0), "{", "it is ignored");
        }
        boolean braceNeeded = true;
        while (true) {
            SourceText line = lines.next();
            if (line == null) {
                return null;
            }
            List<Word> words = WordSplitter.words(line);
            if (words.isEmpty()) {
                continue;
            }
            Word first = words.get(0);
            if (braceNeeded) {
                braceNeeded = false;
                if (first.opens()) {
                    continue;
                }
                problems.remark(
                        first, "brace-expected", first + " after " + opener, "{", "it is taken for part of the block");
            }
            if (first.closes()) {
                return first;
            }
            into.add(
                    new Statement(first, words.subList(1, words.size()), List.of(), null, words.get(words.size() - 1)));
        }
    }
}
