package dev.holdfast.vrrp.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.packet.Decoded;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of a sealed interface reaches the visitor's method of its name. */
class MatchTest {
    @ParameterizedTest
    @ValueSource(classes = {Event.class, Effect.class, Notice.class, Decoded.class, Authentication.class})
    void everyKindReachesItsMethod(Class<?> sealed) throws ReflectiveOperationException {
        Class<?> visitorType = Arrays.stream(sealed.getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals("Visitor"))
                .findFirst()
                .orElseThrow();
        Object visitor = Proxy.newProxyInstance(
                visitorType.getClassLoader(), new Class<?>[] {visitorType}, (proxy, method, args) -> method.getName());
        Method match = sealed.getMethod("match", visitorType);
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            String name = kind.getSimpleName();
            assertThat(match.invoke(instance(kind), visitor))
                    .isEqualTo(Character.toLowerCase(name.charAt(0)) + name.substring(1));
        }
        assertThat(visitorType.getMethods()).hasSameSizeAs(sealed.getPermittedSubclasses());
    }

    private static Object instance(Class<?> kind) throws ReflectiveOperationException {
        Constructor<?> constructor = kind.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                .map(MatchTest::anything)
                .toArray());
    }

    private static Object anything(Class<?> type) {
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return false;
        } else if (type == byte[].class) {
            return new byte[0];
        }
        return type == List.class ? List.of() : null;
    }
}
