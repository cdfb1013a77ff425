/**
 * Hosts and segments for tests, as network namespaces of the machine the tests run on: nothing here touches an interface, address or
 * route outside the namespaces it makes. For the tests of every module.
 *
 * <p>Uses ip(8) of iproute2 and nsenter(1), and needs root. Follows network_namespaces(7), veth(4) and setns(2).
 */
@NullMarked
package dev.holdfast.linuxnet.testing;

import org.jspecify.annotations.NullMarked;
