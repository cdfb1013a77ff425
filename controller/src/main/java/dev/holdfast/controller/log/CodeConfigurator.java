package dev.holdfast.controller.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Tells Logback not to look for configuration files, because {@link Logging} configures it in code; a file that the
 * operator names with {@code -Dlogback.configurationFile} still wins. Found through {@code META-INF/services}.
 */
public final class CodeConfigurator extends ContextAwareBase implements Configurator {
    private static final String FILE_PROPERTY = "logback.configurationFile";

    /** Whether the operator named a Logback configuration. */
    static boolean operatorNamedFile() {
        return System.getProperty(FILE_PROPERTY) != null;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        return operatorNamedFile() ? ExecutionStatus.INVOKE_NEXT_IF_ANY : ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
