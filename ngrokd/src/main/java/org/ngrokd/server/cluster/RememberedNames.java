package org.ngrokd.server.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.tunnel.SharedAffinity;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The random names and ports that clients had at any server, kept by the engine under digests of
 * what they are known by. Safe from any thread.
 */
final class RememberedNames implements SharedAffinity {
  private static final Logger LOG = LoggerFactory.getLogger(RememberedNames.class);

  private static final String BEGINNING = "affinity/";
  private static final int BYTES = 16;

  /** A client that waits for a name gets another one then. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Engine engine;

  RememberedNames(Engine engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<Map<String, String>> recall(List<String> keys) {
    Map<String, String> digests = new HashMap<>();
    keys.forEach(key -> digests.put(digest(key), key));
    return engine
        .recall(digests.keySet())
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            found -> {
              Map<String, String> all = new HashMap<>();
              found.forEach(
                  (name, value) -> {
                    String key = digests.get(name);
                    if (key != null) {
                      all.put(key, value);
                    }
                  });
              return all;
            });
  }

  @Override
  public void remember(Map<String, String> entries) {
    Map<String, String> digested = new HashMap<>();
    entries.forEach((key, value) -> digested.put(digest(key), value));
    var unused =
        engine
            .remember(digested)
            .exceptionally(
                failure -> {
                  LOG.debug(
                      "A random name is remembered here only: {}",
                      Failures.oneLine(Causes.of(failure)));
                  return null;
                });
  }

  private static String digest(String key) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return BEGINNING + HexFormat.of().formatHex(whole, 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
