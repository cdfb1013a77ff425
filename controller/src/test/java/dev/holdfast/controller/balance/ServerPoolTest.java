package dev.holdfast.controller.balance;

import static dev.holdfast.controller.balance.VirtualServers.address;
import static dev.holdfast.controller.balance.VirtualServers.check;
import static dev.holdfast.controller.balance.VirtualServers.destination;
import static dev.holdfast.controller.balance.VirtualServers.id;
import static dev.holdfast.controller.balance.VirtualServers.key;
import static dev.holdfast.controller.balance.VirtualServers.server;
import static dev.holdfast.controller.balance.VirtualServers.serviceKey;
import static dev.holdfast.controller.balance.VirtualServers.settings;
import static dev.holdfast.controller.balance.VirtualServers.suspending;
import static dev.holdfast.controller.balance.VirtualServers.virtual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.balance.Findings.Finding;
import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.event.Wording;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.FileCondition;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.Service;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerPoolTest {
    private final ServerPool pool = new ServerPool();

    private ServerPool.Outcome apply(VirtualServerConfig... servers) {
        return pool.reconfigure(List.of(servers), settings());
    }

    private CheckId idOf(CheckSpec spec) {
        return pool.specs().entrySet().stream()
                .filter(entry -> entry.getValue().equals(spec))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private ServerPool.Outcome found(CheckSpec spec, Verdict verdict) {
        return pool.found(idOf(spec), before -> new Finding(verdict, before.weight()));
    }

    private List<Destination> wanted(int host) {
        return List.copyOf(pool.wanted(List.of(serviceKey(host)))
                .get(serviceKey(host))
                .destinations()
                .values());
    }

    private static List<String> lines(ServerPool.Outcome outcome) {
        Wording wording = new Wording();
        return outcome.events().stream()
                .flatMap(event -> wording.of(event).stream())
                .map(line -> line.text())
                .toList();
    }

    @Test
    void whatFilesSayIsAddedUpWithWhatChecksSayAndToldAsKeepalivedTellsIt() {
        FileCondition plain = new FileCondition("f", 1, false);
        FileCondition reverse = new FileCondition("f", 3, true);
        FileCondition other = new FileCondition("g", 10, false);
        CheckSpec program = check(80, false);
        pool.number("f", 5);
        apply(virtual(
                120,
                server(destination(121, 10), false, plain),
                server(destination(122, 20), false, reverse, other, program)));
        assertThat(pool.specs()).as("made by probes").hasSize(1);
        assertThat(wanted(120)).containsExactly(destination(121, 15), destination(122, 5));

        assertThat(lines(pool.number("f", 7)))
                .containsExactly(
                        "Changing weight from 15 to 17 for active service [192.168.132.121]:tcp:3306 of VS"
                                + " [192.168.132.120]:tcp:3306",
                        "Changing weight from 5 to 0 for active service [192.168.132.122]:tcp:3306 of VS"
                                + " [192.168.132.120]:tcp:3306");
        pool.number("g", 2);
        assertThat(wanted(120)).containsExactly(destination(121, 17), destination(122, 19));
        pool.found(idOf(program), before -> new Finding(Verdict.UP, -4));
        assertThat(wanted(120)).containsExactly(destination(121, 17), destination(122, 15));
        assertThat(pool.number("other", 5).services()).isEmpty();
    }

    @Test
    void aFileTakesAServerDownAndLetsItUpWithItsNewWeight() {
        FileCondition plain = new FileCondition("f", 1_000_000, false);
        Service service = apply(virtual(120, server(destination(121, 10), true, plain))).services().stream()
                .map(key -> Service.of(key, "wrr"))
                .findFirst()
                .orElseThrow();

        assertThat(lines(pool.number("f", -3000)))
                .startsWith(
                        "([192.168.132.121]:tcp:3306): tracked file f now FAULT state",
                        "Disabling service [192.168.132.121]:tcp:3306 of VS [192.168.132.120]:tcp:3306");
        assertThat(wanted(120)).containsExactly(destination(121, 0));
        ServerPool.Outcome up = pool.number("f", 1);
        assertThat(lines(up))
                .startsWith(
                        "([192.168.132.121]:tcp:3306): tracked file f leaving FAULT state",
                        "Enabling service [192.168.132.121]:tcp:3306 of VS [192.168.132.120]:tcp:3306")
                .noneMatch(line -> line.startsWith("Changing weight"));
        assertThat(up.services()).containsExactly(service.key());
        assertThat(wanted(120)).containsExactly(destination(121, 1_000_010));
    }

    @Test
    void aReloadWithAnotherWeightOfAFileReckonsWithWhatItSays() {
        apply(virtual(120, server(destination(121, 10), false, new FileCondition("f", 1, false))));
        pool.number("f", 3);

        ServerPool.Outcome reloaded =
                apply(virtual(120, server(destination(121, 10), false, new FileCondition("f", -2, false))));
        assertThat(lines(reloaded))
                .contains("Changing weight from 13 to 4 for active service [192.168.132.121]:tcp:3306 of VS"
                        + " [192.168.132.120]:tcp:3306");
        assertThat(wanted(120)).containsExactly(destination(121, 4));
    }

    @Test
    void aReloadThatLetsAServerUpTellsOfIt() {
        apply(virtual(120, server(destination(121, 10), false, new FileCondition("f", 0, false))));
        pool.number("f", 1);
        assertThat(wanted(120)).isEmpty();

        ServerPool.Outcome reloaded =
                apply(virtual(120, server(destination(121, 10), false, new FileCondition("f", 1, false))));
        assertThat(lines(reloaded))
                .contains("Adding service [192.168.132.121]:tcp:3306 to VS [192.168.132.120]:tcp:3306");
        assertThat(wanted(120)).containsExactly(destination(121, 11));
    }

    @Test
    void equalChecksAreOneAndCountForEachOfTheirServers() {
        CheckSpec same = check(80, false);
        apply(
                virtual(120, server(121, same), server(122)),
                virtual(130, server(121, same), server(123, check(81, false))));

        assertThat(pool.specs()).hasSize(2);
        assertThat(pool.usesOf(idOf(same)))
                .containsExactly(
                        new SharedChecks.Use(id(120), key(121), 0), new SharedChecks.Use(id(130), key(121), 0));
        ServerPool.Outcome down = found(same, Verdict.DOWN);
        assertThat(down.services()).containsExactlyInAnyOrder(serviceKey(120), serviceKey(130));
        assertThat(wanted(120)).containsExactly(destination(122, 1));
        assertThat(wanted(130)).containsExactly(destination(123, 1));
    }

    @Test
    void aServerThatComesToASharedCheckBeginsWithWhatItFound() {
        CheckSpec same = check(80, false);
        apply(virtual(120, server(121, same), server(122)));
        found(same, Verdict.DOWN);
        apply(virtual(120, server(121, same), server(122)), virtual(130, server(121, same), server(123)));

        assertThat(wanted(130)).containsExactly(destination(123, 1));
    }

    @Test
    void whatACheckFoundStaysTrueWhenOnlyItsTimesChange() {
        CheckSpec before = check(80, false, 1000);
        CheckSpec after = check(80, false, 2000);
        apply(virtual(120, server(121, before), server(122)));
        CheckId number = idOf(before);
        found(before, Verdict.DOWN);
        apply(virtual(120, server(123), server(destination(121, 9), false, after), server(122)));

        assertThat(idOf(after)).isEqualTo(number);
        assertThat(wanted(120)).containsExactly(destination(123, 1), destination(122, 1));
    }

    @Test
    void aCheckThatAsksSomethingElseBeginsAgainUnderAnotherNumber() {
        apply(virtual(120, server(121, check(80, false)), server(122)));
        CheckId number = idOf(check(80, false));
        found(check(80, false), Verdict.DOWN);
        apply(virtual(120, server(121, check(81, false)), server(122)));

        assertThat(wanted(120)).containsExactly(destination(121, 1), destination(122, 1));
        assertThat(pool.found(number, before -> new Finding(Verdict.DOWN, 0)).services())
                .as("of a check that is no longer made")
                .isEmpty();
    }

    @Test
    void aCheckThatIsGoneNoLongerKeepsItsServerOut() {
        apply(virtual(120, server(121, check(80, false), check(81, false))));
        found(check(81, false), Verdict.DOWN);
        apply(virtual(120, server(121, check(80, false))));

        assertThat(wanted(120)).containsExactly(destination(121, 1));
    }

    @Test
    void checksRestWhileTheAddressIsNotHereAndCatchUpWhenItComes() {
        CheckSpec own = check(80, false);
        CheckSpec shared = check(81, false);
        VirtualServerConfig suspended = suspending(virtual(120, server(121, own), server(122, shared)));
        ServerPool.Outcome begun = apply(suspended, virtual(130, server(122, shared), server(123)));

        assertThat(pool.resting()).containsExactly(idOf(own));
        assertThat(lines(begun))
                .contains("Deactivating healthchecker for service [192.168.132.121]:tcp:3306 for VS "
                        + "[192.168.132.120]:tcp:3306");
        found(shared, Verdict.DOWN);
        assertThat(wanted(120)).containsExactly(destination(121, 1), destination(122, 1));

        ServerPool.Outcome here = pool.addresses(Set.of(address(192, 168, 132, 120)));
        assertThat(pool.resting()).isEmpty();
        assertThat(wanted(120)).containsExactly(destination(121, 1));
        assertThat(lines(here))
                .contains("Activating healthchecker for service [192.168.132.121]:tcp:3306 for VS "
                        + "[192.168.132.120]:tcp:3306");

        assertThat(lines(pool.addresses(Set.of())))
                .startsWith("Suspending healthchecker for service [192.168.132.121]:tcp:3306 for VS "
                        + "[192.168.132.120]:tcp:3306");
        assertThat(wanted(120)).as("what is known stays").containsExactly(destination(121, 1));
    }

    @Test
    void aReloadSaysWhatItTakesAway() {
        apply(virtual(120, server(121), server(122)), virtual(130, server(131)));
        ServerPool.Outcome outcome = apply(virtual(120, server(121)));

        assertThat(outcome.services()).containsExactlyInAnyOrder(serviceKey(120), serviceKey(130));
        assertThat(lines(outcome))
                .containsExactly(
                        "service [192.168.132.122]:tcp:3306 no longer exist",
                        "Removing service [192.168.132.122]:tcp:3306 from VS [192.168.132.120]:tcp:3306",
                        "Removing Virtual Server [192.168.132.130]:tcp:3306",
                        "Removing service [192.168.132.131]:tcp:3306 from VS [192.168.132.130]:tcp:3306");
    }

    @Test
    void servicesOfAGroupHaveTheSameServers() {
        VirtualServerConfig one = virtual(120, server(121));
        RealServerConfig failing = server(122, check(80, false));
        VirtualServerConfig group = new VirtualServerConfig(
                one.id(),
                List.of(
                        one.parts().get(0),
                        new VirtualServerConfig.Part("other", List.of(Service.of(serviceKey(130), "wrr")))),
                List.of(server(121), failing),
                null,
                false,
                false,
                false,
                1,
                0);
        apply(group);
        ServerPool.Outcome down = found(check(80, false), Verdict.DOWN);

        assertThat(down.services()).containsExactlyInAnyOrder(serviceKey(120), serviceKey(130));
        assertThat(wanted(120)).containsExactly(destination(121, 1));
        assertThat(wanted(130)).containsExactly(destination(121, 1));
    }
}
