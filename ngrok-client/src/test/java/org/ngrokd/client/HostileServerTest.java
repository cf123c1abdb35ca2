package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.utils.AttributedString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.diagnose.Diagnosis;
import org.ngrokd.client.diagnose.Diagnosis.Step;
import org.ngrokd.client.diagnose.Diagnosis.StepException;
import org.ngrokd.client.diagnose.ProbeVisit;
import org.ngrokd.client.program.Console;
import org.ngrokd.client.session.Route;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.HostileText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Whatever a server says: the lines that the client prints are lines. */
class HostileServerTest {
  static final List<String> HOSTILE = HostileText.ALL;

  private final StringWriter printed = new StringWriter();
  private final PrintWriter out = new PrintWriter(printed);

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void consoleStaysAConsole(String hostile) {
    Console console = new Console(out, () -> {});
    Route route = new Route("www", "http", hostile, LocalAddress.parse("8080"));
    console.online(hostile);
    console.opened(route);
    console.closed(route);
    console.warned(shortened(hostile));
    console.waiting(shortened(hostile), Duration.ofSeconds(1));

    HostileText.assertHarmless(printed.toString(), 8 * 512);
    assertThat(printed.toString().lines()).hasSize(6);
  }

  /** Reasons and warnings were cut where they were put together. */
  private static String shortened(String text) {
    return text.length() > 512 ? text.substring(0, 512) : text;
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void refusalOnStandardErrorIsOneLine(String hostile) {
    for (Exception failure :
        List.of(
            new UserException("Failed to authenticate to server: " + shortened(hostile)),
            new IllegalStateException(shortened(hostile)))) {
      CommandLine line = GoFlags.commandLine(new Failing(failure));
      line.setErr(out);
      line.execute();
    }

    HostileText.assertHarmless(printed.toString(), 8 * 512);
    assertThat(printed.toString().lines())
        .filteredOn(line -> line.startsWith("["))
        .as("forged lines")
        .isEmpty();
  }

  /** Fails as it is told. */
  @Command(name = "ngrok")
  private record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void diagnosisIsALineForEachStep(String hostile) throws Exception {
    Step works = step(() -> shortened(hostile));
    Step fails =
        step(
            () -> {
              throw new StepException(shortened(hostile));
            });

    new Diagnosis(out, List.of(works, fails), List.of()).run();

    HostileText.assertHarmless(printed.toString(), 8 * 512);
    assertThat(printed.toString().lines()).hasSize(2);
  }

  /** What a step says. */
  private interface Take {
    String take() throws StepException;
  }

  private static Step step(Take take) {
    return new Step() {
      @Override
      public String name() {
        return "step";
      }

      @Override
      public String take() throws StepException {
        return take.take();
      }
    };
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void urlThatCannotBeVisitedIsSaidSo(String hostile) {
    String said = "";
    try {
      ProbeVisit.to(hostile, "answer");
    } catch (StepException e) {
      said = String.valueOf(e.getMessage());
    }

    assertThat(said).startsWith("Logged in, but the server gave the tunnel no URL");
    HostileText.assertHarmless(said, 1024);
    assertThat(new AttributedString(said).columnLength()).isPositive();
  }
}
