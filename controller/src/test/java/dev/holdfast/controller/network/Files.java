package dev.holdfast.controller.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.ReadResult;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;

/** Configurations with one instance. */
final class Files {
    private Files() {}

    /** What the text says, which has nothing wrong in it but warnings. */
    static Configuration read(String text) {
        ReadResult result = Sources.read(text);
        Configuration configuration = result.configuration();
        assertThat(configuration).as("%s", Sources.rendered(result)).isNotNull();
        return configuration;
    }

    /** An instance on eth0 with these lines in it. */
    static String instance(String name, int vrid, String lines) {
        return "vrrp_instance " + name + " {\n interface eth0\n virtual_router_id " + vrid + "\n" + lines + "\n}\n";
    }

    /** The settings of an instance with these lines. */
    static VrrpInstanceSettings settings(String lines) {
        return read(instance("A", 51, lines)).blocks().instances().get(0);
    }
}
