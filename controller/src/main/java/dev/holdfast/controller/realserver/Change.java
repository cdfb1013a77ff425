package dev.holdfast.controller.realserver;

/** One step; each can be undone by another one. */
sealed interface Change {

    /** The step that undoes this one. */
    Change inverse();

    /** Sets a setting that has another value. */
    record SetSysctl(Sysctl sysctl, int from, int to) implements Change {
        @Override
        public Change inverse() {
            return new SetSysctl(sysctl, to, from);
        }
    }

    /** Sets an interface up or down. */
    record SetLink(String ifName, boolean up) implements Change {
        @Override
        public Change inverse() {
            return new SetLink(ifName, !up);
        }
    }

    /** Puts a VIP on an interface. */
    record AddVip(Vip vip, String ifName) implements Change {
        @Override
        public Change inverse() {
            return new RemoveVip(vip, ifName);
        }
    }

    /** Takes a VIP off an interface. */
    record RemoveVip(Vip vip, String ifName) implements Change {
        @Override
        public Change inverse() {
            return new AddVip(vip, ifName);
        }
    }
}
