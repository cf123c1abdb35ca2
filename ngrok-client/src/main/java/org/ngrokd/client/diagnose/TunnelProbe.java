package org.ngrokd.client.diagnose;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.diagnose.Diagnosis.Step;
import org.ngrokd.client.diagnose.Diagnosis.StepException;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.Failures;

/**
 * The last step of a diagnosis: logs in, opens a tunnel to a service of our own, and asks it
 * something by its public URL.
 */
final class TunnelProbe implements Step {
  private static final int TIMEOUT_SECONDS = 20;

  private final ClientConfig config;

  TunnelProbe(ClientConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "tunnel";
  }

  @Override
  public String take() throws StepException, InterruptedException {
    try (ProbeService service = ProbeService.start()) {
      return through(service);
    } catch (IOException e) {
      throw new StepException("No service can be started here: " + Failures.oneLine(e));
    }
  }

  private String through(ProbeService service) throws StepException, InterruptedException {
    Opened opened = new Opened();
    ClientConfig probe =
        new ClientConfig(
            config.server(),
            config.authToken(),
            config.trust(),
            config.httpProxy(),
            List.of(tunnel(service.port())),
            config.mux(),
            InspectOptions.NONE,
            Comeback.UNTIL_REFUSED);
    RunningClient client;
    try {
      client = RunningClient.begin(probe, opened);
    } catch (UserException e) {
      throw new StepException(String.valueOf(e.getMessage()));
    }
    try {
      return ProbeVisit.to(opened.url.get(TIMEOUT_SECONDS, TimeUnit.SECONDS), service.answer());
    } catch (ExecutionException e) {
      throw new StepException(Failures.oneLine(Failures.unwrapped(e)));
    } catch (TimeoutException e) {
      throw new StepException("The server opened no tunnel within " + TIMEOUT_SECONDS + " s");
    } finally {
      client.close();
    }
  }

  private static TunnelConfig tunnel(int port) {
    String http = TunnelProtocol.HTTP.wireName();
    return new TunnelConfig(
        "diagnose",
        Map.of(http, Protocols.service(http, String.valueOf(port))),
        "",
        "",
        TunnelConfig.Options.NONE);
  }

  /** Hears of the tunnel, or of the first thing that goes wrong. */
  private static final class Opened implements SessionEvents {
    private final CompletableFuture<String> url = new CompletableFuture<>();

    @Override
    public void opened(Route route) {
      url.complete(route.url());
    }

    @Override
    public void waiting(String reason, Duration wait) {
      url.completeExceptionally(new UserException(reason));
    }

    @Override
    public void refused(String reason) {
      url.completeExceptionally(new UserException("The server refused us: " + reason));
    }
  }
}
