package org.ngrokd.server.cluster.join;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.cluster.links.Replying;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What a node says of itself to one that may join, and whether it reaches that. Safe from any
 * thread.
 *
 * @param domain of its names
 */
public record Greetings(String domain, String version, Clock clock) {
  /** Says who it is. */
  public static final String HELLO = "join.hello";

  /** Looks whether another one is reached. */
  public static final String REACH = "join.reach";

  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Who it is; the time is in milliseconds of the epoch. */
  record Hello(String domain, String version, long time) {}

  /** Where another one would be. */
  record Place(String address) {}

  /** Whether it was reached there; {@code trouble} is why not. */
  record Reached(boolean isReached, String trouble) {}

  /**
   * Asks whoever is at an address, by a connection of its own.
   *
   * @param ask with a kind and an address
   */
  public void answer(
      Replying replying, BiFunction<HostAndPort, String, CompletionStage<byte[]>> ask) {
    hello(replying);
    replying.by(
        REACH,
        bytes ->
            ask.apply(HostAndPort.parse(Json.read(bytes, Place.class).address()), HELLO)
                .handle((told, failure) -> reached(failure))
                .thenApply(Json::camel));
  }

  /** Says who it is, and no more. */
  void hello(Replying replying) {
    replying.by(HELLO, bytes -> CompletableFuture.completedFuture(Json.camel(hello())));
  }

  private Hello hello() {
    return new Hello(domain, version, clock.millis());
  }

  private static Reached reached(@Nullable Throwable failure) {
    return failure == null ? new Reached(true, "") : new Reached(false, words(failure));
  }

  static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof TimeoutException ? "no answer" : Failures.oneLine(cause);
  }
}
