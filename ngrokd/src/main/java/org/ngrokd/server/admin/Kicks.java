package org.ngrokd.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tunnel.Holder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends clients away, whichever server of the cluster they are at. Confined to the event loop of
 * the API.
 */
final class Kicks {
  private static final Logger LOG = LoggerFactory.getLogger(Kicks.class);

  private static final String REASON = "the server's administrator disconnected it";

  private final Subjects subjects;
  private final Everywhere everywhere;

  Kicks(Subjects subjects, Everywhere everywhere) {
    this.subjects = subjects;
    this.everywhere = everywhere;
  }

  /** Sends the one away whose id begins so. */
  void kick(String id, Consumer<Answer> answer) {
    everywhere.ask(
        PeerQuestion.FIND,
        new Shown.About(id),
        Shown.Found.class,
        CompletableFuture.completedFuture(found(id)),
        (told, failure) -> {
          if (told == null) {
            answer.accept(AdminApi.failed(failure));
          } else {
            choose(id, told, answer);
          }
        });
  }

  private void choose(String id, Everywhere.Whole<Shown.Found> told, Consumer<Answer> answer) {
    long count = told.said().stream().mapToLong(each -> each.ids().size()).sum();
    if (count == 0) {
      answer.accept(AdminApi.failure(HttpResponseStatus.NOT_FOUND, none(id) + told.notTold()));
    } else if (count > 1) {
      answer.accept(
          AdminApi.failure(
              HttpResponseStatus.CONFLICT,
              "The ids of %d clients begin with %s: write more of it".formatted(count, id)));
    } else {
      told.parts().stream()
          .filter(part -> !part.said().ids().isEmpty())
          .forEach(part -> kick(part.peer(), part.said().ids().get(0), answer));
    }
  }

  private static String none(String id) {
    return "There is no client "
        + id
        + ": it may be gone already; 'ngrokd clients' shows those that are there";
  }

  private void kick(Optional<Peers.Peer> at, String id, Consumer<Answer> answer) {
    if (at.isPresent()) {
      everywhere.askOne(
          at.get(),
          PeerQuestion.KICK,
          new Shown.About(id),
          Shown.Kicked.class,
          (kicked, failure) ->
              answer.accept(kicked == null ? AdminApi.failed(failure) : Answer.json(kicked)));
    } else {
      var unused =
          kick(id)
              .whenComplete(
                  (kicked, failure) ->
                      answer.accept(
                          kicked == null
                              ? AdminApi.failure(HttpResponseStatus.NOT_FOUND, none(id))
                              : Answer.json(kicked)));
    }
  }

  private List<Holder> holders(String id) {
    return subjects.holders().all().stream()
        .filter(holder -> holder.about().filter(about -> about.id().startsWith(id)).isPresent())
        .toList();
  }

  /** The clients of this server. */
  Shown.Found found(String id) {
    return new Shown.Found(
        holders(id).stream().flatMap(each -> each.about().stream()).map(Holder.About::id).toList());
  }

  /**
   * Sends one of this server away.
   *
   * @param id all of it; fails when there is none
   */
  CompletionStage<Shown.Kicked> kick(String id) {
    Optional<Holder> found = holders(id).stream().findFirst();
    Optional<Holder.About> about = found.flatMap(Holder::about);
    if (about.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalArgumentException(none(id)));
    }
    int tunnels = new Present(subjects, Rates.Measured.NOTHING).of(found.get()).tunnels();
    LOG.info(
        "Client {} at {} is sent away: an administrator wants so",
        about.get().client(),
        about.get().address());
    CompletableFuture<Shown.Kicked> kicked = new CompletableFuture<>();
    Shown.Kicked told =
        new Shown.Kicked(
            about.get().id(),
            about.get().address(),
            about.get().account(),
            tunnels,
            Advice.toKeepAway(about.get()));
    found.get().dismiss(REASON).addListener(done -> kicked.complete(told));
    return kicked;
  }
}
