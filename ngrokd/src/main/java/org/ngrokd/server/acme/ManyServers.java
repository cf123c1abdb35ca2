package org.ngrokd.server.acme;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.acme.challenge.HttpChallenges;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.peers.Peers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other servers of a cluster, of which a CA may come to any: all are told what a CA is to be
 * answered before it is asked to look, and hear of each certificate that one of them gets. Safe
 * from any thread; {@link #tell} waits.
 */
final class ManyServers {
  private static final Logger LOG = LoggerFactory.getLogger(ManyServers.class);

  private static final byte[] DONE = {};

  private final Peers peers;

  ManyServers(Peers peers) {
    this.peers = peers;
  }

  /**
   * What a CA is to be answered at whichever server it comes to.
   *
   * @param token by http; "" by TLS
   * @param answer by http; by TLS the digest, in base64
   * @param isOver it is not to be answered any more
   */
  record Proof(String name, String token, String answer, boolean isOver) {}

  /** A certificate of a name that one has got: it is looked for where all keep theirs. */
  record Got(String name) {}

  /** Certificates, where each server keeps its own. */
  record Given(List<CertificateText> certificates) {}

  /** Takes up what others say. */
  void hear(HttpChallenges http, AlpnChallenges alpn, Consumer<String> look) {
    ForeignProofs proofs = new ForeignProofs(http, alpn);
    peers.answer(
        "acme.proof",
        bytes -> {
          proofs.take(Json.read(bytes, Proof.class));
          return CompletableFuture.completedFuture(DONE);
        });
    peers.answer(
        "acme.got",
        bytes -> {
          look.accept(Json.read(bytes, Got.class).name());
          return CompletableFuture.completedFuture(DONE);
        });
  }

  /** Takes up certificates that others give, and gives them what there is. */
  void exchange(Consumer<Kept> given, Supplier<List<Kept>> own) {
    peers.answer(
        "acme.given",
        bytes -> {
          read(bytes).forEach(given);
          return CompletableFuture.completedFuture(DONE);
        });
    peers.answer(
        "acme.all",
        bytes ->
            CompletableFuture.completedFuture(
                Json.camel(new Given(own.get().stream().map(CertificateText::of).toList()))));
  }

  private static List<Kept> read(byte[] bytes) {
    List<Kept> all = new ArrayList<>();
    for (CertificateText each : Json.read(bytes, Given.class).certificates()) {
      try {
        all.add(each.kept());
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        LOG.warn("A certificate of {} from another server cannot be read", each.name());
      }
    }
    return all;
  }

  /** Asks what the others have. Waits. */
  List<Kept> ofOthers() {
    List<Kept> all = new ArrayList<>();
    for (Peers.Told told : join(peers.askOthers("acme.all", DONE, Peers.LIMIT))) {
      told.answer().ifPresent(bytes -> all.addAll(read(bytes)));
    }
    return all;
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Gives the others a certificate, where each keeps its own. */
  void give(Kept certificate) {
    tellLater("acme.given", new Given(List.of(CertificateText.of(certificate))));
  }

  /** Says that there is another certificate of this name. */
  void got(String name) {
    tellLater("acme.got", new Got(name));
  }

  private void tellLater(String kind, Record what) {
    var unused = peers.askOthers(kind, Json.camel(what), Peers.LIMIT);
  }

  /**
   * Has all the others answer a CA, too. Waits until they do, or do not say so.
   *
   * @return what ends it
   */
  Published tell(Proof proof, Published own) {
    Duration limit = Peers.LIMIT;
    try {
      for (Peers.Told told : join(peers.askOthers("acme.proof", Json.camel(proof), limit))) {
        if (told.answer().isEmpty()) {
          LOG.warn(
              "The server at {} does not know of the order for {} ({}): if the CA comes to it, the"
                  + " order fails and is tried again",
              told.peer().address(),
              proof.name(),
              told.trouble());
        }
      }
    } catch (CompletionException e) {
      LOG.warn(
          "Which other servers there are is not known now, so {} is proven here", proof.name());
    }
    Proof over = new Proof(proof.name(), proof.token(), proof.answer(), true);
    return () -> {
      own.close();
      tellLater("acme.proof", over);
    };
  }

  static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }
}
