package dev.holdfast.linuxnet.libc;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Memory outside the Java heap, as a {@link ByteBuffer} and as an address.
 *
 * <p>The address is worked out once, so that a call passes a {@code long} and allocates nothing. The memory is freed when this
 * object is collected: the calls of {@link Libc} take the object rather than the address, and keep it reachable until they return.
 * A structure that points to other memory keeps all of it in one buffer for the same reason.
 */
public final class NativeBuffer {

    private final ByteBuffer bytes;
    private final long address;

    private NativeBuffer(ByteBuffer bytes, long address) {
        this.bytes = bytes;
        this.address = address;
    }

    /**
     * Zeroed memory, aligned for any structure, in the machine's byte order.
     *
     * @param size how many bytes, at least 1
     */
    public static NativeBuffer allocate(int size) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        return new NativeBuffer(bytes, Pointer.nativeValue(Native.getDirectBufferPointer(bytes)));
    }

    /** A string's bytes (UTF-8) with a zero byte behind them, as C has them. */
    public static NativeBuffer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeBuffer buffer = allocate(bytes.length + 1);
        buffer.bytes.put(0, bytes);
        return buffer;
    }

    /** The memory; its position and limit are the user's to set and mean nothing to the calls. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** How many bytes there are. */
    public int capacity() {
        return bytes.capacity();
    }

    /**
     * The address of one byte, to be written into a structure <em>of this same buffer</em>.
     *
     * @param offset 0 to the capacity
     */
    public long addressOf(int offset) {
        if (offset < 0 || offset > bytes.capacity()) {
            throw new IndexOutOfBoundsException("offset " + offset + " (expected 0.." + bytes.capacity() + ")");
        }
        return address + offset;
    }
}
