package dev.holdfast.linuxnet.rtnetlink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the kernel would send a packet now.
 *
 * @param ifIndex the interface it would leave by, 1 or more; the loopback interface for an address of this host
 * @param gateway whom it would be given to; null when that is its destination itself
 * @param local whether the destination is this host
 */
public record RouteChoice(int ifIndex, @Nullable InetAddress gateway, boolean local) {}
