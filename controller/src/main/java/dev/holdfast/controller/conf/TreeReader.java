package dev.holdfast.controller.conf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree of statements out of lines, by the tables of keywords. It goes on where keepalived does, and as keepalived does:
 * an unknown keyword is left out, but a block after it is not, so that its closing brace closes the block around it. What goes
 * wrong only because of that is {@linkplain BraceRecovery not a problem of its own}.
 */
final class TreeReader {
    private static final int LONGEST_SHOWN = 80;

    private final LineReader lines;
    private final Problems problems;
    private final BraceRecovery recovery;
    private final Deque<OpenBlock> open = new ArrayDeque<>();
    private final NotImplemented notImplemented;
    private @Nullable SourceText ahead;

    /** A word that stands where a brace should, which has been said. */
    private @Nullable Word insteadOfBrace;

    TreeReader(LineReader lines, Problems problems) {
        this.lines = lines;
        this.problems = problems;
        this.recovery = new BraceRecovery(problems);
        this.notImplemented = new NotImplemented(problems);
    }

    /** A block being read. */
    record OpenBlock(BlockType type, Word keyword, List<Word> arguments, Word brace) {
        /** What it is called in a message. */
        String described() {
            String name = arguments.isEmpty() ? "" : " " + arguments.get(0);
            return keyword + name + " of line " + keyword.line();
        }
    }

    /** Reads everything. */
    List<Statement> read(BlockType top) {
        List<Statement> statements = new ArrayList<>();
        readBlock(top, statements, 0);
        if (!open.isEmpty() && !lines.isCutOff()) {
            recovery.endsWithin(open);
        }
        return statements;
    }

    private @Nullable SourceText next() {
        SourceText line = ahead;
        ahead = null;
        return line == null ? lines.next() : line;
    }

    /** The words of a line; a backslash before a quote does not keep it from closing a word. */
    private List<Word> words(SourceText line) {
        int open = WordSplitter.openQuote(line);
        if (open >= 0) {
            Comments.unterminated(line, open, problems);
        }
        return WordSplitter.words(line);
    }

    /**
     * The line up to a comment sign that was kept by a backslash or came out of a definition. keepalived reads all blocks but
     * global_defs from a copy that it makes of the configuration, in which that sign begins a comment.
     */
    private SourceText readAgain(SourceText line) {
        int sign = Comments.start(line);
        if (sign < 0 || isReadOnce(line)) {
            return line;
        }
        Word at = line.word(sign, sign + 1, false);
        String found = "a " + at + " outside of quotes";
        String expected = "\"" + at + "\"";
        if (open.isEmpty() && opensNext() && ahead != null && ahead.line() == line.line()) {
            problems.warning(
                    at, "escaped-comment", found, expected, "with keepalived the rest, and its {, is a comment");
        } else {
            String hint = "it begins a comment, as with keepalived, whether it is escaped or comes out of a definition";
            problems.remark(at, "escaped-comment", found, expected, hint);
        }
        return line.part(0, sign).trimmed();
    }

    /** Of what stands outside of blocks, only what begins one is read again. */
    private boolean isReadOnce(SourceText line) {
        if (!open.isEmpty()) {
            return open.getLast().type() == GlobalKeywords.GLOBAL_DEFS;
        }
        List<Word> words = WordSplitter.words(line);
        Keyword keyword =
                words.isEmpty() ? null : TopLevel.TOP.keyword(words.get(0).text());
        return keyword == null || keyword.block() == null || keyword.block() == GlobalKeywords.GLOBAL_DEFS;
    }

    /** Whether a brace comes next; nothing is taken. */
    private boolean opensNext() {
        if (ahead == null) {
            ahead = lines.next();
        }
        SourceText line = ahead;
        return line != null && line.length() == 1 && line.charAt(0) == '{';
    }

    /** Takes the brace that begins a block. Where there is none, what comes next is taken for part of the block. */
    private void openBlock(BlockType type, Word keyword, List<Word> arguments) {
        Word brace = keyword;
        if (opensNext()) {
            SourceText line = next();
            brace = line == null ? keyword : line.wholeAsWord();
        } else if (ahead != null) {
            List<Word> words = WordSplitter.words(ahead);
            if (!words.isEmpty()) {
                insteadOfBrace = words.get(0);
                problems.error(
                        words.get(0),
                        "brace-expected",
                        words.get(0) + " after " + keyword,
                        "{",
                        "it is taken for part of the block");
            }
        }
        open.push(new OpenBlock(type, keyword, arguments, brace));
    }

