package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * Several clients' tunnels under one name, which have its visitors by turns. For the {@link
 * Directory} it is the pool that has the name, from its first member to its last; for everybody
 * else each member is a tunnel like any other, with a holder, rules and figures of its own.
 *
 * <pre>
 *   NEW ──the name is claimed──▶ OPEN ──its last member leaves──▶ ENDED
 * </pre>
 *
 * <p>Only in OPEN somebody can join; who comes a moment too early or too late asks again. Who
 * shares a name shares its visitors, so a pool is as open as its weakest member: all have the same
 * account and the same rules of access.
 *
 * <p>Safe from any thread. What changes its members holds its lock, briefly; visitors do not.
 * Protocol: docs/protocol.md "Pools".
 */
public final class Pool implements Holder, Served {
  private final String account;
  private final TunnelProtocol protocol;
  private final TunnelRules rules;
  private final Supplier<PoolBalance> balance;
  private final AtomicInteger turns = new AtomicInteger();
  private volatile List<Tunnel> members = List.of();
  private volatile @Nullable Opened opened;
  private boolean ended;

  /** What it has from its first member on. */
  private record Opened(Claim claim, Tunnel.Release port) {}

  /** How somebody may join. */
  enum Admission {
    WELCOME,
    /** It is somebody else's, or the client is a member already. */
    TAKEN,
    /** It is the same people's, but not as they want it. */
    OTHER_RULES
  }

  /**
   * One without members, that has no name yet.
   *
   * @param first who will be the first
   */
  Pool(TunnelRequest first, TunnelProtocol protocol, Supplier<PoolBalance> balance) {
    this.account = first.owner().holder().account();
    this.protocol = protocol;
    this.rules = first.rules();
    this.balance = balance;
  }

  /**
   * It has a name.
   *
   * @param port frees what it holds besides
   */
  void open(Claim claim, Tunnel.Release port) {
    opened = new Opened(claim, port);
  }

  /** Its name; only when it has one. */
  Claim claim() {
    return opened().claim();
  }

  /** What is freed behind its name. */
  Tunnel.Release port() {
    return opened().port();
  }

  private Opened opened() {
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("a pool without a name");
    }
    return now;
  }

  /** Whether somebody may share the name. */
  Admission admission(TunnelRequest request) {
    Holder newcomer = request.owner().holder();
    boolean isOurs =
        account.equals(newcomer.account())
            && request.known().filter(protocol::equals).isPresent()
            && members.stream().noneMatch(each -> each.claim().holder().equals(newcomer));
    if (!isOurs) {
      return Admission.TAKEN;
    }
    return rules.letInTheSame(request.rules()) ? Admission.WELCOME : Admission.OTHER_RULES;
  }

  /** Whether there is a name to share. */
  boolean isOpen() {
    return opened != null;
  }

  /** Takes a member in; false when it has ended meanwhile. */
  synchronized boolean join(Tunnel tunnel) {
    if (ended) {
      return false;
    }
    List<Tunnel> more = new ArrayList<>(members);
    more.add(tunnel);
    members = List.copyOf(more);
    return true;
  }

  /**
   * Lets a member go.
   *
   * @return whether it was the last, and the name is free to be given back
   */
  synchronized boolean leave(Tunnel tunnel) {
    List<Tunnel> left = new ArrayList<>(members);
    boolean wasThere = left.remove(tunnel);
    members = List.copyOf(left);
    ended |= wasThere && left.isEmpty();
    return wasThere && ended;
  }

  @Override
  public String key() {
    return claim().url().key();
  }

  @Override
  public TunnelProtocol protocol() {
    return protocol;
  }

  @Override
  public List<Tunnel> tunnels() {
    return members;
  }

  @Override
  public Optional<Tunnel> choose(@Nullable Tunnel current) {
    List<Tunnel> now = members;
    return current != null && isGood(current, now) ? Optional.of(current) : best(now);
  }

  /** Another name's may be what a visitor was at before. */
  private boolean isGood(Tunnel current, List<Tunnel> now) {
    return current.source() instanceof PoolMember member
        && member.pool() == this
        && now.contains(current)
        && (member.standing() == 0 || member.standing() <= standing(now));
  }

  /** That of those which stand best. */
  private static int standing(List<Tunnel> of) {
    return of.stream().mapToInt(each -> PoolMember.of(each).standing()).min().orElse(0);
  }

  /** Another one than this, where one is well. */
  Optional<Tunnel> other(PoolMember than) {
    return best(
        members.stream()
            .filter(each -> PoolMember.of(each) != than && each.source().isWell())
            .toList());
  }

  /** Whether somebody else is there to serve a visitor. */
  boolean hasOther(PoolMember than) {
    return members.stream().anyMatch(each -> PoolMember.of(each) != than && each.source().isWell());
  }

  /** Of those that do best, the next in turn, or the one with the least to do. */
  private Optional<Tunnel> best(List<Tunnel> from) {
    int standing = standing(from);
    List<Tunnel> good =
        from.stream().filter(each -> PoolMember.of(each).standing() <= standing).toList();
    if (good.isEmpty()) { // the last has gone, or got worse at this moment
      return from.stream().findFirst();
    }
    int first = Math.floorMod(turns.getAndIncrement(), good.size());
    Tunnel best = good.get(first);
    for (int i = 1; balance.get() == PoolBalance.LEAST_CONNECTIONS && i < good.size(); i++) {
      Tunnel next = good.get((first + i) % good.size());
      if (PoolMember.of(next).open() < PoolMember.of(best).open()) {
        best = next;
      }
    }
    return Optional.of(best);
  }

  /** One that is there is enough to keep the name; those that are not are out then. */
  @Override
  public Future<Boolean> isThere() {
    return any(each -> each.claim().holder().isThere());
  }

  @Override
  public String account() {
    return account;
  }

  /** Its members are holders of their own, and are told. */
  @Override
  public void accountsChanged() {}

  @Override
  public Future<Void> close(String reason) {
    Promise<Void> closed = ImmediateEventExecutor.INSTANCE.newPromise();
    any(each -> each.claim().holder().close(each.url(), reason))
        .addListener(done -> closed.setSuccess(null));
    return closed;
  }

  /** From all of its members. */
  @Override
  public Future<Boolean> close(PublicUrl url, String reason) {
    return any(each -> each.claim().holder().close(each.url(), reason));
  }

  /** Asks each; done when all have answered, with whether one of them says yes. */
  private Future<Boolean> any(Function<Tunnel, Future<Boolean>> question) {
    List<Tunnel> asked = members;
    Promise<Boolean> answered = ImmediateEventExecutor.INSTANCE.newPromise();
    AtomicBoolean isAny = new AtomicBoolean();
    AtomicInteger left = new AtomicInteger(asked.size() + 1);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            answered.setSuccess(isAny.get());
          }
        };
    for (Tunnel each : asked) {
      question
          .apply(each)
          .addListener(
              (Future<Boolean> answer) -> {
                if (answer.isSuccess() && answer.getNow()) {
                  isAny.set(true);
                }
                one.run();
              });
    }
    one.run();
    return answered;
  }
}
