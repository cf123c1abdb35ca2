package org.ngrokd.client.words;

import java.time.Duration;
import java.util.Locale;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what today's agents log, in their words and at the moments that these mean: pyngrok,
 * java-ngrok, npm's ngrok and many scripts start the program and wait for such lines. Heard on the
 * control event loop.
 */
public final class AgentLog implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(AgentLog.class);

  /** How {@link #warned} hears that the web interface has no port. */
  private static final String NO_PORT = "web interface cannot listen";

  private static final String TAKEN = "address already in use";

  private boolean isOnline;

  /**
   * The API can be asked from now on.
   *
   * @param url of the web interface
   */
  public void serving(String url) {
    LOG.atInfo()
        .addKeyValue("obj", "web")
        .addKeyValue("addr", url.replaceFirst("^http://", ""))
        .log("starting web service");
  }

  @Override
  public void online(String serverVersion) {
    isOnline = true;
    LOG.atInfo().addKeyValue("obj", "tunnels.session").log("tunnel session started");
    LOG.atInfo().addKeyValue("obj", "csess").log("client session established");
  }

  @Override
  public void opened(Route route) {
    LOG.atInfo()
        .addKeyValue("obj", "tunnels")
        .addKeyValue("name", route.tunnel())
        .addKeyValue("addr", String.valueOf(route.local()))
        .addKeyValue("url", route.url())
        .log("started tunnel");
  }

  @Override
  public void closed(Route route) {
    LOG.atInfo()
        .addKeyValue("obj", "tunnels")
        .addKeyValue("name", route.tunnel())
        .addKeyValue("url", route.url())
        .log("stopped tunnel");
  }

  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    LOG.atError()
        .addKeyValue("obj", "tunnels")
        .addKeyValue("name", refusal.tunnel().name())
        .addKeyValue("err", refusal.reason())
        .log("failed to start tunnel");
  }

  @Override
  public void waiting(String reason, Duration wait) {
    if (isOnline) {
      isOnline = false;
      LOG.atWarn()
          .addKeyValue("obj", "csess")
          .addKeyValue("err", reason)
          .log("session closed, starting reconnect loop");
    } else {
      LOG.atError()
          .addKeyValue("obj", "csess")
          .addKeyValue("err", reason)
          .log("failed to reconnect session");
    }
  }

  @Override
  public void warned(String line) {
    if (line.contains(NO_PORT) && line.toLowerCase(Locale.ROOT).contains(TAKEN)) {
      LOG.atError()
          .addKeyValue("obj", "web")
          .addKeyValue("err", TAKEN)
          .log("failed to start web service");
    }
  }

  /** The program ends because of this. */
  public static void failed(String reason) {
    LOG.atError().addKeyValue("err", reason).log("command failed");
  }
}
