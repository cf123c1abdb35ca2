package org.ngrokd.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {
  private final Map<String, Runnable> system = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final Signals signals = new Signals(system::put);

  private void come(String name) {
    Objects.requireNonNull(system.get(name)).run();
  }

  @Test
  void allWhoWaitForASignalAreToldInTheirOrder() {
    signals.on("HUP", () -> told.add("first"));
    signals.on("HUP", () -> told.add("second"));
    signals.on("USR1", () -> told.add("another"));

    come("HUP");

    assertThat(told).containsExactly("first", "second");
  }

  @Test
  void oneThatFailsDoesNotKeepItFromTheNext() {
    signals.on(
        "HUP",
        () -> {
          throw new IllegalStateException("as in a test");
        });
    signals.on("HUP", () -> told.add("second"));

    come("HUP");

    assertThat(told).containsExactly("second");
  }

  @Test
  void aSignalIsTakenFromTheSystemOnce() {
    List<String> taken = new ArrayList<>();
    Signals once = new Signals((name, runs) -> taken.add(name));

    once.on("HUP", () -> {});
    once.on("HUP", () -> {});

    assertThat(taken).containsExactly("HUP");
  }

  /** A window of a terminal that changes its size: by itself it is not heard of. */
  @Test
  void aSignalOfTheProcessIsHeard() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    Signals.ofProcess().on("WINCH", heard::countDown);

    new ProcessBuilder("kill", "-WINCH", String.valueOf(ProcessHandle.current().pid()))
        .start()
        .waitFor();

    assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSignalThatTheSystemDoesNotHaveIsNoFailure() {
    Signals.ofProcess().on("NONE", () -> told.add("never"));

    assertThat(told).isEmpty();
  }
}
