package org.ngrokd.client.program;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.client.config.AuthTokenFile;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a token from the command line into the config file once the server accepted it. */
final class TokenKeeper implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(TokenKeeper.class);

  private final Path file;
  private Optional<String> token;
  private final SessionEvents next;

  TokenKeeper(Path file, Optional<String> token, SessionEvents next) {
    this.file = file;
    this.token = token;
    this.next = next;
  }

  @Override
  public void online(String serverVersion) {
    token.ifPresent(this::save);
    token = Optional.empty();
    next.online(serverVersion);
  }

  private void save(String accepted) {
    try {
      AuthTokenFile.save(file, accepted);
    } catch (IOException e) {
      LOG.warn("The auth token could not be kept in {}: {}", file, Failures.oneLine(e));
    }
  }

  @Override
  public void connecting() {
    next.connecting();
  }

  @Override
  public void opened(Route route) {
    next.opened(route);
  }

  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    next.tunnelRefused(refusal, wait);
  }

  @Override
  public void closed(Route route) {
    next.closed(route);
  }

  @Override
  public void ponged(Duration latency) {
    next.ponged(latency);
  }

  @Override
  public void allOpen() {
    next.allOpen();
  }

  @Override
  public void warned(String line) {
    next.warned(line);
  }

  @Override
  public void unanswered(String line) {
    next.unanswered(line);
  }

  @Override
  public void waiting(String reason, Duration wait) {
    next.waiting(reason, wait);
  }

  @Override
  public void refused(String reason) {
    next.refused(reason);
  }
}
