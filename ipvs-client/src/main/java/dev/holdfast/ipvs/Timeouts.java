package dev.holdfast.ipvs;

/**
 * How long IPVS keeps idle connections ({@code ipvsadm --set}), in seconds. When it is given to the kernel, 0 leaves a value
 * as it is.
 *
 * @param tcpSeconds of established TCP connections
 * @param tcpFinSeconds of TCP connections after a FIN
 * @param udpSeconds of UDP flows
 */
public record Timeouts(int tcpSeconds, int tcpFinSeconds, int udpSeconds) {
    public Timeouts {
        Ranges.check("TCP timeout (seconds)", tcpSeconds, 0, Integer.MAX_VALUE);
        Ranges.check("TCP FIN timeout (seconds)", tcpFinSeconds, 0, Integer.MAX_VALUE);
        Ranges.check("UDP timeout (seconds)", udpSeconds, 0, Integer.MAX_VALUE);
    }
}
