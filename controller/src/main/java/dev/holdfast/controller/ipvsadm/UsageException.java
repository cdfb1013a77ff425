package dev.holdfast.controller.ipvsadm;

/** A command line that cannot be carried out, with the exit status ipvsadm gives for it. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of mistake it is; ipvsadm treats them differently when it restores. */
    enum Kind {
        /** A value or a combination of options that makes no sense; a restore ends there. */
        VALUE(2, true),
        /** The first option is no command; a restore ends there. */
        NO_COMMAND(255, true),
        /** An unknown option, or one whose value is missing; a restore goes on with the next line. */
        OPTION(255, false),
        /** What the kernel would refuse, found before it was asked; a restore goes on with the next line. */
        REFUSED(255, false);

        private final int exitStatus;
        private final boolean endsRestore;

        Kind(int exitStatus, boolean endsRestore) {
            this.exitStatus = exitStatus;
            this.endsRestore = endsRestore;
        }

        int exitStatus() {
            return exitStatus;
        }

        boolean endsRestore() {
            return endsRestore;
        }
    }

    private final Kind kind;
    private final String text;

    UsageException(Kind kind, String text) {
        super(text);
        this.kind = kind;
        this.text = text;
    }

    static UsageException value(String text) {
        return new UsageException(Kind.VALUE, text);
    }

    Kind kind() {
        return kind;
    }

    /** What is wrong, in one line. */
    String text() {
        return text;
    }
}
