package dev.holdfast.healthcheck;

/** Why a probe says that the server is not well. Trouble of our own is none of these: see {@link CheckNotice.ProbeNotRun}. */
public enum FailureReason {
    /** The connection was refused, reset or unreachable. */
    CONNECT_FAILED,
    /** Nobody answered the connection attempt in time. */
    CONNECT_TIMEOUT,
    /** The request could not be sent. */
    SEND_FAILED,
    /** The answer did not come, or did not end, in time. */
    READ_TIMEOUT,
    /** The connection broke while the answer was read. */
    READ_FAILED,
    /** The server closed the connection without an answer. */
    NO_DATA,
    /** What came is not an HTTP answer, or its head is larger than is accepted. */
    BAD_RESPONSE,
    /** The status is none of the expected ones. */
    STATUS_CODE,
    /** The body's MD5 is not the expected one. */
    DIGEST
}
