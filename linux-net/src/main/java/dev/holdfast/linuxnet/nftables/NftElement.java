package dev.holdfast.linuxnet.nftables;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An element of a set or map. Two are equal when their keys and data are. */
public final class NftElement {

    private final byte[] key;
    private final byte @Nullable [] data;

    private NftElement(byte[] key, byte @Nullable [] data) {
        this.key = key;
        this.data = data;
    }

    /** An address. */
    public static NftElement of(InetAddress address) {
        return new NftElement(address.getAddress(), null);
    }

    /** An interface. */
    public static NftElement ofInterface(int index) {
        return new NftElement(index(index), null);
    }

    /** An interface that leads to another. */
    public static NftElement ofInterfaces(int from, int to) {
        return new NftElement(index(from), index(to));
    }

    /**
     * A firewall mark that leads to an address.
     *
     * @param mark 0..4294967295
     */
    public static NftElement ofMark(long mark, InetAddress address) {
        return new NftElement(index((int) mark), address.getAddress());
    }

    /** A type of ICMPv6, 0 to 255. */
    public static NftElement ofIcmpv6Type(int type) {
        return new NftElement(new byte[] {(byte) type}, null);
    }

    /** An address on an interface. */
    public static NftElement of(InetAddress address, int interfaceIndex) {
        byte[] bytes = address.getAddress();
        byte[] key = Arrays.copyOf(bytes, bytes.length + Integer.BYTES);
        System.arraycopy(index(interfaceIndex), 0, key, bytes.length, Integer.BYTES);
        return new NftElement(key, null);
    }

    /** The same key in a set that leads nowhere. */
    public NftElement withoutData() {
        return new NftElement(key, null);
    }

    private static byte[] index(int index) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(index)
                .array();
    }

    byte[] key() {
        return key;
    }

    byte @Nullable [] data() {
        return data;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NftElement that && Arrays.equals(key, that.key) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(data);
    }

    /** In hexadecimal: {@code 0a010064}, of a map {@code 04000000 : 03000000}. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(key)
                + (data == null ? "" : " : " + HexFormat.of().formatHex(data));
    }
}
