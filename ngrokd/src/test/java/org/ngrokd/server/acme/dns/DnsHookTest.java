package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DnsHookTest {
  @TempDir Path directory;

  private DnsHook hook(String script, Duration most) throws IOException {
    Path file = Files.writeString(directory.resolve("hook"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new DnsHook(
        List.of(file.toString(), "first"),
        most,
        new AwaitRecord(NameServers.none(), Duration.ZERO));
  }

  @Test
  void isCalledToPublishAndToCleanUpWithOurEnvironment() throws Exception {
    Path log = directory.resolve("log");
    DnsHook hook = hook("echo \"$* $PATH\" >> " + log, Duration.ofSeconds(20));

    hook.publish("_acme-challenge.a.example", "-v_1").close();

    String path = System.getenv("PATH");
    assertThat(Files.readAllLines(log))
        .containsExactly(
            "first present _acme-challenge.a.example -v_1 " + path,
            "first cleanup _acme-challenge.a.example -v_1 " + path);
  }

  @Test
  void whatItSaysIsInTheLineThatTellsOfItsFailure() throws Exception {
    DnsHook hook = hook("echo no such zone; echo at all >&2; exit 3", Duration.ofSeconds(20));

    assertThatThrownBy(() -> hook.publish("_acme-challenge.a.example", "v"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "-acmeDnsHook present _acme-challenge.a.example ended with 3: no such zone | at all");
  }

  @Test
  void oneThatDoesNotEndIsEndedWithWhatItStarted() throws Exception {
    DnsHook hook = hook("echo waits; sleep 300 & wait", Duration.ofSeconds(5));

    // what was said is known at its end, and the one in the background would keep that away
    assertThatThrownBy(() -> hook.publish("_acme-challenge.a.example", "v"))
        .hasMessage("-acmeDnsHook present _acme-challenge.a.example did not end within 5 s: waits");
  }

  @Test
  void aLongOutputHoldsNothingUp() throws Exception {
    DnsHook hook = hook("yes | head -c 1000000; exit 1", Duration.ofSeconds(20));

    assertThatThrownBy(() -> hook.publish("_acme-challenge.a.example", "v"))
        .hasMessageStartingWith(
            "-acmeDnsHook present _acme-challenge.a.example ended with 1: y | y")
        .message()
        .hasSizeLessThan(700);
  }

  @Test
  void namesThatAScriptMayMisunderstandAreNotGivenToIt() throws Exception {
    Path called = directory.resolve("called");
    DnsHook hook = hook("touch " + called, Duration.ofSeconds(20));

    for (String name : new String[] {"-rf", "a b", "$(id).example", ""}) {
      assertThatThrownBy(() -> hook.publish(name, "v")).hasMessageContaining("is no name");
    }
    assertThat(called).doesNotExist();
  }

  @Test
  void aProgramThatIsNotThereIsToldInOneLine() {
    DnsHook hook =
        new DnsHook(
            List.of(directory.resolve("nothing").toString()),
            Duration.ofSeconds(1),
            new AwaitRecord(NameServers.none(), Duration.ZERO));

    assertThatThrownBy(() -> hook.publish("_acme-challenge.a.example", "v"))
        .hasMessageStartingWith("-acmeDnsHook cannot be run: ")
        .message()
        .doesNotContain("\n");
  }
}
