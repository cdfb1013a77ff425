package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What tshark, which is neither of the programs, makes of an advert.
 *
 * @param frame the advert
 * @param priority of its sender
 * @param content the rest of what it says
 * @param checksumRight whether VRRP's checksum is
 * @param complaints what is wrong with it, empty when nothing is
 */
record Dissection(Frame frame, int priority, String content, boolean checksumRight, String complaints) {

    private static final List<String> CONTENT = List.of(
            "vrrp.version",
            "vrrp.virt_rtr_id",
            "vrrp.addr_count",
            "vrrp.adver_int",
            "vrrp.short_adver_int",
            "vrrp.auth_type",
            "vrrp.auth_string",
            "vrrp.ip_addr",
            "vrrp.ipv6_addr");

    /**
     * Dissects adverts, each of which has to be one for tshark too.
     *
     * @param file where they are kept as a capture
     * @param adverts frames that have a VRID
     */
    static List<Dissection> of(Path file, List<Frame> adverts) {
        try {
            Recorder.writeCapture(file, adverts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(
                List.of("tshark", "-r", file.toString(), "-o", "ip.check_checksum:TRUE", "-Y", "vrrp", "-T", "fields"));
        command.addAll(List.of("-E", "separator=|", "-E", "occurrence=a"));
        List<String> fields = new ArrayList<>(List.of(
                "vrrp.prio",
                "vrrp.checksum.status",
                "_ws.expert.severity",
                "_ws.expert.message",
                "_ws.malformed",
                "ip.checksum.status"));
        fields.addAll(CONTENT);
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        Programs.Outcome outcome = Programs.run(new ProcessBuilder(command));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        List<String> lines =
                outcome.output().lines().filter(line -> line.contains("|")).toList();
        assertThat(lines).as("adverts in %s", file).hasSameSizeAs(adverts);
        List<Dissection> all = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            all.add(of(adverts.get(i), List.of(lines.get(i).split("\\|", -1))));
        }
        return all;
    }

    private static Dissection of(Frame frame, List<String> values) {
        boolean headerRight = frame.isIpv6() || values.get(5).equals("1");
        String complaints = String.join(" ", values.subList(2, 5)).strip();
        return new Dissection(
                frame,
                Integer.parseInt(values.get(0)),
                String.join("|", values.subList(6, values.size())),
                values.get(1).equals("1"),
                headerRight ? complaints : (complaints + " IPv4 header checksum").strip());
    }
}
