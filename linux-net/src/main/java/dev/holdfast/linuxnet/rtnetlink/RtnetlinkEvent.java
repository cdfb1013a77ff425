package dev.holdfast.linuxnet.rtnetlink;

/** A change the kernel told of. {@link #match} handles each kind, and does not compile when one is forgotten. */
public sealed interface RtnetlinkEvent {

    /** Calls the handler of this event's kind. */
    <R> R match(Cases<R> cases);

    /** An interface appeared, or something of it changed; often nothing that matters here. */
    record LinkChanged(Link link) implements RtnetlinkEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.linkChanged(this);
        }
    }

    /**
     * An interface is gone, or was moved to another network namespace.
     *
     * @param index its index
     * @param name its last name
     */
    record LinkRemoved(int index, String name) implements RtnetlinkEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.linkRemoved(this);
        }
    }

    /** An address was added, or something of it changed. */
    record AddressAdded(InterfaceAddress address) implements RtnetlinkEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.addressAdded(this);
        }
    }

    /** An address was removed. */
    record AddressRemoved(InterfaceAddress address) implements RtnetlinkEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.addressRemoved(this);
        }
    }

    /** Changes were missed: ask for all links and addresses again. */
    record Overrun() implements RtnetlinkEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.overrun(this);
        }
    }

    /** A handler for each kind of event. */
    interface Cases<R> {

        /** An interface appeared or changed. */
        R linkChanged(LinkChanged event);

        /** An interface is gone. */
        R linkRemoved(LinkRemoved event);

        /** An address appeared or changed. */
        R addressAdded(AddressAdded event);

        /** An address is gone. */
        R addressRemoved(AddressRemoved event);

        /** Changes were missed. */
        R overrun(Overrun event);
    }
}
