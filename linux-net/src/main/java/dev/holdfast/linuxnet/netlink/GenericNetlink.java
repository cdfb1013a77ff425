package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import java.util.List;

/**
 * Generic netlink: families are looked up by name, and every message begins with a small header of its own.
 *
 * <pre>
 *  struct genlmsghdr (linux/genetlink.h), after the netlink header
 *  0         1         2          4
 *  | command | version | reserved | attributes …
 * </pre>
 */
public final class GenericNetlink {

    /** How many bytes precede a generic netlink message's attributes. */
    public static final int HEADER_LENGTH = 4;

    /** {@code GENL_ID_CTRL}, the one family whose number is fixed. */
    static final int CONTROLLER = 0x10;
    /** {@code CTRL_CMD_NEWFAMILY}, which is also the answer's command. */
    static final int COMMAND_NEW_FAMILY = 1;
    /** {@code CTRL_CMD_GETFAMILY}. */
    static final int COMMAND_GET_FAMILY = 3;
    /** {@code CTRL_ATTR_FAMILY_ID}, u16. */
    static final int ATTRIBUTE_FAMILY_ID = 1;
    /** {@code CTRL_ATTR_FAMILY_NAME}, string. */
    static final int ATTRIBUTE_FAMILY_NAME = 2;
    /** {@code CTRL_ATTR_VERSION}, u32. */
    static final int ATTRIBUTE_VERSION = 3;

    private static final int CONTROLLER_VERSION = 2;

    private GenericNetlink() {}

    /**
     * A family the kernel has.
     *
     * @param name for instance {@code IPVS}
     * @param id the message type its messages have, 16 to 65535
     * @param version the family's version
     */
    public record Family(String name, int id, int version) {

        /**
         * Begins a message to the family: its generic netlink header is already written.
         *
         * @param command the family's command, 0 to 255
         * @param flags the request's own flags, usually 0
         */
        public MessageBuilder message(int command, int flags) {
            return begin(id, command, version, flags).operation(name + " command " + command);
        }
    }

    /**
     * Looks a family up.
     *
     * @param channel to {@link Netlink#PROTOCOL_GENERIC}
     * @param name for instance {@code IPVS}; the kernel loads the module of that name if it may
     * @throws NoSuchFamilyException when the kernel has none of that name
     * @throws NetlinkException when it could not be asked
     */
    public static Family resolveFamily(NetlinkChannel channel, String name) throws NetlinkException {
        Request request = begin(CONTROLLER, COMMAND_GET_FAMILY, CONTROLLER_VERSION, 0)
                .operation("resolve generic netlink family " + name)
                .string(ATTRIBUTE_FAMILY_NAME, name)
                .build();
        List<NetlinkMessage> answers;
        try {
            answers = channel.request(request);
        } catch (NetlinkException e) {
            if (e.problem() == NetlinkException.Problem.REFUSED && e.errno() == Errno.ENOENT) {
                NoSuchFamilyException noSuchFamily = new NoSuchFamilyException(name);
                noSuchFamily.initCause(e);
                throw noSuchFamily;
            }
            throw e;
        }
        if (answers.size() != 1) {
            throw NetlinkException.malformed(
                    answers.size() + " answers about generic netlink family " + name + " (expected 1)");
        }
        return readFamily(name, answers.get(0));
    }

    private static Family readFamily(String name, NetlinkMessage answer) throws NetlinkException {
        int id = 0;
        int version = 0;
        Attributes attributes = answer.attributes(HEADER_LENGTH);
        while (attributes.next()) {
            switch (attributes.type()) {
                case ATTRIBUTE_FAMILY_ID -> id = attributes.u16();
                case ATTRIBUTE_VERSION -> version = attributes.i32();
                default -> {}
            }
        }
        if (id < Netlink.FIRST_PROTOCOL_TYPE) {
            throw NetlinkException.malformed(
                    "id " + id + " of generic netlink family " + name + " (expected 16..65535)");
        }
        return new Family(name, id, version);
    }

    private static MessageBuilder begin(int family, int command, int version, int flags) {
        return new MessageBuilder(family, flags).u8(command).u8(version).u16(0);
    }
}
