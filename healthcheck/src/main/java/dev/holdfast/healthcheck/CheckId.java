package dev.holdfast.healthcheck;

/**
 * Names one checker. Opaque to this module: the caller chooses it, and gets it back with every notice and verdict.
 *
 * @param value not blank; two checkers are the same one exactly when their values are equal
 */
public record CheckId(String value) {
    public CheckId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("blank check id (expected a name of at least one character)");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
