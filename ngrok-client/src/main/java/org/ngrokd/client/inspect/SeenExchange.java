package org.ngrokd.client.inspect;

import java.util.List;
import java.util.Optional;

/**
 * An exchange as it stands at a moment.
 *
 * @param id of 16 hexadecimal digits
 * @param reply empty while there is none
 * @param frames what passed after an upgrade to WebSocket, or as server-sent events; the last of it
 *     where it was much
 */
public record SeenExchange(
    String id,
    Origin origin,
    SeenRequest request,
    Optional<SeenReply> reply,
    Course course,
    Frames frames) {

  /** The same, as if it had come through another tunnel. */
  public SeenExchange through(String tunnel, String protocol, String url) {
    Origin other =
        new Origin(
            tunnel,
            protocol,
            url,
            origin.clientAddr(),
            origin.replayOf(),
            origin.isImported(),
            origin.local());
    return new SeenExchange(id, other, request, reply, course, frames);
  }

  /**
   * The frames that passed.
   *
   * @param kept the last of them
   * @param forgotten how many came before these
   * @param bytes of all of them as they were on the wire, kept or not
   */
  public record Frames(List<Frame> kept, long forgotten, long bytes) {
    static final Frames NONE = new Frames(List.of(), 0, 0);

    public Frames {
      kept = List.copyOf(kept);
    }
  }
}
