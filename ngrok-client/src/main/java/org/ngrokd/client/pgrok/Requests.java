package org.ngrokd.client.pgrok;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.ngrokd.kit.json.Json;
import org.ngrokd.streams.ssh.SshLine;

/**
 * What is asked of a server of pgrok in one connection, as global requests (RFC 4254, 4 and 7.1).
 *
 * <p>Confined to the event loop of the connection.
 */
final class Requests {
  /** As pgrok's client asks; its server says this in each channel again. */
  static final String BIND_ADDRESS = "0.0.0.0";

  private static final String KEEP_ALIVE = "keepalive@openssh.com";
  private static final int SMALL = 128;
  private static final int LONGEST_ANSWER = 4096;
  private static final int LONGEST_URL = 1024;

  private final SshLine line;

  Requests(SshLine line) {
    this.line = line;
  }

  /**
   * Says what kind of tunnel is meant.
   *
   * @param answered is told whether the server takes the hint
   */
  void hint(String protocol, Consumer<Boolean> answered) {
    ask(
        "hint",
        body -> body.putRawBytes(json(protocol)),
        reply -> answered.accept(reply.isPresent()));
  }

  /**
   * Asks for a port.
   *
   * @param answered gets it; empty when the server gives none
   */
  void forward(Consumer<Optional<Integer>> answered) {
    ask(
        "tcpip-forward",
        body -> {
          body.putString(BIND_ADDRESS);
          body.putUInt(0);
        },
        reply -> answered.accept(reply.filter(each -> each.available() >= 4).map(Buffer::getInt)));
  }

  /**
   * Asks for the public URL.
   *
   * @param answered gets it; empty when the server tells none
   */
  void serverInfo(String protocol, Consumer<Optional<String>> answered) {
    ask(
        "server-info",
        body -> body.putRawBytes(json(protocol)),
        reply -> answered.accept(reply.flatMap(Requests::url)));
  }

  /** Asks whether anybody is there; any answer is one. */
  void keepAlive() {
    ask(KEEP_ALIVE, body -> {}, reply -> {});
  }

  private static byte[] json(String protocol) {
    return Json.camel(Map.of("protocol", protocol));
  }

  private static Optional<String> url(Buffer reply) {
    byte[] json = new byte[Math.min(LONGEST_ANSWER, reply.available())];
    reply.getRawBytes(json);
    try {
      return Json.read(json).get("host_url").text().filter(url -> isUrl(url));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isUrl(String text) {
    return text.length() <= LONGEST_URL
        && StandardCharsets.US_ASCII.newEncoder().canEncode(text)
        && text.contains("://");
  }

  /**
   * @param answered gets what a yes brought; empty for a no. On the event loop
   */
  private void ask(String name, Consumer<Buffer> body, Consumer<Optional<Buffer>> answered) {
    Session session = line.session();
    Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, SMALL);
    request.putString(name);
    request.putBoolean(true);
    body.accept(request);
    try {
      var unused =
          session.request(
              request,
              name,
              (command, reply) ->
                  answered.accept(
                      command == SshConstants.SSH_MSG_REQUEST_SUCCESS
                          ? Optional.of(reply)
                          : Optional.empty()));
    } catch (IOException e) {
      session.exceptionCaught(e);
    }
  }
}
