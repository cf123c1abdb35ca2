package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.lang.reflect.Proxy;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.Pursuit.Found;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.streams.relay.RelayEnd;

class PursuitTest {
  private static final Held FIRST = new Held("http://www", "http://www:80", "a", 1);
  private static final Held NEXT = new Held("http://www", "http://www:80", "b", 2);

  private final EventLoop loop = new DefaultEventLoop();
  private final NameChanges changes = new NameChanges();
  private final List<Promise<RelayEnd>> atFirst = new ArrayList<>();
  private final List<Promise<RelayEnd>> atNext = new ArrayList<>();
  private final ConcurrentLinkedQueue<Held> asked = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Optional<Found>> answer = new CompletableFuture<>();
  private Held now = FIRST;

  private final Pursuit.Finder finder =
      new Pursuit.Finder() {
        @Override
        public CompletableFuture<Optional<Found>> again(Held wrong) {
          asked.add(wrong);
          return answer;
        }

        @Override
        public boolean isStill(Held held) {
          return held.equals(now);
        }

        @Override
        public NameChanges changes() {
          return changes;
        }
      };

  @AfterEach
  void stop() {
    var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private Found found(Held held, List<Promise<RelayEnd>> attempts) {
    return new Found(
        held,
        (visitor, on) -> {
          Promise<RelayEnd> attempt = on.newPromise();
          synchronized (attempts) {
            attempts.add(attempt);
          }
          return attempt;
        });
  }

  private Future<RelayEnd> begun() {
    Future<RelayEnd> way = Pursuit.begin(found(FIRST, atFirst), finder, "1.2.3.4:5", loop);
    flush();
    return way;
  }

  private void flush() {
    loop.submit(() -> {}).awaitUninterruptibly();
    loop.submit(() -> {}).awaitUninterruptibly();
  }

  /** A way of which nothing is wanted. */
  private static RelayEnd way() {
    return (RelayEnd)
        Proxy.newProxyInstance(
            RelayEnd.class.getClassLoader(),
            new Class<?>[] {RelayEnd.class},
            (proxy, method, arguments) ->
                method.getName().equals("equals") ? proxy == arguments[0] : method.getName());
  }

  @Test
  void wayIsGivenAsItComes() {
    Future<RelayEnd> awaited = begun();
    RelayEnd way = way();

    atFirst.get(0).setSuccess(way);
    flush();

    assertThat(awaited.getNow()).isSameAs(way);
    assertThat(asked).isEmpty();
  }

  @Test
  void whereNobodyAnswersTheNameIsLookedForAgain() {
    Future<RelayEnd> awaited = begun();
    RelayEnd way = way();

    atFirst.get(0).setFailure(new ClosedChannelException());
    flush();
    assertThat(awaited.isDone()).isFalse();
    answer.complete(Optional.of(found(NEXT, atNext)));
    flush();
    atNext.get(0).setSuccess(way);
    flush();

    assertThat(asked).containsExactly(FIRST);
    assertThat(awaited.getNow()).isSameAs(way);
  }

  @Test
  void nodeThatNeverAnswersIsLeftWhenTheNameIsElsewhere() {
    Future<RelayEnd> awaited = begun();

    now = NEXT;
    changes.changed(FIRST.name());
    flush();
    answer.complete(Optional.of(found(NEXT, atNext)));
    flush();

    assertThat(atFirst.get(0).isCancelled()).isTrue();
    Awaitility.await().until(() -> atNext.size() == 1);
    assertThat(awaited.isDone()).isFalse();
  }

  @Test
  void newsOfWhatIsKnownChangeNothing() {
    Future<RelayEnd> awaited = begun();

    changes.changed(FIRST.name());
    flush();

    assertThat(asked).isEmpty();
    assertThat(atFirst.get(0).isCancelled()).isFalse();
    assertThat(awaited.isDone()).isFalse();
  }

  @Test
  void whatTheOwnerSaysOfItsServiceIsTheLastWord() {
    Future<RelayEnd> awaited = begun();

    atFirst.get(0).setFailure(new ServiceDownException("it does not answer"));
    flush();

    assertThat(awaited.cause()).isInstanceOf(ServiceDownException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void nameThatNobodyHasEndsIt() {
    Future<RelayEnd> awaited = begun();

    atFirst.get(0).setFailure(new ClosedChannelException());
    answer.complete(Optional.empty());
    flush();

    assertThat(awaited.cause()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void visitorWhoLeavesTakesItsAttemptAlong() {
    Future<RelayEnd> awaited = begun();

    assertThat(awaited.cancel(false)).isTrue();
    flush();

    assertThat(atFirst.get(0).isCancelled()).isTrue();
    changes.changed(FIRST.name());
    flush();
    assertThat(asked).isEmpty();
  }

  @Test
  void nameThatWandersOnAndOnIsGivenUp() {
    Future<RelayEnd> awaited = begun();
    answer.complete(Optional.of(found(NEXT, atNext)));

    atFirst.get(0).setFailure(new ClosedChannelException());
    for (int each = 0; each < 3; each++) {
      flush();
      flush();
      atNext.get(each).setFailure(new ClosedChannelException());
    }
    flush();

    assertThat(awaited.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(asked).hasSize(3);
  }
}
