package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkListener;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.ReceiveRoom;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.Overrun;
import java.util.function.Consumer;

/**
 * Is told of changes of links and addresses. Used by one thread.
 *
 * <p>Open it first and list links and addresses then, so that no change falls between.
 */
public final class RtnetlinkMonitor implements Pollable {

    // RTMGRP_ bits of linux/rtnetlink.h
    private static final int LINKS = 0x1;
    private static final int IPV4_ADDRESSES = 0x10;
    private static final int IPV6_ADDRESSES = 0x100;

    /** So that a storm of changes does not keep the caller from its other sockets. */
    private static final int DATAGRAMS_PER_DRAIN = 256;

    private final NetlinkListener listener;

    private RtnetlinkMonitor(NetlinkListener listener) {
        this.listener = listener;
    }

    /** Opens one for this network namespace. */
    public static RtnetlinkMonitor open() throws LinuxException {
        return new RtnetlinkMonitor(
                NetlinkListener.open(Netlink.PROTOCOL_ROUTE, LINKS | IPV4_ADDRESSES | IPV6_ADDRESSES));
    }

    /**
     * Hands over the changes that are there, without waiting; when there are very many, some are left for the next call and the
     * descriptor stays readable.
     *
     * @param consumer called for each, in order
     * @throws LinuxException when the socket cannot be read; not for missed changes, which are an event
     */
    public void drain(Consumer<RtnetlinkEvent> consumer) throws LinuxException {
        listener.drain(new EventReader(consumer), DATAGRAMS_PER_DRAIN);
    }

    /** Sets how much room there is for changes that are not read yet. */
    public void setReceiveRoom(ReceiveRoom room) throws LinuxException {
        listener.setReceiveRoom(room);
    }

    @Override
    public int fd() {
        return listener.fd();
    }

    @Override
    public void close() {
        listener.close();
    }

    private record EventReader(Consumer<RtnetlinkEvent> consumer) implements NetlinkListener.Handler {

        @Override
        public void received(NetlinkMessage message) {
            RtnetlinkEvent event;
            try {
                event = RtnetlinkCodec.readEvent(message);
            } catch (NetlinkException e) {
                // What cannot be read was missed.
                event = new Overrun();
            }
            if (event != null) {
                consumer.accept(event);
            }
        }

        @Override
        public void lost() {
            consumer.accept(new Overrun());
        }
    }
}
