package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.balance.IpvsKernel;
import dev.holdfast.controller.config.Addresses;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.proc.ConnectionReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A kernel that keeps the table, the names of the lab's hosts file, and command lines that run on both. */
final class Fixture {
    private final IpvsKernel kernel = new IpvsKernel();

    IpvsKernel kernel() {
        return kernel;
    }

    /** Runs a command line of words without blanks; {@code ""} is the empty word. */
    Run run(String arguments) {
        return run(arguments, "");
    }

    Run run(String arguments, String input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new IpvsadmProgram(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)),
                        out,
                        err,
                        new FileNames(),
                        kernel::client,
                        () -> ConnectionReader.over(new ByteArrayInputStream(
                                resource("golden/ip_vs_conn").getBytes(StandardCharsets.ISO_8859_1))),
                        () -> false)
                .run(words(arguments));
        return new Run(status, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.ISO_8859_1));
    }

    static List<String> words(String arguments) {
        return Restorer.words(arguments).stream()
                .map(word -> word.equals("\"\"") ? "" : word)
                .toList();
    }

    static String resource(String name) {
        try (var stream = Fixture.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    /** The names of the {@code hosts} file beside the tests, and those ports of services(5) that occur. */
    static final class FileNames implements Names {
        private static final List<String> SERVICES = List.of(
                "domain\t\t53/tcp\t\t\t\t# Domain Name Server",
                "domain\t\t53/udp",
                "http\t\t80/tcp\t\twww\t\t# WorldWideWeb HTTP",
                "https\t\t443/tcp\t\t\t\t# http protocol over TLS/SSL",
                "snpp\t\t444/tcp",
                "mysql\t\t3306/tcp",
                "sip\t\t5060/tcp",
                "sip\t\t5060/udp",
                "sip-tls\t\t5061/udp",
                "http-alt\t8080/tcp\twebcache");

        private final ServiceNames services = new ServiceNames(SERVICES);
        private final Map<InetAddress, String> hosts = new HashMap<>();
        private final Map<String, Inet4Address> addresses = new HashMap<>();

        FileNames() {
            for (String line : resource("hosts").lines().toList()) {
                String[] fields = line.split(" ");
                InetAddress address = Addresses.parse(fields[0]);
                assertThat(address).as(line).isNotNull();
                hosts.putIfAbsent(address, fields[1]);
                if (address instanceof Inet4Address ipv4) {
                    Arrays.stream(fields).skip(1).forEach(name -> addresses.put(name, ipv4));
                }
            }
        }

        @Override
        public @Nullable Inet4Address address(String host) {
            return addresses.get(host);
        }

        @Override
        public @Nullable String host(InetAddress address) {
            return hosts.get(address);
        }

        @Override
        public OptionalInt port(String service, TransportProtocol protocol) {
            return services.port(service, protocol);
        }

        @Override
        public @Nullable String service(int port, TransportProtocol protocol) {
            return services.name(port, protocol);
        }
    }
}
