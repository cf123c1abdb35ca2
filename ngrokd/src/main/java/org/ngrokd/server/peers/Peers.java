package org.ngrokd.server.peers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.ngrokd.kit.json.Json;

/**
 * The other servers of a cluster: they can be asked things, and ask. A question has a kind, by
 * which whoever answers it is found at the other server, and some bytes; so has the answer. Safe
 * from any thread, and waits for nothing; answers come on any thread.
 */
public interface Peers {
  /** How long an administrator waits for a server that says nothing. */
  Duration LIMIT = Duration.ofSeconds(2);

  /** The address of this one; "" before it has joined. */
  String here();

  /** Those that live, this one too; when nobody can say, those of which it is known from before. */
  CompletionStage<List<Peer>> all();

  /**
   * Asks all the others at once.
   *
   * @param question at most 1 MB
   * @return what each came to, in no order; it does not fail
   */
  CompletionStage<List<Told>> askOthers(String kind, byte[] question, Duration limit);

  /**
   * Asks one.
   *
   * @return fails when it does not answer in time, or has no answer
   */
  CompletionStage<byte[]> ask(Peer peer, String kind, byte[] question, Duration limit);

  /**
   * Asks one.
   *
   * @return what it came to; it does not fail
   */
  CompletionStage<Told> hear(Peer peer, String kind, byte[] question, Duration limit);

  /**
   * From now on questions of this kind have an answer here.
   *
   * @param answerer is called on an event loop, which it must not block
   */
  void answer(String kind, Function<byte[], CompletionStage<byte[]>> answerer);

  /** The same of records, which go as JSON. */
  default <Q extends Record> void answer(
      String kind,
      Class<Q> type,
      Function<Q, ? extends CompletionStage<? extends Record>> answerer) {
    answer(kind, bytes -> answerer.apply(Json.read(bytes, type)).thenApply(Json::camel));
  }

  /**
   * A server.
   *
   * @param id of its life
   * @param address where others reach it
   * @param tunnels how many it had a moment ago
   * @param isThis whether it is this one
   */
  record Peer(String id, String address, long tunnels, boolean isDraining, boolean isThis) {}

  /**
   * What a server said.
   *
   * @param answer empty: it did not
   * @param trouble why, for people; "" when it did
   */
  record Told(Peer peer, Optional<byte[]> answer, String trouble) {}
}
