package dev.holdfast.healthcheck;

/** Why a probe says that the server is not well. Trouble of our own is none of these: see {@link CheckNotice.ProbeNotRun}. */
public enum FailureReason {
    /** The connection was refused or reset. */
    CONNECT_FAILED,
    /** The system has no way to the server's network or host, or was told so. */
    UNREACHABLE,
    /** Nobody answered the connection attempt in time. */
    CONNECT_TIMEOUT,
    /** The request could not be sent. */
    SEND_FAILED,
    /** Connected, and nothing at all came back in time. */
    FIRST_BYTE_TIMEOUT,
    /** An answer began and did not end in time. */
    READ_TIMEOUT,
    /** The connection broke while the answer was read. */
    READ_FAILED,
    /** The server closed the connection before the head of an answer was complete. */
    NO_DATA,
    /** What came is not an HTTP answer, or its head is larger than is accepted. */
    BAD_RESPONSE,
    /** The status is none of the expected ones. */
    STATUS_CODE,
    /** The body's MD5 is not the expected one. */
    DIGEST,
    /** The body has not what it is searched for, or has what it must not have. */
    REGEX,
    /** TLS could not be spoken with it. */
    TLS,
    /** It answers, and something else than expected. */
    WRONG_REPLY,
    /** The program says so, by its exit status. */
    PROGRAM,
    /** The program did not end in time. */
    PROGRAM_TIMEOUT
}
