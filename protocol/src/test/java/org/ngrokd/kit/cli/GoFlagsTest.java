package org.ngrokd.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class GoFlagsTest {
  private final Program program = new Program();
  private final StringWriter err = new StringWriter();

  @Test
  void valueMayBeGivenInThreeWays() {
    assertThat(run("-subdomain=www")).isZero();
    assertThat(program.subdomain).isEqualTo("www");

    assertThat(run("-subdomain", "nas")).isZero();
    assertThat(program.subdomain).isEqualTo("nas");

    assertThat(run("--subdomain=ssh")).isZero();
    assertThat(program.subdomain).isEqualTo("ssh");

    assertThat(run("--subdomain", "x=y")).isZero();
    assertThat(program.subdomain).isEqualTo("x=y");
  }

  @Test
  void valueMayBeEmpty() {
    assertThat(run("-subdomain=", "80")).isZero();

    assertThat(program.subdomain).isEmpty();
    assertThat(program.words).containsExactly("80");
  }

  @Test
  void theLastOfSeveralEqualFlagsWins() {
    assertThat(run("-subdomain=a", "-subdomain=b")).isZero();

    assertThat(program.subdomain).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-verbose",
        "--verbose",
        "-verbose=1",
        "-verbose=t",
        "-verbose=T",
        "-verbose=true",
        "-verbose=TRUE",
        "--verbose=True"
      })
  void booleansAreTurnedOn(String flag) {
    assertThat(run(flag)).isZero();

    assertThat(program.verbose).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-verbose=0",
        "-verbose=f",
        "-verbose=F",
        "-verbose=false",
        "-verbose=FALSE",
        "--verbose=False"
      })
  void booleansAreTurnedOff(String flag) {
    assertThat(run("-verbose", flag)).isZero();

    assertThat(program.verbose).isFalse();
  }

  @Test
  void booleanDoesNotTakeTheNextWord() {
    assertThat(run("-verbose", "80")).isZero();

    assertThat(program.verbose).isTrue();
    assertThat(program.words).containsExactly("80");
  }

  @Test
  void booleanThatIsNeitherIsWrongUsage() {
    assertThat(run("-verbose=maybe")).isEqualTo(2);

    assertThat(err.toString()).contains("'maybe' is not true or false").containsOnlyOnce("\n");
  }

  @Test
  void theFirstWordThatIsNoFlagEndsTheFlags() {
    assertThat(run("-subdomain=a", "start", "-subdomain=b", "-verbose", "-unknown")).isZero();

    assertThat(program.subdomain).isEqualTo("a");
    assertThat(program.verbose).isFalse();
    assertThat(program.words).containsExactly("start", "-subdomain=b", "-verbose", "-unknown");
  }

  @Test
  void unknownFlagIsWrongUsageOnOneLineWithASuggestion() {
    assertThat(run("-subdomian=www", "80")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "ngrok: unknown option '-subdomian=www'. Did you mean -subdomain?"
                + " Run 'ngrok help' for all options"
                + System.lineSeparator());
    assertThat(program.ran).isFalse();
  }

  @Test
  void unknownFlagLikeNoOtherHasNoSuggestion() {
    assertThat(run("-q")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "ngrok: unknown option '-q'. Run 'ngrok help' for all options"
                + System.lineSeparator());
  }

  @Test
  void missingValueIsWrongUsageOnOneLine() {
    assertThat(run("-subdomain")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("ngrok: ")
        .contains("-subdomain")
        .endsWith("; run 'ngrok help' for all options" + System.lineSeparator())
        .containsOnlyOnce("\n");
  }

  @Test
  void whatTheUserCanCureIsExitCode1OnOneLine() {
    program.failure = new UserException("the port is taken; choose another");

    assertThat(run()).isEqualTo(1);

    assertThat(err)
        .hasToString("ngrok: the port is taken; choose another" + System.lineSeparator());
  }

  @Test
  void wrongUsageFoundLaterIsExitCode2() {
    program.failure = new UsageException("no port given");

    assertThat(run()).isEqualTo(2);

    assertThat(err).hasToString("ngrok: no port given" + System.lineSeparator());
  }

  @Test
  void fileThatCannotBeUsedIsExitCode1() {
    program.failure = new UncheckedIOException("Cannot write x", new IOException("denied"));

    assertThat(run()).isEqualTo(1);

    assertThat(err).hasToString("ngrok: Cannot write x" + System.lineSeparator());
  }

  @Test
  void bugIsNotHidden() {
    program.failure = new IllegalStateException("oops");

    assertThat(run()).isEqualTo(1);

    assertThat(err.toString()).contains("java.lang.IllegalStateException: oops").contains("\tat ");
  }

  private int run(String... arguments) {
    CommandLine line = GoFlags.commandLine(program);
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Command(name = "ngrok")
  private static final class Program implements Callable<Integer> {
    @Option(names = {"-subdomain", "--subdomain"})
    private String subdomain = "";

    @Option(names = {"-verbose", "--verbose"})
    private boolean verbose;

    @Parameters private List<String> words = new ArrayList<>();

    private @Nullable RuntimeException failure;
    private boolean ran;

    @Override
    public Integer call() {
      ran = true;
      if (failure != null) {
        throw failure;
      }
      return 0;
    }
  }
}
