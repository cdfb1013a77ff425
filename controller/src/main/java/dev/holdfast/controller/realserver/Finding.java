package dev.holdfast.controller.realserver;

/**
 * One thing that status says.
 *
 * @param level whether it is right
 * @param subject what it is about: a VIP, a setting or an interface
 * @param text what is so, why it matters and what to do
 */
record Finding(Level level, String subject, String text) {

    /** How right it is. */
    enum Level {
        /** As it should be. */
        OK,
        /** Perhaps as it should be: somebody should look. */
        NOTE,
        /** Clients get no answer, or this server disturbs others. */
        WRONG;

        /** As it is printed: {@code wrong}. */
        String word() {
            return switch (this) {
                case OK -> "ok";
                case NOTE -> "note";
                case WRONG -> "wrong";
            };
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding note(String subject, String text) {
        return new Finding(Level.NOTE, subject, text);
    }

    static Finding wrong(String subject, String text) {
        return new Finding(Level.WRONG, subject, text);
    }
}
