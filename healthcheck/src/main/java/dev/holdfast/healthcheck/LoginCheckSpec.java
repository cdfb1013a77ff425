package dev.holdfast.healthcheck;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MYSQL_CHECK and REDIS_CHECK, which keepalived does not have: the server is well when it greets, takes the login where there is one, and
 * answers.
 *
 * @param service what is spoken
 * @param user {@code user}; null for none. MySQL without one is only let greet
 * @param password {@code password}; null for none
 */
public record LoginCheckSpec(
        CheckTarget target,
        CheckTiming timing,
        Service service,
        @Nullable String user,
        @Nullable String password) implements ConnectingSpec {
    /** What is spoken. */
    public enum Service {
        /** MySQL and MariaDB. */
        MYSQL("MYSQL_CHECK", "MySQL"),
        /** Redis and what speaks its protocol. */
        REDIS("REDIS_CHECK", "Redis");

        private final String keyword;
        private final String text;

        Service(String keyword, String text) {
            this.keyword = keyword;
            this.text = text;
        }

        /** The checker's block in keepalived.conf. */
        public String keyword() {
            return keyword;
        }

        /** Its name, for people. */
        public String text() {
            return text;
        }
    }

    @Override
    public Object question() {
        return List.of(service, target, List.of(String.valueOf(user), String.valueOf(password)));
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.login(this);
    }

    /** Without the password, as it may be logged. */
    @Override
    public String toString() {
        return service.keyword() + " of " + target + (user == null ? "" : " as " + user);
    }
}
