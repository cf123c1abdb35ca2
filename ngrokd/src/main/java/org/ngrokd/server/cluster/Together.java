package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on without the engine while that is away for everybody: asks each other node whether it is
 * away for that, too, and for its word ({@link Pledges}) that it leaves this one its names. With
 * the word of all the lease is prolonged, again and again; one who does not give it, and it ends.
 * Also answers the others. Safe from any thread.
 */
final class Together {
  private static final Logger LOG = LoggerFactory.getLogger(Together.class);

  /** An answer is waited for so many parts of a lease. */
  private static final int PATIENCE_PARTS = 8;

  private final Lease lease;
  private final Roll roll;
  private final Pledges pledges;
  private final Taken taken;
  private final Consumer<Taken.Name> taking;

  /** The kind of question by which one node asks another one for its word. */
  static final String WORD = "word";

  private final Way way;
  private final Map<String, Long> heardOf = new ConcurrentHashMap<>();
  private volatile Optional<String> self = Optional.empty();
  private volatile boolean isAsking;
  private volatile boolean hasAsked;
  private volatile String said = "";

  /** What this server has promised, and of what the others have to hear before it does. */
  record Own(Pledges pledges, Taken taken) {}

  /** The way of a question to another node. */
  @FunctionalInterface
  interface Way {
    CompletableFuture<byte[]> ask(Links.Place node, byte[] question);
  }

  /**
   * @param taking hears which names others have got
   */
  Together(Lease lease, Roll roll, Own own, Consumer<Taken.Name> taking, Way way) {
    this.lease = lease;
    this.roll = roll;
    this.pledges = own.pledges();
    this.taken = own.taken();
    this.taking = taking;
    this.way = way;
  }

  /** This server is that node now. */
  void begin(String node) {
    self = Optional.of(node);
    heardOf.clear();
  }

  /** The engine answers: nobody's word is needed any more. */
  void engineAnswers() {
    taken.engineAnswers();
    if (hasAsked) {
      hasAsked = false;
      said = "";
      self.ifPresent(node -> roll.others(node).forEach(each -> thank(node, each)));
    }
  }

  private void thank(String node, NodeCard other) {
    var unused =
        ask(other, PeerWord.Question.thanks(node, other.id()))
            .exceptionally(
                failure -> {
                  LOG.debug("{} keeps its word a while longer", other.address());
                  return new byte[0];
                });
  }

  /** Asks the others, if there is need; to be called several times a second. */
  void look() {
    Optional<String> node = self;
    if (node.isEmpty() || isAsking || !lease.isAway() || !lease.isHeld()) {
      return;
    }
    isAsking = true;
    long asked = lease.now();
    List<Refusal> refusals = new ArrayList<>();
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    if (roll.isRelied()) {
      hasAsked = true;
      roll.others(node.get())
          .forEach(
              other ->
                  answers.add(
                      ask(node.get(), other)
                          .thenAccept(no -> no.ifPresent(why -> add(refusals, why)))));
    } else {
      add(refusals, new Refusal("this server", "has only just joined"));
    }
    var unused =
        CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
            .whenComplete(
                (done, failure) -> {
                  isAsking = false;
                  decide(node.get(), asked, refusals, answers.size());
                });
  }

  private static void add(List<Refusal> refusals, Refusal one) {
    synchronized (refusals) {
      refusals.add(one);
    }
  }

  /** Why a node has not given its word. */
  private record Refusal(String who, String why) {}

  private CompletableFuture<Optional<Refusal>> ask(String node, NodeCard other) {
    long before = heardOf.getOrDefault(other.id(), 0L);
    return ask(other, new PeerWord.Question(node, other.id(), before, false))
        .thenApply(PeerWord::readAnswer)
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                return Optional.of(
                    new Refusal(other.address(), Failures.oneLine(Causes.of(failure))));
              }
              if (!answer.isGiven()) {
                return Optional.of(new Refusal(other.address(), answer.why()));
              }
              answer.names().forEach(taking);
              heardOf.put(other.id(), answer.last());
              return Optional.<Refusal>empty();
            });
  }

  private CompletableFuture<byte[]> ask(NodeCard other, PeerWord.Question question) {
    Duration patience = lease.length().dividedBy(PATIENCE_PARTS);
    return way.ask(
            new Links.Place(other.id(), HostAndPort.parse(other.address())), question.write())
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void decide(String node, long asked, List<Refusal> refusals, int others) {
    synchronized (refusals) {
      if (refusals.isEmpty() && lease.prolonged(node, asked)) {
        say(
            "What the servers agree by is away for all of them: open tunnels go on, by the word of "
                + others
                + " other servers");
      } else if (!refusals.isEmpty() && !lease.isAway()) {
        LOG.debug("It is there again");
      } else if (!refusals.isEmpty()) {
        Refusal one = refusals.get(0);
        say(
            "Open tunnels do not go on without what the servers agree by, for "
                + one.who()
                + ": "
                + one.why());
      }
    }
  }

  private void say(String line) {
    if (!line.equals(said)) {
      said = line;
      LOG.warn("{}", line);
    }
  }

  /** Answers another node's question. */
  CompletionStage<byte[]> word(byte[] question) {
    try {
      return CompletableFuture.completedFuture(answer(question));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * @throws IllegalArgumentException when that is no question
   */
  byte[] answer(byte[] bytes) {
    PeerWord.Question question = PeerWord.readQuestion(bytes);
    if (question.isThanks()) {
      pledges.free(question.from());
      return PeerWord.Answer.no("").write();
    }
    if (self.filter(question.to()::equals).isEmpty()) {
      return PeerWord.Answer.no("it is another one that was started there").write();
    }
    if (!lease.isAway()) {
      return PeerWord.Answer.no("for it that is not away").write();
    }
    if (!roll.ids().contains(question.from()) || !pledges.give(question.from())) {
      return PeerWord.Answer.no("it takes this server for dead").write();
    }
    return taken // behind the promise, or one could come between
        .since(question.last())
        .map(news -> PeerWord.Answer.yes(news).write())
        .orElseGet(() -> PeerWord.Answer.no("it has got too many names lately").write());
  }
}
