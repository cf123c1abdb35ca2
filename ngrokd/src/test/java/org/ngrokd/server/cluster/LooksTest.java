package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a lease goes on again after changes that were perhaps not told. */
class LooksTest {
  private final Lease lease = new Lease(Duration.ofMinutes(1), System::nanoTime);
  private boolean isAnswered = true;
  private final Looks looks = new Looks(lease, () -> {}, this::ask, LooksTest::done);

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> ask() {
    return isAnswered ? done() : CompletableFuture.failedFuture(new IllegalStateException("away"));
  }

  private boolean goesOn() {
    return lease.granted("a", lease.now());
  }

  @BeforeEach
  void begin() {
    assertThat(goesOn()).isTrue();
  }

  @AfterEach
  void close() {
    looks.close();
  }

  @Test
  void leaseGoesOnOnceItIsKnownWhatWasMissed() {
    isAnswered = false;
    looks.missed();
    assertThat(goesOn()).isFalse();

    isAnswered = true;
    looks.look();

    assertThat(goesOn()).isTrue();
  }

  /** What is asked meanwhile may be changed right after, and nobody tells. */
  @Test
  void whatIsAskedWhileChangesAreNotToldMakesUpForNothing() {
    isAnswered = false;
    looks.missed();
    looks.interrupted("the stream has ended");

    isAnswered = true;
    looks.look();
    assertThat(goesOn()).isFalse();

    looks.resumed();
    assertThat(goesOn()).isTrue();
  }
}
