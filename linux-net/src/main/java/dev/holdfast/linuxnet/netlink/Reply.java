package dev.holdfast.linuxnet.netlink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request.
 *
 * @param request the request
 * @param messages what the kernel answered besides the acknowledgement; often nothing
 * @param error why it failed, or null when the kernel acknowledged it
 */
public record Reply(
        Request request,
        List<NetlinkMessage> messages,
        @Nullable NetlinkException error) {

    public Reply {
        messages = List.copyOf(messages);
    }

    /** Whether the kernel acknowledged the request. */
    public boolean succeeded() {
        return error == null;
    }
}
