package dev.holdfast.controller.script;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a run. */
final class Ending implements ScriptRunner.Listener {
    private static final long LIMIT_SECONDS = 60;

    private final CompletableFuture<ScriptEnd> end = new CompletableFuture<>();
    private final CompletableFuture<Boolean> late = new CompletableFuture<>();

    /** The script {@code sh -c TEXT ARGUMENTS…} of this process's own user. */
    static Script shell(String text, String... arguments) {
        return new Script(List.of("/bin/sh", "-c", text), dev.holdfast.linuxnet.process.Accounts.effective(), false, "")
                .with(List.of(arguments));
    }

    @Override
    public void overdue() {
        late.complete(true);
    }

    @Override
    public void ended(ScriptEnd how) {
        end.complete(how);
    }

    ScriptEnd await() throws Exception {
        return end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    boolean wasOverdue() throws Exception {
        return late.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
