package org.ngrokd.server.ssh;

import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.ssh.Forwards.Bound;

/**
 * Reads global requests: those of ssh for forwards (RFC 4254, 7.1), and those of pgrok's client.
 * Whatever it is, it is answered in its turn.
 */
final class RequestHandlers implements RequestHandler<ConnectionService> {
  private static final int MOST_JSON = 1024;
  private static final int MOST_NAME = 1024;
  private static final int MAX_PORT = 65_535;

  @Override
  public Result process(
      ConnectionService service, String request, boolean wantsReply, Buffer buffer) {
    SshConnection connection = SshConnection.of(service.getSession());
    try {
      if (!take(connection, request, wantsReply, buffer)) {
        var unused =
            connection.shutDown(
                "More than " + GlobalRequests.MOST + " requests wait for their answers");
      }
    } catch (BufferException | IllegalArgumentException e) {
      var unused = connection.shutDown("The request " + Printable.field(request) + " is broken");
    }
    return Result.Replied;
  }

  private static boolean take(
      SshConnection connection, String request, boolean wantsReply, Buffer buffer) {
    return switch (request) {
      case "tcpip-forward" -> connection.forward(wantsReply, bound(buffer));
      case "cancel-tcpip-forward" -> connection.cancel(wantsReply, bound(buffer));
      case "hint" -> connection.hint(wantsReply, rest(buffer));
      case "server-info" -> connection.serverInfo(wantsReply);
      default -> connection.answer(wantsReply, false); // keepalive@openssh.com too
    };
  }

  private static Bound bound(Buffer buffer) {
    String name = buffer.getString();
    if (name.length() > MOST_NAME) {
      throw new IllegalArgumentException("A bind name of " + name.length() + " characters");
    }
    long port = buffer.getUInt();
    if (port > MAX_PORT) {
      throw new IllegalArgumentException("There is no port " + port);
    }
    return new Bound(name, (int) port);
  }

  /** What is too long is none of pgrok's. */
  private static byte[] rest(Buffer buffer) {
    byte[] json = new byte[Math.min(MOST_JSON, buffer.available())];
    buffer.getRawBytes(json);
    return json;
  }
}
