package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/** For how long a server may be sure. */
class LeaseTest {
  private static final PublicUrl URL = new PublicUrl(TunnelProtocol.HTTP, "www.example.com");

  private long now = Long.MAX_VALUE - 5; // clocks of this kind may pass their end
  private final Lease lease = new Lease(Duration.ofSeconds(10), () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void leaseIsInDoubtBeforeItEndsFromTheMomentItWasAskedFor() {
    long asked = lease.now();
    pass(Duration.ofSeconds(3)); // the answer took so long
    lease.granted("a", asked);

    assertThat(lease.holds("a")).isTrue();
    assertThat(lease.node()).contains("a");
    pass(Duration.ofMillis(4_999));
    assertThat(lease.holds("a")).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(lease.holds("a")).isFalse();
    assertThat(lease.node()).isEmpty();
  }

  @Test
  void renewalDoesNotCountBeforeWhatWasPerhapsMissedIsKnown() {
    assertThat(lease.granted("a", lease.now())).isTrue();

    long interrupted = lease.missed();
    pass(Duration.ofSeconds(2));
    assertThat(lease.granted("a", lease.now())).isFalse();
    long asked = lease.missed(); // it is told again, and asks
    lease.caughtUp(interrupted);
    assertThat(lease.granted("a", lease.now())).as("that was before").isFalse();
    pass(Duration.ofSeconds(6));
    assertThat(lease.holds("a")).isFalse();

    lease.caughtUp(asked);
    assertThat(lease.granted("a", lease.now())).isTrue();
    assertThat(lease.holds("a")).isTrue();
    long unused = lease.missed();
    assertThat(lease.granted("b", lease.now())).as("another life has nothing yet").isTrue();
  }

  @Test
  void anotherLifeHoldsNothingOfTheOneBefore() {
    lease.granted("a", lease.now());
    lease.granted("b", lease.now());

    assertThat(lease.holds("a")).isFalse();
    assertThat(lease.holds("b")).isTrue();
    lease.ended();
    assertThat(lease.holds("b")).isFalse();
  }

  @Test
  void grantIsHeldByTheLifeThatClaimedItUntilItIsLost() {
    lease.granted("a", lease.now());
    Grant grant = new Grant(URL, Holder.SETTLED, "owner", lease);
    assertThat(grant.isHeld()).isFalse();

    assertThat(grant.granted("a", 7)).isTrue();
    assertThat(grant.isHeld()).isTrue();

    lease.granted("b", lease.now());
    assertThat(grant.isHeld()).isFalse();
    assertThat(grant.granted("b", 9)).isTrue();
    assertThat(grant.isHeld()).isTrue();
    assertThat(grant.lose()).isTrue();
    assertThat(grant.lose()).isFalse();
    assertThat(grant.isHeld()).isFalse();
    assertThat(grant.granted("b", 10)).isFalse();
  }

  /** The news of another's claim may be faster than the answer to one's own. */
  @Test
  void claimThatIsOlderThanAnothersIsNone() {
    lease.granted("a", lease.now());
    Grant grant = new Grant(URL, Holder.SETTLED, "owner", lease);

    assertThat(grant.isElsewhere(8)).isFalse(); // it is not claimed yet

    assertThat(grant.granted("a", 7)).isFalse();
    assertThat(grant.isHeld()).isFalse();
  }
}
