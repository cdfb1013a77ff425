package dev.holdfast.ipvs;

/** The transport protocols IPVS balances by address and port, with their IP protocol numbers. */
public enum TransportProtocol {
    TCP(6, "tcp"),
    UDP(17, "udp"),
    SCTP(132, "sctp");

    private final int number;
    private final String text;

    TransportProtocol(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The IP protocol number: 6, 17 or 132. */
    public int number() {
        return number;
    }

    /** The name in lower case: {@code tcp}, {@code udp}, {@code sctp}. */
    @Override
    public String toString() {
        return text;
    }
}
