package org.ngrokd.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.accesslog.AccessLogOptions.Format;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;
import org.ngrokd.server.options.Telemetry;
import org.ngrokd.server.traces.TraceOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TelemetryFlagsTest {
  @Command
  private static final class Typed {
    @Mixin private final ServerFlags flags = new ServerFlags();
  }

  private static Telemetry telemetry(String... arguments) {
    Typed typed = new Typed();
    var unused = GoFlags.commandLine(typed).parseArgs(arguments);
    return typed.flags.options(Map.of("HOME", "/nowhere")).telemetry();
  }

  @Test
  void unlessToldNothingIsTold() {
    assertThat(telemetry()).isEqualTo(Telemetry.NONE);
  }

  @Test
  void theAccessLogIsWhatItsFlagsSay() {
    assertThat(telemetry("-accessLog=a.log").accessLog())
        .contains(
            new AccessLogOptions(
                "a.log", Format.JSON, false, new Rotation(100L * 1024 * 1024, false, 10)));
    assertThat(
            telemetry(
                    "-accessLog=stdout",
                    "-accessLogFormat=combined",
                    "-accessLogQuery",
                    "-accessLogMaxSize=0",
                    "-accessLogDaily",
                    "-accessLogKeep=2")
                .accessLog())
        .contains(new AccessLogOptions("stdout", Format.COMBINED, true, new Rotation(0, true, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
    "https://otlp.example/, https://otlp.example/v1/traces",
    "https://otlp.example/own/path, https://otlp.example/own/path",
    "http://[::1]:4318, http://[::1]:4318/v1/traces",
  })
  void aCollectorTakesTracesAtTheUsualPathUnlessAnotherIsGiven(String typed, URI address) {
    assertThat(telemetry("-traces=" + typed, "-traceSample=0.5").traces())
        .contains(new TraceOptions(address, 0.5));
  }

  @ParameterizedTest
  @CsvSource({
    "-traces=127.0.0.1:4318, -traces '127.0.0.1:4318' is no address of a collector",
    "-traces=ftp://a.example, -traces 'ftp://a.example' is no address of a collector",
    "-traces=http://user:word@a.example, -traces takes no user and password; a collector",
    "-traces=http:///v1, -traces 'http:///v1' is no address of a collector",
    "-traceSample=1.5, -traceSample 1.5 is not between 0 and 1",
    "-traceSample=NaN, -traceSample NaN is not between 0 and 1",
    "-accessLogFormat=xml, -accessLogFormat 'xml' is not one of json",
    "-accessLogKeep=0, -accessLogKeep '0'",
    "-accessLogMaxSize=-1, -accessLogMaxSize '-1'",
  })
  void whatIsWrongIsSaid(String typed, String words) {
    assertThatThrownBy(() -> telemetry(typed))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(words);
  }
}
