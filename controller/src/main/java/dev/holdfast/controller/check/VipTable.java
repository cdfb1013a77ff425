package dev.holdfast.controller.check;

import dev.holdfast.linuxnet.nftables.NftChain;
import dev.holdfast.linuxnet.nftables.NftElement;
import dev.holdfast.linuxnet.nftables.NftFamily;
import dev.holdfast.linuxnet.nftables.NftRule;
import dev.holdfast.linuxnet.nftables.NftRule.Base;
import dev.holdfast.linuxnet.nftables.NftSet;
import dev.holdfast.linuxnet.nftables.NftTransaction;
import dev.holdfast.linuxnet.nftables.NftType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nftables rules by which a probe asks a virtual server's address by way of one of its real servers, as clients do with direct
 * routing. Pure: makes transactions.
 *
 * <p>A probe's socket speaks with the real server's own address, and its packets have a mark that stands for the virtual address. When a
 * packet has its frame, with the real server's hardware address, its destination becomes the virtual address; of answers from there the
 * source becomes the real server's again, before the kernel sees them, which would not take a packet from an address of its own. So
 * it works on a director that has the address as on one that has not.
 *
 * <pre>
 *  out: mark 0x48440001, to 10.0.0.7:80      the map of marks says 10.0.0.100; remembered: 10.0.0.100, 10.0.0.1:34567 means 10.0.0.7
 *       leaves with destination 10.0.0.100
 *  in:  from 10.0.0.100:80 to 10.0.0.1:34567 is remembered
 *       goes on with source 10.0.0.7
 * </pre>
 */
final class VipTable {
    /** The table's name. */
    static final String NAME = "holdfast_probe_vip";

    static final NftFamily FAMILY = NftFamily.NETDEV;

    /** Longer than a probe is silent: the kernel repeats what is not answered after a second, then after two, four and so on. */
    private static final long REMEMBERED_MILLIS = 60_000;

    /** A minute of 10,000 probes a second, and more. */
    private static final int MOST_REMEMBERED = 1_000_000;

    /** Registers of four bytes. */
    private static final int WORD = 8;

    private VipTable() {}

    /** One of IP's versions: where things are in its packets, and in which registers a rule has them. */
    private static final class Version {
        private static final Version IPV4 = new Version(0x0800, 4, 12, 16, NftType.IPV4_ADDRESS, NftType.IPV4_FLOW);
        private static final Version IPV6 = new Version(0x86dd, 16, 8, 24, NftType.IPV6_ADDRESS, NftType.IPV6_FLOW);
        private static final List<Version> ALL = List.of(IPV4, IPV6);

        private final byte[] networkProtocol;
        private final int addressBytes;
        private final int sourceAt;
        private final int destinationAt;
        private final NftSet vips;
        private final NftSet probes;
        private final int remoteRegister;
        private final int ownRegister;
        private final int portRegister;
        private final int serverRegister;

        private Version(
                int etherType, int addressBytes, int sourceAt, int destinationAt, NftType address, NftType flow) {
            this.networkProtocol = new byte[] {(byte) (etherType >> Byte.SIZE), (byte) etherType};
            this.addressBytes = addressBytes;
            this.sourceAt = sourceAt;
            this.destinationAt = destinationAt;
            String suffix = addressBytes == Integer.BYTES ? "4" : "6";
            this.vips = new NftSet("vips" + suffix, NftType.MARK, address, false);
            this.probes = new NftSet(
                    "probes" + suffix, flow, address, false, new NftSet.Learned(REMEMBERED_MILLIS, MOST_REMEMBERED));
            int words = addressBytes / Integer.BYTES;
            this.remoteRegister = WORD;
            this.ownRegister = remoteRegister + words;
            this.portRegister = ownRegister + words;
            this.serverRegister = WORD + 3 * Math.max(words, Integer.BYTES);
        }

        static Version of(InetAddress address) {
            return address instanceof Inet4Address ? IPV4 : IPV6;
        }

        private NftRule packets() {
            return new NftRule().networkProtocol(WORD).equal(WORD, networkProtocol);
        }

