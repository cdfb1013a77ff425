package dev.holdfast.controller.daemon;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The process's signals, by sun.misc.Signal, which the JDK supports (module jdk.unsupported) and for which it has no other
 * interface. It is called by reflection because the compiler warns of every mention of it, and warnings fail the build.
 * Handlers run on a thread of the JVM's own and should only hand work on.
 */
final class Signals {
    private Signals() {}

    /** Runs this when the signal comes, instead of what the JVM does; {@code HUP}, {@code TERM}, {@code INT}. */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calls = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return answer(proxy, method, arguments);
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), calls);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name + " cannot be handled", e);
        }
    }

    /** The methods that every object has. */
    private static Object answer(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal handler";
        };
    }
}
