package dev.holdfast.healthcheck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Tables of results and of what follows, all seen of keepalived 2.2.7 with the same settings: delay_loop 4 s,
 * delay_before_retry 1 s. A line is {@code result -> notices, verdict, delay to the next probe}.
 */
class CheckPolicyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final CheckTarget TARGET = CheckTarget.of(InetAddress.getLoopbackAddress(), 80);

    @Test
    void aServerThatAnswersIsAnnouncedOnceAndStaysUp() {
        assertThat(run(tcp(2, false, false), "+ + +")).containsExactly("+ -> succeeded, 4 s", "+ -> 4 s", "+ -> 4 s");
    }

    @Test
    void aServerThatNeverAnsweredIsDownAtOnceWhateverRetrySays() {
        assertThat(run(tcp(2, false, false), "- -"))
                .containsExactly("- -> failed, exhausted 0, DOWN, 4 s", "- -> failed, 4 s");
    }

    @Test
    void aServerThatAnsweredIsRetriedBeforeItIsDown() {
        assertThat(run(tcp(2, false, false), "+ - - - - +"))
                .containsExactly(
                        "+ -> succeeded, 4 s",
                        "- -> failed, 1 s",
                        "- -> failed, 1 s",
                        "- -> failed, exhausted 2, DOWN, 4 s",
                        "- -> failed, 4 s",
                        "+ -> succeeded, UP, 4 s");
    }

    @Test
    void aSuccessStartsTheCountOfRetriesAnew() {
        assertThat(run(tcp(1, false, false), "+ - + - -"))
                .containsExactly(
                        "+ -> succeeded, 4 s",
                        "- -> failed, 1 s",
                        "+ -> 4 s",
                        "- -> failed, 1 s",
                        "- -> failed, exhausted 1, DOWN, 4 s");
    }

    @Test
    void aServerThatCameBackHasItsRetriesAgain() {
        assertThat(run(tcp(1, false, false), "- + - -"))
                .containsExactly(
                        "- -> failed, exhausted 0, DOWN, 4 s",
                        "+ -> succeeded, UP, 4 s",
                        "- -> failed, 1 s",
                        "- -> failed, exhausted 1, DOWN, 4 s");
    }

    @Test
    void withoutRetriesTheFirstFailureIsTheLast() {
        assertThat(run(tcp(0, false, false), "+ -"))
                .containsExactly("+ -> succeeded, 4 s", "- -> failed, exhausted 0, DOWN, 4 s");
    }

    @Test
    void alphaIsDownUntilTheFirstSuccess() {
        assertThat(CheckerState.initial(tcp(1, true, false)).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(CheckerState.initial(tcp(1, false, false)).verdict()).isEqualTo(Verdict.UP);
        assertThat(run(tcp(1, true, false), "+")).containsExactly("+ -> succeeded, UP, 4 s");
        assertThat(run(tcp(1, true, false), "- - +"))
                .containsExactly("- -> failed, exhausted 0, 4 s", "- -> failed, 4 s", "+ -> succeeded, UP, 4 s");
    }

    @Test
    void logAllFailuresIsForServersThatCountAsUp() {
        assertThat(run(tcp(1, false, true), "- + - - -"))
                .containsExactly(
                        "- -> FAILED, exhausted 0, DOWN, 4 s",
                        "+ -> succeeded, UP, 4 s",
                        "- -> FAILED, 1 s",
                        "- -> FAILED, exhausted 1, DOWN, 4 s",
                        "- -> failed, 4 s");
        assertThat(run(tcp(1, true, true), "- -")).containsExactly("- -> failed, exhausted 0, 4 s", "- -> failed, 4 s");
    }

    @Test
    void logAllFailuresIsForTheFirstCheckOfWebAndMailServersToo() {
        HttpCheckSpec http = new HttpCheckSpec(
                TARGET, timing(1, true, true), HttpProtocol.DEFAULT, List.of(UrlSpec.ofPath("/a")), false);
        assertThat(run(http, "- -")).containsExactly("/a - -> FAILED, 4 s", "/a - -> failed, 4 s");
        assertThat(run(smtp(1, true, true), "- - -"))
                .containsExactly("- -> FAILED, 1 s", "- -> FAILED, exhausted 1, 4 s", "- -> failed, 1 s");
    }

    /** Unlike the others, it makes its retries whether the server was ever up or not, and says so with log_all_failures. */
    @Test
    void smtpIsAlwaysRetried() {
        assertThat(run(smtp(2, false, true), "- - - - - - - + -"))
                .containsExactly(
                        "- -> FAILED, 1 s",
                        "- -> FAILED, 1 s",
                        "- -> FAILED, exhausted 2, DOWN, 4 s",
                        "- -> failed, 1 s",
                        "- -> failed, 1 s",
                        "- -> failed, 4 s",
                        "- -> failed, 1 s",
                        "+ -> succeeded, UP, 4 s",
                        "- -> FAILED, 1 s");
        assertThat(run(smtp(1, true, false), "- - - +"))
                .containsExactly(
                        "- -> failed, 1 s",
                        "- -> failed, exhausted 1, 4 s",
                        "- -> failed, 1 s",
                        "+ -> succeeded, UP, 4 s");
    }

    @Test
    void whichRetryItWasIsTold() {
        ProbeResult fails = new ProbeResult.Failed(FailureReason.PROGRAM, "exited with status 1");
        CheckerState state = CheckPolicy.onResult(
                        CheckerState.initial(tcp(2, false, false)), ProbeResult.Succeeded.INSTANCE, 0)
                .state();
        for (int retry = 0; retry < 3; retry++) {
            PolicyStep step = CheckPolicy.onResult(state, fails, 0);
            CheckNotice.ProbeFailed failed =
                    (CheckNotice.ProbeFailed) step.notices().get(0);
            assertThat(failed.retry()).isEqualTo(retry);
            assertThat(failed.last()).isEqualTo(retry == 2);
            state = step.state();
        }
    }

    /** Not with a failure that a retry follows. */
    @Test
    void whatAProgramAddsGoesWithItsServer() {
        ProbeResult fails = new ProbeResult.Failed(FailureReason.PROGRAM, "exited with status 1");
        CheckerState up = CheckPolicy.onResult(
                        CheckerState.initial(tcp(1, false, false)), new ProbeResult.Succeeded(5), 0)
                .state();
        CheckerState retried = CheckPolicy.onResult(up, fails, 0).state();
        assertThat(retried.weight()).isEqualTo(5);
        assertThat(CheckPolicy.onResult(retried, fails, 0).state().weight()).isNull();
    }

    @Test
    void troubleOfOurOwnChangesNothing() {
        assertThat(run(tcp(1, false, false), "x + - x -"))
                .containsExactly(
                        "x -> not run, 4 s",
                        "+ -> succeeded, 4 s",
                        "- -> failed, 1 s",
                        "x -> not run, 4 s",
                        "- -> failed, exhausted 1, DOWN, 4 s");
    }

    @Test
    void urlsAreAskedInTurnOneADelayLoop() {
        assertThat(run(http(1, false, false, "/a", "/b", "/c"), "+ + + + +"))
                .containsExactly("/a + -> 4 s", "/b + -> 4 s", "/c + -> succeeded, 4 s", "/a + -> 4 s", "/b + -> 4 s");
    }

    @Test
    void aUrlThatFailsIsRetriedAndTheTurnGoesOnFromThere() {
        assertThat(run(http(2, false, false, "/a", "/b", "/c"), "+ + + + - + +"))
                .containsExactly(
                        "/a + -> 4 s",
                        "/b + -> 4 s",
                        "/c + -> succeeded, 4 s",
                        "/a + -> 4 s",
                        "/b - -> failed, 1 s",
                        "/b + -> 4 s",
                        "/c + -> 4 s");
    }

    @Test
    void theUrlThatBroughtTheServerDownIsFollowedByAWholeRound() {
        assertThat(run(http(0, false, false, "/a", "/b", "/c"), "+ + + + - - + + + +"))
                .containsExactly(
                        "/a + -> 4 s",
                        "/b + -> 4 s",
                        "/c + -> succeeded, 4 s",
                        "/a + -> 4 s",
                        "/b - -> failed, exhausted 0, DOWN, 4 s",
                        "/b - -> failed, 4 s",
                        "/b + -> url, 4 s",
                        "/a + -> url, 4 s",
                        "/b + -> url, 4 s",
                        "/c + -> url, succeeded, UP, 4 s");
    }

    @Test
    void aSingleUrlComesBackAfterTwoSuccesses() {
        assertThat(run(http(0, false, false, "/a"), "+ - + + +"))
                .containsExactly(
                        "/a + -> succeeded, 4 s",
                        "/a - -> failed, exhausted 0, DOWN, 4 s",
                        "/a + -> url, 4 s",
                        "/a + -> url, succeeded, UP, 4 s",
                        "/a + -> 4 s");
    }

    @Test
    void aUrlThatFailsInTheFirstRoundIsNotRetried() {
        assertThat(run(http(1, false, false, "/a", "/b"), "+ -"))
                .containsExactly("/a + -> 4 s", "/b - -> failed, exhausted 0, DOWN, 4 s");
    }

    @Test
    void alphaNeedsEveryUrlAndIsSilentAboutItsFirstFailure() {
        assertThat(run(http(1, true, false, "/a", "/b"), "+ - + + +"))
                .containsExactly(
                        "/a + -> url, 4 s",
                        "/b - -> failed, 4 s",
                        "/b + -> url, 4 s",
                        "/a + -> url, 4 s",
                        "/b + -> url, succeeded, UP, 4 s");
    }

    @Test
    void fastRecoveryAsksTheUrlsOfAServerThatIsNotKnownToBeUpWithoutDelay() {
        assertThat(run(http(0, false, true, "/a", "/b"), "+ + + - - + + +"))
                .containsExactly(
                        "/a + -> 0 s",
                        "/b + -> succeeded, 4 s",
                        "/a + -> 4 s",
                        "/b - -> failed, exhausted 0, DOWN, 4 s",
                        "/b - -> failed, 4 s",
                        "/b + -> url, 0 s",
                        "/a + -> url, 0 s",
                        "/b + -> url, succeeded, UP, 4 s");
    }

    @Test
    void aBodyCutShortIsToldOnceUntilItIsWholeAgain() {
        assertThat(run(http(0, false, false, "/a"), "s s + s"))
                .containsExactly(
                        "/a s -> length 9/5, succeeded, 4 s", "/a s -> 4 s", "/a + -> 4 s", "/a s -> length 9/5, 4 s");
    }

    @Test
    void anUneventfulSuccessKeepsTheSameStateObject() {
        CheckerState up = CheckPolicy.onResult(
                        CheckerState.initial(tcp(1, false, false)), ProbeResult.Succeeded.INSTANCE, 0)
                .state();
        assertThat(CheckPolicy.onResult(up, ProbeResult.Succeeded.INSTANCE, 1).state())
                .isSameAs(up);
    }

    @Test
    void delaysCountFromTheTimeGivenAlsoAcrossItsOverflow() {
        long now = Long.MAX_VALUE - 1;
        PolicyStep step =
                CheckPolicy.onResult(CheckerState.initial(tcp(1, false, false)), ProbeResult.Succeeded.INSTANCE, now);
        assertThat(step.nextProbeAtNanos() - now).isEqualTo(4 * SECOND);
    }

    @Test
    void theFirstProbeFallsInTheWarmup() {
        CheckTiming timing = new CheckTiming(4 * SECOND, SECOND, 1, SECOND, 2 * SECOND, false, false);
        assertThat(CheckPolicy.firstProbeAtNanos(timing, 0, 7)).isEqualTo(7);
        assertThat(CheckPolicy.firstProbeAtNanos(timing, 0.5, 7)).isEqualTo(7 + SECOND);
        assertThat(CheckPolicy.firstProbeAtNanos(timing, Math.nextDown(1.0), 7)).isLessThanOrEqualTo(7 + 2 * SECOND);
    }

    @Test
    void anotherTimingKeepsWhatIsKnownAndAnotherTargetDoesNot() {
        CheckSpec spec = tcp(0, false, false);
        CheckerState down = CheckPolicy.onResult(
                        CheckerState.initial(spec), new ProbeResult.Failed(FailureReason.CONNECT_FAILED, ""), 0)
                .state();
        CheckSpec slower = tcp(3, false, false);
        CheckSpec elsewhere = new TcpCheckSpec(CheckTarget.of(InetAddress.getLoopbackAddress(), 81), slower.timing());
        assertThat(down.withSpec(slower).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(down.withSpec(slower).spec()).isEqualTo(slower);
        assertThat(down.withSpec(elsewhere)).isEqualTo(CheckerState.initial(elsewhere));
        assertThat(down.withSpec(http(0, false, false, "/")).verdict()).isEqualTo(Verdict.UP);
        assertThat(CheckerState.initial(spec).withSpec(tcp(0, true, false)).verdict())
                .as("nothing is known yet, so alpha decides")
                .isEqualTo(Verdict.DOWN);
        CheckerState http = new CheckerState(http(0, false, false, "/a", "/b"), false, true, 0, 1, true, false, null);
        assertThat(http.withSpec(http(1, false, false, "/a", "/b")).urlIndex()).isEqualTo(1);
        assertThat(http.withSpec(http(0, false, false, "/a")))
                .isEqualTo(CheckerState.initial(http(0, false, false, "/a")));
    }

    private static TcpCheckSpec tcp(int retries, boolean alpha, boolean logAll) {
        return new TcpCheckSpec(TARGET, timing(retries, alpha, logAll));
    }

    private static SmtpCheckSpec smtp(int retries, boolean alpha, boolean logAll) {
        return new SmtpCheckSpec(TARGET, timing(retries, alpha, logAll), "me.example");
    }

    private static HttpCheckSpec http(int retries, boolean alpha, boolean fastRecovery, String... paths) {
        return new HttpCheckSpec(
                TARGET,
                timing(retries, alpha, false),
                HttpProtocol.DEFAULT,
                List.of(paths).stream().map(UrlSpec::ofPath).toList(),
                fastRecovery);
    }

    private static CheckTiming timing(int retries, boolean alpha, boolean logAll) {
        return new CheckTiming(4 * SECOND, 2 * SECOND, retries, SECOND, 0, alpha, logAll);
    }

    /** Feeds results ({@code +}, {@code -}, {@code s} for a body cut short, {@code x} for not run); gives a line for each. */
    private static List<String> run(CheckSpec spec, String results) {
        List<String> lines = new ArrayList<>();
        CheckerState state = CheckerState.initial(spec);
        long now = 1000;
        for (String result : List.of(results.split(" ", -1))) {
            UrlSpec url = state.url();
            PolicyStep step = CheckPolicy.onResult(state, result(spec, result), now);
            List<String> parts =
                    step.notices().stream().map(CheckPolicyTest::word).collect(Collectors.toCollection(ArrayList::new));
            if (step.verdict() != null) {
                parts.add(step.verdict().toString());
                assertThat(step.state().verdict()).isEqualTo(step.verdict());
            } else {
                assertThat(step.state().up()).isEqualTo(state.up());
            }
            long delay = step.nextProbeAtNanos() - now;
            assertThat(delay % SECOND).isZero();
            parts.add(delay / SECOND + " s");
            lines.add((url == null ? "" : url.path() + " ") + result + " -> " + String.join(", ", parts));
            state = step.state();
            now = step.nextProbeAtNanos();
        }
        return lines;
    }

    private static ProbeResult result(CheckSpec spec, String letter) {
        return switch (letter) {
            case "+" ->
                spec instanceof HttpCheckSpec ? new ProbeResult.Answered(200, 5, 5) : ProbeResult.Succeeded.INSTANCE;
            case "s" -> new ProbeResult.Answered(200, 9, 5);
            case "-" -> new ProbeResult.Failed(FailureReason.CONNECT_FAILED, "Connection refused");
            case "x" -> new ProbeResult.NotRun(LocalTrouble.BIND, "Cannot assign requested address");
            default -> throw new IllegalArgumentException(letter.toUpperCase(Locale.ROOT));
        };
    }

    private static String word(CheckNotice notice) {
        return notice.match(new CheckNotice.Cases<>() {
            @Override
            public String serverSucceeded(CheckNotice.ServerSucceeded n) {
                return "succeeded";
            }

            @Override
            public String urlSucceeded(CheckNotice.UrlSucceeded n) {
                return "url";
            }

            @Override
            public String probeFailed(CheckNotice.ProbeFailed n) {
                return n.worthLogging() ? "FAILED" : "failed";
            }

            @Override
            public String retriesExhausted(CheckNotice.RetriesExhausted n) {
                return "exhausted " + n.retries();
            }

            @Override
            public String lengthMismatch(CheckNotice.LengthMismatch n) {
                return "length " + n.announced() + "/" + n.received();
            }

            @Override
            public String probeNotRun(CheckNotice.ProbeNotRun n) {
                return "not run";
            }
        });
    }
}
