package dev.holdfast.controller.event;

/**
 * Which part of the program speaks. keepalived is three processes with a syslog ident each; Holdfast is one, and can use
 * those idents so that log watchers written for keepalived go on working.
 */
public enum Part {
    /** The process itself: start, stop, configuration. */
    DIRECTOR("holdfast", "Keepalived"),
    /** VRRP instances and their addresses. */
    VRRP("holdfast.vrrp", "Keepalived_vrrp"),
    /** Checkers, virtual servers and the IPVS table. */
    CHECKERS("holdfast.checkers", "Keepalived_healthcheckers");

    private final String loggerName;
    private final String keepalivedIdent;

    Part(String loggerName, String keepalivedIdent) {
        this.loggerName = loggerName;
        this.keepalivedIdent = keepalivedIdent;
    }

    /** The name of the logger that carries this part's lines. */
    public String loggerName() {
        return loggerName;
    }

    /** The ident under which keepalived 2.2.7 logs the same lines to syslog. */
    public String keepalivedIdent() {
        return keepalivedIdent;
    }
}
