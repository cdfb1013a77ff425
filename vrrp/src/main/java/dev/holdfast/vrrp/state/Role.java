package dev.holdfast.vrrp.state;

/** Where an instance stands (RFC 3768 section 6.4), with keepalived's Fault added. */
public enum Role {
    /** Not started, or shut down. */
    INITIALIZE,
    /** Listens to a master and waits for it to fall silent. */
    BACKUP,
    /** Holds the addresses and sends adverts. */
    MASTER,
    /** Cannot take part: its interface is down or has no primary address. */
    FAULT
}