        /** The virtual address goes into a key by way of the packet: nft(8) 1.0 breaks off at a key with a part that came out of a map. */
        private NftRule outgoing() {
            return packets()
                    .payload(Base.NETWORK, destinationAt, addressBytes, serverRegister)
                    .mark(remoteRegister)
                    .translate(vips, remoteRegister)
                    .writeAddress(destinationAt, addressBytes, remoteRegister)
                    .payload(Base.NETWORK, destinationAt, addressBytes, remoteRegister)
                    .payload(Base.NETWORK, sourceAt, addressBytes, ownRegister)
                    .payload(Base.TRANSPORT, 0, 2, portRegister)
                    .learn(probes, remoteRegister, serverRegister);
        }

        private NftRule incoming() {
            return packets()
                    .payload(Base.NETWORK, sourceAt, addressBytes, remoteRegister)
                    .payload(Base.NETWORK, destinationAt, addressBytes, ownRegister)
                    .payload(Base.TRANSPORT, 2, 2, portRegister)
                    .translate(probes, remoteRegister)
                    .writeAddress(sourceAt, addressBytes, remoteRegister);
        }
    }

    /**
     * What the table is for.
     *
     * @param marks the mark of each virtual address, 1..4294967295
     * @param interfaces the names of the interfaces that probes leave by, by their indexes
     */
    record Content(Map<InetAddress, Long> marks, Map<Integer, String> interfaces) {
        static final Content NOTHING = new Content(Map.of(), Map.of());

        /** Copies the maps. */
        Content {
            marks = Map.copyOf(marks);
            interfaces = Map.copyOf(interfaces);
        }

        Content with(InetAddress vip, long mark) {
            Map<InetAddress, Long> all = new HashMap<>(marks);
            all.put(vip, mark);
            return new Content(all, interfaces);
        }

        Content with(int index, String name) {
            Map<Integer, String> all = new HashMap<>(interfaces);
            all.put(index, name);
            return new Content(marks, all);
        }

        /** That of these virtual addresses only. */
        Content of(Set<InetAddress> vips) {
            Map<InetAddress, Long> some = new HashMap<>(marks);
            some.keySet().retainAll(vips);
            return new Content(some, interfaces);
        }
    }

    /** Makes a table with this content instead of what there may be. */
    static NftTransaction replace(Content content) {
        NftTransaction transaction = remove().createTable();
        for (Version version : Version.ALL) {
            transaction.createSet(version.vips).createSet(version.probes);
        }
        return add(transaction, Content.NOTHING, content);
    }

    /** Changes a table's content; its interfaces stay. */
    static NftTransaction update(Content before, Content after) {
        NftTransaction transaction = new NftTransaction(FAMILY, NAME);
        before.marks().forEach((vip, mark) -> {
            if (!mark.equals(after.marks().get(vip))) {
                transaction.removeElements(Version.of(vip).vips, List.of(NftElement.ofMark(mark, vip)));
            }
        });
        return add(transaction, before, after);
    }

    /** Removes the table, whether it is there or not. */
    static NftTransaction remove() {
        return new NftTransaction(FAMILY, NAME).createTable().removeTable();
    }

    private static NftTransaction add(NftTransaction transaction, Content before, Content after) {
        after.marks().forEach((vip, mark) -> {
            if (!mark.equals(before.marks().get(vip))) {
                transaction.addElements(Version.of(vip).vips, List.of(NftElement.ofMark(mark, vip)));
            }
        });
        after.interfaces().forEach((index, name) -> {
            if (!before.interfaces().containsKey(index)) {
                addInterface(transaction, index, name);
            }
        });
        return transaction;
    }

    /** Chains are named by the interface's index, because one that is made anew under the same name needs chains of its own. */
    private static void addInterface(NftTransaction transaction, int index, String name) {
        NftChain out = new NftChain("out_" + index, NftChain.Hook.EGRESS, 0, name);
        NftChain in = new NftChain("in_" + index, NftChain.Hook.INGRESS, 0, name);
        transaction.createChain(out).createChain(in);
        for (Version version : Version.ALL) {
            transaction.addRule(out, version.outgoing()).addRule(in, version.incoming());
        }
    }
}
