package dev.holdfast.ipvs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why the kernel refused a command.
 *
 * @param errno the positive errno
 * @param errnoName its name: {@code ENOENT}
 * @param meaning what it says about this command in IPVS's terms: {@code no such virtual server}
 * @param kernelText the kernel's own words from the extended acknowledgement, or null
 */
public record IpvsError(
        int errno,
        String errnoName,
        String meaning,
        @Nullable String kernelText) {
    public IpvsError {
        Objects.requireNonNull(errnoName, "errnoName");
        Objects.requireNonNull(meaning, "meaning");
    }

    /** {@code ENOENT (no such virtual server)}, followed by the kernel's text where there is one. */
    @Override
    public String toString() {
        return errnoName + " (" + meaning + ")" + (kernelText == null ? "" : ": " + kernelText);
    }
}
