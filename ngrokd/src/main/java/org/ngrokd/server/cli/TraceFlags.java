package org.ngrokd.server.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.traces.TraceOptions;
import picocli.CommandLine.Option;

/** The flags for traces. */
final class TraceFlags {
  /** Where collectors take traces unless they say so. */
  private static final String PATH = "/v1/traces";

  @Option(
      names = {"-traces", "--traces"},
      defaultValue = "",
      paramLabel = "<URL>",
      description =
          "Send traces of requests to this collector, by OTLP over HTTP, \"\" for none; for example"
              + " http://127.0.0.1:4318.")
  private String traces = "";

  @Option(
      names = {"-traceSample", "--traceSample"},
      defaultValue = "0.01",
      description =
          "Of the requests that bring no trace of their own, the share that is traced, 0 to 1"
              + " (${DEFAULT-VALUE}).")
  private double sample;

  /**
   * What they mean; empty: nothing is traced.
   *
   * @throws UsageException when one of them is wrong
   */
  Optional<TraceOptions> options() {
    if (!(sample >= 0 && sample <= 1)) {
      throw new UsageException("-traceSample " + sample + " is not between 0 and 1");
    }
    return traces.isEmpty() ? Optional.empty() : Optional.of(new TraceOptions(collector(), sample));
  }

  private URI collector() {
    try {
      URI given = new URI(traces);
      boolean isWeb = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
      if (given.getUserInfo() != null) { // not to be repeated
        throw new UsageException(
            "-traces takes no user and password; a collector on this computer can send on with them");
      }
      if (isWeb && given.getHost() != null) {
        boolean hasPath = given.getPath().length() > 1;
        return hasPath ? given : given.resolve(PATH);
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new UsageException(
        "-traces '" + traces + "' is no address of a collector; for example http://127.0.0.1:4318");
  }
}