    /**
     * Reads a block up to its closing brace, or, at level 0, up to the end.
     *
     * @return the closing brace; null when the end of the file was met before it
     */
    private @Nullable Word readBlock(BlockType type, List<Statement> into, int level) {
        while (true) {
            SourceText line = next();
            if (line == null) {
                return null;
            }
            line = readAgain(line);
            List<Word> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            Word first = words.get(0);
            if (first.opens()) {
                recovery.unexpectedBrace(first, open.peek());
            } else if (first.closes()) {
                if (level > 0) {
                    OpenBlock closed = open.pop();
                    recovery.closes(closed, open.peek());
                    return first;
                }
                recovery.strayBrace(first);
            } else {
                Statement statement = statement(type, line, words, level);
                if (statement != null) {
                    into.add(statement);
                }
            }
        }
    }

    /** Passes over a block that is left out, and over the blocks in it; null when the file ends before its closing brace. */
    private @Nullable Word skipBlock() {
        int within = 0;
        while (true) {
            SourceText line = next();
            if (line == null) {
                return null;
            }
            List<Word> words = WordSplitter.words(readAgain(line));
            if (words.isEmpty()) {
                continue;
            }
            Word first = words.get(0);
            if (first.opens()) {
                within++;
            } else if (first.closes() && within-- == 0) {
                OpenBlock closed = open.pop();
                recovery.closes(closed, open.peek());
                return first;
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
        boolean isCut = false;
        if (keyword.script()) {
            List<Word> escaped = WordSplitter.escapedWords(line);
            if (escaped.size() > 1 && escaped.get(1).text().isEmpty()) {
                problems.remark(
                        first, "missing-argument", first + " with an empty command", "a command", "it is ignored");
                return null;
            }
            isCut = isCut(line, escaped);
            // Without a command it is known that there was one, and it is not run.
            arguments = isCut ? List.of() : escaped.subList(1, escaped.size());
        }
        boolean complete = isCut || check(keyword, first, arguments);
        List<Statement> children = new ArrayList<>();
        Word last = words.get(words.size() - 1);
        BlockType block = keyword.block();
        if (block != null) {
            if (level == 0) {
                recovery.topLevelBlock(keyword);
            }
            if (block.isValues() && !arguments.isEmpty() && keyword.leastArguments() == 0) {
                problems.error(
                        arguments.get(0),
                        "extra-argument",
                        block.name() + " " + arguments.get(0),
                        "{",
                        "it is ignored");
            }
            openBlock(block, first, arguments);
            Word end;
            if (complete || keyword.missingIsFatal()) {
                notImplemented.begin(keyword, block);
                end = block.isValues() ? readValues(type, children) : readBlock(block, children, level + 1);
                notImplemented.end();
            } else {
                end = skipBlock();
            }
            last = end == null ? last : end;
        }
        return complete ? new Statement(first, arguments, children, keyword, last) : null;
    }

    /**
     * Whether a quote in a command line is not closed, on the line or in the command it quotes, which has been said then. One at
     * its very end, behind a command, opens nothing: keepalived runs what is before it.
     */
    private boolean isCut(SourceText line, List<Word> words) {
        int open = WordSplitter.openEscapedQuote(line);
        if (open >= 0 && open < line.length() - 1) {
            if (WordSplitter.openQuote(line) < 0) {
                Comments.unterminatedScript(line.word(open, open + 1, false), problems);
            }
            return true;
        }
        if (words.size() < 2) {
            return false;
        }
        Word command = words.get(1);
        String text = command.text();
        int within = WordSplitter.openEscapedQuote(SourceText.ofLine(command.file(), command.line(), text));
        boolean isCut = within >= 0 && (within < text.length() - 1 || within == 0);
        if (isCut) {
            Word quote = new Word(
                    command.file(), command.line(), command.column(), text.substring(within, within + 1), false);
            Comments.unterminatedScript(quote, problems);
        }
        return isCut;
    }

    private void unknown(BlockType type, Word word) {
        boolean opens = opensNext();
        if (recovery.unknownKeyword(opens, open.peek())) {
            return;
        }
        OpenBlock inner = open.peek();
        if (inner != null && word.equals(insteadOfBrace)) {
            recovery.suspects(inner);
            return;
        }
        String text = word.text();
        OpenBlock around = enclosing(text);
        if (around != null && inner != null && opens) {
            recovery.missingBrace(word, inner, around, true);
            return;
        }
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        List<String> hints = new ArrayList<>();
        OpenBlock ended = inner == null ? recovery.endedEarly(word) : null;
        if (ended != null) {
            hints.add("it belongs in " + ended.type().name() + "; is a } before it one too many?");
        } else if (around != null && inner != null) {
            hints.add("it belongs in " + around.type().name() + "; is a } missing before it?");
            recovery.suspects(inner);
        } else if (!problems.isFull()) {
            Suggestion.of(text, type).ifPresent(hints::add);
        }
        if (opens) {
            hints.add(
                    inner == null
                            ? "its block is ignored"
                            : "its block is not skipped, so its } ends " + inner.keyword() + " as with keepalived");
            recovery.ignoredBlock();
        }
        problems.error(
                word,
                "unknown-keyword",
                "unknown keyword '" + shown + "'",
                "a keyword of " + type.name(),
                hints.isEmpty() ? null : String.join("; ", hints));
    }

    /** The innermost block around the one being read in which a word is a keyword; null when there is none. */
    private @Nullable OpenBlock enclosing(String word) {
        boolean innermost = true;
        for (OpenBlock block : open) {
            if (!innermost && block.type().keyword(word) != null) {
                return block;
            }
            innermost = false;
        }
        Keyword atTop = TopLevel.TOP.keyword(word);
        return atTop == null || atTop.block() == null || open.isEmpty()
                ? null
                : new OpenBlock(
                        TopLevel.TOP,
                        open.element().keyword(),
                        List.of(),
                        open.element().brace());
    }

    /** Says what is wrong with the arguments; false when the statement has to be left out. */
    private boolean check(Keyword keyword, Word first, List<Word> arguments) {
        if (arguments.size() < keyword.leastArguments()) {
            String found = keyword.name() + " without an argument";
            String expected = keyword.name() + " VALUE";
            if (keyword.missingIsFatal()) {
                problems.fatal(first, "missing-argument", found, expected, "keepalived does not start with this");
            } else {
                problems.error(first, "missing-argument", found, expected, "it is ignored");
            }
            OpenBlock around = open.peek();
            if (around != null) {
                problems.incomplete(around.keyword(), keyword.name());
            }
            return false;
        }
        String instead = keyword.deprecated();
        if (instead != null) {
            problems.warning(first, "deprecated", keyword.name() + " is out of use", "", instead);
        }
        if (keyword.support() != Keyword.Support.DONE) {
            notImplemented.add(keyword, first, arguments);
        }
        if (!arguments.isEmpty() && !keyword.shape().fits(arguments.get(0).text())) {
            problems.error(
                    arguments.get(0),
                    "bad-value",
                    keyword.name() + " " + arguments.get(0),
                    keyword.shape().expectation(),
                    keyword.onBadValue());
        } else if (!arguments.isEmpty()
                && keyword.shape().isRounded(arguments.get(0).text())) {
            problems.error(
                    arguments.get(0),
                    "too-many-decimals",
                    keyword.name() + " " + arguments.get(0),
                    "at most six decimals: a microsecond is the smallest",
                    "it is rounded");
        }
        return true;
    }

    /**
     * Reads a block of values; a brace within it other than the closing one is a value like any other. Where a block of the type
     * around it begins, a closing brace was forgotten, and what follows is no values.
     */
    private @Nullable Word readValues(BlockType around, List<Statement> into) {
        boolean lost = false;
        while (true) {
            SourceText line = next();
            if (line == null) {
                return null;
            }
            line = readAgain(line);
            List<Word> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            Word first = words.get(0);
            if (first.closes()) {
                OpenBlock closed = open.pop();
                recovery.closes(closed, open.peek());
                return first;
            }
            Keyword keyword = around.keyword(first.text());
            if (!lost && keyword != null && keyword.block() != null && opensNext()) {
                recovery.missingBrace(first, open.element(), open.element(), false);
                lost = true;
            }
            if (!lost) {
                into.add(new Statement(
                        first, words.subList(1, words.size()), List.of(), null, words.get(words.size() - 1)));
            }
        }
    }
}
