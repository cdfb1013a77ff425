package dev.holdfast.healthcheck;

/**
 * One word of keepalived.conf(5) {@code status_code}: a status or a range of them, both ends included.
 *
 * @param first 100..999
 * @param last {@code first}..999
 */
public record StatusCodeRange(int first, int last) {
    /** What is expected when the file gives no status: 200-299. */
    public static final StatusCodeRange DEFAULT = new StatusCodeRange(200, 299);

    public StatusCodeRange {
        if (first < 100 || last > 999 || first > last) {
            throw new IllegalArgumentException(
                    "status code " + first + "-" + last + " (expected 100..999, the lower one first)");
        }
    }

    /** The range of one status. */
    public static StatusCodeRange of(int statusCode) {
        return new StatusCodeRange(statusCode, statusCode);
    }

    public boolean contains(int statusCode) {
        return statusCode >= first && statusCode <= last;
    }
}
