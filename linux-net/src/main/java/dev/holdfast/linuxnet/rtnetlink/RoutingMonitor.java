package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkListener;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.ReceiveRoom;

/** Is told of routes and rules that are removed. Used by one thread. */
public final class RoutingMonitor implements Pollable {

    // RTMGRP_ bits of linux/rtnetlink.h; the last is RTNLGRP_IPV6_RULE, which has no RTMGRP_ name
    private static final int IPV4_ROUTES = 0x40;
    private static final int IPV4_RULES = 0x80;
    private static final int IPV6_ROUTES = 0x400;
    private static final int IPV6_RULES = 1 << 18;

    /** So that a storm of changes does not keep the caller from its other sockets. */
    private static final int DATAGRAMS_PER_DRAIN = 256;

    private final NetlinkListener listener;

    private RoutingMonitor(NetlinkListener listener) {
        this.listener = listener;
    }

    /** Opens one for this network namespace. */
    public static RoutingMonitor open() throws LinuxException {
        return new RoutingMonitor(
                NetlinkListener.open(Netlink.PROTOCOL_ROUTE, IPV4_ROUTES | IPV4_RULES | IPV6_ROUTES | IPV6_RULES));
    }

    /** What is told. */
    public interface Handler {
        /** A route was removed. */
        void routeRemoved(Route.Key route);

        /** A rule was removed. */
        void ruleRemoved(Rule.Key rule);

        /** Changes were missed: anything may have been removed. */
        void overrun();
    }

    /**
     * Hands over the removals that are there, without waiting; when there are very many, some are left for the next call and the
     * descriptor stays readable.
     *
     * @throws LinuxException when the socket cannot be read; not for missed changes
     */
    public void drain(Handler handler) throws LinuxException {
        listener.drain(
                new NetlinkListener.Handler() {
                    @Override
                    public void received(NetlinkMessage message) {
                        read(message, handler);
                    }

                    @Override
                    public void lost() {
                        handler.overrun();
                    }
                },
                DATAGRAMS_PER_DRAIN);
    }

    static void read(NetlinkMessage message, Handler handler) {
        try {
            if (message.type() == RouteCodec.RTM_DELROUTE) {
                Route.Key route = RouteCodec.readKey(message);
                if (route != null) {
                    handler.routeRemoved(route);
                }
            } else if (message.type() == RuleCodec.RTM_DELRULE) {
                Rule.Key rule = RuleCodec.readKey(message);
                if (rule != null) {
                    handler.ruleRemoved(rule);
                }
            }
        } catch (NetlinkException e) {
            // What cannot be read was missed.
            handler.overrun();
        }
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
}
