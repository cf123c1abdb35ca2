package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.client.config.LocalAddress;

class EventForkTest {
  private static final Map<Class<?>, Object> ARGUMENTS =
      Map.of(
          String.class,
          "text",
          Duration.class,
          Duration.ofSeconds(7),
          Route.class,
          new Route("www", "http", "http://www.example.com", LocalAddress.parse("8080")));

  private final List<String> told = new ArrayList<>();

  /** Writes down each call. */
  private SessionEvents listener(String name) {
    return (SessionEvents)
        Proxy.newProxyInstance(
            SessionEvents.class.getClassLoader(),
            new Class<?>[] {SessionEvents.class},
            (proxy, method, arguments) -> {
              told.add(name + " " + method.getName() + " " + Arrays.toString(arguments));
              return null;
            });
  }

  static Stream<Method> events() {
    return Arrays.stream(SessionEvents.class.getMethods());
  }

  @ParameterizedTest
  @MethodSource("events")
  void eachEventIsToldToAllInTheirOrderAsItCame(Method event) throws Exception {
    EventFork fork = new EventFork(listener("first"), listener("second"));
    Object[] arguments = Arrays.stream(event.getParameterTypes()).map(ARGUMENTS::get).toArray();

    event.invoke(fork, arguments);

    String call =
        event.getName() + " " + (arguments.length == 0 ? null : Arrays.toString(arguments));
    assertThat(told).containsExactly("first " + call, "second " + call);
  }

  @Test
  void listenerThatIsAddedHearsWhatComesAfter() {
    EventFork fork = new EventFork(listener("first"));
    fork.connecting();

    fork.add(listener("later"));
    fork.allOpen();

    assertThat(told)
        .containsExactly("first connecting null", "first allOpen null", "later allOpen null");
  }
}
