package org.ngrokd.client.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the client connected: one session after the other, with growing waits between.
 *
 * <pre>
 *   IDLE ──▶ CONNECTING ──▶ ONLINE ──▶ WAITING ──▶ CONNECTING …
 *    │           └─────────────┴──────────┴──▶ REFUSED
 *    └── and all others ──▶ STOPPED
 * </pre>
 *
 * <p>A {@link Session} is one connected life and knows of no other. Here is what outlives it: the
 * tunnels that are wanted, which may change meanwhile; what the server refuses ({@link
 * RefusedTunnels}), so that the next session asks for it last; whether the server takes several
 * protocols in one request; the client id; and how long to wait. The wait is skipped where the next
 * session would do better at once: a tunnel has not had its turn, or requests have to be asked one
 * by one. REFUSED and STOPPED are final.
 *
 * <p>Before the client was ever online, a refusal is final if waiting does not cure it, or if the
 * user wants so ({@link Comeback.Patience}). Afterwards it goes on trying.
 *
 * <p>Where another server takes the place of the one that the client is at, the session after comes
 * before the end of the one before: {@link Relocation}. The one that was left goes on serving the
 * visitors that it has until its server ends it; if the new one ends first, the client goes back.
 *
 * <p>In a cluster there is a session at a second server ({@link Reserve}), which gets the tunnels
 * when the first one ends, does not answer, or says that it is about to end. That is such a
 * relocation, too; the state stays ONLINE meanwhile.
 *
 * <p>It is long because all of it is one decision, what comes after a session, and the state above:
 * whatever could be told apart (waits, refusals, the kept id, a session's life) has its own class.
 *
 * <p>Confined to its event loop, but for {@link #start} and {@link #stop}. Protocol: §6.
 */
public final class Reconnector implements Uplink {
  private enum State {
    IDLE,
    CONNECTING,
    ONLINE,
    WAITING,
    REFUSED,
    STOPPED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  /** How ngrokd's AuthResp begins when it has no room for us, which may pass. */
  private static final String TOO_MANY = "Too many clients";

  /** A session whose tunnels were open for less than this counts as short. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(20);

  private static final int SUSPICIOUS = 4;

  private final EventLoop loop;
  private final SessionContext context;
  private final SessionEvents events;
  private final Backoff backoff = newBackoff();
  private final List<TunnelConfig> tunnels;
  private final Comeback.Patience patience;
  private final KeptClientId id;
  private State state = State.IDLE;
  private boolean everOpen;
  private boolean joins = true;
  private boolean isNextAtOnce;
  private boolean isOpen;
  private long openSince;
  private int shortLives;
  private final Set<String> warnings = new HashSet<>();
  private @Nullable Session session;
  private @Nullable Relocation relocation;
  private @Nullable Session left;
  private boolean mayGoBack;
  private Collection<Route> had = List.of();
  private @Nullable Future<?> attempt;
  private Optional<Reserve> reserve = Optional.empty();

  private Reconnector(
      EventLoop loop,
      SessionContext context,
      Comeback.Patience patience,
      KeptClientId id,
      SessionEvents events) {
    this.loop = loop;
    this.context = context;
    this.tunnels = context.tunnels();
    this.patience = patience;
    this.id = id;
    this.events = events;
  }

  /**
   * A client that is not connected yet.
   *
   * @param id by which the server knows it again
   * @param onlookers sees the visitors that are being served
   * @throws SSLException when TLS cannot be set up
   */
  public static Reconnector of(
      ClientConfig config,
      ClientThreads threads,
      KeptClientId id,
      LocalServices.Onlookers onlookers,
      SessionEvents events)
      throws SSLException {
    SessionContext context = SessionContext.of(config, threads, onlookers, Reconnector::newBackoff);
    return new Reconnector(
        threads.loops().next(), context, config.comeback().patience(), id, events);
  }

  /** Begins the first session. From any thread. */
  @Override
  public void start() {
    loop.execute(this::connect);
  }

  /** Ends the session and begins no other. From any thread. */
  @Override
  public void stop() {
    loop.execute(
        () -> {
          if (state != State.STOPPED) {
            moveTo(State.STOPPED);
          }
          endBeside("The client stops");
          if (session != null) {
            session.end("The client stops");
          }
        });
  }

  /**
   * Opens one more tunnel; it will be asked for again after each reconnection. From any thread but
   * an event loop: it may read files.
   *
   * @return its routes; fails with the reason, and then the tunnel is not kept
   * @throws UserException when there is a tunnel of this name, or a file cannot be read
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  @Override
  public Future<List<Route>> open(TunnelConfig tunnel) {
    if (tunnels.stream().anyMatch(each -> each.name().equals(tunnel.name()))) {
      throw new UserException("there is a tunnel " + tunnel.name() + " already");
    }
    TunnelRequests.check(tunnel);
    context.services().add(tunnel);
    Promise<List<Route>> opened = loop.newPromise();
    loop.execute(() -> open(tunnel, opened));
    return opened;
  }

  /** What fails is forgotten first: whoever is told may ask for another one of the same name. */
  private void open(TunnelConfig tunnel, Promise<List<Route>> told) {
    tunnels.add(tunnel);
    Promise<List<Route>> opened = loop.newPromise();
    opened.addListener(
        done -> {
          if (done.isSuccess()) {
            told.setSuccess(opened.getNow());
          } else {
            forget(tunnel);
            told.setFailure(done.cause());
          }
        });
    if (session == null) {
      opened.setFailure(new UserException(Session.NOT_CONNECTED));
    } else {
      session.open(tunnel, opened);
    }
  }

  private static Backoff newBackoff() {
    return new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  }

  private void forget(TunnelConfig tunnel) {
    tunnels.remove(tunnel);
    context.refused().forget(tunnel);
    context.services().remove(tunnel);
  }

  @Override
  public Future<?> close(String tunnel) {
    return loop.submit(() -> closeNow(tunnel));
  }

  private void closeNow(String tunnel) {
    List<TunnelConfig> closing =
        tunnels.stream().filter(each -> each.name().equals(tunnel)).toList();
    closeRoutes(route -> route.tunnel().equals(tunnel));
    closing.forEach(this::forget);
  }

  @Override
  public Future<?> close(Route route) {
    return loop.submit(
        () -> {
          boolean isLast =
              session == null
                  || session.routes().stream()
                      .filter(each -> each.config().equals(route.config()))
                      .allMatch(route::equals);
          if (isLast) {
            closeNow(route.tunnel());
          } else {
            context.refused().shut(route);
            closeRoutes(route::equals);
          }
        });
  }

  private void closeRoutes(Predicate<Route> which) {
    if (left != null) {
      left.close(which);
    }
    if (session != null) {
      session.close(which);
    }
  }

  /** The local services of all tunnels. */
  @Override
  public LocalServices services() {
    return context.services();
  }

  private void connect() {
    if (state == State.REFUSED || state == State.STOPPED) {
      return;
    }
    moveTo(State.CONNECTING);
    events.connecting();
    isNextAtOnce = false;
    isOpen = false;
    session = new Session(loop, context, joins, new Life());
    session.begin(id.presented());
  }

  private void again(String reason) {
    if (state != State.CONNECTING && state != State.ONLINE) {
      return;
    }
    if (relocation != null && relocation.isElsewhere()) {
      return; // it tells what it comes to
    }
    if (isBack(reason)) {
      return;
    }
    if (isOpen) {
      noteLife();
    }
    if (session != null && isOpen) {
      had = session.routes();
    }
    if (!isTakenOver(reason)) {
      comeBack(reason);
    }
  }

  /** The server in reserve is asked for the tunnels of a session that is over. */
  private boolean isTakenOver(String reason) {
    boolean isBegun = state == State.ONLINE && isOpen && goElsewhere();
    if (isBegun) {
      LOG.info("{}; asking the server in reserve for the tunnels", reason);
    }
    return isBegun;
  }

  /** Whether it is asked for them now. */
  private boolean goElsewhere() {
    Session from = session;
    boolean isPossible = from != null && relocation == null && shortLives < SUSPICIOUS;
    Optional<Session> there = isPossible ? reserve.flatMap(Reserve::take) : Optional.empty();
    if (from == null || there.isEmpty()) {
      return false;
    }
    Relocation begun = new Relocation(from, new Moving(from));
    relocation = begun;
    if (!from.routes().isEmpty()) {
      had = from.routes();
    }
    begun.begin(there.get(), had, loop);
    return true;
  }

  /** Of a server alone nothing of it is made. */
  private void seekReserve(Homes homes) {
    if (reserve.isEmpty() && !homes.others().isEmpty()) {
      reserve = Optional.of(new Reserve(loop, context, new InReserve()));
    }
    reserve.ifPresent(each -> each.told(homes));
  }

  private void comeBack(String reason) {
    if (isNextAtOnce) {
      connect();
    } else if (!everOpen && patience == Comeback.Patience.NONE) {
      giveUp(reason);
    } else {
      retry(reason);
    }
  }

  /** The server that was left is still there: the one that was to take its place has failed. */
  private boolean isBack(String reason) {
    Session before = left;
    endRelocation(reason);
    if (state != State.ONLINE || !mayGoBack || before == null || !before.isOnline()) {
      return false;
    }
    LOG.info("{}; the server before is still there", reason);
    left = null;
    session = before;
    before.belongsTo(new Life());
    return true;
  }

  private void relocate(Session from) {
    LOG.info("Another server takes over: connecting to it");
    Relocation begun = new Relocation(from, new Moving(from));
    relocation = begun;
    begun.begin(new Session(loop, context, joins, begun), id.presented());
  }

  /** Ends what goes on beside the session. */
  private void endBeside(String reason) {
    reserve.ifPresent(Reserve::stop);
    endRelocation(reason);
    if (left != null) {
      left.end(reason);
    }
  }

  private void endRelocation(String reason) {
    if (relocation != null) {
      relocation.end(reason);
    }
  }

  private void moveTo(State next) {
    assert loop.inEventLoop();
    boolean allowed =
        switch (next) {
          case IDLE -> false;
          case CONNECTING -> state != State.REFUSED && state != State.STOPPED;
          case ONLINE -> state == State.CONNECTING;
          case WAITING -> state == State.CONNECTING || state == State.ONLINE;
          case REFUSED -> state != State.IDLE && state != State.REFUSED && state != State.STOPPED;
          case STOPPED -> state != State.STOPPED;
        };
    if (!allowed) {
      throw new IllegalStateException(state + " -> " + next);
    }
    state = next;
  }

  /** Two machines that are copies of each other would throw each other out for ever. */
  private void noteLife() {
    boolean isShort = loop.ticker().nanoTime() - openSince < SHORT_LIFE.toNanos();
    shortLives = isShort ? shortLives + 1 : 0;
    if (shortLives == SUSPICIOUS) {
      LOG.warn("Online only briefly, again and again: presenting no client id from now on");
      id.renounce();
    }
  }

  private void retry(String reason) {
    if (state != State.WAITING) {
      moveTo(State.WAITING);
    }
    context.refused().endRound();
    Duration wait = backoff.next();
    LOG.warn("{}; trying again in {} ms", reason, wait.toMillis());
    events.waiting(reason, wait);
    attempt = loop.schedule(this::connect, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void giveUp(String reason) {
    if (state == State.REFUSED || state == State.STOPPED) {
      return;
    }
    moveTo(State.REFUSED);
    LOG.error("Giving up: {}", reason);
    events.refused(reason);
    endBeside(reason);
    if (session != null) {
      session.end(reason);
    }
  }

  /** What becomes of a relocation. */
  private final class Moving implements Relocation.Outcome {
    private final Session from;

    Moving(Session from) {
      this.from = from;
    }

    @Override
    public void moved(Session to) {
      LOG.info("The tunnels are at the server {} now", to.address());
      mayGoBack = relocation != null && !relocation.isElsewhere();
      relocation = null;
      session = to;
      id.keep(to.clientId());
      if (from.isOnline()) {
        left = from;
        from.belongsTo(new Left(from));
      }
      to.belongsTo(new Life());
      if (state == State.ONLINE) {
        tellChanges(from.routes(), to.routes());
      } else {
        backOnline(to);
      }
      from.moved();
      noteOpen();
      to.close(route -> !tunnels.contains(route.config())); // closed meanwhile
      seekReserve(to.homes());
    }

    /** It had been given up already. */
    private void backOnline(Session to) {
      moveTo(State.CONNECTING);
      moveTo(State.ONLINE);
      events.online(to.version());
      to.routes().forEach(events::opened);
    }

    /** Mostly there are none. */
    private void tellChanges(Collection<Route> before, Collection<Route> now) {
      before.stream().filter(route -> !now.contains(route)).forEach(events::closed);
      now.stream().filter(route -> !before.contains(route)).forEach(events::opened);
    }

    @Override
    public void stayed(String reason) {
      LOG.info("The tunnels are not at the other server: {}", reason);
      relocation = null;
      if (from != session || state == State.STOPPED || state == State.REFUSED) {
        return;
      }
      if (!from.isOnline() && !isBack(reason)) {
        comeBack(reason);
      }
      seekReserve(from.homes());
    }
  }

  /** What is said of the session in reserve. */
  private final class InReserve implements Reserve.Client {
    @Override
    public String id() {
      return session == null ? "" : session.clientId();
    }

    @Override
    public void inReserve(Optional<HostAndPort> at) {
      events.inReserve(at.map(HostAndPort::toString));
      Session active = session;
      if (active == null) {
        return;
      }
      active.watch(at.isPresent());
      boolean isNeeded = state == State.WAITING || active.homes().isLeaving();
      if (at.isPresent() && isNeeded && goElsewhere() && attempt != null) {
        attempt.cancel(false);
      }
    }

    @Override
    public void dismissed(String line) {
      giveUp(line);
    }
  }

  /** The session that was left, which ends when its server does. */
  private final class Left extends SilentOwner {
    private final Session of;

    Left(Session of) {
      this.of = of;
    }

    @Override
    public void ended(String reason) {
      if (left == of) {
        left = null;
      }
    }
  }

  /** What becomes of a session. */
  private final class Life implements SessionOwner {
    @Override
    public void online(AuthResp answer) {
      moveTo(State.ONLINE);
      id.keep(answer.clientId());
      events.online(answer.mmVersion());
      if (OldServerDuties.areOurs(answer)) {
        OldServerDuties.told(context.tunnels()).ifPresent(this::warned);
      }
    }

    @Override
    public void warned(String line) {
      warn(line);
    }

    @Override
    public void silent() {
      if (!everOpen) {
        warn(context.connector().silence(), events::unanswered);
      }
    }

    @Override
    public void opened(Route route) {
      events.opened(route);
    }

    @Override
    public void closed(Route route) {
      events.closed(route);
    }

    @Override
    public void dismissed(String line) {
      giveUp(line);
    }

    @Override
    public void moveAsked() {
      if (session != null && state == State.ONLINE && relocation == null) {
        relocate(session);
      }
    }

    @Override
    public void homesTold(Homes homes) {
      if (isOpen) {
        seekReserve(homes);
      }
      if (homes.isLeaving() && state == State.ONLINE && goElsewhere()) {
        LOG.info("The server is about to end; asking the one in reserve for the tunnels");
      }
    }

    @Override
    public void pongLate() {
      if (state == State.ONLINE && goElsewhere()) {
        LOG.warn("The server does not answer; asking the one in reserve for the tunnels");
      }
    }

    @Override
    public void ponged(Duration latency) {
      events.ponged(latency);
    }

    @Override
    public void settled() {
      isNextAtOnce = false;
      backoff.reset();
      if (!isOpen) {
        noteOpen();
      }
      Session active = session;
      if (active != null) {
        seekReserve(active.homes());
      }
      if (context.refused().all().isEmpty()) {
        events.allOpen();
      }
    }

    @Override
    public void refused(Refusal refusal, Duration wait) {
      if (!everOpen && patience != Comeback.Patience.ENDLESS) {
        giveUp(refusal.text());
      } else {
        LOG.warn(
            "Tunnel {} ({}) is refused: {}; trying again in {} ms",
            refusal.tunnel().name(),
            refusal.protocol(),
            refusal.reason(),
            wait.toMillis());
        events.tunnelRefused(refusal, wait);
      }
    }

    @Override
    public void takesOneByOne() {
      isNextAtOnce |= joins && state == State.ONLINE;
      joins = false;
    }

    @Override
    public void turnedAway(String error) {
      boolean canPass = error.startsWith(TOO_MANY) && isPatient();
      if (!everOpen && !canPass) {
        giveUp("Failed to authenticate to server: " + error);
      }
    }

    @Override
    public void allRefused() {
      List<Refusal> refusals = context.refused().all();
      boolean isForGood = refusals.stream().allMatch(Refusal::isForGood);
      if (context.refused().isRoundOpen(tunnels) && (everOpen || isPatient())) {
        isNextAtOnce = true;
      } else if (!everOpen && (isForGood || !isPatient())) {
        giveUp(refusals.get(0).text());
      }
    }

    private boolean isPatient() {
      return patience == Comeback.Patience.ENDLESS;
    }

    @Override
    public void ended(String reason) {
      again(reason);
    }

    @Override
    public void failed(String reason, boolean untrusted) {
      if (untrusted && !everOpen) {
        giveUp(reason);
      } else {
        again(reason);
      }
    }
  }

  private void noteOpen() {
    isOpen = true;
    openSince = loop.ticker().nanoTime();
    everOpen = true;
  }

  /** Once: it is the same after every reconnection. */
  private void warn(String line) {
    warn(line, events::warned);
  }

  private void warn(String line, Consumer<String> told) {
    if (warnings.add(line)) {
      LOG.warn("{}", line);
      told.accept(line);
    }
  }
}
