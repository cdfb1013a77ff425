package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey.AddressService;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counters that no test can wait for: the widths and units of ipvsadm 1.31. */
class TableListingTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "0, '        0'",
                "99999999, ' 99999999'",
                "100000000, '  100000K'",
                "999999999, '  999999K'",
                "1000000000, '    1000M'",
                "99999999999, '   99999M'",
                "100000000000, '     100G'",
                "99999999999999, '   99999G'",
                "100000000000000, '     100T'",
                "-1, '18446744T'"
            })
    void counters_have_nine_columns(long value, String quoted) {
        assertThat("'" + Cells.counter(value, false) + "'").isEqualTo(quoted);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"0, '        0'", "99999999, ' 99999999'", "100000000, ' 100000000'", "-1, ' 18446744073709551615'"
            })
    void exact_counters_grow(long value, String quoted) {
        assertThat("'" + Cells.counter(value, true) + "'").isEqualTo(quoted);
    }

    @Test
    void each_listing_has_its_own_counters() throws UnknownHostException {
        List<ServiceStatus> table = table();

        assertThat(listing(Set.of(IpvsadmOption.STATS), table)).isEqualTo("""
                        Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
                          -> RemoteAddress:Port
                        TCP  10.0.0.1:80                         1        2        3  123456K    5000M
                          -> 10.0.0.2:80                        11       12       13       14       15
                        """);
        assertThat(listing(Set.of(IpvsadmOption.RATE), table)).isEqualTo("""
                        Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS
                          -> RemoteAddress:Port
                        TCP  10.0.0.1:80                         6        7        8        9       10
                          -> 10.0.0.2:80                  1000000000       17       18    1900M  200000K
                        """);
        assertThat(listing(Set.of(IpvsadmOption.PERSISTENT_CONN), table)).isEqualTo("""
                        Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn\s
                          -> RemoteAddress:Port
                        TCP  10.0.0.1:80 rr
                          -> 10.0.0.2:80                  5         303         101        202      \s
                        """);
        assertThat(listing(Set.of(IpvsadmOption.THRESHOLDS), table))
                .contains("  -> 10.0.0.2:80                  9          4          101        202       \n");
        assertThat(listing(Set.of(), table))
                .contains("  -> 10.0.0.2:80                  Masq    5      101        202       \n");
    }

    private static String listing(Set<IpvsadmOption> options, List<ServiceStatus> table) {
        Set<IpvsadmOption> numeric = new HashSet<>(options);
        numeric.add(IpvsadmOption.NUMERIC);
        return new TableListing(ListFormat.of(numeric), new Fixture.FileNames()).of(table);
    }

    private static List<ServiceStatus> table() throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        Service service = Service.of(new AddressService(TransportProtocol.TCP, address, 80), "rr");
        Destination destination = new Destination(
                InetAddress.getByAddress(new byte[] {10, 0, 0, 2}), 80, ForwardingMethod.MASQUERADE, 5, 9, 4, null);
        Statistics ofService = new Statistics(1, 2, 3, 123_456_789L, 5_000_000_000L, 6, 7, 8, 9, 10);
        Statistics ofDestination =
                new Statistics(11, 12, 13, 14, 15, 1_000_000_000L, 17, 18, 1_900_000_000L, 200_000_000L);
        return List.of(new ServiceStatus(
                service, ofService, List.of(new DestinationStatus(destination, 101, 202, 303, ofDestination))));
    }
}
