package org.ngrokd.client.inspect;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.client.service.LocalService;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.service.ServerDuties;
import org.ngrokd.client.service.Visit;

/** Sends requests to their local service again. Safe from any thread. */
public final class Replayer {
  /** Tells the service that the request is a copy; its value is the id of the original. */
  public static final String MARK = "X-Ngrok-Replay";

  private final Inspector inspector;
  private final Supplier<LocalServices> services;
  private final Supplier<EventLoop> loops;

  /**
   * @param services of the tunnels as they are
   * @param loops gives the event loop of each replay
   */
  public Replayer(
      Inspector inspector, Supplier<LocalServices> services, Supplier<EventLoop> loops) {
    this.inspector = inspector;
    this.services = services;
    this.loops = loops;
  }

  /**
   * Keeps an exchange that took place elsewhere, so that it can be replayed.
   *
   * @return false when there is no memory for it
   */
  public boolean imported(
      Origin origin,
      SeenRequest request,
      Optional<SeenReply> reply,
      Instant start,
      Duration duration) {
    return inspector.add(origin, request, reply, start, duration);
  }

  /**
   * Sends a request the way that the original took.
   *
   * @param original whose tunnel it goes through, and which it is linked to
   * @param request what is sent
   * @param isMarked whether {@link #MARK} is added
   * @return the id of the new exchange
   * @throws IllegalArgumentException with the reason in words for a person, when it cannot be sent
   */
  public String replay(SeenExchange original, SeenRequest request, boolean isMarked) {
    Origin from = original.origin();
    LocalService service =
        services
            .get()
            .find(from.tunnel(), from.protocol())
            .orElseThrow(() -> new IllegalArgumentException(noTunnel(from)));
    if (!request.body().isWhole()) {
      throw new IllegalArgumentException(
          "only the first "
              + request.body().bytes().length
              + " bytes of the body were kept; set inspect_body_limit higher to replay such"
              + " requests");
    }
    if (request.header("Upgrade").isPresent() || request.method().equals("CONNECT")) {
      throw new IllegalArgumentException(
          "a request that leaves HTTP, as a WebSocket's, is no use again");
    }
    List<Header> mark = isMarked ? List.of(new Header(MARK, original.id())) : List.of();
    byte[] bytes = RequestBytes.of(request, mark);
    Origin origin =
        new Origin(
            from.tunnel(), from.protocol(), from.url(), from.clientAddr(), original.id(), false);
    EventLoop loop = loops.get();
    String id = inspector.newId();
    ReplayEnd end = new ReplayEnd(loop, id, origin, bytes);
    loop.execute(
        () ->
            service.serveInClear(
                new Visit(end, loop, from.url(), from.clientAddr(), ServerDuties.NONE)));
    return id;
  }

  private static String noTunnel(Origin from) {
    return "the tunnel " + from.tunnel() + " (" + from.protocol() + ") is not open any more";
  }
}
