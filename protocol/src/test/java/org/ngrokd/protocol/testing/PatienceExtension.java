package org.ngrokd.protocol.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every {@code await()} that names no time of its own wait as long as a slow and busy machine
 * may need. Who waits for something that comes notices nothing of it. Found by JUnit itself
 * (META-INF/services) in every module.
 */
public final class PatienceExtension implements BeforeAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
