package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.Blocks;
import dev.holdfast.controller.config.Configuration;

/**
 * Writes a configuration as a keepalived.conf with every default in it. Reading that again gives an equal configuration: what was
 * wrong in the original, and so was left out or replaced, is not in it.
 */
public final class Printer {
    private Printer() {}

    /** The text, with everything in it; keys and passwords too. */
    public static String print(Configuration configuration) {
        return print(configuration, true);
    }

    /**
     * The text as it can be shown. It has passwords of {@code auth_pass}, which every advert shows to its segment; the keys of {@code
     * auth_hmac} that are not in files are left out, so that with those it does not read back.
     */
    public static String printWithoutKeys(Configuration configuration) {
        return print(configuration, false);
    }

    private static String print(Configuration configuration, boolean secrets) {
        Lines out = new Lines();
        Blocks blocks = configuration.blocks();
        GlobalPrinter globals = new GlobalPrinter(out);
        globals.host(blocks.host());
        globals.globals(configuration.globals());
        TrackPrinter tracked = new TrackPrinter(out);
        tracked.statics(blocks.statics());
        tracked.tracked(blocks.tracked());
        VrrpPrinter vrrp = new VrrpPrinter(out, secrets, configuration.globals().skipCheckAdvertAddresses());
        blocks.garpGroups().forEach(vrrp::garpGroup);
        blocks.instances().forEach(vrrp::instance);
        blocks.syncGroups().forEach(vrrp::syncGroup);
        ServerPrinter servers = new ServerPrinter(out, configuration.globals().tlsCompliant());
        servers.ssl(blocks.ssl());
        blocks.serverGroups().forEach(servers::group);
        blocks.virtualServers().forEach(servers::server);
        return out.toString();
    }
}
