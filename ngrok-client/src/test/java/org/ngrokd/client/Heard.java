package org.ngrokd.client;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;

/** Everything a client told, a line each, for a test to wait for. */
public final class Heard implements SessionEvents {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public void online(String serverVersion) {
    lines.add("online " + serverVersion);
  }

  @Override
  public void opened(Route route) {
    lines.add("opened " + route.url());
  }

  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    lines.add(
        "tunnel refused %s %s %s"
            .formatted(refusal.tunnel().name(), refusal.protocol(), refusal.reason()));
  }

  @Override
  public void allOpen() {
    lines.add("all open");
  }

  @Override
  public void warned(String line) {
    lines.add("warned " + line);
  }

  @Override
  public void waiting(String reason, Duration wait) {
    lines.add("waiting " + reason);
  }

  @Override
  public void refused(String reason) {
    lines.add("refused " + reason);
  }

  /** The next line that begins so; what came before it is dropped. */
  public String await(String beginning) throws InterruptedException {
    List<String> others = new ArrayList<>();
    while (true) {
      String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        return fail("the client never told '%s' but %s", beginning, others);
      }
      if (line.startsWith(beginning)) {
        return line;
      }
      others.add(line);
    }
  }
}
