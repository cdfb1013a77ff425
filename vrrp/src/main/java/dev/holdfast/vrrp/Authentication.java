package dev.holdfast.vrrp;

import java.util.Arrays;

/**
 * How the adverts of an instance are authenticated. VRRPv3 has none (RFC 9568 section 9); VRRPv2 lost its types in RFC 3768
 * (section 5.3.6), but those of RFC 2338 section 10 are what the installed base uses. An HMAC behind the PDU, of either version, is
 * the business of {@link dev.holdfast.vrrp.packet.AdvertWire} alone.
 */
public sealed interface Authentication {
    /** No authentication; the authentication data of a v2 packet is all zero. */
    Authentication NONE = new None();

    /** The authentication header. */
    Authentication HEADER = new Header();

    /** The auth type field of a v2 packet: 0 none, 1 simple password, 2 authentication header. */
    int type();

    /** Calls the one method of the visitor that fits. */
    <R> R match(Visitor<R> visitor);

    /** One method for each kind of authentication. */
    interface Visitor<R> {
        /** For {@link None}. */
        R none(None none);

        /** For {@link SimplePassword}. */
        R simplePassword(SimplePassword password);

        /** For {@link Header}. */
        R header(Header header);
    }

    /** Auth type 0. */
    record None() implements Authentication {
        @Override
        public int type() {
            return 0;
        }

        @Override
        public <R> R match(Visitor<R> visitor) {
            return visitor.none(this);
        }
    }

    /**
     * Auth type 2: an authentication header before the PDU (RFC 2338 section 10.3), whose key is no business of the protocol's.
     * An advert that has it was found genuine.
     */
    record Header() implements Authentication {
        /** What the auth type field has. */
        public static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public <R> R match(Visitor<R> visitor) {
            return visitor.header(this);
        }
    }

    /**
     * Auth type 1: a password in clear text, padded with zeros to eight bytes on the wire. It keeps two groups of routers that
     * share a VRID by mistake apart; it is no protection against anybody who can see the segment.
     *
     * @param password 0..8 bytes; trailing zero bytes are dropped, as the wire cannot tell them from padding
     */
    // The array never escapes: it is copied in and out, and equality is by content.
    @SuppressWarnings("ArrayRecordComponent")
    record SimplePassword(byte[] password) implements Authentication {
        /** What the auth type field has. */
        public static final int TYPE = 1;

        /** The longest password, in bytes. */
        public static final int MAX_BYTES = 8;

        /** Checks the length and copies the bytes. */
        public SimplePassword {
            Require.range("password length", password.length, 0, MAX_BYTES);
            int used = password.length;
            while (used > 0 && password[used - 1] == 0) {
                used--;
            }
            password = Arrays.copyOf(password, used);
        }

        @Override
        public byte[] password() {
            return password.clone();
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public <R> R match(Visitor<R> visitor) {
            return visitor.simplePassword(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SimplePassword that && Arrays.equals(password, that.password);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(password);
        }

        /** Does not show the password. */
        @Override
        public String toString() {
            return "SimplePassword[" + password.length + " bytes]";
        }
    }
}
