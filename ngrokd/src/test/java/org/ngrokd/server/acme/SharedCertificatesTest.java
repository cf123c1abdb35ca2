package org.ngrokd.server.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.RenewalWindow;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.OrderNotes;
import org.ngrokd.server.testing.MemoryNotes;
import org.ngrokd.server.testing.NoSolver;
import org.ngrokd.server.testing.SetClock;
import org.ngrokd.server.testing.TestIdentities;
import org.ngrokd.server.tls.Stapling;
import org.ngrokd.streams.net.TlsVersion;

/** Several servers with the same certificates. */
class SharedCertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final MemoryKeep keep = new MemoryKeep();
  private final HeldCertificates held =
      new HeldCertificates(TlsVersion.TLS_1_2, false, Stapling.NONE);
  private final SharedCertificates shared = new SharedCertificates(held, keep);

  /** What all of them see. */
  private static final class MemoryKeep implements CertificateKeep {
    final List<Kept> there = new CopyOnWriteArrayList<>();
    final Set<String> claimed = ConcurrentHashMap.newKeySet();
    final MemoryNotes notes = new MemoryNotes();

    @Override
    public OrderNotes notes() {
      return notes;
    }

    @Override
    public boolean claim(String order, Instant now, Instant until) {
      return claimed.add(order);
    }

    @Override
    public void release(String order) {
      if (!Thread.currentThread().isInterrupted()) { // a database takes no orders then
        claimed.remove(order);
      }
    }

    @Override
    public List<Kept> all() {
      return List.copyOf(there);
    }

    @Override
    public List<Kept> find(String name) {
      return there.stream().filter(each -> each.name().equals(name)).toList();
    }

    @Override
    public Optional<Map<String, Set<String>>> shared() {
      return Optional.of(
          there.stream()
              .collect(
                  Collectors.groupingBy(
                      Kept::name, Collectors.mapping(Kept::serial, Collectors.toSet()))));
    }

    @Override
    public void put(Kept certificate) {
      remove(certificate.name());
      there.add(certificate);
    }

    @Override
    public void remove(String name) {
      there.removeIf(each -> each.name().equals(name));
    }

    @Override
    public void used(String name, Instant at) {}

    @Override
    public void ask(String name) {}

    @Override
    public Set<String> takeAsked() {
      return Set.of();
    }

    @Override
    public KeyPair accountKey(String ca, Supplier<KeyPair> made) {
      return made.get();
    }
  }

  private static CertificateKeep.Kept kept(String name, Instant used) {
    return new CertificateKeep.Kept(
        name, TestIdentities.of(NOW, NOW.plus(Duration.ofDays(90)), name), used);
  }

  @Test
  void whatOthersGotRenewedOrTookAwayIsTakenUp() {
    held.put(kept("gone.example.net", NOW));
    held.put(kept("renewed.example.net", NOW));
    keep.put(kept("renewed.example.net", NOW));
    keep.put(kept("new.example.net", NOW));

    shared.takeUp();

    assertThat(held.all()).containsExactlyInAnyOrderElementsOf(keep.all());
    assertThat(held.named().find("gone.example.net")).isEmpty();
    assertThat(held.named().find("new.example.net")).isPresent();
  }

  @Test
  void nameThatSomebodyHasAtAnotherServerDoesNotLapse() {
    CertificateKeep.Kept old = kept("a.example.net", NOW.minus(Duration.ofDays(40)));
    held.put(old);
    keep.put(new CertificateKeep.Kept(old.name(), old.identity(), NOW));

    assertThat(shared.isUsedElsewhere(old)).isTrue();
    assertThat(held.all()).extracting(CertificateKeep.Kept::usedAt).containsExactly(NOW);
    assertThat(shared.isUsedElsewhere(held.all().get(0))).isFalse();
  }

  private static Ca.Wanted wanted(Optional<Identity> replaces) {
    return new Ca.Wanted(List.of("a.example.net"), KeyKind.ECDSA_P256, replaces);
  }

  /** A CA that waits for a word before it issues, or fails. */
  private static final class SlowCa implements Ca {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    final AtomicInteger orders = new AtomicInteger();
    volatile boolean fails;

    @Override
    public Identity obtain(Wanted wanted, Solver solver) throws CaException, InterruptedException {
      orders.incrementAndGet();
      asked.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) { // as a library tells it
        Thread.currentThread().interrupt();
        throw new CaException(CaException.Kind.AWAY, "interrupted");
      }
      if (fails) {
        fails = false;
        throw new CaException(CaException.Kind.AWAY, "nobody");
      }
      return kept(wanted.names().get(0), NOW).identity();
    }

    @Override
    public Optional<RenewalWindow> renewal(Identity current) {
      return Optional.empty();
    }

    @Override
    public void revoke(Identity issued) throws CaException {
      throw new CaException(CaException.Kind.AWAY, "nobody");
    }
  }

  private final SlowCa ca = new SlowCa();
  private final Clock clock = new SetClock(NOW);
  private final SharedCa one = new SharedCa(ca, keep, clock, Duration.ofMillis(1));
  private final SharedCa other = new SharedCa(ca, keep, clock, Duration.ofMillis(1));

  /** As an order does it. */
  private static Identity order(SharedCa server, Optional<Identity> replaces) throws Exception {
    Ca.Wanted wanted = wanted(replaces);
    Optional<Identity> there = server.there(wanted);
    return there.isPresent() ? there.get() : server.obtain(wanted, new NoSolver());
  }

  private static CompletableFuture<Identity> ordered(SharedCa server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return order(server, Optional.empty());
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void ofTwoServersThatWantANameOneAsksAndTheOtherTakesUpWhatComes() throws Exception {
    CompletableFuture<Identity> first = ordered(one);
    ca.asked.await();
    CompletableFuture<Identity> second = ordered(other);
    assertThat(second).isNotDone();

    ca.goOn.countDown();

    assertThat(second.get()).isEqualTo(first.get());
    assertThat(ca.orders).hasValue(1);
    assertThat(keep.there).hasSize(1);
    assertThat(keep.claimed).isEmpty();
  }

  @Test
  void whoStopsGivesTheOrderBack() throws Exception {
    Thread first =
        new Thread(
            () -> {
              try {
                order(one, Optional.empty());
              } catch (Exception e) {
                Thread.currentThread().interrupt();
              }
            });
    first.start();
    ca.asked.await();
    assertThat(keep.claimed).hasSize(1);

    first.interrupt();
    first.join();

    assertThat(keep.claimed).isEmpty();
  }

  @Test
  void whereTheFirstFailsTheOtherAsks() throws Exception {
    ca.fails = true;
    CompletableFuture<Identity> first = ordered(one);
    ca.asked.await();
    CompletableFuture<Identity> second = ordered(other);

    ca.goOn.countDown();

    assertThat(second.get()).isNotNull();
    assertThat(first).isCompletedExceptionally();
    assertThat(ca.orders).hasValue(2);
  }

  @Test
  void caIsAskedOnlyForWhatNobodyHasGot() throws Exception {
    CertificateKeep.Kept there = kept("a.example.net", NOW);
    keep.put(there);
    ca.goOn.countDown();

    assertThat(order(one, Optional.empty())).isEqualTo(there.identity());
    assertThat(ca.orders).hasValue(0);
    assertThat(order(one, Optional.of(there.identity()))).as("in place of the same").isNotNull();
    assertThat(ca.orders).hasValue(1);
  }
}
