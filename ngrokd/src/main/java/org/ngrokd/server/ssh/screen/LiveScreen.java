package org.ngrokd.server.ssh.screen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ngrokd.kit.text.Printable;

/**
 * The live screen of a session with a terminal: the tunnels, counts, and the last visits. It begins
 * with the first tunnel; what is told before are plain lines, which stay for whoever has none. It
 * is drawn when something has changed, a few times a second at most, and while the client has not
 * taken the last picture not at all.
 *
 * <p>Confined to the event loop of its connection; visits are told on others.
 */
public final class LiveScreen implements Screen {
  /** The least time between two pictures. */
  private static final Duration TICK = Duration.ofMillis(200);

  private static final int CTRL_C = 3;
  private static final int CTRL_D = 4;

  private final Facts facts;
  private final Place place;
  private final WatchedTunnels watched;
  private final Traffic traffic;
  private final PlainLines before;
  private final Canvas canvas = new Canvas();
  private final Keys keys = new Keys();
  private final List<ShownForward> forwards = new ArrayList<>();
  private final AtomicBoolean isTold = new AtomicBoolean();
  private final Runnable listener = this::visited;
  private Look look;
  private Page page;
  private String notice = "";
  private long drawnAt;
  private boolean isAwaited;
  private boolean isLive;
  private boolean isOver;

  private enum Page {
    VISITS,
    QR_CODE,
    HELP
  }

  private LiveScreen(Facts facts, Look look, Place place, WatchedTunnels watched, Traffic traffic) {
    this.facts = facts;
    this.look = look;
    this.place = place;
    this.watched = watched;
    this.traffic = traffic;
    this.before = new PlainLines(place, "\r\n", false);
    this.page = facts.wantsQr() ? Page.QR_CODE : Page.VISITS;
    this.drawnAt = now() - TICK.toNanos();
  }

  /**
   * One for a session.
   *
   * @param environment of the session: its terminal, its language
   * @param traffic what the visitors of its connection do
   * @return empty: its terminal is none on which one can draw
   */
  public static Optional<LiveScreen> of(
      Facts facts,
      Map<String, String> environment,
      Place place,
      WatchedTunnels watched,
      Traffic traffic) {
    return Look.of(environment).map(look -> new LiveScreen(facts, look, place, watched, traffic));
  }

  @Override
  public void opened(ShownForward forward) {
    forwards.add(forward);
    if (!isLive) {
      isLive = true;
      traffic.listen(listener);
    }
    watched.watch(forward.keys(), traffic);
    changed();
  }

  @Override
  public void closed(ShownForward forward) {
    forwards.remove(forward);
    watched.forget(forward.keys());
    changed();
  }

  /** Shown at once, if it can be: it may be the last before the connection ends. */
  @Override
  public void told(String why) {
    if (!isLive) {
      before.told(why);
      return;
    }
    notice = Printable.sentence(why);
    page = page == Page.HELP ? Page.VISITS : page;
    if (place.out().isIdle()) {
      draw();
    } else {
      changed();
    }
  }

  @Override
  public void end() {
    isOver = true;
    traffic.ignore(listener);
    if (!traffic.isWatched()) {
      forwards.forEach(forward -> watched.forget(forward.keys()));
    }
  }

  /** The window has another size. */
  public void resized(Map<String, String> environment) {
    look = look.sized(environment);
    canvas.resized();
    changed();
  }

  /** Bytes came from the keyboard. */
  public void typed(byte[] bytes, int start, int length) {
    keys.typed(bytes, start, length, this::pressed);
  }

  private void pressed(int key) {
    if (key == CTRL_C || key == CTRL_D || key == 'd' || key == 'D') {
      place.leave().run();
    } else if (page != Page.VISITS) {
      page = Page.VISITS;
      changed();
    } else {
      pressedAtVisits(key);
    }
  }

  private void pressedAtVisits(int key) {
    switch (key) {
      case 'q', 'Q' -> page = Page.QR_CODE;
      case '?', 'h', 'H' -> page = Page.HELP;
      case 'c', 'C' -> {
        notice = "";
        traffic.clear();
      }
      default -> {
        return; // any other means nothing
      }
    }
    changed();
  }

  /** Any thread. Until the next picture nobody need say it again. */
  private void visited() {
    if (!place.loop().isShuttingDown() && isTold.compareAndSet(false, true)) {
      place.loop().execute(this::changed);
    }
  }

  private void changed() {
    if (!isLive || isOver || isAwaited) {
      return;
    }
    isAwaited = true;
    if (!place.out().isIdle()) {
      place.out().whenIdle(this::awaited);
      return;
    }
    long left = drawnAt + TICK.toNanos() - now();
    if (left <= 0) {
      awaited();
    } else {
      place.loop().schedule(this::awaited, left, TimeUnit.NANOSECONDS).addListener(done -> {});
    }
  }

  private void awaited() {
    if (!isAwaited || isOver) {
      return;
    }
    isAwaited = false;
    boolean isTooEarly = now() - drawnAt < TICK.toNanos();
    if (isTooEarly || !place.out().isIdle()) {
      changed();
    } else {
      draw();
    }
  }

  private void draw() {
    isTold.set(false);
    Canvas.Piece piece = canvas.next(lines(), look.height());
    drawnAt = now();
    place.out().write(piece.text());
    if (!piece.isWhole()) {
      changed();
    }
  }

  private List<String> lines() {
    Optional<String> first =
        forwards.stream().flatMap(forward -> forward.urls().stream()).findFirst();
    if (page == Page.QR_CODE && first.isPresent()) {
      return OtherPages.qrCode(first.get(), notice, look);
    }
    if (page == Page.HELP) {
      return OtherPages.help(look);
    }
    return ScreenText.lines(
        new View(facts.server(), facts.account(), forwards, notice, traffic.sight(look.height())),
        look);
  }

  private long now() {
    return place.loop().ticker().nanoTime();
  }
}
