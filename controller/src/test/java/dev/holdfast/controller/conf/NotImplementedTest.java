package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does nothing yet is said once for each block, and not of values that change nothing. */
class NotImplementedTest {
    private static final Path FILE = Path.of("/etc/test.conf");
    private static final Keyword A = Keyword.later("a");
    private static final Keyword B = Keyword.later("b").as(Shape.BOOLEAN);
    private static final BlockType LATER = BlockType.of("later", A);
    private static final BlockType TYPE = BlockType.of(
            "type", A, B, Keyword.later("debug"), Keyword.later("later").opening(LATER));
    private static final Keyword BLOCK = Keyword.done("type").opening(TYPE);

    private final Problems problems = new Problems();
    private final NotImplemented said = new NotImplemented(problems);
    private int line;

    private void add(Keyword keyword, String... arguments) {
        line++;
        said.add(
                keyword,
                new Word(FILE, line, 1, keyword.name(), false),
                List.of(arguments).stream()
                        .map(text -> new Word(FILE, line, 3, text, false))
                        .toList());
    }

    private List<String> rendered() {
        return problems.sorted(FILE, List.of()).stream().map(Problem::render).toList();
    }

    @Test
    void onceForABlock() {
        said.begin(BLOCK, TYPE);
        add(A);
        add(B, "on");
        add(A);
        said.end();
        said.begin(BLOCK, TYPE);
        add(B);
        said.end();

        assertThat(rendered())
                .containsExactly(
                        "/etc/test.conf:1:1: warning: a and b in type are not implemented yet [they are ignored]",
                        "/etc/test.conf:4:1: warning: b in type is not implemented yet [it is ignored]");
    }

    @Test
    void notWithinWhatDoesNothing() {
        add(Keyword.later("later").opening(LATER));
        said.begin(Keyword.later("later").opening(LATER), LATER);
        add(A);
        said.end();
        add(Keyword.later("later").opening(LATER));

        assertThat(rendered())
                .containsExactly("/etc/test.conf:1:1: warning: later is not implemented yet [it is ignored]");
    }

    @Test
    void notOfWhatIsSoAnyway() {
        said.begin(BLOCK, TYPE);
        add(B, "off");
        add(Keyword.later("nftables_ipvs_priority"), "-1");
        said.end();

        assertThat(rendered()).isEmpty();
    }

    @Test
    void whyThereIsNothingToDo() {
        add(Keyword.needless("polling", "it is so anyway"));
        assertThat(rendered())
                .containsExactly("/etc/test.conf:1:1: warning: polling has nothing to do here [it is so anyway]");
    }
}
