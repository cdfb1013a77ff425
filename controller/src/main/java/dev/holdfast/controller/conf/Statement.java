package dev.holdfast.controller.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A keyword with its arguments and, where it has one, its block; in a block of values, one line of it. Immutable. */
public final class Statement {
    private final Word word;
    private final List<Word> arguments;
    private final List<Statement> children;
    private final @Nullable Keyword keyword;
    private final Word last;

    Statement(Word word, List<Word> arguments, List<Statement> children, @Nullable Keyword keyword, Word last) {
        this.word = word;
        this.arguments = List.copyOf(arguments);
        this.children = List.copyOf(children);
        this.keyword = keyword;
        this.last = last;
    }

    /** The keyword; in a block of values, the first word of the line. */
    public Word word() {
        return word;
    }

    /** The keyword's text. */
    public String name() {
        return word.text();
    }

    /** The words after the first. */
    public List<Word> arguments() {
        return arguments;
    }

    /** An argument, 0 for the first; empty when there are fewer. */
    public Optional<Word> argument(int index) {
        return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
    }

    /** An argument's text, 0 for the first; the empty string when there are fewer. */
    public String text(int index) {
        return index < arguments.size() ? arguments.get(index).text() : "";
    }

    /**
     * The words of an argument that is a command line, 0 for the first argument: quotes and escapes count in it once more.
     */
    public List<String> commandWords(int index) {
        Word line = at(index);
        return index < arguments.size()
                ? WordSplitter.escapedWords(SourceText.ofLine(line.file(), line.line(), line.text())).stream()
                        .map(Word::text)
                        .toList()
                : List.of();
    }

    /** An argument to point at; the keyword when there are fewer. */
    public Word at(int index) {
        return index < arguments.size() ? arguments.get(index) : word;
    }

    /** All words, the first included. */
    public List<Word> words() {
        List<Word> all = new ArrayList<>(arguments.size() + 1);
        all.add(word);
        all.addAll(arguments);
        return List.copyOf(all);
    }

    /** What is in its block, in order; empty when it has none. */
    public List<Statement> children() {
        return children;
    }

    /** The same with another block. */
    public Statement withChildren(List<Statement> others) {
        return new Statement(word, arguments, others, keyword, last);
    }

    /** The children of this keyword. */
    public List<Statement> children(String name) {
        return children.stream().filter(child -> child.name().equals(name)).toList();
    }

    /** Whether there is such a child. */
    public boolean has(String name) {
        return children.stream().anyMatch(child -> child.name().equals(name));
    }

    /** The closing brace of its block, or its last word. */
    public Word last() {
        return last;
    }

    /** Whether its arguments are a script's command line. */
    public boolean isScript() {
        return keyword != null && keyword.script();
    }

    /** Whether the keyword is implemented. */
    public boolean isDone() {
        return keyword == null || keyword.support() == Keyword.Support.DONE;
    }

    /** The first argument as the keyword's table has it (times in microseconds); empty when it is no such number. */
    public OptionalLong number() {
        return keyword == null || arguments.isEmpty()
                ? OptionalLong.empty()
                : keyword.shape().number(text(0));
    }

    /** The first argument as a boolean: true when there is none, empty when it is no boolean. */
    public Optional<Boolean> flag() {
        if (arguments.isEmpty() || Shape.isTrue(text(0))) {
            return Optional.of(true);
        }
        return Shape.isFalse(text(0)) ? Optional.of(false) : Optional.empty();
    }

    @Override
    public String toString() {
        return words() + (children.isEmpty() ? "" : " " + children);
    }
}
